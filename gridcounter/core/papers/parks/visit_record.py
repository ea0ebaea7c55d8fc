"""走访记录 of one firm, or of the committee of a park; and the same blank, numbered, for the drawer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.papers.parks.desk import ParkDesk, begin, put
from gridcounter.core.papers.view import Row, View
from gridcounter.core.parks.promises import Promise, PromiseId, PromiseReading, due_words, read_promise
from gridcounter.core.parks.values import Firm, Park
from gridcounter.core.parks.visits import (
    BasisKind,
    EnergyNote,
    Outcome,
    Request,
    Signing,
    Visit,
    VisitReason,
    VisitState,
    said,
)
from gridcounter.core.parks.words import BASES, REASONS, REQUEST_KINDS, WAYS, account_words, park_words, supply_words
from gridcounter.core.wording import day_in_full, month_day
from gridcounter.errors import Refusal

#: Rows for the hand on a blank sheet, and the months of its energy note.
_BLANKS = (
    *("park", "whom", "when", "way", "reason", "ours", "others", "received", "accounts", "supply", "papers"),
    *("asked.by",),
)


class NotHeldYet(Refusal):
    """A plan is no visit."""

    sentence = "还没有走访，不能出走访记录；要带去手填的，出空白走访记录"


class NotOfThisVisit(Refusal):
    """A firm's paper holds what concerns that firm."""

    sentence = "这次走访没有这家企业，不能出它的走访记录"


def visit_record(
    desk: ParkDesk,
    visit: Visit,
    park: Park,
    firm: Firm | None,
    promises: Sequence[Promise],
    calendar: WorkCalendar,
) -> View:
    """`firm` None: the record of the committee. Raises NotHeldYet, NotOfThisVisit."""
    if visit.state != VisitState.HELD or visit.on is None:
        raise NotHeldYet
    if not (visit.committee if firm is None else firm.id in visit.firms):
        raise NotOfThisVisit
    view = begin(replace(desk, number=visit.number or desk.number))
    view.values |= {f"visit.{key}": "" for key in _BLANKS}
    view.values |= _head(desk, visit, park)
    view.values["visit.whom"] = park.committee or f"{park.name}管委会" if firm is None else firm.name
    view.flag("firm", on=firm is not None)
    if firm is not None:
        view.values["visit.accounts"] = "\n".join(map(account_words, firm.accounts))
        view.values["visit.supply"] = supply_words(firm.supply)
    mine = [one for one in visit.requests if _concerns(one, visit, firm)]
    owed = {one.id: one for one in promises if _is_owed(one, park, firm)}
    readings = {name: read_promise(one, visit.on, calendar) for name, one in owed.items()}
    put(view, "requests", (_request_row(one, readings) for one in mine))
    of_today = {one.promise for one in mine}
    earlier = [one for name, one in readings.items() if one.is_open and name not in of_today]
    put(view, "earlier", (_earlier_row(one) for one in earlier if one.promise.made_on <= visit.on))
    put(view, "energy", map(_energy_row, visit.energy if firm is not None else ()))
    view.flag("declined", on=visit.signing == Signing.DECLINED)
    return view


def visit_sheet(desk: ParkDesk, park: Park | None = None) -> View:
    """A blank for the hand; `park` fills in no more than the head."""
    view = begin(desk)
    view.values |= {f"visit.{key}": "" for key in _BLANKS}
    view.values["visit.park"] = park_words(park) if park else ""
    view.values["issued_on"] = ""
    view.flag("sheet", on=True)
    view.flag("firm", on=True)
    for table in ("requests", "earlier", "energy"):
        put(view, table, ())
    return view


def _head(desk: ParkDesk, visit: Visit, park: Park) -> dict[str, str]:
    hours = "—".join(filter(None, (visit.begins, visit.ends)))
    return {
        "visit.park": park_words(park),
        "visit.when": f"{day_in_full(visit.on)}　{hours}".rstrip(),
        "visit.way": WAYS[visit.way],
        "visit.reason": _reason(visit, desk),
        "visit.ours": "、".join(visit.ours),
        "visit.others": "、".join(f"{one.unit} {one.name}".rstrip() for one in visit.others) or "无",
        "visit.received": "　".join(filter(None, (visit.received_by, visit.received_post))),
        "visit.papers": "、".join(visit.papers_left) or "无",
    }


