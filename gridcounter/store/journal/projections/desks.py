"""Projects the acts of desks that share the record: which desks there are, and what they did against each other."""

from __future__ import annotations

from gridcounter.core.record.journal import Entry
from gridcounter.core.record.of_applications import FieldsChanged
from gridcounter.core.record.of_desks import (
    ConflictSettled,
    DeskInvited,
    DeskJoined,
    DeskRetired,
    ExchangeKeyRenewed,
    mark_digest,
)
from gridcounter.store.engine import Database
from gridcounter.store.journal.projections.life import project

_JOIN = (
    "INSERT INTO desk (device, hlc, name, signs_with, sealed_to, ref, retired, hub_login) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (device) DO UPDATE SET name = excluded.name, hub_login = coalesce(excluded.hub_login, hub_login)"
)
_RETIRED = "SELECT retired FROM desk WHERE signs_with = ? AND retired IS NOT NULL"
_USE = "UPDATE invitation SET used_by = ? WHERE mark_digest = ? AND used_by IS NULL"
_SETTLE = "UPDATE conflict SET settled = ? WHERE ref = ? AND application = ? AND settled IS NULL"
# what somebody saw and changed is settled; the entry's own conflict was made just before
_SETTLE_FIELD = (
    "UPDATE conflict SET settled = ? WHERE application = ? AND about = ? AND ref <> ? AND settled IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM conflict AS own WHERE own.ref = ? AND own.about = conflict.about)"
)


@project.register(DeskInvited)
def _(act: DeskInvited, db: Database, entry: Entry) -> None:
    """Stores an invitation that nobody has used yet."""
    db.execute(
        "INSERT INTO invitation (mark_digest, until, ref) VALUES (?, ?, ?) ON CONFLICT (mark_digest) DO NOTHING",
        [act.mark_digest, act.until, entry.ref],
    )


@project.register(DeskJoined)
def _(act: DeskJoined, db: Database, entry: Entry) -> None:
    """Stores a desk under the device that wrote the entry, and that its invitation is used."""
    (retired,) = db.execute(_RETIRED, [act.signs_with]).fetchone() or (None,)
    desk = [entry.device, entry.hlc, act.name, act.signs_with, act.sealed_to, entry.ref, retired, act.hub_login or None]
    db.execute(_JOIN, desk)
    if act.mark:
        db.execute(_USE, [act.signs_with, mark_digest(act.mark)])


@project.register(DeskRetired)
def _(act: DeskRetired, db: Database, entry: Entry) -> None:
    """All devices of the desk: it comes back only by a new invitation, with new keys."""
    db.execute("UPDATE desk SET retired = ? WHERE signs_with = ? AND retired IS NULL", [entry.ref, act.signs_with])


@project.register(ExchangeKeyRenewed)
def _(act: ExchangeKeyRenewed, db: Database, entry: Entry) -> None:
    """Entered once: whoever finds the same key named again has it already."""
    db.execute(
        "INSERT INTO named_key (key_id, hlc, ref) VALUES (?, ?, ?) ON CONFLICT (key_id) DO NOTHING",
        [act.key_id, entry.hlc, entry.ref],
    )


@project.register(ConflictSettled)
def _(act: ConflictSettled, db: Database, entry: Entry) -> None:
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
