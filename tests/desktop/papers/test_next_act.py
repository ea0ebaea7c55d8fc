"""The one green button from the first question to the end: on intake, on the papers and on the card."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builders.told_builders import corrected
from builders.window.hall import SHOP, Hall, hall, print_to
from builders.window.window_builders import settle_layout
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton

from gridcounter.core.intake.life import Act, ActId
from gridcounter.core.intake.steps import STEPS
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.flow import ListOnTab
from gridcounter.desktop.ledger.end_dialog import EndDialog
from gridcounter.desktop.ledger.model import Column
from gridcounter.desktop.shell.main_view import PageKey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    print_to(monkeypatch, tmp_path / "printed.pdf")
    with hall(qtbot, tmp_path, "jining") as opened:
        yield opened
        opened.window.tasks.wait()


def primary(root: QWidget) -> list[str]:
    """What stands on the green buttons that are seen."""
    buttons = root.findChildren(QPushButton, "Primary")
    return [button.text() for button in buttons if button.isVisible()]


def issued_set(desk: Hall) -> str:
    application = desk.take_in(SHOP)
    desk.receive_all()
    desk.receive_and_accept()
    desk.print_papers()
    return application


def test_there_is_one_green_button_on_every_step_and_it_says_the_next_act(desk: Hall) -> None:
    desk.press("Ctrl+N")
    for place, _ in enumerate(STEPS):
        desk.page.show_step(place)
        settle_layout()  # the key is left out until there is room for it
        assert primary(desk.page) == ["出具一次性告知书（Ctrl+Enter）"]


def test_an_act_with_a_day_is_done_only_where_its_day_is_seen(desk: Hall) -> None:
    desk.take_in(SHOP)
    assert desk.page.step == STEPS[3]
    desk.press("Ctrl+Return")
    row = desk.record.applications.get(desk.page.application)
    assert (row.received_on, desk.page.step) == (None, STEPS[4])


def test_the_acceptance_opens_the_papers_that_it_brings_about(desk: Hall) -> None:
    desk.take_in(SHOP)
    desk.receive_all()
    desk.receive_and_accept()
    papers = desk.window.work.papers
    desk.qtbot.waitUntil(lambda: bool(papers.drawn), timeout=30_000)
    assert desk.window.work.place is PageKey.PAPERS
    assert {"one_time_notice", "acceptance_receipt"} <= {paper.paper for paper in papers.drawn}
    assert primary(papers) == ["出具并打印整套"]


def test_after_issuing_the_green_button_hands_the_set_over_and_then_leads_on(desk: Hall) -> None:
    application = issued_set(desk)
    papers = desk.window.work.papers
    assert primary(papers) == ["都当面交付了（Ctrl+Enter）"]
    assert not papers.acts.issue.isVisible()
    desk.hand_over()
    assert primary(papers) == ["登记业务系统编号（Ctrl+Enter）"]
    desk.press("Ctrl+Return")
    assert desk.window.work.place is PageKey.INTAKE
    assert desk.page.finish.entry.number.hasFocus()
    desk.write("370800001")
    desk.press("Ctrl+Return")
    assert desk.record.applications.get(application).official_number == "370800001"
    assert primary(desk.page) == ["登记办完：受理签约（Ctrl+Enter）"]


def test_a_clock_is_ended_on_the_card_with_its_form_open(desk: Hall) -> None:
    application = issued_set(desk)
    desk.hand_over()
    desk.window._session.service.acceptance.enter_official_number(application, "370800001")  # noqa: SLF001
    desk.window.show_page(PageKey.INTAKE)
    desk.press("Ctrl+Return")
    assert desk.window.work.place is PageKey.LEDGER
    card = desk.window.work.ledger.detail
    assert card is not None
    assert card.clocks.acts.form.isVisible()
    assert card.clocks.acts.day.hasFocus()
    card.clocks.acts.save.click()
    assert card.ribbon.life.act is not None
    assert (card.ribbon.life.act.id, card.ribbon.life.act.about) == (ActId.FINISH, "build_and_connect")


def test_several_papers_are_handed_over_together_in_the_list_of_issued_ones(desk: Hall) -> None:
    application = issued_set(desk)
    papers = desk.window.work.papers
    papers.lists.setCurrentWidget(papers.issued)
    papers.issued.list.selectAll()
    assert papers.issued.deliver.isEnabled()
    assert not papers.issued.void.isEnabled()
    papers.issued.deliver.menu().actions()[2].trigger()
    said = {row.paper: row.how for row in desk.window._session.issued.of(application)}  # noqa: SLF001
    assert said == {"one_time_notice": "拒收", "acceptance_receipt": "拒收", "info_sheet": ""}
    assert "本单位留用" in papers.issued.list.item(0).text()


def test_an_issued_paper_is_saved_from_its_own_list_with_the_bytes_that_went_out(
    desk: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = issued_set(desk)
    papers = desk.window.work.papers
    papers.lists.setCurrentWidget(papers.issued)
    papers.issued.list.setCurrentRow(1)
    out: list[str] = []

    def chosen(_parent: object, _title: str, proposed: str, *_: object) -> tuple[str, str]:
        name = Path(proposed).name  # in the folder of the last dialog
        out.append(name)
        return str(tmp_path / name), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    papers.acts.save.click()
    papers.acts.word.click()
    desk.qtbot.waitUntil(lambda: len(out) == 2 and (tmp_path / out[1]).exists(), timeout=30_000)
    ref = papers.issued.current
    assert (tmp_path / out[0]).read_bytes() == desk.window._session.issued.content(ref)  # noqa: SLF001
    assert [name.partition("_")[0] for name in out] == ["受理回执", "受理回执"]
    assert application


def test_what_changed_after_it_was_told_is_issued_again_by_the_green_button(
    desk: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = issued_set(desk)
    papers = desk.window.work.papers
    corrected(desk.window._session.service, application, "applicant.name", "样例二店")  # noqa: SLF001
    desk.window.tabs.papers_wanted.emit(application)
    desk.qtbot.waitUntil(lambda: bool(papers.drawn), timeout=30_000)
    assert primary(papers) == ["改动的重出（Ctrl+Enter）"]
    monkeypatch.setattr("PySide6.QtWidgets.QInputDialog.getText", lambda *_: ("户名写错", True))
    papers.acts.go_on()
    desk.qtbot.waitUntil(lambda: bool(papers.drawn), timeout=30_000)
    assert primary(papers) == ["出具并打印整套"]


def test_a_withdrawal_asks_day_and_reason_and_is_told_on_card_and_list(desk: Hall) -> None:
    desk.press("Ctrl+N")
    desk.press("1")  # a draft in which nothing was entered is in no list
    application = desk.page.application
    work = desk.window.work
    desk.window.show_page(PageKey.LEDGER)
    work.ledger.table.selectRow(0)
    card = work.ledger.detail
    assert card is not None
    offered = [action.text() for action in card.acts.ends.actions() if action.isVisible()]
    assert offered == ["申请人撤回", "不予办理", "其他原因办结"]
    (withdrawn,) = (action for action in card.acts.ends.actions() if action.text() == "申请人撤回")
    withdrawn.trigger()
    (dialog,) = card.acts.findChildren(EndDialog)
    QTest.keyClicks(dialog.reason, "pressed by mistake")
    dialog.cancel.setFocus()
    QTest.keyClick(dialog.cancel, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert desk.record.applications.get(application).state == "open"
    withdrawn.trigger()
    dialog = card.acts.findChildren(EndDialog)[-1]
    dialog.ok.click()
    assert "请写明为什么办结" in dialog.problem.text()
    assert desk.record.applications.get(application).state == "open"
    QTest.keyClicks(dialog.reason, "moved away")
    QTest.keyClick(dialog.reason, Qt.Key.Key_Return)
    assert desk.record.applications.get(application).state == "closed"
    rows = work.ledger._model  # noqa: SLF001
    day = today().isoformat()
    assert rows.index(0, Column.STATE).data() == f"申请人撤回 {day}"
    assert f"申请人撤回 {day}：moved away" in card._state.text()  # noqa: SLF001
    assert card.ribbon.labels[-1].text().startswith("✓ 申请人撤回")
    assert not card.ribbon.button.isVisible()


def test_the_key_of_each_next_act_does_not_close_by_itself(desk: Hall) -> None:
    """Pressed once more than needed it would put on record that power is on, today."""
    application = desk.take_in(SHOP)
    desk.receive_all()
    desk.receive_and_accept()
    work = desk.window.work
    desk.window.show_page(PageKey.LEDGER)
    card = work.ledger.detail
    assert card is not None
    card.show_application(application)
    card.begin(Act(ActId.CLOSE, "已送电，办结"))
    (dialog,) = card.acts.findChildren(EndDialog)
    assert dialog.reason.isHidden()
    QTest.keyClick(dialog.day, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert desk.record.applications.get(application).state != "closed"
    dialog.day.setText("明天吧")
    QTest.keyClick(dialog.day, Qt.Key.Key_Return)
    assert "请填日期" in dialog.problem.text()
    dialog.day.set_day(today())
    QTest.keyClick(dialog.day, Qt.Key.Key_Return)
    assert desk.record.applications.get(application).state == "closed"


def test_what_no_printer_took_is_handed_over_only_when_the_clerk_says_so(
    desk: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = desk.take_in(SHOP)
    desk.receive_all()
    desk.receive_and_accept()
    papers = desk.window.work.papers
    desk.qtbot.waitUntil(lambda: bool(papers.drawn), timeout=30_000)
    papers.issue_all()
    asked: list[str] = []

    answers = [False, True]

    def confirmed(_parent: object, _question: str, text: str, **_: object) -> bool:
        asked.append(text)
        return answers.pop(0)

    monkeypatch.setattr("gridcounter.desktop.papers.paper_state.confirmed", confirmed)
    desk.press("Ctrl+Return")
    assert asked == ["《一次性告知书》《受理回执》没有从本程序打印过。用别的办法打印、已经交到申请人手里的，才登记。"]
    issued = desk.window._session.issued  # noqa: SLF001
    assert len(issued.awaited(application)) == 2
    desk.press("Ctrl+Return")
    assert not issued.awaited(application)


def test_the_form_of_the_next_act_on_the_card_is_in_sight_and_enter_records_it(desk: Hall) -> None:
    application = issued_set(desk)
    desk.hand_over()
    desk.window._session.service.acceptance.enter_official_number(application, "370800001")  # noqa: SLF001
    desk.window.resize(1280, 720)
    desk.window.show_page(PageKey.INTAKE)
    desk.press("Ctrl+Return")
    card = desk.window.work.ledger.detail
    assert card is not None
    acts = card.clocks.acts

    desk.qtbot.waitUntil(lambda: acts.form.visibleRegion().boundingRect().contains(acts.save.geometry()))
    assert acts.day.visibleRegion().boundingRect().size() == acts.day.size()
    desk.press("Return")
    assert card.ribbon.life.act is not None
    assert (card.ribbon.life.act.id, card.ribbon.life.act.about) == (ActId.FINISH, "build_and_connect")
    bar = desk.window.work.ledger._card.verticalScrollBar()  # noqa: SLF001
    assert bar.value() == 0
    assert card.ribbon.button.hasFocus()


def test_the_card_of_another_application_begins_at_its_top(desk: Hall) -> None:
    issued_set(desk)
    desk.press("Ctrl+N")
    desk.press("1")
    desk.window.resize(1280, 600)
    desk.window.show_page(PageKey.LEDGER)
    ledger = desk.window.work.ledger
    ledger.table.selectRow(1)
    bar = ledger._card.verticalScrollBar()  # noqa: SLF001
    desk.qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    ledger.table.selectRow(0)
    assert bar.value() == 0


def test_nothing_is_issued_for_what_was_withdrawn_and_the_page_says_why(desk: Hall) -> None:
    desk.press("Ctrl+N")
    application = desk.page.application
    papers = desk.window.work.papers
    desk.window.tabs.papers_wanted.emit(application)
    desk.qtbot.waitUntil(lambda: bool(papers.drawn), timeout=30_000)
    desk.window._session.service.closing.close(application, "withdrawn", today(), today(), reason="moved")  # noqa: SLF001
    papers.acts.issue.click()
    assert "恢复办理" in papers._refusal.text.text()  # noqa: SLF001
    assert not desk.record.papers.of(application)


def test_what_prevents_the_papers_leads_to_its_field(desk: Hall) -> None:
    """Back on the application the clerk had to search for the number that the page had refused."""
    application = desk.take_in(SHOP)
    desk.page.answers["applicant.id_number"].answered.emit("applicant.id_number", "370800199001010000")
    desk.page.answers["applicant.id_kind"].answered.emit("applicant.id_kind", "resident_id")
    desk.press("Ctrl+Return")
    refusal = desk.window.work.papers._refusal  # noqa: SLF001
    assert "末位校验码须正确" in refusal.text.text()
    assert QApplication.focusWidget() is refusal.go
    desk.press("Return")
    assert desk.page.application == application
    focused = QApplication.focusWidget()
    assert focused is not None
    assert desk.page.answers["applicant.id_number"].isAncestorOf(focused)


def test_the_refusal_of_a_printer_pushes_no_button_below_the_edge(desk: Hall) -> None:
    """存 PDF is what helps then."""
    issued_set(desk)
    papers = desk.window.work.papers
    desk.window.resize(911, 512)
    papers._say("打印机“前台”现在不接收任务（系统答复：没有纸），文书都没有打印；请检查打印机，再点一次打印。" * 2)  # noqa: SLF001
    settle_layout()
    save = papers.acts.save
    assert save.visibleRegion().boundingRect() == save.rect()


def test_the_list_of_the_other_tab_is_not_there_to_be_read_aloud(desk: Hall) -> None:
    """Qt tells a screen reader of the lines of a hidden list as if they showed."""
    issued_set(desk)
    papers = desk.window.work.papers
    for shown, other in ((papers.issued, papers.papers), (papers.papers, papers.issued.list)):
        papers.lists.setCurrentIndex(papers.lists.indexOf(shown) if shown is papers.issued else 0)
        settle_layout()
        assert not other.isVisible()
        stack = other.parentWidget()
        while stack is not None and not isinstance(stack, ListOnTab):
            stack = stack.parentWidget()
        assert stack is not None
        assert stack.count() == 0


def test_the_key_of_the_next_act_works_on_the_card_as_well(desk: Hall) -> None:
    application = desk.take_in(SHOP)
    ledger = desk.window.work.ledger
    desk.window.show_page(PageKey.LEDGER)
    ledger.table.selectRow(0)
    settle_layout()
    assert ledger.detail is not None
    assert ledger.detail.ribbon.button.isVisible()
    ledger.table.setFocus()
    desk.press("Ctrl+Return")
    assert desk.window.work.place in {PageKey.INTAKE, PageKey.PAPERS}
    assert desk.page.application == application
