"""A PDF as it will be printed: its pages, how large, which one, and their text."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QAccessible, QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QPushButton, QWidget

from gridcounter.desktop.kit.flow import FlowRow, vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.pdf.view import PageView
from gridcounter.desktop.session.clipboard import CopiedText
from gridcounter.services.files.pdf_pages import NotDrawn, page_text

_LEAST = QSize(190, 92)
_COPY_PAGE, _COPY_MARKED = "复制本页文字", "复制选中文字"


class Preview(QWidget):
    """Shows one PDF from memory; nothing is written to disk."""

    def __init__(self, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._read: tuple[bytes, int] | None = None
        self.pages = PageView(self)
        self.setMinimumWidth(scale.px(_LEAST.width()))
        self.pages.setMinimumHeight(scale.px(_LEAST.height()))
        self._trouble = PlainLabel(self, look="Trouble", wraps=True)
        self._trouble.hide()
        self._bar = FlowRow(self)
        self.smaller, self.larger, self.fit = (QPushButton(text, self) for text in ("缩小", "放大", "适合宽度"))
        self.copy = QPushButton(_COPY_PAGE, self)
        for button in (self.smaller, self.larger, self.fit, self.copy):
            button.setObjectName("Link")
            button.setAutoDefault(False)
        self.where = PlainLabel(self, look="Hint")
        self.where.setMinimumHeight(self.copy.sizeHint().height())
        for widget in (self.where, self.smaller, self.larger, self.fit, self.copy):
            self._bar.flow.addWidget(widget)
        column = vertical(self, 0, 4)
        for part in (self._bar, self._trouble):
            column.addWidget(part)
        column.addWidget(self.pages, 1)
        self._wire()
        self._on_turned()

    def _wire(self) -> None:
        self.pages.turned.connect(self._on_turned)
        self.pages.failed.connect(self._on_failed)
        self.smaller.setToolTip("Ctrl+减号，或者按住 Ctrl 转滚轮")
        self.larger.setToolTip("Ctrl+加号，或者按住 Ctrl 转滚轮")
        self.fit.setToolTip("Ctrl+0")
        acts = (
            # the plus without Shift is the equals sign
            (self.smaller, self.pages.smaller, ("Ctrl+-",)),
            (self.larger, self.pages.larger, ("Ctrl++", "Ctrl+=")),
            (self.fit, self.pages.fit, ("Ctrl+0",)),
            (self.copy, self._on_copy, ("Ctrl+C",)),
        )
        for button, act, keys in acts:
            button.clicked.connect(act)
            for key in keys:
                shortcut = QShortcut(QKeySequence(key), self)
                shortcut.activated.connect(act)
                if button is self.copy:  # elsewhere it copies what is chosen there
                    shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    @property
    def content(self) -> bytes:
        """The bytes shown."""
        return self.pages.content

    def show_content(self, content: bytes) -> None:
        """Shows the bytes of a PDF from its beginning, as large as the one before."""
        self._trouble.hide()
        self.pages.set_content(content)

    def clear(self) -> None:
        """Shows an empty view."""
        self.show_content(b"")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._on_turned()

    def hideEvent(self, event: QHideEvent) -> None:
        """What is not seen is not read aloud either."""
        super().hideEvent(event)
        self._read = None
        self.pages.setAccessibleDescription("")

    @Slot()
    def _on_turned(self) -> None:
        count, page = self.pages.count, self.pages.page
        self._bar.setVisible(count > 0)
        size = "" if self.pages.fits else f"　{self.pages.percent:.0f}%"
        self.where.setText(f"第 {page + 1}/{count} 页{size}")
        self.fit.setEnabled(not self.pages.fits)
        self.copy.setText(_COPY_MARKED if self.pages.marked.text else _COPY_PAGE)
        if QAccessible.isActive() and self.isVisible() and count and self._read != (self.content, page):
            self._read = (self.content, page)
            self.pages.setAccessibleDescription(f"第 {page + 1} 页，共 {count} 页。{self._text()}")

    def _text(self) -> str:
        try:
            return page_text(self.content, self.pages.page)
        except NotDrawn as wrong:
            return str(wrong)

    @Slot()
    def _on_copy(self) -> None:
        if self.pages.count:
            CopiedText(self.pages.marked.text or self._text())

    @Slot(str)
    def _on_failed(self, text: str) -> None:
        self._trouble.setText(text)
        self._trouble.show()
