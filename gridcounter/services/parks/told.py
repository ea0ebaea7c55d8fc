"""What a clerk types of a visit, a request or a promise, and the entries that it becomes. Nothing is written here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.parks.duty import VisitDuty
from gridcounter.core.parks.promises import Kept, Moved, Promise, PromiseId, Withdrawn, check_promise, first_due
from gridcounter.core.parks.rows import PromiseRow
from gridcounter.core.parks.values import FirmId
from gridcounter.core.parks.visits import (
    BasisKind,
    Outcome,
    PassedOn,
    Request,
    RequestId,
    RequestKind,
    VisitInTheFuture,
    VisitReason,
    check_own_words,
    check_request,
)
from gridcounter.core.record.journal import Kind
from gridcounter.core.validation.text import take_text
from gridcounter.errors import Refusal

#: Until the record has the entries of a visit, what is checked of them needs some id.
_NEW = "new"


class NobodyWent(Refusal):
    """A visit without anybody of ours."""

    sentence = "走访要写我方谁去的"


class NoDutyHere(Refusal):
    """年度上门服务 was chosen where no paper asks for it."""

    sentence = "本地文件没有规定每年上门走访，事由请另选一项"


class NothingPromised(Refusal):
    """A promise without words or without a person."""

    sentence = "承诺要写承诺了什么、谁来办"


class NoUnit(Refusal):
    """A request was handed on to nobody, or one does not know how."""

    sentence = "转交要写转给哪个单位、怎样转的"


class NothingSaid(Refusal):
    """A request without words."""

    sentence = "请写企业提出了什么，按企业的原话"


@dataclass(frozen=True, slots=True)
class Promised:
    """`by` a day, or `working_days` after the day on which it was said."""

    text: str
    who: str
    by: date | None = None
    working_days: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as the clerk typed it: `promised` for a promise, `unit` and `how` for one that is handed on.

    `firm` "" is the committee of the park, `basis` "" is by word of mouth.
    """

    words: str
    kind: RequestKind
    outcome: Outcome
    firm: str = ""
    answer: str = ""
    basis: str = ""
    unit: str = ""
    how: str = ""
    promised: Promised | None = None


@dataclass(frozen=True, slots=True)
class VisitTold:
    """How a visit went. `signed` is of the firm, which need not sign."""

    on: date
    ours: tuple[str, ...]
    way: str = "on_site"
    reason: str = "other"
    time: str = ""
    others: tuple[str, ...] = ()
    received_by: str = ""
    left: tuple[str, ...] = ()
    signed: str = ""
    said: str = ""
    late: str = ""


def held_values(told: VisitTold, late: str, duty: VisitDuty | None, today: date) -> dict[str, Any]:
    """`late` is why it is entered after its day. Raises NobodyWent, VisitInTheFuture, NoDutyHere."""
    ours = lines(told.ours)
    if not ours:
        raise NobodyWent
    if told.on > today:
        raise VisitInTheFuture
    if told.reason == VisitReason.DUTY and duty is None:
        raise NoDutyHere
    return {
        "on": told.on.isoformat(),
        "time": take_text(told.time),
        "way": told.way,
        "reason": told.reason,
        "article": duty.basis if duty and told.reason == VisitReason.DUTY else "",
        "ours": ours,
        "others": lines(told.others),
        "received_by": take_text(told.received_by),
        "left": lines(told.left),
        "signed": told.signed,
        "said": take_text(told.said),
        "late": late,
    }


def lines(texts: tuple[str, ...]) -> list[str]:
    """Those that say something."""
    return [text for one in texts if (text := take_text(one))]


def request_entries(asked: Asked, on: date, today: date, calendar: WorkCalendar) -> dict[Kind, dict[str, Any]]:
    """The entries of one request by kind. Raises what `core.parks` refuses, NothingSaid, NoUnit, NothingPromised."""
    words, answer, basis, unit, how = map(take_text, (asked.words, asked.answer, asked.basis, asked.unit, asked.how))
    if not words:
        raise NothingSaid
    passed_on = asked.outcome == Outcome.PASSED_ON
    if passed_on and not (unit and how):
        raise NoUnit
    promised = None
    if asked.outcome == Outcome.PROMISED and asked.promised is not None:
        promised = promise_values(asked.promised, on, today, calendar)
    check_request(
        Request(
            id=RequestId(_NEW),
            firm=FirmId(asked.firm) if asked.firm else None,
            on=on,
            words=words,
            kind=asked.kind,
            outcome=asked.outcome,
            answer=answer,
            basis_kind=BasisKind.CLAUSE if basis else BasisKind.ORAL,
            basis=basis,
            promise=PromiseId(_NEW) if promised else None,
            passed_on=PassedOn(unit=unit, on=on, way=how) if passed_on else None,
            why_not=answer if asked.outcome == Outcome.REFUSED else "",
        )
    )
    about = {"firm": asked.firm, "words": words, "kind": asked.kind, "outcome": asked.outcome}
    entries: dict[Kind, dict[str, Any]] = {Kind.REQUEST_NOTED: about | {"answer": answer, "basis": basis}}
    if promised is not None:
        entries[Kind.PROMISE_MADE] = promised | {"firm": asked.firm}
    if passed_on:
        entries[Kind.REQUEST_PASSED_ON] = {"unit": unit, "on": on.isoformat(), "way": how}
    return entries


def promise_values(promised: Promised, on: date, today: date, calendar: WorkCalendar) -> dict[str, Any]:
    """The day is reckoned here, as it was said. Raises NothingPromised, PromiseWithoutDay, PromisedBackwards."""
    text, who, days = take_text(promised.text), take_text(promised.who), promised.working_days
    if not text or not who:
        raise NothingPromised
    check_own_words(text)
    said = Promise(id=PromiseId(_NEW), text=text, who=who, made_on=on, by=promised.by, workdays=days)
    due = first_due(check_promise(said, today), calendar)
    values: dict[str, Any] = {"text": text, "who": who, "on": on.isoformat(), "by": due.on.isoformat()}
    return values | ({"working_days": days} if days else {})


def promise_of(row: PromiseRow) -> Promise:
    """A promise on record, with what became of it so far."""
    told = row.told
    said = Promise(
        id=PromiseId(row.ref),
        text=told["text"],
        who=told["who"],
        made_on=date.fromisoformat(told["on"]),
        by=date.fromisoformat(told["by"]),
        firm=FirmId(row.firm) if row.firm else None,
    )
    changes: dict[str, Any] = {}
    for step in told.get("since", ()):
        match step["kind"]:
            case Kind.PROMISE_MOVED:
                moved = Moved(to=date.fromisoformat(step["to"]), **_how_told(step))
                changes["moves"] = (*changes.get("moves", ()), moved)
            case Kind.PROMISE_KEPT if row.state == "kept" and "kept" not in changes:
                on = date.fromisoformat(step["on"])
                changes["kept"] = Kept(on=on, how=step["told_how"], words=step["words"])
            case Kind.PROMISE_WITHDRAWN if row.state == "withdrawn" and "withdrawn" not in changes:
                changes["withdrawn"] = Withdrawn(**_how_told(step))
    return said.model_copy(update=changes)


def _how_told(step: dict[str, Any]) -> dict[str, Any]:
    return {"why": step["why"], "told_on": date.fromisoformat(step["told_on"]), "told_how": step["told_how"]}
