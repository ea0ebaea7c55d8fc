"""Keeps `running` up to date: the clocks that have begun and not ended, one row each.

It is a table because a view over all clocks would be evaluated many times a day.
"""

from __future__ import annotations

from gridcounter.core.application import ApplicationId
from gridcounter.core.record.journal import Kind
from gridcounter.store.engine import Database

#: Kinds of entry that can change the set of running clocks.
MOVING = frozenset(
    {
        Kind.APPLICATION_ACCEPTED,
        Kind.FIELDS_CORRECTED,
        Kind.DAYS_CORRECTED,
        Kind.NOTICE_ISSUED,
        Kind.PAPER_ISSUED,
        Kind.SUPPLEMENT_ISSUED,
        Kind.ANSWER_MOVED,
        Kind.SURVEY_CONFIRMED,
        Kind.EVENT_NOTED,
        Kind.STEP_FINISHED,
        Kind.CLOCK_PAUSED,
        Kind.CLOCK_RESUMED,
        Kind.APPLICATION_CLOSED,
        Kind.APPLICATION_REOPENED,
    }
)
FILL_RUNNING = (
    "INSERT INTO running (application, clock, wd, days, started_on, rested) "
    "SELECT clock.application, clock.clock, clock.wd, clock.days, event.on_day, "
    "EXISTS (SELECT 1 FROM pause WHERE pause.application = clock.application AND pause.clock = clock.clock) "
    "FROM clock "
    "JOIN event ON event.application = clock.application AND event.event = clock.counts_from "
    "JOIN application ON application.id = clock.application AND application.closed_at IS NULL "
    "WHERE (clock.wd IS NOT NULL OR clock.days IS NOT NULL) AND NOT EXISTS "
    "(SELECT 1 FROM finished WHERE finished.application = clock.application AND finished.clock = clock.clock)"
)


def refresh_running(db: Database, application_id: ApplicationId | None) -> None:
    """Rewrites the rows of one application from clocks, events and ends, within the caller's transaction."""
    db.execute("DELETE FROM running WHERE application = ?", [application_id])
    db.execute(f"{FILL_RUNNING} AND clock.application = ?", [application_id])
