"""The only write: append an entry and fold it into the tables, in one transaction. Rebuilding runs the same fold."""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from gridcounter.core.journal import SALT_BYTES, Act, Broken, Entry, canonical, chain, first_broken, tick
from gridcounter.store.fold import fold
from gridcounter.store.migrations import FOLDED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gridcounter.store.engine import Database

_COLUMNS = (
    "device, seq, hlc, entered_at, happened_at, clerk, application, kind, payload, salt, payload_digest, prev, hash"
)
_IN_ORDER = f"SELECT {_COLUMNS} FROM journal ORDER BY device, seq"  # noqa: S608  our own column names
_BY_CLOCK = f"SELECT {_COLUMNS} FROM journal ORDER BY hlc"  # noqa: S608


def _wall_clock() -> datetime:
    return datetime.now(UTC)


class Journal:
    """Appends as one device. `clock` gives the present moment with its zone."""

    def __init__(self, db: Database, *, clock: Callable[[], datetime] = _wall_clock) -> None:
        self._db = db
        self._clock = clock
        self.device = _device_of(db)

    def append(self, act: Act) -> Entry:
        """Durable when it returns; raises ChangedElsewhere, and then nothing was written."""
        with self._db.atomic():
            entry = self._next(act)
            self._db.table("journal").insert(_to_row(entry))
            head = {"device": entry.device, "seq": entry.seq, "hash": entry.hash}
            self._db.table("head").upsert(head, pk="device")
            fold(self._db, entry)
        return entry

    def entries(self, application: str | None = None) -> Iterator[Entry]:
        """All entries in the order of the clock, or those of one application: its timeline."""
        if application is None:
            rows = self._db.execute(_BY_CLOCK)
        else:
            rows = self._db.execute(_BY_CLOCK.replace("ORDER", "WHERE application = ? ORDER"), [application])
        return (_from_row(row) for row in rows)

    def verify(self) -> Broken | None:
        """The first entry that does not hold, or None."""
        heads = {
            device: (seq, digest) for device, seq, digest in self._db.execute("SELECT device, seq, hash FROM head")
        }
        return first_broken((_from_row(row) for row in self._db.execute(_IN_ORDER)), heads)

    def rebuild(self) -> int:
        """Empty the folded tables and fold every entry again; how many entries there were."""
        with self._db.atomic():
            # children before parents: foreign keys are on
            for table in reversed(FOLDED):
                self._db.execute(f"DELETE FROM {table}")  # noqa: S608  our own table names
            count = 0
            for entry in list(self.entries()):
                fold(self._db, entry)
                count += 1
        return count

    def _next(self, act: Act) -> Entry:
        now = self._clock()
        last_row = self._db.execute(
            f"SELECT {_COLUMNS} FROM journal WHERE device = ? ORDER BY seq DESC LIMIT 1",  # noqa: S608
            [self.device],
        ).fetchone()
        (latest,) = self._db.execute("SELECT max(hlc) FROM journal").fetchone()
        return chain(
            act,
            device=self.device,
            last=_from_row(last_row) if last_row else None,
            hlc=tick(latest, now_ms=int(now.timestamp() * 1000), device=self.device),
            now=now.astimezone().isoformat(timespec="milliseconds"),
            salt=secrets.token_bytes(SALT_BYTES),
        )


def _device_of(db: Database) -> str:
    """A copy of the record writes as one device, named at random when it is first opened."""
    found = db.execute("SELECT device FROM this_device").fetchone()
    if found is None:
        name = secrets.token_hex(4)
        db.table("this_device").insert({"device": name})
        return name
    return str(found[0])


def _to_row(entry: Entry) -> dict[str, Any]:
    return {
        "device": entry.device,
        "seq": entry.seq,
        "hlc": entry.hlc,
        "entered_at": entry.entered_at,
        "happened_at": entry.happened_at,
        "clerk": entry.clerk,
        "application": entry.application,
        "kind": entry.kind,
        "payload": None if entry.payload is None else canonical(entry.payload),
        "salt": entry.salt,
        "payload_digest": entry.payload_digest,
        "prev": entry.prev,
        "hash": entry.hash,
    }


def _from_row(row: tuple[Any, ...]) -> Entry:
    """A payload that is no JSON any more was tampered with: it is kept as text, and its digest will not hold."""
    values = list(row)
    if values[8] is not None:
        try:
            values[8] = json.loads(values[8])
        except ValueError:
            values[8] = {"": values[8]}
    return Entry(*values)
