"""Printing the very PDF that was shown, page for page at its own size."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QMarginsF, QObject, QRectF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from gridcounter.settings import PaperPrinting

_POINTS_PER_INCH = 72
_DPI = 300
NO_PRINTER = "本机没有装打印机，文书已经做好；请接上打印机再打印，或者先存成 PDF"
NOT_PRINTED = "打印机没有响应，文书没有打印；请检查打印机后再点一次打印，已出具的文书不会变"


def printers() -> list[str]:
    return list(QPrinterInfo.availablePrinterNames())


def ask_printer(parent: QWidget, remembered: PaperPrinting) -> QPrinter | None:
    """The dialog stands as this paper was printed last; None where it was called off."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if remembered.printer in printers():
        printer.setPrinterName(remembered.printer)
    printer.setCopyCount(remembered.copies)
    printer.setDuplex(QPrinter.DuplexMode.DuplexLongSide if remembered.duplex else QPrinter.DuplexMode.DuplexNone)
    dialog = QPrintDialog(printer, parent)
    return printer if dialog.exec() == QPrintDialog.DialogCode.Accepted else None


def as_chosen(printer: QPrinter, remembered: PaperPrinting) -> PaperPrinting:
    """What to remember; writing a file says nothing of the printer, and Qt forgets both sides with it."""
    if printer.outputFormat() == QPrinter.OutputFormat.PdfFormat:
        return remembered
    return replace(
        remembered,
        printer=printer.printerName(),
        copies=max(1, printer.copyCount()),
        duplex=printer.duplex() != QPrinter.DuplexMode.DuplexNone,
    )


def print_on(printer: QPrinter, contents: Sequence[bytes], parent: QObject | None = None) -> str:
    """A sentence where it did not work. It may run in a worker: nothing here is a widget.

    QPrinter.isValid is true for a printer that is not there: only QPainter.begin knows.
    """
    printer.setResolution(_DPI)
    printer.setFullPage(True)
    painter = QPainter()
    for content in contents:
        buffer = QBuffer()
        buffer.setData(QByteArray(content))
        buffer.open(QBuffer.OpenModeFlag.ReadOnly)
        document = QPdfDocument(parent)  # type: ignore[arg-type]  # Qt takes no parent as well, the stubs do not
        document.load(buffer)
        for page in range(document.pageCount()):
            points = document.pagePointSize(page)
            # before the page that it is for
            printer.setPageLayout(_layout(points))
            if not (printer.newPage() if painter.isActive() else painter.begin(printer)):
                return NOT_PRINTED
            size = points * _DPI / _POINTS_PER_INCH
            image = document.render(page, QSizeF(size).toSize())
            painter.drawImage(QRectF(0, 0, size.width(), size.height()), image)
        document.close()
    return "" if painter.end() else NOT_PRINTED


def _layout(points: QSizeF) -> QPageLayout:
    """A4 as it lies; the paper says where its margins are."""
    lies = points.width() > points.height()
    way = QPageLayout.Orientation.Landscape if lies else QPageLayout.Orientation.Portrait
    return QPageLayout(QPageSize(QPageSize.PageSizeId.A4), way, QMarginsF(0, 0, 0, 0))
