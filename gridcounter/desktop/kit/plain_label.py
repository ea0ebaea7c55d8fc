"""A label that never interprets its text as markup."""

from __future__ import annotations

from typing import Literal, TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

#: The theme has a colour for each; "" is the label's own.
Tone: TypeAlias = Literal["", "ok", "warn", "info"]


class PlainLabel(QLabel):
    """Qt guesses from the beginning of a text whether it is markup, and a name may begin like one."""

    def __init__(self, text: str | QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(text if isinstance(text, QWidget) else parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        if isinstance(text, str):
            self.setText(text)

    def say(self, text: str, tone: Tone = "") -> None:
        """Colours come from the style sheet by `tone`; markup in the text would be shown as it is."""
        self.setText(text)
        if (self.property("tone") or "") != tone:
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)
