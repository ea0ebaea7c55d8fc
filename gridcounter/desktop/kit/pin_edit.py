"""The one field for a PIN: digits alone, hidden, no longer than a PIN may be."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QLineEdit, QWidget

from gridcounter.core.validation.pins import LONGEST_PIN


class PinEdit(QLineEdit):
    """`name` is what a screen reader says of it."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(LONGEST_PIN)
        self.setValidator(QIntValidator(0, 10**LONGEST_PIN - 1, self))
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhHiddenText)
