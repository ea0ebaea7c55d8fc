"""Text lent to the clipboard: taken back after a while or when the program ends, unless another stands there."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QGuiApplication

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
        clipboard = QGuiApplication.clipboard()
        if clipboard.text() == self._text:
            clipboard.clear()
        self.timer.stop()
        self.deleteLater()
