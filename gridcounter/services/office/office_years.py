"""Calendar years loaded by an office; kept in its record, so that every computer and copy counts alike."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from gridcounter.core.calendar import UnusedYear, WorkCalendar
from gridcounter.core.calendar_year import CalendarYear, parse_year
from gridcounter.core.record.journal import Act, Kind, canonical
from gridcounter.services.office.calendars import joined
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Right
from gridcounter.services.office.statutory import statutory_days
from gridcounter.services.office.year_loading import YearLoading, agreed_to, days_of
from gridcounter.services.record.record import Record
from gridcounter.store.queries.office_rows import calendar_years


@dataclass(frozen=True, eq=False)
class OfficeYears:
    """Acts of one clerk on the years of one record."""

    record: Record
    clerk: str

    def add(self, loading: YearLoading, *, agreed: bool = False) -> None:
        """Adds a year or corrects one that exists. Raises NotAllowed, YearWouldChange."""
        Clerks(self.record).require(self.clerk, Right.CHANGE_OFFICE)
        year = agreed_to(loading, agreed=agreed)
        days = days_of(year)
        digest = hashlib.sha256(canonical(days).encode()).hexdigest()
        values = {"year": year.year, "sha256": digest, "days": days}
        self.record.journal.append(Act(Kind.CALENDAR_ADDED, values, self.clerk))

    def all(self) -> list[CalendarYear]:
        """The loaded years in use."""
        calendar = calendar_of(self.record, WorkCalendar({}))
        return [year for _, year in sorted(calendar.notices.items())]


def calendar_of(record: Record, calendar: WorkCalendar) -> WorkCalendar:
    """The published years with those that the office loaded.

    Each is checked again: another version of the program, which knew less of the law, may have written the entry.
    """
    for number, result in calendar_years(record.db):
        where = f"台账里 {number} 年的安排"
        year, problems = parse_year({"year": number, **result}, statutory_days)
        if year is None:
            calendar = calendar.without(UnusedYear(where, "；".join(str(problem) for problem in problems), number))
        else:
            calendar = joined(calendar, year, where)
    return calendar
