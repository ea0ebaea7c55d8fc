"""核对: what is still missing, the conditions of the business, then 收件, 受理 or 转办, each with its day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QWidget

from gridcounter.core.intake.conditions import (
    ConditionLine,
    answered,
    before_acceptance,
    conditions_field,
    rests_on,
    stored,
)
from gridcounter.core.intake.steps import STEP_TITLES, STEPS, StepKey, steps_of
from gridcounter.core.wording import day_in_full
from gridcounter.desktop.intake.condition_row import ConditionRow
from gridcounter.desktop.intake.step import IntakeStep
from gridcounter.desktop.kit.day import DayEdit, today
from gridcounter.desktop.kit.flow import horizontal, vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.tab_stop import put_after
from gridcounter.services.applications.acceptance import HandedOver, late_reason
from gridcounter.services.applications.application_state import ApplicationState

_BEFORE = STEPS[: STEPS.index(StepKey.REVIEW)]
_LOOK = "核对一条点一条；没有点的，台账上写“没有核对”。"
_AGAIN = "后来办妥了，或者受理时没有核对的，点“再核对…”；受理时怎样，仍留在台账里。"
_CLOCK = "时限从受理的次日起算。收件只是收到资料，不起算。"


class ReviewStep(IntakeStep):
    """`step_wanted` carries the position of a step; the acts carry their day and reason. `looked` carries a condition
    that was looked at after 受理, whether it is met, and what was noted.
    """

    step_wanted = Signal(int)
    received = Signal(object, str)
    accepted = Signal(object, str)
    handed_over = Signal(str, str)
    looked = Signal(str, object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._build()
        self._wire()

    def _build(self) -> None:
        self.section("还缺什么")
        self._steps: list[tuple[PlainLabel, QPushButton]] = []
        for place, step in enumerate(_BEFORE):
            row = QHBoxLayout()
            label = PlainLabel(self, wraps=True)
            go = QPushButton("去填", self)
            go.setAutoDefault(True)
            go.setAccessibleName(f"去填 {STEP_TITLES[step]}")
            go.setProperty("place", place)
            row.addWidget(label, 1)
            row.addWidget(go, 0, Qt.AlignmentFlag.AlignTop)
            self.form.addLayout(row)
            self._steps.append((label, go))
        self._build_conditions()
        self._build_acts()
        self._build_handover()
        self.form.addStretch(1)

    def _build_conditions(self) -> None:
        self.conditions: list[ConditionRow] = []
        self._lines: tuple[ConditionLine, ...] = ()
        self._field = ""
        self._conditions = QWidget(self)
        self._column = vertical(self._conditions, 0, 8)
        self._column.addWidget(PlainLabel("办理条件", self._conditions, look="Section", wraps=True))
        self._rests_on = PlainLabel(self._conditions, look="Hint", wraps=True)
        self._column.addWidget(self._rests_on)
        self.form.addWidget(self._conditions)

    def _build_acts(self) -> None:
        self.section("收件与受理")
        card = QFrame(self)
        card.setObjectName("Card")
        column = vertical(card, 16)
        self._state = PlainLabel(card, wraps=True)
        clock = PlainLabel(_CLOCK, card, look="Hint", wraps=True)
        self._problem = PlainLabel(card, look="Problem", wraps=True)
        self._problem.hide()
        self.receive_on, self.receive, received = self._act(card, "收件", "收件日期")
        self.accept_on, self.accept, accepted = self._act(card, "受理", "受理日期")
        self._build_late(card)
        self.before = PlainLabel(card, wraps=True)
        for widget in (self._state, clock, received, self.before, accepted, self._late, self._problem):
            column.addWidget(widget)
        self.correct = QPushButton("更正日期…", card)
        self.correct.setAutoDefault(True)
        column.addWidget(self.correct, 0, Qt.AlignmentFlag.AlignLeft)
        self.form.addWidget(card)

    def _build_late(self, card: QWidget) -> None:
        """Visible only while the day is before today: a late entry needs a reason and stays marked."""
        self._late = QWidget(card)
        self.late_why = QLineEdit(self._late)
        self.late_why.setAccessibleName("补录原因")
        self.late_why.setPlaceholderText("为什么没有当天登记，如 停电手工受理")
        self.late_sheet = QLineEdit(self._late)
        self.late_sheet.setAccessibleName("应急单编号")
        self.late_sheet.setPlaceholderText("用过应急单的，填它的编号")
        label_shown = PlainLabel(
            "日期早于今天，按补录登记：时间线上注明（补录）和原因。", self._late, look="Hint", wraps=True
        )
        column = vertical(self._late, 0)
        for label, edit in (("补录原因", self.late_why), ("应急单编号", self.late_sheet)):
            named = PlainLabel(label, self._late)
            named.setBuddy(edit)
            column.addWidget(named)
            column.addWidget(edit)
        column.addWidget(label_shown)
        self._late.hide()

    def _act(self, card: QWidget, act: str, name: str) -> tuple[DayEdit, QPushButton, QWidget]:
        row = QWidget(card)
        line = horizontal(row, 0)
        day = DayEdit(name, row)
        button = QPushButton(act, row)
        button.setAutoDefault(True)
        button.setAccessibleName(f"{act}，日期见{name}")
        label = PlainLabel(name, row)
        label.setBuddy(day)
        for widget in (label, day, button):
            line.addWidget(widget)
        line.addStretch(1)
        day.set_day(today())
        return day, button, row

    def _build_handover(self) -> None:
        self.section("转办")
        self.form.addWidget(
            PlainLabel("不属于本处办理的，写明转给谁、为什么，随后交接资料。", self, look="Hint", wraps=True)
        )
        self.to = QLineEdit(self)
        self.to.setAccessibleName("转给谁")
        self.to.setPlaceholderText("转给谁：单位、窗口或人员")
        self.why = QLineEdit(self)
        self.why.setAccessibleName("为什么转办")
        self.why.setPlaceholderText("为什么转办")
        self._hand_over = QPushButton("登记转办", self)
        self._hand_over.setAutoDefault(True)
        self._handed = PlainLabel(self, look="Hint", wraps=True)
        for widget in (self.to, self.why, self._handed):
            self.form.addWidget(widget)
        self.form.addWidget(self._hand_over, 0, Qt.AlignmentFlag.AlignLeft)

    def _wire(self) -> None:
        for _, go in self._steps:
            go.clicked.connect(self._on_go)
        self.receive.clicked.connect(self._on_receive)
        self.accept.clicked.connect(self._on_accept)
        self._hand_over.clicked.connect(self._on_hand_over)
        self.correct.clicked.connect(self._on_correct)
        for edit in (self.receive_on, self.accept_on):
            edit.wrong.connect(self.show_problem)
            edit.textChanged.connect(self._on_day)

    @property
    def stops(self) -> list[QWidget]:
        """What is still missing, then the day of the next act and its button: one extra Enter does nothing, and while
        something is missing, or a condition was not looked at, no Enter does. After 受理 the condition that is looked
        at again.
        """
        if self.accept.isHidden():
            return [stop for row in self.conditions for stop in row.stops_again]
        gaps: list[QWidget] = [go for _, go in self._steps if not go.isHidden()]
        buttons = (self.receive, self.accept) if gaps or self._unseen else ()
        return [*gaps, *(stop for stop in self.act_stops if stop not in buttons)]

    @property
    def _unseen(self) -> bool:
        """Whether 受理 is next and a condition was not looked at."""
        return self.accept.isEnabled() and any(row.choice.value is None for row in self.conditions)

    @property
    def act_stops(self) -> list[QWidget]:
        """Of 收件, or of 受理 after the conditions; none once it is accepted."""
        if self.accept.isHidden():
            return []
        late = [] if self._late.isHidden() else [self.late_why, self.late_sheet]
        if not self.accept.isEnabled():
            return [self.receive_on, *late, self.receive]
        seen = [stop for row in self.conditions for stop in (row.choice, row.remark)]
        return [*seen, self.accept_on, *late, self.accept]

    def load(self, state: ApplicationState) -> None:
        shown = steps_of(consultation=state.consultation, connects=state.connects)
        for step, (result, go) in zip(_BEFORE, self._steps, strict=True):
            missing = state.lacking[step]
            result.setVisible(step in shown)
            if missing:
                result.say(f"缺　{STEP_TITLES[step]}：{'、'.join(missing)}", "warn")
            else:
                said = state.instead.get(step, "")
                result.say(
                    f"·　{STEP_TITLES[step]}：{said}" if said else f"✓　{STEP_TITLES[step]}", "" if said else "ok"
                )
            go.setVisible(bool(missing))
        self._load_conditions(state)
        row = state.row
        self._state.setText(f"现在：{state_words(state)}")
        self.receive.setText("收件" if row.received_on is None else "改收件日期")
        for day, on in ((self.receive_on, row.received_on), (self.accept_on, row.accepted_on)):
            if on is not None:
                day.set_day(date.fromisoformat(on))
            day.setReadOnly(row.accepted_on is not None)
        self.correct.setVisible(row.accepted_on is not None)
        self.receive.setVisible(row.accepted_on is None)
        self.accept.setVisible(row.accepted_on is None)
        self.accept.setEnabled(row.received_on is not None)
        self._on_day()

    def _load_conditions(self, state: ApplicationState) -> None:
        """The rows are made anew only if it is another business, so that the focus is kept."""
        business = state.decision.business if state.decision else None
        self._field = conditions_field(business.id) if business else ""
        self._lines = state.conditions
        if [line.text for line in state.conditions] != [row.text for row in self.conditions]:
            self._make_rows(state.conditions)
        accepted = state.row.accepted_on is not None
        for row, line in zip(self.conditions, state.conditions, strict=True):
            row.show_line(line, settled=accepted, ended=state.row.state == "closed")
        self._conditions.setVisible(bool(self.conditions))
        basis = rests_on(state.decision.business_basis) if state.decision and business else ""
        self._rests_on.setText(f"{basis}。{_AGAIN if accepted else _LOOK}")
        self._say_before(() if accepted else state.conditions)

    def _say_before(self, lines: Sequence[ConditionLine]) -> None:
        """What of these conditions stands before 受理."""
        unmet = any(line.met is False for line in lines)
        self.before.show_text(before_acceptance(lines), "warn" if unmet else "")

    def _make_rows(self, lines: Sequence[ConditionLine]) -> None:
        for old in self.conditions:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.conditions = [ConditionRow(line, self._conditions) for line in lines]
        before: QWidget = self._steps[-1][1]
        for row in self.conditions:
            row.said.connect(self._on_said)
            row.looked.connect(self.looked)
            self._column.addWidget(row)
            row.show()
            put_after(before, row.stops)
            before = row.stops[-1]

    @Slot(str, object, str)
    def _on_said(self, text: str, met: object, remark: str) -> None:
        lines = answered(self._lines, text, met=met, remark=remark)
        self.answered.emit(self._field, stored(lines))

    def show_handed_over(self, handed: HandedOver | None) -> None:
        """Shows the last 转办; None hides the line."""
        text = f"已于 {handed.on} 转 {handed.to}（{handed.why}）" if handed else ""
        self._handed.show_text(text)

    @Slot(str)
    def show_problem(self, text: str) -> None:
        """Shows a refusal; "" hides it."""
        self._problem.show_text(text)

    def ask_why(self) -> None:
        """The focus where the reason is to be written for a condition that is not met; it stays where none is asked."""
        unexplained = (row.remark for row in self.conditions if row.choice.value is False and not row.remark.text())
        remark = next(unexplained, None)
        if remark is not None:
            remark.setFocus()

    def look_again(self) -> None:
        """Opens the first condition that is not met, or was not looked at, with the focus on its answer."""
        open_ = next((row for row in self.conditions if row.choice.value is not True), None)
        if open_ is not None:
            open_.look_again()

    @Slot()
    def _on_go(self) -> None:
        self.step_wanted.emit(int(self.sender().property("place")))

    @Slot()
    def _on_correct(self) -> None:
        self.correction_wanted.emit("accepted_on")

    @Slot()
    def _on_receive(self) -> None:
        day = self._day_of(self.receive_on)
        if day is not None:
            self.received.emit(day, self._reason(day))

    @Slot()
    def _on_accept(self) -> None:
        for row in self.conditions:
            row.tell()
        day = self._day_of(self.accept_on)
        if day is not None:
            self.accepted.emit(day, self._reason(day))

    @Slot()
    def _on_day(self) -> None:
        """The day of the next act changed."""
        day = (self.accept_on if self.accept.isEnabled() else self.receive_on).day
        self._late.setVisible(not self.accept.isHidden() and day is not None and day < today())

    def _reason(self, day: date) -> str:
        return late_reason(self.late_why.text(), self.late_sheet.text()) if day < today() else ""

    def _day_of(self, edit: DayEdit) -> date | None:
        day = edit.day
        self.show_problem("" if day else "请填日期，如 10-20 或 2026-10-20")
        return day

    @Slot()
    def _on_hand_over(self) -> None:
        self.handed_over.emit(self.to.text(), self.why.text())


def state_words(state: ApplicationState) -> str:
    """填写中, 已收件 11月20日, 已受理 11月20日, 已办结; 咨询."""
    row = state.row
    if row.state == "closed":
        return "已办结"
    if state.consultation:
        return "咨询，未受理"
    for on, words in ((row.accepted_on, "已受理"), (row.received_on, "已收件")):
        if on is not None:
            return f"{words} {day_in_full(date.fromisoformat(on))}"
    return "填写中"
