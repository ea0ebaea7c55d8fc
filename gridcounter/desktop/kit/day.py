"""A field for a day in any usual spelling: 10-20 is enough. An invalid day is shown and not saved.

A calendar drops down from it, for a day that is known by its weekday; typing stays the quick way.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QEvent, QMargins, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QToolButton, QWidget

from gridcounter.core.validation.days import read_day
from gridcounter.desktop.kit.answers import AnswerEditor
from gridcounter.desktop.kit.appearance import current_tokens, own_icon
from gridcounter.desktop.kit.day_calendar import DayCalendar
from gridcounter.desktop.kit.plain_label import Tone
from gridcounter.desktop.kit.short_edit import ShortEdit

_EXAMPLE = "如 10-20 或 2026-10-20"
_WRONG = f"请填日期，{_EXAMPLE}"
#: The sign of the calendar, in characters: Qt draws an action in a line at one size, however large the text.
_SIGN = 8 / 7
#: What is kept free on either side of it, likewise.
_BESIDE = 3 / 7


def today() -> date:
    """By the clock and the time zone of this computer."""
    return datetime.now().astimezone().date()


class DayEdit(ShortEdit):
    """`left` carries the day, or None for an empty field; `wrong` comes while it is no day.

    F4 and Alt+Down open the calendar, as they open a combo box.
    """

    left = Signal(object)
    wrong = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(_EXAMPLE, parent)
        self.setAccessibleName(name)
        self._day: date | None = None
        self.editingFinished.connect(self._on_left)
        self.textEdited.connect(self._on_edited)
        self._calendar = QToolButton(self)  # a sign without a text
        self._calendar.setObjectName("Sign")
        self._calendar.setAccessibleName(f"{name}：选日期")
        self._calendar.setToolTip("选日期（F4）")
        self._calendar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._calendar.setCursor(Qt.CursorShape.ArrowCursor)
        self._calendar.clicked.connect(self.open_calendar)
        self._draw_sign()
        self._place_sign()

    @property
    def day(self) -> date | None:
        """None if it is empty or no day."""
        return read_day(self.text(), today())

    def set_day(self, day: date | None) -> None:
        """Fills without emitting."""
        self._day = day
        self.setText(day.isoformat() if day else "")

    @Slot()
    def open_calendar(self) -> None:
        """At the day in the field, or at today."""
        if self.isReadOnly() or not self.isEnabled():
            return
        calendar = DayCalendar(self, self.day or today(), today())
        calendar.taken.connect(self._on_taken)
        calendar.drop_down()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        alt = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.AltModifier
        if (plain and event.key() == Qt.Key.Key_F4) or (alt and event.key() == Qt.Key.Key_Down):
            self.open_calendar()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Nothing is chosen in a locked field."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.ReadOnlyChange, QEvent.Type.EnabledChange}:
            self._calendar.setVisible(not self.isReadOnly() and self.isEnabled())
        elif event.type() == QEvent.Type.PaletteChange:
            self._draw_sign()
        elif event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._place_sign()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_sign()

    def _draw_sign(self) -> None:
        self._calendar.setIcon(own_icon("calendar", current_tokens(self)))

    def sizeHint(self) -> QSize:
        """With room for the sign, which is placed only when the field has its size."""
        return super().sizeHint() + QSize(sum(self._sides()) - self.textMargins().right(), 0)

    def _sides(self) -> tuple[int, int]:
        """Of the sign, and what is free beside it."""
        character = self.fontMetrics().horizontalAdvance("中")
        return round(character * _SIGN), round(character * _BESIDE)

    def _place_sign(self) -> None:
        """At the end of the line, as large as its text."""
        side, beside = self._sides()
        self._calendar.setIconSize(QSize(side, side))
        self._calendar.setGeometry(self.width() - side - 2 * beside, 0, side + 2 * beside, self.height())
        kept = QMargins(0, 0, side + beside, 0)
        if self.textMargins() != kept:
            self.setTextMargins(kept)

    @Slot(object)
    def _on_taken(self, day: date) -> None:
        """As if it had been typed and the field left."""
        self.setText(day.isoformat())
        self._on_left()

    @Slot()
    def _on_edited(self) -> None:
        self.wrong.emit("")

    @Slot()
    def _on_left(self) -> None:
        day = self.day
        if day is None and self.text().strip():
            self.wrong.emit(_WRONG)
            return
        self.wrong.emit("")
        if day != self._day:
            self.set_day(day)
            self.left.emit(day)


class DayAnswer(AnswerEditor):
    """A question answered by a day."""

    def __init__(self, field: str, label: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(field, label, parent)
        self._said_wrong = False
        self._shown: Any = None
        self.edit = DayEdit(label, self)
        self.edit.left.connect(self._on_left)
        self.edit.wrong.connect(self._on_wrong)
        self._rest = (hint,)
        self.finish(self.edit, hint)

    def set_value(self, value: Any) -> None:  # noqa: ANN401  whatever the field holds
        """An ISO day or None. A focused field is left unchanged, and so is what is no day: it stays to be put right."""
        if self.edit.hasFocus() or (self._said_wrong and value == self._shown):
            return
        self._shown, self._said_wrong = value, False
        self.edit.set_day(date.fromisoformat(value) if value else None)

    @property
    def unread(self) -> bool:
        return self._said_wrong

    def show_problem(self, text: str, tone: Tone = "") -> None:
        """While the text is no day, that problem stays shown."""
        if text or not self._said_wrong:
            super().show_problem(text, tone)
        else:
            super().show_problem(_WRONG)

    @Slot(str)
    def _on_wrong(self, text: str) -> None:
        self._said_wrong = bool(text)
        self.show_problem("")

    @Slot(object)
    def _on_left(self, day: date | None) -> None:
        self.answered.emit(self.field, day.isoformat() if day else None)
