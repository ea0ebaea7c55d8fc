"""Projects the acts of desks that share the record: which desks there are, and what they did against each other."""

from __future__ import annotations

from gridcounter.core.record.journal import Entry
from gridcounter.core.record.of_applications import FieldsChanged
from gridcounter.core.record.of_desks import ConflictSettled, DeskJoined
from gridcounter.store.engine import Database

_JOIN = (
    "INSERT INTO desk (device, hlc, name, signs_with, sealed_to, ref) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (device) DO UPDATE SET name = excluded.name, signs_with = excluded.signs_with, "
    "sealed_to = excluded.sealed_to, ref = excluded.ref"
)
_SETTLE = "UPDATE conflict SET settled = ? WHERE ref = ? AND application = ? AND settled IS NULL"
# what somebody saw and changed is settled; the entry's own conflict was made just before
_SETTLE_FIELD = (
    "UPDATE conflict SET settled = ? WHERE application = ? AND about = ? AND ref <> ? AND settled IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM conflict AS own WHERE own.ref = ? AND own.about = conflict.about)"
)


def joined(db: Database, entry: Entry, act: DeskJoined) -> None:
    """Stores a desk under the device that wrote the entry."""
    row = [entry.device, entry.hlc, act.name, act.signs_with, act.sealed_to, entry.ref]
    db.execute(_JOIN, row)


def conflicts_settled(db: Database, entry: Entry, act: ConflictSettled) -> None:
    """Marks what did not fit as looked at; what the acts did stays as it is."""
    for ref in act.refs:
        db.execute(_SETTLE, [entry.ref, ref, entry.application])


def field_settled(db: Database, entry: Entry, act: FieldsChanged) -> None:
    """A change by somebody who saw the value settles what two desks had written into the field before."""
    if db.execute("SELECT 1 FROM conflict WHERE application = ? LIMIT 1", [entry.application]).fetchone():
        for field in act.fields:
            db.execute(_SETTLE_FIELD, [entry.ref, entry.application, field, entry.ref, entry.ref])


def is_elsewhere(db: Database, device: str) -> bool:
    """True for a device that writes into another desk's file."""
    return db.execute("SELECT 1 FROM head WHERE device = ? AND elsewhere", [device]).fetchone() is not None


def shared_since(db: Database) -> str | None:
    """The clock of the entry from which on the record is shared; None if it is not."""
    found = db.execute("SELECT min(hlc) FROM desk").fetchone()[0]
    return None if found is None else str(found)
