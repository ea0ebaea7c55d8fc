"""Projects acts on parks, firms and visits."""

from __future__ import annotations

import json
from typing import Any

from gridcounter.core.record import of_parks
from gridcounter.core.record.contents import Contents
from gridcounter.core.record.journal import Entry, canonical
from gridcounter.store.engine import Database
from gridcounter.store.journal.projections.life import project

_OPEN = (
    "INSERT INTO subject (id, kind, opened_at, opened_by, changed_hlc) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (id) DO UPDATE SET changed_hlc = excluded.changed_hlc WHERE purged_on IS NULL"
)
_TOUCH = "UPDATE subject SET changed_hlc = ? WHERE id = ? AND purged_on IS NULL"
_SET_FIELD = (
    "INSERT INTO subject_field (subject, field, value, ref) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (subject, field) DO UPDATE SET value = excluded.value, ref = excluded.ref"
)
_SET_ACCOUNT = (
    "INSERT INTO account (subject, account, told, ref) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (subject, account) DO UPDATE SET told = excluded.told, ref = excluded.ref"
)
_PLAN = (
    "INSERT INTO visit (subject, number, park, state, planned, way, told, ref) VALUES (?, ?, ?, 'planned', ?, ?, ?, ?) "
    "ON CONFLICT (subject) DO NOTHING"
)
_HOLD = (
    "INSERT INTO visit (subject, number, park, state, on_day, way, told, ref) VALUES (?, ?, ?, 'held', ?, ?, ?, ?) "
    "ON CONFLICT (subject) DO UPDATE SET state = 'held', on_day = excluded.on_day, way = excluded.way, "
    "told = excluded.told, ref = excluded.ref"
)
_CORRECT = "UPDATE visit SET on_day = ?, way = ?, told = ?, ref = ? WHERE subject = ?"
_TOLD = "SELECT told FROM {table} WHERE ref = ? AND subject = ?"
_OWN = {"number", "park", "firms"}


def project_on_subject(db: Database, entry: Entry, act: of_parks.OnSubject) -> None:
    """In the caller's transaction. An act on what is not there, or was purged, changes nothing."""
    if isinstance(act, of_parks.OpensSubject):
        db.execute(_OPEN, [entry.application, act.subject_kind, entry.happened_at, entry.clerk, entry.hlc])
    if touched(db, entry):
        project(act, db, entry)


def touched(db: Database, entry: Entry) -> bool:
    """Marks the subject as changed last; False if it does not exist, or was purged."""
    return db.execute(_TOUCH, [entry.hlc, entry.application]).rowcount > 0


@project.register(of_parks.ParkOpened)
@project.register(of_parks.FirmOpened)
def _(act: of_parks.ParkOpened | of_parks.FirmOpened, db: Database, entry: Entry) -> None:
    where = {"park": act.park} if isinstance(act, of_parks.FirmOpened) else {}
    for field, value in {**act.fields, **where}.items():
        db.execute(_SET_FIELD, [entry.application, field, canonical(value), entry.ref])


@project.register(of_parks.FieldsOfSubject)
def _(act: of_parks.FieldsOfSubject, db: Database, entry: Entry) -> None:
    for field, change in act.fields.items():
        db.execute(_SET_FIELD, [entry.application, field, canonical(change.to), entry.ref])


@project.register(of_parks.FirmMovedOut)
def _(act: of_parks.FirmMovedOut, db: Database, entry: Entry) -> None:
    for field, value in (("state", "moved_out"), ("moved_out_on", act.on)):
        db.execute(_SET_FIELD, [entry.application, field, canonical(value), entry.ref])


@project.register(of_parks.GuarantorNamed)
def _(act: of_parks.GuarantorNamed, db: Database, entry: Entry) -> None:
    row = [entry.ref, entry.application, act.level, act.begins, _json(act)]
    db.execute("INSERT INTO guarantor (ref, subject, level, begins, told) VALUES (?, ?, ?, ?, ?)", row)


@project.register(of_parks.GuarantorEnded)
def _(act: of_parks.GuarantorEnded, db: Database, entry: Entry) -> None:
    sql = "UPDATE guarantor SET ends = ? WHERE ref = ? AND subject = ?"
    db.execute(sql, [act.on, act.ref, entry.application])


@project.register(of_parks.AccountSet)
def _(act: of_parks.AccountSet, db: Database, entry: Entry) -> None:
    if act.ended:
        db.execute("DELETE FROM account WHERE subject = ? AND account = ?", [entry.application, act.account])
    else:
        db.execute(_SET_ACCOUNT, [entry.application, act.account, _json(act), entry.ref])


@project.register(of_parks.EnergyNoted)
def _(act: of_parks.EnergyNoted, db: Database, entry: Entry) -> None:
    sql = "INSERT INTO energy (ref, subject, month, told) VALUES (?, ?, ?, ?)"
    db.execute(sql, [entry.ref, entry.application, act.month, _json(act)])


