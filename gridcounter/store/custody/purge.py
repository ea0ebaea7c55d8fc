"""Purging: finding what is due, blanking it in one transaction, and removing all its bytes from the files.

The bytes of papers lie in another file. Their erasure is noted in the same transaction that blanks the record; the next
opening completes what a killed process began.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gridcounter.core.filing.filing import UNSETTLED
from gridcounter.core.record.journal import Act, Entry, Kind
from gridcounter.errors import Fault, Refusal
from gridcounter.store.database import RECORD_FILE, open_database, plainly, vacuum
from gridcounter.store.engine import Database
from gridcounter.store.journal.announcements import announcement, reached, standing
from gridcounter.store.journal.blanking import THE_RECORD, blank, to_blank
from gridcounter.store.journal.projections.purge import remains_of
from gridcounter.store.papers import PAPERS_FILE, PaperArchive, archived
from gridcounter.store.search.query import put_in

if TYPE_CHECKING:
    from gridcounter.store.custody.manifest import Backup
    from gridcounter.store.journal.append import Journal

_CLOSED = (
    "SELECT a.id, a.number, coalesce(s.name, ''), substr(a.closed_at, 1, 10), coalesce(a.held_why, ''), "  # noqa: S608
    f"coalesce(f.state IN {tuple(map(str, sorted(UNSETTLED)))}, 0), j.device || ':' || j.seq, j.entered_at "
    "FROM application AS a JOIN journal AS j ON j.place = (SELECT place FROM journal "
    f"WHERE application = a.id AND kind = '{Kind.APPLICATION_CLOSED}' ORDER BY hlc DESC LIMIT 1) "
    "LEFT JOIN searched AS s ON s.application = a.id LEFT JOIN filing AS f ON f.application = a.id "
    "WHERE a.closed_at IS NOT NULL AND substr(a.closed_at, 1, 10) <= ? AND a.purged_on IS NULL "
    "ORDER BY a.closed_at, a.number"
)


@dataclass(frozen=True, slots=True)
class ClosedRow:
    """A closed application: `held_why` is the reason of its exemption, `filing` that its filing is unsettled.

    `ref` and `entered_at` are those of the entry that closed it, whatever day it gave.
    """

    application: str
    number: str
    name: str
    closed_on: str
    held_why: str
    filing: bool
    ref: str
    entered_at: str


@dataclass(frozen=True, slots=True)
class PurgeRow:
    """One recorded purge: `at` is its time, `counts` the contents of its entry."""

    ref: str
    hlc: str
    at: str
    clerk: str
    counts: dict[str, Any]


class PurgeStore:
    """Reads closed applications and past purges; use it only on the thread of its connection."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def closed_up_to(self, day: str) -> list[ClosedRow]:
        """Applications closed on that ISO day or before and not purged, the longest closed first."""
        rows = self._db.execute(_CLOSED, [day])
        return [
            ClosedRow(application, number, name, closed_on, held_why, bool(unsettled), *entry)
            for application, number, name, closed_on, held_why, unsettled, *entry in rows
        ]

    def done(self) -> list[PurgeRow]:
        """All purges, the newest first."""
        rows = self._db.execute("SELECT ref, hlc, at, clerk, told FROM purge ORDER BY hlc DESC")
        return [PurgeRow(ref, hlc, at, clerk, json.loads(result)) for ref, hlc, at, clerk, result in rows]

    def refs(self) -> list[str]:
        """The entries of all purges, as device:seq: a copy that lacks one may hold what it removed."""
        return [str(ref) for (ref,) in self._db.execute("SELECT ref FROM purge")]

    def numbers(self, ref: str) -> list[str]:
        """The numbers of the applications in this purge."""
        sql = (
            "SELECT json_extract(value, '$.number') FROM journal, json_each(journal.payload, '$.applications') "
            "WHERE hlc = (SELECT hlc FROM purge WHERE ref = ?)"
        )
        return [str(number) for (number,) in self._db.execute(sql, [ref])]


def purge(db: Database, journal: Journal, applications: Sequence[str], clerk: str, rule: dict[str, Any]) -> Entry:
    """Purges all of them or none; `clean` must follow. Raises CannotBePurged."""
    with plainly(RECORD_FILE), db.atomic():
        found = to_blank(db, applications)
        counted = {
            "count": len(applications),
            "entries": found.entries,
            "papers": len(found.papers),
            "attachments": len(found.attachments),
        }
        values = rule | counted | {"applications": [remains_of(db, application) for application in applications]}
        entry = journal.append(Act(Kind.RECORDS_PURGED, values, clerk))
        blank(db, applications, found)
    return entry


