"""The only write: appends an entry and projects it into the tables, in one transaction.

Rebuilding runs the same projection.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from gridcounter.core.application import ApplicationId
from gridcounter.core.record.acts import Read, check, read, unread
from gridcounter.core.record.clock_marks import TOLERANCE, Times, off_clock, times_of
from gridcounter.core.record.contents import Contents
from gridcounter.core.record.journal import LAST_MOMENT, SALT_BYTES, Act, Entry, Head, chain, tick
from gridcounter.core.record.soundness import Broken, first_broken
from gridcounter.errors import Refusal
from gridcounter.store.database import OTHER_INDEX, RECORD_FILE, RecordDamaged, plainly
from gridcounter.store.engine import Database, IntegrityError
from gridcounter.store.journal.projections.entries import project_entry
from gridcounter.store.journal.table_integrity import (
    COLUMNS,
    DECIDING,
    DEVICE,
    LAST,
    NUMBERING,
    differing,
    digests,
    empty,
    is_other_device,
    later_number,
    note,
    notes_of,
)
from gridcounter.store.journal.validators.entries import refuse_invalid
from gridcounter.store.migrations import PROJECTED

# in writing order: each device writes its entries in sequence. A copy from before that column has only rowid
_IN_ORDER = f"SELECT {COLUMNS} FROM journal ORDER BY rowid"  # noqa: S608  our own column names
_BY_CLOCK = f"SELECT {COLUMNS} FROM journal ORDER BY hlc"  # noqa: S608
_OF_ONE = f"SELECT {COLUMNS} FROM journal WHERE application = ? ORDER BY hlc"  # noqa: S608
_ROWS_OF_ONE = f"SELECT {COLUMNS} FROM journal NOT INDEXED WHERE application = ? ORDER BY hlc"  # noqa: S608
_LACKING = "SELECT max(place) > count(*) FROM journal NOT INDEXED"
_AFTER = f"SELECT {COLUMNS} FROM journal WHERE place > ? ORDER BY place LIMIT 1"  # noqa: S608
# its entries stand one after the other
_BEGINNING = f"SELECT {COLUMNS} FROM journal WHERE place = (SELECT place - seq + 1 {LAST})"  # noqa: S608
_OF_OFFICE = f"SELECT {COLUMNS} FROM journal WHERE application IS NULL ORDER BY hlc"  # noqa: S608
_NEWEST = f"SELECT {COLUMNS} FROM journal WHERE application = ? AND kind = ? ORDER BY hlc DESC"  # noqa: S608
_INSERT = f"INSERT INTO journal ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
_STANDS_ON = (
    "SELECT latest, head.seq, head.hash, last.device, last.seq, last.hash "
    "FROM (SELECT max(hlc) AS latest FROM journal) LEFT JOIN head ON head.device = ? "
    "LEFT JOIN journal AS last ON last.place = (SELECT max(place) FROM journal)"
)
#: What SQLite's check says of a whole file, and of an index that is made anew.
_MENDED = ("ok", OTHER_INDEX)
_END = f"SELECT device, seq, hash {LAST}"
# the logical clock waits where the computer's is behind it, and counts: in most records the index alone says that no
# entry did
_CLOCK_FELL = (
    "WITH waited AS MATERIALIZED (SELECT hlc FROM journal WHERE substr(hlc, 15, 4) <> '0000') "
    "SELECT 1 FROM waited CROSS JOIN journal USING (hlc) "
    "WHERE unixepoch(entered_at) + ? < CAST(substr(hlc, 1, 13) AS INTEGER) / 1000 LIMIT 1"
)
_CLOCK_FELL_SINCE = (
    "SELECT 1 FROM journal "
    "WHERE place > ? AND unixepoch(entered_at) + ? < CAST(substr(hlc, 1, 13) AS INTEGER) / 1000 LIMIT 1"
)
_SET_HEAD = (
    "INSERT INTO head (device, seq, hash) VALUES (?, ?, ?) "
    "ON CONFLICT (device) DO UPDATE SET seq = excluded.seq, hash = excluded.hash"
)


class JournalBroken(Refusal):
    """The chain does not verify; nothing was changed."""

    def __init__(self, broken: Broken) -> None:
        self.ref = broken.ref
        super().__init__(
            f"台账第 {broken.ref} 条有问题（{broken.what}），没有改动任何内容；请保留原文件，从最近的备份恢复"
        )


class CannotBeProjected(Refusal):
    """The journal holds, and two of its entries contradict each other."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(
            f"台账第 {entry.ref} 条（{entry.kind}）与前面的一条用了同一个编号或查询码，各表没有改动；"
            "请保留台账文件，联系维护人员"
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


