"""One editor for each kind of question. `typed` follows each keystroke, `answered` comes when the field is left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from gridcounter.core.labels import number
from gridcounter.core.validation.fields import INVISIBLE, take
from gridcounter.core.validation.number import read_number
from gridcounter.core.validation.text import is_invisible
from gridcounter.core.validation.units import units_of
from gridcounter.desktop.kit.choice import Choice
from gridcounter.desktop.kit.flow import FlowLayout, horizontal, vertical
from gridcounter.desktop.kit.locked_value import LockedValue
from gridcounter.desktop.kit.plain_label import PlainLabel, Tone
from gridcounter.desktop.kit.shortening import whole_text
from gridcounter.desktop.kit.tab_stop import last_stop, mark_asked, put_after

_WORKS: Mapping[object, str] = {True: "有", False: "没有"}
#: Of a question that the step still lacks.
_SIGN, _STILL_LACKING = "＊", "这一步还缺这一项"
_NOTHING_OCCUPIED = "都不占用"


class AnswerEditor(QWidget):
    """Label above, editor, hint or problem below. Signals carry the field's dotted key and its value.

    `picked`: one key gave the whole answer, and the next question may follow. `correction_wanted` carries the field.
    """

    typed = Signal(str, object)
    answered = Signal(str, object)
    picked = Signal()
    correction_wanted = Signal(str)

    def __init__(self, field: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field, self.label = field, label
        mark_asked(self)
        self._lock: LockedValue | None = None
        self._lacking = False
        self._refused = False
        self._rest: tuple[Any, ...] = ()  # what the class takes besides, to make another
        self._label = PlainLabel(label, self, wraps=True)
        self._problem = PlainLabel(self, look="Problem", wraps=True)
        self._problem.hide()
        self.rows = vertical(self, 0, 4)
        self.rows.addWidget(self._label)

    def finish(self, editor: QWidget, hint: str = "") -> None:
        """Adds editor, hint and problem below the label; called once by each subclass."""
        self._label.setBuddy(editor)
        self.setFocusProxy(editor)
        self.rows.addWidget(editor)
        self._asking: list[QWidget] = [editor]
        if hint:
            label = PlainLabel(hint, self, look="Hint", wraps=True)
            self.rows.addWidget(label)
            self._asking.append(label)
        self.rows.addWidget(self._problem)

    @property
    def lacking(self) -> bool:
        """Whether the step still lacks this answer."""
        return self._lacking

    @property
    def refused(self) -> bool:
        """Whether what stands here is shown to be wrong; a doubt is no refusal."""
        return self._refused

    @property
    def unread(self) -> bool:
        """Whether what was typed is no value of this question, so that nothing of it is saved."""
        return False

    def mark_lacking(self, *, lacking: bool) -> None:
        """A sign at the label, and words for a screen reader."""
        if lacking == self._lacking:
            return
        self._lacking = lacking
        self._label.setText(f"{self.label} {_SIGN}" if lacking else self.label)
        told = _STILL_LACKING if lacking else ""
        self._label.setToolTip(whole_text(told))
        for asked in (self._asking[0], self._asking[0].focusProxy()):
            if asked is not None:
                asked.setAccessibleDescription(told)

    def rename(self, label: str) -> None:
        """The same question in other words; while its value is locked, those it was locked with stay for the ear."""
        if label != self.label:
            self.label = label
            self._label.setText(f"{label} {_SIGN}" if self._lacking else label)
            self._asking[0].setAccessibleName(label)

    def another(self, parent: QWidget | None = None) -> AnswerEditor:
        """A second editor of the same question, empty."""
        make: Callable[..., AnswerEditor] = type(self)
        return make(self.field, self.label, *self._rest, parent)

    def words(self, _: Any) -> str:  # noqa: ANN401
        """A value in the words of the question itself; "" where the question has none of its own."""
        return ""

    @property
    def locked(self) -> bool:
        """Whether the value is shown to be read, and changes only by 更正."""
        return self._lock is not None and not self._lock.isHidden()

    def show_locked(self, text: str | None) -> None:
        """Shows the value with a button to correct it; None: the question is asked as before."""
        if text is None:
            if self.locked:
                self._swap(locked=False)
            return
        if self._lock is None:
            self._lock = LockedValue(self.label, self)
            self.rows.insertWidget(1, self._lock)
            self._lock.wanted.connect(self._on_correct)
            put_after(last_stop(self._asking[0]), (self._lock,))
            self._lock.hide()
        self._lock.say(text)
        if not self.locked:
            self._swap(locked=True)

    def _swap(self, *, locked: bool) -> None:
        assert self._lock is not None
        self._lock.setVisible(locked)
        for widget in self._asking:
            widget.setVisible(not locked)
        # not the lock itself as a proxy: created late, it would be one more stop at the end
        self.setFocusProxy(self._lock.correct if locked else self._asking[0])

    def _on_correct(self) -> None:
        self.correction_wanted.emit(self.field)

    def set_value(self, value: Any) -> None:  # noqa: ANN401  whatever the field holds
        """Fills the editor without emitting; None means not answered."""
        raise TypeError(f"{type(self).__name__} takes {value!r} no further")

    def show_problem(self, text: str, tone: Tone = "") -> None:
        """Shows a problem or a doubt at the field; "" hides it."""
        self._refused = bool(text) and not tone
        self._problem.show_text(text, tone)


class TextAnswer(AnswerEditor):
    """A line of text."""

    def __init__(self, field: str, label: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(field, label, parent)
        self.edit = QLineEdit(self)
        self.edit.setAccessibleName(label)
        self.edit.textEdited.connect(self._on_edited)
        self.edit.editingFinished.connect(self._on_left)
        self._saved = ""
        self._rest = (hint,)
        self.finish(self.edit, hint)

    def set_value(self, value: Any) -> None:  # noqa: ANN401
        """A text being edited is left unchanged."""
        self._saved = "" if value is None else str(value)
        if not self.edit.hasFocus() or not self.edit.isModified():
            self.edit.setText(self._saved)

    def _on_edited(self, text: str) -> None:
        self.show_problem("")
        self.typed.emit(self.field, take(self.field, text) or None)

    def _on_left(self) -> None:
        """Shows the text as saved; invisible characters are removed."""
        invisible, text = is_invisible(self.edit.text()), str(take(self.field, self.edit.text()))
        if text != self.edit.text():
            self.edit.setText(text)
        if text != self._saved:
            self._saved = text
            self.edit.setModified(False)
            self.answered.emit(self.field, text or None)
        if invisible:
            self.show_problem(f"应为{INVISIBLE}")


class NumberAnswer(AnswerEditor):
    """A number with its unit; invalid input is reported at once and not saved."""

    def __init__(self, field: str, label: str, unit: str, parent: QWidget | None = None, hint: str = "") -> None:
        super().__init__(field, label, parent)
        row = QWidget(self)
        layout = horizontal(row, 0)
        self.edit = QLineEdit(row)
        self.edit.setAccessibleName(f"{label}（{unit}）" if unit else label)
        self.edit.setMaximumWidth(160)
        self.edit.textEdited.connect(self._on_edited)
        self.edit.editingFinished.connect(self._on_left)
        layout.addWidget(self.edit)
        layout.addWidget(PlainLabel(unit, row))
        layout.addStretch(1)
        row.setFocusProxy(self.edit)
        self._saved: float | None = None
        self._units = units_of(field)
        self._rest = (unit,)
        self.finish(row, hint)
        self._label.setBuddy(self.edit)

    def words(self, value: Any) -> str:  # noqa: ANN401
        """With the unit that stands beside the editor."""
        unit = str(self._rest[0])
        return f"{number(value)} {unit}" if unit and isinstance(value, int | float) else ""

    def set_value(self, value: Any) -> None:  # noqa: ANN401
        """A focused field is left unchanged, and so is what is no number: it stays to be put right."""
        kept = self.unread and value == self._saved
        self._saved = value
        if not self.edit.hasFocus() and not kept:
            self.edit.setText("" if value is None else number(value))

    @property
    def unread(self) -> bool:
        return bool(self._read()[1])

    def show_problem(self, text: str, tone: Tone = "") -> None:
        """While the text is no number, that problem stays shown."""
        wrong = self._read()[1]
        super().show_problem(*((text, tone) if text or not wrong else (f"请填{wrong}",)))

    def _read(self) -> tuple[float | None, str]:
        value, wrong = read_number(self.edit.text(), self._units)
        return (None, "不小于 0 的数") if value is not None and value < 0 else (value, wrong)

    def _on_edited(self, _: str) -> None:
        value, wrong = self._read()
        self.show_problem("")
        if not wrong:
            self.typed.emit(self.field, value)

    def _on_left(self) -> None:
        value, wrong = self._read()
        if wrong:
            return
        self.edit.setText("" if value is None else number(value))
        if value != self._saved:
            self._saved = value
            self.answered.emit(self.field, value)


class ChoiceAnswer(AnswerEditor):
    """A row of buttons, one for each option."""

    def __init__(
        self, field: str, label: str, options: Mapping[object, str], hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(field, label, parent)
        self.choice = Choice(options, label, self)
        self.choice.changed.connect(self._on_changed)
        self.choice.picked.connect(self.picked)
        self._rest = (options, hint)
        self.finish(self.choice, hint)

    def offer(self, options: Mapping[object, str]) -> None:
        """Other options than before; the value stays."""
        self._rest = (options, *self._rest[1:])
        self.choice.offer(options)

    def words(self, value: Any) -> str:  # noqa: ANN401
        options: Mapping[object, str] = self._rest[0] if self._rest else {}
        return options.get(value, "") if not isinstance(value, dict | list) else ""

    def set_value(self, value: Any) -> None:  # noqa: ANN401
        self.choice.set_value(value)

    def _on_changed(self, value: object) -> None:
        self.answered.emit(self.field, value)


class WorksAnswer(ChoiceAnswer):
    """有 is saved as an empty part and 没有 as null; None stays unknown."""

    def __init__(self, field: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(field, label, _WORKS, "用户红线以外有没有要新建、改造的线路", parent)
        self._rest = ()
        self._said: object = None

    def set_value(self, value: Any) -> None:  # noqa: ANN401
        self._said = value
        super().set_value(value)

    def _on_changed(self, value: object) -> None:
        """Null means that there are none, so an answer cannot be removed: a second press of 有 keeps 有."""
        if value is None:
            self.choice.set_value(self._said)
            return
        self._said = value
        self.answered.emit(self.field, {} if value else None)


class SurfacesAnswer(AnswerEditor):
    """Any number of words; "none of them" is an answer too."""

    def __init__(self, field: str, label: str, words: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(field, label, parent)
        row = QWidget(self)
        layout = FlowLayout(row)
        self._boxes: dict[str, QCheckBox] = {}
        for word, result in words.items():
            box = QCheckBox(result, row)
            box.setAccessibleName(f"{label}：{result}")
            box.clicked.connect(self._on_clicked)
            layout.addWidget(box)
            self._boxes[word] = box
        self._none = QCheckBox(_NOTHING_OCCUPIED, row)
        self._none.setAccessibleName(f"{label}：{_NOTHING_OCCUPIED}")
        self._none.clicked.connect(self._on_none)
        layout.addWidget(self._none)
        row.setFocusProxy(next(iter(self._boxes.values())))
        self._rest = (words,)
        self.finish(row)

    def set_value(self, value: Any) -> None:  # noqa: ANN401
        """None clears all; an empty list checks "none of them"."""
        for word, box in self._boxes.items():
            box.setChecked(value is not None and word in value)
        self._none.setChecked(value is not None and not value)

    def _on_clicked(self) -> None:
        self._none.setChecked(False)
        chosen = [word for word, box in self._boxes.items() if box.isChecked()]
        self.answered.emit(self.field, chosen or None)

    def _on_none(self, checked: bool) -> None:  # noqa: FBT001  Qt's signature
        for box in self._boxes.values():
            box.setChecked(False)
        self.answered.emit(self.field, [] if checked else None)
