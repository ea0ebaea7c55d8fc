"""The steps of an intake: their order, what each still lacks, and answers that follow from others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from gridcounter.core.application import IdKind, wrong_id
from gridcounter.core.case import LOW_VOLTAGE_KV, Business, Customer, Unit
from gridcounter.core.field_labels import FIELD_LABELS
from gridcounter.core.intake.checklist import ChecklistLine, still_due
from gridcounter.core.intake.places import other_city
from gridcounter.core.labels import key_label
from gridcounter.core.local_key import LocalKey
from gridcounter.core.policy.businesses.rule import CONNECTING
from gridcounter.core.road_stretches import doubtful_stretches, wrong_stretches
from gridcounter.core.validation.fields import doubt, ruined
from gridcounter.core.validation.identity import doubtful_resident_id


class StepKey(StrEnum):
    """The steps of taking in an application, one page each; `STEPS` is their order."""

    SITUATION = "situation"
    WORKS = "works"
    APPLICANT = "applicant"
    CHECKLIST = "checklist"
    REVIEW = "review"
    PAPERS = "papers"


STEP_TITLES: Mapping[StepKey, str] = {
    StepKey.SITUATION: "用电情形",
    StepKey.WORKS: "外线工程",
    StepKey.APPLICANT: "申请人",
    StepKey.CHECKLIST: "一次性告知清单",
    StepKey.REVIEW: "核对",
    StepKey.PAPERS: "出具文书",
}
STEPS = tuple(StepKey)
#: No name is asked and nothing is received: the same answer, and one sheet of paper.
CONSULTATION_STEPS = (StepKey.SITUATION, StepKey.WORKS, StepKey.CHECKLIST, StepKey.PAPERS)
#: Of a business beside connecting: nothing is built outside.
_WITHOUT_WORKS = frozenset({StepKey.WORKS})
CONSULTATION_TITLES: Mapping[StepKey, str] = {
    **STEP_TITLES,
    StepKey.CHECKLIST: "告知清单",
    StepKey.PAPERS: "打印",
}

#: Fields of the office alone: whether there is a meter already, and whether an agent acts.
METER, HAS_AGENT = "desk.meter", "desk.agent"
#: The end of temporary power, and its outcome; the applicant gives the day, no policy does.
TEMPORARY_UNTIL, TEMPORARY_OUTCOME = "desk.temporary_until", "desk.temporary_outcome"
OUTCOMES: Mapping[str, str] = {"formal": "已转正式用电", "removed": "已拆除"}
_BUSINESS_FOR = {"none": "new_connection", "more": "capacity_increase"}
#: Answers on the meter that contradict the requested business.
_BESIDE_THE_METER: Mapping[tuple[str, str], str] = {
    ("none", "capacity_increase"): "上面说还没有电表，没有电表的是新装",
    ("more", "new_connection"): "上面说已有电表、要加大容量，那是增容",
    ("same", "new_connection"): "上面说已有电表，那不是新装",
    ("same", "capacity_increase"): "上面说办的不是加大容量，那不是增容",
}
#: The same of a business beside connecting.
_OTHER_BESIDE_THE_METER: Mapping[str, str] = {
    "none": "上面说还没有电表，没有电表的是新装",
    "more": "上面说已有电表、要加大容量，那是增容",
}

#: How the applicant holds the premises, and the document that proves it.
OWNERSHIP, PREMISES = "premises.ownership", "premises"
_APPLICANT = (
    "applicant.name",
    "applicant.id_kind",
    "applicant.id_number",
    "applicant.phone",
    "premises.address",
    OWNERSHIP,
)
_AGENT = ("agent.name", "agent.id_number")
#: Fields that a filing requires.
_PROJECT = (
    "project.name",
    "project.route_from",
    "project.route_to",
    "project.laying",
    "project.start_on",
    "project.finish_on",
    "project.builder.name",
)
_ORDER = (
    ("project.start_on", "project.finish_on"),
    ("project.finish_on", "project.restore_by"),
)
_LENGTH_OF_ID = 18
_VOLTAGE, _CAPACITY, _UNIT = "case.supply.voltage_kv", "case.supply.capacity", "case.supply.unit"
#: Settled when the office was set up; where it was not, nobody can answer it here.
OFFICE_READING = "sole_proprietor_as_micro"
_SET_BY_THE_OFFICE = "（在 设置 › 单位资料 里定）"


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of an application. `values` are its dotted fields, `asked` the case keys that matter.

    `left_behind`: a paper in force reads differently since a correction. `connects`: whether something is connected.
    """

    values: Mapping[str, Any]
    asked: Sequence[str] = ()
    contradictory: bool = False
    builds: bool = False
    lines: Sequence[ChecklistLine] = ()
    received: bool = False
    accepted: bool = False
    handed_over: bool = False
    issued: bool = False
    left_behind: bool = False
    official_number: str | None = None
    consultation: bool = False
    connects: bool = True
    wrong: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def steps_of(*, consultation: bool, connects: bool = True) -> tuple[StepKey, ...]:
    """The steps that there are, in order: none for outside works where nothing is connected."""
    left_out = frozenset[StepKey]() if connects else _WITHOUT_WORKS
    return tuple(step for step in (CONSULTATION_STEPS if consultation else STEPS) if step not in left_out)


