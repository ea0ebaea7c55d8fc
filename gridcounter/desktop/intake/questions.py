"""The steps with questions: the request, the works, the applicant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from gridcounter.core.field_labels import FIELD_LABELS, LEGAL_REPRESENTATIVE, field_label, label_for
from gridcounter.core.intake.appliances import Appliance
from gridcounter.core.intake.conditions import ACCOUNT_NUMBER, WANTED_ON, asked_of
from gridcounter.core.intake.duplicates import QUESTIONS
from gridcounter.core.intake.steps import HAS_AGENT, METER, OWNERSHIP, TEMPORARY_UNTIL, asks_for_ownership
from gridcounter.core.labels import METERS, key_label
from gridcounter.core.policy.header import SUPPLY_LINE
from gridcounter.core.policy.local_question import About, QuestionRule, local_problems
from gridcounter.core.policy.model import Event
from gridcounter.core.road_stretches import ASKED_IN_THE_CASE
from gridcounter.desktop.intake.appliances import ApplianceProposal
from gridcounter.desktop.intake.possible_duplicates import SuspectNotice
from gridcounter.desktop.intake.road_stretches import StretchesAnswer
from gridcounter.desktop.intake.step import (
    CASE_KEYS,
    OWN,
    IntakeStep,
    answer_for,
    answer_to,
    answered_or_asked,
    own_field,
    words_of,
)
from gridcounter.desktop.intake.voltage import VoltageProposal
from gridcounter.desktop.kit.answers import ChoiceAnswer, NumberAnswer, TextAnswer
from gridcounter.desktop.kit.day import DayAnswer
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.tab_stop import last_stop, put_after
from gridcounter.services.applications.application_state import ApplicationState

if TYPE_CHECKING:
    from gridcounter.services.applications.duplicates import Suspects

_CUSTOMER, _VOLTAGE, _CAPACITY = "case.customer", "case.supply.voltage_kv", "case.supply.capacity"
#: What the list of businesses does not have.
_ELSEWHERE = "办理业务里没有的（移表、故障报修、电费查询等），请到供电营业厅办理，或拨打 {hotline}；不必在这里填写。"
#: What was answered for another business.
_KEPT = "{business}用不着原来填的“{what}”：都还留着，不算进答复；改回去就又用上了。"
#: What a policy offers to an applicant who has or shares a meter, in the pack's words.
_OFFERED = ("transfer_at_once", "direct_supply", "own_account")
_UNSURE = (
    "看电费单上有没有户号、表箱里有没有本户的电表：有的就是已有电表；都没有的，"
    "或者用的是房东、物业的分表而要单独立户的，按第一次用电办理。"
)
_APPLIED_ON = "case.applied_on"
BUSINESS = "case.business"
#: Of two names in one application, the one to fill in.
_NAMES: Mapping[object, str] = {"transfer": "用电人名称（过户、更名后的）"}
_WHEN_APPLIED = "比受理日早的才填；本地文件从申请之日起算的时限，按这一天计算"
_YES_NO: Mapping[object, str] = {True: "有", False: "没有"}


#: An agent is a person, whatever the applicant is.
_OF_A_PERSON = {kind: label for kind, label in words_of("id_kind").items() if kind != "uscc"}


class _CaseStep(IntakeStep):
    """Questions of the case: those that every policy may ask, and after them those that only this one asks.

    An answer that another edition asked for in another way is not shown: it is none to this one.
    """

    OF_WORKS = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._own: tuple[QuestionRule, ...] = ()

    def load(self, state: ApplicationState) -> None:
        if state.questions is not None:
            self._ask(tuple(rule for rule in state.questions if (rule.about == About.WORKS) == self.OF_WORKS))
        foreign = {
            problem.path
            for rule in self._own
            for problem in local_problems({rule.id: state.value(own_field(rule))}, {rule.id: rule}, OWN)
        }
        fields = {field: found for field, found in state.fields.items() if field not in foreign}
        super().load(replace(state, fields=fields))

    def _ask(self, own: tuple[QuestionRule, ...]) -> None:
        """Another edition asks in other words: the editors are made anew."""
        if own == self._own:
            return
        for rule in self._own:
            gone = self.answers.pop(own_field(rule))
            gone.hide()
            gone.deleteLater()
        self._own = own
        before = list(self.answers.values())[-1]
        for rule in own:
            answer = answer_to(rule, self)
            self.answers[answer.field] = answer
            self.form.insertWidget(self.form.indexOf(before) + 1, answer)
            put_after(last_stop(before), (answer,))
            self.wire(answer)
            before = answer


class SituationStep(_CaseStep):
    """`proposed` carries the accepted kilowatts of the estimate; `voltages` are those of the grid, in kV,
    `businesses` those that can be asked for.
    """

    proposed = Signal(float)

    def __init__(
        self,
        appliances: Sequence[Appliance],
        voltages: Sequence[float],
        businesses: Mapping[str, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._build(appliances, voltages, dict(businesses.items()))
        self._wire()

    def _build(
        self, appliances: Sequence[Appliance], voltages: Sequence[float], businesses: Mapping[object, str]
    ) -> None:
        self.add(ChoiceAnswer(METER, "这里现在有没有电表？", METERS, "知道办什么业务的，直接选下面的办理业务", self))
        self._advice = PlainLabel(self, look="Bar", wraps=True)
        self.form.addWidget(self._advice)
        for key in CASE_KEYS:
            if key.split(".")[0] == "works":
                continue
            if key == "business":
                self._business = ChoiceAnswer(BUSINESS, key_label("business"), businesses, parent=self)
                self.add(self._business)
                self._kept = PlainLabel(self, look="Hint", wraps=True)
                self.form.addWidget(self._kept)
                continue
            answer = self.add(answer_for(key, self, voltages))
            if answer.field == _VOLTAGE:
                self._voltage = VoltageProposal(voltages, answer)
                answer.rows.addWidget(self._voltage)
            if key == "supply.capacity":
                self.add(ChoiceAnswer("case.supply.unit", "容量单位", words_of("supply.unit"), parent=self))
                self._proposal = ApplianceProposal(appliances, self)
                self.form.addWidget(self._proposal)
        self.add(DayAnswer(TEMPORARY_UNTIL, "临时用电到哪天", "申请人说的日期；到期前会提醒问他转正式还是延期", self))
        self.add(DayAnswer(WANTED_ON, FIELD_LABELS[WANTED_ON], parent=self))
        self.add(DayAnswer(_APPLIED_ON, FIELD_LABELS[_APPLIED_ON], _WHEN_APPLIED, self))
        self.form.addStretch(1)

    def _wire(self) -> None:
        self.wire_answers()
        self._proposal.proposed.connect(self.proposed)
        self._voltage.taken.connect(self._on_voltage)

    @Slot(float)
    def _on_voltage(self, kv: float) -> None:
        self.answers[_VOLTAGE].setFocus()  # the button disappears with its question
        self.answered.emit(_VOLTAGE, kv)

    def show_problems(self, state: ApplicationState) -> None:
        """Also shows the proposal for the voltage."""
        super().show_problems(state)
        self._voltage.show_draft(state)

    def load(self, state: ApplicationState) -> None:
        self._business.offer(dict(state.businesses.items()))
        self._offer_customers(state)
        super().load(state)
        if state.case is not None:
            for field, answer in self.answers.items():
                answer.setVisible(_is_shown(state, field))
        self.answers[TEMPORARY_UNTIL].setVisible(state.value(BUSINESS) == "temporary")
        self.answers[WANTED_ON].setVisible(WANTED_ON in asked_of(state.decision))
        self.answers[_APPLIED_ON].setVisible(state.value(_APPLIED_ON) is not None or _counts_from_applying(state))
        low = state.case is None or state.case.supply.is_low_voltage is not False
        capacity = not self.answers[_CAPACITY].isHidden()
        self._proposal.setVisible(low and capacity and _CAPACITY not in state.locked)
        self._kept.show_text(_kept(state))
        result = _advice(state)
        self._advice.show_text(result)

    def _offer_customers(self, state: ApplicationState) -> None:
        """Those for whom the business is; and the one that was chosen before it."""
        business = state.decision.business if state.decision is not None else None
        own = set(business.customers) if business is not None else set()
        answer, words = self.answers[_CUSTOMER], words_of("customer")
        assert isinstance(answer, ChoiceAnswer)
        kept = own | {state.value(_CUSTOMER)} if own else set(words)
        answer.offer({word: label for word, label in words.items() if word in kept})


def _is_shown(state: ApplicationState, field: str) -> bool:
    if field == METER and state.row.accepted_on is None:  # it helps to find the business, which 受理 has settled
        return True
    shown = state.value(field) is not None if state.business_first else answered_or_asked(state, field)
    return field == BUSINESS or shown


def _counts_from_applying(state: ApplicationState) -> bool:
    return state.decision is not None and any(
        line.counts_from == Event.APPLIED and not line.needs for line in state.decision.clocks
    )


def _kept(state: ApplicationState) -> str:
    """What stays on record of the answers to another business; while none is chosen, where to go with what is not
    listed.
    """
    labels = dict.fromkeys(field_label(field) for field in sorted(state.unused))
    business = state.businesses.get(str(state.value(BUSINESS)), "")
    if labels:
        return _KEPT.format(business=business, what="”“".join(labels))
    return _ELSEWHERE.format(hotline=SUPPLY_LINE) if state.business_first else ""


def _advice(state: ApplicationState) -> str:
    """For an applicant who lacks a value, and what the policy offers to one who has or shares a meter."""
    unsure = state.value(METER) == "unsure"
    lines = [_UNSURE] if unsure else []
    if state.decision is not None and (unsure or state.business_first):
        for service in state.decision.services:
            if service.id in _OFFERED:
                clause = "、".join(part.article or part.source for part in service.basis)
                lines.append(f"本地文件：{service.label}［{clause}］。")
    return "\n".join(lines)


class WorksStep(_CaseStep):
    """The works outside the red line; asked only if they matter to the decision."""

    OF_WORKS = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for key in CASE_KEYS:
            if key.split(".")[0] == "works":
                self.add(answer_for(key, self))
        self.form.addStretch(1)
        self.wire_answers()

    def load(self, state: ApplicationState) -> None:
        super().load(state)
        works = state.case.has_works if state.case else state.value("case.works") is not None
        self.answers["case.works"].set_value(works)
        if state.case is not None:
            for field, answer in self.answers.items():
                asked = state.case.has_works and answered_or_asked(state, field)
                answer.setVisible(field == "case.works" or bool(asked))


class ApplicantStep(IntakeStep):
    """Applicant, agent, premises, and the particulars of works built by the applicant.

    `opened` carries a possible duplicate.
    """

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._project: list[QWidget] = []
        self._notices: dict[str, SuspectNotice] = {}
        self._build()
        self._wire()

    def _wire(self) -> None:
        self.wire_answers()
        for notice in self._notices.values():
            notice.opened.connect(self.opened)

    def _build(self) -> None:
        self.add(TextAnswer("applicant.name", FIELD_LABELS["applicant.name"], "与证件一致", self))
        self.add(ChoiceAnswer("applicant.id_kind", FIELD_LABELS["applicant.id_kind"], words_of("id_kind"), parent=self))
        self._text("applicant.id_number", "只在需要的文书上全部显示")
        self._text(LEGAL_REPRESENTATIVE)
        self._text("applicant.contact")
        self._text("applicant.phone")
        self._text("premises.address")
        self._text(ACCOUNT_NUMBER, "电费单、表箱上有；过户、销户等按户号办")
        self.add(ChoiceAnswer(OWNERSHIP, FIELD_LABELS[OWNERSHIP], words_of("ownership"), parent=self))
        self._text("applicant.address", "与用电地址相同的可以不填")
        self.add(ChoiceAnswer(HAS_AGENT, "有没有代理人", _YES_NO, parent=self))
        self._text("agent.name")
        self.add(ChoiceAnswer("agent.id_kind", FIELD_LABELS["agent.id_kind"], _OF_A_PERSON, parent=self))
        self._text("agent.id_number")
        self._text("agent.phone")
        self._project.append(self.section("外线工程（申请人自建）"))
        for name in ("name", "route_from", "route_to"):
            self._text(f"project.{name}")
        self.add(ChoiceAnswer("project.laying", FIELD_LABELS["project.laying"], words_of("laying"), parent=self))
        for field in ("project.start_on", "project.finish_on", "project.restore_by"):
            self.add(DayAnswer(field, FIELD_LABELS[field], parent=self))
        self.add(StretchesAnswer("project.stretches", FIELD_LABELS["project.stretches"], self))
        self.add(NumberAnswer("project.dig_area_m2", FIELD_LABELS["project.dig_area_m2"], "平方米", self))
        self.add(NumberAnswer("project.green_area_m2", FIELD_LABELS["project.green_area_m2"], "平方米", self))
        self.add(
            DayAnswer("project.road_built_on", FIELD_LABELS["project.road_built_on"], "不占用、挖掘道路的不填", self)
        )
        self._text("project.safety_measures")
        for name in ("name", "id_number", "qualification", "site_manager", "site_phone"):
            self._text(f"project.builder.{name}")
        self._text("project.owner.name", "与用电人相同的可以不填")
        self._text("project.owner.id_number")
        self._text("project.owner.contact")
        self._text("project.owner.phone")
        for field in dict.fromkeys(QUESTIONS.values()):
            notice = self._notices[field] = SuspectNotice(self.answers[field])
            self.answers[field].rows.addWidget(notice)
        self._project += [answer for field, answer in self.answers.items() if field.startswith("project.")]
        self.form.addStretch(1)

    def show_suspects(self, suspects: Suspects) -> None:
        """Shows each possible duplicate under its question; the last one says if there are more."""
        last = max((list(self._notices).index(row.field) for row in suspects.rows), default=-1)
        for place, (field, notice) in enumerate(self._notices.items()):
            rows = [row for row in suspects.rows if row.field == field]
            notice.show_rows(rows, more=suspects.more and place == last)

    def _text(self, field: str, hint: str = "") -> None:
        self.add(TextAnswer(field, FIELD_LABELS[field], hint, self))

    def load(self, state: ApplicationState) -> None:
        super().load(state)
        self.answers[HAS_AGENT].set_value(state.has_agent or state.value(HAS_AGENT))
        for field, answer in self.answers.items():
            if field.startswith("agent."):
                answer.setVisible(state.has_agent)
        asked = asks_for_ownership(state.lines, connects=state.connects)
        self.answers[OWNERSHIP].setVisible(asked or state.value(OWNERSHIP) is not None)
        self.answers[ACCOUNT_NUMBER].setVisible(ACCOUNT_NUMBER in asked_of(state.decision))
        company = state.value("applicant.id_kind") == "uscc"
        name = self.answers["applicant.name"]
        name.rename(_NAMES.get(state.value(BUSINESS), FIELD_LABELS[name.field]))
        person = self.answers[LEGAL_REPRESENTATIVE]
        person.rename(label_for(person.field, state.value("case.customer")))
        person.setVisible(company or state.value(person.field) is not None)
        for part in self._project:
            part.setVisible(state.builds)
        for field, facts in ASKED_IN_THE_CASE.items():
            if any(answered_or_asked(state, fact) for fact in facts):
                self.answers[field].hide()