def _reason(visit: Visit, desk: ParkDesk) -> str:
    """年度上门服务 stands there with its clause, and only where a paper has one."""
    words = REASONS[visit.reason]
    if visit.reason == VisitReason.DUTY:
        return f"{words}（{desk.duty.basis}）" if desk.duty else "本单位安排的走访"
    return f"{words}：{visit.why}" if visit.why else words


def _concerns(request: Request, visit: Visit, firm: Firm | None) -> bool:
    """A request that names nobody belongs to the only one that was visited."""
    if request.firm is None:
        alone = len(visit.firms) + visit.committee == 1
        return firm is None or alone
    return firm is not None and request.firm == firm.id


def _is_owed(promise: Promise, park: Park, firm: Firm | None) -> bool:
    return promise.park == park.id and promise.firm is None if firm is None else promise.firm == firm.id


def _request_row(request: Request, readings: Mapping[PromiseId, PromiseReading]) -> Row:
    reading = readings.get(request.promise) if request.promise else None
    return {
        "kind": REQUEST_KINDS[request.kind],
        "words": said(request),
        "answer": answer_words(request),
        "by": f"{reading.promise.who}，{due_words(reading)}：{reading.promise.text}" if reading else "",
    }


def answer_words(request: Request) -> str:
    """What was said on the spot, with what it rests on."""
    match request.outcome:
        case Outcome.ANSWERED:
            return f"{request.answer}（{basis_words(request)}）"
        case Outcome.PASSED_ON:
            assert request.passed_on is not None
            return f"转交{request.passed_on.unit}，由其答复"
        case Outcome.REFUSED:
            return f"不能办：{request.why_not}"
        case Outcome.PROMISED:
            return request.answer or "另行答复"
        case Outcome.NOTED:
            return request.answer or "记下"


def basis_words(request: Request) -> str:
    """依据 of an answer; said by word of mouth is named as such."""
    if request.basis_kind in {None, BasisKind.ORAL}:
        return BASES[BasisKind.ORAL]
    return f"依据：{request.basis}"


def _earlier_row(reading: PromiseReading) -> Row:
    made = month_day(reading.promise.made_on)
    moved = f"（原说{month_day(reading.first.on)}前，已改期）" if reading.promise.moves else ""
    return {"text": f"{made}：{reading.promise.text}，{reading.promise.who}，{due_words(reading)}{moved}，还没有办完"}


def _energy_row(note: EnergyNote) -> Row:
    return {"month": note.month, "text": "；".join(_energy_parts(note)), "seen": _seen(note)}


def _energy_parts(note: EnergyNote) -> Iterator[str]:
    """As on the bill: nothing is worked out of it."""
    figures: Iterable[tuple[str, float | None, str]] = (
        ("电量", note.kwh, "千瓦时"),
        ("最大需量", note.max_demand_kw, "千瓦"),
        ("峰段占", note.peak_share, "%"),
        ("谷段占", note.valley_share, "%"),
        ("功率因数", note.power_factor, ""),
    )
    yield from (f"{label} {value:,.10g} {unit}".rstrip() for label, value, unit in figures if value is not None)
    texts = (("力调电费", note.adjustment), ("变压器负载", note.load))
    yield from (f"{label} {text}" for label, text in texts if text)


def _seen(note: EnergyNote) -> str:
    parts = (("看到", note.seen), ("建议", note.suggested), ("后续", note.follow_up))
    return "；".join(f"{label}：{text}" for label, text in parts if text)


def of_day(visits: Iterable[Visit], on: date) -> list[Visit]:
    """The visits planned for a day that have not been dropped, by their hour."""
    found = [one for one in visits if one.planned_on == on and one.state == VisitState.PLANNED]
    return sorted(found, key=lambda one: (one.begins or "99", one.id))
