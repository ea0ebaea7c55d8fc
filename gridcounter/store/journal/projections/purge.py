"""The remains of a purged application: its number, its days, its business, its class. No typed text and no person.

The remains are in the entry of the purge itself, so that a rebuild, which finds the other entries blank, gives the same
tables. Figures of past years do not change.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from gridcounter.core.application import ApplicationId
from gridcounter.core.record.journal import Entry, canonical
from gridcounter.core.record.of_applications import PurgeHeld
from gridcounter.core.record.of_office import PurgedApplication, RecordsPurged
from gridcounter.store.engine import Database
from gridcounter.store.journal.subjects import OF_ANY, OF_SUBJECTS, subject_of
from gridcounter.store.search.index import index

#: The columns of each table that stay: each holds a day, a number, an id, or a word of the policy.
_KEPT: Mapping[str, tuple[str, ...]] = {
    "field": ("field", "value", "ref"),
    "document": ("document", "state", "ref"),
    "paper": ("ref", "paper", "version", "issued_at", "delivered_at", "delivered_how", "voided_at", "consultation"),
    "answer": ("ref", "pinned_at", "pack", "pack_number", "pack_version", "class", "track"),
    "clock": ("clock", "place", "label", "actor", "wd", "days", "counts_from"),
    "event": ("event", "on_day", "ref"),
    "finished": ("clock", "on_day", "ref"),
    "pause": ("clock", "ref", "on_day", "until_day", "why"),
    "added_item": ("ref", "place", "document"),
    "filing": ("version", "state", "posted", "started_on"),
    "filing_act": ("ref", "version", "kind", "on_day"),
    "joint_act": ("ref", "kind", "utility", "on_day"),
}
#: The only rows that stay of a table.
_ROWS: Mapping[str, str] = {"field": " AND field = 'case.business' AND value <> 'null'"}
#: The keys that stay in columns holding JSON.
_TOLD: Mapping[str, tuple[str, ...]] = {
    "document": ("until", "taken_back"),
    "answer": ("class_label", "regime"),
    "filing_act": ("passed",),
    "joint_act": (),
}
#: Tables that others refer to are emptied last, and filled first.
OF_APPLICATIONS = ("attachment", "running", "to_be_reissued", "conflict", *_KEPT)
_STAYS = ("number", "short_code", "opened_at", "received_on", "accepted_on", "closed_at")

_TOMBSTONE = (
    "INSERT INTO application (id, state, purged_on, changed_hlc, number, short_code, opened_at, received_on, "
    "accepted_on, closed_at) VALUES (?, 'closed', ?, '', ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
    "purged_on = excluded.purged_on, state = 'closed', changed_hlc = '', number = excluded.number, "
    "short_code = excluded.short_code, opened_at = excluded.opened_at, received_on = excluded.received_on, "
    "accepted_on = excluded.accepted_on, closed_at = excluded.closed_at, opened_by = NULL, official_number = NULL, "
    "official_entered_at = NULL, closed_why = NULL, held_why = NULL"
)


# one desk voided a paper, and another had handed it out
_TOLD_THOUGH_VOIDED = (
    "SELECT 1 FROM conflict WHERE application = ? AND what IN ('DeliveredUnaware', 'AlreadyVoided') LIMIT 1"
)
_TOMBSTONE_OF_SUBJECT = (
    "INSERT INTO subject (id, kind, opened_at, changed_hlc, purged_on) VALUES (?, ?, ?, '', ?) "
    "ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, opened_at = excluded.opened_at, changed_hlc = '', "
    "purged_on = excluded.purged_on, opened_by = NULL"
)
_IS_PURGED = (
    "SELECT 1 FROM application WHERE id = ?1 AND purged_on IS NOT NULL "
    "UNION ALL SELECT 1 FROM subject WHERE id = ?1 AND purged_on IS NOT NULL"
)


def remains_of(db: Database, application_id: ApplicationId) -> dict[str, Any]:
    """The data of one application that the purge entry keeps, as JSON data."""
    if subject_of(db, application_id) is not None:
        return _remains_of_subject(db, application_id)
    row = db.execute(f"SELECT {', '.join(_STAYS)} FROM application WHERE id = ?", [application_id]).fetchone()  # noqa: S608
    tables = {}
    for table, columns in _KEPT.items():
        text = ", told" if table in _TOLD else ""
        of = f"FROM {table} WHERE application = ?{_ROWS.get(table, '')} ORDER BY rowid"
        sql = f"SELECT {', '.join(columns)}{text} {of}"
        rows = [_without_person(table, found) for found in db.execute(sql, [application_id])]
        if table == "paper" and db.execute(_TOLD_THOUGH_VOIDED, [application_id]).fetchone():
            rows = [_as_told(row) for row in rows]
        if rows:
            tables[table] = rows
    return {"id": application_id, **dict(zip(_STAYS, row, strict=True)), "tables": tables}


def _as_told(row: list[Any]) -> list[Any]:
    """In force, if it was handed out: figures count it, and nothing else is left that would say why."""
    values = dict(zip(_KEPT["paper"], row, strict=True))
    return list((values | ({"voided_at": None} if values["delivered_at"] else {})).values())


def purged(db: Database, entry: Entry, act: RecordsPurged) -> None:
    """Empties the tables of these applications; in a rebuild they are already empty."""
    for one in act.applications:
        if not is_purged(db, one.id):  # else by another desk, which did not know of it
            keep_remains(db, entry, one)
    rest = canonical(act.model_dump(mode="json", exclude={"applications", "heads"}, exclude_unset=True))
    row = [entry.ref, entry.hlc, entry.happened_at, entry.clerk, rest]
    db.execute("INSERT INTO purge (ref, hlc, at, clerk, told) VALUES (?, ?, ?, ?, ?)", row)


def keep_remains(db: Database, entry: Entry, one: PurgedApplication) -> None:
    """Of one application what the entry of its purge says of it, in place of all that the tables hold."""
    if one.kind:
        _keep_remains_of_subject(db, entry, one)
        return
    days = [one.opened_at, one.received_on, one.accepted_on, one.closed_at]
    db.execute(_TOMBSTONE, [one.id, entry.happened_at[:10], one.number, one.short_code, *days])
    for table in OF_APPLICATIONS:
        db.execute(f"DELETE FROM {table} WHERE application = ?", [one.id])  # noqa: S608  our own table names
    for table, rows in one.tables.items():
        _put_back(db, table, one.id, rows)
    index(db, one.id)


#: As `_KEPT`, of firms and visits: kinds, days and states, by which years past are counted.
_KEPT_OF_SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "subject_field": ("field", "value"),
    "visit": ("number", "park", "state", "planned", "on_day", "way"),
    "visit_firm": ("firm",),
    "request": ("ref", "firm", "kind", "outcome"),
    "promise": ("ref", "firm", "by_day", "state"),
}
_FIELDS_KEPT = " AND field IN ('park', 'state', 'moved_out_on', 'big')"
#: Of what was told of a promise or a visit: days, and no words.
_TOLD_OF_SUBJECTS: Mapping[str, str] = {
    "visit": "json_object('reason', json_extract(told, '$.reason'))",
    "request": "'{}'",
    "promise": "json_object('on', json_extract(told, '$.on'), 'by', json_extract(told, '$.by'), 'since', "
    "(SELECT json_group_array(json_object('kind', json_extract(value, '$.kind'), 'on', json_extract(value, '$.on'), "
    "'to', json_extract(value, '$.to'))) FROM json_each(told, '$.since')))",
}


def _remains_of_subject(db: Database, subject: str) -> dict[str, Any]:
    kind, opened_at = db.execute("SELECT kind, opened_at FROM subject WHERE id = ?", [subject]).fetchone()
    tables = {}
    for table, columns in _KEPT_OF_SUBJECTS.items():
        told = f", {_TOLD_OF_SUBJECTS[table]}" if table in _TOLD_OF_SUBJECTS else ""
        rows = _FIELDS_KEPT if table == "subject_field" else ""
        sql = f"SELECT {', '.join(columns)}{told} FROM {table} WHERE subject = ?{rows} ORDER BY rowid"  # noqa: S608
        if found := [list(row) for row in db.execute(sql, [subject])]:
            tables[table] = found
    number = tables["visit"][0][0] if "visit" in tables else subject
    days = dict.fromkeys(("received_on", "accepted_on", "closed_at"))
    return {"id": subject, "kind": kind, "number": number, "short_code": "", "opened_at": opened_at, **days} | {
        "tables": tables
    }


def _keep_remains_of_subject(db: Database, entry: Entry, one: PurgedApplication) -> None:
    db.execute(_TOMBSTONE_OF_SUBJECT, [one.id, one.kind, one.opened_at or "", entry.happened_at[:10]])
    for table in OF_SUBJECTS:
        db.execute(f"DELETE FROM {table} WHERE subject = ?", [one.id])  # noqa: S608  our own table names
    for table in OF_ANY:
        db.execute(f"DELETE FROM {table} WHERE application = ?", [one.id])  # noqa: S608
    for table, rows in one.tables.items():
        columns = ("subject", *_KEPT_OF_SUBJECTS[table], *(["told"] if table in _TOLD_OF_SUBJECTS else []))
        marks = ", ".join("?" * len(columns))
        for row in rows:
            db.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", [one.id, *row])  # noqa: S608


def is_purged(db: Database, application_id: ApplicationId | None) -> bool:
    """True if only remains are left of it."""
    return db.execute(_IS_PURGED, [application_id]).fetchone() is not None


def held(db: Database, entry: Entry, act: PurgeHeld) -> None:
    """Stores why an application is exempt from purging; an empty reason ends the exemption."""
    db.execute("UPDATE application SET held_why = ? WHERE id = ?", [act.why or None, entry.application])


def _put_back(db: Database, table: str, application_id: ApplicationId, rows: Sequence[Sequence[Any]]) -> None:
    columns = ["application", *_KEPT[table], *(["told"] if table in _TOLD else [])]
    empty = _EMPTY.get(table, ())
    marks = ", ".join(["?"] * len(columns) + ["''"] * len(empty))
    sql = f"INSERT INTO {table} ({', '.join((*columns, *empty))}) VALUES ({marks})"  # noqa: S608  our own names
    for row in rows:
        *values, last = row if table in _TOLD else (*row, None)
        db.execute(sql, [application_id, *values, *([canonical(last)] if table in _TOLD else [])])


#: Columns that are never null in an existing row.
_EMPTY: Mapping[str, tuple[str, ...]] = {
    "event": ("late",),
    "finished": ("late",),
    "pause": ("rests_on", "late"),
    "added_item": ("label", "clause", "why"),
    "filing": ("number", "serial"),
    "filing_act": ("late",),
    "joint_act": ("unit", "late"),
}


def _without_person(table: str, row: Sequence[Any]) -> list[Any]:
    if table not in _TOLD:
        return list(row)
    values = json.loads(row[-1])
    return [*row[:-1], {key: values[key] for key in _TOLD[table] if key in values}]
