"""An act triggered twice is done once; its buttons stay disabled until the background work has ended."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from builders.record_builders import CHEAP
from builders.told_builders import taken_in
from builders.window.window_builders import until
from PySide6.QtCore import QObject, QThread
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from shiboken6 import delete

from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.output import PaperOutput
from gridcounter.desktop.kit.tasks import ProgressWatch, Tasks
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Role
from gridcounter.services.papers.issued_papers import IssuedPapers
from gridcounter.services.record.record import Record


@pytest.fixture(scope="module")
def window(shared: MainWindow) -> MainWindow:
    return shared


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The papers that went to the printer, each time."""
    sent: list[list[str]] = []
    monkeypatch.setattr(PaperOutput, "print", lambda _, __, papers, *___: sent.append(list(papers)))
    return sent


def papers_of(window: MainWindow, application: str) -> list[tuple[str, int]]:
    return sorted((row.paper, row.version) for row in IssuedPapers(window._session.service).of(application))  # noqa: SLF001


def at_the_papers(window: MainWindow) -> str:
    application = taken_in(window._session.service)  # noqa: SLF001
    window.tabs.papers_wanted.emit(application)
    window.tasks.wait()
    until(lambda: window.work.papers.papers.count() > 0)
    return application


def test_the_set_is_issued_and_printed_once(window: MainWindow, printed: list[list[str]]) -> None:
    application = at_the_papers(window)
    page = window.work.papers
    called = [paper.paper for paper in page.drawn]
    assert page.acts.issue.isEnabled()
    page.acts.issue.click()
    page.acts.issue.click()
    assert printed == [called]
    assert papers_of(window, application) == sorted((paper, 1) for paper in called)
    assert not page.acts.issue.isEnabled()
    assert all(paper.issued for paper in page.drawn)


def test_what_a_survey_made_certain_is_told_once(window: MainWindow, printed: list[list[str]]) -> None:
    application = at_the_papers(window)
    page, desk = window.work.papers, window._session.service  # noqa: SLF001
    page.issue_all()
    desk.save(application, "case.supply.dedicated_line", value=False)
    page.later.survey.click()
    assert not page.later.add.isEnabled()
    page.later.survey.click()
    until(lambda: bool(printed))
    window.tasks.wait()
    QTest.qWait(0)
    assert printed == [["survey_update"]]
    assert [version for paper, version in papers_of(window, application) if paper == "survey_update"] == [1]
    assert page.later.survey.isEnabled()
    assert page.later.add.isEnabled()


def test_papers_of_another_application_that_come_late_are_not_shown(window: MainWindow) -> None:
    desk, page = window._session.service, window.work.papers  # noqa: SLF001
    first, second = taken_in(desk), desk.begin_consultation(today())
    page.show_application(first)
    page.show_application(second)
    assert not page.acts.issue.isEnabled(), "nothing is there to be issued while it is drawn"
    window.tasks.wait()
    until(lambda: page.papers.count() > 0)
    QTest.qWait(0)
    assert {paper.consultation for paper in page.drawn} == {True}
    assert page.acts.issue.text() == "打印答复"


def test_a_report_is_written_by_one_press_and_only_once_it_was_counted(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = window.work.figures
    asked: list[int] = []

    def chosen(*_: object) -> str:
        asked.append(1)
        return str(tmp_path / "out")

    assert not page.save.isEnabled()
    window.show_page(PageKey.FIGURES)
    until(page.save.isEnabled)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", chosen)
    page.save.click()
    assert not page.save.isEnabled()
    page.save.click()
    until(page.save.isEnabled)
    assert asked == [1]
    (tmp_path / "taken").write_bytes(b"")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "taken"))
    page.save.click()
    until(page.save.isEnabled)
    assert page.trouble.isVisible(), "a folder that cannot be written to is told, and one may press again"


