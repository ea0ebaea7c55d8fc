"""The base of all steps of 业务受理: loads an application, and lists the widgets that Enter visits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from gridcounter.core.application import mask
from gridcounter.core.field_changes import NUMBERS, value_words
from gridcounter.core.labels import UNITS, WORD_LABELS, key_label, voltage_label
from gridcounter.core.policy.keys import ASKED_AS, KEYS, DateKey, FlagKey, NumberKey, SetKey, WordKey
from gridcounter.core.policy.local_question import QuestionKind, QuestionRule
from gridcounter.desktop.kit.answers import AnswerEditor, ChoiceAnswer, NumberAnswer, SurfacesAnswer, WorksAnswer
from gridcounter.desktop.kit.day import DayAnswer
from gridcounter.desktop.kit.flow import vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.services.applications.application_state import ApplicationState

#: Settings of the office and derived fields: they are not asked.
_NOT_ASKED = {"stated_customer", "agent", "rented", "in_force", "sole_proprietor_as_micro"}
CASE_KEYS = tuple(ASKED_AS.get(key, key) for key in KEYS if key not in _NOT_ASKED)
#: The keys of the case that are days.
_DAYS = frozenset(ASKED_AS.values())
#: Where the answers to the questions of a policy's own are.
OWN = "case.local"
_IS_SO: Mapping[object, str] = {True: "是", False: "否"}
_SOURCES: Mapping[object, str] = {1: "单电源", 2: "双电源"}
_VOLTAGE_HINT = "居民和小商铺一般 220 伏或 380 伏；自备变压器的企业一般 10 千伏"


class IntakeStep(QWidget):
    """One column, top to bottom. `typed` follows each keystroke, `answered` comes when a field is left.

    `picked`: one key gave an answer, and the next question may follow. `correction_wanted` carries a locked field.
    """

    typed = Signal(str, object)
    answered = Signal(str, object)
    picked = Signal()
    correction_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.answers: dict[str, AnswerEditor] = {}
        self.form = vertical(self, (16, 8, 16, 16), 16)

    def add(self, answer: AnswerEditor) -> AnswerEditor:
        """Adds the editor to the column and to `answers`; returns it."""
        self.answers[answer.field] = answer
        self.form.addWidget(answer)
        return answer

    def section(self, title: str) -> QLabel:
        """Adds a heading and returns it."""
        label = PlainLabel(title, self, look="Section", wraps=True)
        self.form.addWidget(label)
        return label

    def wire_answers(self) -> None:
        """Connects the editors' signals to those of the step; called once, after all were added."""
        for answer in self.answers.values():
            self.wire(answer)

    def wire(self, answer: AnswerEditor) -> None:
        """The same for one that was added later."""
        answer.typed.connect(self.typed)
        answer.answered.connect(self.answered)
        answer.picked.connect(self.picked)
        answer.correction_wanted.connect(self.correction_wanted)

    @property
    def foot(self) -> str:
        """The line below the step; "" if the application's state is shown instead."""
        return ""

    @property
    def stops(self) -> list[QWidget]:
        """The widgets that Enter visits, in order; not what is locked."""
        return [answer for answer in self.answers.values() if not answer.isHidden() and not answer.locked]

    @property
    def first_lacking(self) -> QWidget | None:
        """The first question without an answer, or with a refused one; None if there is none."""
        asked = [answer for answer in self.answers.values() if answer in self.stops]
        return next((answer for answer in asked if answer.lacking or answer.refused), None)

    @property
    def unread(self) -> tuple[str, ...]:
        """What is typed but not saved because it is no answer, as 核对 names it."""
        return tuple(
            f"{answer.label}有误" for answer in self.answers.values() if answer in self.stops and answer.unread
        )

    def load(self, state: ApplicationState) -> None:
        """Fills the editors without emitting. The caller shows problems afterwards."""
        values = {field: found.value for field, found in state.fields.items()} if state.locked else {}
        for field, answer in self.answers.items():
            answer.set_value(state.value(field))
            if field in state.locked:
                value = state.value(field)
                masked = mask(str(value)) if field.endswith(NUMBERS) else ""
                answer.show_locked(masked or answer.words(value) or value_words(field, values))
            else:
                answer.show_locked(None)

    def show_problems(self, state: ApplicationState) -> None:
        """Shows problems and doubts at their fields."""
        contradictions = {problem.path: f"应为{problem.allowed}" for problem in state.problems}
        for field, answer in self.answers.items():
            answer.mark_lacking(lacking=field in state.lacking_fields and not answer.locked)
            result = contradictions.get(field) or state.wrong.get(field)
            doubt = state.doubtful.get(field)
            if result:
                answer.show_problem(result)
            elif doubt:
                answer.show_problem(f"⚠ {doubt}", "warn")
            elif not state.problems:
                answer.show_problem("")


def answered_or_asked(state: ApplicationState, field: str) -> bool:
    """A question of the case is shown while it matters, and stays once it was answered."""
    if field in state.unused:
        return False
    if field == "case.supply.unit":
        return answered_or_asked(state, "case.supply.capacity")
    return field.removeprefix("case.") in state.asked or state.value(field) is not None


def words_of(key: str) -> dict[object, str]:
    """The words of a key, with their labels, as options to choose from."""
    return dict(WORD_LABELS[key].items())


def answer_for(key: str, parent: QWidget, voltages: Sequence[float] = ()) -> AnswerEditor:
    """The editor for a key of the case, by the key's type of value; `voltages` are those of the grid."""
    field, label = f"case.{key}", key_label(key)
    if key == "works":
        return WorksAnswer(field, label, parent)
    if key == "supply.sources":
        return ChoiceAnswer(field, label, _SOURCES, parent=parent)
    if key == "supply.voltage_kv":
        return ChoiceAnswer(field, label, {kv: voltage_label(kv) for kv in voltages}, _VOLTAGE_HINT, parent)
    if key in _DAYS:
        return DayAnswer(field, label, parent=parent)
    match KEYS[key]:
        case DateKey():
            return DayAnswer(field, label, parent=parent)
        case FlagKey():
            return ChoiceAnswer(field, label, _IS_SO, parent=parent)
        case NumberKey():
            return NumberAnswer(field, label, UNITS.get(key, ""), parent)
        case SetKey():
            return SurfacesAnswer(field, label, WORD_LABELS[key], parent)
        case WordKey():
            return ChoiceAnswer(field, label, words_of(key), parent=parent)


def own_field(rule: QuestionRule) -> str:
    """The dotted field of a question of the policy's own."""
    return f"{OWN}.{rule.id}"


def answer_to(rule: QuestionRule, parent: QWidget) -> AnswerEditor:
    """The editor for a question of the policy's own, by its kind."""
    field, hint = own_field(rule), rule.help or ""
    match rule.kind:
        case QuestionKind.FLAG:
            return ChoiceAnswer(field, rule.label, _IS_SO, hint, parent)
        case QuestionKind.CHOICE:
            return ChoiceAnswer(field, rule.label, {one.id: one.label for one in rule.choices}, hint, parent)
        case QuestionKind.NUMBER:
            return NumberAnswer(field, rule.label, rule.unit or "", parent, hint)
        case QuestionKind.DATE:
            return DayAnswer(field, rule.label, hint, parent)