def step_after(step: StepKey, steps: Sequence[StepKey] = STEPS) -> StepKey:
    """The last step follows itself. Raises ValueError if `step` is not among them."""
    return steps[min(steps.index(step) + 1, len(steps) - 1)]


def step_before(step: StepKey, steps: Sequence[StepKey] = STEPS) -> StepKey:
    """The first step precedes itself. Raises ValueError if `step` is not among them."""
    return steps[max(steps.index(step) - 1, 0)]


def lacking(standing: Standing) -> Mapping[StepKey, tuple[str, ...]]:
    """What is still to be filled in on each step, in Chinese; an empty tuple means nothing. Never blocks the next."""
    asked = {
        StepKey.SITUATION: tuple(_situation(standing)),
        StepKey.WORKS: tuple(_unanswered(standing, works=True).values()),
    }
    if standing.consultation:
        listed = ("用电情形",) if standing.contradictory else ()
        nothing: dict[StepKey, tuple[str, ...]] = {StepKey.APPLICANT: (), StepKey.REVIEW: (), StepKey.PAPERS: ()}
        return asked | nothing | {StepKey.CHECKLIST: listed}
    return asked | {
        StepKey.APPLICANT: tuple(_applicant(standing)),
        StepKey.CHECKLIST: ("用电情形",) if standing.contradictory else tuple(still_due(standing.lines)),
        StepKey.REVIEW: (),
        StepKey.PAPERS: (),
    }


def acts_to_do(standing: Standing) -> Mapping[StepKey, tuple[str, ...]]:
    """The acts that are still to be done on a step: nothing to be filled in, and the bar says which is next."""
    if standing.consultation:
        return {} if standing.issued else {StepKey.PAPERS: ("打印",)}
    acts = {StepKey.REVIEW: tuple(_review(standing)), StepKey.PAPERS: tuple(_papers(standing))}
    return {step: names for step, names in acts.items() if names}


def lacking_fields(standing: Standing) -> frozenset[str]:
    """The dotted fields that the steps of questions still lack, to be marked where they are asked."""
    of_the_case = {*_unanswered(standing, works=False), *_unanswered(standing, works=True)}
    if standing.consultation:
        return frozenset(of_the_case)
    return frozenset(of_the_case | {name for name in _of_the_applicant(standing) if standing.values.get(name) is None})


def _situation(standing: Standing) -> list[str]:
    asked = _unanswered(standing, works=False).values()
    return [*(["前后矛盾的地方"] if standing.contradictory else []), *asked]


def _unanswered(standing: Standing, *, works: bool) -> dict[str, str]:
    """Field -> what it is called. `works: null` is an answer: there are none."""
    found = {}
    for key in standing.asked:
        name = f"case.{key}"
        if _is_of_works(key) != works:
            continue
        if key == OFFICE_READING and standing.values.get("case.customer") != Customer.SOLE_PROPRIETOR:
            continue
        known = _is_known(name, standing.values)
        if key == "supply.capacity" and known and standing.values.get("case.supply.unit") is None:
            found[_UNIT] = "容量单位"
        elif not known:
            found[name] = key_label(key) + (_SET_BY_THE_OFFICE if key == OFFICE_READING else "")
    return found


def _is_known(field: str, values: Mapping[str, Any]) -> bool:
    if field == "case.works":
        return field in values or any(name.startswith("case.works.") for name in values)
    return values.get(field) is not None


def _is_of_works(key: str) -> bool:
    """On which step it is asked; of a question of the policy's own, the policy says so."""
    return key.of_works if isinstance(key, LocalKey) else key.split(".", maxsplit=1)[0] == "works"


def _of_the_applicant(standing: Standing) -> tuple[str, ...]:
    agent = _AGENT if has_agent(standing.values) else ()
    applicant = _APPLICANT if asks_for_ownership(standing.lines, connects=standing.connects) else _APPLICANT[:-1]
    return (*applicant, *agent, *(_PROJECT if standing.builds else ()))


def asks_for_ownership(lines: Iterable[ChecklistLine], *, connects: bool) -> bool:
    """Whether it matters whose the premises are: where something is connected, or a proof of it is on the list."""
    return connects or any(line.document.id == PREMISES for line in lines)


def _applicant(standing: Standing) -> list[str]:
    wanted = _of_the_applicant(standing)
    found = [FIELD_LABELS[name] for name in wanted if standing.values.get(name) is None]
    return found + [f"{FIELD_LABELS[name]}有误" for name in wanted if name in standing.wrong]


