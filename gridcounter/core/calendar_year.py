"""One year of days off as it is announced: what its file may say, whether it can be complete, what it would change.

An announcement is not a calendar year: that for 2019 had a Saturday of December 2018 worked and a Monday off.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from gridcounter.core.statutory import no_law
from gridcounter.core.validation.models import YEARS, Day, Problem, read_model

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from gridcounter.core.statutory import Statutory

SATURDAY = 5
_DECEMBER = 12


class CalendarYear(BaseModel):
    """One year as the State Council publishes it: the days off of its holidays and the weekend days worked for them.

    Days of the December before are those that the same notice moves.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    year: int
    holidays: tuple[Day, ...]
    make_up: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a new version of a year takes away and adds."""

    less_off: tuple[date, ...]
    more_off: tuple[date, ...]
    less_worked: tuple[date, ...]
    more_worked: tuple[date, ...]

    def __bool__(self) -> bool:
        return any((self.less_off, self.more_off, self.less_worked, self.more_worked))


def parse_year(raw: object, statutory: Statutory = no_law) -> tuple[CalendarYear | None, tuple[Problem, ...]]:
    """Days lie in the year or in the December before; each stands once. A make-up day lies on a weekend, and is neither
    a holiday nor off by law.
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
    """To the notice for that year."""
    return day.year == year or (day.year == year - 1 and day.month == _DECEMBER)


def missing(year: CalendarYear, law: Mapping[date, str]) -> dict[date, str]:
    """The days off by law that it does not name: as long as there are any, it is not the whole year."""
    return {day: name for day, name in law.items() if day not in year.holidays}


def completed(year: CalendarYear, law: Mapping[date, str]) -> CalendarYear:
    """With the days off by law, which hold in any case."""
    return year.model_copy(update={"holidays": tuple(sorted({*year.holidays, *law}))})


def difference(before: CalendarYear, after: CalendarYear) -> Difference:
    """What `after` takes away and adds, holidays and make-up days apart."""
    return Difference(
        _without(before.holidays, after.holidays),
        _without(after.holidays, before.holidays),
        _without(before.make_up, after.make_up),
        _without(after.make_up, before.make_up),
    )


def contradicting(year: CalendarYear, other: CalendarYear | None) -> tuple[date, ...]:
    """Days that one of two neighbouring notices has off and the other has worked."""
    if other is None:
        return ()
    return tuple(sorted({*year.holidays} & {*other.make_up} | {*year.make_up} & {*other.holidays}))


def _without(days: tuple[date, ...], others: tuple[date, ...]) -> tuple[date, ...]:
    return tuple(sorted({*days} - {*others}))
