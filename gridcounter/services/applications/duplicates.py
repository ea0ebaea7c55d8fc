"""Possible duplicates of an application, each with the reason in words. It never blocks an act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from gridcounter.core.application import ApplicationId
from gridcounter.core.intake.duplicates import QUESTIONS, REASONS, RECENT_DAYS, SHOWN, reasons
from gridcounter.core.labels import APPLICATION_STATES
from gridcounter.services.record.record import Record
from gridcounter.store.queries.duplicates import DuplicateStore, Standing


@dataclass(frozen=True, slots=True)
class Suspect:
    """`field` is the question it is shown under; `standing` reads 9月28日受理，在办."""

    application: str
    number: str
    field: str
    standing: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suspects:
    """Sorted by the strength of the reason; `more` of them may exist than are shown."""

    rows: tuple[Suspect, ...] = ()
    more: bool = False


@dataclass(frozen=True, eq=False)
class Duplicates:
    """Reads over the record's own connection; use it only on the thread that opened the record."""

    record: Record

    def of(self, application_id: ApplicationId, on: date) -> Suspects:
        """Compares with open applications and those closed within RECENT_DAYS before `on`.

        Returns no identity number and no name.
        """
        store = DuplicateStore(self.record.db)
        mine = store.likeness(application_id)
        found = []
        for other, standing in store.near(mine, (on - timedelta(days=RECENT_DAYS)).isoformat()):
            why = reasons(mine, other)
            if why:
                found.append((why, standing))
        # the sort is stable: among equals the newest stays first
        found.sort(key=lambda each: (each[0][0], each[1].state == "closed"))
        rows = tuple(
            Suspect(
                standing.application,
                standing.number,
                QUESTIONS[why[0]],
                _words(standing, on.year),
                tuple(REASONS[reason] for reason in why),
            )
            for why, standing in found[:SHOWN]
        )
        return Suspects(rows, more=len(found) > SHOWN)


def _words(standing: Standing, this_year: int) -> str:
    """When it was received or accepted and its state, in words."""
    if standing.state == "closed" and standing.closed_at:
        return f"{_day(standing.closed_at, this_year)}办结"
    if standing.accepted_on:
        return f"{_day(standing.accepted_on, this_year)}受理，在办"
    if standing.received_on:
        return f"{_day(standing.received_on, this_year)}收件，待受理"
    return f"{_day(standing.opened_at, this_year)}登记，{APPLICATION_STATES[standing.state]}"


def _day(written: str, this_year: int) -> str:
    day = date.fromisoformat(written[:10])
    year = "" if day.year == this_year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"
