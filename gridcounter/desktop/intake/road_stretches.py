"""The stretches that are dug up or occupied: a line for each, and below them a form for the edited one.

A field is saved when it is left, as everywhere on the page. The last removed stretch can be restored.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from gridcounter.core.labels import WORD_LABELS
from gridcounter.core.road_stretches import (
    MOST_STRETCHES,
    STRETCH_LABELS,
    Stretch,
    area_words,
    read_stretches,
    stretch_words,
    total_area,
)
from gridcounter.core.validation.models import read_model
from gridcounter.desktop.kit.answers import AnswerEditor, ChoiceAnswer, NumberAnswer, TextAnswer
from gridcounter.desktop.kit.day import DayAnswer
from gridcounter.desktop.kit.flow import horizontal, vertical
from gridcounter.desktop.kit.plain_label import PlainLabel

_HINT = "一段一段填；面积按长乘宽算，印在文书上"
_UNITS = {"length_m": "米", "width_m": "米", "trees": "棵", "lamp_posts": "根"}
_DAYS = {"from_on": "不填的同计划开工日期", "to_on": "不填的同计划完工日期"}


class StretchesAnswer(AnswerEditor):
    """The whole list is the value of the field."""

    def __init__(self, field: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(field, label, parent)
        self._rows: list[dict[str, Any]] = []
        self._removed: tuple[int, dict[str, Any]] | None = None
        inside = QWidget(self)
        self._column = vertical(inside, 0, 8)
        self.lines: list[_Line] = []
        self._sum = PlainLabel(inside)
        self._gone = _Gone(inside)
        self.more = QPushButton("加一段", inside)
        self.more.setAutoDefault(True)
        self.form = StretchForm(field, inside)
        for widget in (self._sum, self._gone, self.form):
            widget.hide()
            self._column.addWidget(widget)
        self._column.insertWidget(2, self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.finish(inside, _HINT)
        self._label.setBuddy(self.more)
        self.setFocusProxy(None)  # type: ignore[arg-type]  # Qt takes it away so
        self.more.clicked.connect(self._on_more)
        self._gone.back.clicked.connect(self._on_back)
        self.form.kept.connect(self._on_kept)
        self.form.closed.connect(self._on_closed)

    def set_value(self, value: Any) -> None:  # noqa: ANN401  whatever the field holds
        """A list of saved rows; None if unanswered."""
        self._rows = [dict(row) for row in value or ()]
        while len(self.lines) > len(self._rows):
            line = self.lines.pop()
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        while len(self.lines) < len(self._rows):
            line = _Line(len(self.lines), self)
            line.changed.connect(self._on_change)
            line.removed.connect(self._on_remove)
            self._column.insertWidget(len(self.lines), line)
            self.lines.append(line)
            line.show()
        self._order()
        stretches = read_stretches(self._rows)
        for line, stretch in zip(self.lines, stretches, strict=False):
            line.say(stretch_words(stretch))
        total = total_area(stretches)
        self._sum.setText("" if total is None else f"合计 {area_words(total)} 平方米")
        self._sum.setVisible(total is not None)
        self.more.setEnabled(len(self._rows) < MOST_STRETCHES)
        if self.form.at is not None:
            self.form.show_row(self.form.at, self._rows[self.form.at] if self.form.at < len(self._rows) else {})

    def setFocus(self) -> None:  # type: ignore[override]  # noqa: N802  as pages call it
        """Not by a focus proxy, which would change the Tab order."""
        if self.locked:
            super().setFocus()
        else:
            self.more.setFocus()

    def _swap(self, *, locked: bool) -> None:
        super()._swap(locked=locked)
        if not locked:
            self.setFocusProxy(None)  # type: ignore[arg-type]  # Qt takes it away so

    def _order(self) -> None:
        """Tab goes down the page: lines are created later than the form below them."""
        buttons = [button for line in self.lines for button in (line.change, line.remove)]
        above: QWidget | None = self._gone.back.previousInFocusChain()
        while above and (above in buttons or not above.focusPolicy() & Qt.FocusPolicy.TabFocus):
            above = above.previousInFocusChain()
        for one, other in pairwise([*([above] if above else []), *buttons]):
            self.setTabOrder(one, other)

    def _tell(self, rows: list[dict[str, Any]]) -> None:
        self._rows = rows
        self.answered.emit(self.field, rows or None)

    @Slot()
    def _on_more(self) -> None:
        self._open(len(self._rows))

    @Slot(int)
    def _on_change(self, at: int) -> None:
        self._open(at)

    def _open(self, at: int) -> None:
        self.form.show_row(at, self._rows[at] if at < len(self._rows) else {}, anew=True)
        self.form.show()
        self.form.editors["road"].setFocus()

    @Slot(int, object)
    def _on_kept(self, at: int, row: dict[str, Any]) -> None:
        """Drops a row without any value."""
        self._tell([*self._rows[:at], *([row] if row else []), *self._rows[at + 1 :]])

    @Slot()
    def _on_closed(self) -> None:
        self.form.at = None
        self.form.hide()
        self.more.setFocus()

    @Slot(int)
    def _on_remove(self, at: int) -> None:
        self._removed = (at, self._rows[at])
        self._gone.say(self.lines[at].words)
        if self.form.at is not None:
            self.form.at = None
            self.form.hide()
        self._gone.back.setFocus()
        self._tell([*self._rows[:at], *self._rows[at + 1 :]])

    @Slot()
    def _on_back(self) -> None:
        if self._removed is None:
            return
        at, row = self._removed
        self._removed = None
        self.more.setFocus()
        self._gone.hide()
        self._tell([*self._rows[:at], row, *self._rows[at:]])


class _Line(QWidget):
    """The known values of one stretch. Both signals carry its position."""

    changed = Signal(int)
    removed = Signal(int)

    def __init__(self, at: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._at = at
        self.words = ""
        self._message = PlainLabel(self, wraps=True)
        self.change, self.remove = QPushButton("修改", self), QPushButton("删去", self)
        row = horizontal(self, 0)
        row.addWidget(self._message, 1)
        for button in (self.change, self.remove):
            button.setAutoDefault(True)
            button.setAccessibleName(f"{button.text()}第 {at + 1} 段")
            row.addWidget(button)
        self.change.clicked.connect(self._on_change)
        self.remove.clicked.connect(self._on_remove)

    def say(self, words: str) -> None:
        self.words = f"第 {self._at + 1} 段　{words}"
        self._message.setText(self.words)

    @Slot()
    def _on_change(self) -> None:
        self.changed.emit(self._at)

    @Slot()
    def _on_remove(self) -> None:
        self.removed.emit(self._at)


class _Gone(QWidget):
    """The last removed stretch, and the button to restore it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._message = PlainLabel(self, look="Hint", wraps=True)
        self.back = QPushButton("恢复这一段", self)
        self.back.setAutoDefault(True)
        row = horizontal(self, 0)
        row.addWidget(self._message, 1)
        row.addWidget(self.back)

    def say(self, words: str) -> None:
        self._message.setText(f"已删去{words}")
        self.show()


