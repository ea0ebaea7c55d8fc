"""Reading the journal: its entries, its heads, its clock, and whether the chain holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from gridcounter.core.application import ApplicationId
from gridcounter.core.record.acts import Read, read, unread
from gridcounter.core.record.clock_marks import TOLERANCE, Times, off_clock, times_of
from gridcounter.core.record.journal import Entry, Head
from gridcounter.core.record.soundness import Broken, first_broken
from gridcounter.errors import Refusal
from gridcounter.store.database import RECORD_FILE, plainly
from gridcounter.store.engine import Database
from gridcounter.store.journal.rows import COLUMNS
from gridcounter.store.journal.table_integrity import differing

# in writing order: each device writes its entries in sequence. A copy from before that column has only rowid
_IN_ORDER = f"SELECT {COLUMNS} FROM journal ORDER BY rowid"  # noqa: S608  our own column names
# by its place: the index of the clock may be of an earlier time
_LATEST = "SELECT hlc FROM journal ORDER BY rowid DESC LIMIT 1"
_BY_CLOCK = f"SELECT {COLUMNS} FROM journal ORDER BY hlc"  # noqa: S608
_OF_ONE = f"SELECT {COLUMNS} FROM journal WHERE application = ? ORDER BY hlc"  # noqa: S608
_ROWS_OF_ONE = f"SELECT {COLUMNS} FROM journal NOT INDEXED WHERE application = ? ORDER BY hlc"  # noqa: S608
_LACKING = "SELECT max(place) > count(*) FROM journal NOT INDEXED"
_AFTER = f"SELECT {COLUMNS} FROM journal WHERE place > ? ORDER BY place LIMIT 1"  # noqa: S608
_OF_OFFICE = f"SELECT {COLUMNS} FROM journal WHERE application IS NULL ORDER BY hlc"  # noqa: S608
_NEWEST = f"SELECT {COLUMNS} FROM journal WHERE application = ? AND kind = ? ORDER BY hlc DESC"  # noqa: S608
_KNOWS_DESKS = "SELECT 1 FROM pragma_table_info('head') WHERE name = 'elsewhere'"
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


class JournalBroken(Refusal):
    """The chain does not verify; nothing was changed."""

    def __init__(self, broken: Broken) -> None:
        self.ref = broken.ref
        super().__init__(
            f"台账第 {broken.ref} 条有问题（{broken.what}），没有改动任何内容；请保留原文件，从最近的备份恢复"
        )


Moments: TypeAlias = "list[tuple[str, datetime]]"


def _gaps(clocks: Iterable[Moments]) -> dict[str, timedelta]:
    return {ref: gap for moments in clocks for ref, gap in off_clock(moments).items()}


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

    def latest(self) -> str:
        """The clock of the last entry; "" without one."""
        row = self._db.execute(_LATEST).fetchone()
        return "" if row is None else str(row[0])

    def written(self) -> Iterator[Entry]:
        """All entries in the order in which they were written into this file."""
        return (Entry(*row) for row in self._db.execute(_IN_ORDER))

    def writes_as(self) -> str:
        """The device whose entries are appended to this file; "" before the first one."""
        row = self._db.execute("SELECT device FROM this_device").fetchone()
        return "" if row is None else str(row[0])

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
            return self._off_clock() if self._clock_fell() else {}

    def times(self) -> Times:
        """What time it is, and when entries were made, by the same rule."""
        now = self._clock().astimezone(UTC)
        with plainly(RECORD_FILE):
            latest = self.latest()
            behind = bool(latest) and int(latest[:13]) > (now + TOLERANCE).timestamp() * 1000
            if not behind and not self._clock_fell():
                return Times(now, {})
            own, *others = self._moments()
            here = times_of(own, now)
            return Times(here.now, {**here.gaps, **_gaps(others)})

    def _clock_fell(self) -> bool:
        """Entries stay: what was looked at is not looked at again. After an import, most waited for the clock."""
        (last,) = self._db.execute("SELECT max(place) FROM journal").fetchone()
        most = int(TOLERANCE.total_seconds())
        sql, values = (_CLOCK_FELL_SINCE, [self._timely, most]) if self._timely else (_CLOCK_FELL, [most])
        fell = self._db.execute(sql, values).fetchone() is not None
        if not fell and not self._db.conn.in_transaction:  # nor may they be taken back
            self._timely = last or 0
        return fell

    def _off_clock(self) -> dict[str, timedelta]:
        return _gaps(self._moments())

    def _moments(self) -> list[Moments]:
        """Of this desk, and of each device that is another one's: each was written by one clock."""
        elsewhere = self.elsewhere()
        found: dict[str, Moments] = {"": []}
        for device, seq, at in self._db.execute("SELECT device, seq, entered_at FROM journal ORDER BY place"):
            clock = device if device in elsewhere else ""
            found.setdefault(clock, []).append((f"{device}:{seq}", datetime.fromisoformat(at)))
        return list(found.values())

    def differing(self) -> tuple[str, ...]:
        """Tables that are not what the journal gives; see `table_integrity.differing`."""
        with plainly(RECORD_FILE):
            return differing(self._db, self.all())

    def verify(self) -> Broken | None:
        """The first entry that does not verify, or None."""
        with plainly(RECORD_FILE):
            entries = (Entry(*row) for row in self._db.execute(_IN_ORDER))
            return first_broken(entries, self.heads(), self.elsewhere())

    def elsewhere(self) -> frozenset[str]:
        """Devices that never wrote into this desk's file. A copy of an earlier program does not know of any."""
        return frozenset(device for device, first in self.written_elsewhere().items() if first == 1)

    def written_elsewhere(self) -> dict[str, int]:
        """By device the number from which on its entries were written into another desk's file."""
        if self._db.execute(_KNOWS_DESKS).fetchone() is None:
            return {}
        return dict(self._db.execute("SELECT device, elsewhere FROM head WHERE elsewhere").fetchall())