@project.register(of_parks.VisitPlanned)
def _(act: of_parks.VisitPlanned, db: Database, entry: Entry) -> None:
    row = [entry.application, act.number, act.park, act.planned, act.way, _json(act, _OWN), entry.ref]
    db.execute(_PLAN, row)
    _firms(db, entry, act.firms)


@project.register(of_parks.VisitMoved)
def _(act: of_parks.VisitMoved, db: Database, entry: Entry) -> None:
    sql = "UPDATE visit SET planned = ? WHERE subject = ? AND state = 'planned'"
    db.execute(sql, [act.to, entry.application])


@project.register(of_parks.VisitDropped)
def _(_: of_parks.VisitDropped, db: Database, entry: Entry) -> None:
    sql = "UPDATE visit SET state = 'dropped', ref = ? WHERE subject = ? AND state = 'planned'"
    db.execute(sql, [entry.ref, entry.application])


@project.register(of_parks.VisitHeld)
def _(act: of_parks.VisitHeld, db: Database, entry: Entry) -> None:
    """One that another desk dropped without knowing was made all the same."""
    row = [entry.application, act.number, act.park, act.on, act.way, _json(act, _OWN), entry.ref]
    db.execute(_HOLD, row)
    _firms(db, entry, act.firms)


@project.register(of_parks.VisitCorrected)
def _(act: of_parks.VisitCorrected, db: Database, entry: Entry) -> None:
    db.execute(_CORRECT, [act.on, act.way, _json(act, {"why"}), entry.ref, entry.application])


@project.register(of_parks.RequestNoted)
def _(act: of_parks.RequestNoted, db: Database, entry: Entry) -> None:
    row = [entry.ref, entry.application, act.firm, act.kind, act.outcome, _json(act)]
    db.execute("INSERT INTO request (ref, subject, firm, kind, outcome, told) VALUES (?, ?, ?, ?, ?, ?)", row)


@project.register(of_parks.RequestAnswered)
@project.register(of_parks.RequestPassedOn)
@project.register(of_parks.RequestTaken)
def _(
    act: of_parks.RequestAnswered | of_parks.RequestPassedOn | of_parks.RequestTaken, db: Database, entry: Entry
) -> None:
    outcome = {"RequestAnswered": "answered", "RequestPassedOn": "passed_on", "RequestTaken": "taken"}
    told = _told(db, "request", act.ref, entry)
    if told is not None:
        told = {**told, "since": [*told.get("since", ()), _step(act, entry)]}
        row = [outcome[type(act).__name__], canonical(told), act.ref, entry.application]
        db.execute("UPDATE request SET outcome = ?, told = ? WHERE ref = ? AND subject = ?", row)


@project.register(of_parks.PromiseMade)
def _(act: of_parks.PromiseMade, db: Database, entry: Entry) -> None:
    row = [entry.ref, entry.application, act.firm, act.by, _json(act)]
    db.execute("INSERT INTO promise (ref, subject, firm, by_day, state, told) VALUES (?, ?, ?, ?, 'open', ?)", row)


@project.register(of_parks.PromiseMoved)
@project.register(of_parks.PromiseKept)
@project.register(of_parks.PromiseWithdrawn)
def _(
    act: of_parks.PromiseMoved | of_parks.PromiseKept | of_parks.PromiseWithdrawn, db: Database, entry: Entry
) -> None:
    """Of two desks the first by the clock that ended it counts; the other act stays to be read."""
    told = _told(db, "promise", act.ref, entry)
    if told is None:
        return
    told = {**told, "since": [*told.get("since", ()), _step(act, entry)]}
    db.execute("UPDATE promise SET told = ? WHERE ref = ?", [canonical(told), act.ref])
    if isinstance(act, of_parks.PromiseMoved):
        db.execute("UPDATE promise SET by_day = ? WHERE ref = ? AND state = 'open'", [act.to, act.ref])
        return
    state = "kept" if isinstance(act, of_parks.PromiseKept) else "withdrawn"
    db.execute("UPDATE promise SET state = ? WHERE ref = ? AND state = 'open'", [state, act.ref])


def _firms(db: Database, entry: Entry, firms: tuple[str, ...]) -> None:
    for firm in firms:
        db.execute("INSERT INTO visit_firm VALUES (?, ?) ON CONFLICT DO NOTHING", [entry.application, firm])


def _told(db: Database, table: str, ref: str, entry: Entry) -> dict[str, Any] | None:
    row = db.execute(_TOLD.format(table=table), [ref, entry.application]).fetchone()
    return None if row is None else dict(json.loads(row[0]))


def _step(act: Contents, entry: Entry) -> dict[str, Any]:
    return {"kind": entry.kind, "ref": entry.ref, **act.model_dump(mode="json", exclude={"ref"})}


def _json(act: Contents, without: set[str] | None = None) -> str:
    return canonical(act.model_dump(mode="json", exclude=without or set()))
