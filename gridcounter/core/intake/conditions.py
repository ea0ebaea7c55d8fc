"""办理条件 of a business at the counter: what the clerk looked at before 受理, found met or not, and noted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.case import Case
from gridcounter.core.labels import WORD_LABELS
from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.decision import Bases, Decision
from gridcounter.core.validation.text import take_text
from gridcounter.core.wording import BASELINE_WORDS, day_near

#: Where the answers of one business are kept until 受理: of the office alone, on no paper.
_FIELD = "desk.conditions."
#: What a business beside connecting is about: the account, and from which day; both are on its papers.
ACCOUNT_NUMBER, WANTED_ON = "desk.account_number", "desk.wanted_on"
#: The document that is the account's number.
_ACCOUNT = "account_number"
_CUSTOMER, _FOR_OTHERS = "case.customer", "{business}只给{who}办，请核对客户类型或办理业务"
_TOO_EARLY = "要{notice}：从{applied}算，最早{first}，请核对"
MET: Mapping[object, str] = {True: "符合", False: "不符合"}
NOT_LOOKED_AT = "没有核对"


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """One condition in the words of the policy; `met` is None while nobody looked, `remark` is for the desk."""

    text: str
    met: bool | None = None
    remark: str = ""

    @property
    def words(self) -> str:
        """符合; 不符合（还欠 120 元）; 没有核对."""
        said = NOT_LOOKED_AT if self.met is None else MET[self.met]
        return f"{said}（{self.remark}）" if self.remark else said


def asked_of(decision: Decision | None) -> frozenset[str]:
    """Which of its own fields this business asks: the account where its documents name it, the day where it is to be
    asked for some time before.
    """
    business = decision.business if decision is not None else None
    if decision is None or business is None:
        return frozenset()
    ahead = business.notice_wd is not None or business.notice_days is not None
    account = any(document.id == _ACCOUNT for document in decision.documents)
    return frozenset(field for field, asked in ((ACCOUNT_NUMBER, account), (WANTED_ON, ahead)) if asked)


def business_fields(decision: Decision | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of them that this business asks, by their keys in an application; None where nothing is noted."""
    asked = asked_of(decision)
    return {
        field.removeprefix("desk."): values.get(field) or None
        for field in (ACCOUNT_NUMBER, WANTED_ON)
        if field in asked
    }


def unused_fields(decision: Decision | None, values: Mapping[str, Any]) -> frozenset[str]:
    """Those of them that were answered for another business."""
    if decision is None:
        return frozenset()
    asked = asked_of(decision)
    return frozenset(field for field in (ACCOUNT_NUMBER, WANTED_ON) if values.get(field) and field not in asked)


def too_early(
    decision: Decision | None, values: Mapping[str, Any], case: Case | None, calendar: WorkCalendar
) -> dict[str, str]:
    """The day from which it is wanted, if it is sooner than the notice that the business asks for; by its field."""
    business, wanted = decision.business if decision is not None else None, values.get(WANTED_ON)
    if business is None or case is None or not wanted or WANTED_ON not in asked_of(decision):
        return {}
    applied = case.day_applied
    first = applied + timedelta(days=business.notice_days or 0)
    if business.notice_wd is not None:
        first = calendar.due_on(applied, business.notice_wd).on
    if str(wanted) >= first.isoformat():
        return {}
    said = {"notice": business.notice or "提前", "applied": day_near(applied, first), "first": day_near(first, applied)}
    return {WANTED_ON: _TOO_EARLY.format(**said)}


def not_for_them(decision: Decision | None, values: Mapping[str, Any]) -> dict[str, str]:
    """Who applies, if the business is for others; by its field."""
    business, customer = decision.business if decision is not None else None, values.get(_CUSTOMER)
    if business is None or not business.customers or customer is None or customer in business.customers:
        return {}
    who = "、".join(WORD_LABELS["customer"][one] for one in business.customers)
    return {_CUSTOMER: _FOR_OTHERS.format(business=business.label, who=who)}


def doubts_of_business(
    decision: Decision | None, values: Mapping[str, Any], case: Case | None, calendar: WorkCalendar
) -> dict[str, str]:
    """What of the answers does not go with the business, by field."""
    return not_for_them(decision, values) | too_early(decision, values, case, calendar)


def conditions_field(business: str) -> str:
    """The field of the conditions of this business: those of another one are other questions."""
    return f"{_FIELD}{business}"


def is_of_conditions(field: str) -> bool:
    """Whether this field holds the conditions of a business."""
    return field.startswith(_FIELD)


def conditions_of(decision: Decision | None, values: Mapping[str, Any]) -> tuple[ConditionLine, ...]:
    """Those of the decision's business, in its order, each as it was looked at; `values` are fields by name."""
    business = decision.business if decision is not None else None
    if business is None:
        return ()
    said = {line.text: line for line in read_lines(values.get(conditions_field(business.id)))}
    return tuple(said.get(text, ConditionLine(text)) for text in business.presumes)


def read_lines(value: object) -> tuple[ConditionLine, ...]:
    """The lines as they are stored; what is no line is left out."""
    rows = value if isinstance(value, list) else []
    return tuple(
        ConditionLine(str(row["text"]), row.get("met"), str(row.get("remark") or ""))
        for row in rows
        if isinstance(row, dict) and row.get("text") and row.get("met") in (None, True, False)
    )


def stored(lines: Iterable[ConditionLine]) -> list[dict[str, Any]] | None:
    """As a field holds them: only what somebody said something of; None if nobody did."""
    said = [
        {"text": line.text, "met": line.met, "remark": take_text(line.remark)}
        for line in lines
        if line.met is not None or line.remark
    ]
    return said or None


def answered(lines: Sequence[ConditionLine], text: str, **said: Any) -> tuple[ConditionLine, ...]:  # noqa: ANN401
    """The same lines with another answer to one of them."""
    return tuple(replace(line, **said) if line.text == text else line for line in lines)


def rests_on(basis: Bases) -> str:
    """依据：通用做法; 依据：the paper and its articles."""
    lines = (BASELINE_WORDS if one.source == BASELINE else f"{one.source} {one.article or ''}".strip() for one in basis)
    return f"依据：{'；'.join(dict.fromkeys(lines))}"


def before_acceptance(lines: Iterable[ConditionLine]) -> str:
    """What to know before 受理, in one sentence; "" where every condition is met."""
    known = list(lines)
    unmet = [f"“{line.text}”" for line in known if line.met is False]
    unseen = [f"“{line.text}”" for line in known if line.met is None]
    if unmet:
        more = f"，{'、'.join(unseen)}还没有核对" if unseen else ""
        return f"{'、'.join(unmet)}不符合{more}：先请申请人办妥再受理；仍要受理的，在备注里写明原因。"
    if unseen:
        return f"{'、'.join(unseen)}还没有核对：核对了再受理；没有核对就受理的，台账上写的就是“{NOT_LOOKED_AT}”。"
    return ""


def acceptance_words(lines: Iterable[ConditionLine]) -> str:
    """For the timeline: 办理条件：没有欠费，符合；…."""
    said = "；".join(f"{line.text}，{line.words}" for line in lines)
    return f"办理条件：{said}" if said else ""
