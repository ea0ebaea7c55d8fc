"""A field for a day in any usual spelling: 10-20 is enough. An invalid day is shown and not saved."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from gridcounter.core.validation.days import read_day
from gridcounter.desktop.kit.answers import AnswerEditor
from gridcounter.desktop.kit.plain_label import Tone
from gridcounter.desktop.kit.short_edit import ShortEdit

_EXAMPLE = "如 10-20 或 2026-10-20"
_WRONG = f"请填日期，{_EXAMPLE}"


def today() -> date:
    """By the clock and the time zone of this computer."""
    return datetime.now().astimezone().date()


class DayEdit(ShortEdit):
    """`left` carries the day, or None for an empty field; `wrong` comes while it is no day."""

    left = Signal(object)
    wrong = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(_EXAMPLE, parent)
        self.setAccessibleName(name)
        self._day: date | None = None
        self.editingFinished.connect(self._on_left)
        self.textEdited.connect(self._on_edited)

    @property
    def day(self) -> date | None:
        """None if it is empty or no day."""
        return read_day(self.text(), today())

    def set_day(self, day: date | None) -> None:
        """Fills without emitting."""
        self._day = day
        self.setText(day.isoformat() if day else "")

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
        self.edit = DayEdit(label, self)
        self.edit.left.connect(self._on_left)
        self.edit.wrong.connect(self._on_wrong)
        self._rest = (hint,)
        self.finish(self.edit, hint)

    def set_value(self, value: Any) -> None:  # noqa: ANN401  whatever the field holds
        """An ISO day or None; a focused field is left unchanged."""
        if not self.edit.hasFocus():
            self.edit.set_day(date.fromisoformat(value) if value else None)

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
