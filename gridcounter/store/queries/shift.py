"""Data of a shift: a clerk's acts of a day, notices without a signed copy, when drawer sheets were last made."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from gridcounter.core.application import ApplicationId
from gridcounter.store.engine import Database
from gridcounter.store.queries.application_rows import businesses_asked

# a clock reading begins with its milliseconds, and is never before the time of entry: a range finds the end of the
# journal without reading the rest, and the day is that on which it was entered
_OF_TODAY = (
    "SELECT DISTINCT journal.application, application.number FROM journal "
    "JOIN application ON application.id = journal.application "
    "WHERE journal.hlc >= ? AND unixepoch(journal.entered_at) >= ? AND unixepoch(journal.entered_at) < ? "
    "AND journal.clerk = ? AND journal.kind = ? ORDER BY application.number"
)
_UNSIGNED = (
    "SELECT paper.application, application.number, paper.issued_at FROM paper "
    "JOIN application ON application.id = paper.application "
    "WHERE paper.paper = 'one_time_notice' AND paper.voided_at IS NULL AND paper.issued_by = ? "
    "AND application.state <> 'closed' AND NOT EXISTS (SELECT 1 FROM attachment WHERE attachment.application = "
    "paper.application AND attachment.paper = paper.ref AND attachment.removed_at IS NULL) ORDER BY paper.rowid DESC"
)
_NOT_ENTERED = (
    "SELECT id, number, accepted_on FROM application WHERE state = 'accepted' AND official_number IS NULL "
    "ORDER BY accepted_on"
)
_FILINGS = (
    "SELECT filing.application, application.number, filing.version, filing.state, filing.started_on FROM filing "
    "JOIN application ON application.id = filing.application "
    "WHERE filing.state NOT IN ('none', 'refused', 'withdrawn', 'lapsed') AND application.state <> 'closed' "
    "AND NOT EXISTS (SELECT 1 FROM filing_act WHERE filing_act.application = filing.application "
    "AND filing_act.version = filing.version AND filing_act.kind = 'works_restored') "
    "ORDER BY application.changed_hlc DESC"
)
_CALLED = (
    "SELECT coalesce(json_extract(n.value, '$'), ''), json_extract(k.value, '$') FROM field AS n "
    "LEFT JOIN field AS k ON k.application = n.application AND k.field = 'applicant.id_kind' "
    "WHERE n.application = ? AND n.field = 'applicant.name'"
)
# acts of the office are few, and the index by application groups them
_OFFICE_ACT = "SELECT happened_at FROM journal WHERE application IS NULL AND kind = ? ORDER BY hlc DESC LIMIT 1"
#: An adoption without a pack lays the paper itself beside one, which changes no sheet.
_ADOPTION = (
    "SELECT adopted_at FROM adopted_pack "
    "WHERE json_extract(files, '$.\"pack.toml\"') IS NOT NULL ORDER BY rowid DESC LIMIT 1"
)


class ShiftStore:
    """Reads the data of the shift slip; use it only on the thread of its connection."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def acted(self, clerk: str, kind: str, on: date) -> list[tuple[str, str]]:
        """Application and number of this clerk's entries on that day of the wall calendar."""
        begin = datetime.combine(on, datetime.min.time()).astimezone()
        first, end = (int((begin + timedelta(days=more)).timestamp()) for more in (0, 1))
        return self._db.execute(_OF_TODAY, [f"{first * 1000:013d}", first, end, clerk, kind]).fetchall()

    def unsigned(self, clerk: str) -> list[tuple[str, str, str]]:
        """Application, number and day of this clerk's notices without a signed copy, the newest first."""
        return [(one, number, at[:10]) for one, number, at in self._db.execute(_UNSIGNED, [clerk])]

    def not_entered(self) -> list[tuple[str, str, str]]:
        """Application, number and ISO day of acceptance, the oldest first."""
        return self._db.execute(_NOT_ENTERED).fetchall()

    def filings(self) -> list[tuple[str, str, int, str, bool]]:
        """Filings under way, the last changed first: application, number, version, state, whether works have begun."""
        rows = self._db.execute(_FILINGS)
        return [(one, number, version, state, bool(started)) for one, number, version, state, started in rows]

    def applicant_of(self, application_id: ApplicationId) -> tuple[str, str | None]:
        """Name and kind of identity; an empty name if none was given."""
        row = self._db.execute(_CALLED, [application_id]).fetchone()
        return ("", None) if row is None else (str(row[0]), row[1])

    def business_of(self, application_id: ApplicationId) -> str | None:
        """The id of its business; None while it is not known."""
        return businesses_asked(self._db, [application_id]).get(application_id)

    def number_of(self, application_id: ApplicationId) -> str:
        """The office's number of an application that exists."""
        return str(self._db.execute("SELECT number FROM application WHERE id = ?", [application_id]).fetchone()[0])

    def last_act(self, kind: str) -> date | None:
        """The day of the office's last act of this kind."""
        row = self._db.execute(_OFFICE_ACT, [kind]).fetchone()
        return date.fromisoformat(row[0][:10]) if row else None

    def last_adoption(self) -> date | None:
        """The day on which the office last adopted an edition of a pack."""
        row = self._db.execute(_ADOPTION).fetchone()
        return date.fromisoformat(row[0][:10]) if row else None
