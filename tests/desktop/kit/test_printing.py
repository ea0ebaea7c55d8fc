"""Printing of papers: with Qt's own printer, whose PDF output is read back."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from builders.window.pixels import bytes_of
from builders.window.printer_builders import WAY, answering, without_a_queue
from builders.window.window_builders import the_fullest, until
from pypdf import PdfReader
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QLabel
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from gridcounter.desktop.kit.printing import NOT_PRINTED, as_chosen, print_on
from gridcounter.desktop.pdf.pages import picture_of, sizes_of
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.papers.print_queue import Printable
from gridcounter.services.record.record import Record
from gridcounter.settings import PaperPrinting

MM = 72 / 25.4
#: Of the ink: two drawings of one page differ at the edges of letters only, by less than a fifth.
ALIKE, _WHITE = 0.3, 255


def a_printer(path: Path) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    return printer


def a_paper(*pages: tuple[float, float]) -> bytes:
    """A frame a centimetre from each edge, and a block that says which corner is the first."""
    out = io.BytesIO()
    canvas = Canvas(out)
    for width, height in pages:
        canvas.setPageSize((width, height))
        canvas.rect(10 * MM, 10 * MM, width - 20 * MM, height - 20 * MM)
        canvas.rect(15 * MM, height - 60 * MM, 45 * MM, 40 * MM, fill=1)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def drawn(content: bytes) -> list[QImage]:
    pages = []
    for page, size in enumerate(sizes_of(content)):
        image = picture_of(content, page, size.toSize())
        small = image.scaled(QSize(104, 104), mode=Qt.TransformationMode.SmoothTransformation)
        pages.append(small.convertToFormat(QImage.Format.Format_Grayscale8))
    return pages


def difference(one: QImage, other: QImage) -> float:
    """How much of the ink of both lies elsewhere: 0 for the same picture, 1 where none of it lies on the other's."""
    mine, theirs = bytes_of(one), bytes_of(other)
    ink = 2 * _WHITE * one.sizeInBytes() - sum(mine) - sum(theirs)
    return sum(abs(a - b) for a, b in zip(mine, theirs, strict=True)) / ink


def prepared(window: MainWindow, record: Record) -> str:
    one = the_fullest(record)
    window.open_application(one)
    window.tabs.papers_wanted.emit(one)
    until(lambda: window.work.papers.papers.count() > 0)
    return one


def seen(window: MainWindow) -> str:
    return "\n".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


@pytest.mark.usefixtures("qapp")
def test_pages_come_out_as_many_as_large_and_as_they_lie(tmp_path: Path) -> None:
    contents = [a_paper(A4, landscape(A4), A4), a_paper(landscape(A4))]
    assert print_on(a_printer(tmp_path / "printed.pdf"), [Printable("样例", content) for content in contents]) == ""
    printed = PdfReader(tmp_path / "printed.pdf").pages
    given = [page for content in contents for page in PdfReader(io.BytesIO(content)).pages]
    assert len(printed) == len(given)
    for ours, theirs in zip(given, printed, strict=True):
        assert float(theirs.mediabox.width) == pytest.approx(float(ours.mediabox.width), abs=0.5 * MM)
        assert float(theirs.mediabox.height) == pytest.approx(float(ours.mediabox.height), abs=0.5 * MM)
    images = [image for content in contents for image in drawn(content)]
    again = drawn((tmp_path / "printed.pdf").read_bytes())
    assert all(difference(*pair) < ALIKE for pair in zip(images, again, strict=True))
    assert difference(images[0], images[1]) > ALIKE, "else nothing is compared"


def test_a_real_paper_is_printed_as_it_was_shown(window: MainWindow, record: Record, tmp_path: Path) -> None:
    prepared(window, record)
    content = window.work.papers.drawn[0].content
    assert print_on(a_printer(tmp_path / "printed.pdf"), [Printable("样例", content)]) == ""
    shown, printed = drawn(content), drawn((tmp_path / "printed.pdf").read_bytes())
    assert len(printed) == len(shown)
    apart = [difference(*pair) for pair in zip(shown, printed, strict=True)]
    assert max(apart) < ALIKE, apart


