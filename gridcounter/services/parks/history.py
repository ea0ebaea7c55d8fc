"""What was done with one firm, or with the committee of a park: visits, requests and promises, the newest first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.parks.promises import read_promise
from gridcounter.core.parks.rows import PromiseRow, RequestRow, VisitRow
from gridcounter.core.parks.visits import SAID_BY_THE_FIRM, Outcome, RequestKind, VisitReason, VisitState, VisitWay
from gridcounter.core.parks.words import OUTCOMES, PROMISE_STATES, REASONS, REQUEST_KINDS, WAYS
from gridcounter.core.record.journal import Kind
from gridcounter.core.wording import month_day
from gridcounter.services.parks.told import promise_of
from gridcounter.store.queries.parks import ParkQueries

_Row = TypeVar("_Row", PromiseRow, RequestRow)
_TAKEN = "已转为受理"


def history(read: ParkQueries, park: str, firm: str, today: date, calendar: WorkCalendar) -> list[str]:
    """`firm` "" is the committee. What was said of another firm on the same visit is left out."""
    visits = read.visits_of(firm) if firm else read.visits_of_committee(park)
    ids = [row.id for row in visits]
    asked = _by_visit(read.requests(ids), firm)
    promised = _by_visit(read.promises(ids), firm)
    lines: list[str] = []
    for row in visits:
        lines.append(visit_words(row))
        lines += [f"　提出：{request_words(one)}" for one in asked.get(row.id, ())]
        lines += [f"　承诺：{promise_words(one, today, calendar)}" for one in promised.get(row.id, ())]
    return lines


def visit_words(row: VisitRow) -> str:
    """2026-09-21 上门 · 企业约 · 李样 · ZF-…; one that was not made says so."""
    way = WAYS[VisitWay(row.way)]
    if row.state == VisitState.PLANNED:
        return f"{row.planned} 计划{way} · {row.number}"
    if row.state == VisitState.DROPPED:
        return f"{row.planned} 没有去 · {row.number}"
    told = row.told
    late = f"（补录：{told['late']}）" if told.get("late") else ""
    reason = REASONS[VisitReason(told["reason"])]
    return f"{row.on} {way} · {reason} · {'、'.join(told['ours'])} · {row.number}{late}"


def request_words(row: RequestRow) -> str:
    """The firm's words, what became of them, and since when."""
    outcome = _TAKEN if row.outcome == "taken" else OUTCOMES[Outcome(row.outcome)]
    ends = [step["answer"] for step in row.told.get("since", ()) if step["kind"] == Kind.REQUEST_ANSWERED]
    answer = ends[-1] if ends else row.told.get("answer", "")
    unit = next((s["unit"] for s in row.told.get("since", ()) if s["kind"] == Kind.REQUEST_PASSED_ON), "")
    told = "，".join(part for part in (f"转给{unit}" if unit else "", answer) if part)
    kind = REQUEST_KINDS[RequestKind(row.kind)]
    return f"{said_words(row)}（{kind}）—— {outcome}{f'：{told}' if told else ''}"


def said_words(row: RequestRow) -> str:
    """About a re-supplier only as what the firm reports."""
    words = str(row.told["words"])
    reported = row.kind == RequestKind.RESUPPLY and not words.startswith(SAID_BY_THE_FIRM[:-1])
    return f"{SAID_BY_THE_FIRM}{words}" if reported else words


def promise_words(row: PromiseRow, today: date, calendar: WorkCalendar) -> str:
    """What, who, by which day, and how it stands."""
    promise = promise_of(row)
    reading = read_promise(promise, today, calendar)
    days = f"，过期 {reading.late} 天" if reading.late and reading.is_open else ""
    by = f"{month_day(reading.due.on)}前"
    return f"{promise.text}，{promise.who}，{by}（{PROMISE_STATES[reading.state]}{days}）"


def _by_visit(rows: Iterable[_Row], firm: str) -> dict[str, list[_Row]]:
    found: dict[str, list[_Row]] = {}
    for row in rows:
        if row.firm == firm:
            found.setdefault(row.visit, []).append(row)
    return found
