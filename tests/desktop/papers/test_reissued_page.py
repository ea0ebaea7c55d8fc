"""文书: several outdated papers are reissued in one act, each previewed before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from builders.record_builders import CHEAP
from builders.told_builders import corrected
from builders.window.window_builders import ASSESSOR, a_window
from PySide6.QtWidgets import QInputDialog
from pytestqt.qtbot import QtBot

from gridcounter import paths
from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.desktop.papers.page import PapersPage
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.applications import demo
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Role
from gridcounter.services.record.record import Record


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    opened = demo.create_demo(tmp_path / "demo", paths.demo_applications() / "desk", open_assessor())
    yield opened
    opened.close()


def with_stale_papers(qtbot: QtBot, window: MainWindow, record: Record) -> tuple[PapersPage, str]:
    application = record.applications.recent(1)[0].id
    page = window.work.papers
    window.open_application(application)
    window.tabs.papers_wanted.emit(application)
    qtbot.waitUntil(lambda: page.papers.count() > 0, timeout=20_000)
    page.issue_all()
    assert page.acts.again.isHidden()
    corrected(open_application_service(record, ASSESSOR), application, "applicant.name", "样例二店")
    shown(qtbot, page, application)
    return page, application


def shown(qtbot: QtBot, page: PapersPage, application: str) -> None:
    page.show_application(application)
    qtbot.waitUntil(lambda: page.papers.count() > 0, timeout=20_000)


def ask_again(qtbot: QtBot, page: PapersPage, monkeypatch: pytest.MonkeyPatch, why: str = "户名写错") -> list[str]:
    asked: list[str] = []

    def answered(*value: object) -> tuple[str, bool]:
        asked.append(str(value[-1]))
        return why, True

    monkeypatch.setattr(QInputDialog, "getText", answered)
    page.acts.again.click()
    qtbot.waitUntil(lambda: page.papers.count() > 0, timeout=20_000)
    return asked


def test_several_that_changed_are_looked_at_and_go_out_together(
    qtbot: QtBot, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_window(record) as window:
        page, application = with_stale_papers(qtbot, window, record)
        stale = {paper.paper for paper in page.drawn if paper.changed}
        assert len(stale) > 1
        assert page.acts.again.isVisible()

        (asked,) = ask_again(qtbot, page, monkeypatch)

        assert "《用电业务办理一次性告知书》" in asked
        assert {paper.paper for paper in page.drawn} == stale
        assert all(not paper.issued for paper in page.drawn)
        assert page.acts.again.isHidden()
        assert {row.version for row in record.papers.of(application)} == {1}
        page.acts.issue.click()
        qtbot.waitUntil(lambda: page.papers.count() > len(stale) or bool(page.drawn), timeout=20_000)
        rows = record.papers.of(application)
        assert {row.paper for row in rows if row.version == 2 and row.voided_at is None} == stale
        assert {row.paper for row in rows if row.voided_at is not None} == stale
        whys = record.db.execute("SELECT DISTINCT voided_why FROM paper WHERE voided_at IS NOT NULL").fetchall()
        assert whys == [("户名写错",)]


def test_of_one_that_would_read_differently_there_is_no_word_file(qtbot: QtBot, record: Record) -> None:
    """The fault: under the number and version of the paper that was handed out it held what was corrected since."""
    with a_window(record) as window:
        page, _ = with_stale_papers(qtbot, window, record)
        for row, paper in enumerate(page.drawn):
            page.papers.setCurrentRow(row)
            assert page.acts.word.isEnabled() is not paper.changed, paper.paper
            assert page.acts.save.isEnabled()


def test_cancelling_reissues_nothing(qtbot: QtBot, record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_window(record) as window:
        page, application = with_stale_papers(qtbot, window, record)
        ask_again(qtbot, page, monkeypatch)
        page.acts.back.click()
        shown(qtbot, page, application)
        assert all(paper.issued for paper in page.drawn)
        assert not page.acts.issue.isEnabled()
        assert {row.version for row in record.papers.of(application)} == {1}


def test_reissuing_needs_a_reason_and_a_shift_leader(
    qtbot: QtBot, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = Clerks(record, cost=CHEAP).add("c1", "李样例", Role.CLERK, "8642")
    with a_window(record) as window:
        page, _ = with_stale_papers(qtbot, window, record)
        ask_again(qtbot, page, monkeypatch, " ")
        assert all(paper.issued for paper in page.drawn)
        lock = window.lock_page
        lock.who.setCurrentIndex(lock.who.findData(clerk))
        lock.pin.setText("8642")
        lock.enter.click()
        ask_again(qtbot, page, monkeypatch)
        assert all(paper.issued for paper in page.drawn)


def test_where_no_paper_is_shown_print_prints_none(
    qtbot: QtBot, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It took the paper in a place where there was none: after an error elsewhere, and before the first application."""
    with a_window(record) as window:
        printed: list[object] = []
        monkeypatch.setattr(PapersPage, "_print_all", lambda _, papers: printed.extend(papers))
        page = window.work.papers
        with qtbot.captureExceptions() as raised:
            page.acts.print.click()
            shown(qtbot, page, record.applications.recent(1)[0].id)
            page.acts.print.click()
        assert raised == []
        assert printed == page.drawn[page.papers.currentRow() : page.papers.currentRow() + 1]
