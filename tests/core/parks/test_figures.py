"""The figures of a year: every promise once, a moved one never in time, and how each was counted."""

from __future__ import annotations

from dataclasses import astuple
from datetime import date

from builders.packs.engine import CALENDAR
from builders.park_builders import TODAY, a_promise, a_request

from gridcounter.core.parks.figures import park_figures
from gridcounter.core.parks.promises import Kept, Moved, Withdrawn, keep, move, withdraw
from gridcounter.core.parks.visits import RequestKind

MOVED = Moved(to=date(2026, 12, 20), why="配件没有到", told_on=date(2026, 10, 9), told_how="电话")


def test_every_promise_stands_in_one_place_and_a_moved_one_is_not_in_time() -> None:
    """Catches a promise that becomes punctual because its day was moved."""
    moved = move(a_promise(), MOVED, TODAY, CALENDAR)
    promises = [
        keep(a_promise(), Kept(on=date(2026, 9, 29), words="交了"), TODAY),
        keep(moved, Kept(on=TODAY, words="交了"), TODAY),
        keep(a_promise(), Kept(on=TODAY, words="交了"), TODAY),
        a_promise(),
        moved,
        a_promise(workdays=None, by="2026-12-05"),
        withdraw(a_promise(), Withdrawn(why="不要了", told_on=TODAY, told_how="电话"), TODAY),
        a_promise(made_on="2025-12-31"),
    ]

    found = park_figures(2026, None, [], promises, TODAY, CALENDAR).promises

    made, *places = astuple(found)
    assert (made, places) == (7, [1] * 7)


def test_requests_are_counted_by_kind_and_outcome() -> None:
    passed = {"outcome": "passed_on", "passed_on": {"unit": "样例燃气公司", "on": "2026-12-01"}}
    answered = {**passed, "passed_on": {**passed["passed_on"], "answered_on": "2026-12-02"}}  # type: ignore[dict-item]
    requests = [
        a_request(1),
        a_request(2, kind="other_unit", **passed),
        a_request(3, kind="other_unit", **answered),
        a_request(4, on="2025-12-31"),
    ]

    found = park_figures(2026, None, requests, [], TODAY, CALENDAR)

    assert {kind: n for kind, n in found.requests.items() if n} == {RequestKind.INCREASE: 1, RequestKind.OTHER_UNIT: 2}
    assert (found.answered_on_the_spot, found.passed_on, found.passed_on_answered) == (1, 2, 1)


def test_without_a_duty_there_is_no_figure_of_visits_owed() -> None:
    """Catches 0 of 0 where no paper asks for a visit."""
    found = park_figures(2026, None, [], [], TODAY, CALENDAR)

    assert (found.targets, found.visited) == (None, None)


def test_a_promise_is_told_apart_from_a_limit() -> None:
    assert any(
        "承诺是本单位自己说的日子，不是文件规定的时限" in line
        for line in park_figures(2026, None, [], [], TODAY, CALENDAR).counting
    )
