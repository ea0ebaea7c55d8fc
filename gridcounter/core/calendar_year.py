"""One year of days off as announced: the allowed file contents, completeness, and differences between versions.

An announcement is not a calendar year: the one for 2019 made a Saturday of December 2018 a working day and a Monday a
day off.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict

from gridcounter.core.statutory import Statutory, no_law
from gridcounter.core.validation.models import YEARS, Day, Problem, read_model

SATURDAY = 5
_DECEMBER = 12


class CalendarYear(BaseModel):
    """One year as the State Council publishes it: days off of its holidays and weekend days worked for them.

    Days of the previous December are those that the same notice moves.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    year: int
    holidays: tuple[Day, ...]
    make_up: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a new version of a year removes and adds."""

    less_off: tuple[date, ...]
    more_off: tuple[date, ...]
    less_worked: tuple[date, ...]
    more_worked: tuple[date, ...]

    def __bool__(self) -> bool:
        return any((self.less_off, self.more_off, self.less_worked, self.more_worked))


def parse_year(raw: object, statutory: Statutory = no_law) -> tuple[CalendarYear | None, tuple[Problem, ...]]:
    """Days lie in the year or in the previous December; each occurs once.

    A make-up day is on a weekend, and is neither a holiday nor a statutory day off.
    """
    year, problems = read_model(CalendarYear, raw)
    if year is None:
        return None, problems
    if year.year not in YEARS:
        return None, (Problem("year", str(year.year), f"{YEARS.start} 至 {YEARS.stop - 1} 的年份"),)
    found = tuple(_contradictions(year, statutory(year.year)))
    return (None, found) if found else (year, ())


def _contradictions(year: CalendarYear, law: Mapping[date, str]) -> Iterator[Problem]:
    of_year = f"{year.year} 年的日期，或者同一份通知写明的 {year.year - 1} 年 12 月的日期"
    for name, days in (("holidays", year.holidays), ("make_up", year.make_up)):
        for day, times in Counter(days).items():
            if not belongs(day, year.year):
                yield Problem(name, day.isoformat(), of_year)
            if times > 1:
                yield Problem(name, f"{day.isoformat()} 写了 {times} 次", "每天只写一次")
    for day in dict.fromkeys(year.make_up):
        if day.weekday() < SATURDAY:
            yield Problem("make_up", f"{day.isoformat()}（周{'一二三四五'[day.weekday()]}）", "周六或周日的日期")
        if day in year.holidays:
            yield Problem("make_up", f"{day.isoformat()}，它又写在 holidays 里", "不在放假之列的日期")
        elif day in law:
            yield Problem("make_up", f"{day.isoformat()}（{law[day]}）", "不是法定节假日的日期")


def belongs(day: date, year: int) -> bool:
    """Whether the day is covered by the notice for that year."""
    return day.year == year or (day.year == year - 1 and day.month == _DECEMBER)


def missing(year: CalendarYear, law: Mapping[date, str]) -> dict[date, str]:
    """The statutory days off that the year lacks: while there are any, the year is incomplete."""
    return {day: name for day, name in law.items() if day not in year.holidays}


def completed(year: CalendarYear, law: Mapping[date, str]) -> CalendarYear:
    """The year with the statutory days off added, which apply in any case."""
    return year.model_copy(update={"holidays": tuple(sorted({*year.holidays, *law}))})


def difference(before: CalendarYear, after: CalendarYear) -> Difference:
    """What `after` removes and adds, holidays and make-up days separately."""
    return Difference(
        _without(before.holidays, after.holidays),
        _without(after.holidays, before.holidays),
        _without(before.make_up, after.make_up),
        _without(after.make_up, before.make_up),
    )


def contradicting(year: CalendarYear, other: CalendarYear | None) -> tuple[date, ...]:
    """Days that are off in one of two neighbouring notices and worked in the other."""
    if other is None:
        return ()
    return tuple(sorted({*year.holidays} & {*other.make_up} | {*year.make_up} & {*other.holidays}))


def _without(days: tuple[date, ...], others: tuple[date, ...]) -> tuple[date, ...]:
    return tuple(sorted({*days} - {*others}))
