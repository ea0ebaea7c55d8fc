"""Prints the displayed PDF: sent to the system's print queue, or drawn page for page at its own size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QMarginsF, QObject, QRectF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from gridcounter.desktop.kit.appearance import apply_style
from gridcounter.desktop.pdf.pages import picture_of, sizes_of
from gridcounter.services.papers.print_queue import NotPrinted, Printable, Sides, lp, send
from gridcounter.settings import MOST_COPIES, PaperPrinting

_POINTS_PER_INCH = 72
_DPI = 300
NO_PRINTER = "本机没有装打印机，文书已经做好；请接上打印机再打印，或者先存成 PDF"
NOT_PRINTED = "打印机没有响应，文书没有打印；请检查打印机后再点一次打印，已出具的文书不会变"
#: Options of Qt's dialog on Linux that do not apply: a paper is printed whole, in order, at its own size.
_NOT_OFFERED = ("properties", "gbPrintRange", "collate", "outputIcon", "reverse", "colorMode")
_SIDES = {QPrinter.DuplexMode.DuplexNone: Sides.ONE, QPrinter.DuplexMode.DuplexShortSide: Sides.SHORT}


class _Hidden(QObject):
    """Keeps a widget hidden: Qt's dialog shows some of its parts again when it is shown."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.Show, QEvent.Type.ShowToParent} and isinstance(watched, QWidget):
            watched.hide()
        return super().eventFilter(watched, event)


def printers() -> list[str]:
    """Names of the system's printers, for the choice in settings."""
    return list(QPrinterInfo.availablePrinterNames())


def ask_printer(parent: QWidget, remembered: PaperPrinting) -> QPrinter | None:
    """The print dialog with the latest settings of this paper; None if it was cancelled."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if remembered.printer in printers():
        printer.setPrinterName(remembered.printer)
    printer.setCopyCount(remembered.copies)
    printer.setDuplex(QPrinter.DuplexMode.DuplexLongSide if remembered.duplex else QPrinter.DuplexMode.DuplexNone)
    dialog = print_dialog(printer, parent)
    return printer if dialog.exec() == QPrintDialog.DialogCode.Accepted else None


def print_dialog(printer: QPrinter, parent: QWidget | None = None) -> QPrintDialog:
    """Printer, copies, sides: only options that take effect."""
    dialog = QPrintDialog(printer, parent)
    apply_style(dialog)
    for option in (QPrintDialog.PrintDialogOption.PrintPageRange, QPrintDialog.PrintDialogOption.PrintCollateCopies):
        dialog.setOption(option, on=False)
    hidden = _Hidden(dialog)
    for name in _NOT_OFFERED:
        for widget in dialog.findChildren(QWidget, name):
            widget.installEventFilter(hidden)
            widget.hide()
    return dialog


def as_chosen(printer: QPrinter, remembered: PaperPrinting) -> PaperPrinting:
    """The settings to save; after printing to a file printer and both sides are kept, because Qt forgets them."""
    if printer.outputFormat() == QPrinter.OutputFormat.PdfFormat:
        return remembered
    return replace(
        remembered,
        printer=printer.printerName(),
        copies=min(max(1, printer.copyCount()), MOST_COPIES),
        duplex=printer.duplex() != QPrinter.DuplexMode.DuplexNone,
    )


def file_instead(printer: QPrinter) -> str:
    """The file that Qt's dialog offers in place of a printer; "" for a printer. No sheet comes out of it."""
    return printer.outputFileName() if printer.outputFormat() == QPrinter.OutputFormat.PdfFormat else ""


def print_on(printer: QPrinter, papers: Sequence[Printable]) -> str:
    """Returns a sentence if the papers wait in a paused queue, else "". Raises NotPrinted.

    It may run in a worker: it uses no widget. Qt does not notice that a CUPS queue refused a job.
    """
    if lp() and printer.outputFormat() == QPrinter.OutputFormat.NativeFormat:
        sides = _SIDES.get(printer.duplex(), Sides.LONG)
        return send(printer.printerName(), papers, copies=max(1, printer.copyCount()), sides=sides)
    if not _drawn_on(printer, papers):
        raise NotPrinted(NOT_PRINTED)
    return ""


def _drawn_on(printer: QPrinter, papers: Sequence[Printable]) -> bool:
    """QPrinter.isValid is true for a missing printer: only QPainter.begin detects it."""
    printer.setResolution(_DPI)
    printer.setFullPage(True)
    painter = QPainter()
    for paper in papers:
        for page, points in enumerate(sizes_of(paper.content)):
            # before the page that it applies to
            printer.setPageLayout(_layout(points))
            if not (printer.newPage() if painter.isActive() else painter.begin(printer)):
                return False
            # letters as JPEG would be larger, and their edges soft
            painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
            size = points * _DPI / _POINTS_PER_INCH
            painter.drawImage(QRectF(0, 0, size.width(), size.height()), picture_of(paper.content, page, size.toSize()))
    return painter.end() and printer.printerState() != QPrinter.PrinterState.Error


def _layout(points: QSizeF) -> QPageLayout:
    """A4 in the paper's orientation; the paper defines its own margins."""
    lies = points.width() > points.height()
    way = QPageLayout.Orientation.Landscape if lies else QPageLayout.Orientation.Portrait
    return QPageLayout(QPageSize(QPageSize.PageSizeId.A4), way, QMarginsF(0, 0, 0, 0))
