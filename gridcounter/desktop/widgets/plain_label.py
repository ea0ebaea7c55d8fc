"""A label that never reads as markup what somebody typed, or what stands in a file."""

from __future__ import annotations

from typing import Literal, TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

#: The theme has a colour for each; "" is the label's own.
Tone: TypeAlias = Literal["", "ok", "warn", "info"]


class PlainLabel(QLabel):
    """Qt guesses from the first signs whether a text is markup; a name may begin like one."""

    def __init__(self, text: str | QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(text if isinstance(text, QWidget) else parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        if isinstance(text, str):
            self.setText(text)

    def say(self, text: str, tone: Tone = "") -> None:
        """Coloured by the style sheet: colours written into the text would stand there as they are."""
        self.setText(text)
        if (self.property("tone") or "") != tone:
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)
