"""Which backups are kept."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from gridcounter.core.backup_rotation import to_keep

CHINA = timezone(timedelta(hours=8))
TODAY = date(2026, 11, 20)

moments = st.datetimes(datetime(2023, 1, 1), datetime(2026, 11, 20, 23, 59)).map(lambda at: at.replace(tzinfo=CHINA))  # noqa: DTZ001
many = st.lists(moments, max_size=40)


def at(day: str, hour: int = 17) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), CHINA).replace(hour=hour)


def test_all_of_a_week_one_a_day_for_a_month_one_a_month_for_two_years() -> None:
    week = [at("2026-11-20", 9), at("2026-11-20"), at("2026-11-14", 9), at("2026-11-14")]
    month = [at("2026-11-13", 9), at("2026-11-13"), at("2026-10-21", 9), at("2026-10-21")]
    older = [at("2026-10-20"), at("2026-09-29"), at("2026-09-30"), at("2024-11-30"), at("2024-10-31")]

    kept = to_keep([*week, *month, *older], TODAY)

    assert kept == {*week, month[1], month[3], at("2026-09-30"), at("2024-11-30")}


@given(many)
def test_the_newest_and_everything_of_a_week_stay(made: list[datetime]) -> None:
    kept = to_keep(made, TODAY)

    assert kept <= set(made)
    assert {one for one in made if (TODAY - one.date()).days < 7} <= kept
    assert not made or max(made) in kept


@given(many)
def test_each_day_of_a_month_and_each_month_of_two_years_that_had_one_keeps_one(made: list[datetime]) -> None:
    kept = to_keep(made, TODAY)

    month = {one.date() for one in made if (TODAY - one.date()).days < 31}
    assert month <= {one.date() for one in kept}
    years = {(one.year, one.month) for one in made if one >= at("2024-11-01", 0)}
    assert years <= {(one.year, one.month) for one in kept}


@given(many, st.lists(st.integers(0, 1200), max_size=5))
def test_thinning_often_and_seldom_end_the_same(made: list[datetime], days_before: list[int]) -> None:
    days = sorted([TODAY, *(one.date() for one in made)])
    # a gap of more than two years is no time at all: what was thinned before it was not
    assume(all((after - before).days <= 2 * 365 for before, after in pairwise(days)))
    kept = set(made)
    for before in sorted(days_before, reverse=True):
        day = TODAY - timedelta(days=before)
        there = {one for one in kept if one.date() <= day}
        kept = (kept - there) | to_keep(there, day)

    # the last one of all may be kept by being the newest of its time
    assert to_keep(kept, TODAY) == to_keep(made, TODAY)


@given(many)
def test_what_stays_is_bounded_whatever_was_made(made: list[datetime]) -> None:
    older = [one for one in to_keep(made, TODAY) if (TODAY - one.date()).days >= 7]

    assert len(older) <= 31 + 25


def test_a_clock_that_was_wrong_deletes_nothing_of_the_future() -> None:
    made = [at("2031-01-01", hour) for hour in range(5)]

    assert to_keep(made, TODAY) == set(made)


def test_a_clock_set_years_ahead_pushes_nothing_out_and_set_right_again_neither() -> None:
    made = [at("2026-11-20"), at("2026-11-19"), at("2026-10-31"), at("2026-09-30"), at("2024-12-31")]
    wrong = [at("2036-11-20"), at("2036-11-21")]

    assert to_keep([*made, *wrong], date(2036, 11, 21)) == {*made, *wrong}
    assert to_keep([*made, *wrong], date(2026, 11, 21)) == {*made, *wrong}
