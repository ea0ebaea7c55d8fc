"""Projects the acts of desks that share the record: which desks there are, and what they did against each other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from gridcounter.core.record.acts import read
from gridcounter.core.record.journal import Entry, canonical
from gridcounter.core.record.of_applications import FieldsChanged
from gridcounter.core.record.of_desks import (
    ConflictSettled,
    DeskInvited,
    DeskJoined,
    DeskRetired,
    ExchangeKeyRenewed,
    OfficeConflictSettled,
    PurgeAnnounced,
    mark_digest,
)
from gridcounter.store.engine import Database
from gridcounter.store.journal.knowledge import entry_at, knew
from gridcounter.store.journal.projections.life import follow_filing, project

#: The conflict that an entry of a later program is: its application takes no act until this program can read it.
LATER_KIND = "LaterKind"

_JOIN = (
    "INSERT INTO desk (device, hlc, latest, name, signs_with, sealed_to, ref, retired, follows, hub_login) "
    "VALUES (?1, ?2, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) "
    "ON CONFLICT (device) DO UPDATE SET name = excluded.name, latest = excluded.latest, "
    "hub_login = coalesce(excluded.hub_login, hub_login)"
)
#: Itself, or the desk that it is a copy of, unless it was kept then.
_RETIRED = (
    "SELECT retired FROM desk WHERE retired IS NOT NULL AND (signs_with = ? OR (signs_with = ? AND NOT EXISTS "
    "(SELECT 1 FROM json_each(keeps) WHERE value = ?)))"
)
_RETIRE = "UPDATE desk SET retired = ?, keeps = ? WHERE signs_with = ? AND retired IS NULL"
_COPIES = "SELECT DISTINCT signs_with FROM desk WHERE follows = ?"
_USE = "UPDATE invitation SET used_by = ? WHERE mark_digest = ? AND used_by IS NULL"
_SETTLE = (
    "UPDATE conflict SET settled = ? WHERE ref = ? AND application = ? AND settled IS NULL "  # noqa: S608  our own word
    f"AND what <> '{LATER_KIND}'"
)
_SETTLE_ONE = f"{_SETTLE} AND about = ?"
_TURN_ROUND = "UPDATE conflict SET ref = about, about = ref WHERE ref = ? AND application = ? AND about = ?"
# where the filing that is kept was turned round it is the other one of the two
_SETTLED_ALREADY = (
    "SELECT ref, about, settled FROM conflict WHERE application = ? AND settled IS NOT NULL AND settled <> ? "
    "AND ((ref = ? AND about = ?) OR (ref = ? AND about = ?))"
)
_OPEN_AGAIN = "UPDATE conflict SET settled = NULL WHERE ref = ? AND application = ? AND about = ?"
_FIELD_SETTLED = (
    "SELECT ref, about, settled FROM conflict WHERE application = ? AND about = ? AND ref <> ? AND settled IS NOT NULL "
    "AND settled <> ?"
)
_CLOSED_TOO = (
    "UPDATE conflict SET settled = ? WHERE application = ? AND what = 'UnawareOfClosing' AND ref LIKE ? "
    "AND settled IS NULL"
)
_OPEN = "SELECT ref, about, what FROM conflict WHERE application = ? AND settled IS NULL"
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
    (retired,) = db.execute(_RETIRED, [act.signs_with, act.follows, act.signs_with]).fetchone() or (None,)
    keys, login = [act.signs_with, act.sealed_to], act.hub_login or None
    db.execute(_JOIN, [entry.device, entry.hlc, act.name, *keys, entry.ref, retired, act.follows, login])
    if act.mark:
        db.execute(_USE, [act.signs_with, mark_digest(act.mark)])


@project.register(DeskRetired)
def _(act: DeskRetired, db: Database, entry: Entry) -> None:
    """All devices of the desk: it comes back only by a new invitation, with new keys. So do copies of its folder that
    nobody knew of: whoever has it must not go on as one of them.
    """
    gone = [act.signs_with]
    for signs_with in gone:
        db.execute(_RETIRE, [entry.ref, canonical(act.keeps), signs_with])
        copies = [copy for (copy,) in db.execute(_COPIES, [signs_with]).fetchall()]
        gone += [copy for copy in copies if copy not in act.keeps and copy not in gone]


@project.register(PurgeAnnounced)
def _(act: PurgeAnnounced, db: Database, entry: Entry) -> None:
    """Whether it still stands is asked for when it matters: what withdraws it may come in before it, or after."""
    for application in act.applications:
        db.execute("INSERT INTO announced VALUES (?, ?, ?, ?)", [application, entry.hlc, entry.device, entry.seq])


@project.register(ExchangeKeyRenewed)
def _(act: ExchangeKeyRenewed, db: Database, entry: Entry) -> None:
    """Entered once: whoever finds the same key named again has it already."""
    db.execute(
        "INSERT INTO named_key (key_id, hlc, ref) VALUES (?, ?, ?) ON CONFLICT (key_id) DO NOTHING",
        [act.key_id, entry.hlc, entry.ref],
    )


@project.register(ConflictSettled)
def _(act: ConflictSettled, db: Database, entry: Entry) -> None:
    """Marks what did not fit as looked at. What the acts did stays as it is, but that another of two may count."""
    for ref in act.refs:
        if act.about is None:
            db.execute(_SETTLE, [entry.ref, ref, entry.application])
        for about in act.about or ():
            places = [entry.application, entry.ref, ref, about, about, ref]
            before = db.execute(_SETTLED_ALREADY, places).fetchall()
            db.execute(_SETTLE_ONE, [entry.ref, ref, entry.application, about])
            if act.kept == ref:
                db.execute(_TURN_ROUND, [ref, entry.application, about])
                follow_filing(db, entry.application)
                before = [(two, one, settled) for one, two, settled in before]
            _open_if_they_differ(db, entry, before, act.kept)


@project.register(OfficeConflictSettled)
def _(act: OfficeConflictSettled, db: Database, entry: Entry) -> None:
    """Nothing here: these conflicts are found again as a whole, with what settled them."""


def settled_by(
    db: Database, entry: Entry, what: Collection[str], concerned: Callable[[Sequence[Entry]], bool] = lambda _: True
) -> None:
    """An act by somebody who knew both sides settles conflicts of these kinds; `concerned` is asked with the sides."""
    for ref, about, found in db.execute(_OPEN, [entry.application]).fetchall():
        if found not in what:
            continue
        sides = [entry_at(db, one, entry.application) for one in (ref, about) if one]
        known = [one for one in sides if one is not None and one.ref != entry.ref and knew(db, entry, one)]
        if len(known) == len(sides) and concerned(known):
            db.execute("UPDATE conflict SET settled = ? WHERE ref = ? AND about = ?", [entry.ref, ref, about])


def closed_there_too(db: Database, entry: Entry) -> None:
    """What a desk did after the closing of another one ended with a closing of its own: nothing is left open."""
    db.execute(_CLOSED_TOO, [entry.ref, entry.application, f"{entry.device}:%"])


def field_settled(db: Database, entry: Entry, act: FieldsChanged) -> None:
    """A change by somebody who saw the value settles what two desks had written into the field before."""
    if db.execute("SELECT 1 FROM conflict WHERE application = ? LIMIT 1", [entry.application]).fetchone():
        for field in act.fields:
            before = db.execute(_FIELD_SETTLED, [entry.application, field, entry.ref, entry.ref]).fetchall()
            db.execute(_SETTLE_FIELD, [entry.ref, entry.application, field, entry.ref, entry.ref])
            _open_if_they_differ(db, entry, before, None)


def _open_if_they_differ(db: Database, entry: Entry, before: Sequence[tuple[str, str, str]], kept: str | None) -> None:
    """What two settled apart, each otherwise, nobody has settled; `kept` is None where a field was written."""
    for ref, about, settled in before:
        other = entry_at(db, settled, entry.application)
        theirs = None if other is None or knew(db, entry, other) else read(other)
        if isinstance(theirs, ConflictSettled | FieldsChanged) and getattr(theirs, "kept", None) != kept:
            db.execute(_OPEN_AGAIN, [ref, entry.application, about])


def is_elsewhere(db: Database, entry: Entry) -> bool:
    """True for an entry that was written into another desk's file."""
    sql = "SELECT 1 FROM head WHERE device = ? AND elsewhere BETWEEN 1 AND ?"
    return db.execute(sql, [entry.device, entry.seq]).fetchone() is not None


def shared_since(db: Database) -> str | None:
    """The clock of the entry from which on the record is shared; None if it is not."""
    found = db.execute("SELECT min(hlc) FROM desk").fetchone()[0]
    return None if found is None else str(found)