def test_figures_of_a_period_that_is_not_asked_for_any_more_are_not_shown(window: MainWindow) -> None:
    window.show_page(PageKey.FIGURES)
    page = window.work.figures
    window.tasks.wait()
    QTest.qWait(0)
    figures, standing = page._figures, page.standing.text()  # noqa: SLF001
    assert figures is not None
    page.period.spans[next(span for span in page.period.spans if span.name == "LAST_YEAR")].click()
    page._show(figures)  # noqa: SLF001  it comes too late
    assert page.standing.text() == "正在统计…" != standing


# background work


def test_a_result_comes_on_the_thread_of_the_window_and_an_error_instead_of_it(qapp: QApplication) -> None:
    tasks, owner = Tasks(), QObject()
    lines: list[object] = []
    wrong: list[Exception] = []

    def done(found: object) -> None:
        lines.extend((found, QThread.currentThread()))

    tasks.submit(owner, threading.get_ident, done=done, failed=wrong.append)
    tasks.submit(owner, lambda: 1 // 0, done=done, failed=wrong.append)
    tasks.wait()
    until(lambda: bool(lines) and bool(wrong))
    worker, thread = lines
    assert worker != threading.get_ident()
    assert thread is qapp.thread()
    assert [type(one) for one in wrong] == [ZeroDivisionError]


@pytest.mark.usefixtures("qapp")
def test_no_result_is_delivered_to_a_deleted_owner() -> None:
    tasks = Tasks()
    lines: list[object] = []
    gate = threading.Event()
    deleted, dropped = QObject(), QObject()
    for owner in (deleted, dropped):
        tasks.submit(owner, gate.wait, done=lines.append, failed=lines.append)
    tasks.submit(deleted, lambda: 1 // 0, done=lines.append, failed=lines.append)
    delete(deleted)
    del dropped, owner
    gate.set()
    tasks.wait()
    QTest.qWait(0)
    assert lines == []
    assert tasks._running == {}  # noqa: SLF001


@pytest.mark.usefixtures("qapp")
def test_what_is_watched_stops_with_the_window() -> None:
    tasks, owner = Tasks(), QObject()
    lines: list[object] = []
    watch, begun = ProgressWatch(owner), threading.Event()

    def work() -> None:
        while True:
            begun.set()
            watch(1, 2)

    tasks.submit(owner, work, done=lines.append, failed=lambda wrong: lines.append(type(wrong).__name__), watch=watch)
    begun.wait()
    tasks.stop()
    tasks.wait()
    until(lambda: bool(lines))
    assert lines == ["Stopped"]


# who may not


def test_what_a_plain_clerk_may_not_do_is_said_and_not_done(window: MainWindow, record: Record) -> None:
    clerk = Clerks(record, cost=CHEAP).add("c1", "何经办", Role.CLERK, "9753")
    application = at_the_papers(window)
    window.work.papers.issue_all()
    desk = window._session.service  # noqa: SLF001
    desk.closing.close(application, "withdrawn", today(), today(), reason="暂不用电")
    window._session.switch_clerk(clerk)  # noqa: SLF001
    try:
        window.tabs.papers_wanted.emit(application)
        page = window.work.papers
        before = record.journal.count()
        ref = IssuedPapers(window._session.service).of(application)[0].ref  # noqa: SLF001
        page.issued.voided.emit(ref, "写错")
        assert "作废已出具的文书要由值班长来做" in page._refusal.text.text()  # noqa: SLF001
        detail = window.work.ledger.detail
        assert detail is not None
        detail.show_application(application)
        detail.acts._act(lambda row: window._session.service.closing.reopen(row.id, "再办"))  # noqa: SLF001
        assert "恢复已办结的申请要由值班长来做" in detail._trouble.text()  # noqa: SLF001
        assert record.journal.count() == before
        window.show_page(PageKey.FIGURES)
        assert window.work.place is PageKey.HOME
    finally:
        window.tasks.wait()
        window._session.switch_clerk("c1")  # noqa: SLF001
