"""Years that an office has loaded: they stand in its record, so that every desk and every copy counts alike."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridcounter.core.calendar import parse_year
from gridcounter.core.journal import Act, Kind, canonical
from gridcounter.services.calendars import days_of
from gridcounter.services.clerks import Clerks
from gridcounter.services.roles import Right

if TYPE_CHECKING:
    from gridcounter.core.calendar import CalendarYear, WorkCalendar
    from gridcounter.services.record import Record
    from gridcounter.store.engine import Database


@dataclass(frozen=True, eq=False)
class OfficeYears:
    record: Record
    clerk: str

    def add(self, year: CalendarYear) -> None:
        """Once more is that year corrected. Raises NotAllowed."""
        Clerks(self.record).require(self.clerk, Right.CHANGE_OFFICE)
        days = days_of(year)
        digest = hashlib.sha256(canonical(days).encode()).hexdigest()
        told = {"year": year.year, "sha256": digest, "days": days}
        self.record.journal.append(Act(Kind.CALENDAR_ADDED, told, self.clerk))

    def all(self) -> list[CalendarYear]:
        return years_on_record(self.record.db)


def years_on_record(db: Database) -> list[CalendarYear]:
    """What was checked when it was loaded; anything else on record is left out."""
    rows = db.execute("SELECT year, told FROM calendar_year ORDER BY year")
    found = (parse_year({"year": year, **json.loads(told)})[0] for year, told in rows)
    return [year for year in found if year is not None]


def calendar_of(record: Record, calendar: WorkCalendar) -> WorkCalendar:
    """The published years with those that the office has loaded."""
    for year in years_on_record(record.db):
        calendar = calendar.with_year(year)
    return calendar
