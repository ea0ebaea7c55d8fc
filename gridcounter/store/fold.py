"""Projects entries into tables: what each kind of entry does. Appending and rebuilding run the same functions.

Nothing is refused here: `guards` did that before there was an entry. An entry that depends on a purged one changes
nothing, so that a purged journal can still be projected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gridcounter.core.journal import Kind, UnknownKind, canonical
from gridcounter.core.record.acts import Unread, read
from gridcounter.store.clocks import MOVING, refresh_running
from gridcounter.store.fold_life import LIFE, items_added, items_taken_back, pin, start_applied, started
from gridcounter.store.fold_purge import held, purged
from gridcounter.store.indexing import refresh

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gridcounter.core.journal import Entry
    from gridcounter.store.engine import Database

    Fold = Callable[[Database, Entry, Mapping[str, Any]], None]

#: How far an application has come; a later state is never taken back by an earlier act that arrives late.
STATES = ("consultation", "open", "received", "accepted", "closed")

_RANK = "CASE state " + " ".join(f"WHEN '{state}' THEN {rank}" for rank, state in enumerate(STATES)) + " END"

_SET_OFFICE = "INSERT INTO office (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
_SET_CLERK = (
    "INSERT INTO clerk (id, name, role, pin, active) VALUES (:id, :name, :role, :pin, :active) ON CONFLICT (id) "
    "DO UPDATE SET name = excluded.name, role = excluded.role, pin = excluded.pin, active = excluded.active"
)
_RESERVE = "INSERT INTO reserved_number (number, purpose) VALUES (?, ?) ON CONFLICT (number) DO NOTHING"
_SET_YEAR = (
    "INSERT INTO calendar_year (year, told, sha256, ref) VALUES (?, ?, ?, ?) ON CONFLICT (year) "
    "DO UPDATE SET told = excluded.told, sha256 = excluded.sha256, ref = excluded.ref"
)
_ADOPT = (
    "INSERT INTO adopted_pack (ref, pack, number, version, adopted_at, adopted_by, files) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
# opened again is a consultation that becomes an application: number, code and day of opening stay
_OPEN = (
    "INSERT INTO application (id, number, short_code, state, opened_at, opened_by, changed_hlc) "
    "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET changed_hlc = max(changed_hlc, excluded.changed_hlc), "
    "state = CASE state WHEN 'consultation' THEN excluded.state ELSE state END"
)
# the order of changes is what counts, and while one is filled in field by field it stays: nothing is written
_IS_LAST = "SELECT changed_hlc = (SELECT max(changed_hlc) FROM application) FROM application WHERE id = ?"
_TOUCH = "UPDATE application SET changed_hlc = ? WHERE id = ?"
# the rank is a number: anything else of this text is ours
_ADVANCE = f"UPDATE application SET state = ? WHERE id = ? AND {_RANK} < ?"  # noqa: S608
_KEEP = (
    "INSERT INTO kept_pack (version, ref, pack, number, files) VALUES (?, ?, ?, ?, ?) ON CONFLICT (version) DO NOTHING"
)
_SET_FIELD = (
    "INSERT INTO field (application, field, value, ref) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (application, field) DO UPDATE SET value = excluded.value, ref = excluded.ref"
)
_SET_DOCUMENT = (
    "INSERT INTO document (application, document, state, told, ref) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (application, document) DO UPDATE SET state = excluded.state, told = excluded.told, ref = excluded.ref"
)
_ISSUE = (
    "INSERT INTO paper (ref, application, paper, version, sha256, content_hash, form_version, pack_version, "
    "issued_at, issued_by, replaces, consultation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def fold(db: Database, entry: Entry) -> bool:
    """Projects one entry in the caller's transaction; False where it cannot be read, and no table knows of it.

    A purged entry changes nothing. Raises UnknownKind.
    """
    try:
        kind = Kind(entry.kind)
    except ValueError:
        raise UnknownKind(entry.ref, entry.kind) from None
    act = read(entry)
    if isinstance(act, Unread):
        return False
    told = entry.payload
    if act is None or told is None:
        return True
    if kind in _OFFICE:
        _OFFICE[kind](db, entry, told)
    elif kind in _OPENING:
        _opened(db, entry, told)
        refresh(db, entry, told)
    elif _touched(db, entry):
        _APPLICATION[kind](db, entry, told)
        refresh(db, entry, told)
        if kind in MOVING:
            refresh_running(db, entry.application)
    return True


def _touched(db: Database, entry: Entry) -> bool:
    """Is there such an application? It is the last one changed now."""
    found = db.execute(_IS_LAST, [entry.application]).fetchone()
    if found is None:
        return False
    if not found[0]:
        db.execute(_TOUCH, [entry.hlc, entry.application])
    return True


def _office_set(db: Database, _: Entry, told: Mapping[str, Any]) -> None:
    for key, value in told.items():
        db.execute(_SET_OFFICE, [key, canonical(value)])


def _clerk_set(db: Database, _: Entry, told: Mapping[str, Any]) -> None:
    """The whole clerk each time: nothing has to be looked up."""
    db.execute(_SET_CLERK, {name: told[name] for name in ("id", "name", "role", "pin", "active")})


def _numbers_reserved(db: Database, _: Entry, told: Mapping[str, Any]) -> None:
    for number in told["numbers"]:
        db.execute(_RESERVE, [number, told["purpose"]])


def _calendar_added(db: Database, entry: Entry, told: Mapping[str, Any]) -> None:
    """A year once more is that year corrected."""
    db.execute(_SET_YEAR, [told["year"], canonical(told["days"]), told["sha256"], entry.ref])


def _pack_adopted(db: Database, entry: Entry, told: Mapping[str, Any]) -> None:
    row = [entry.ref, told["id"], told["number"], told["version"], entry.happened_at, entry.clerk]
    db.execute(_ADOPT, [*row, canonical(told.get("files", {}))])


def _pack_kept(db: Database, entry: Entry, told: Mapping[str, Any]) -> None:
    db.execute(_KEEP, [told["version"], entry.ref, told["id"], told["number"], canonical(told["files"])])


def _opened(db: Database, entry: Entry, told: Mapping[str, Any]) -> None:
    state = "consultation" if entry.kind == Kind.CONSULTATION_NOTED else "open"
    opened = (entry.application, told["number"], told["short_code"], state, entry.happened_at, entry.clerk, entry.hlc)
    db.execute(_OPEN, opened)
    for field, value in told.get("fields", {}).items():
        db.execute(_SET_FIELD, [entry.application, field, canonical(value), entry.ref])


def _fields_changed(db: Database, entry: Entry, told: Mapping[str, Any]) -> None:
    for field, change in told["fields"].items():
        db.execute(_SET_FIELD, [entry.application, field, canonical(change["to"]), entry.ref])


def _received(db: Database, entry: Entry, told: Mapping[str, Any]) -> None:
    db.execute("UPDATE application SET received_on = ? WHERE id = ?", [told["on"], entry.application])
    _advance(db, entry, "received")


def _accepted(db: Database, entry: Entry, told: Mapping[str, Any]) -> None:
    db.execute("UPDATE application SET accepted_on = ? WHERE id = ?", [told["on"], entry.application])
    started(db, entry, "accepted", told)
    pin(db, entry, told)
    start_applied(db, entry)
    _advance(db, entry, "accepted")


def _closed(db: Database, entry: Entry, told: Mapping[str, Any]) -> None:
    closed = (entry.happened_at, told["why"], entry.application)
    db.execute("UPDATE application SET closed_at = ?, closed_why = ? WHERE id = ?", closed)
    _advance(db, entry, "closed")


def _reopened(db: Database, entry: Entry, _: Mapping[str, Any]) -> None:
    """Back to how far it had come."""
    db.execute(
        "UPDATE application SET closed_at = NULL, closed_why = NULL, state = CASE WHEN accepted_on IS NOT NULL "
        "THEN 'accepted' WHEN received_on IS NOT NULL THEN 'received' ELSE 'open' END "
        "WHERE id = ? AND state = 'closed'",
        [entry.application],
    )


def _official_number(db: Database, entry: Entry, told: Mapping[str, Any]) -> None:
    entered = (told["number"], entry.happened_at, entry.application)
    db.execute("UPDATE application SET official_number = ?, official_entered_at = ? WHERE id = ?", entered)


def _document(state: str) -> Fold:
    def folded(db: Database, entry: Entry, told: Mapping[str, Any]) -> None:
        rest = canonical({key: value for key, value in told.items() if key != "document"})
        db.execute(_SET_DOCUMENT, [entry.application, told["document"], state, rest, entry.ref])

    return folded


def _paper_issued(db: Database, entry: Entry, told: Mapping[str, Any]) -> None:
    paper = [told[name] for name in ("paper", "version", "sha256", "content_hash", "form_version", "pack_version")]
    consultation = bool(told.get("consultation"))
    issued = (entry.happened_at, entry.clerk, told.get("replaces"), int(consultation))
    db.execute(_ISSUE, [entry.ref, entry.application, *paper, *issued])
    if not consultation:  # what was said in passing binds nobody
        pin(db, entry, told)
        items_added(db, entry, told)


def _paper_delivered(db: Database, entry: Entry, told: Mapping[str, Any]) -> None:
    delivered = (entry.happened_at, told["how"], told["ref"])
    db.execute("UPDATE paper SET delivered_at = ?, delivered_how = ? WHERE ref = ?", delivered)


def _paper_voided(db: Database, entry: Entry, told: Mapping[str, Any]) -> None:
    voided = (entry.happened_at, told["why"], told["ref"])
    db.execute("UPDATE paper SET voided_at = ?, voided_why = ? WHERE ref = ?", voided)
    items_taken_back(db, entry, told["ref"])


def _noted(db: Database, entry: Entry, told: Mapping[str, Any]) -> None:
    """On record alone: the timeline shows it, no table changes."""


def _advance(db: Database, entry: Entry, state: str) -> None:
    db.execute(_ADVANCE, [state, entry.application, STATES.index(state)])


_OFFICE: dict[Kind, Fold] = {
    Kind.OFFICE_SET: _office_set,
    Kind.CLERK_ADDED: _clerk_set,
    Kind.CLERK_CHANGED: _clerk_set,
    Kind.NUMBERS_RESERVED: _numbers_reserved,
    Kind.LIST_EXPORTED: _noted,
    Kind.RECORD_RESTORED: _noted,
    Kind.PACK_ADOPTED: _pack_adopted,
    Kind.PACK_KEPT: _pack_kept,
    Kind.DESK_HANDED_OVER: _noted,
    Kind.CALENDAR_ADDED: _calendar_added,
    Kind.RECORDS_PURGED: purged,
    Kind.KEY_RENEWED: _noted,
}
_OPENING = {Kind.CONSULTATION_NOTED, Kind.APPLICATION_OPENED}
#: Kinds about one application that is already open.
_APPLICATION: dict[Kind, Fold] = {
    Kind.FIELDS_CHANGED: _fields_changed,
    Kind.MATERIALS_RECEIVED: _received,
    Kind.APPLICATION_ACCEPTED: _accepted,
    Kind.APPLICATION_HANDED_OVER: _noted,
    Kind.OFFICIAL_NUMBER_ENTERED: _official_number,
    Kind.DOCUMENT_RECEIVED: _document("received"),
    Kind.DOCUMENT_DEFERRED: _document("deferred"),
    Kind.DOCUMENT_WAIVED: _document("waived"),
    Kind.NOTICE_ISSUED: _paper_issued,
    Kind.NOTICE_DELIVERED: _paper_delivered,
    Kind.PAPER_ISSUED: _paper_issued,
    Kind.SUPPLEMENT_ISSUED: _paper_issued,
    Kind.PAPER_DELIVERED: _paper_delivered,
    Kind.PAPER_VOIDED: _paper_voided,
    Kind.PERSONAL_DATA_SHOWN: _noted,
    Kind.APPLICATION_CLOSED: _closed,
    Kind.APPLICATION_REOPENED: _reopened,
    Kind.EVIDENCE_BUNDLED: _noted,
    Kind.PURGE_HELD: held,
    **LIFE,
}