class NotSeenByAll(Refusal):
    """Not every desk is known to have the announcement: one may be working on what would be purged."""

    def __init__(self, awaited: Sequence[str]) -> None:
        super().__init__(
            f"还等 {'、'.join(awaited)}：收到预告以后才能清除；请与它们交换，或者由管理员停用不再来的那一台"
        )


class NotAnnounced(Refusal):
    """Another desk may be working on what would be purged: the record is shared."""

    sentence = "本台账几台共用：先预告清除，各台都收到以后再清除；请重新打开清单再办"


def announce(journal: Journal, applications: Sequence[str], clerk: str, rule: dict[str, Any]) -> Entry:
    """Tells all desks that these are to be purged; from now on nobody works on them. Raises CannotBePurged."""
    values = rule | {"applications": list(applications), "heads": heads_of(journal)}
    return journal.append(Act(Kind.PURGE_ANNOUNCED, values, clerk))


def purge_announced(db: Database, journal: Journal, applications: Sequence[str], clerk: str, at: str) -> Entry:
    """As `purge`, of what one entry of this device announced, once every desk is known to have it at that moment.

    Raises NotAnnounced, NotSeenByAll, CannotBePurged.
    """
    with plainly(RECORD_FILE), db.atomic():
        found = {one.application: one for one in standing(db) if one.device == journal.device}
        announced = {found[one].seq for one in applications if one in found}
        if len(announced) != 1 or not found.keys() >= set(applications):
            raise NotAnnounced
        (seq,) = announced
        if awaited := [one.called for one in reached(db, journal.device, at) if one.seq < seq]:
            raise NotSeenByAll(awaited)
        act, _, _ = announcement(db, journal.device, seq)
        rule = act.model_dump(mode="json", include={"until", "months", "basis", "second"}, exclude_unset=True)
        values = {"announced": f"{journal.device}:{seq}", "heads": heads_of(journal)}
        return purge(db, journal, applications, clerk, rule | values)


def heads_of(journal: Journal) -> list[dict[str, Any]]:
    """What this record has now, as an entry says it."""
    return [{"device": device, "seq": head.seq, "hash": head.hash} for device, head in journal.heads().items()]


def is_clean(db: Database) -> bool:
    """True if no erasure is pending."""
    return db.execute("SELECT 1 FROM to_erase LIMIT 1").fetchone() is None


def clean(db: Database, archive: PaperArchive) -> None:
    """Erases archived bytes that no paper or attachment refers to, and rewrites both files without free space."""
    with plainly(RECORD_FILE):
        if is_clean(db):
            return
        wanted = archived(db)
        noted = {row[0] for row in db.execute("SELECT digest FROM to_erase")} - {THE_RECORD}
        archive.erase(sorted(noted - wanted))
        vacuum(archive.db, PAPERS_FILE)
        # the index may still hold an older text of a purged application, and deleted text until segments are merged
        with db.atomic():
            put_in(db)
        db.execute("INSERT INTO search_index (search_index) VALUES ('optimize')")
        with db.atomic():
            db.execute("DELETE FROM to_erase")
        vacuum(db, RECORD_FILE)


def clean_if_it_can(db: Database, archive: PaperArchive) -> None:
    """Runs `clean` on opening; a full disk is ignored, and the next opening tries again."""
    with suppress(Fault):
        clean(db, archive)


def erase_papers_beside(backups: Sequence[Backup], place: Path, key: bytes) -> int:
    """Erases from the copy of papers beside the backups those that no backup refers to; returns how many."""
    copy = place / PAPERS_FILE
    if not copy.exists():
        return 0
    needed: set[str] = set()
    for backup in backups:
        with closing(open_database(backup.folder / RECORD_FILE, key, reading=True, one_file=True)) as db:
            needed |= archived(db)
    with closing(PaperArchive(copy, key, one_file=True)) as archive:
        gone = archive.digests() - needed
        if gone:
            archive.erase(sorted(gone))
            vacuum(archive.db, PAPERS_FILE)
    return len(gone)
