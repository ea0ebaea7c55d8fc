"""Clocks as projected from the journal. `running` holds those that have begun and not ended, one row each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from gridcounter.core.application import ApplicationId
from gridcounter.core.deadlines.clocks import Clock, Pause, PauseGround, Run, runs_of
from gridcounter.store.engine import Database

_SPANS = "SELECT wd, days, started_on, count(*) FROM running WHERE rested = 0 GROUP BY wd, days, started_on"
_WITH = (
    "SELECT application, clock FROM running "
    "WHERE rested = 0 AND wd IS ? AND days IS ? AND started_on = ? ORDER BY application, clock LIMIT ?"
)
_RESTED = (
    "SELECT running.application, clock.clock, clock.label, clock.actor, clock.wd, clock.days, clock.counts_from, "
    "running.started_on, pause.on_day, pause.until_day, pause.why FROM running "
    "JOIN clock ON clock.application = running.application AND clock.clock = running.clock "
    "JOIN pause ON pause.application = running.application AND pause.clock = running.clock "
    "WHERE running.rested = 1 ORDER BY running.application, clock.place, pause.on_day, "
    "pause.until_day IS NULL, pause.until_day, pause.ref"
)
# as _RESTED, of chosen applications, paused or not
_AMONG = (
    "SELECT running.application, clock.clock, clock.label, clock.actor, clock.wd, clock.days, clock.counts_from, "
    "running.started_on, pause.on_day, pause.until_day, pause.why FROM json_each(?) AS chosen "
    "JOIN running ON running.application = chosen.value "
    "JOIN clock ON clock.application = running.application AND clock.clock = running.clock "
    "LEFT JOIN pause ON pause.application = running.application AND pause.clock = running.clock "
    "ORDER BY running.application, clock.place, pause.on_day, "
    "pause.until_day IS NULL, pause.until_day, pause.ref"
)
_CLOCKS = "SELECT clock, label, actor, wd, days, counts_from FROM clock WHERE application = ? ORDER BY place"
_EVENTS = "SELECT event, on_day, late FROM event WHERE application = ?"
_FINISHED = "SELECT clock, on_day, late FROM finished WHERE application = ?"
# two may begin on one day: the one that ended then comes first, and an open pause last
_PAUSES = (
    "SELECT clock, on_day, until_day, why FROM pause WHERE application = ? "
    "ORDER BY on_day, until_day IS NULL, until_day, ref"
)
_ABOUT = (
    "SELECT application.number, coalesce(searched.name, '') FROM application "
    "LEFT JOIN searched ON searched.application = application.id WHERE application.id = ?"
)
_TEMPORARY = (
    "SELECT application, json_extract(value, '$') FROM field WHERE field = 'desk.temporary_until' "
    "AND value <> 'null' ORDER BY value, application"
)


@dataclass(frozen=True, slots=True)
class Span:
    """Clocks of equal length that began on the same day: they end on the same day too."""

    wd: int | None
    days: int | None
    started_on: date
    count: int


@dataclass(frozen=True, slots=True)
class NotedEvent:
    """`late` is the reason of a late entry; empty otherwise."""

    on: date
    late: str


class ClockStore:
    """Reads events, pauses, ends and running clocks; use it only on the thread of its connection."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def runs(self, application_id: ApplicationId) -> tuple[Run, ...]:
        """In the order of the pinned answer; empty if no answer is pinned."""
        clocks = [Clock(*row) for row in self._db.execute(_CLOCKS, [application_id])]
        events = {event: noted.on for event, noted in self.events(application_id).items()}
        finished = {clock: noted.on for clock, noted in self.finished(application_id).items()}
        pauses: dict[str, list[Pause]] = {}
        for clock, *pause in self._db.execute(_PAUSES, [application_id]):
            pauses.setdefault(clock, []).append(_pause(*pause))
        return runs_of(clocks, events, finished, pauses)

    def events(self, application_id: ApplicationId) -> dict[str, NotedEvent]:
        """Event id -> its day; empty if none is recorded."""
        return _noted(self._db.execute(_EVENTS, [application_id]))

    def finished(self, application_id: ApplicationId) -> dict[str, NotedEvent]:
        """Clock id -> the day on which it ended."""
        return _noted(self._db.execute(_FINISHED, [application_id]))

    def spans(self) -> list[Span]:
        """Running clocks that never paused, counted by length and first day."""
        return [Span(wd, days, date.fromisoformat(on), count) for wd, days, on, count in self._db.execute(_SPANS)]

    def within(self, span: Span, limit: int) -> list[tuple[str, str]]:
        """Pairs of application id and clock id of this span, at most `limit`."""
        return self._db.execute(_WITH, [span.wd, span.days, span.started_on.isoformat(), limit]).fetchall()

    def rested(self) -> list[tuple[str, Run]]:
        """Running clocks that have or had a pause, with the id of their application."""
        return _with_pauses(self._db.execute(_RESTED))

    def running_of(self, applications: Sequence[str]) -> list[tuple[str, Run]]:
        """Running clocks of these applications, each with the id of its application."""
        return _with_pauses(self._db.execute(_AMONG, [json.dumps(list(applications))]))

    def temporary(self) -> list[tuple[str, date]]:
        """Applications with the day on which their temporary power ends."""
        return [(application, date.fromisoformat(on)) for application, on in self._db.execute(_TEMPORARY)]

    def about(self, application_id: ApplicationId) -> tuple[str, str]:
        """Number and name of an application."""
        number, name = self._db.execute(_ABOUT, [application_id]).fetchone()
        return str(number), str(name)


def _with_pauses(rows: Iterable[tuple[Any, ...]]) -> list[tuple[str, Run]]:
    found = []
    for (application, *clock, started_on), each in groupby(rows, key=itemgetter(slice(8))):
        pauses = tuple(_pause(*row[8:]) for row in each if row[8] is not None)
        found.append((application, Run(Clock(*clock), date.fromisoformat(started_on), None, pauses)))
    return found


def _pause(on: str, until: str | None, why: str) -> Pause:
    return Pause(date.fromisoformat(on), date.fromisoformat(until) if until else None, PauseGround(why))


def _noted(rows: Iterable[tuple[str, str, str]]) -> dict[str, NotedEvent]:
    return {name: NotedEvent(date.fromisoformat(on), late) for name, on, late in rows}
