"""The desks that share the record, and what two of them did without knowing of each other."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

from gridcounter.core.record.journal import Head
from gridcounter.store.engine import Database

_DESKS = (
    "SELECT desk.name, desk.signs_with, desk.sealed_to, desk.device, desk.retired IS NOT NULL, "
    "desk.signs_with IS (SELECT signs_with FROM desk_key), exchanged.at "
    "FROM desk LEFT JOIN exchanged USING (signs_with) "
    "WHERE desk.hlc = (SELECT max(hlc) FROM desk AS same WHERE same.signs_with = desk.signs_with) ORDER BY desk.hlc"
)
_CONFLICTS = (
    "SELECT conflict.ref, conflict.about, conflict.application, application.number, conflict.what, conflict.sentence "
    "FROM conflict JOIN application ON application.id = conflict.application "
    "WHERE conflict.settled IS NULL ORDER BY application.changed_hlc DESC, conflict.ref, conflict.about"
)
_SEEN_BY = (
    "SELECT json_extract(one.value, '$.device'), json_extract(one.value, '$.seq'), json_extract(one.value, '$.hash') "
    "FROM journal, json_each(journal.payload, '$.heads') AS one WHERE application IS NULL AND device = ? "
    "AND kind = 'heads_seen'"
)
_OWN_END = "SELECT device, seq, hash FROM head WHERE device = ?"
_NO_END = Head(0, "")
_GIVEN_TWICE = "SELECT number, max(id) FROM application GROUP BY number HAVING count(*) > 1 ORDER BY number"


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A desk with the device that it last wrote as; `exchanged_at` is when a file of it was last taken in, or None."""

    name: str
    signs_with: str
    sealed_to: str
    device: str
    retired: bool
    here: bool
    exchanged_at: str | None


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """An act that does not fit what another desk did before it; `about` is a field, or "" for the whole act."""

    ref: str
    about: str
    application: str
    number: str
    what: str
    sentence: str


def desks(db: Database) -> list[DeskRow]:
    """All that ever joined, the first one first; empty while the record is not shared."""
    return [
        DeskRow(name, signs_with, sealed_to, device, bool(retired), bool(here), at)
        for name, signs_with, sealed_to, device, retired, here, at in db.execute(_DESKS)
    ]


def seen_by(db: Database, device: str) -> dict[str, Head]:
    """The ends that the desk which writes as this device entered as seen, and its own as far as it is on record."""
    found: dict[str, Head] = {}
    for end in chain(db.execute(_SEEN_BY, [device]), db.execute(_OWN_END, [device])):
        if end[1] > found.get(end[0], _NO_END).seq:
            found[end[0]] = Head(end[1], end[2])
    return found


def is_shared(db: Database) -> bool:
    """Whether other desks take part, or were let in: of who was invited nothing is known before a file of his comes."""
    return bool(desks(db))


def writes_here(db: Database, device: str) -> bool:
    """Whether the device is, or was, that of this desk: what it entered cannot be on its way from another one."""
    return db.execute("SELECT 1 FROM head WHERE device = ? AND NOT elsewhere", [device]).fetchone() is not None


def open_conflicts(db: Database) -> list[ConflictRow]:
    """What nobody has settled yet, of the application changed last first."""
    return [ConflictRow(*row) for row in db.execute(_CONFLICTS)]


def numbers_given_twice(db: Database) -> list[tuple[str, str]]:
    """Numbers that two desks gave to different applications, with one of these."""
    if db.execute("SELECT 1 FROM desk LIMIT 1").fetchone() is None:
        return []
    return [(str(number), str(application)) for number, application in db.execute(_GIVEN_TWICE)]


def invitation_holds(db: Database, mark_digest: str, at: str) -> bool | None:
    """True if the invitation of this mark is unused and holds at this moment (ISO 8601); None if none is on record."""
    sql = "SELECT used_by IS NULL AND unixepoch(until) > unixepoch(?) FROM invitation WHERE mark_digest = ?"
    row = db.execute(sql, [at, mark_digest]).fetchone()
    return None if row is None else bool(row[0])
