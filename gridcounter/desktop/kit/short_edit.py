"""A line for a few characters, as wide as its placeholder, which explains the input."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

#: The letter and number of letters of which Qt computes the width.
_LETTER, _MANY = "x", 17


class ShortEdit(QLineEdit):
    """`placeholder` also sets the width."""

    def __init__(self, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """Computed during layout, because the font is not known before."""
        metrics, hint = self.fontMetrics(), super().sizeHint()
        around = hint.width() - metrics.horizontalAdvance(_LETTER) * _MANY
        return QSize(metrics.horizontalAdvance(self.placeholderText()) + around, hint.height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return self.sizeHint()
