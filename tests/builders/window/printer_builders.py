"""A printer of an office without one: Qt's own, and its dialog answered at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrintDialog, QPrinter

from builders.queue_builders import QUEUE

WAY = QPrinter.DuplexMode.DuplexLongSide


class OfficePrinter(QPrinter):
    """As one that is connected: what Qt writes into a file it takes for no printer."""

    sides = WAY

    def printerName(self) -> str:  # noqa: N802  Qt's name
        return QUEUE

    def outputFormat(self) -> QPrinter.OutputFormat:  # noqa: N802
        return QPrinter.OutputFormat.NativeFormat

    def setDuplex(self, sides: QPrinter.DuplexMode) -> None:  # noqa: N802
        self.sides = sides

    def duplex(self) -> QPrinter.DuplexMode:
        return self.sides


def answering(
    monkeypatch: pytest.MonkeyPatch, *, to: Path, look: Callable[[QPrinter], None] = lambda _: None
) -> list[tuple[int, QPrinter.DuplexMode]]:
    """What the dialog was opened with. Without a queue, what Qt draws for the printer goes into the file `to`."""
    opened = []

    def answer(dialog: QPrintDialog) -> int:
        printer = dialog.printer()
        opened.append((printer.copyCount(), printer.duplex()))
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(to))
        look(printer)
        return int(QPrintDialog.DialogCode.Accepted)

    for module in ("kit.output", "kit.printing", "papers.archived", "setup.recovery_step"):
        monkeypatch.setattr(f"gridcounter.desktop.{module}.printers", lambda: [QUEUE])
    monkeypatch.setattr("gridcounter.desktop.kit.printing.QPrinter", OfficePrinter)
    monkeypatch.setattr(QPrintDialog, "exec", answer)
    return opened


def without_a_queue(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """As on Windows: Qt draws for the printer."""
    monkeypatch.setenv("PATH", str(folder))
