"""One clock: its arithmetic in words, and its acts, each with a day and, if late, a reason."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLineEdit, QPushButton, QWidget

from gridcounter.core.application import ApplicationId
from gridcounter.core.deadlines.clocks import ClockState, PauseGround, Reading
from gridcounter.core.intake.life import ActId
from gridcounter.core.labels import EVENTS
from gridcounter.desktop.kit.choice import DropDown
from gridcounter.desktop.kit.day import DayEdit, today
from gridcounter.desktop.kit.flow import FlowLayout, vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.tab_stop import EscapeLeaves
from gridcounter.errors import GridcounterError
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.deadlines import BY_THEMSELVES, Clocks, running_beside

_SIGNED = "申请人签字的书面申请"
#: In characters.
_WIDE = 20
_PROBLEM = "请填日期，如 10-20 或 2026-10-20"


class _Act(StrEnum):
    NOTE = "登记环节"
    FINISH = "办完"
    PAUSE = "暂停"
    RESUME = "恢复"


_OF_LIFE = {ActId.NOTE: _Act.NOTE, ActId.FINISH: _Act.FINISH, ActId.RESUME: _Act.RESUME}
_SAID = {
    _Act.NOTE: "{what}已登记",
    _Act.FINISH: "{what}已登记办完",
    _Act.PAUSE: "{what}已暂停",
    _Act.RESUME: "{what}已恢复，次日起接着算",
}


class ClockActs(QWidget):
    """`done` carries the application after an act, `message` a short sentence for the status line, `shown`: the form
    opened.
    """

    done = Signal(str)
    message = Signal(str)
    shown = Signal()

    def __init__(self, service: ApplicationService, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._service = service
        self._clocks: Clocks | None = None
        self._reading: Reading | None = None
        self._act = _Act.FINISH
        self._build()
        self._wire()
        self.clear()

    def _build(self) -> None:
        self.words = PlainLabel(self, wraps=True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._late = PlainLabel(self, look="Hint", wraps=True)
        choose = QWidget(self)
        flow = FlowLayout(choose)
        self.buttons: dict[str, QPushButton] = {}
        for act in _Act:
            button = QPushButton(act, choose)
            button.setProperty("act", str(act))
            flow.addWidget(button)
            self.buttons[act] = button
        self.form = QFrame(self)
        self.form.setObjectName("Card")
        self.which = DropDown(self.form)
        self.ground = DropDown(self.form)
        self.signed = QLineEdit(self.form)
        self.signed.setPlaceholderText("哪一份，如 9月29日书面申请")
        self.day = DayEdit("日期", self.form)
        self.why = QLineEdit(self.form)
        self.why.setPlaceholderText("如 停电手工受理，应急单编号")
        self.all = QCheckBox("同一申请的其他时限一并", self.form)
        self.problem = PlainLabel(self.form, look="Problem", wraps=True)
        self.save = QPushButton("登记", self.form)
        self.save.setObjectName("Primary")
        self.cancel = QPushButton("取消", self.form)
        column = vertical(self.form, (16, 8, 16, 8), 4)
        fields = QWidget(self.form)
        side_by_side = FlowLayout(fields)
        self._cells: dict[QWidget, QWidget] = {}
        rows = ((self.which, "环节"), (self.ground, "依据"), (self.signed, "书面申请"), (self.day, "日期"))
        for editor, label in (*rows, (self.why, "补录原因")):
            self._cells[editor] = cell = _cell(fields, label, editor)
            side_by_side.addWidget(cell)
        column.addWidget(fields)
        column.addWidget(self.all)
        column.addWidget(self.problem)
        ends = QHBoxLayout()
        ends.addWidget(self.save)
        ends.addWidget(self.cancel)
        ends.addStretch(1)
        column.addLayout(ends)
        whole = vertical(self, 0, 8)
        for widget in (self.words, self._late, choose, self.form):
            whole.addWidget(widget)

    def _wire(self) -> None:
        for button in self.buttons.values():
            button.clicked.connect(self._on_act)
        self.day.textChanged.connect(self._on_day)
        self.which.currentIndexChanged.connect(self._on_day)
        self.ground.currentIndexChanged.connect(self._on_ground)
        self.save.clicked.connect(self._on_save)
        for editor in (self.day, self.signed, self.why):
            editor.returnPressed.connect(self._on_save)
        self.cancel.clicked.connect(self._on_cancel)
        EscapeLeaves(self.form, self._on_cancel)

    def clear(self) -> None:
        """Hides everything."""
        self._clocks = self._reading = None
        self.hide()

    def show_clock(self, application_id: ApplicationId, clock: str) -> None:
        """Reads the clock again and offers the acts that fit its state; hides if the clock no longer exists."""
        deadlines = self._service.deadlines
        self._clocks = clocks = deadlines.of(application_id, today())
        self._reading = reading = clocks.reading(clock)
        if reading is None:
            self.clear()
            return
        row = next(row for row in deadlines.rows(clocks) if row.clock == clock)
        self.words.setText(row.arithmetic)
        late = clocks.late(reading)
        self._late.setText(f"（补录）{late}")
        self._late.setVisible(bool(late))
        self.buttons[_Act.NOTE].setEnabled(any(event not in BY_THEMSELVES for event in clocks.events))
        self.buttons[_Act.FINISH].setEnabled(reading.state in {ClockState.RUNNING, ClockState.PAUSED})
        self.buttons[_Act.PAUSE].setEnabled(reading.state == ClockState.RUNNING and reading.left is not None)
        self.buttons[_Act.RESUME].setEnabled(reading.state == ClockState.PAUSED)
        self.form.hide()
        self.show()

    def begin(self, act: ActId) -> None:
        """Opens the form of this act, where it is possible now."""
        button = self.buttons[_OF_LIFE[act]]
        if button.isEnabled():
            button.click()

    @Slot()
    def _on_act(self) -> None:
        if self._clocks is None or self._reading is None:
            return
        self._act = act = _Act(str(self.sender().property("act")))
        self._fill(self._clocks, self._reading)
        for editor, shown in (
            (self.which, act is _Act.NOTE),
            (self.ground, act is _Act.PAUSE),
            (self.all, act in {_Act.PAUSE, _Act.RESUME} and len(self._together()) > 1),
        ):
            self._show_row(editor, shown=shown)
        self.save.setText("登记" if act is _Act.NOTE else f"登记{act}")
        self.day.set_day(today())
        self.why.clear()
        self.problem.hide()
        self._on_ground()
        self._on_day()
        self.form.show()
        self.shown.emit()
        (self.which if act is _Act.NOTE else self.ground if act is _Act.PAUSE else self.day).setFocus()

    def _fill(self, clocks: Clocks, reading: Reading) -> None:
        self.which.clear()
        for event, noted in clocks.events.items():
            if event not in BY_THEMSELVES:
                on = f"（已登记 {noted.on.isoformat()}）" if noted else ""
                self.which.addItem(EVENTS[event] + on, event)
        self.which.setCurrentIndex(max(0, self.which.findData(reading.run.clock.counts_from)))
        self.ground.clear()
        for ground in clocks.grounds:
            self.ground.addItem(ground.label, ground.ref)
        self.ground.addItem(_SIGNED, "")
        self.signed.clear()
        self.all.setChecked(True)
        self.all.setText(f"同一申请的其他时限一并{self._act}")

    def _together(self) -> tuple[str, ...]:
        if self._clocks is None or self._reading is None:
            return ()
        return running_beside(self._clocks, self._reading.run.clock.id, self._reading.state)

    def _show_row(self, editor: QWidget, *, shown: bool) -> None:
        self._cells.get(editor, editor).setVisible(shown)

    @Slot()
    def _on_ground(self) -> None:
        self._show_row(self.signed, shown=self._act is _Act.PAUSE and not self.ground.currentData())

    @Slot()
    def _on_day(self) -> None:
        """Asks for a reason when one is needed: for a past day, or a day other than the recorded one."""
        day = self.day.day
        noted = self._clocks.events.get(str(self.which.currentData())) if self._clocks else None
        changes = self._act is _Act.NOTE and noted is not None and noted.on != day
        self._show_row(self.why, shown=day is not None and (day < today() or changes))

    @Slot()
    def _on_cancel(self) -> None:
        self.form.hide()
        self.buttons[self._act].setFocus()

    @Slot()
    def _on_save(self) -> None:
        day, clocks, reading = self.day.day, self._clocks, self._reading
        if clocks is None or reading is None:
            return
        if day is None:
            self.problem.show_text(_PROBLEM)
            return
        try:
            self._record(clocks.application, reading.run.clock.id, day)
        except GridcounterError as refused:
            self.problem.show_text(str(refused))
            return
        what = EVENTS[str(self.which.currentData())] if self._act is _Act.NOTE else reading.run.clock.label
        self.message.emit(_SAID[self._act].format(what=what))
        self.show_clock(clocks.application, reading.run.clock.id)
        next((each for each in self.buttons.values() if each.isEnabled()), self).setFocus()  # the form is hidden now
        self.done.emit(clocks.application)

    def _record(self, application_id: ApplicationId, clock: str, day: date) -> None:
        deadlines, late = self._service.deadlines, "" if self._cells[self.why].isHidden() else self.why.text()
        together = self._together() if self.all.isChecked() else (clock,)
        match self._act:
            case _Act.NOTE:
                deadlines.note_event(application_id, str(self.which.currentData()), day, today(), late=late)
            case _Act.FINISH:
                deadlines.finish(application_id, clock, day, today(), late=late)
            case _Act.PAUSE:
                ref = str(self.ground.currentData() or "")
                why, ref = (PauseGround.SUPPLEMENT, ref) if ref else (PauseGround.REQUEST, self.signed.text())
                deadlines.pause(application_id, together, day, today(), why=why, ref=ref, late=late)
            case _Act.RESUME:
                deadlines.resume(application_id, together, day, today(), late=late)


def _cell(parent: QWidget, label: str, editor: QWidget) -> QWidget:
    """The label above its editor, as wide as its text."""
    cell = QWidget(parent)
    editor.setParent(cell)
    editor.setAccessibleName(label)
    if not isinstance(editor, DayEdit):
        editor.ensurePolished()  # measured in the final text size
        editor.setMinimumWidth(editor.fontMetrics().horizontalAdvance("中") * _WIDE)
    named = PlainLabel(label, cell)
    named.setBuddy(editor)
    column = vertical(cell, (0, 0, 8, 0), 4)
    column.addWidget(named)
    column.addWidget(editor)
    return cell
