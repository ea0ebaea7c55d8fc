"""Taking in entries of other desks: the tables are afterwards what a rebuild of all entries would give.

Entries are appended as they arrive and projected in the order of the clock. Where everything on record of an
application is earlier, its new entries are projected on; else the one application is projected again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from gridcounter.core.record.acts import read
from gridcounter.core.record.journal import FIRST, LAST_MOMENT, Act, Entry, Head, Kind, entry_hash, payload_digest
from gridcounter.core.record.of_applications import AttachmentAdded
from gridcounter.core.record.of_office import RecordsPurged
from gridcounter.core.record.of_papers import PaperIssued
from gridcounter.errors import Refusal
from gridcounter.store.database import RECORD_FILE, plainly
from gridcounter.store.engine import Database
from gridcounter.store.journal.append import Journal, insert
from gridcounter.store.journal.blanking import blank, to_blank
from gridcounter.store.journal.conflicts import project_all, project_in_order
from gridcounter.store.journal.projections.desks import shared_since
from gridcounter.store.journal.projections.purge import OF_APPLICATIONS, is_purged, keep_remains, purged
from gridcounter.store.journal.table_integrity import COLUMNS, note, notes_of

#: Tables made from acts that concern no single application, children before parents.
_OF_OFFICE = (
    "office",
    "clerk",
    "reserved_number",
    "calendar_year",
    "adopted_pack",
    "kept_pack",
    "desk",
    "invitation",
    "named_key",
)
_BY_CLOCK = f"SELECT {COLUMNS} FROM journal WHERE application = ? ORDER BY hlc"  # noqa: S608  our own column names
_OFFICE_BY_CLOCK = (
    f"SELECT {COLUMNS} FROM journal WHERE application IS NULL AND kind <> '{Kind.RECORDS_PURGED}' ORDER BY hlc"  # noqa: S608
)
_HASH_AT = "SELECT hash FROM journal WHERE device = ? AND seq = ?"
_PURGES_OF = (
    f"SELECT {COLUMNS} FROM journal WHERE application IS NULL AND kind = '{Kind.RECORDS_PURGED}' AND EXISTS "  # noqa: S608
    "(SELECT 1 FROM json_each(payload, '$.applications') WHERE json_extract(value, '$.id') = ?) ORDER BY hlc LIMIT 1"
)
_LAST_OF = "SELECT max(hlc) FROM journal WHERE application = ? AND place <= ?"
# while one application is the last changed its clock is not written: others may come in between
_WRITE_CLOCKS = (
    "UPDATE application SET changed_hlc = (SELECT max(hlc) FROM journal WHERE journal.application = application.id) "
    "WHERE changed_hlc <> '' AND id IN (SELECT application FROM journal WHERE hlc >= ?)"
)
_CHANGED = "UPDATE application SET changed_hlc = ? WHERE id = ? AND purged_on IS NULL"
_WITH_BYTES = {Kind.NOTICE_ISSUED, Kind.PAPER_ISSUED, Kind.SUPPLEMENT_ISSUED, Kind.ATTACHMENT_ADDED}
_HLC = re.compile(r"([0-9]{13})-[0-9a-f]{4}-(.+)")
#: Milliseconds that are left after an entry of others: each one of ours is later than all that were taken in.
_ROOM = 366 * 24 * 60 * 60 * 1000


class NotWhole(Refusal):
    """An entry in a file from another desk does not verify. Nothing was taken in."""

    def __init__(self, ref: str) -> None:
        super().__init__(f"对方文件里的第 {ref} 条与校验值不符，没有收入任何内容；请让对方重新导出一份")


class NoRoomAfter(Refusal):
    """The clock of an entry is the last one that can be written: no entry could follow it. Nothing was taken in."""

    def __init__(self, ref: str) -> None:
        super().__init__(
            f"对方文件里的第 {ref} 条，电脑日期差了几百年，没有收入任何内容；请对方先把日期和时间调对，并联系维护人员"
        )


class Gap(Refusal):
    """Entries between the last one on record and the first one in the file are missing."""

    def __init__(self, device: str, seq: int) -> None:
        super().__init__(
            f"对方文件缺少设备 {device} 第 {seq} 条起的登记，没有收入任何内容；"
            "请先从本台导出一次给对方收，再让对方重新导出"
        )


class Forked(Refusal):
    """Two histories of one device: its folder was copied, and both went on writing."""

    def __init__(self, device: str) -> None:
        self.device = device
        super().__init__(
            f"设备 {device} 有两份不同的登记，可能是台账文件夹被复制后两边都在用；没有收入任何内容，请联系维护人员"
        )


class OfAnotherRecord(Refusal):
    """The file is of a record that was founded apart: its first entry is another one."""

    def __init__(self) -> None:
        super().__init__("这是另一本台账的文件，不能收入本台账；请核对是不是本单位的文件")


class BlankedOnTheWay(Refusal):
    """Contents are blank, and no purge on record or in the file says so."""

    def __init__(self, ref: str) -> None:
        super().__init__(f"对方文件里的第 {ref} 条没有内容，也没有清除它的登记；没有收入任何内容，请让对方重新导出一份")


@dataclass(frozen=True, slots=True)
class Taken:
    """`entries` are new here; `applications` are those they concern, in the order of the clock."""

    entries: int
    applications: tuple[str, ...]


def take(
    db: Database,
    journal: Journal,
    record: str,
    entries: Iterable[Entry],
    clerk: str,
    present: frozenset[str] = frozenset(),
) -> Taken:
    """Takes in what is new of `record`, in one transaction, and enters under `clerk` what was seen.

    The entries of each device are in their order. Papers whose digest is not among the `present` are awaited. What
    others have merely seen is left for the next time if nothing else is new. Raises OfAnotherRecord, NotWhole, Gap,
    NoRoomAfter, Forked, BlankedOnTheWay: nothing was written then.
    """
    with plainly(RECORD_FILE), db.atomic():
        if record != record_id(db):
            raise OfAnotherRecord
        new = _new_among(db, journal.heads(), entries)
        if all(entry.kind == Kind.HEADS_SEEN for entry in new):
            return Taken(0, ())
        db.execute("PRAGMA defer_foreign_keys = ON")
        notes, latest = notes_of(db), journal.latest()
        (place,) = db.execute("SELECT coalesce(max(place), 0) FROM journal").fetchone()
        db.execute(_WRITE_CLOCKS, [min(entry.hlc for entry in new)])
        _insert(db, new, journal.device)
        applications = _project(db, new, place)
        await_papers(db, new, present)
        ends = {entry.device: {"device": entry.device, "seq": entry.seq, "hash": entry.hash} for entry in new}
        seen = Act(Kind.HEADS_SEEN, {"heads": list(ends.values())}, clerk)
        journal.append(seen, after=max(latest, *(entry.hlc for entry in new)))
        note(db, journal.device, notes)
    return Taken(len(new), applications)


def record_id(db: Database) -> str:
    """Names the record in all its copies: the hash of its first entry; "" without one."""
    row = db.execute("SELECT hash FROM journal ORDER BY place LIMIT 1").fetchone()
    return "" if row is None else str(row[0])


def begin_as_another_desk(db: Database, journal: Journal) -> None:
    """In a copy of the record: what is appended from now on is another desk's, whose devices before are elsewhere.

    In the transaction in which it enters that it joined.
    """
    db.execute("UPDATE head SET elsewhere = 1")
    journal.begin_anew(journal.heads())


def begin_with(db: Database, journal: Journal, entries: Iterable[Entry]) -> None:
    """Fills a new record with the whole journal of another desk, in the caller's transaction. Its papers are awaited.

    Raises NotWhole, NoRoomAfter, Gap, Forked, BlankedOnTheWay.
    """
    new = _new_among(db, {}, entries)
    for entry in new:
        insert(db, entry)
    begin_as_another_desk(db, journal)
    for _ in project_all(db, journal.all()):
        pass
    await_papers(db, new, frozenset())


def _new_among(db: Database, heads: dict[str, Head], entries: Iterable[Entry]) -> list[Entry]:
    """Of each device what follows its end on record, checked one by one."""
    new: list[Entry] = []
    before: dict[str, Entry] = {}
    known: dict[str, Entry] = {}
    for entry in entries:
        last = before.get(entry.device)
        head = Head(last.seq, last.hash) if last else heads.get(entry.device, Head(0, FIRST))
        if entry.seq <= head.seq and last is None:
            known[entry.device] = entry
            continue
        _check(entry, head, last)
        new.append(entry)
        before[entry.device] = entry
    for device, entry in known.items():
        row = db.execute(_HASH_AT, [device, entry.seq]).fetchone()
        if row != (entry.hash,):
            raise Forked(device)
    _check_blanks(db, new)
    return new


def _check(entry: Entry, head: Head, last: Entry | None) -> None:
    if entry.seq > head.seq + 1:
        raise Gap(entry.device, head.seq + 1)
    if entry.seq <= head.seq or entry.prev != head.hash:
        raise Forked(entry.device)
    clock = _HLC.fullmatch(entry.hlc)
    if entry_hash(entry) != entry.hash or clock is None or clock[2] != entry.device:
        raise NotWhole(entry.ref)
    if int(clock[1]) > LAST_MOMENT - _ROOM:
        raise NoRoomAfter(entry.ref)
    if (entry.written is None) != (entry.salt is None) or (last is not None and entry.hlc <= last.hlc):
        raise NotWhole(entry.ref)
    if entry.written is None or entry.salt is None:
        return
    if payload_digest(entry.written, entry.salt) != entry.payload_digest:
        raise NotWhole(entry.ref)


def _check_blanks(db: Database, new: Sequence[Entry]) -> None:
    purged_here = {one for entry in new for one in _purged_by(entry)}
    for entry in new:
        if entry.written is None and entry.application not in purged_here and not is_purged(db, entry.application):
            raise BlankedOnTheWay(entry.ref)


def _purged_by(entry: Entry) -> tuple[str, ...]:
    act = read(entry) if entry.kind == Kind.RECORDS_PURGED else None
    return tuple(one.id for one in act.applications) if isinstance(act, RecordsPurged) else ()


def _insert(db: Database, new: Sequence[Entry], own: str) -> None:
    for entry in new:
        insert(db, replace(entry, written=None, salt=None) if is_purged(db, entry.application) else entry)
    for device in {entry.device for entry in new if entry.seq == 1} - {own}:
        db.execute("UPDATE head SET elsewhere = 1 WHERE device = ?", [device])


def _project(db: Database, new: Sequence[Entry], place: int) -> tuple[str, ...]:
    """`place` is the last one before the new entries; returns the applications that they concern."""
    if any(entry.application is None for entry in new):
        _project_office_again(db)
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
    return tuple(of_each)


def await_papers(db: Database, new: Iterable[Entry], present: frozenset[str]) -> None:
    """Papers and attachments of these entries that the archive does not hold: another desk has them.

    Nobody waits for those of a purged application.
    """
    for digest in digests_in(entry for entry in new if not is_purged(db, entry.application)):
        if digest not in present:
            db.execute("INSERT INTO awaited (digest) VALUES (?) ON CONFLICT (digest) DO NOTHING", [digest])


def digests_in(entries: Iterable[Entry]) -> Iterator[str]:
    """Of the papers and attachments that these entries added."""
    for entry in entries:
        act = read(entry) if entry.kind in _WITH_BYTES else None
        if isinstance(act, PaperIssued | AttachmentAdded):
            yield act.sha256


def _purge(db: Database, entry: Entry) -> None:
    """Of two purges of one application the earlier one by the clock says what is left of it."""
    act = read(entry)
    if not isinstance(act, RecordsPurged):
        return
    applications = [one.id for one in act.applications]
    removed = to_blank(db, applications)
    known = [application for application in applications if is_purged(db, application)]
    purged(db, entry, act)
    for application in known:
        first = Entry(*db.execute(_PURGES_OF, [application]).fetchone())
        if isinstance(said := read(first), RecordsPurged):
            keep_remains(db, first, next(one for one in said.applications if one.id == application))
    blank(db, applications, removed)


def _project_office_again(db: Database) -> None:
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
