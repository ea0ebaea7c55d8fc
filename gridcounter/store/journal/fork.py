"""Repairing a device with two histories: its folder was copied, and both copies went on under its name.

Of two histories one keeps the name, and the other is entered again under a new device: with the same clock, day and
clerk, and with its refs as they are then. The desk whose entries they are does so when it meets the other history;
every other desk follows, once an entry says so. What stood there is kept in a table, without its contents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from gridcounter.core.record.acts import read
from gridcounter.core.record.journal import FIRST, Act, Entry, Head, Kind, entry_hash, payload_digest
from gridcounter.core.record.of_desks import ForkRepaired
from gridcounter.core.record.of_office import ends_in
from gridcounter.core.record.soundness import BEGINS_ANEW
from gridcounter.store.database import RECORD_FILE, plainly
from gridcounter.store.engine import Database
from gridcounter.store.journal.append import Journal, insert
from gridcounter.store.journal.arriving import Forked, NotWhole, check
from gridcounter.store.journal.entries import Entries
from gridcounter.store.journal.given_up import StillStanding, note_given_up, now_at, with_refs
from gridcounter.store.journal.merge import (
    keep_remains_again,
    project_again,
    project_office_again,
    settle_clocks,
)
from gridcounter.store.journal.office_conflicts import find_office_conflicts_again
from gridcounter.store.journal.projections.desks import is_elsewhere, shared_since
from gridcounter.store.journal.projections.purge import is_purged
from gridcounter.store.journal.rows import COLUMNS
from gridcounter.store.journal.table_integrity import note, note_taken_in, notes_of

_HASH_AT = "SELECT hash FROM journal WHERE device = ? AND seq = ?"
_TAIL = f"SELECT {COLUMNS} FROM journal WHERE device = ? AND seq >= ? ORDER BY seq"  # noqa: S608  our own column names
_AS_THEY_WERE = "device, seq, hlc, entered_at, happened_at, clerk, application, kind, payload_digest, prev, hash"
_KEEP = (
    f"INSERT INTO forked ({_AS_THEY_WERE}) SELECT {_AS_THEY_WERE} FROM journal "  # noqa: S608
    "WHERE device = ? AND seq >= ? ON CONFLICT DO NOTHING"
)
_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal'"
_WENT_ON = "SELECT 1 FROM head WHERE device = ? AND NOT elsewhere AND seq > ?"
_LATER = "SELECT min(seq) FROM journal WHERE hlc > ? AND device = ? AND seq > ?"
_CHANGED_SINCE = "SELECT DISTINCT application FROM journal WHERE hlc >= ? AND application IS NOT NULL"
#: Characters of a clock before the device: milliseconds and a counter.
_MOMENT = 18


def repair(db: Database, journal: Journal, forked: str, sent: Sequence[Entry], clerk: str) -> bool:
    """Makes room for the history of the device `forked` that was sent, in one transaction; what was sent is taken in
    afterwards. True if entries of this desk were entered again, False if those of another, which had done so.

    Raises Forked where another desk must do it, and NotWhole if what was entered again is not what stands here.
    """
    with as_another_device(db, journal):
        db.execute("PRAGMA defer_foreign_keys = ON")
        followed = [entry for entry in sent if _follow(db, journal, entry, sent, clerk)]
        since = _parting(db, forked, StillStanding(db, sent))
        if since is not None:
            _enter_again(db, journal, _tail(db, forked, since), clerk)
        elif not followed:
            raise Forked(forked)
        return since is not None


def leave_the_name(db: Database, journal: Journal, device: str, sent: Iterable[Entry], clerk: str) -> None:
    """Enters this desk's history of the device again though the other one, which was sent, was given up too.

    Raises Forked where what was sent does not show where they part, or another desk must do it.
    """
    with as_another_device(db, journal):
        db.execute("PRAGMA defer_foreign_keys = ON")
        since = _parting(db, device, sent)
        if since is None:
            raise Forked(device)
        _enter_again(db, journal, _tail(db, device, since), clerk)


@contextmanager
def as_another_device(db: Database, journal: Journal) -> Iterator[None]:
    """One transaction, in which a new device may be taken; the journal writes as before where it fails."""
    writing = journal.device
    try:
        with plainly(RECORD_FILE), db.atomic():
            yield
    except BaseException:
        journal.device = writing
        raise


def note_copies(db: Database) -> None:
    """Marks what came in of this desk's former devices and is later than the act by which another one took their place:
    a copy of the folder writes it. What a restore had given up, and comes back, is earlier.
    """
    for entry in Entries(db).of_office(BEGINS_ANEW):
        for end in () if is_elsewhere(db, entry) else ends_in(read(entry)) or ():
            if db.execute(_WENT_ON, [end.device, end.seq]).fetchone():
                (first,) = db.execute(_LATER, [entry.hlc, end.device, end.seq]).fetchone()
                if first is not None:
                    db.execute("UPDATE head SET elsewhere = ? WHERE device = ?", [first, end.device])


def _parting(db: Database, device: str, sent: Iterable[Entry]) -> int | None:
    """The number of the first entry of the device that is another one here; None if what was sent does not show it."""
    for entry in sent:
        if entry.device == device:
            row = db.execute(_HASH_AT, [device, entry.seq]).fetchone()
            if row is not None and row[0] != entry.hash:
                before = db.execute(_HASH_AT, [device, entry.seq - 1]).fetchone()
                return entry.seq if before == (entry.prev,) else None
    return None


def _standing(db: Database, act: ForkRepaired) -> list[Entry]:
    """The entries on record that were entered again; none if this is the history that keeps the name."""
    row = db.execute(_HASH_AT, [act.device, act.seq]).fetchone()
    return _tail(db, act.device, act.seq) if row == (act.hashes[0],) else []


def _tail(db: Database, device: str, since: int) -> list[Entry]:
    return [Entry(*row) for row in db.execute(_TAIL, [device, since])]


def _follow(db: Database, journal: Journal, said: Entry, sent: Sequence[Entry], clerk: str) -> bool:
    """What stands here makes way if all of it is there again, as this entry says; False if it says nothing of it."""
    act = read(said) if said.kind == Kind.FORK_REPAIRED else None
    if not isinstance(act, ForkRepaired) or not (tail := _standing(db, act)):
        return False
    if act.device == journal.device or [one.hash for one in tail] != list(act.hashes[: len(tail)]):
        raise Forked(act.device)
    notes, latest = notes_of(db), _latest(db, journal)
    again = [_as_here(one, there, act) for one, there in zip(tail, _again_in(sent, act, tail), strict=True)]
    note_given_up(db, said)
    _make_way(db, tail, again)
    for entry in again:
        insert(db, entry)
    last = again[-1]
    db.execute("UPDATE head SET elsewhere = 1 WHERE device = ?", [last.device])
    _project(db, tail)
    seen = {"device": last.device, "seq": last.seq, "hash": last.hash}
    note_taken_in(db, journal.device, notes, max(latest, last.hlc))
    journal.append(Act(Kind.HEADS_SEEN, {"heads": [seen]}, clerk))
    note(db, journal.device, notes)
    db.execute("UPDATE head SET seen = seq WHERE device = ?", [last.device])
    return True


def _latest(db: Database, journal: Journal) -> str:
    """What is entered here is later than this, and stays so when a head goes."""
    (taken_in,) = db.execute("SELECT coalesce(max(latest), '') FROM head").fetchone()
    return max(journal.latest(), str(taken_in))


def _again_in(sent: Iterable[Entry], act: ForkRepaired, tail: Sequence[Entry]) -> list[Entry]:
    """What takes the place of these entries: the first ones of a device of which none is here yet."""
    device, _, number = act.again.rpartition(":")
    head, last, new = Head(int(number) - 1, FIRST), None, list[Entry]()
    for entry in sent:
        if entry.device == device and len(new) < len(tail):
            check(entry, head, last)
            new.append(entry)
            head, last = Head(entry.seq, entry.hash), entry
    if len(new) < len(tail):
        raise NotWhole(act.again)
    return new


def _as_here(entry: Entry, again: Entry, act: ForkRepaired) -> Entry:
    """The entry under its new name with what is known of its contents here. Raises NotWhole if it is another one."""
    written, salt = entry.written, entry.salt
    if written is not None and salt is not None:
        written = _renamed(written, act)
        if payload_digest(written, salt) != again.payload_digest:
            raise NotWhole(again.ref)
    if _facts(entry) != _facts(again):
        raise NotWhole(again.ref)
    return replace(again, written=written, salt=salt)


def _facts(entry: Entry) -> tuple[object, ...]:
    moment = entry.hlc[:_MOMENT]
    return moment, entry.entered_at, entry.happened_at, entry.clerk, entry.application, entry.kind


def _enter_again(db: Database, journal: Journal, tail: Sequence[Entry], clerk: str) -> None:
    notes, latest, first = notes_of(db), _latest(db, journal), tail[0]
    if is_elsewhere(db, first):
        raise Forked(first.device)
    journal.begin_anew(journal.heads())
    act = ForkRepaired(
        device=first.device,
        seq=first.seq,
        hashes=tuple(one.hash for one in tail),
        again=f"{journal.device}:1",
    )
    again = list(_again(tail, act, journal.device))
    _make_way(db, tail, again)
    for entry in again:
        insert(db, entry)
    db.execute("UPDATE head SET elsewhere = ? WHERE device = ?", [first.seq, first.device])
    _keep_the_signing_key(db, tail, journal.device)
    note_taken_in(db, journal.device, notes, max(latest, again[-1].hlc))
    journal.append(Act(Kind.FORK_REPAIRED, act.model_dump(mode="json"), clerk))
    _project(db, tail)  # now that it is on record which refs are meant
    note(db, journal.device, notes)


def _again(tail: Iterable[Entry], act: ForkRepaired, device: str) -> Iterator[Entry]:
    """The same entries in a chain of the new device. Salts stay: who knows the old digest can compare contents."""
    prev = FIRST
    for number, entry in enumerate(tail, start=1):
        written, digest = entry.written, entry.payload_digest
        if written is not None and entry.salt is not None:
            written = _renamed(written, act)
            digest = payload_digest(written, entry.salt)
        hlc = f"{entry.hlc[:_MOMENT]}-{device}"
        moved = replace(
            entry, device=device, seq=number, hlc=hlc, written=written, payload_digest=digest, prev=prev, hash=""
        )
        moved = replace(moved, hash=entry_hash(moved))
        prev = moved.hash
        yield moved


def _renamed(written: str, act: ForkRepaired) -> str:
    last = act.seq + len(act.hashes)

    def now(ref: str, device: str, seq: int) -> str:
        return now_at(act, seq - act.seq) if device == act.device and act.seq <= seq < last else ref

    return with_refs(written, now)


def _make_way(db: Database, tail: Sequence[Entry], again: Sequence[Entry]) -> None:
    """Takes these last entries of a device out of the journal, and keeps what they were without their contents."""
    first = tail[0]
    settle_clocks(db, [row[0] for row in db.execute(_CHANGED_SINCE, [min(entry.hlc for entry in tail)])])
    db.execute(_KEEP, [first.device, first.seq])
    for old, new in zip(tail, again, strict=True):
        if old.kind == Kind.RECORDS_PURGED:
            db.execute("UPDATE purge SET ref = ?, hlc = ? WHERE ref = ?", [new.ref, new.hlc, old.ref])
    with _may_be_cut(db):
        db.execute("DELETE FROM journal WHERE device = ? AND seq >= ?", [first.device, first.seq])
    (elsewhere,) = db.execute("SELECT elsewhere FROM head WHERE device = ?", [first.device]).fetchone()
    db.execute("DELETE FROM head WHERE device = ?", [first.device])
    if first.seq > 1:
        db.execute(
            "INSERT INTO head (device, seq, hash, elsewhere, seen) VALUES (?, ?, ?, ?, ?)",
            [first.device, first.seq - 1, first.prev, elsewhere, first.seq - 1],
        )


@contextmanager
def _may_be_cut(db: Database) -> Iterator[None]:
    """The journal's triggers are away in this block, in the caller's transaction: they guard against mistakes."""
    triggers = db.execute(_TRIGGERS).fetchall()
    for name, _ in triggers:
        db.execute(f"DROP TRIGGER {name}")
    yield
    for _, made_by in triggers:
        db.execute(made_by)


def _keep_the_signing_key(db: Database, tail: Iterable[Entry], device: str) -> None:
    """A key that was made after the copy is this desk's alone, and stays the one of its entry."""
    if any(entry.kind == Kind.SIGNING_KEY_MADE for entry in tail):
        db.execute("UPDATE signing_key SET device = ?", [device])


def _project(db: Database, tail: Iterable[Entry]) -> None:
    """The tables as the journal gives them now, as far as these entries concern them."""
    if any(entry.application is None for entry in tail):
        project_office_again(db)
    shared = shared_since(db)
    for application in dict.fromkeys(entry.application for entry in tail if entry.application is not None):
        if is_purged(db, application):
            keep_remains_again(db, application)
        else:
            project_again(db, application, shared)
    find_office_conflicts_again(db)