def _review(standing: Standing) -> list[str]:
    if standing.handed_over:
        return []
    acts = [("收件", standing.received or standing.accepted), ("受理", standing.accepted)]
    return [act for act, done in acts if not done]


def _papers(standing: Standing) -> list[str]:
    entered = bool(standing.official_number) or not standing.accepted
    acts = [("出具", standing.issued), ("重出", not standing.left_behind), ("录入", entered)]
    return [act for act, done in acts if not done]


def is_business_first(values: Mapping[str, Any]) -> bool:
    """There is a meter, and it is about something else than more capacity: what it is decides what is asked."""
    return values.get(METER) == "same" and values.get("case.business") is None


def has_agent(values: Mapping[str, Any]) -> bool:
    """As answered, or as the agent's own fields show."""
    said = values.get(HAS_AGENT)
    if said is not None:
        return bool(said)
    return any(name.startswith("agent.") and value is not None for name, value in values.items())


def settled_by(name: str, value: object, values: Mapping[str, Any]) -> dict[str, Any]:
    """Other fields that follow from an answer: without a meter it is a new connection, unless it is temporary; what is
    asked for at low voltage is asked for in kilowatts. A unit that was so filled in goes with its voltage, until there
    is a capacity.
    """
    if name == _VOLTAGE:
        return _unit_of(value, values)
    business, said = _BUSINESS_FOR.get(str(value)) if name == METER else None, values.get("case.business")
    # another business was chosen by name: that it does not go with the meter is told, and nothing is chosen instead
    kept = said is not None and said not in CONNECTING
    if business is None or kept or said in {business, Business.TEMPORARY}:
        return {}
    return {"case.business": business}


def _unit_of(volts: object, values: Mapping[str, Any]) -> dict[str, Any]:
    unit = values.get(_UNIT)
    if isinstance(volts, int | float) and not isinstance(volts, bool) and volts <= LOW_VOLTAGE_KV:
        return {} if unit else {_UNIT: str(Unit.KW)}
    return {_UNIT: None} if unit == Unit.KW and values.get(_CAPACITY) is None else {}


def wrong_fields(values: Mapping[str, Any], *, typing: str = "") -> dict[str, str]:
    """Days before the day that they must follow, and numbers with a wrong check digit.

    A number being typed is not checked until it is long enough.
    """
    found = _days_out_of_order(values)
    if result := wrong_stretches(values):
        found["project.stretches"] = result
    for person in ("applicant", "agent"):
        if wrong := _wrong_id_of(person, values, typing):
            found[f"{person}.id_number"] = f"号码有误：应为{wrong}"
    for name, value in values.items():
        spoilt = ruined(name, value) if isinstance(value, str) else ""
        if spoilt:
            found[name] = f"应为{spoilt}"
    return found


def _days_out_of_order(values: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for earlier, later in _ORDER:
        first, then = values.get(earlier), values.get(later)
        if first and then and str(then) < str(first):
            found[later] = f"不能早于{FIELD_LABELS[earlier]} {first}"
    return found


def _wrong_id_of(person: str, values: Mapping[str, Any], typing: str) -> str:
    name = f"{person}.id_number"
    number, kind = values.get(name), values.get(f"{person}.id_kind")
    if not number or kind not in set(IdKind):
        return ""
    if name == typing and len(str(number).replace(" ", "")) < _LENGTH_OF_ID:
        return ""
    return wrong_id(IdKind(kind), str(number), _born_by(values))


def _born_by(values: Mapping[str, Any]) -> date | None:
    try:
        return date.fromisoformat(str(values.get("case.on")))
    except ValueError:
        return None


def doubtful_fields(
    values: Mapping[str, Any], place: str, codes: Sequence[str], *, connects: bool = True
) -> dict[str, str]:
    """Values by field that may be right but are worth checking, in Chinese. Never blocks the next step.

    `connects`: whether the business is one of connecting, or like one.
    """
    found = {}
    city = other_city(str(values.get("premises.address") or ""), codes)
    if city:
        found["premises.address"] = f"地址写的是{city}，本处办理{place}的业务，请核对"
    found |= doubtful_stretches(values)
    meter = str(values.get(METER))
    beside = _BESIDE_THE_METER.get((meter, str(values.get("case.business"))))
    result = beside if connects else _OTHER_BESIDE_THE_METER.get(meter)
    if result:
        found["case.business"] = f"{result}，请核对"
    texts = {name: value for name, value in values.items() if isinstance(value, str)}
    found |= {name: said for name, value in texts.items() if (said := doubt(name, value))}
    return found | _doubtful_ids(values)


def _doubtful_ids(values: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for person in ("applicant", "agent"):
        number = str(values.get(f"{person}.id_number") or "")
        if values.get(f"{person}.id_kind") == IdKind.RESIDENT_ID and (said := doubtful_resident_id(number)):
            found[f"{person}.id_number"] = said
    return found
