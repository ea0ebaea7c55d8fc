"""Taking in entries of other desks: the tables are afterwards what a rebuild of all entries would give.

Entries are appended as they arrive and projected in the order of the clock. Where everything on record of an
application is earlier, its new entries are projected on; else the one application is projected again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from gridcounter.core.record.acts import read
from gridcounter.core.record.journal import Entry, Kind, canonical
from gridcounter.core.record.of_applications import AttachmentAdded
from gridcounter.core.record.of_office import RecordsPurged
from gridcounter.core.record.of_papers import PaperIssued
from gridcounter.store.engine import Database
from gridcounter.store.journal.append import Journal, insert
from gridcounter.store.journal.arriving import verify_arriving
from gridcounter.store.journal.blanking import blank, to_blank
from gridcounter.store.journal.conflicts import project_all, project_in_order
from gridcounter.store.journal.given_up import as_meant
from gridcounter.store.journal.office_conflicts import note_office_conflicts
from gridcounter.store.journal.projections.desks import shared_since
from gridcounter.store.journal.projections.entries import RECORDED_ONLY
from gridcounter.store.journal.projections.purge import OF_APPLICATIONS, is_purged, keep_remains, purged
from gridcounter.store.journal.rows import COLUMNS
from gridcounter.store.journal.subjects import OF_ANY, OF_SUBJECTS, subject_of
from gridcounter.store.journal.table_integrity import note_taken_in, notes_of

#: Tables made from acts that concern no single application, children before parents.
_OF_OFFICE = (
    *("office", "clerk", "reserved_number", "calendar_year", "adopted_pack", "kept_pack"),
    *("desk", "invitation", "named_key", "announced", "sharing"),
)
_BY_CLOCK = f"SELECT {COLUMNS} FROM journal WHERE application = ? ORDER BY hlc"  # noqa: S608  our own column names
#: Of kinds that change none of these tables; they are many.
_BESIDE = {Kind.RECORDS_PURGED, *RECORDED_ONLY}
_OFFICE_BY_CLOCK = (
    f"SELECT {COLUMNS} FROM journal WHERE application IS NULL "  # noqa: S608
    f"AND kind NOT IN {tuple(sorted(map(str, _BESIDE)))} ORDER BY hlc"
)
_PURGES_OF = (
    f"SELECT {COLUMNS} FROM journal WHERE application IS NULL AND kind = '{Kind.RECORDS_PURGED}' AND EXISTS "  # noqa: S608
    "(SELECT 1 FROM json_each(payload, '$.applications') WHERE json_extract(value, '$.id') = ?) ORDER BY hlc LIMIT 1"
)
_LAST_OF = "SELECT max(hlc) FROM journal WHERE application = ? AND place <= ?"
# while one application is the last changed its clock is not written: others may come in between
_SETTLE = (
    "UPDATE application SET changed_hlc = (SELECT max(hlc) FROM journal WHERE journal.application = application.id) "
    "WHERE changed_hlc <> '' AND id IN ({which}) "
    "AND changed_hlc <> (SELECT max(hlc) FROM journal WHERE journal.application = application.id)"
)
_SETTLE_THESE = _SETTLE.format(which="SELECT value FROM json_each(?)")
_SETTLE_SINCE = _SETTLE.format(which="SELECT application FROM journal WHERE place > ?")
_CHANGED = "UPDATE application SET changed_hlc = ? WHERE id = ? AND purged_on IS NULL"
#: Entries between two steps of progress.
_BETWEEN = 500
_WITH_BYTES = {Kind.NOTICE_ISSUED, Kind.PAPER_ISSUED, Kind.SUPPLEMENT_ISSUED, Kind.ATTACHMENT_ADDED}


def settle_clocks(db: Database, applications: Sequence[str]) -> None:
    """Writes when these were changed last: what comes in may be earlier than that. It alters no order.

    Before the first `bring_in` of what is earlier.
    """
    with db.atomic():
        db.execute(_SETTLE_THESE, [canonical(applications)])


def bring_in(
    db: Database, journal: Journal, new: Sequence[Entry], is_here: Callable[[str], bool], settled: int
) -> tuple[str, ...]:
    """Appends and projects entries that were verified, in the caller's transaction; the applications they concern.

    Papers that are not here by their digest are awaited. Up to the place `settled` the clocks of the applications are.
    """
    db.execute("PRAGMA defer_foreign_keys = ON")
    notes, latest = notes_of(db), max(journal.latest(), *(entry.hlc for entry in new))
    place = last_place(db)
    db.execute(_SETTLE_SINCE, [settled])
    _insert(db, new, journal.device)
    applications = _project(db, new, place)
    await_papers(db, new, is_here)
    note_taken_in(db, journal.device, notes, latest)
    journal.forget_ends()
    return applications


def last_place(db: Database) -> int:
    """Of the last entry in writing order; 0 without one."""
    return int(db.execute("SELECT coalesce(max(place), 0) FROM journal").fetchone()[0])


def record_id(db: Database) -> str:
    """Names the record in all its copies: the hash of its first entry; "" without one."""
    row = db.execute("SELECT hash FROM journal ORDER BY place LIMIT 1").fetchone()
    return "" if row is None else str(row[0])


def begin_as_another_desk(db: Database, journal: Journal) -> None:
    """In a copy of the record: what is appended from now on is another desk's, whose devices before are elsewhere.

    In the transaction in which it enters that it joined.
    """
    db.execute("UPDATE head SET elsewhere = 1, seen = seq")
    journal.begin_anew(journal.heads())


def begin_with(
    db: Database,
    journal: Journal,
    entries: Iterable[Entry],
    progress: Callable[[int, int], None] = lambda _, __: None,
) -> None:
    """Fills a new record with the whole journal of another desk, in the caller's transaction. Its papers are awaited.

    `entries` are read twice. What `progress` raises ends it. Raises as `verify_arriving`.
    """
    total = verify_arriving(db, {}, entries).new
    for entry in entries:
        insert(db, entry)
    begin_as_another_desk(db, journal)
    for done, _ in enumerate(project_all(db, journal.all())):
        if done % _BETWEEN == 0:
            progress(done, total)
    await_papers(db, journal.all(), lambda _: False)
    progress(total, total)


def _insert(db: Database, new: Sequence[Entry], own: str) -> None:
    for entry in new:
        insert(db, replace(entry, written=None, salt=None) if is_purged(db, entry.application) else entry)
    for device in {entry.device for entry in new if entry.seq == 1} - {own}:
        db.execute("UPDATE head SET elsewhere = 1 WHERE device = ?", [device])


def _project(db: Database, new: Sequence[Entry], place: int) -> tuple[str, ...]:
    """`place` is the last one before the new entries; returns the applications that they concern."""
    if any(entry.application is None and entry.kind not in _BESIDE for entry in new):
        project_office_again(db)
    for entry in new:
        if entry.kind == Kind.RECORDS_PURGED:
            _purge(db, entry)
    shared = shared_since(db)
    of_each: dict[str, list[Entry]] = {}
    for entry in sorted(new, key=lambda one: one.hlc):
        if entry.application is not None:
            of_each.setdefault(entry.application, []).append(entry)
    for application, entries in of_each.items():
        if not is_purged(db, application):
            _project_application(db, entries, place, shared)
    note_office_conflicts(db, new)
    return tuple(of_each)


def await_papers(db: Database, new: Iterable[Entry], is_here: Callable[[str], bool]) -> None:
    """Papers and attachments of these entries that the archive does not hold: another desk has them.

    Nobody waits for those of a purged application.
    """
    for digest in digests_in(one for one in new if one.kind in _WITH_BYTES and not is_purged(db, one.application)):
        if not is_here(digest):
            db.execute("INSERT INTO awaited (digest) VALUES (?) ON CONFLICT (digest) DO NOTHING", [digest])


def digests_in(entries: Iterable[Entry]) -> Iterator[str]:
    """Of the papers and attachments that these entries added."""
    for entry in entries:
        act = read(entry) if entry.kind in _WITH_BYTES else None
        if isinstance(act, PaperIssued | AttachmentAdded):
            yield act.sha256


def _purge(db: Database, entry: Entry) -> None:
    """Of two purges of one application the earlier one by the clock says what is left of it."""
    act = read(as_meant(db, entry))
    if not isinstance(act, RecordsPurged):
        return
    applications = [one.id for one in act.applications]
    removed = to_blank(db, applications)
    known = [application for application in applications if is_purged(db, application)]
    purged(db, entry, act)
    for application in known:
        keep_remains_again(db, application)
    blank(db, applications, removed)


def keep_remains_again(db: Database, application: str) -> None:
    """What the earliest of its purges says is left of the application."""
    row = db.execute(_PURGES_OF, [application]).fetchone()
    if row is None:
        return  # it is on its way
    first = Entry(*row)
    if isinstance(said := read(as_meant(db, first)), RecordsPurged):
        keep_remains(db, first, next(one for one in said.applications if one.id == application))


def project_office_again(db: Database) -> None:
    """In the caller's transaction, from all entries that concern no application but the purges."""
    for table in _OF_OFFICE:
        db.execute(f"DELETE FROM {table}")  # noqa: S608  our own table names
    for row in db.execute(_OFFICE_BY_CLOCK).fetchall():
        project_in_order(db, Entry(*row), None)


