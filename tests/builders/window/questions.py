"""Questions that block until they are answered."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox


def press(label: str) -> list[str]:
    """This button of the question that comes up; what it asked."""
    asked: list[str] = []

    def look() -> None:
        for box in QApplication.topLevelWidgets():
            if isinstance(box, QMessageBox) and box.isVisible():
                asked.extend((box.text(), box.informativeText()))
                next(button for button in box.buttons() if button.text() == label).click()
                return
        QTimer.singleShot(10, look)

    QTimer.singleShot(10, look)
    return asked
