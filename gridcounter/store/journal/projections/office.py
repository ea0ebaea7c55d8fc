"""Projects the acts of the office: its settings, clerks, reserved numbers, days off, editions of the policy, purges."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from gridcounter.core.record import of_office
from gridcounter.core.record.journal import Entry, canonical
from gridcounter.store.engine import Database
from gridcounter.store.journal.projections.desks import is_elsewhere
from gridcounter.store.journal.projections.life import project
from gridcounter.store.journal.projections.purge import purged

#: The row of table `office` with the number of the wrap that opens the record; none: the first.
PASSPHRASE_GENERATION = "passphrase_generation"  # noqa: S105  the name of a row
#: The row with the fingerprints of earlier keys, the oldest first.
FORMER_KEYS = "former_keys"
_SET_OFFICE = "INSERT INTO office (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
_RAISE_OFFICE = (
    "INSERT INTO office (key, value) VALUES (?, ?) ON CONFLICT (key) "
    "DO UPDATE SET value = max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER))"
)
_SET_CLERK = (
    "INSERT INTO clerk (id, name, role, pin, active) VALUES (:id, :name, :role, :pin, :active) ON CONFLICT (id) "
    "DO UPDATE SET name = excluded.name, role = excluded.role, pin = excluded.pin, active = excluded.active"
)
_ANOTHER_ADMINISTRATOR = "SELECT 1 FROM clerk WHERE id <> ? AND active AND role = 'administrator' LIMIT 1"
#: Who set the PIN of a clerk last; a lost one counts as set by somebody else.
_SET_PIN = (
    "SELECT CASE WHEN json_extract(payload, '$.by_recovery_code') THEN '' ELSE clerk END FROM journal "
    "WHERE application IS NULL AND kind IN ('clerk_added', 'clerk_changed') AND hlc < ? "
    "AND json_extract(payload, '$.id') = ? AND (json_extract(payload, '$.changed') IS NULL "
    "OR EXISTS (SELECT 1 FROM json_each(payload, '$.changed') WHERE value = 'pin')) ORDER BY hlc DESC LIMIT 1"
)
_RESERVE = "INSERT INTO reserved_number (number, purpose) VALUES (?, ?) ON CONFLICT (number) DO NOTHING"
_SET_YEAR = (
    "INSERT INTO calendar_year (year, told, sha256, ref) VALUES (?, ?, ?, ?) ON CONFLICT (year) "
    "DO UPDATE SET told = excluded.told, sha256 = excluded.sha256, ref = excluded.ref"
)
_ADOPT = (
    "INSERT INTO adopted_pack (ref, pack, number, version, adopted_at, adopted_by, files) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_KEEP = (
    "INSERT INTO kept_pack (version, ref, pack, number, files) VALUES (?, ?, ?, ?, ?) ON CONFLICT (version) DO NOTHING"
)


@project.register(of_office.OfficeSet)
def _(act: of_office.OfficeSet, db: Database, _: Entry) -> None:
    """Keys not given keep their values. Sorted, like the keys in an entry's text."""
    values = act.model_dump(mode="json", exclude_unset=True, exclude={"changed"})
    if act.changed is not None:
        row = db.execute("SELECT value FROM office WHERE key = 'office'").fetchone()
        before = json.loads(row[0]) if row else {}
        kept = {key: value for key, value in before.items() if key not in act.changed}
        values["office"] = kept | {key: act.office[key] for key in act.changed if key in act.office}
    for key, value in sorted(values.items()):
        db.execute(_SET_OFFICE, [key, canonical(value)])


@project.register(of_office.PassphraseChanged)
def _(act: of_office.PassphraseChanged, db: Database, entry: Entry) -> None:
    """Each desk has a passphrase of its own. Two devices of one may each have changed it: the higher number holds."""
    if not is_elsewhere(db, entry):
        db.execute(_RAISE_OFFICE, [PASSPHRASE_GENERATION, act.generation])


@project.register(of_office.KeyRenewed)
def _(act: of_office.KeyRenewed, db: Database, entry: Entry) -> None:
    """Wraps of another key open nothing here: the numbers of the new one begin anew. Each desk has its own key."""
    if is_elsewhere(db, entry):
        return
    db.execute("DELETE FROM office WHERE key = ?", [PASSPHRASE_GENERATION])
    if act.key_before:
        row = db.execute("SELECT value FROM office WHERE key = ?", [FORMER_KEYS]).fetchone()
        former = [*(json.loads(row[0]) if row else ()), act.key_before]
        db.execute(_SET_OFFICE, [FORMER_KEYS, canonical(former)])


@project.register(of_office.ClerkAdded)
def _(act: of_office.ClerkAdded, db: Database, _: Entry) -> None:
    """Stores the whole clerk each time: nothing has to be looked up."""
    db.execute(_SET_CLERK, act.model_dump())


@project.register(of_office.ClerkChanged)
def _(act: of_office.ClerkChanged, db: Database, entry: Entry) -> None:
    """What the act does not change stays: who left at one desk does not come back by a new PIN at another. And a PIN
    that an administrator set stays where the clerk changed the one before at a desk that did not know.

    Of administrators who removed each other at two desks the one stays whom the later act would have removed: each desk
    alone refuses to be left without any.
    """
    row = db.execute("SELECT name, role, pin, active FROM clerk WHERE id = ?", [act.id]).fetchone()
    values = act.model_dump(include={"id", "name", "role", "pin", "active"})
    if row is not None and act.changed is not None:
        before = dict(zip(("name", "role", "pin", "active"), row, strict=True))
        values |= {key: value for key, value in before.items() if key not in act.changed}
        if "pin" in act.changed and _was_reset(db, entry, act, str(before["pin"])):
            values["pin"] = before["pin"]
        goes = _administers(before) and not _administers(values)
        if goes and db.execute(_ANOTHER_ADMINISTRATOR, [act.id]).fetchone() is None:
            values |= {"role": before["role"], "active": before["active"]}
    db.execute(_SET_CLERK, values)


def _was_reset(db: Database, entry: Entry, act: of_office.ClerkChanged, stored: str) -> bool:
    if entry.clerk != act.id or not act.pin_before or act.pin_before == of_office.pin_digest(stored):
        return False
    return db.execute(_SET_PIN, [entry.hlc, act.id]).fetchone() not in {None, (act.id,)}


def _administers(clerk: Mapping[str, Any]) -> bool:
    return clerk["role"] == "administrator" and bool(clerk["active"])


@project.register(of_office.NumbersReserved)
def _(act: of_office.NumbersReserved, db: Database, _: Entry) -> None:
    for number in act.numbers:
        db.execute(_RESERVE, [number, act.purpose])


@project.register(of_office.CalendarAdded)
def _(act: of_office.CalendarAdded, db: Database, entry: Entry) -> None:
    """A repeated year replaces the earlier one."""
    db.execute(_SET_YEAR, [act.year, canonical(act.days.model_dump(mode="json")), act.sha256, entry.ref])


@project.register(of_office.PackAdopted)
def _(act: of_office.PackAdopted, db: Database, entry: Entry) -> None:
    row = [entry.ref, act.id, act.number, act.version, entry.happened_at, entry.clerk]
    db.execute(_ADOPT, [*row, canonical(act.files)])


@project.register(of_office.PackKept)
def _(act: of_office.PackKept, db: Database, entry: Entry) -> None:
    db.execute(_KEEP, [act.version, entry.ref, act.id, act.number, canonical(act.files)])


@project.register(of_office.RecordsPurged)
def _(act: of_office.RecordsPurged, db: Database, entry: Entry) -> None:
    purged(db, entry, act)
