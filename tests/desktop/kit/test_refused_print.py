"""A print queue that refuses: it is reported wherever one can print, and nothing else changes."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from builders.queue_builders import PAUSED, QUEUE, REJECTED, FakeQueue, a_fake_queue
from builders.window.printer_builders import OfficePrinter, answering
from builders.window.window_builders import RECOVERY_CODE, the_fullest, until
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QLabel, QTabWidget, QWidget

from gridcounter.core.record.journal import Kind
from gridcounter.desktop.kit.output import SENT, SENT_WAITING, WRITTEN, PaperOutput
from gridcounter.desktop.kit.printing import print_dialog, print_on
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.setup.recovery_step import RecoveryStep
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.papers.print_queue import Printable, Sides, send
from gridcounter.services.record.record import Record
from gridcounter.settings import PaperPrinting, SettingsFile

SAYS = f"打印机“{QUEUE}”现在不接收任务"


@pytest.fixture
def queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeQueue:
    answering(monkeypatch, to=tmp_path / "drawn.pdf")
    return a_fake_queue(tmp_path / "queue", monkeypatch)


def seen(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def told(window: MainWindow) -> str:
    return window._saved.text()  # noqa: SLF001  what the clerk sees


def printed(window: MainWindow, application: str) -> set[str]:
    return {row.paper for row in window._session.issued.of(application) if row.printed}  # noqa: SLF001


def entries(record: Record) -> int:
    return len(list(record.journal.all()))


def test_what_was_refused_enters_nothing_and_what_was_taken_is_not_delivered(
    window: MainWindow, record: Record, queue: FakeQueue
) -> None:
    one = the_fullest(record)
    window.open_application(one)
    window.tabs.papers_wanted.emit(one)
    page = window.work.papers
    window.tasks.wait()
    until(lambda: page.papers.count() > 0)
    paper = page.drawn[0].paper
    queue.refuse(REJECTED, after=1)
    page.acts.issue.click()
    window.tasks.wait()
    until(lambda: SAYS in seen(page))
    first, *rest = (each.paper for each in page.drawn)
    assert "《一次性告知书》已送打印机" in seen(page)
    assert len(rest) > 0
    assert first == "one_time_notice"
    assert SENT not in told(window)
    issued, before = record.papers.of(one), entries(record)
    assert len(issued) == len(page.drawn), "on record before the printer is asked"
    assert not any(each.delivered_at for each in issued)
    assert window._session.settings.printing_of(paper) == PaperPrinting()  # noqa: SLF001

    assert printed(window, one) == {first}, "the one that the queue took before it refused"
    assert "● 未打印" not in page.issued.list.item(page.issued.list.count() - 1).text()
    assert "○ 已生成未交付　● 未打印" in page.issued.list.item(1).text()

    queue.accept()
    page.acts.print.click()
    window.tasks.wait()
    until(lambda: SENT in told(window))
    assert SAYS not in seen(page)
    assert len(queue.taken) == 2
    assert [entry.kind for entry in list(record.journal.all())[before:]] == [Kind.PAPER_PRINTED]
    assert record.papers.of(one) == issued, "it lies in a queue: who got it, a clerk says"
    assert window._session.settings.printing_of(paper).printer == QUEUE  # noqa: SLF001
    assert "已生成未交付" in page.issued.list.item(1).text()
    window.show_page(PageKey.HOME)
    assert window.home._undelivered.figure.text() == "1"  # noqa: SLF001  what the clerk sees

    queue.stand(printer=PAUSED)
    window.show_page(PageKey.PAPERS)
    page.acts.print.click()
    window.tasks.wait()
    until(lambda: SENT_WAITING in told(window))
    assert f"打印机“{QUEUE}”已暂停，任务在排队" in seen(page)


def a_paper_in_force(window: MainWindow, record: Record) -> tuple[str, str]:
    """The application, and the entry of one of its papers that no printer took yet."""
    session = window._session  # noqa: SLF001
    for row in record.applications.recent(50):
        for paper in session.issued.of(row.id):
            if paper.standing and not paper.printed and not paper.consultation:
                return row.id, paper.ref
    raise AssertionError("the demonstration has none")


def kinds_since(record: Record, before: int) -> list[str]:
    return [entry.kind for entry in list(record.journal.all())[before:]]


def test_what_was_printed_is_on_record_though_the_settings_are_refused(
    window: MainWindow, record: Record, queue: FakeQueue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk: the paper came out, stayed in the list of those to be printed, and came out again."""
    (tmp_path / "no folder").write_bytes(b"")
    monkeypatch.setattr(window._session, "_file", SettingsFile(tmp_path / "no folder" / "settings.json"))  # noqa: SLF001
    _, ref = a_paper_in_force(window, record)
    said: list[str] = []
    out, before = PaperOutput(window._session, window.tasks, window), entries(record)  # noqa: SLF001
    out.message.connect(said.append)
    out.print(window, ["one_time_notice"], [b"%PDF"], [ref])
    until(lambda: SENT in said)
    assert len(queue.taken) == 1
    assert kinds_since(record, before) == [Kind.PAPER_PRINTED]


