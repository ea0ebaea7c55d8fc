"""The statutory days off of any year, compared with the announcements and known lunar dates."""

from __future__ import annotations

from datetime import date

import chinese_calendar.constants as published
import pytest

from gridcounter.core.statutory import parse_editions
from gridcounter.services.office.statutory import statutory_days

#: The name under which the published list has each day.
ANNOUNCED = {
    "元旦": "New Year's Day",
    "除夕": "Spring Festival",
    "春节初一": "Spring Festival",
    "春节初二": "Spring Festival",
    "春节初三": "Spring Festival",
    "清明节": "Tomb-sweeping Day",
    "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-autumn Festival",
    "国庆节": "National Day",
}
#: 中秋 was the third of National Day in 2009; in 2012 the list leaves out a Saturday.
ODD = {date(2009, 10, 3), date(2012, 6, 23)}


def named(year: int, name: str) -> list[date]:
    return [day for day, text in statutory_days(year).items() if text == name]


@pytest.mark.parametrize("year", range(2004, 2027))
def test_every_day_off_by_law_was_announced_under_its_name(year: int) -> None:
    for day, name in statutory_days(year).items():
        if day not in ODD:
            assert published.holidays.get(day) == ANNOUNCED[name], day


@pytest.mark.parametrize(
    ("year", "count"),
    # 7 until 1999-09-17, 10 until 2007, 11 from 2008 (中秋 of 2020 is National Day), 13 from 2025
    {1998: 7, 1999: 8, 2000: 10, 2007: 10, 2008: 11, 2014: 11, 2020: 10, 2024: 11, 2025: 13, 2027: 13}.items(),
)
def test_how_many_days_the_law_gives(year: int, count: int) -> None:
    assert len(statutory_days(year)) == count


def test_a_change_of_the_law_holds_from_its_day_on() -> None:
    assert [day.isoformat()[5:] for day in named(1999, "劳动节")] == ["05-01"]
    assert [day.isoformat()[5:] for day in named(1999, "国庆节")] == ["10-01", "10-02", "10-03"]
    assert named(2007, "清明节") == []
    assert named(2008, "除夕") == [date(2008, 2, 6)]
    assert named(2013, "春节初三") == []
    assert named(2014, "除夕") == []
    assert named(2025, "除夕") == [date(2025, 1, 28)]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2027-02-06", "春节初一"),
        ("2033-09-08", "中秋节"),  # the leap month of 2033 comes after the eleventh, where older tables had the seventh
        ("2034-02-19", "春节初一"),
        ("2057-09-13", "中秋节"),  # a new moon on 2057-09-28 just before midnight moves the month after, not this one
        ("2028-04-04", "清明节"),
        ("2027-04-05", "清明节"),
        ("2199-04-04", "清明节"),
    ],
)
def test_turns_of_the_lunar_calendar_that_tables_got_wrong(day: str, name: str) -> None:
    assert statutory_days(int(day[:4])).get(date.fromisoformat(day)) == name


def test_the_festival_lies_in_the_month_itself_and_not_in_its_leap_month() -> None:
    """2009 had a leap fifth month, 2028 has one, and 2025 a leap sixth."""
    assert named(2009, "端午节") == [date(2009, 5, 28)]
    assert named(2028, "端午节") == [date(2028, 5, 28)]


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ({"name": "元旦", "solar": "13-01"}, "edition.0.days.0.solar"),
        ({"name": "元旦", "lunar": "01-31"}, "edition.0.days.0.lunar"),
        ({"name": "元旦", "term": "冬至"}, "edition.0.days.0.term"),
        ({"name": "元旦"}, "edition.0.days.0"),
        ({"name": "元旦", "solar": "01-01", "lunar": "01-01"}, "edition.0.days.0"),
        ({"solar": "01-01"}, "edition.0.days.0.name"),
    ],
)
def test_a_rule_of_the_law_that_cannot_be_read_is_named(rule: dict[str, str], text: str) -> None:
    editions, problems = parse_editions(
        {"edition": [{"in_force_from": "2030-01-01", "source": "样例", "days": [rule]}]}
    )

    assert editions == ()
    assert [problem.path for problem in problems] == [text]
