"""联系卡 of a park, 台账 of a year's visits, and the plan of a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.labels import DUTY_OBJECTS, GUARANTOR_LEVELS
from gridcounter.core.papers.parks.desk import ParkDesk, begin, put
from gridcounter.core.papers.parks.visit_record import of_day
from gridcounter.core.papers.view import Row, View
from gridcounter.core.parks.duty import DutyTarget, YearStanding
from gridcounter.core.parks.promises import Promise, PromiseReading, due_words, read_promise
from gridcounter.core.parks.values import Firm, FirmId, Guarantor, Park, ParkId, guarantors_on
from gridcounter.core.parks.visits import Visit, VisitState
from gridcounter.core.parks.words import OWN_PLAN, PROMISE_STATES, REASONS, WAYS, firm_words, park_words
from gridcounter.core.validation.telephone import telephones
from gridcounter.core.wording import day_in_full, month_day

_MOBILE_DIGITS = 11


def park_card(desk: ParkDesk, park: Park, guarantors: Sequence[Guarantor]) -> View:
    """To post: a level without a person is left out, and no private telephone stands on it."""
    view = begin(desk)
    view.values["card.park"] = park_words(park)
    by_level = guarantors_on(tuple(guarantors), park.id, desk.on)
    put(
        view,
        "card.guarantors",
        (
            {
                "level": GUARANTOR_LEVELS[level],
                "name": "　".join(filter(None, (one.unit, one.name, one.post))),
                "phone": posted_phone(one),
            }
            for level, named in by_level.items()
            for one in named
        ),
    )
    view.values["card.duty"] = f"{desk.duty.label}（{desk.duty.basis}）" if desk.duty and desk.duty.label else ""
    view.flag("card.duty", on=bool(view.values["card.duty"]))
    view.flag("team.hours", on=bool(view.values["team.hours"]))
    return view


def posted_phone(guarantor: Guarantor) -> str:
    """The office telephone, unless a mobile was written there."""
    numbers = telephones(guarantor.office_phone)
    mobile = any(len(one.digits) == _MOBILE_DIGITS and one.digits.startswith("1") for one in numbers)
    return "" if mobile else guarantor.office_phone


def visit_ledger(
    desk: ParkDesk,
    year: int,
    standing: YearStanding | None,
    parks: Sequence[Park],
    firms: Sequence[Firm],
    visits: Sequence[Visit],
    promises: Sequence[Promise],
    calendar: WorkCalendar,
) -> View:
    """The duty's objects only where there is a duty or a plan of the office's own, which is called so."""
    view = begin(desk)
    view.values["ledger.year"] = f"{year}年"
    view.values["ledger.basis"] = "" if standing is None else standing.duty.basis
    view.flag("ledger.own", on=standing is not None and standing.duty.basis == OWN_PLAN)
    put(view, "ledger.targets", map(_target_row, () if standing is None else standing.targets))
    view.values["ledger.notes"] = "" if standing is None else "".join(standing.notes)
    view.flag("ledger.duty", on=standing is not None)
    held = [one for one in visits if one.state == VisitState.HELD and one.on is not None and one.on.year == year]
    names = {one.id: one.name for one in firms}
    whose = {one.id: one for one in parks}
    put(view, "ledger.visits", (_visit_row(one, whose, names) for one in sorted(held, key=_day_of)))
    readings = (read_promise(one, desk.on, calendar) for one in promises)
    owed = sorted((one for one in readings if one.is_open), key=lambda one: one.due.on)
    put(view, "ledger.promises", (_promise_row(one, names) for one in owed))
    return view


def _day_of(visit: Visit) -> tuple[str, str]:
    return str(visit.on), visit.begins or ""


def _target_row(target: DutyTarget) -> Row:
    days = "、".join(map(month_day, target.visited))
    return {"kind": DUTY_OBJECTS[target.kind], "name": target.name, "visited": days or "今年未走访"}


def _visit_row(visit: Visit, parks: Mapping[ParkId, Park], names: Mapping[FirmId, str]) -> Row:
    park = parks.get(visit.park)
    committee = [_committee(park)] if visit.committee and park else []
    return {
        "on": month_day(visit.on) if visit.on else "",
        "number": visit.number,
        "whom": "、".join([*committee, *(names.get(one, "") for one in visit.firms)]),
        "way": WAYS[visit.way],
        "reason": REASONS[visit.reason],
        "requests": str(len(visit.requests)),
    }


def _committee(park: Park) -> str:
    return park.committee or f"{park.name}管委会"


def _promise_row(reading: PromiseReading, names: Mapping[FirmId, str]) -> Row:
    promise = reading.promise
    return {
        "firm": names.get(promise.firm, "") if promise.firm else "",
        "text": promise.text,
        "who": promise.who,
        "by": due_words(reading),
        "state": PROMISE_STATES[reading.state],
    }


def day_plan(
    desk: ParkDesk,
    visits: Sequence[Visit],
    parks: Sequence[Park],
    firms: Sequence[Firm],
    promises: Sequence[Promise],
    calendar: WorkCalendar,
) -> View:
    """The stops of the desk's day, whom to ask for, and what each still waits for."""
    view = begin(desk)
    view.values["plan.on"] = day_in_full(desk.on)
    whose, names = {one.id: one for one in parks}, {one.id: one for one in firms}
    readings = [read_promise(one, desk.on, calendar) for one in promises]
    stops = of_day(visits, desk.on)
    put(view, "plan.stops", (row for one in stops for row in _stops(one, whose, names, readings)))
    return view


def _stops(
    visit: Visit, parks: Mapping[ParkId, Park], firms: Mapping[FirmId, Firm], readings: Sequence[PromiseReading]
) -> Iterator[Row]:
    """A line for the committee, and one for each firm: what each waits for is told to it alone."""
    hour, park = visit.begins or "", parks.get(visit.park)
    if visit.committee and park is not None:
        who = park.committee_contact
        owed = [one for one in readings if one.promise.park == park.id and one.promise.firm is None]
        contact = f"{who.name}　{who.phone}".rstrip() if who else ""
        yield _stop(hour, _committee(park), contact, visit, owed)
    for name in visit.firms:
        firm = firms.get(name)
        if firm is None:
            continue
        contact = "\n".join(f"{one.name}　{one.phone}".rstrip() for one in firm.contacts)
        owed = [one for one in readings if one.promise.firm == firm.id]
        yield _stop(hour, firm_words(firm), contact, visit, owed)


def _stop(hour: str, where: str, contact: str, visit: Visit, readings: Sequence[PromiseReading]) -> Row:
    owed = [f"{one.promise.text}，{due_words(one)}（{PROMISE_STATES[one.state]}）" for one in readings if one.is_open]
    reason = f"{REASONS[visit.reason]}：{visit.why}" if visit.why else REASONS[visit.reason]
    return {
        "hour": hour,
        "where": where,
        "contact": contact,
        "reason": reason,
        "owed": "\n".join(owed) or "没有",
        "bring": "、".join(visit.papers_left) or "",
    }
