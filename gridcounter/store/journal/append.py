"""The only write: appends an entry and projects it into the tables, in one transaction.

Rebuilding runs the same projection.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from gridcounter.core.record.acts import check
from gridcounter.core.record.contents import Contents
from gridcounter.core.record.journal import LAST_MOMENT, SALT_BYTES, Act, Entry, Head, Kind, chain, tick
from gridcounter.core.record.soundness import Broken
from gridcounter.errors import Refusal
from gridcounter.store.database import OTHER_INDEX, RECORD_FILE, RecordDamaged, plainly
from gridcounter.store.engine import Database
from gridcounter.store.journal.conflicts import project_all
from gridcounter.store.journal.ends import Ends, ends_of
from gridcounter.store.journal.entries import Entries, JournalBroken, wall_clock
from gridcounter.store.journal.given_up import note_given_up
from gridcounter.store.journal.office_conflicts import settle_office_conflicts
from gridcounter.store.journal.projections.desks import shared_since
from gridcounter.store.journal.projections.entries import project_entry
from gridcounter.store.journal.rows import insert_row
from gridcounter.store.journal.table_integrity import (
    DECIDING,
    DEVICE,
    LAST,
    NUMBERING,
    digests,
    empty,
    is_other_device,
    later_number,
    note,
    notes_of,
    should_write,
)
from gridcounter.store.journal.validators.entries import Standing, refuse_invalid
from gridcounter.store.migrations import PROJECTED

# by its place: the index of the clock may be of an earlier time, and an entry before the last one breaks the journal.
# What came from other desks may have later clocks than its last one
_STANDS_ON = (
    "SELECT max(last.hlc, coalesce((SELECT max(latest) FROM head), '')), "
    "head.seq, head.hash, last.device, last.seq, last.hash "
    "FROM (SELECT max(place) AS newest FROM journal) LEFT JOIN head ON head.device = ? "
    "LEFT JOIN journal AS last ON last.place = newest"
)
#: What SQLite's check says of a whole file, and of an index that is made anew.
_MENDED = ("ok", OTHER_INDEX)
_UNSAID = "SELECT device, seq, hash, elsewhere AND seq > coalesce(seen, 0) FROM head WHERE device <> ? ORDER BY device"
_END = f"SELECT device, seq, hash {LAST}"
_GIVEN_TWICE = (
    "SELECT number FROM application GROUP BY number HAVING count(*) > 1 "
    "UNION ALL SELECT short_code FROM application GROUP BY short_code HAVING count(*) > 1"
)
_SET_HEAD = (
    "INSERT INTO head (device, seq, hash) VALUES (?, ?, ?) "
    "ON CONFLICT (device) DO UPDATE SET seq = excluded.seq, hash = excluded.hash"
)


class CannotBeProjected(Refusal):
    """The journal of one desk holds, and two applications in it have one number or query code."""

    def __init__(self, given_twice: str) -> None:
        super().__init__(
            f"台账里有两份申请用了同一个编号或查询码（{given_twice}），各表没有改动；请保留台账文件，联系维护人员"
        )


class CannotBeWritten(Refusal):
    """A text holds a lone surrogate and cannot be stored as UTF-8."""

    def __init__(self) -> None:
        super().__init__("填写内容里有不完整的字符，存不下来；请删掉这一项重新输入")


class ClockBeyond(Refusal):
    """The computer's clock is centuries ahead. An entry of that time would be the last one for ever."""

    def __init__(self, year: int) -> None:
        super().__init__(f"本机的日期是 {year} 年，明显不对，这一步没有登记；请先把电脑的日期和时间调对，再办一次")


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """`changed` names the tables that differed from the journal; `unread` the entries that no table contains."""

    entries: int
    changed: tuple[str, ...]
    unread: tuple[str, ...] = ()


