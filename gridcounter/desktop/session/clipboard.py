"""Texts copied by this program: removed from the clipboard after a while, on locking, and at the end."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QClipboard, QGuiApplication

CLEARED_AFTER_MS = 30_000


class CopiedText(QObject):
    """One copied text; lives until it is removed from the clipboard, independent of its page."""

    def __init__(self, text: str) -> None:
        application = QGuiApplication.instance()
        super().__init__(application)
        self._text = text
        QGuiApplication.clipboard().setText(text)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self.take_back)
        self.timer.start(CLEARED_AFTER_MS)
        if application is not None:
            application.aboutToQuit.connect(self.take_back)

    @Slot()
    def take_back(self) -> None:
        """Clears the clipboard, unless it holds another text by now."""
        clipboard = QGuiApplication.clipboard()
        if clipboard.text() == self._text:
            clipboard.clear()
        self.timer.stop()
        self.deleteLater()


def take_all_back() -> None:
    """Clears copied texts, also those copied from fields or selected on X11, but not those of other programs.

    A clipboard manager that has taken over a text owns it: of those only the texts copied by CopiedText are recognised.
    """
    if application := QGuiApplication.instance():
        for loan in application.findChildren(CopiedText):
            loan.take_back()
    clipboard = QGuiApplication.clipboard()
    if clipboard.ownsClipboard():
        clipboard.clear()
    if clipboard.supportsSelection() and clipboard.ownsSelection():
        clipboard.clear(QClipboard.Mode.Selection)
