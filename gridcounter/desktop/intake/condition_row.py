"""办理条件 in 核对: one condition, answered until 受理, and looked at again after it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QWidget

from gridcounter.core.intake.checklist import LONGEST_REMARK
from gridcounter.core.intake.conditions import MET, ConditionLine
from gridcounter.core.validation.text import take_text
from gridcounter.desktop.kit.choice import Choice
from gridcounter.desktop.kit.flow import vertical
from gridcounter.desktop.kit.plain_label import PlainLabel


class ConditionRow(QFrame):
    """One condition: met, not met, or not looked at while neither is chosen. `said` carries its text and the answer.

    After 受理 it is read, and looked at again by an act of its own: `looked` carries the same.
    """

    said = Signal(str, object, str)
    looked = Signal(str, object, str)

    def __init__(self, line: ConditionLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = line.text
        self._line = line
        self._settled = self._again = False
        self.setObjectName("Card")
        self.choice = Choice(MET, line.text, self)
        self.remark = QLineEdit(self)
        self.remark.setAccessibleName(f"{line.text}：备注")
        self.remark.setPlaceholderText("备注，如 看了什么、还差什么")
        self.remark.setMaxLength(LONGEST_REMARK)
        self._found = PlainLabel(self, wraps=True)
        self.again = self._button("再核对…")
        self.note = self._button("登记核对")
        self.leave = self._button("取消")
        acts = QHBoxLayout()
        acts.addWidget(self.note)
        acts.addWidget(self.leave)
        acts.addStretch(1)
        column = vertical(self, (16, 8, 16, 8), 6)
        for widget in (PlainLabel(line.text, self, wraps=True), self.choice, self.remark, self._found):
            column.addWidget(widget)
        column.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(acts)
        self.choice.changed.connect(self.tell)
        self.remark.editingFinished.connect(self.tell)
        self.again.clicked.connect(self.look_again)
        self.note.clicked.connect(self._on_note)
        self.leave.clicked.connect(self._on_leave)
        self.show_line(line, settled=False)

    def _button(self, words: str) -> QPushButton:
        made = QPushButton(words, self)
        made.setAutoDefault(True)
        made.setAccessibleName(f"{words.rstrip('…')}：{self.text}")
        return made

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """All that the focus can be on, in their order."""
        return self.choice, self.remark, self.again, self.note, self.leave

    @property
    def stops_again(self) -> tuple[QWidget, ...]:
        """What Enter visits while it is open for another look after 受理."""
        return (self.choice, self.remark, self.note) if self._again else ()

    def show_line(self, line: ConditionLine, *, settled: bool, ended: bool = False) -> None:
        """Fills without emitting; once it is `settled` what was found is only read, and looked at again until it has
        `ended`.
        """
        self._again = self._again and line == self._line and settled and not ended
        self._line, self._settled = line, settled
        if not self._again:
            self.choice.set_value(line.met)
            if not self.remark.hasFocus():
                self.remark.setText(line.remark)
        asked = not settled or self._again
        self._found.show_text("" if asked else line.words)
        shown = (asked, asked, not asked and not ended, self._again, self._again)
        for widget, on in zip(self.stops, shown, strict=True):
            widget.setVisible(on)

    @Slot()
    def look_again(self) -> None:
        """Opens its answer for another look, if it is after 受理."""
        if self.again.isHidden():
            return
        self._again = True
        self.remark.clear()  # what was noted before was about what was found then
        self.show_line(self._line, settled=True)
        self.choice.setFocus()

    @Slot()
    def _on_leave(self) -> None:
        self._again = False
        self.show_line(self._line, settled=True)
        self.again.setFocus()

    @Slot()
    def _on_note(self) -> None:
        self.looked.emit(self.text, self.choice.value, take_text(self.remark.text()))

    @Slot()
    def tell(self) -> None:
        """Emits what is chosen and written, if it is not what was last shown: a key takes no focus from the remark."""
        met, remark = self.choice.value, take_text(self.remark.text())
        if not self._settled and (met, remark) != (self._line.met, self._line.remark):
            self.said.emit(self.text, met, remark)