def wall_clock() -> datetime:
    """Now, in UTC: the default clock of a journal."""
    return datetime.now(UTC)


class Entries:
    """Reads the journal; use it only on the thread of its connection.

    `clock` returns the present moment with its time zone.
    """

    def __init__(self, db: Database, *, clock: Callable[[], datetime] = wall_clock) -> None:
        self._db = db
        self._clock = clock
        #: Up to this place no entry is known to have been entered behind the logical clock.
        self._timely = 0

    def heads(self) -> dict[str, Head]:
        """The last entry of each device, by device."""
        rows = self._db.execute("SELECT device, seq, hash FROM head ORDER BY device").fetchall()
        return {device: Head(seq, digest) for device, seq, digest in rows}

    def all(self) -> Iterator[Entry]:
        """All entries in the order of the clock."""
        return (Entry(*row) for row in self._db.execute(_BY_CLOCK))

    def of(self, application_id: ApplicationId) -> Iterator[Entry]:
        """The entries of one application, in the order of the clock."""
        return (Entry(*row) for row in self._db.execute(_OF_ONE, [application_id]))

    def whole(self, application_id: ApplicationId) -> list[Entry]:
        """As `of`, by the rows alone: an index may be of an earlier time, and so may a page of rows. For what leaves
        the house as proof; it reads the whole journal. Raises JournalBroken.
        """
        with plainly(RECORD_FILE):
            if self._db.execute(_LACKING).fetchone()[0] and (broken := self.verify()):
                raise JournalBroken(broken)
            return [Entry(*row) for row in self._db.execute(_ROWS_OF_ONE, [application_id])]

    def newest(self, application_id: ApplicationId, kind: str) -> Iterator[Read]:
        """The contents of entries of this kind, the newest first; None for a purged one."""
        return (read(Entry(*row)) for row in self._db.execute(_NEWEST, [application_id, kind]))

    def after(self, place: int) -> Entry | None:
        """The first entry behind this place in writing order."""
        row = self._db.execute(_AFTER, [place]).fetchone()
        return None if row is None else Entry(*row)

    def beginning(self) -> Entry | None:
        """The act with which the device of the last entry began."""
        row = self._db.execute(_BEGINNING).fetchone()
        return None if row is None else Entry(*row)

    def of_office(self, kinds: Iterable[str]) -> Iterator[Entry]:
        """Entries of these kinds that concern no single application, in the order of the clock."""
        return (entry for row in self._db.execute(_OF_OFFICE) if (entry := Entry(*row)).kind in set(kinds))

    def unread(self, application_id: ApplicationId | None = None) -> tuple[str, ...]:
        """Entries, as device:seq, that are kept and cannot be read: of one application, or of the whole record."""
        return unread(self.all() if application_id is None else self.of(application_id))

    def count(self) -> int:
        """All entries of all devices, purged ones included."""
        return int(self._db.execute("SELECT count(*) FROM journal").fetchone()[0])

    def purged(self) -> int:
        """How many entries have blanked contents."""
        return int(self._db.execute("SELECT count(*) FROM journal WHERE payload IS NULL").fetchone()[0])

    def off_clock(self) -> dict[str, timedelta]:
        """Entries entered while the computer's clock was wrong, as device:seq; see `core.record.clock_marks`."""
        with plainly(RECORD_FILE):
            return off_clock(self._moments()) if self._clock_fell() else {}

    def times(self) -> Times:
        """What time it is, and when entries were made, by the same rule."""
        now = self._clock().astimezone(UTC)
        with plainly(RECORD_FILE):
            (latest,) = self._db.execute("SELECT max(hlc) FROM journal").fetchone()
            behind = latest is not None and int(latest[:13]) > (now + TOLERANCE).timestamp() * 1000
            return times_of(self._moments(), now) if behind or self._clock_fell() else Times(now, {})

    def _clock_fell(self) -> bool:
        """Entries stay: what was looked at is not looked at again. After an import, most waited for the clock."""
        (last,) = self._db.execute("SELECT max(place) FROM journal").fetchone()
        most = int(TOLERANCE.total_seconds())
        sql, values = (_CLOCK_FELL_SINCE, [self._timely, most]) if self._timely else (_CLOCK_FELL, [most])
        fell = self._db.execute(sql, values).fetchone() is not None
        if not fell and not self._db.conn.in_transaction:  # nor may they be taken back
            self._timely = last or 0
        return fell

    def _moments(self) -> list[tuple[str, datetime]]:
        rows = self._db.execute("SELECT device, seq, entered_at FROM journal ORDER BY place")
        return [(f"{device}:{seq}", datetime.fromisoformat(at)) for device, seq, at in rows]

    def differing(self) -> tuple[str, ...]:
        """Tables that are not what the journal gives; see `table_integrity.differing`."""
        with plainly(RECORD_FILE):
            return differing(self._db, self.all())

    def verify(self) -> Broken | None:
        """The first entry that does not verify, or None."""
        with plainly(RECORD_FILE):
            return first_broken((Entry(*row) for row in self._db.execute(_IN_ORDER)), self.heads())


