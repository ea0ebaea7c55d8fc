"""An entry as a row of the journal."""

from __future__ import annotations

from gridcounter.core.record.journal import Entry
from gridcounter.store.engine import Database

#: The order of Entry's own fields.
COLUMNS = (
    "device, seq, hlc, entered_at, happened_at, clerk, application, kind, payload, salt, payload_digest, prev, hash"
)
_INSERT = f"INSERT INTO journal ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608


def insert_row(db: Database, entry: Entry) -> None:
    """The row alone, in the caller's transaction."""
    db.execute(_INSERT, _to_row(entry))


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
