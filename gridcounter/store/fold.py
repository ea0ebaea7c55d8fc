"""What each kind of entry does to the tables. Appending and rebuilding run the very same functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gridcounter.core.journal import Kind, canonical
from gridcounter.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gridcounter.core.journal import Entry
    from gridcounter.store.engine import Database

#: How far an application has come; a later state is never taken back by an earlier act that arrives late.
STATES = ("consultation", "open", "received", "accepted", "closed")


class ChangedElsewhere(Refusal):
    """Somebody saved the field after it was read; carries the field's key."""

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__("这一项刚被别人改过，请看一下新的内容再决定是否覆盖")


class ApplicationNotFound(Refusal):
    def __init__(self, application: str | None) -> None:
        super().__init__(f"台账里没有这份申请（{application or '未写编号'}）")


def fold(db: Database, entry: Entry) -> None:
    """Put one entry into the tables. A purged entry leaves nothing behind."""
    if entry.payload is not None:
        _FOLDS[Kind(entry.kind)](db, entry, entry.payload)


def _office_set(db: Database, _: Entry, told: Mapping[str, Any]) -> None:
    for key, value in told.items():
        db.table("office").upsert({"key": key, "value": canonical(value)}, pk="key")


def _clerk_set(db: Database, _: Entry, told: Mapping[str, Any]) -> None:
    db.table("clerk").upsert(dict(told), pk="id")


def _numbers_reserved(db: Database, _: Entry, told: Mapping[str, Any]) -> None:
    rows = [{"number": number, "purpose": told["purpose"]} for number in told["numbers"]]
    db.table("reserved_number").insert_all(rows)


def _opened(db: Database, entry: Entry, told: Mapping[str, Any]) -> None:
    db.table("application").insert(
        {
            "id": entry.application,
            "number": told["number"],
            "short_code": told["short_code"],
            "state": "consultation" if entry.kind == Kind.CONSULTATION_NOTED else "open",
            "opened_at": entry.happened_at,
            "opened_by": entry.clerk,
            "changed_hlc": entry.hlc,
        }
    )
    _set_fields(db, entry, {field: {"to": value, "over": None} for field, value in told.get("fields", {}).items()})


def _fields_changed(db: Database, entry: Entry, told: Mapping[str, Any]) -> None:
    _touch(db, entry)
    _set_fields(db, entry, told["fields"])


def _set_fields(db: Database, entry: Entry, changes: Mapping[str, Mapping[str, Any]]) -> None:
    """`over` is the entry that set the value which was on the screen; anything later is somebody else's."""
    for field, change in changes.items():
        key = (entry.application, field)
        found = db.execute("SELECT ref FROM field WHERE application = ? AND field = ?", key).fetchone()
        if (found[0] if found else None) != change["over"]:
            raise ChangedElsewhere(field)
        row = {"application": key[0], "field": field, "value": canonical(change["to"]), "ref": entry.ref}
        db.table("field").upsert(row, pk=("application", "field"))


def _received(db: Database, entry: Entry, told: Mapping[str, Any]) -> None:
    _advance(db, entry, "received", {"received_on": told["on"]})


def _accepted(db: Database, entry: Entry, told: Mapping[str, Any]) -> None:
    _advance(db, entry, "accepted", {"accepted_on": told["on"]})


def _closed(db: Database, entry: Entry, told: Mapping[str, Any]) -> None:
    _advance(db, entry, "closed", {"closed_at": entry.happened_at, "closed_why": told["why"]})


def _official_number(db: Database, entry: Entry, told: Mapping[str, Any]) -> None:
    changed = {"official_number": told["number"], "official_entered_at": entry.happened_at}
    _advance(db, entry, None, changed)


def _document(state: str) -> Callable[[Database, Entry, Mapping[str, Any]], None]:
    def folded(db: Database, entry: Entry, told: Mapping[str, Any]) -> None:
        _touch(db, entry)
        row = {"application": entry.application, "document": told["document"], "state": state}
        rest = {key: value for key, value in told.items() if key != "document"}
        db.table("document").upsert(row | {"told": canonical(rest), "ref": entry.ref}, pk=("application", "document"))

    return folded


def _paper_issued(db: Database, entry: Entry, told: Mapping[str, Any]) -> None:
    _touch(db, entry)
    row = {name: told[name] for name in ("paper", "version", "sha256", "content_hash", "form_version", "pack_version")}
    db.table("paper").insert(
        row
        | {
            "ref": entry.ref,
            "application": entry.application,
            "issued_at": entry.happened_at,
            "issued_by": entry.clerk,
            "replaces": told.get("replaces"),
        }
    )


def _paper_delivered(db: Database, entry: Entry, told: Mapping[str, Any]) -> None:
    db.table("paper").update(told["ref"], {"delivered_at": entry.happened_at, "delivered_how": told["how"]})


def _paper_voided(db: Database, entry: Entry, told: Mapping[str, Any]) -> None:
    db.table("paper").update(told["ref"], {"voided_at": entry.happened_at, "voided_why": told["why"]})


def _noted(db: Database, entry: Entry, told: Mapping[str, Any]) -> None:
    """On record alone: the timeline shows it, no table changes."""
    del told
    if entry.application is not None:
        _touch(db, entry)


def _touch(db: Database, entry: Entry) -> None:
    _advance(db, entry, None, {})


def _advance(db: Database, entry: Entry, state: str | None, changed: Mapping[str, Any]) -> None:
    if entry.application is None:
        raise ApplicationNotFound(None)
    found = db.execute("SELECT state FROM application WHERE id = ?", [entry.application]).fetchone()
    if found is None:
        raise ApplicationNotFound(entry.application)
    update = {**changed, "changed_hlc": entry.hlc}
    if state is not None and STATES.index(state) > STATES.index(found[0]):
        update["state"] = state
    db.table("application").update(entry.application, update)


_FOLDS: dict[Kind, Callable[[Database, Entry, Mapping[str, Any]], None]] = {
    Kind.OFFICE_SET: _office_set,
    Kind.CLERK_ADDED: _clerk_set,
    Kind.CLERK_CHANGED: _clerk_set,
    Kind.NUMBERS_RESERVED: _numbers_reserved,
    Kind.CONSULTATION_NOTED: _opened,
    Kind.APPLICATION_OPENED: _opened,
    Kind.FIELDS_CHANGED: _fields_changed,
    Kind.MATERIALS_RECEIVED: _received,
    Kind.APPLICATION_ACCEPTED: _accepted,
    Kind.APPLICATION_HANDED_OVER: _noted,
    Kind.OFFICIAL_NUMBER_ENTERED: _official_number,
    Kind.DOCUMENT_RECEIVED: _document("received"),
    Kind.DOCUMENT_DEFERRED: _document("deferred"),
    Kind.NOTICE_ISSUED: _paper_issued,
    Kind.NOTICE_DELIVERED: _paper_delivered,
    Kind.PAPER_ISSUED: _paper_issued,
    Kind.PAPER_DELIVERED: _paper_delivered,
    Kind.PAPER_VOIDED: _paper_voided,
    Kind.PERSONAL_DATA_SHOWN: _noted,
    Kind.APPLICATION_CLOSED: _closed,
}