class Journal(Entries):
    """Appends as one device."""

    def __init__(self, db: Database, *, clock: Callable[[], datetime] = wall_clock) -> None:
        super().__init__(db, clock=clock)
        self.device = _device_of(db)

    def append(self, act: Act) -> Entry:
        """Writes one act and returns its entry, which is durable then.

        Raises MalformedAct, or another Refusal if a validator refuses the act: nothing is written then.
        """
        try:
            said = check(act)
            with plainly(RECORD_FILE), self._db.atomic():
                refuse_invalid(self._db, act, said)
                entry = self._next(act)
                self._write(entry, said)
        except UnicodeEncodeError as wrong:
            raise CannotBeWritten from wrong
        return entry

    def _write(self, entry: Entry, said: Contents) -> None:
        decided, numbers = entry.seq == 1 or entry.kind in DECIDING, entry.kind in NUMBERING
        # of the head of the last entry: a new device goes on from it
        before = notes_of(self._db) if decided or numbers else None
        self._db.execute(_INSERT, _to_row(entry))
        self._db.execute(_SET_HEAD, [entry.device, entry.seq, entry.hash])
        project_entry(self._db, entry, said)
        if before is not None:
            number = later_number(before.number, entry) if numbers else before.number
            note(self._db, entry.device, replace(before, number=number), decided=decided)

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
            for count, entry in enumerate(self.all(), start=1):  # noqa: B007  the last count is the answer
                try:
                    if not project_entry(self._db, entry):
                        skipped.append(entry.ref)
                except IntegrityError as wrong:
                    raise CannotBeProjected(entry) from wrong
            after = digests(self._db)
            changed = tuple(table for table in PROJECTED if before[table] != after[table])
            last = self._db.execute(_END).fetchone()
            if last is not None:
                if is_other_device(self._db):
                    self.device, changed = set_device(self._db, last[0]), (*changed, DEVICE)
                note(self._db, last[0], notes_of(self._db))
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

    def _refuse_cut_off(self) -> None:
        """The head has a table of its own instead of being the last row: rows cut off at the end stay detectable."""
        last = self._db.execute("SELECT max(seq) FROM journal WHERE device = ?", [self.device]).fetchone()[0]
        if last is not None:
            raise JournalBroken(Broken(f"{self.device}:{last}", "末尾没有登记，后面的条目可能缺失"))


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


def _to_row(entry: Entry) -> tuple[object, ...]:
    return (
        entry.device,
        entry.seq,
        entry.hlc,
        entry.entered_at,
        entry.happened_at,
        entry.clerk,
        entry.application,
        entry.kind,
        entry.written,
        entry.salt,
        entry.payload_digest,
        entry.prev,
        entry.hash,
    )
