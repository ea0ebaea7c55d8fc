"""What this program has put into the clipboard: taken back after a while, when the desk is left, and at the end."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QClipboard, QGuiApplication

CLEARED_AFTER_MS = 30_000


class LentText(QObject):
    """Lives as long as the loan, whatever becomes of the page that made it."""

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
        """Unless another text stands there."""
        clipboard = QGuiApplication.clipboard()
        if clipboard.text() == self._text:
            clipboard.clear()
        self.timer.stop()
        self.deleteLater()


def take_all_back() -> None:
    """Loans, and what a clerk copied out of any field or selected on X11; what another program put there stays.

    A clipboard manager that has taken a copied text over owns it: of that only loans are known again.
    """
    if application := QGuiApplication.instance():
        for loan in application.findChildren(LentText):
            loan.take_back()
    clipboard = QGuiApplication.clipboard()
    if clipboard.ownsClipboard():
        clipboard.clear()
    if clipboard.supportsSelection() and clipboard.ownsSelection():
        clipboard.clear(QClipboard.Mode.Selection)