def _project_application(db: Database, new: Sequence[Entry], place: int, shared: str | None) -> None:
    """Projects the new entries on where everything on record is earlier by the clock; else all of them again."""
    application = new[0].application
    (last,) = db.execute(_LAST_OF, [application, place]).fetchone()
    if last is not None and last > new[0].hlc:
        project_again(db, str(application), shared)
        return
    for entry in new:
        project_in_order(db, entry, shared)
    db.execute(_CHANGED, [new[-1].hlc, application])


def project_again(db: Database, application: str, shared: str | None) -> None:
    """Projects one application anew from all its entries, in the caller's transaction with deferred foreign keys."""
    if subject_of(db, application) is not None:
        _project_subject_again(db, application, shared)
        return
    row = db.execute("SELECT rowid FROM application WHERE id = ?", [application]).fetchone()
    for table in (*OF_APPLICATIONS, "application"):
        column = "id" if table == "application" else "application"
        db.execute(f"DELETE FROM {table} WHERE {column} = ?", [application])  # noqa: S608  our own table names
    last = ""
    for found in db.execute(_BY_CLOCK, [application]).fetchall():
        entry = Entry(*found)
        project_in_order(db, entry, shared)
        last = entry.hlc
    db.execute(_CHANGED, [last, application])
    if row is not None:
        db.execute("UPDATE application SET rowid = ? WHERE id = ?", [row[0], application])


def _project_subject_again(db: Database, subject: str, shared: str | None) -> None:
    """As `project_again`, for a park, a firm or a visit."""
    for table in OF_SUBJECTS:
        db.execute(f"DELETE FROM {table} WHERE subject = ?", [subject])  # noqa: S608  our own table names
    for table in OF_ANY:
        db.execute(f"DELETE FROM {table} WHERE application = ?", [subject])  # noqa: S608
    db.execute("DELETE FROM subject WHERE id = ?", [subject])
    for found in db.execute(_BY_CLOCK, [subject]).fetchall():
        project_in_order(db, Entry(*found), shared)
