"""Printing the very PDF that was shown, page for page at its own size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QMarginsF, QObject, QRectF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

_POINTS_PER_INCH = 72
_DPI = 300
NO_PRINTER = "本机没有装打印机，文书已经做好；请接上打印机再打印，或者先存成 PDF"
NOT_PRINTED = "打印机没有响应，文书没有打印；请检查打印机后再点一次打印，已出具的文书不会变"


def print_pages(parent: QWidget, contents: Sequence[bytes]) -> str:
    """Ask for a printer and print; a sentence where it did not work, empty where it did or was called off."""
    if not QPrinterInfo.availablePrinterNames():
        return NO_PRINTER
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if QPrintDialog(printer, parent).exec() != QPrintDialog.DialogCode.Accepted:
        return ""
    return print_on(printer, contents)


def print_on(printer: QPrinter, contents: Sequence[bytes], parent: QObject | None = None) -> str:
    """QPrinter.isValid is true for a printer that is not there: only QPainter.begin knows."""
    printer.setResolution(_DPI)
    printer.setFullPage(True)
    printer.setPageLayout(
        QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
    )
    painter = QPainter()
    if not painter.begin(printer):
        return NOT_PRINTED
    first = True
    for content in contents:
        buffer = QBuffer()
        buffer.setData(QByteArray(content))
        buffer.open(QBuffer.OpenModeFlag.ReadOnly)
        document = QPdfDocument(parent)  # type: ignore[arg-type]  # Qt takes no parent as well, the stubs do not
        document.load(buffer)
        for page in range(document.pageCount()):
            if not first:
                printer.newPage()
            first = False
            size = document.pagePointSize(page) * _DPI / _POINTS_PER_INCH
            image = document.render(page, QSizeF(size).toSize())
            painter.drawImage(QRectF(0, 0, size.width(), size.height()), image)
        document.close()
    return "" if painter.end() else NOT_PRINTED
