"""Working-day arithmetic on the State Council calendar, holidays and make-up days handed in as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict

from gridcounter.core.reading import Day, Problem, read_model

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class DueDate:
    """`provisional` as soon as one counted day lies in a year whose calendar is not published."""

    on: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """`holidays` and `make_up` name the days that depart from the plain week; `years` are the published ones."""

    holidays: frozenset[date]
    make_up: frozenset[date]
    years: frozenset[int]

    def is_workday(self, day: date) -> bool:
        """In an unpublished year a plain weekday counts."""
        return day in self.make_up or (day.weekday() < _SATURDAY and day not in self.holidays)

    def due_on(self, event: date, working_days: int) -> DueDate:
        """The day of the event is not counted."""
        counted = self.counted(event, working_days)
        end = counted[-1] if counted else event
        return DueDate(end, any(day.year not in self.years for day in counted))

    def counted(self, event: date, working_days: int) -> tuple[date, ...]:
        """The working days after the event, the last of which is the due date."""
        days: list[date] = []
        day = event
        while len(days) < working_days:
            day += _DAY
            if self.is_workday(day):
                days.append(day)
        return tuple(days)

    def with_year(self, year: CalendarYear) -> WorkCalendar:
        """The same calendar with one year more, or with that year as it was corrected."""
        kept = [frozenset(day for day in days if day.year != year.year) for days in (self.holidays, self.make_up)]
        return WorkCalendar(kept[0] | set(year.holidays), kept[1] | set(year.make_up), self.years | {year.year})

    def departures(self, event: date, end: date) -> tuple[tuple[date, ...], tuple[date, ...]]:
        """Weekdays off and weekend days worked after the event, up to its due date: what an applicant would ask."""
        span = [event + timedelta(days=n) for n in range(1, (end - event).days + 1)]
        return tuple(day for day in span if day in self.holidays and day.weekday() < _SATURDAY), tuple(
            day for day in span if day in self.make_up
        )


class CalendarYear(BaseModel):
    """One year as the State Council publishes it: the days off of its holidays and the weekend days worked for them."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    year: int
    holidays: tuple[Day, ...]
    make_up: tuple[Day, ...]


def parse_year(raw: object) -> tuple[CalendarYear | None, tuple[Problem, ...]]:
    """Days must lie in the year; a make-up day lies on a weekend and is no holiday."""
    year, problems = read_model(CalendarYear, raw)
    if year is None:
        return None, problems
    found = [
        Problem(name, day.isoformat(), f"{year.year} 年的日期")
        for name, days in (("holidays", year.holidays), ("make_up", year.make_up))
        for day in days
        if day.year != year.year
    ]
    found += [
        Problem("make_up", day.isoformat(), "周末且不在放假之列的日期")
        for day in year.make_up
        if day.weekday() < _SATURDAY or day in year.holidays
    ]
    return (None, tuple(found)) if found else (year, ())
