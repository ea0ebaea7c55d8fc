"""A year file: contradictions are refused, missing days named, changes reported."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from builders.year_builders import a_whole_year, as_raw
from hypothesis import given, settings
from hypothesis import strategies as st

from gridcounter import paths
from gridcounter.core.calendar_year import CalendarYear, completed, contradicting, difference, missing, parse_year
from gridcounter.services.office.calendars import library_years, load_calendar
from gridcounter.services.office.statutory import statutory_days

PUBLISHED = load_calendar(paths.calendars())
#: As they were announced; the library leaves out a Saturday of 2012.
REAL = {number: completed(year, statutory_days(number)) for number, year in library_years().items()}
NUMBERS = st.sampled_from([number for number in REAL if number >= 2008])


def problems(raw: dict[str, object]) -> list[str]:
    year, found = parse_year(raw, statutory_days)
    assert (year is None) == bool(found)
    return [str(one) for one in found]


@pytest.mark.parametrize("number", range(2004, 2027))
def test_every_year_that_was_announced_is_whole_and_without_contradiction(number: int) -> None:
    raw = as_raw(REAL[number])

    assert problems(raw) == []
    assert missing(REAL[number], statutory_days(number)) == {}


def test_the_announced_years_have_the_days_of_december_that_they_moved() -> None:
    assert date(2018, 12, 29) in REAL[2019].make_up
    assert date(2018, 12, 31) in REAL[2019].holidays
    assert all(day.year == 2018 for day in (*REAL[2018].holidays, *REAL[2018].make_up))


@settings(deadline=None)
@given(NUMBERS, st.data())
def test_a_real_year_without_any_one_day_off_by_law_is_not_whole(number: int, data: st.DataObject) -> None:
    law = statutory_days(number)
    lost = data.draw(st.sampled_from(list(law)))
    held = REAL[number].model_copy(update={"holidays": tuple(day for day in REAL[number].holidays if day != lost)})

    assert missing(held, law) == {lost: law[lost]}


@settings(deadline=None)
@given(NUMBERS, st.sampled_from(["holidays", "make_up"]), st.data())
def test_a_day_written_twice_is_refused(number: int, name: str, data: st.DataObject) -> None:
    raw = as_raw(REAL[number])
    days = list(raw[name])  # type: ignore[call-overload]  # a list of days
    if not days:
        return
    twice = data.draw(st.sampled_from(days))
    place = data.draw(st.integers(0, len(days)))

    (text,) = problems({**raw, name: [*days[:place], twice, *days[place:]]})

    assert text == f"{name}：填写的是 {twice} 写了 2 次；应为每天只写一次"


@settings(deadline=None)
@given(NUMBERS, st.data())
def test_a_day_both_off_and_worked_is_refused(number: int, data: st.DataObject) -> None:
    year = REAL[number]
    both = data.draw(st.sampled_from([day for day in year.holidays if day.weekday() >= 5]))

    result = problems(as_raw(year.model_copy(update={"make_up": (*year.make_up, both)})))

    assert [both.isoformat() in line for line in result] == [True]


@settings(deadline=None)
@given(NUMBERS, st.data())
def test_a_year_taken_in_as_a_file_is_the_calendar_there_was(number: int, data: st.DataObject) -> None:
    year, _ = parse_year(as_raw(REAL[number]), statutory_days)
    assert year is not None
    again = PUBLISHED.with_year(year)
    day = data.draw(st.dates(date(number - 1, 12, 1), date(number, 12, 31)))

    assert again.is_workday(day) == PUBLISHED.is_workday(day)
    assert again.with_year(year) == again
    assert not difference(REAL[number], year)


@pytest.mark.parametrize("day", ["2148-12-31", "2149-11-30", "2149-01-01", "2151-01-01"])
@pytest.mark.parametrize("name", ["holidays", "make_up"])
def test_a_day_of_neither_the_year_nor_the_december_before_is_refused(day: str, name: str) -> None:
    raw = as_raw(a_whole_year(2150))
    result = problems({**raw, name: [*raw[name], day]})  # type: ignore[misc]  # a list of days

    assert f"{name}：填写的是 {day}；应为2150 年的日期，或者同一份通知写明的 2149 年 12 月的日期" in result


@pytest.mark.parametrize("day", ["2149-12-01", "2149-12-31", "2150-01-01", "2150-12-31"])
def test_days_from_the_first_of_december_to_the_end_of_the_year_are_taken(day: str) -> None:
    assert problems(as_raw(a_whole_year(2150, [date.fromisoformat(day)]))) == []


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2150, 1, 5), "2150-01-05（周一）；应为周六或周日的日期"),
        (date(2150, 10, 3), "2150-10-03（国庆节）；应为不是法定节假日的日期"),
    ],
)
def test_a_plain_weekday_or_a_statutory_day_off_is_no_make_up_day(day: date, text: str) -> None:
    year = a_whole_year(2150, worked=[day])
    held = year.model_copy(update={"holidays": tuple(one for one in year.holidays if one != day)})

    assert problems(as_raw(held)) == [f"make_up：填写的是 {text}"]


@pytest.mark.parametrize(("year", "fit"), [(1989, False), (1990, True), (2199, True), (2200, False)])
def test_only_years_that_a_day_may_have_are_read(year: int, *, fit: bool) -> None:
    assert (problems({"year": year, "holidays": [], "make_up": []}) == []) == fit


def test_what_a_new_version_takes_away_and_adds_is_reported_day_by_day() -> None:
    first, second, third, fourth = (date(2150, 3, day) for day in (7, 8, 14, 15))
    before = CalendarYear(year=2150, holidays=(first,), make_up=(third,))
    after = CalendarYear(year=2150, holidays=(second,), make_up=(fourth,))

    found = difference(before, after)

    assert (found.less_off, found.more_off, found.less_worked, found.more_worked) == (
        (first,),
        (second,),
        (third,),
        (fourth,),
    )
    assert not difference(before, before)


def test_two_notices_contradict_each_other_where_one_has_off_what_the_other_has_worked() -> None:
    saturday = date(2149, 12, 27)
    before, after = a_whole_year(2149, [saturday]), a_whole_year(2150, worked=[saturday])

    assert contradicting(after, before) == contradicting(before, after) == (saturday,)
    assert contradicting(after, None) == ()
    assert contradicting(a_whole_year(2150, [saturday - timedelta(days=1)]), before) == ()