class Journal(Entries):
    """Appends as one device."""

    def __init__(self, db: Database, *, clock: Callable[[], datetime] = wall_clock) -> None:
        super().__init__(db, clock=clock)
        self.device = _device_of(db)
        #: What this journal knows of them by its own entries.
        self._ends: Ends | None = None

    def append(self, act: Act, refuse: Callable[[Standing], None] = lambda _: None) -> Entry:
        """Writes one act and returns its entry, which is durable then. `refuse` is asked before, in the same
        transaction, where the act is on an application that is there.

        Its clock is later than all that were taken in. Raises MalformedAct, or another Refusal if `refuse` or a
        validator refuses the act: nothing is written then.
        """
        # what fails, or may be taken back with others, is read again
        ends, self._ends = None if self._db.conn.in_transaction else self._ends, None
        try:
            said = check(act)
            with plainly(RECORD_FILE), self._db.atomic():
                if act.kind != Kind.HEADS_SEEN and self.enter_seen(act.clerk):
                    ends = None
                refuse_invalid(self._db, act, said, refuse)
                entry = self._next(act)
                self._write(entry, said)
        except UnicodeEncodeError as wrong:
            raise CannotBeWritten from wrong
        self._ends = None if ends is None else ends.after(entry)
        return entry

    def enter_seen(self, clerk: str, devices: Collection[str] = ()) -> bool:
        """In the caller's transaction: the ends of which nothing says yet that they were seen, and of these devices.

        It comes before the next act, which may have known of them. False if there are none.
        """
        unsaid = [row for row in self._db.execute(_UNSAID, [self.device]) if row[3] or row[0] in devices]
        if not unsaid:
            return False
        heads = [{"device": device, "seq": seq, "hash": digest} for device, seq, digest, _ in unsaid]
        notes = notes_of(self._db)
        self.append(Act(Kind.HEADS_SEEN, {"heads": heads}, clerk))
        note(self._db, self.device, notes)
        for device, *_ in unsaid:
            self._db.execute("UPDATE head SET seen = seq WHERE device = ?", [device])
        return True

    def ends(self) -> Ends:
        """As `ends_of`. Asked for after each entry, and so not read again after one that was appended by itself."""
        if self._db.conn.in_transaction:
            return ends_of(self._db)
        if self._ends is None:
            self._ends = ends_of(self._db)
        return self._ends

    def forget_ends(self) -> None:
        """Entries were inserted that this journal did not append."""
        self._ends = None

    def _write(self, entry: Entry, said: Contents) -> None:
        decided, numbers = entry.seq == 1 or entry.kind in DECIDING, entry.kind in NUMBERING
        # of the head of the last entry: a new device goes on from it
        before = notes_of(self._db) if decided or numbers else None
        insert(self._db, entry)
        project_entry(self._db, entry, said)
        if before is not None:
            number = later_number(before.number, entry) if numbers else before.number
            note(self._db, entry.device, replace(before, number=number), decided=decided)
        settle_office_conflicts(self._db, entry)

    def begin_anew(self, taken: Iterable[str]) -> None:
        """What is appended from now on is another device's; see `take_new_device`."""
        self.device = take_new_device(self._db, taken)

    def rebuild(self) -> Rebuilt:
        """Empties the projected tables and projects every entry again; indexes are made anew, too.

        Raises JournalBroken, CannotBeProjected and RecordDamaged, and then nothing was changed.
        """
        with plainly(RECORD_FILE), self._db.atomic():
            if any(not line.startswith(_MENDED) for (line,) in self._db.execute("PRAGMA quick_check")):
                raise RecordDamaged(RECORD_FILE)  # pages that two tables claim would be lost to one of them
            broken = self.verify()
            if broken:
                raise JournalBroken(broken)
            self._db.execute("REINDEX journal")
            before = digests(self._db)
            empty(self._db)
            count, skipped = 0, []
            for count, (entry, is_read) in enumerate(project_all(self._db, self.all()), start=1):  # noqa: B007  the last count is the answer
                if not is_read:
                    skipped.append(entry.ref)
            self._refuse_given_twice()
            after = digests(self._db)
            changed = tuple(table for table in PROJECTED if before[table] != after[table])
            last = self._db.execute(_END).fetchone()
            if last is not None:
                writes = should_write(self._db)
                if writes and is_other_device(self._db):
                    self.device, changed = set_device(self._db, writes), (*changed, DEVICE)
                note(self._db, self.device, notes_of(self._db))
        return Rebuilt(count, changed, tuple(skipped))

    def _next(self, act: Act) -> Entry:
        now = self._clock()
        if now.timestamp() * 1000 > LAST_MOMENT:
            raise ClockBeyond(now.year)
        latest, seq, digest, *end = self._db.execute(_STANDS_ON, [self.device]).fetchone()
        if seq is None:
            self._refuse_cut_off()
        if end[0] == self.device and end[1:] != [seq, digest]:
            # a head of an earlier time would number entries that are there already
            raise JournalBroken(Broken(f"{self.device}:{end[1]}", "与登记的末尾不符"))
        return chain(
            act,
            device=self.device,
            head=None if seq is None else Head(seq, digest),
            hlc=tick(latest, now_ms=int(now.timestamp() * 1000), device=self.device),
            now=now.astimezone().isoformat(timespec="milliseconds"),
            salt=secrets.token_bytes(SALT_BYTES),
        )

    def _refuse_given_twice(self) -> None:
        """Desks that share a record may have given one number without knowing of each other; one desk cannot."""
        found = None if shared_since(self._db) else self._db.execute(_GIVEN_TWICE).fetchone()
        if found:
            raise CannotBeProjected(found[0])

    def _refuse_cut_off(self) -> None:
        """The head has a table of its own instead of being the last row: rows cut off at the end stay detectable."""
        last = self._db.execute("SELECT max(seq) FROM journal WHERE device = ?", [self.device]).fetchone()[0]
        if last is not None:
            raise JournalBroken(Broken(f"{self.device}:{last}", "末尾没有登记，后面的条目可能缺失"))


def insert(db: Database, entry: Entry) -> None:
    """The row of an entry and the head of its device, in the caller's transaction; no table knows of it yet."""
    insert_row(db, entry)
    db.execute(_SET_HEAD, [entry.device, entry.seq, entry.hash])
    note_given_up(db, entry)


def _device_of(db: Database) -> str:
    """A copy of the record writes as one device, which gets a random name when the copy is first opened."""
    found = db.execute("SELECT device FROM this_device").fetchone()
    if found is None:
        name = secrets.token_hex(4)
        db.execute("INSERT INTO this_device (device) VALUES (?)", [name])
        return name
    return str(found[0])


def take_new_device(db: Database, taken: Iterable[str]) -> str:
    """Gives a restored record a new device id.

    Entries that the old device wrote after the backup may be on papers or on another laptop: the same device and
    sequence would mean two different entries. Numbers carry the first half of the id, so the new one differs from all
    `taken` in that half.
    """
    halves = {name[:4] for name in taken}
    name = secrets.token_hex(4)
    while name[:4] in halves:
        name = secrets.token_hex(4)
    return set_device(db, name)


def set_device(db: Database, name: str) -> str:
    """What is written from now on is this device's; returns its name."""
    with db.atomic():
        db.execute("DELETE FROM this_device")
        db.execute("INSERT INTO this_device (device) VALUES (?)", [name])
    return name
