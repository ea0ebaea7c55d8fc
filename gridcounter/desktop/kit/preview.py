"""A PDF as it will be printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QVBoxLayout, QWidget

if TYPE_CHECKING:
    from gridcounter.desktop.kit.theme import Scale

_LEAST = 200


class Preview(QWidget):
    """Shows one PDF from memory; nothing is written to disk."""

    def __init__(self, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # before the view and as its sibling: a document that is the view's child outlives it and crashes
        self._pages = QPdfDocument(self)
        self._buffer = QBuffer(self)
        self._view = QPdfView(self)
        self._view.setAccessibleName("文书预览")
        self._view.setDocument(self._pages)
        self._view.setPageMode(QPdfView.PageMode.MultiPage)
        self._view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.setMinimumWidth(scale.px(_LEAST))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._view)

    @property
    def content(self) -> bytes:
        """The bytes shown."""
        return bytes(self._buffer.data().data())

    def show_content(self, content: bytes) -> None:
        """Shows the bytes of a PDF from its beginning."""
        self._buffer.close()
        self._buffer.setData(QByteArray(content))
        self._buffer.open(QBuffer.OpenModeFlag.ReadOnly)
        self._pages.load(self._buffer)
        self._view.verticalScrollBar().setValue(0)

    def clear(self) -> None:
        """Shows an empty view."""
        self._pages.close()
