"""The input form of one act and its day, shown in place. A day before today also asks for the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from gridcounter.core.filing.course import PARTIES, Asked, Form
from gridcounter.core.validation.text import take_text
from gridcounter.desktop.kit.choice import Choice
from gridcounter.desktop.kit.day import DayEdit, today
from gridcounter.desktop.kit.flow import FlowLayout, vertical
from gridcounter.desktop.kit.length_limits import Paragraph
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.section import Row
from gridcounter.desktop.kit.tab_stop import EscapeLeaves, is_enter, last_stop, press_or_next, put_after
from gridcounter.desktop.kit.theme import Scale

_WIDEST, _TEXT_HEIGHT = 560, 88
_RESULTS: Mapping[object, str] = {True: "合格", False: "不合格"}
_LATE = "早于今天的是补录，记录里写明“补录”和原因"


class ActForm(QFrame):
    """`confirmed`: the answers can be read. `cancelled`: no act is recorded."""

    confirmed = Signal()
    cancelled = Signal()

    def __init__(self, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Card")
        self.setMaximumWidth(scale.px(_WIDEST))
        self._scale = scale
        self._rows: list[Row] = []
        self._asked: Sequence[Asked] = ()
        self.editors: dict[str, QWidget] = {}
        self._title = PlainLabel(self, look="Section")
        self._hint = PlainLabel(self, look="Hint", wraps=True)
        self._trouble = PlainLabel(self, look="Trouble", wraps=True)
        self.ok = QPushButton("登记", self)
        self.ok.setObjectName("Primary")
        self.cancel = QPushButton("取消", self)
        self._column = vertical(self, (16, 12, 16, 12), 8)
        self._column.addWidget(self._title)
        self._column.addWidget(self._hint)
        self.day = DayEdit("日期", self)
        self._day_row = Row("日期", self.day, parent=self)
        self.late = QLineEdit(self)
        self._late_row = Row("为什么现在才登记", self.late, _LATE, self)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.ok)
        buttons.addWidget(self.cancel)
        for row in (self._day_row, self._late_row, self._trouble):
            self._column.addWidget(row)
        self._column.addLayout(buttons)
        self._wire()
        self.hide()

    def _wire(self) -> None:
        self.day.textChanged.connect(self._on_day)
        self.day.wrong.connect(self._day_row.show_problem)
        self.ok.clicked.connect(self.confirmed)
        self.cancel.clicked.connect(self.cancelled)
        EscapeLeaves(self, self.cancelled.emit)

    def ask(
        self, title: str, asked: Sequence[Asked], given: Mapping[str, Any] | None = None, *, hint: str = ""
    ) -> None:
        """`given` holds present values to be changed, by key; `hint` says what the act is about."""
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()  # Qt deletes it later
            row.deleteLater()
        self._asked, self._rows, self.editors = asked, [], {}
        self._title.setText(title)
        self._hint.show_text(hint)
        self.day.set_day(today())
        self.late.clear()
        for one in asked:
            editor = self._editor(one, (given or {}).get(one.key))
            row = Row(one.label if one.required else f"{one.label}（可不填）", editor, one.hint, self)
            editor.setAccessibleName(one.label)
            self._column.insertWidget(self._column.indexOf(self._trouble), row)
            self._rows.append(row)
            self.editors[one.key] = editor
        put_after(last_stop(self._late_row), (*self._rows, self.ok, self.cancel))
        self.say("")
        self._on_day()
        self.show()
        (self.editors[asked[0].key] if asked else self.ok).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the next field and from the last one to 登记; on a button it presses it."""
        if not is_enter(event):
            super().keyPressEvent(event)
            return
        pressed, following = press_or_next(self, self.focusWidget())
        if not pressed:
            (following or self.ok).setFocus()

    def say(self, trouble: str) -> None:
        """Shows a refusal; "" hides it."""
        self._trouble.show_text(trouble)

    def values(self) -> dict[str, Any]:
        """Answers by key."""
        return {one.key: _answer(one.form, self.editors[one.key]) for one in self._asked}

    def unread_days(self) -> list[str]:
        """Labels of day fields with invalid input."""
        days = [(one.label, self.editors[one.key]) for one in self._asked if one.form == Form.DAY]
        return [
            label
            for label, edit in [("日期", self.day), *days]
            if isinstance(edit, DayEdit) and edit.day is None and (edit is self.day or edit.text().strip())
        ]

    def _editor(self, one: Asked, given: object) -> QWidget:
        match one.form:
            case Form.LINES:
                text = Paragraph(self)
                text.setTabChangesFocus(True)
                text.setFixedHeight(self._scale.px(_TEXT_HEIGHT))
                return text
            case Form.DAY:
                day = DayEdit(one.label, self)
                day.setText(str(given or ""))
                return day
            case Form.YES_NO:
                return Choice(_RESULTS, one.label, self)
            case Form.PARTIES:
                return _Parties(self)
            case Form.LINE:
                line = QLineEdit(self)
                line.setText(str(given if given is not None else ""))
                return line

    @Slot()
    def _on_day(self) -> None:
        day = self.day.day
        self._late_row.setVisible(day is not None and day < today())


class _Parties(QFrame):
    """The signing parties, none chosen: who signed is said, not assumed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        flow = FlowLayout(self)
        self.boxes: dict[str, QCheckBox] = {}
        for party, label in PARTIES.items():
            box = QCheckBox(label, self)
            box.setAccessibleName(f"已签章：{label}")
            flow.addWidget(box)
            self.boxes[party] = box
        self.setFocusProxy(self.boxes["owner"])


def _answer(form: Form, editor: QWidget) -> Any:  # noqa: ANN401  of each form's own type
    if isinstance(editor, _Parties):
        return [party for party, box in editor.boxes.items() if box.isChecked()]
    if isinstance(editor, Choice):
        return editor.value
    if isinstance(editor, QPlainTextEdit):
        return editor.toPlainText().splitlines()
    if isinstance(editor, DayEdit):
        return editor.day.isoformat() if editor.day else ""
    if isinstance(editor, QLineEdit):
        return take_text(editor.text())
    raise TypeError(form)