@pytest.mark.usefixtures("queue")
def test_a_file_in_place_of_a_printer_is_not_called_printed(
    window: MainWindow, record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Qt's dialog offers it among the printers: the paper left the list of those to be printed, and nobody had it."""
    monkeypatch.setattr("gridcounter.desktop.kit.printing.QPrinter", QPrinter)
    application, ref = a_paper_in_force(window, record)
    content = window._session.issued.content(ref)  # noqa: SLF001
    said: list[str] = []
    out, before = PaperOutput(window._session, window.tasks, window), entries(record)  # noqa: SLF001
    out.message.connect(said.append)
    out.print(window, ["one_time_notice"], [content], [ref])
    until(lambda: WRITTEN in said)
    assert (tmp_path / "drawn.pdf").read_bytes().startswith(b"%PDF")
    assert str(tmp_path / "drawn.pdf") in seen(window.work.saved)

    window.show_page(PageKey.LEDGER)
    detail = window.work.ledger.detail
    assert detail is not None
    detail.show_application(application)
    detail.papers.message.connect(said.append)
    detail.papers.choose(ref)
    said.clear()
    detail.papers.again.click()
    until(lambda: WRITTEN in said)
    assert kinds_since(record, before) == []


def test_an_answer_of_a_consultation_is_not_called_printed(window: MainWindow, queue: FakeQueue) -> None:
    window.begin_consultation()
    window.tabs.papers_wanted.emit(window.tabs.pages()[-1].application)
    page = window.work.papers
    window.tasks.wait()
    until(lambda: page.papers.count() > 0)
    queue.refuse(REJECTED)
    page.acts.issue.click()
    window.tasks.wait()
    until(lambda: SAYS in seen(page))
    assert "已打印" not in seen(page)
    assert "这张答复已存入台账" in seen(page)


def test_a_paper_of_the_archive_that_was_refused_is_reported(
    window: MainWindow, record: Record, queue: FakeQueue
) -> None:
    one = next(row.id for row in record.applications.recent(50) if record.papers.of(row.id))
    window.show_page(PageKey.LEDGER)
    page = window.work.ledger
    assert page.detail is not None
    page.detail.show_application(one)
    page.detail.findChildren(QTabWidget)[0].setCurrentWidget(page.detail.notice_terms)
    papers = page.detail.papers
    papers.list.setCurrentRow(0)
    before = entries(record)
    queue.refuse(REJECTED)
    said: list[str] = []
    papers.troubled.connect(said.append)
    papers.message.connect(said.append)
    papers.again.click()
    until(lambda: len(said) > 0)
    assert said[0].startswith(SAYS)
    queue.accept()
    papers.again.click()
    until(lambda: SENT in said)
    assert said[1:] == ["", SENT]
    (entry,) = list(record.journal.all())[before:]
    assert (entry.kind, entry.application) == (Kind.PAPER_PRINTED, one)


def test_a_refusal_is_reported_after_its_page_is_deleted(
    window: MainWindow, queue: FakeQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the slip of a shift, whose dialog closes as soon as the next clerk has confirmed."""
    queue.refuse(REJECTED)
    may_go_on = threading.Event()

    def slow(name: str, papers: Sequence[Printable], *, copies: int, sides: Sides) -> str:
        may_go_on.wait(10)
        return send(name, papers, copies=copies, sides=sides)

    monkeypatch.setattr("gridcounter.desktop.kit.printing.send", slow)
    page = QWidget(window)
    out = PaperOutput(window._session, window.tasks, page)  # noqa: SLF001
    out.print(page, ["shift_slip"], [b"%PDF"])
    page.deleteLater()
    QCoreApplication.sendPostedEvents(page, QEvent.Type.DeferredDelete)
    may_go_on.set()
    until(lambda: SAYS in seen(window.trouble))
    assert "《交班单》没有打印" in seen(window.trouble)


@pytest.mark.usefixtures("qapp")
def test_a_recovery_sheet_in_a_queue_is_not_yet_one_that_is_kept(queue: FakeQueue) -> None:
    step = RecoveryStep(Scale())
    step.set_code(RECOVERY_CODE, "样例大厅")
    queue.refuse(REJECTED)
    step.print_button.click()
    until(lambda: SAYS in step.state.text())
    assert not step.kept.isChecked()
    queue.accept()
    step.print_button.click()
    until(lambda: "恢复单已送打印机" in step.state.text())
    assert not step.kept.isChecked(), "a sheet that nobody has seen opens nothing"
    step.deleteLater()


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    ("chosen", "asked"),
    [
        (QPrinter.DuplexMode.DuplexNone, "one-sided"),
        (QPrinter.DuplexMode.DuplexLongSide, "two-sided-long-edge"),
        (QPrinter.DuplexMode.DuplexAuto, "two-sided-long-edge"),
        (QPrinter.DuplexMode.DuplexShortSide, "two-sided-short-edge"),
    ],
)
def test_copies_and_sides_of_the_dialog_reach_the_queue(
    queue: FakeQueue, chosen: QPrinter.DuplexMode, asked: str
) -> None:
    printer = OfficePrinter()
    printer.setCopyCount(2)
    printer.setDuplex(chosen)
    assert print_on(printer, [Printable("样例", b"%PDF")]) == ""
    (job,) = queue.taken
    assert job.content == b"%PDF"
    assert job.asked[1:5] == ["-d", QUEUE, "-n", "2"]
    assert f"sides={asked}" in job.asked


@pytest.mark.usefixtures("qapp")
def test_the_dialog_offers_nothing_that_would_not_be_done() -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = print_dialog(printer)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    dialog.show()
    for tabs in dialog.findChildren(QTabWidget):
        for place in range(tabs.count()):
            tabs.setCurrentIndex(place)
            offered = {each.objectName() for each in dialog.findChildren(QWidget) if each.isVisible()}
            assert offered.isdisjoint({"properties", "printRange", "from", "pagesLineEdit", "pageSetCombo"})
            assert offered.isdisjoint({"collate", "reverse", "grayscale"})
    assert dialog.findChildren(QWidget, "copies")
    dialog.close()
