"""The trial case: one of the pack's own examples, or answers to the questions that intake would ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from gridcounter.core.intake.appliances import Appliance
from gridcounter.core.intake.conditions import WANTED_ON
from gridcounter.core.intake.steps import METER, TEMPORARY_UNTIL
from gridcounter.desktop.intake.questions import SituationStep, WorksStep
from gridcounter.desktop.intake.step import IntakeStep
from gridcounter.desktop.kit.choice import DropDown
from gridcounter.desktop.kit.day import DayAnswer
from gridcounter.desktop.kit.flow import vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.tab_stop import FieldScroll, last_stop, put_after
from gridcounter.services.applications.application_state import ApplicationState
from gridcounter.services.policy.trial import TrialExample

_OWN = "自己出题"
_CHANGED = "（改过）"
_HINT = "选一个例子，或者在下面改。这里改的只是试算，不写回工作簿。"
_ON = "case.on"
#: Of the desk, no part of a case.
_NOT_ASKED = (METER, TEMPORARY_UNTIL, WANTED_ON)


class CasePane(QWidget):
    """`answered` carries a field and its value, also while it is typed; `chosen` an example, None for none of them."""

    answered = Signal(str, object)
    chosen = Signal(object)

    def __init__(self, appliances: Sequence[Appliance], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appliances = appliances
        self._examples: Sequence[TrialExample] = ()
        self._voltages: tuple[float, ...] = ()
        self._businesses: Mapping[str, str] = {}
        self._following: Sequence[QWidget] = ()
        hint = PlainLabel(_HINT, self, look="Hint", wraps=True)
        self.examples = DropDown(self)
        self.examples.setAccessibleName("例子")
        self.examples.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._scroll = FieldScroll(self)
        self._form = QWidget(self._scroll.viewport())
        self._column = vertical(self._form, 0, 0)
        self.on = DayAnswer(_ON, "受理日", parent=self._form)
        head = QWidget(self._form)
        vertical(head, (16, 8, 16, 0)).addWidget(self.on)  # as the questions below it
        self._column.addWidget(head)
        self.steps: tuple[IntakeStep, ...] = ()
        self._scroll.setWidget(self._form)
        whole = vertical(self, 8, 4)
        for widget in (self.examples, hint):
            whole.addWidget(widget)
        whole.addWidget(self._scroll, 1)
        self._parts: tuple[QWidget, ...] = (self.examples, hint, self._scroll)
        for part in self._parts:  # without a pack nothing can be chosen or answered
            part.hide()
        self.on.answered.connect(self.answered)
        self.examples.activated.connect(self._on_chosen)

    def lead_to(self, following: Sequence[QWidget]) -> None:
        """Where Tab goes on after the questions, which are made later."""
        self._following = following

    def offer(
        self, examples: Sequence[TrialExample], voltages: tuple[float, ...], businesses: Mapping[str, str]
    ) -> None:
        """The examples, voltages and businesses of the pack as it is; only for others are the questions made anew."""
        self._examples = examples
        for part in self._parts:
            part.show()
        with QSignalBlocker(self.examples):
            self.examples.clear()
            for one in examples:
                self.examples.addItem(f"{one.case.name}{'' if one.holds else '　✗'}")
            self.examples.addItem(_OWN)
        if (voltages, businesses) == (self._voltages, self._businesses) and self.steps:
            return
        for step in self.steps:
            step.hide()
            step.deleteLater()
        self._voltages, self._businesses = voltages, dict(businesses)
        situation = SituationStep(self._appliances, voltages, businesses, self._form)
        situation.proposed.connect(self._on_proposed)
        self.steps = (situation, WorksStep(self._form))
        for step in self.steps:
            self._column.addWidget(step)
            step.typed.connect(self.answered)
            step.answered.connect(self.answered)
        self._column.addStretch(1)
        # an editor that was made late leads Tab into itself from where it was made: what comes after it moves
        put_after(last_stop(self.steps[-1]), self._following)

    def show_case(self, state: ApplicationState, example: str, *, changed: bool) -> None:
        """`example` is the name of the one that the case comes from, "" for none."""
        names = [one.case.name for one in self._examples]
        place = names.index(example) if example in names else len(names)
        with QSignalBlocker(self.examples):
            if place < len(names):
                failing = "" if self._examples[place].holds else "　✗"
                self.examples.setItemText(place, f"{example}{_CHANGED if changed else failing}")
            self.examples.setCurrentIndex(place)
        self.on.set_value(state.value(_ON))
        for step in self.steps:
            step.load(state)
            step.show_problems(state)
            step.setVisible(state.connects or step is self.steps[0])
            for field in _NOT_ASKED:
                if field in step.answers:
                    step.answers[field].hide()

    @Slot(int)
    def _on_chosen(self, place: int) -> None:
        self.chosen.emit(self._examples[place] if place < len(self._examples) else None)

    @Slot(float)
    def _on_proposed(self, kw: float) -> None:
        self.answered.emit("case.supply.capacity", kw)
        self.answered.emit("case.supply.unit", "kW")
