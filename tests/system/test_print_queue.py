"""A real CUPS, started here with folders of its own: what it takes, refuses, keeps waiting, and where it is gone.

What is not installed fails: Debian has it in cups, cups-client and cups-filters.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from gridcounter.services.papers.print_queue import NotPrinted, Printable, Sides, send
from system.print_server import QUEUE, Cups, a_print_server, said


@pytest.fixture
def cups(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cups]:
    monkeypatch.setenv("PATH", f"{os.environ['PATH']}:/usr/sbin:/sbin")
    monkeypatch.setenv("CUPS_SERVER", "")
    with a_print_server() as started:
        yield started


def a_paper(*sizes: tuple[float, float], weight: int = 0) -> Printable:
    out = io.BytesIO()
    canvas = Canvas(out)
    for place, size in enumerate(sizes, 1):
        canvas.setPageSize(size)
        canvas.drawString(100, 100, f"page {place}")
        canvas.showPage()
    canvas.save()
    return Printable("一次性告知书", out.getvalue() + b"%" * weight)


def sent(*papers: Printable, copies: int = 1, sides: Sides = Sides.LONG) -> str:
    return send(QUEUE, papers, copies=copies, sides=sides)


def refused(*papers: Printable) -> str:
    with pytest.raises(NotPrinted) as text:
        sent(*papers)
    return str(text.value)


def jobs() -> str:
    return said("lpstat", "-W", "all", "-o")


@pytest.mark.parametrize("sides", [Sides.ONE, Sides.LONG])
def test_a_job_that_was_taken_comes_out_whole_at_its_size_and_in_order(cups: Cups, sides: Sides) -> None:
    assert sent(a_paper(A4, A4, A4), copies=1, sides=sides) == ""
    assert [page.extract_text().strip() for page in cups.printed.pages] == ["page 1", "page 2", "page 3"]
    for page in cups.printed.pages:
        assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]
    assert "/Image" not in str([page.get("/Resources") for page in cups.printed.pages]), "drawn, not painted"


def test_two_copies_come_out_one_after_the_other(cups: Cups) -> None:
    assert sent(a_paper(A4, landscape(A4)), copies=2, sides=Sides.ONE) == ""
    assert [page.extract_text().strip() for page in cups.printed.pages] == ["page 1", "page 2"] * 2


def test_a_queue_that_rejects_jobs_is_reported_and_nothing_is_sent(cups: Cups) -> None:
    said("cupsreject", QUEUE)
    result = refused(a_paper(A4, weight=2_000_000))
    assert f'打印机“{QUEUE}”现在不接收任务（系统答复：Destination "{QUEUE}" is not accepting jobs）' in result
    assert "《一次性告知书》没有打印" in result
    assert jobs() == ""
    assert not (cups.folder / "printed.pdf").exists()


def test_a_queue_that_was_removed_is_reported(cups: Cups) -> None:
    said("lpadmin", "-x", QUEUE)
    result = refused(a_paper(A4))
    assert f"系统里没有打印机“{QUEUE}”" in result
    assert not (cups.folder / "printed.pdf").exists()


def test_where_the_server_does_not_answer_that_is_reported(cups: Cups) -> None:
    cups.end()
    assert "系统的打印服务没有开" in refused(a_paper(A4))


def test_in_a_paused_queue_the_job_waits_and_comes_out_when_it_goes_on(cups: Cups) -> None:
    said("cupsdisable", QUEUE)
    assert f"打印机“{QUEUE}”已暂停，任务在排队" in sent(a_paper(A4, A4))
    assert QUEUE in jobs()
    assert not (cups.folder / "printed.pdf").exists()
    said("cupsenable", QUEUE)
    assert len(cups.printed.pages) == 2


_BY_QT = f"""
import sys
from PySide6.QtWidgets import QApplication
from PySide6.QtPrintSupport import QPrinter
from gridcounter.desktop.kit.printing import print_on, printers
from gridcounter.services.papers.print_queue import NotPrinted, Printable
application = QApplication(sys.argv)
assert printers() == ["{QUEUE}"], printers()
printer = QPrinter(QPrinter.PrinterMode.HighResolution)
printer.setPrinterName("{QUEUE}")
printer.setCopyCount(2)
paper = Printable("sample", sys.stdin.buffer.read())
try:
    print("taken", print_on(printer, [paper]))
except NotPrinted as refused:
    print("refused", str(refused).encode("ascii", "backslashreplace"))
"""


def by_qt(paper: Printable) -> str:
    """In a process of its own: Qt asks for the server once."""
    command = [sys.executable, "-c", _BY_QT]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, input=paper.content, check=True, capture_output=True, env=environment)
    return done.stdout.decode()


def test_the_printer_of_qts_dialog_is_that_queue(cups: Cups) -> None:
    """The very thing that Qt itself takes for printed."""
    assert by_qt(a_paper(A4)).startswith("taken")
    assert len(cups.printed.pages) == 2
    said("cupsreject", QUEUE)
    assert by_qt(a_paper(A4)).startswith("refused")
