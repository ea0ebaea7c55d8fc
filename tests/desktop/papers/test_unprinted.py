"""还没有打印的文书: what was issued and no printer took, of all applications, in one list from where it is printed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from builders.queue_builders import QUEUE, REJECTED, FakeQueue, a_fake_queue
from builders.window.printer_builders import answering
from builders.window.window_builders import a_demo_record, the_fullest, until
from PySide6.QtWidgets import QLabel

from gridcounter.desktop.papers.unprinted import UnprintedDialog
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.papers.print_queue import NotPrinted
from gridcounter.services.record.record import Record


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with a_demo_record(tmp_path / "unprinted") as opened:
        yield opened


@pytest.fixture
def queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeQueue:
    answering(monkeypatch, to=tmp_path / "drawn.pdf")
    return a_fake_queue(tmp_path / "queue", monkeypatch)


def issue_without_printing(window: MainWindow, record: Record) -> str:
    one = the_fullest(record)
    window.open_application(one)
    window.tabs.papers_wanted.emit(one)
    window.tasks.wait()
    until(lambda: window.work.papers.papers.count() > 0)
    window.work.papers.issue_all()
    window.show_page(PageKey.HOME)
    return one


def opened(window: MainWindow) -> UnprintedDialog:
    assert window.home.unprinted.isVisible()
    window.home.unprinted.act.click()
    return next(dialog for dialog in window.findChildren(UnprintedDialog) if dialog.isVisible())


def seen(dialog: UnprintedDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def count(window: MainWindow) -> int:
    return window._session.issued.waiting()[1]  # noqa: SLF001


def test_the_home_page_counts_them_and_says_nothing_when_all_are_printed(
    window: MainWindow, record: Record, queue: FakeQueue
) -> None:
    issue_without_printing(window, record)
    left = count(window)
    assert left > 1
    assert window.home.unprinted.text.text() == f"还有 {left} 份文书出具后没有打印。"
    dialog = opened(window)
    assert dialog.list.count() == left
    assert dialog.print.text() == f"全部打印（{left} 份）"
    assert not dialog.open_button.isEnabled()
    dialog.print.click()
    until(lambda: dialog.list.count() == 0)
    assert len(queue.taken) == left
    assert "已送打印机。没有等着打印的文书了" in seen(dialog)
    assert not dialog.print.isEnabled()
    dialog.close_button.click()
    assert not window.home.unprinted.isVisible()
    assert window.home._undelivered.figure.text() != "0", "printed is not delivered"  # noqa: SLF001


def test_the_chosen_ones_alone_are_printed_and_what_a_queue_refused_stays(
    window: MainWindow, record: Record, queue: FakeQueue
) -> None:
    issue_without_printing(window, record)
    left = count(window)
    dialog = opened(window)
    for place in (0, 1):
        dialog.list.item(place).setSelected(True)
    assert dialog.print.text() == "打印选中的 2 份"
    queue.refuse(REJECTED, after=1)
    dialog.print.click()
    until(lambda: f"打印机“{QUEUE}”现在不接收任务" in seen(dialog))
    assert len(queue.taken) == 1
    assert count(window) == dialog.list.count() == left - 1
    dialog.reject()
    assert window.home.unprinted.text.text() == f"还有 {left - 1} 份文书出具后没有打印。"


def test_one_leads_to_its_papers_page(window: MainWindow, record: Record, queue: FakeQueue) -> None:  # noqa: ARG001
    one = issue_without_printing(window, record)
    dialog = opened(window)
    rows = window._session.issued.unprinted()  # noqa: SLF001
    place = next(place for place, row in enumerate(rows) if row.application == one)
    dialog.list.item(place).setSelected(True)
    assert rows[place].number in dialog.list.item(place).text()
    dialog.open_button.click()
    page = window.work.papers
    assert window.work.place is PageKey.PAPERS
    assert page.lists.currentWidget() is page.issued
    assert "● 未打印" in page.issued.list.item(1).text()
    assert not dialog.isVisible()


def test_what_could_not_be_recorded_is_said_and_stays_in_the_list(
    window: MainWindow, record: Record, queue: FakeQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue_without_printing(window, record)
    dialog = opened(window)
    left = dialog.list.count()

    def refuse(*_: object) -> None:
        raise NotPrinted("磁盘满了")

    monkeypatch.setattr("gridcounter.services.papers.issued_papers.IssuedPapers.note_printed", refuse)
    dialog.print.click()
    until(lambda: "已送打印机，但台账里没有记上，仍算没有打印：磁盘满了" in seen(dialog))
    assert len(queue.taken) == left
    assert dialog.list.count() == left


def test_locking_closes_it_with_what_it_shows(window: MainWindow, record: Record, queue: FakeQueue) -> None:  # noqa: ARG001
    issue_without_printing(window, record)
    dialog = opened(window)
    window.lock()
    assert not dialog.isVisible()


def test_the_set_is_printed_at_once_from_the_papers_of_one_application(
    window: MainWindow, record: Record, queue: FakeQueue
) -> None:
    """The fault: after the print dialog was left, each paper of the set has to be chosen and printed by itself."""
    one = issue_without_printing(window, record)
    waiting = count(window)
    assert waiting > 1
    papers = window.work.papers
    window.tabs.papers_wanted.emit(one)
    window.tasks.wait()
    until(lambda: papers.papers.count() > 0)
    papers.lists.setCurrentIndex(1)
    papers.issued.list.selectAll()
    papers.issued.again.click()
    window.tasks.wait()
    until(lambda: count(window) == 0)
    assert len(queue.taken) >= waiting