class StretchForm(QFrame):
    """`kept` carries position and row when a field is left; `at` is the position, None while no stretch is edited."""

    kept = Signal(int, object)
    closed = Signal()

    def __init__(self, field: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Card")
        self.at: int | None = None
        self._row: dict[str, Any] = {}
        self._title = PlainLabel(self, look="Section")
        self.editors: dict[str, AnswerEditor] = {}
        column = vertical(self, (16, 12, 16, 12), 8)
        column.addWidget(self._title)
        for name, label in STRETCH_LABELS.items():
            editor = self.editors[name] = self._editor(name, f"{field}.{name}", label)
            editor.answered.connect(self._on_answered)
            column.addWidget(editor)
        self.done = QPushButton("填好了", self)
        self.done.setAutoDefault(True)
        column.addWidget(self.done, 0, Qt.AlignmentFlag.AlignRight)
        self.done.clicked.connect(self.closed)

    def _editor(self, name: str, field: str, label: str) -> AnswerEditor:
        if name == "surface":
            return ChoiceAnswer(field, label, dict(WORD_LABELS["works.occupies"].items()), parent=self)
        if name in _UNITS:
            return NumberAnswer(field, label, _UNITS[name], self)
        if name in _DAYS:
            return DayAnswer(field, label, _DAYS[name], self)
        return TextAnswer(field, label, parent=self)

    def show_row(self, at: int, row: dict[str, Any], *, anew: bool = False) -> None:
        """`anew`: it is another row than before, so that typed text is replaced."""
        self.at, self._row = at, row
        self._title.setText(f"第 {at + 1} 段")
        for name, editor in self.editors.items():
            if anew:
                editor.show_problem("")
            editor.set_value(row.get(name))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the next question of the stretch."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.focusNextChild()
        else:
            super().keyPressEvent(event)

    @Slot(str, object)
    def _on_answered(self, field: str, value: object) -> None:
        if self.at is None:
            return
        name = field.rpartition(".")[2]
        row = {key: result for key, result in (self._row | {name: value}).items() if result is not None}
        _, problems = read_model(Stretch, row)
        wrong = next((problem.allowed for problem in problems if problem.path == name), "")
        self.editors[name].show_problem(f"应为{wrong}" if wrong else "")
        if not wrong:
            self._row = row
            self.kept.emit(self.at, row)
