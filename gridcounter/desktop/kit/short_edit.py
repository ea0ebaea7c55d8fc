"""Lines for a few characters: one as wide as its placeholder, which explains the input, and the one for a PIN."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from gridcounter.core.validation.pins import LONGEST_PIN

#: The letter and number of letters of which Qt computes the width.
_LETTER, _MANY = "x", 17


class ShortEdit(QLineEdit):
    """`placeholder` also sets the width."""

    def __init__(self, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Computed during layout, because the font is not known before."""
        metrics, hint = self.fontMetrics(), super().sizeHint()
        # Qt begins the placeholder that much further right, so that no letter is cut at the edge
        bearing = max(0, -metrics.minLeftBearing())
        around = hint.width() - metrics.horizontalAdvance(_LETTER) * _MANY + bearing
        # the text may be a part of a pixel wider than its advance in whole pixels
        return QSize(metrics.horizontalAdvance(self.placeholderText()) + 1 + around, hint.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class PinEdit(QLineEdit):
    """Digits alone, hidden, no longer than a PIN may be; `name` is what a screen reader says of it."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(LONGEST_PIN)
        self.setValidator(QIntValidator(0, 10**LONGEST_PIN - 1, self))
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhHiddenText)
