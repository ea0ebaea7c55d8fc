"""The fields of a correction: an editor for each, and the list of the others that are locked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from gridcounter.core.field_labels import FIELD_LABELS
from gridcounter.desktop.kit.answers import AnswerEditor
from gridcounter.desktop.kit.choice import DropDown
from gridcounter.desktop.kit.day import DayAnswer
from gridcounter.desktop.kit.flow import vertical
from gridcounter.services.applications.application_state import ApplicationState
from gridcounter.services.applications.correcting import Correction

RECEIVED, ACCEPTED = "received_on", "accepted_on"
_DAYS = {RECEIVED: FIELD_LABELS[RECEIVED], ACCEPTED: "受理日期"}
_MORE = "还要一起更正的…"


class CorrectedFields(QWidget):
    """`editors` are those of the page. `typed` follows each keystroke, `answered` comes when a field is left."""

    typed = Signal()
    answered = Signal()

    def __init__(
        self, state: ApplicationState, editors: Mapping[str, AnswerEditor], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._state, self._editors = state, editors
        self._asked: dict[str, Any] = {}
        self.parts: dict[str, AnswerEditor] = {}
        self.more = DropDown(self)
        self.more.setAccessibleName("还要一起更正的")
        self.more.activated.connect(self._on_more)
        self._column = vertical(spacing=12)
        whole = vertical(self, 0, 12)
        whole.addLayout(self._column)
        whole.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)

    def begin(self, field: str) -> None:
        """Shows the editor of this field, or of both days."""
        for name in (RECEIVED, ACCEPTED) if field in _DAYS else (field,):
            self._add(name)

    @property
    def correction(self) -> Correction:
        """What was changed so far."""
        answers = {name: value for name, value in self._asked.items() if name not in _DAYS}
        days = {name: date.fromisoformat(str(self._asked[name])) for name in _DAYS if self._asked.get(name)}
        return Correction(answers, days.get(RECEIVED), days.get(ACCEPTED))

    def _add(self, field: str) -> None:
        row = self._state.row
        if field in _DAYS:
            editor: AnswerEditor = DayAnswer(field, _DAYS[field], parent=self)
            editor.set_value(row.received_on if field == RECEIVED else row.accepted_on)
        else:
            editor = self._editors[field].another(self)
            editor.set_value(self._state.value(field))
        if isinstance(editor, DayAnswer):  # a button that waits for a day takes no focus from its field
            editor.edit.textEdited.connect(self._on_day_typed)
        editor.typed.connect(self._on_typed)
        editor.answered.connect(self._on_answered)
        self.parts[field] = editor
        self._column.addWidget(editor)
        self._list_more()

    def _list_more(self) -> None:
        """The other locked fields, as the page asks them."""
        self.more.clear()
        self.more.addItem(_MORE, "")
        for name, editor in self._editors.items():
            if name in self._state.locked and name not in self.parts and editor.locked:
                self.more.addItem(editor.label, name)
        if self._state.row.accepted_on is not None:
            for name, label in _DAYS.items():
                if name not in self.parts:
                    self.more.addItem(label, name)
        self.more.setVisible(self.more.count() > 1)

    @Slot()
    def _on_more(self) -> None:
        field = str(self.more.currentData())
        if field:
            self._add(field)
            self.parts[field].setFocus()

    @Slot(str, object)
    def _on_typed(self, field: str, value: object) -> None:
        self._asked[field] = value
        self.typed.emit()

    @Slot()
    def _on_day_typed(self) -> None:
        for field, editor in self.parts.items():
            if isinstance(editor, DayAnswer) and editor.edit is self.sender():
                day = editor.edit.day  # None: the one typed before does not count any more
                self._on_typed(field, day.isoformat() if day else None)

    @Slot(str, object)
    def _on_answered(self, field: str, value: object) -> None:
        self._asked[field] = value
        self.answered.emit()
