"""The retention period of closed applications: the office's own rule, counted from the day of closing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridcounter.core.retention import (
    FEWEST_MONTHS,
    MOST_MONTHS,
    KeepingRule,
    changed_rule,
    hide_name,
    read_rule,
    write_rule,
    wrong_rule,
)

CLOSED = st.dates(date(2000, 1, 1), date(2060, 12, 31))

TODAY, TOMORROW, WEEK_LATER = date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 23)


@pytest.mark.parametrize(
    ("closed", "months", "due"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-12-31", 12, "2027-12-31"),
        ("2026-09-21", 60, "2031-09-21"),
    ],
)
def test_due_is_the_same_day_of_a_later_month_or_its_last(closed: str, months: int, due: str) -> None:
    assert KeepingRule(months, "测试").due_on(date.fromisoformat(closed)) == date.fromisoformat(due)


@given(CLOSED, CLOSED, st.integers(1, MOST_MONTHS))
def test_who_closed_later_is_never_due_earlier(one: date, other: date, months: int) -> None:
    rule = KeepingRule(months, "测试")
    first, second = sorted((one, other))
    assert rule.due_on(first) <= rule.due_on(second)
    assert rule.due_on(first) > first


def test_it_is_due_on_its_day() -> None:
    rule = KeepingRule(60, "测试")
    assert rule.due_on(date(2026, 9, 21)) == date(2031, 9, 21)


@given(CLOSED, CLOSED, st.integers(FEWEST_MONTHS, MOST_MONTHS))
def test_whatever_day_is_given_as_the_end_it_stays_a_year_after_that_was_entered(
    closed: date, entered: date, months: int
) -> None:
    due = KeepingRule(months, "测试").due_after_entry(closed, entered)
    assert due >= KeepingRule(months, "测试").due_on(closed)
    assert due >= KeepingRule(FEWEST_MONTHS, "测试").due_on(entered)


def test_an_end_of_years_ago_that_was_entered_then_is_due_by_the_rule_alone() -> None:
    assert KeepingRule(60, "测试").due_after_entry(date(2026, 9, 21), date(2026, 9, 22)) == date(2031, 9, 21)


def test_the_rule_reads_as_people_say_it() -> None:
    lines = [KeepingRule(months, "").words for months in (1, 12, 30)]
    assert lines == ["办结后 1 个月", "办结后 1 年", "办结后 2 年 6 个月"]


def test_a_rule_needs_a_period_and_a_basis() -> None:
    assert wrong_rule(60, "期限表") == {}
    assert set(wrong_rule(0, " ")) == {"months", "basis"}
    assert set(wrong_rule(MOST_MONTHS + 1, "期限表")) == {"months"}


def test_what_was_never_settled_is_no_rule() -> None:
    assert read_rule(None) is None
    assert read_rule(write_rule(KeepingRule(60, "期限表"))) == KeepingRule(60, "期限表")
    assert write_rule(None) is None


def test_of_a_name_only_the_first_character_is_shown() -> None:
    assert [hide_name(name) for name in ("李四", "样例面馆", "")] == ["李**", "样**", "未填名称"]


@pytest.mark.parametrize(
    ("before", "months", "holds_from"),
    [
        (None, 60, WEEK_LATER),
        (KeepingRule(60, "甲"), 59, WEEK_LATER),
        (KeepingRule(60, "甲"), 60, None),
        (KeepingRule(60, "甲"), 61, None),
        (KeepingRule(60, "甲", TODAY), 61, None),
        (KeepingRule(12, "甲", TOMORROW), 13, TOMORROW),
        (KeepingRule(12, "甲", TOMORROW), 12, TOMORROW),
        (KeepingRule(13, "甲", TOMORROW), 12, WEEK_LATER),
    ],
)
def test_a_rule_that_lets_go_sooner_waits_a_week_and_none_is_a_way_round(
    before: KeepingRule | None, months: int, holds_from: date | None
) -> None:
    rule = changed_rule(before, months, "乙", TODAY)
    assert (rule.months, rule.basis, rule.holds_from) == (months, "乙", holds_from)
    assert read_rule(write_rule(rule)) == rule
    assert rule.holds_on(TODAY) is (holds_from is None)
    assert rule.holds_on(WEEK_LATER)


def test_the_same_rule_set_again_does_not_wait_again() -> None:
    rule = KeepingRule(60, "甲", date(2026, 1, 1))
    assert changed_rule(rule, 60, "甲", TODAY) is rule
