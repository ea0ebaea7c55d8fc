"""A label that never interprets its text as markup."""

from __future__ import annotations

from typing import Literal, TypeAlias

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

#: The look of a refusal: what was asked for did not happen.
_TROUBLE = "Trouble"

#: The theme has a colour for each; "" is the label's own colour.
Tone: TypeAlias = Literal["", "ok", "warn", "info"]


class PlainLabel(QLabel):
    """Qt guesses from the start of a text whether it is markup, and a name may look like markup.

    `look` is a name of the style sheet, as "Hint" or "Trouble". A trouble is scrolled to: in a low window
    with large text it would appear out of sight.
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
        if self.isVisible():
            self._come_into_view()

    def show_text(self, text: str, tone: Tone = "") -> None:
        """As `say`; without a text the label is hidden."""
        self.say(text, tone)
        self.setVisible(bool(text))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._come_into_view()

    def _come_into_view(self) -> None:
        """Once it has its place."""
        if self.objectName() == _TROUBLE and self.text():
            QTimer.singleShot(0, self, self._scroll_to)

    @Slot()
    def _scroll_to(self) -> None:
        scroll_to(self)


def scroll_to(widget: QWidget) -> None:
    """Moves the area in which it lies, so that it is seen."""
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    if above is not None and widget.isVisible():
        above.ensureWidgetVisible(widget, 0, 0)
