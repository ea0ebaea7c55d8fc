"""One document of the checklist: what counts as it and who issues it, its state, a remark, and its clause."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLineEdit, QPushButton, QWidget

from gridcounter.core.intake.checklist import (
    LATEST_STEPS,
    LONGEST_REMARK,
    NOTED,
    STATE_LABELS,
    ChecklistLine,
    LineState,
    Mark,
)
from gridcounter.core.intake.checklist_words import STATE_MEANINGS, basis_words, bring_words, need_words
from gridcounter.core.policy.decision import Document
from gridcounter.core.validation.number import read_number
from gridcounter.core.validation.text import take_text
from gridcounter.desktop.kit.choice import Choice, DropDown
from gridcounter.desktop.kit.day import DayEdit
from gridcounter.desktop.kit.flow import horizontal, vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.short_edit import ShortEdit
from gridcounter.desktop.kit.shortening import whole_text


class ChecklistRow(QFrame):
    """`marked` carries the document's id and its new mark."""

    marked = Signal(str, object)

    def __init__(self, line: ChecklistLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Card")
        self.document = line.document
        self._mark = line.mark
        self._build(line)
        self._wire()
        self.show_line(line)

    def _build(self, line: ChecklistLine) -> None:
        document = line.document
        name = PlainLabel(document.label, self, look="Section", wraps=True)
        self.why = QPushButton("依据 ›", self)
        self.why.setCheckable(True)
        self.why.setAutoDefault(True)
        self.why.setAccessibleName(f"{document.label}：依据")
        self.need = PlainLabel(need_words(document), self, look="Hint", wraps=True)
        self.note = QPushButton("备注…", self)
        self.note.setObjectName("Link")
        self.note.setAutoDefault(True)
        self.note.setAccessibleName(f"{document.label}：写备注")
        names = vertical(spacing=2)
        names.addWidget(name)
        names.addWidget(self.need)
        head = QHBoxLayout()
        head.addLayout(names, 1)
        head.addWidget(self.note, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.why, 0, Qt.AlignmentFlag.AlignTop)
        self._state = PlainLabel(self, look="Hint")
        self.choice = Choice({str(state): STATE_LABELS[state] for state in line.choices}, document.label, self)
        self.choice.setVisible(len(line.choices) > 1)
        for state, button in zip(line.choices, self.choice.options, strict=True):
            button.setToolTip(whole_text(STATE_MEANINGS[state]))
        self.to_bring = PlainLabel(bring_words(document), self, wraps=True)
        self.to_bring.setVisible(bool(self.to_bring.text()))
        self._clause = PlainLabel(basis_words(document), self, look="Hint", wraps=True)
        self._clause.hide()
        self._problem = PlainLabel(self, look="Problem", wraps=True)
        self._problem.hide()
        whole = vertical(self, (16, 8, 16, 8), 6)
        whole.addLayout(head)
        for widget in (self.to_bring, self._clause, self._state, self.choice, self._details(document)):
            whole.addWidget(widget)
        whole.addWidget(self._remark_row(document))
        whole.addWidget(self._problem)

    def _details(self, document: Document) -> QWidget:
        """The fields of a received, deferred or waived document."""
        self._particulars = QWidget(self)
        row = horizontal(self._particulars, 0)
        self._seen = QCheckBox("原件已核", self._particulars)
        self._seen.setAccessibleName(f"{document.label}：原件已核")
        self._copies = ShortEdit("份数", self._particulars)
        self._copies.setAccessibleName(f"{document.label}：复印件份数")
        self._until = DayEdit(f"{document.label}：后补到哪一天", self._particulars)
        self._until_label = PlainLabel("后补到", self._particulars)
        self.latest = DropDown(self._particulars)
        self.latest.setAccessibleName(f"{document.label}：最迟环节")
        self.latest.addItems([f"最迟{step}" for step in LATEST_STEPS])
        self._copies_label = PlainLabel("复印件", self._particulars)
        for widget in (self._seen, self._copies_label, self._copies, self._until_label, self._until, self.latest):
            row.addWidget(widget)
        self._waived_by_label = PlainLabel("免提交依据", self._particulars)
        self.waived_by = QLineEdit(self._particulars)
        self.waived_by.setPlaceholderText("文件和条款，如 ××〔2024〕×号 第3条")
        self.waived_by.setAccessibleName(f"{document.label}：免提交依据的文件和条款")
        row.addWidget(self._waived_by_label)
        row.addWidget(self.waived_by, 1)
        row.addStretch(0)
        return self._particulars

    def _remark_row(self, document: Document) -> QWidget:
        """Open where somebody marked the document or wrote something; else by its button."""
        self._asked = False
        self._noted = QWidget(self)
        row = horizontal(self._noted, 0)
        self.remark = QLineEdit(self._noted)
        self.remark.setPlaceholderText("如 周四由弟弟送来")
        self.remark.setMaxLength(LONGEST_REMARK)
        self.remark.setAccessibleName(f"{document.label}：备注")
        label = PlainLabel("备注", self._noted)
        label.setBuddy(self.remark)
        row.addWidget(label)
        row.addWidget(self.remark, 1)
        return self._noted

    def _wire(self) -> None:
        self.note.clicked.connect(self._on_note)
        self.why.toggled.connect(self._clause.setVisible)
        self.choice.changed.connect(self._on_chosen)
        self._seen.clicked.connect(self._on_details)
        self._copies.editingFinished.connect(self._on_details)
        self._until.left.connect(self._on_until)
        self.latest.activated.connect(self._on_latest)
        self._until.wrong.connect(self.show_problem)
        self.waived_by.editingFinished.connect(self._on_waived_by)
        self.remark.editingFinished.connect(self._on_remark)

    @property
    def _never_seen(self) -> bool:
        return self._mark.original_seen is None

    @property
    def stops(self) -> list[QWidget]:
        """The widgets that Enter visits, row by row."""
        found: list[QWidget] = [self.choice] if not self.choice.isHidden() else []
        if self._mark.state == LineState.RECEIVED:
            found += [self._seen, self._copies]
        elif self._mark.state == LineState.DEFERRED:
            found.append(self._until)
        elif not self.waived_by.isHidden():
            found.append(self.waived_by)
        if not self._noted.isHidden():
            found.append(self.remark)
        return found

    def show_line(self, line: ChecklistLine) -> None:
        """Fills without emitting; the line is of the same document with the same choices."""
        self._mark = line.mark
        # the clause is still being typed: the saved state has not changed yet
        state = LineState.WAIVED if self.waived_by.hasFocus() else line.state
        self.choice.set_value(str(state))
        self._state.setText(STATE_LABELS[state])
        self._state.setVisible(self.choice.isHidden())
        received, later = state == LineState.RECEIVED, state == LineState.DEFERRED
        waived = state == LineState.WAIVED and LineState.WAIVED in line.choices[1:]
        self._particulars.setVisible(received or later or waived)
        _set_visible(waived, self._waived_by_label, self.waived_by)
        if not self.waived_by.hasFocus():
            self.waived_by.setText(line.mark.basis if waived else "")
        _set_visible(received, self._seen, self._copies, self._copies_label)
        _set_visible(later, self._until, self._until_label)
        self.latest.setVisible(later and not line.usual)  # no step waits for general practice
        self._show_remark(line, state)
        self._show_mark(line.mark)

    def _show_remark(self, line: ChecklistLine, state: LineState) -> None:
        may = len(line.choices) > 1 and state == line.state
        opened = may and (state in NOTED or self._asked or bool(line.mark.remark))
        self._noted.setVisible(opened)
        self.note.setVisible(may and not opened)

    def _show_mark(self, mark: Mark) -> None:
        if not self.remark.hasFocus():
            self.remark.setText(mark.remark)
        self.latest.setCurrentIndex(LATEST_STEPS.index(mark.latest) if mark.latest in LATEST_STEPS else -1)
        self._seen.setChecked(bool(mark.original_seen))
        if not self._copies.hasFocus():
            self._copies.setText("" if mark.copies is None else str(mark.copies))
        if not self._until.hasFocus():
            self._until.set_day(mark.until)

    @Slot(str)
    def show_problem(self, text: str) -> None:
        """Shows a refusal at the row; "" hides it."""
        self._problem.show_text(text)

    @Slot(object)
    def _on_chosen(self, value: object) -> None:
        """Removing a choice returns to the policy's value."""
        state = LineState(str(value)) if value is not None else None
        if state is None or state == self._mark.state:
            self.choice.set_value(str(self._mark.state))
            return
        if state == LineState.WAIVED:
            self._ask_for_clause()
            return
        # a remark is of the document: it stays while the state changes
        copies = 1 if state == LineState.RECEIVED else None
        self._say(Mark(state, copies=copies, remark=self._mark.remark))

    def _ask_for_clause(self) -> None:
        """Nothing is recorded until a clause is entered."""
        others: tuple[QWidget, ...]
        others = (self._seen, self._copies, self._copies_label, self._until, self._until_label, self.latest)
        for other in (*others, self._noted, self.note):
            other.hide()
        for asked in (self._particulars, self._waived_by_label, self.waived_by):
            asked.show()
        self.waived_by.setFocus()

    @Slot()
    def _on_waived_by(self) -> None:
        clause = take_text(self.waived_by.text())
        if clause and clause != (self._mark.basis if self._mark.state == LineState.WAIVED else ""):
            self._say(Mark(LineState.WAIVED, basis=clause, remark=self._mark.remark))
        elif not clause:
            self.waived_by.setText(self._mark.basis if self._mark.state == LineState.WAIVED else "")
            self.choice.set_value(str(self._mark.state))
            self.show_problem("没有写依据，没有改为免提交；没有依据的，仍按清单提交")

    @Slot()
    def _on_details(self) -> None:
        copies, wrong = read_number(self._copies.text())
        if wrong or (copies is not None and (copies < 0 or not float(copies).is_integer())):
            self.show_problem("份数请填数字，如 1")
            return
        seen = self._seen.isChecked()
        # never ticked differs from checked and found missing
        original = seen or (None if self._never_seen else False)
        counted = None if copies is None else int(copies)
        mark = Mark(LineState.RECEIVED, counted, original, remark=self._mark.remark)
        if self._mark.state == LineState.RECEIVED and mark != self._mark:
            self._say(mark)

    @Slot(object)
    def _on_until(self, day: date | None) -> None:
        if self._mark.state == LineState.DEFERRED:
            self._say(replace(self._mark, until=day))

    @Slot(int)
    def _on_latest(self, place: int) -> None:
        if self._mark.state == LineState.DEFERRED and self._mark.latest != LATEST_STEPS[place]:
            self._say(replace(self._mark, latest=LATEST_STEPS[place]))

    @Slot()
    def _on_note(self) -> None:
        self._asked = True
        self.note.hide()
        self._noted.show()
        self.remark.setFocus()

    @Slot()
    def _on_remark(self) -> None:
        remark = take_text(self.remark.text())
        if remark != self._mark.remark:
            self._say(replace(self._mark, remark=remark))

    def _say(self, mark: Mark) -> None:
        self.show_problem("")
        self.marked.emit(self.document.id, mark)


def _set_visible(visible: bool, *widgets: QWidget) -> None:  # noqa: FBT001  as Qt's own
    for widget in widgets:
        widget.setVisible(visible)
