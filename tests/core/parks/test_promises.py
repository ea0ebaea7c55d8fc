"""A promise is a clock of our own word: what it counts, what may move it, and that it is no limit of a paper."""

from __future__ import annotations

from datetime import date

import pytest
from builders.packs.engine import CALENDAR
from builders.park_builders import TODAY, a_promise

from gridcounter.core.calendar import DueDate
from gridcounter.core.deadlines.clocks import Clock, Run, due_on
from gridcounter.core.parks import promises as module
from gridcounter.core.parks.promises import (
    Kept,
    Moved,
    MovedNowhere,
    MovedWithoutReason,
    MovedWithoutTelling,
    NotYetHappened,
    PromisedBackwards,
    PromiseOver,
    PromiseState,
    PromiseWithoutDay,
    Withdrawn,
    WithdrawnWithoutTelling,
    check_promise,
    due_words,
    keep,
    move,
    read_promise,
    sum_words,
    withdraw,
)

MADE = date(2026, 9, 28)
DUE = CALENDAR.due_on(MADE, 5).on
MOVED = Moved(to=date(2026, 10, 20), why="配件没有到", told_on=date(2026, 10, 9), told_how="电话，李样例")


@pytest.mark.parametrize(("made", "workdays"), [("2026-09-28", 5), ("2026-09-30", 1), ("2026-02-13", 3)])
def test_working_days_are_those_of_the_calendar_and_of_the_clocks(made: str, workdays: int) -> None:
    """Catches arithmetic of its own: over National Day and Spring Festival it would give another day."""
    promise = a_promise(made_on=made, workdays=workdays)
    as_clock = Run(Clock("x", "x", "", workdays, None, "applied"), promise.made_on)

    due = read_promise(promise, promise.made_on, CALENDAR).due

    assert due == CALENDAR.due_on(promise.made_on, workdays) == due_on(as_clock, CALENDAR)


def test_over_a_year_without_its_notice_the_day_is_provisional_and_says_so() -> None:
    reading = read_promise(a_promise(made_on="2030-04-29", workdays=5), date(2030, 4, 29), CALENDAR)

    assert reading.due.provisional
    assert due_words(reading).endswith("前（暂估）")
    assert "暂估" in sum_words(reading.promise, CALENDAR)


def test_the_sum_names_the_days_off() -> None:
    words = sum_words(a_promise(), CALENDAR)

    assert words.startswith("9月28日说的，当天不算，")
    assert "放假" in words
    assert words.endswith(f"第 5 个工作日是{DUE.year}年{DUE.month}月{DUE.day}日")


def test_a_day_is_taken_as_it_was_said() -> None:
    reading = read_promise(a_promise(workdays=None, by="2026-12-05"), TODAY, CALENDAR)

    assert reading.due == DueDate(date(2026, 12, 5), provisional=False)
    assert sum_words(reading.promise, CALENDAR) == ""


def test_its_day_is_not_over_before_the_next_one() -> None:
    """Catches an off-by-one: the promised day itself still belongs to us."""
    states = [read_promise(a_promise(), DUE.replace(day=DUE.day + more), CALENDAR).state for more in (0, 1)]

    assert states == [PromiseState.OPEN, PromiseState.LATE]


@pytest.mark.parametrize("told", [{}, {"told_on": date(2026, 10, 9)}, {"told_how": "电话"}])
def test_it_is_never_moved_silently(told: dict[str, object]) -> None:
    with pytest.raises(MovedWithoutTelling):
        move(a_promise(), Moved(to=date(2026, 10, 20), why="配件没有到", **told), TODAY, CALENDAR)  # type: ignore[arg-type]


def test_it_is_not_moved_without_a_reason_nor_to_where_it_was_nor_before_the_telling() -> None:
    for change, refusal in (
        ({"why": ""}, MovedWithoutReason),
        ({"to": DUE}, MovedNowhere),
        ({"to": date(2026, 10, 8)}, MovedNowhere),
        ({"told_on": date(2026, 12, 2)}, NotYetHappened),
        ({"told_on": date(2026, 9, 27)}, NotYetHappened),
    ):
        with pytest.raises(refusal):
            move(a_promise(), MOVED.model_copy(update=change), TODAY, CALENDAR)


def test_a_moved_one_is_open_by_the_day_that_the_firm_was_told() -> None:
    promise = move(a_promise(), MOVED, date(2026, 10, 9), CALENDAR)

    reading = read_promise(promise, date(2026, 10, 20), CALENDAR)

    assert (reading.state, reading.due.on, reading.first.on) == (PromiseState.MOVED, date(2026, 10, 20), DUE)
    assert read_promise(promise, date(2026, 10, 22), CALENDAR).late == 2


def test_kept_in_time_or_late_is_told_by_the_day_of_keeping_not_by_today() -> None:
    kept = keep(a_promise(), Kept(on=DUE, words="建议书当面交了"), TODAY)
    late = keep(a_promise(), Kept(on=date(2026, 11, 3), words="建议书当面交了"), TODAY)

    assert [read_promise(one, TODAY, CALENDAR).state for one in (kept, late)] == [
        PromiseState.KEPT,
        PromiseState.KEPT_LATE,
    ]


def test_what_is_over_stays_over() -> None:
    kept = keep(a_promise(), Kept(on=DUE, words="建议书当面交了"), TODAY)
    gone = Withdrawn(why="企业说不要了", told_on=TODAY, told_how="电话")

    with pytest.raises(PromiseOver):
        move(kept, MOVED, TODAY, CALENDAR)
    with pytest.raises(PromiseOver):
        withdraw(kept, gone, TODAY)


def test_it_is_not_withdrawn_silently() -> None:
    with pytest.raises(WithdrawnWithoutTelling):
        withdraw(a_promise(), Withdrawn(why="企业说不要了"), TODAY)
    gone = withdraw(a_promise(), Withdrawn(why="企业说不要了", told_on=TODAY, told_how="电话"), TODAY)
    assert read_promise(gone, TODAY, CALENDAR).state == PromiseState.WITHDRAWN


def test_a_new_one_has_one_day_that_lies_ahead() -> None:
    for given in ({"workdays": None}, {"by": "2026-12-05"}):
        with pytest.raises(PromiseWithoutDay):
            check_promise(a_promise(**given), TODAY)
    with pytest.raises(PromisedBackwards):
        check_promise(a_promise(workdays=None, by="2026-09-27"), TODAY)
    with pytest.raises(NotYetHappened):
        check_promise(a_promise(made_on="2026-12-02"), TODAY)


def test_it_is_no_limit_of_a_paper() -> None:
    """Catches a promise that is read as a clock of the pack, or called one."""
    told = " ".join(str(vars(each).get("sentence", "")) for each in vars(module).values() if isinstance(each, type))

    assert not isinstance(read_promise(a_promise(), TODAY, CALENDAR), Run)
    assert "时限" not in told
    assert "超时" not in told
