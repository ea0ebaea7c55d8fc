"""告知了什么 in the real card: the answer in force, its differences, each paper with delivery and signed copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.seals import sealed
from builders.told_builders import NOTICE, a_desk, corrected, drawn, issued, taken_in, text_of, under_a_later_edition
from builders.window.window_builders import a_demo_record, a_window, until
from PySide6.QtWidgets import QDialog, QLabel, QTableView

from gridcounter.core.intake.checklist import LineState, Mark
from gridcounter.desktop.kit.preview import Preview
from gridcounter.desktop.ledger.page import LedgerPage
from gridcounter.desktop.papers.addition_dialog import AdditionDialog
from gridcounter.services.ledger.ledger import Chip, Ledger
from gridcounter.services.papers.attachments import Attachments
from gridcounter.services.papers.issued_papers import IssuedPapers
from gridcounter.services.papers.supplementary import second_tellings

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gridcounter.desktop.ledger.application_card import ApplicationDetail
    from gridcounter.services.applications.application_service import ApplicationService


def a_page(qtbot: QtBot, desk: ApplicationService) -> LedgerPage:
    page = LedgerPage(Ledger(desk.record), desk)
    qtbot.addWidget(page)
    page.resize(1280, 720)
    page.show()
    page.refresh()
    return page


def the_card(page: LedgerPage, application: str) -> ApplicationDetail:
    assert page.detail is not None
    page.detail.show_application(application)
    page.detail.tabs.setCurrentWidget(page.detail.notice_terms)
    return page.detail


def listed(card: ApplicationDetail) -> str:
    return "\n".join(card.papers.list.item(row).text() for row in range(card.papers.list.count()))


def said(card: ApplicationDetail) -> str:
    return "\n".join(label.text() for label in card.notice_terms.findChildren(QLabel) if label.isVisible())


def the_notice(desk: ApplicationService, application: str) -> str:
    return next(row.ref for row in IssuedPapers(desk).of(application) if row.paper == NOTICE and row.standing)


def a_scan(folder: Path, content: bytes) -> Path:
    path = folder / "scan.pdf"
    path.write_bytes(content)
    return path


def test_it_shows_what_was_told_and_its_basis(qtbot: QtBot, tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        issued(desk, application)
        page = a_page(qtbot, desk)
        card = the_card(page, application)
        assert "济能字〔2021〕22号" in said(card)
        assert "没有追加告知" in said(card)
        assert not card.notice_terms.move_button.isVisible()


def test_differences_are_shown_until_the_answer_is_moved_with_a_reason(qtbot: QtBot, tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        issued(desk, application)
        changed = under_a_later_edition(desk, tmp_path)
        page = a_page(qtbot, changed)
        card = the_card(page, application)
        assert "2 个工作日 → 4 个工作日" in said(card)
        card.notice_terms.move_answer(" ")
        assert "请写明为什么" in "\n".join(label.text() for label in card.findChildren(QLabel))
        assert card.notice_terms.move_button.isVisible()
        card.notice_terms.move_answer("新文件施行")
        assert not card.notice_terms.move_button.isVisible()
        assert "样能字〔2026〕2号" in said(card)
        assert "新文件施行" in card.moments.item(0).text()


def test_a_signed_paper_waits_for_its_copy_and_the_chip_finds_it(qtbot: QtBot, tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        other = taken_in(desk)
        signed = issued(desk, application)[NOTICE].content
        issued(desk, other)
        page = a_page(qtbot, desk)
        page.chips[Chip.UNSIGNED].click()
        table = page.findChild(QTableView)
        assert table is not None
        assert table.model().rowCount() == 0

        notice = the_notice(desk, application)
        IssuedPapers(desk).deliver(notice, "in_person")
        page.refresh()
        assert table.model().rowCount() == 1
        card = the_card(page, application)
        assert "当面交付　未回签" in listed(card)

        with qtbot.waitSignal(card.notice_terms.changed, timeout=30_000):
            card.notice_terms.file_signed(notice, a_scan(tmp_path, signed))
        assert "签收件已存" in listed(card)
        (kept,) = Attachments(desk.record, desk.clerk).of(application)
        assert kept.paper == notice
        assert Attachments(desk.record, desk.clerk).content(kept.ref) == signed
        page.refresh()
        assert table.model().rowCount() == 0


def test_an_electronic_copy_is_held_against_the_paper_it_is_filed_with(qtbot: QtBot, tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        notice = issued(desk, application)[NOTICE].content
        ref = the_notice(desk, application)
        IssuedPapers(desk).deliver(ref, "in_person")
        page = a_page(qtbot, desk)
        tab = the_card(page, application).notice_terms
        lines: list[str] = []
        troubled: list[str] = []
        tab.message.connect(lines.append)
        tab.troubled.connect(troubled.append)

        for copy in (sealed(notice, "seal-office"), b"%PDF-1.7 gridcounter, by a printer\nstartxref\n0\n%%EOF"):
            with qtbot.waitSignal(tab.changed, timeout=30_000):
                tab.file_signed(ref, a_scan(tmp_path, copy))
        assert [line for line in lines if line != "正在检查文件"] == [
            "签收件已存：开头与存档的文书逐字节相同，后面有 1 处电子签章（这里不核对真假）",
            "签收件已存：文件被别的软件重写过，不能和存档的文书逐字节核对",
        ]

        another = taken_in(desk)
        other = issued(desk, another)[NOTICE].content
        with qtbot.waitSignal(tab.troubled, timeout=30_000):
            tab.file_signed(ref, a_scan(tmp_path, sealed(other, "seal-office")))
        assert "不是选中的" in troubled[-1]
        assert len(Attachments(desk.record, desk.clerk).of(application)) == 2


def test_a_paper_that_was_not_handed_over_takes_no_signed_copy(qtbot: QtBot, tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        signed = issued(desk, application)[NOTICE].content
        page = a_page(qtbot, desk)
        card = the_card(page, application)
        card.papers.choose(the_notice(desk, application))
        assert not card.papers.sign.isEnabled()
        with qtbot.waitSignal(card.notice_terms.troubled, timeout=30_000):
            card.notice_terms.file_signed(the_notice(desk, application), a_scan(tmp_path, signed))
        assert "先登记当面交付" in "\n".join(label.text() for label in card.findChildren(QLabel))
        assert not Attachments(desk.record, desk.clerk).of(application)


def test_the_archived_bytes_are_what_is_shown(qtbot: QtBot, tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        handed_out = issued(desk, application)[NOTICE].content
        changed = under_a_later_edition(desk, tmp_path)
        page = a_page(qtbot, changed)
        card = the_card(page, application)
        card.papers.choose(the_notice(changed, application))
        card.papers.show_button.click()
        view = card.papers.findChild(Preview)
        assert view is not None
        assert view.content == handed_out
        for dialog in card.papers.findChildren(QDialog):
            dialog.close()


def test_void_and_reissue_are_linked_both_ways(qtbot: QtBot, tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        issued(desk, application)
        IssuedPapers(desk).void(the_notice(desk, application), "写错")
        issued(desk, application)
        page = a_page(qtbot, desk)
        card = the_card(page, application)
        assert "第 2 版（替换第 1 版）" in listed(card)
        assert "已作废：写错，已由第 2 版替换" in listed(card)


def test_scanning_a_paper_beside_the_ledger_makes_it_ready_for_its_copy(qtbot: QtBot, tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        issued(desk, application)
        notice = the_notice(desk, application)
        paper, code = desk.record.papers.get(notice), desk.record.applications.get(application).short_code
        assert paper is not None
        scanned = f"GC1:{code}:{paper.paper}:{paper.version}:{paper.content_hash}"
        page = a_page(qtbot, desk)
        assert page.detail is not None
        assert not page.detail.show_waiting(scanned)

        IssuedPapers(desk).deliver(notice, "in_person")
        assert page.detail.show_waiting(scanned)
        assert page.detail.tabs.currentWidget() is page.detail.notice_terms
        assert page.detail.papers.sign.isEnabled()
        assert not page.detail.show_waiting(f"GC1:{desk.record.applications.get(application).number}:drawer_pack:1:ab")


@pytest.mark.usefixtures("qapp")
def test_the_papers_page_names_the_field_whose_letters_cannot_be_set(tmp_path: Path) -> None:
    with a_demo_record(tmp_path) as record, a_window(record) as window:
        desk = window._session.service  # noqa: SLF001  the desk under the window
        application = taken_in(desk)
        corrected(desk, application, "applicant.name", "ئۇيغۇر")
        page = window.work.papers

        window.tabs.papers_wanted.emit(application)

        until(lambda: any("阿拉伯字母" in label.text() for label in page.findChildren(QLabel)))
        (text,) = [label.text() for label in page.findChildren(QLabel) if "阿拉伯字母" in label.text()]
        assert text.startswith("用电人名称：填写的是 “ئۇيغۇر”（阿拉伯字母，如维吾尔文、哈萨克文）；应为汉字")
        assert "手写" in text
        assert not page.acts.issue.isEnabled()


@pytest.mark.usefixtures("qapp")
def test_after_the_survey_the_papers_page_issues_the_confirmation(tmp_path: Path) -> None:
    with a_demo_record(tmp_path) as record, a_window(record) as window:
        desk = window._session.service  # noqa: SLF001  the desk under the window
        application = taken_in(desk)
        window.tabs.papers_wanted.emit(application)
        page = window.work.papers
        until(lambda: page.papers.count() > 0)
        assert not page.later.isVisible()
        page.issue_all()
        assert page.later.isVisible()

        page.later.confirm()
        assert "不需要出具勘查后确认告知" in "\n".join(label.text() for label in page.findChildren(QLabel))

        desk.save(application, "case.supply.dedicated_line", value=False)
        page.later.confirm()
        until(lambda: any(row.paper == "survey_update" for row in IssuedPapers(desk).of(application)))
        pinned = desk.notice_terms.pinned(application)
        assert pinned is not None
        assert pinned.track == "filing"
        until(lambda: page.papers.count() > 0)


@pytest.mark.usefixtures("qapp")
def test_an_addition_is_asked_for_with_clause_and_reason(tmp_path: Path) -> None:
    with a_demo_record(tmp_path) as record, a_window(record) as window:
        desk = window._session.service  # noqa: SLF001  as above
        application = taken_in(desk)
        window.tabs.papers_wanted.emit(application)
        page = window.work.papers
        until(lambda: page.papers.count() > 0)
        page.issue_all()
        corrected(desk, application, "case.supply.critical", value=True)

        page.later.add.click()
        asking = page.later.findChild(AdditionDialog)
        assert asking is not None
        proposed = [form.label.text() for form in asking.forms]
        assert len(proposed) > 1
        assert all(form.clause.text() for form in asking.forms)
        asking.forms[0].why.setText("勘查后才知道")
        asking.add()
        own = asking.forms[-1]
        own.label.setText("道路恢复方案")
        own.clause.setText("样例文件 第3条")
        asking.forms[1].drop.click()
        asking.accept()

        until(lambda: second_tellings(desk, application) == 1)
        pinned = desk.notice_terms.pinned(application)
        assert pinned is not None
        added = {one.label for one in pinned.documents if one.added}
        assert added == {proposed[0], *proposed[2:], "道路恢复方案"}
        lines = {line.document.label: line for line in desk.state(application).lines}
        assert lines["道路恢复方案"].state == LineState.DUE
        desk.mark(application, lines["道路恢复方案"].document.id, Mark(LineState.RECEIVED, copies=1))
        assert "道路恢复方案" in text_of(drawn(desk, application)["materials_receipt"].content)
        until(lambda: page.papers.count() > 0)
