"""File dialogs: the only place where the window asks for a file, so that tests can answer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

EXCEL = "Excel (*.xlsx)"


def workbook_to_write(parent: QWidget, title: str, proposed: str) -> Path | None:
    """None if no file was chosen; the suffix is always that of the type."""
    return _to_write(parent, title, proposed, EXCEL, (".xlsx",))


def workbook_to_read(parent: QWidget, title: str) -> Path | None:
    """Old formats are offered too; reading one reports what to do with it."""
    name, _ = QFileDialog.getOpenFileName(parent, title, "", "Excel (*.xlsx *.xlsm *.xls);;所有文件 (*)")
    return Path(name) if name else None


def zip_to_write(parent: QWidget, title: str, proposed: str) -> Path | None:
    """None if the dialog was cancelled; a missing suffix is added."""
    return _to_write(parent, title, proposed, "ZIP (*.zip)", (".zip",))


def paper_to_write(parent: QWidget, title: str, proposed: str) -> Path | None:
    """PDF or Word, by the suffix; PDF without either."""
    return _to_write(parent, title, proposed, "PDF (*.pdf);;Word (*.docx)", (".pdf", ".docx"))


def folder_to_read(parent: QWidget, title: str) -> Path | None:
    """None if the dialog was cancelled."""
    name = QFileDialog.getExistingDirectory(parent, title)
    return Path(name) if name else None


def _to_write(parent: QWidget, title: str, proposed: str, kinds: str, suffixes: tuple[str, ...]) -> Path | None:
    name, _ = QFileDialog.getSaveFileName(parent, title, proposed, kinds)
    if not name:
        return None
    return Path(name if name.lower().endswith(suffixes) else name + suffixes[0])
