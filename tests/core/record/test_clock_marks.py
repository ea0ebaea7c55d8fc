"""Which entries were made while the computer's clock was wrong: the few that do not fit, never the many that do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridcounter.core.record.clock_marks import TOLERANCE, gap_words, largest, off_clock

BEGIN = datetime(2026, 11, 28, 20, 0, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def entries(*clocks: timedelta) -> list[tuple[str, datetime]]:
    """A minute goes by between two; the clock is off by so much at each."""
    return [(f"d:{place}", BEGIN + place * MINUTE + off) for place, off in enumerate(clocks, 1)]


RIGHT = timedelta(0)


def test_a_clock_that_is_right_marks_nothing() -> None:
    assert off_clock([]) == {}
    assert off_clock(entries(*[RIGHT] * 9)) == {}


def test_entries_made_while_it_was_set_back_are_marked_and_no_others() -> None:
    found = off_clock(entries(*[RIGHT] * 9, -3 * DAY, -3 * DAY, *[RIGHT] * 2))

    assert list(found) == ["d:10", "d:11"]
    assert [gap_words(gap) for gap in found.values()] == ["当时本机时钟比台账慢约 3 天"] * 2


def test_one_that_is_still_set_back_is_marked_at_once() -> None:
    assert list(off_clock(entries(*[RIGHT] * 9, -3 * DAY))) == ["d:10"]


def test_entries_made_while_it_ran_ahead_are_marked_once_it_is_right_again() -> None:
    """Before that nobody can know: nothing may have been entered for a month."""
    ahead = [*[RIGHT] * 5, 30 * DAY, 30 * DAY]
    assert off_clock(entries(*ahead)) == {}

    found = off_clock(entries(*ahead, *[RIGHT] * 5))

    assert list(found) == ["d:6", "d:7"]
    assert {gap_words(gap) for gap in found.values()} == {"当时本机时钟比台账快约 30 天"}


def test_a_clock_set_back_after_it_had_been_ahead_is_marked_too() -> None:
    """The logical clock waits for ten years then, and says nothing more."""
    found = off_clock(entries(*[RIGHT] * 5, 3653 * DAY, *[RIGHT] * 5, -3 * DAY, *[RIGHT] * 5))

    assert {ref: gap > RIGHT for ref, gap in found.items()} == {"d:6": True, "d:12": False}


def test_a_clock_that_sets_itself_right_by_minutes_is_no_finding() -> None:
    assert off_clock(entries(RIGHT, RIGHT, -TOLERANCE, RIGHT, TOLERANCE, RIGHT)) == {}
    assert list(off_clock(entries(*[RIGHT] * 3, -TOLERANCE - 2 * MINUTE))) == ["d:4"]


@given(st.lists(st.integers(-400, 400), max_size=12))
def test_what_is_not_marked_never_goes_back_by_more_than_is_borne(minutes: list[int]) -> None:
    whole = entries(*(one * MINUTE for one in minutes))
    found = off_clock(whole)

    left = [at for ref, at in whole if ref not in found]

    assert all(later >= earlier - 2 * TOLERANCE for earlier, later in pairwise(left))


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (timedelta(minutes=-6, seconds=-10), "慢约 6 分钟"),
        (timedelta(minutes=-59, seconds=-40), "慢约 1 小时"),
        (timedelta(hours=-23), "慢约 23 小时"),
        (timedelta(hours=23, minutes=50), "快约 1 天"),
        (timedelta(days=2, hours=23), "快约 3 天"),
    ],
)
def test_the_gap_is_told_in_its_largest_unit(gap: timedelta, words: str) -> None:
    assert gap_words(gap) == f"当时本机时钟比台账{words}"


def test_the_largest_gap_is_the_one_furthest_from_right() -> None:
    assert largest({"a": MINUTE, "b": -DAY}) == -DAY
    assert largest({}) is None
