"""Figures of the park book for a year, each with the words that say how it was counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.parks.duty import YearStanding
from gridcounter.core.parks.promises import Promise, PromiseState, read_promise
from gridcounter.core.parks.visits import Outcome, Request, RequestKind

#: Printed with the figures.
COUNTING = (
    "走访：义务对象里今年上门走访过的（够次数的）个数。",
    "诉求：按提出的日期数，一句一件；当场答复的，是提出时就答复了的。",
    "承诺：按作出的日期数。按期，是在最初说的日子以内兑现；改过日子的另计，不算按期；收回的单列。",
    "承诺是本单位自己说的日子，不是文件规定的时限，不计入时限的统计。",
    "转交：转给别的单位的诉求；已答复，是那个单位答复了的，几天没有限定。",
)


@dataclass(frozen=True, slots=True)
class PromiseFigures:
    """Every promise of the year stands in exactly one of these but `made`."""

    made: int = 0
    kept_in_time: int = 0
    kept_moved: int = 0
    kept_late: int = 0
    late: int = 0
    moved_open: int = 0
    open: int = 0
    withdrawn: int = 0


@dataclass(frozen=True, slots=True)
class ParkFigures:
    """`visited` of `targets` only where a duty or a plan exists; None: there is nothing to be counted against."""

    year: int
    targets: int | None
    visited: int | None
    requests: Mapping[RequestKind, int]
    answered_on_the_spot: int
    passed_on: int
    passed_on_answered: int
    promises: PromiseFigures
    counting: tuple[str, ...] = COUNTING


def park_figures(
    year: int,
    standing: YearStanding | None,
    requests: Iterable[Request],
    promises: Iterable[Promise],
    today: date,
    calendar: WorkCalendar,
) -> ParkFigures:
    """Of the calendar year, as seen on `today`."""
    asked = [one for one in requests if one.on.year == year]
    passed = [one.passed_on for one in asked if one.passed_on is not None]
    kinds = Counter(one.kind for one in asked)
    return ParkFigures(
        year=year,
        targets=None if standing is None else len(standing.targets),
        visited=None if standing is None else len(standing.targets) - len(standing.missing),
        requests={kind: kinds[kind] for kind in RequestKind},
        answered_on_the_spot=sum(one.outcome == Outcome.ANSWERED for one in asked),
        passed_on=len(passed),
        passed_on_answered=sum(one.answered_on is not None for one in passed),
        promises=_promises([one for one in promises if one.made_on.year == year], today, calendar),
    )


def _promises(promises: list[Promise], today: date, calendar: WorkCalendar) -> PromiseFigures:
    found = Counter(_place(one, today, calendar) for one in promises)
    return PromiseFigures(made=len(promises), **found)


def _place(promise: Promise, today: date, calendar: WorkCalendar) -> str:
    """One that was moved is never in time, not even by its new day."""
    state = read_promise(promise, today, calendar).state
    if state == PromiseState.KEPT:
        return "kept_moved" if promise.moves else "kept_in_time"
    names = {
        PromiseState.KEPT_LATE: "kept_late",
        PromiseState.LATE: "late",
        PromiseState.MOVED: "moved_open",
        PromiseState.OPEN: "open",
    }
    return names.get(state, "withdrawn")
