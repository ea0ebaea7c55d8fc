"""时限 on the screen: the page, the tab of an application, the cards and the bar on 工作台, reminders, late entries."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from builders.deadline_builders import a_supplement, accepted, clock
from builders.record_builders import PASSPHRASE, a_copy, a_setup
from builders.year_builders import a_whole_year, as_json
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gridcounter.bootstrap import open_assessor
from gridcounter.core.deadlines.clocks import ClockState, PauseGround
from gridcounter.core.intake.checklist import LineState, Mark
from gridcounter.core.record.journal import Act, Kind
from gridcounter.desktop.app import build_window
from gridcounter.desktop.deadlines.model import TITLES, Column
from gridcounter.desktop.kit.appearance import apply_theme
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.table_roles import OBJECT_ROLE
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.desktop.settings.years import YearsSection
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.reminding import Reminders, reminder_words
from gridcounter.services.ledger.agenda import View, ask_agenda, read_agenda
from gridcounter.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gridcounter.desktop.shell.main_window import MainWindow
    from gridcounter.services.applications.application_service import ApplicationService
    from gridcounter.services.record.record import Record

ASSESSOR = open_assessor()
DAYS = clock("soon", None, "accepted", 1), clock("later", None, "accepted", 30)


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    opened = a_copy(tmp_path / "desk", PASSPHRASE, a_setup())  # with no applications yet: each test counts its own
    yield opened
    opened.close()


@pytest.fixture
def window(qtbot: QtBot, record: Record) -> MainWindow:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, LIGHT, Scale())
    made = build_window(record, ASSESSOR, LIGHT, Scale(), demo=False)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    return made


def desk_of(window: MainWindow) -> ApplicationService:
    return window._session.service  # noqa: SLF001  the desk that the window stands on


def due(window: MainWindow, days_ago: int, name: str = "样例面馆") -> str:
    """Accepted so many days ago, with a clock of one calendar day: on the screen it depends on no holiday."""
    return accepted(desk_of(window), today() - timedelta(days=days_ago), *DAYS, name=name)


def listed(qtbot: QtBot, window: MainWindow, view: View) -> list[tuple[str, str]]:
    window.work.deadlines.choose(view)
    with qtbot.waitSignal(window.work.deadlines.table.model().modelReset, timeout=10_000):
        window.show_page(PageKey.DEADLINES)
    model = window.work.deadlines.table.model()
    found = (model.index(place, 0).data(OBJECT_ROLE) for place in range(model.rowCount()))
    return [(row.name, row.what) for row in found]


def test_each_view_lists_its_own_and_counts_on_its_button(qtbot: QtBot, window: MainWindow) -> None:
    due(window, 1, "样例今天")
    due(window, 3, "样例过期")
    assert listed(qtbot, window, View.TODAY) == [("样例今天", "soon")]
    assert listed(qtbot, window, View.OVER) == [("样例过期", "soon")]
    assert len(listed(qtbot, window, View.ALL)) == 4
    assert window.work.deadlines.chips[View.ALL].text() == "全部在计 4"
    assert listed(qtbot, window, View.PAUSED) == []
    assert "出具补充资料告知单" in window.work.deadlines.count.text()
    assert list(TITLES.values()) == ["编号", "申请人", "环节", "起算", "到期", "还剩", "下一步"]


def test_an_empty_list_mentions_those_that_are_over_and_leads_there(qtbot: QtBot, window: MainWindow) -> None:
    due(window, 3, "样例过期")
    assert listed(qtbot, window, View.TODAY) == []
    page = window.work.deadlines
    assert page.count.text() == "今天没有到期的；超时限的有 1 件。"
    assert page.to_over.isVisible()
    with qtbot.waitSignal(page.table.model().modelReset, timeout=10_000):
        page.to_over.click()
    assert page.view is View.OVER
    qtbot.waitUntil(lambda: not page.to_over.isVisible())
    assert page.table.model().rowCount() == 1


def test_what_is_late_differs_by_word_colour_and_icon(qtbot: QtBot, window: MainWindow) -> None:
    due(window, 3)
    listed(qtbot, window, View.OVER)
    cell = window.work.deadlines.table.model().index(0, Column.LEFT)
    assert cell.data() == "超 2 日"
    assert cell.data(Qt.ItemDataRole.ForegroundRole).name().upper() == LIGHT.danger
    assert not cell.data(Qt.ItemDataRole.DecorationRole).isNull()


def test_the_chosen_one_shows_its_arithmetic_and_ends_by_a_click(qtbot: QtBot, window: MainWindow) -> None:
    application = due(window, 1)
    listed(qtbot, window, View.TODAY)
    acts = window.work.deadlines.acts
    assert acts.words.text().startswith("soon：受理 ")
    assert not acts.buttons["恢复"].isEnabled()
    acts.buttons["办完"].click()
    assert acts.save.isVisible()
    assert not acts.why.isVisible()
    with qtbot.waitSignal(window.work.deadlines.table.model().modelReset, timeout=10_000):
        acts.save.click()
    assert window.work.deadlines.table.model().rowCount() == 0
    reading = desk_of(window).deadlines.of(application, today()).reading("soon")
    assert reading is not None
    assert reading.state == ClockState.ENDED


def test_a_day_gone_by_asks_for_its_reason(qtbot: QtBot, window: MainWindow) -> None:
    due(window, 3)
    listed(qtbot, window, View.OVER)
    acts = window.work.deadlines.acts
    acts.buttons["办完"].click()
    acts.day.setText((today() - timedelta(days=1)).isoformat())
    assert acts.why.isVisible()
    acts.save.click()
    assert "请写明为什么没有当天登记" in acts.problem.text()
    acts.why.setText("停电手工办理")
    with qtbot.waitSignal(acts.done):
        acts.save.click()
    acts.day.setText("")
    acts.buttons["办完"].click()
    acts.day.setText("没有日期")
    acts.save.click()
    assert "请填日期" in acts.problem.text()


def test_a_supplement_pauses_all_clocks_and_resuming_goes_on(qtbot: QtBot, window: MainWindow) -> None:
    application = due(window, 1)
    a_supplement(desk_of(window), application)
    listed(qtbot, window, View.TODAY)
    acts = window.work.deadlines.acts
    acts.buttons["暂停"].click()
    assert acts.ground.currentText().startswith("补充资料告知单第 1 版")
    assert not acts.signed.isVisible()
    assert acts.save.isVisible()
    acts.save.click()
    assert [name for name, _ in listed(qtbot, window, View.PAUSED)] == ["样例面馆"] * 2
    assert window.work.deadlines.acts.words.text().endswith("恢复的次日接着算。")
    acts.buttons["恢复"].click()
    acts.all.setChecked(False)
    acts.save.click()
    assert len(listed(qtbot, window, View.PAUSED)) == 1


def test_a_pause_at_the_applicants_request_names_the_signed_paper(qtbot: QtBot, window: MainWindow) -> None:
    due(window, 1)
    listed(qtbot, window, View.TODAY)
    acts = window.work.deadlines.acts
    acts.buttons["暂停"].click()
    assert acts.signed.isVisible()
    acts.save.click()
    assert "依据" in acts.problem.text()
    acts.signed.setText("书面申请")
    with qtbot.waitSignal(acts.done):
        acts.save.click()
    acts.buttons["恢复"].click()
    acts.cancel.click()
    assert acts.form.isHidden()


def test_temporary_power_is_prolonged_or_settled(qtbot: QtBot, window: MainWindow) -> None:
    application = due(window, 1)
    desk_of(window).save(application, "desk.temporary_until", today().isoformat())
    assert ("样例面馆", "临时用电到期") in listed(qtbot, window, View.TEMPORARY)
    acts = window.work.deadlines.temporary
    acts.prolong.click()
    assert "请填延期到哪天" in acts.problem.text()
    acts.day.set_day(today() + timedelta(days=90))
    with qtbot.waitSignal(acts.done):
        acts.prolong.click()
    assert listed(qtbot, window, View.TODAY) == [("样例面馆", "soon")]
    listed(qtbot, window, View.TEMPORARY)
    acts.outcomes["formal"].click()
    assert listed(qtbot, window, View.TEMPORARY) == []


def test_the_card_of_an_application_has_its_clocks(qtbot: QtBot, window: MainWindow) -> None:
    application = accepted(
        desk_of(window), today(), clock("plan", 7, "accepted"), clock("connect", 5, "completion_reported")
    )
    window.show_page(PageKey.LEDGER)
    window.work.ledger.show_application(application)
    detail = window.work.ledger.detail
    assert detail is not None
    detail.tabs.setCurrentWidget(detail.clocks)
    assert detail.clocks.table.model().rowCount() == 2
    acts = detail.clocks.acts
    acts.buttons["登记环节"].click()
    assert acts.which.currentText() == "报验"
    with qtbot.waitSignal(window.work.ledger.message):
        acts.save.click()
    assert detail.moments.item(0).text().endswith("次日起算")
    states = [detail.clocks.table.model().index(n, Column.LEFT).data() for n in range(2)]
    assert states == ["还剩 7 个工作日", "还剩 5 个工作日"]


def test_the_first_page_counts_what_presses_and_opens_its_list(qtbot: QtBot, window: MainWindow) -> None:
    due(window, 1)
    application = due(window, 3, "样例过期")
    resting = due(window, 2, "样例补资料")
    ref = a_supplement(desk_of(window), resting)
    values = {"why": PauseGround.SUPPLEMENT, "ref": ref, "late": "事后补记"}
    desk_of(window).deadlines.pause(resting, ["soon"], today() - timedelta(days=2), today(), **values)  # type: ignore[arg-type]
    with qtbot.waitSignal(window.home.due.years, timeout=10_000):
        window.show_page(PageKey.HOME)
    assert [card.figure.text() for card in window.home.due.cards] == ["1", "1", "1"]
    with qtbot.waitSignal(window.home.view_wanted) as wanted:
        window.home.due.cards[1].list_button.click()
    assert wanted.args == [str(View.OVER)]
    assert window.work.deadlines.view is View.OVER
    qtbot.waitUntil(lambda: window.work.deadlines.table.model().rowCount() == 1)
    with qtbot.waitSignal(window.work.deadlines.opened) as opened:
        window.work.deadlines.table.opened.emit(application)
    assert opened.args == [application]


def test_what_was_deferred_is_reminded_of_on_its_day_and_leads_to_its_application(
    qtbot: QtBot, window: MainWindow
) -> None:
    desk = desk_of(window)
    application = accepted(desk, today() - timedelta(days=9))
    for document, days in (("identity", 0), ("premises", -2)):
        until = (today() + timedelta(days=days)).isoformat()
        values = {"document": document, "until": until, "latest": "竣工检验前", "consequence": "竣工检验等到补齐"}
        desk.record.journal.append(Act(Kind.DOCUMENT_DEFERRED, values, desk.clerk, application))
    with qtbot.waitSignal(window.home.due.deferred, timeout=10_000):
        window.show_page(PageKey.HOME)
    assert window.home.deferred.text.text() == "后补资料今天到期 1 项；后补资料过期未补 1 项"
    assert window.home.deferred.isVisible()
    assert reminder_words(read_agenda(desk.record.db, desk.assessor.calendar, today())).endswith("过期未补 1 项")

    window.home.deferred.act.click()
    page = window.work.deadlines
    assert page.view is View.DEFERRED
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 2)
    page.table.selectRow(0)
    assert "最迟竣工检验前；到期未补，竣工检验等到补齐" in page.deferred.words.text()
    assert page.deferred.open.isVisible()
    assert not page.temporary.isVisible()
    with qtbot.waitSignal(page.opened) as opened:
        page.deferred.open.click()
    assert opened.args == [application]

    desk.mark(application, "identity", Mark(LineState.RECEIVED, copies=1))
    desk.closing.close(application, "connected", today(), today())
    with qtbot.waitSignal(window.home.due.deferred, timeout=10_000):
        window.show_page(PageKey.HOME)
    assert not window.home.deferred.isVisible()


def test_a_missing_year_is_reported_until_it_is_loaded(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    last = max(ASSESSOR.calendar.years)
    into_that_year = (date(last + 1, 3, 1) - today()).days * 5 // 7
    accepted(desk_of(window), today(), clock("far", into_that_year, "accepted"))
    bar = window.home._years  # noqa: SLF001  shown or not
    with qtbot.waitSignal(window.home.due.years, timeout=10_000):
        window.show_page(PageKey.HOME)
    assert bar.isVisible()
    assert f"{last + 1} 年放假安排尚未载入" in bar.text.text()
    bar.act.click()
    assert window.work.settings.section == "放假安排"
    section = next(one for one in window.work.settings.sections if isinstance(one, YearsSection))
    wrong = tmp_path / "wrong.json"
    wrong.write_text("{}", "utf-8")
    section.look_at(wrong)
    assert "wrong.json" in section.trouble.text()
    year = tmp_path / "year.json"
    year.write_text(as_json(a_whole_year(last + 1)), "utf-8")
    section.look_at(year)
    assert "请与国务院办公厅的通知逐日核对" in section.asked.text()
    section.agree.click()
    again = next(one for one in window.work.settings.sections if isinstance(one, YearsSection))
    again.load()
    assert f"本单位载入：{last + 1} 年：放假 13 天" in again.known.text()
    with qtbot.waitSignal(window.home.due.years, timeout=10_000) as text:
        window.show_page(PageKey.HOME)
    assert last + 1 not in text.args[0]


def test_a_reminder_has_counts_and_no_names(qtbot: QtBot, window: MainWindow) -> None:
    due(window, 1)
    due(window, 3)
    session = window._session  # noqa: SLF001
    reminders = Reminders(session, window.tasks, window)
    with qtbot.waitSignal(reminders.reminded, timeout=10_000) as text:
        reminders.look()
    assert text.args == ["今天到期 1 项；超时限 1 项"]
    with qtbot.assertNotEmitted(reminders.reminded, wait=50):
        reminders.look()
        window.tasks.wait()


def test_a_reminder_that_is_clicked_shows_the_deadlines_but_opens_no_locked_desk(window: MainWindow) -> None:
    window.lock()
    window.reminders._on_clicked()  # noqa: SLF001  there is no notification area to click in
    assert window.locked
    assert not window.work.deadlines.isVisible()
    unlocked = window.lock_page
    unlocked.pin.setText("471108")
    unlocked.enter.click()
    assert window.work.deadlines.isVisible()


def test_reminders_are_switched_off_by_the_setting(qtbot: QtBot, window: MainWindow) -> None:
    due(window, 1)
    session = window._session  # noqa: SLF001
    session.settings = Settings(remind=False)
    reminders = Reminders(session, window.tasks, window)
    with qtbot.assertNotEmitted(reminders.reminded, wait=50):
        reminders.look()
        window.tasks.wait()


def test_without_a_notification_area_nothing_is_read(window: MainWindow) -> None:
    assert not Reminders.has_place()
    window.reminders.begin()
    assert not window.reminders.timer.isActive()


def test_nothing_pressing_is_no_reminder(window: MainWindow) -> None:
    desk = desk_of(window)
    assert ask_agenda(desk.record, desk.assessor.calendar, date(2000, 1, 1), reminder_words) == ""


def test_an_acceptance_of_a_day_gone_by_asks_for_its_reason(window: MainWindow) -> None:
    desk = desk_of(window)
    application = desk.begin(today() - timedelta(days=2))
    window.open_application(application)
    page = window.tabs.pages()[-1]
    page.show_step(4)
    review = page.review
    assert not review.late_why.isVisible()
    review.receive_on.setText((today() - timedelta(days=2)).isoformat())
    assert review.late_why.isVisible()
    review.receive.click()
    assert desk.record.applications.get(application).received_on is None
    QTest.keyClicks(review.late_sheet, "JN1-0003")
    review.late_why.setText("停电手工受理")
    review.receive.click()
    lines = [entry.payload for entry in desk.record.journal.of(application) if entry.kind == "materials_received"]
    assert lines == [{"on": (today() - timedelta(days=2)).isoformat(), "late": "停电手工受理，应急单 JN1-0003"}]
