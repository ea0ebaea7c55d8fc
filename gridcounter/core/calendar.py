"""Working-day arithmetic on the State Council calendar; holidays and make-up days are passed in as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from gridcounter.core.calendar_year import SATURDAY, CalendarYear
from gridcounter.core.statutory import Statutory, no_law

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DueDate:
    """`provisional` if any counted day lies in a year whose calendar is not published."""

    on: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class UnusedYear:
    """A loaded year that is not used: `where` is its file, `why` the reason of the refusal."""

    where: str
    why: str
    year: int | None = None

    def __str__(self) -> str:
        return f"{self.where}没有计入：{self.why}"


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The published years by number; any other year is a plain week without the statutory days off.

    `holidays` and `make_up` hold the days that differ from the plain week; if two notices name one day, the later
    notice applies.
    """

    notices: Mapping[int, CalendarYear]
    statutory: Statutory = no_law
    left_out: tuple[UnusedYear, ...] = ()
    holidays: frozenset[date] = field(init=False)
    make_up: frozenset[date] = field(init=False)
    years: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        off: set[date] = set()
        worked: set[date] = set()
        for _, year in sorted(self.notices.items()):
            off = off.difference(year.make_up).union(year.holidays)
            worked = worked.difference(year.holidays).union(year.make_up)
        for name, found in (("holidays", off), ("make_up", worked), ("years", self.notices)):
            object.__setattr__(self, name, frozenset(found))

    def is_workday(self, day: date) -> bool:
        """Weekend days are worked only by a notice; in a year without one, weekdays are off only by law."""
        if day.weekday() >= SATURDAY:
            return day in self.make_up
        if day in self.holidays:
            return False
        return day.year in self.years or day not in self.statutory(day.year)

    def due_on(self, event: date, working_days: int) -> DueDate:
        """The day of the event is not counted."""
        counted = self.counted(event, working_days)
        end = counted[-1] if counted else event
        return DueDate(end, any(day.year not in self.years for day in counted))

    def counted(self, event: date, working_days: int) -> tuple[date, ...]:
        """The working days after the event; the last one is the due date."""
        days: list[date] = []
        day = event
        while len(days) < working_days:
            day += _DAY
            if self.is_workday(day):
                days.append(day)
        return tuple(days)

    def with_year(self, year: CalendarYear) -> WorkCalendar:
        """The same calendar with one more year, or with the corrected year."""
        return replace(self, notices={**self.notices, year.year: year})

    def without(self, *years: UnusedYear) -> WorkCalendar:
        """The same calendar with these added to `left_out`, so that it can report unused years."""
        return replace(self, left_out=(*self.left_out, *years))

    def departures(self, event: date, end: date) -> tuple[tuple[date, ...], tuple[date, ...]]:
        """Weekdays off and weekend days worked, after the event up to and including `end`."""
        span = [event + timedelta(days=n) for n in range(1, (end - event).days + 1)]
        off = tuple(day for day in span if day.weekday() < SATURDAY and not self.is_workday(day))
        return off, tuple(day for day in span if day in self.make_up)