@pytest.mark.qt_log_ignore("QPainter::begin")  # that is how Qt says so
def test_where_the_printer_is_gone_it_is_said_and_the_papers_wait_for_delivery(
    window: MainWindow, record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = prepared(window, record)
    without_a_queue(monkeypatch, tmp_path)
    answering(monkeypatch, to=tmp_path / "no" / "such" / "folder.pdf")
    window.work.papers.acts.issue.click()
    window.tasks.wait()
    until(lambda: NOT_PRINTED in seen(window))
    papers = record.papers.of(one)
    assert len(papers) == len(window.work.papers.drawn)
    assert not any(paper.delivered_at for paper in papers)
    assert "已生成未交付" in window.work.papers.issued.list.item(1).text()
    window.show_page(PageKey.HOME)
    assert window.home._undelivered.figure.text() == "1"  # noqa: SLF001  what the clerk sees
    window.work.papers.acts.print.click()  # and once more, when the printer is back
    assert record.papers.of(one) == papers


def test_each_paper_remembers_its_printer_copies_and_both_sides(
    window: MainWindow, record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared(window, record)
    chosen = window.work.papers.drawn[0].paper

    def choose(printer: QPrinter) -> None:
        printer.setCopyCount(3)
        printer.setDuplex(QPrinter.DuplexMode.DuplexNone)

    without_a_queue(monkeypatch, tmp_path)
    opened = answering(monkeypatch, to=tmp_path / "printed.pdf", look=choose)
    for _ in range(2):
        window.work.papers.acts.print.click()
        window.tasks.wait()
        until(lambda: "已送打印机" in window._saved.text())  # noqa: SLF001  what the clerk sees
    assert opened == [(1, WAY), (3, QPrinter.DuplexMode.DuplexNone)]
    remembered = window._session.settings  # noqa: SLF001
    assert remembered.printing_of(chosen) == PaperPrinting("样例打印机", 3, duplex=False)
    other = next(paper.paper for paper in window.work.papers.drawn if paper.paper != chosen)
    assert remembered.printing_of(other) == PaperPrinting()
    assert (tmp_path / "printed.pdf").stat().st_size > 0


def test_how_large_papers_are_drawn_is_remembered(window: MainWindow, record: Record) -> None:
    prepared(window, record)
    before = window.work.papers.drawn[0].content
    acts = window.work.papers.acts
    acts.profile.setCurrentIndex(acts.profile.findData("large"))
    acts.profile.activated.emit(acts.profile.currentIndex())
    until(lambda: window.work.papers.papers.count() > 0)
    assert window._session.settings.printing_of("").profile == "large"  # noqa: SLF001
    issued = {paper.paper for paper in window.work.papers.drawn if paper.issued}
    assert window.work.papers.drawn[0].content != before or window.work.papers.drawn[0].paper in issued


@pytest.mark.usefixtures("qapp")
def test_printing_into_a_file_does_not_forget_the_printer(tmp_path: Path) -> None:
    remembered = PaperPrinting("旧打印机", 2, duplex=True, profile="large")
    printer = a_printer(tmp_path / "x.pdf")
    printer.setDuplex(WAY)
    assert printer.duplex() == QPrinter.DuplexMode.DuplexNone, "Qt's writer of PDF keeps it now"
    assert as_chosen(printer, remembered) == remembered


def test_a_file_is_proposed_under_the_papers_title_and_number_without_a_persons_name(
    window: MainWindow, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = prepared(window, record)
    row = record.applications.get(application)
    name = str(record.applications.fields(application)["applicant.name"].value)
    page = window.work.papers
    proposed: list[str] = []

    def asked(*text: str) -> tuple[str, str]:
        proposed.append(text[2])
        return "", ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", asked)
    page.acts.save.click()
    page.acts.word.click()

    pdf, word = (Path(path).name for path in proposed)
    assert pdf.endswith(f"_{row.number}.pdf")
    assert word == pdf.removesuffix(".pdf") + ".docx"
    assert pdf.startswith(page.drawn[page.papers.currentRow()].title.removeprefix("用电业务办理"))
    shown = record.applications.fields(application)["applicant.id_kind"].value == "uscc"
    assert (name[:10] in pdf) is shown


def test_where_a_paper_was_saved_stays_said_over_the_window_until_another_clerk_sits_down(
    window: MainWindow, record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared(window, record)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "告知书"), ""))
    window.work.papers.acts.save.click()
    saved = tmp_path / "告知书.pdf"
    assert saved.read_bytes() == window.work.papers.view.content
    assert window.work.saved.isVisible()
    assert f"已存到 {saved}" in window.work.saved.text.text()
    assert window._session.settings.last_folder == str(tmp_path)  # noqa: SLF001
    window.show_page(PageKey.HOME)
    assert window.work.saved.isVisible()
    window._session.left.emit()  # noqa: SLF001
    assert not window.work.saved.isVisible()
