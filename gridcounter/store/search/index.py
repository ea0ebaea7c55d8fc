"""Keeps the search index in step with the projected tables: one row of texts, marks and keys for each application.

The row is in a table that a save writes anyway, and only its changes are written: each page of the file that a save
touches costs as much as half of a bare insert.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping

from gridcounter.core.application import ApplicationId
from gridcounter.core.filing.filing import UNSETTLED
from gridcounter.core.intake.duplicates import KEYED, keys_of
from gridcounter.core.record.contents import Contents
from gridcounter.core.record.journal import Entry
from gridcounter.core.record.of_applications import FieldsChanged
from gridcounter.store.engine import Database
from gridcounter.store.search.query import put_in_if_many
from gridcounter.store.search.search import (
    CLOSED,
    CONSULTATION,
    DEFERRED,
    FILING,
    NAMES,
    NOT_ENTERED,
    PURGED,
    SEARCHED,
    UNDER_WAY,
    UNSIGNED,
    UNSIGNED_PAPERS,
    opened_by,
)
from gridcounter.store.search.tokens import initials, joined, plain

_READ = (*SEARCHED, *(field for field in KEYED if field not in SEARCHED))
_COLUMNS = ("name", "address", "told", "marks", "letters", *(f"key_{kind}" for kind in KEYED.values()))

# composed of our own column names only
_MARKED = (
    "SELECT state, official_number, opened_by, (SELECT state FROM filing WHERE application = id), "  # noqa: S608
    "EXISTS (SELECT 1 FROM document WHERE application = id "
    "AND document.state = 'deferred' AND coalesce(json_extract(told, '$.taken_back'), 0) = 0), "
    f"EXISTS ({UNSIGNED_PAPERS} AND paper.application = id), purged_on FROM application WHERE id = ?"
)
_STANDING = (
    f"SELECT s.place, s.waiting, {', '.join(f's.{column}' for column in _COLUMNS)}, "  # noqa: S608
    "a.number, a.short_code, coalesce(a.official_number, ''), (SELECT json_group_object(field, json(value)) "
    f"FROM field WHERE field.application = a.id AND field IN {_READ}) "
    "FROM application AS a LEFT JOIN searched AS s ON s.application = a.id WHERE a.id = ?"
)
_ADDED = f"INSERT INTO searched (waiting, application, {', '.join(_COLUMNS)}) VALUES (1{', ?' * (1 + len(_COLUMNS))})"  # noqa: S608
#: The index's columns besides those of a list.
_INDEXED = {"told", "marks", "letters"}


def refresh(db: Database, entry: Entry, act: Contents) -> None:
    """Updates the row of the entry's application, in the transaction of the projection."""
    if not entry.application:
        return
    if not isinstance(act, FieldsChanged):
        index(db, entry.application)
    elif not act.fields.keys().isdisjoint(_READ):
        index(db, entry.application, changed=act.fields.keys())


def index(db: Database, application_id: ApplicationId, *, changed: Collection[str] | None = None) -> None:
    """Writes only changed columns of search texts, filters and comparison keys.

    `changed` are the only changed fields, and then no mark changes; None: anything may be new.
    """
    place, waiting, *there, number, code, official, fields_json = db.execute(_STANDING, [application_id]).fetchone()
    changed = None if place is None else changed
    new_fields = _READ if changed is None else changed
    fields = _texts(fields_json)
    row = {
        "name": fields["applicant.name"],
        "address": fields["premises.address"],
        "told": joined(plain(text) for text in (*(fields[each] for each in SEARCHED), number, code, official)),
    }
    if changed is None:
        row["marks"] = " ".join(_marks(db, application_id))
    row |= _letters_and_keys(fields, new_fields)
    if place is None:
        db.execute(_ADDED, [application_id, *(row[column] for column in _COLUMNS)])
        put_in_if_many(db)
        return
    before = dict(zip(_COLUMNS, there, strict=True))
    new = {column: text for column, text in row.items() if text != before[column]}
    _update(db, place, new, waiting=bool(waiting))


def _texts(fields_json: str) -> dict[str, str]:
    # values that are not text are ignored
    texts = {field: value for field, value in json.loads(fields_json).items() if isinstance(value, str)}
    return dict.fromkeys(_READ, "") | texts


def _letters_and_keys(fields: Mapping[str, str], new_fields: Collection[str]) -> dict[str, str]:
    keys = keys_of({field: fields[field] for field in new_fields if field in KEYED})
    found = {f"key_{kind}": key for kind, key in keys.items()}
    if any(each in new_fields for each in NAMES):
        found["letters"] = joined(dict.fromkeys(read for each in NAMES for read in initials(fields[each])))
    return found


def _update(db: Database, place: int, new: Mapping[str, str], *, waiting: bool) -> None:
    waits = not waiting and not _INDEXED.isdisjoint(new)
    values: dict[str, str | int] = {**new, "waiting": 1} if waits else {**new}
    if values:
        setting = ", ".join(f"{column} = ?" for column in values)
        db.execute(f"UPDATE searched SET {setting} WHERE place = ?", [*values.values(), place])  # noqa: S608
    if waits:
        put_in_if_many(db)


def _marks(db: Database, application_id: ApplicationId) -> Iterator[str]:
    state, official, clerk, filing, deferred, unsigned, purged_on = db.execute(_MARKED, [application_id]).fetchone()
    if purged_on:
        yield PURGED
        return
    yield opened_by(clerk)
    if state == "closed":
        yield CLOSED
        return
    yield CONSULTATION if state == "consultation" else UNDER_WAY
    if state == "accepted" and not official:
        yield NOT_ENTERED
    if deferred:
        yield DEFERRED
    if unsigned:
        yield UNSIGNED
    if filing in UNSETTLED:
        yield FILING
