"""A label that never interprets its text as markup."""

from __future__ import annotations

from typing import Literal, TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

#: The theme has a colour for each; "" is the label's own colour.
Tone: TypeAlias = Literal["", "ok", "warn", "info"]


class PlainLabel(QLabel):
    """Qt guesses from the start of a text whether it is markup, and a name may look like markup.

    `look` is a name of the style sheet, as "Hint" or "Trouble".
    """

    def __init__(
        self, text: str | QWidget | None = None, parent: QWidget | None = None, *, look: str = "", wraps: bool = False
    ) -> None:
        super().__init__(text if isinstance(text, QWidget) else parent)
        self.setObjectName(look)
        self.setWordWrap(wraps)
        self.setTextFormat(Qt.TextFormat.PlainText)
        if isinstance(text, str):
            self.setText(text)

    def say(self, text: str, tone: Tone = "") -> None:
        """The style sheet sets colours by `tone`; markup in the text is shown unchanged."""
        self.setText(text)
        if (self.property("tone") or "") != tone:
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)

    def show_text(self, text: str, tone: Tone = "") -> None:
        """As `say`; without a text the label is hidden."""
        self.say(text, tone)
        self.setVisible(bool(text))
