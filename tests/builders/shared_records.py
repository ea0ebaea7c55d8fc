"""Desks that share one record, in memory: what each enters, and what one takes in from another."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from builders.every_kind import EXAMPLES, SUBJECTS
from builders.record_builders import Clock, an_answer, an_opening
from gridcounter.core.record.acts import CONTENTS
from gridcounter.core.record.journal import Act, Entry, Kind
from gridcounter.core.record.of_office import OfOffice
from gridcounter.core.record.of_parks import OnSubject
from gridcounter.errors import Refusal
from gridcounter.store.custody.purge import announce, purge, purge_announced
from gridcounter.store.engine import Database, over, sqlcipher3
from gridcounter.store.journal.announcements import standing
from gridcounter.store.journal.append import Journal, insert
from gridcounter.store.journal.arriving import Forked
from gridcounter.store.journal.conflicts import project_in_order
from gridcounter.store.journal.fork import repair
from gridcounter.store.journal.merge import begin_as_another_desk, record_id
from gridcounter.store.journal.rows import COLUMNS
from gridcounter.store.journal.taking import Taken, take
from gridcounter.store.migrations import RECORD

RULE = {"until": "2026-09-30", "months": 1, "basis": "样例期限表"}
APPLICATIONS = ("a1", "a2", "a3")
#: Of which each is purged once.
MANY = tuple(f"a{number}" for number in range(1, 7))
#: Visits, which are announced and purged alike.
VISITS = ("v21", "v22", "v23")
FIELDS = ("applicant.name", "applicant.phone", "case.business", "works.length_m")


@dataclass
class Desk:
    """One desk's record, and its clock."""

    db: Database
    journal: Journal
    clock: Clock

    def do(self, kind: Kind, values: Mapping[str, Any], application: str | None = "a1") -> Entry:
        # the second clerk is the one who leaves and comes back
        clerk = "c2" if self.journal.count() % 2 else "c1"
        return self.journal.append(Act(kind, values, clerk, application))

    def written(self) -> list[Entry]:
        """Everything in it, in the order in which it was written into its file."""
        rows = self.db.execute(f"SELECT {COLUMNS} FROM journal ORDER BY place")  # noqa: S608
        return [Entry(*row) for row in rows]

    def take_from(self, other: Desk, at_once: int = 50) -> Taken:
        return self.take(other.written(), record_id(other.db), at_once)

    def take(self, entries: list[Entry], record: str, at_once: int = 50) -> Taken:
        return take(lambda job: job(self.db, self.journal), self.db, record, entries, "c1", at_once=at_once)


def a_founding_desk(name: str = "1 号台") -> Desk:
    db = over(sqlcipher3.connect(":memory:"))
    RECORD.apply(db)
    clock = Clock()
    desk = Desk(db, Journal(db, clock=clock), clock)
    desk.do(Kind.OFFICE_SET, {"place": "jining"}, None)
    desk.do(Kind.CLERK_ADDED, EXAMPLES[Kind.CLERK_ADDED], None)
    desk.do(Kind.DESK_JOINED, joined_as(name), None)
    return desk


def joined_as(name: str) -> dict[str, Any]:
    return {"name": name, "signs_with": hashlib.sha256(name.encode()).hexdigest(), "sealed_to": "age1invented"}


def a_joining_desk(founder: Desk, name: str, ahead: timedelta = timedelta(0)) -> Desk:
    """A whole copy that goes on as a desk of its own; its clock may be off."""
    db = over(sqlcipher3.connect(":memory:"))
    founder.db.conn.backup(db.conn)
    clock = Clock(founder.clock.at + ahead)
    desk = Desk(db, Journal(db, clock=clock), clock)
    with db.atomic():
        begin_as_another_desk(db, desk.journal)
        heads = [{"device": one, "seq": head.seq, "hash": head.hash} for one, head in desk.journal.heads().items()]
        desk.do(Kind.DESK_JOINED, joined_as(name) | {"heads": heads}, None)
    return desk


def a_twin(desk: Desk) -> Desk:
    """Its file copied, and opened elsewhere: the same device twice."""
    db = over(sqlcipher3.connect(":memory:"))
    desk.db.conn.backup(db.conn)
    clock = Clock(desk.clock.at)
    return Desk(db, Journal(db, clock=clock), clock)


def three_desks(ahead: timedelta = timedelta(0)) -> list[Desk]:
    """The second desk's clock is ahead by so much."""
    founder = a_founding_desk()
    second = a_joining_desk(founder, "2 号台", ahead)
    third = a_joining_desk(founder, "3 号台")
    return [founder, second, third]


def act_at_random(desk: Desk, draw: random.Random) -> None:
    """Something that a clerk may do at this desk now; what is refused is not done."""
    application = draw.choice(APPLICATIONS)
    kind = draw.choice(_OFTEN)
    day = f"2026-09-{draw.randint(1, 28):02d}"
    try:
        if kind == Kind.RECORDS_PURGED:
            application = draw.choice((application, "f11", "v11", "v12"))
            sql = "SELECT 1 FROM application WHERE id = ?1 UNION ALL SELECT 1 FROM subject WHERE id = ?1"
            if desk.db.execute(sql, [application]).fetchone():
                # as a desk may that was put back, or whose program does not announce
                purge(desk.db, desk.journal, [application], "c1", RULE)
        elif kind == Kind.PURGE_ANNOUNCED:
            announce(desk.journal, [application], "c1", RULE)
        elif kind == Kind.FIELDS_CHANGED:
            field = draw.choice(FIELDS)
            row = desk.db.execute(
                "SELECT ref FROM field WHERE application = ? AND field = ?", [application, field]
            ).fetchone()
            change = {"to": draw.choice(["甲", "乙", 3, None]), "over": row[0] if row else None}
            desk.do(kind, {"fields": {field: change}}, application)
        elif kind == Kind.APPLICATION_OPENED:
            number = f"JN1-{draw.randint(1, 4):04d}"
            desk.journal.append(an_opening(application, number, {"applicant.name": "李四"}))
        elif issubclass(CONTENTS[kind], OfOffice):
            desk.do(kind, _of_office(kind, draw), None)
        elif issubclass(contents := CONTENTS[kind], OnSubject):
            subject = f"{SUBJECTS[contents.subject_kind]}{draw.randint(1, 2)}"
            desk.do(kind, _on_subject(desk, kind, subject, day, draw), subject)
        else:
            desk.do(kind, _on_application(desk, kind, application, day, draw), application)
    except Refusal:
        pass


def _of_office(kind: Kind, draw: random.Random) -> Mapping[str, Any]:
    values = dict(EXAMPLES[kind])
    if kind == Kind.NUMBERS_RESERVED:
        values["numbers"] = [f"JN1-{draw.randint(1, 9):04d}"]
    if kind in {Kind.CLERK_ADDED, Kind.CLERK_CHANGED}:
        values |= {"name": draw.choice(["王", "赵"]), "active": draw.randint(0, 1)}
    if kind == Kind.OFFICE_SET:
        values = {draw.choice(["banner", "code"]): draw.choice(["甲", "乙"])}
    return values


def _on_application(desk: Desk, kind: Kind, application: str, day: str, draw: random.Random) -> Mapping[str, Any]:
    values = dict(EXAMPLES[kind])
    if "on" in values:
        values["on"] = day
    if "answer" in values:
        values["answer"] = an_answer()
    if "ref" in values:
        table = "attachment" if kind == Kind.ATTACHMENT_REMOVED else "paper"
        rows = desk.db.execute(f"SELECT ref FROM {table} WHERE application = ?", [application]).fetchall()  # noqa: S608
        values["ref"] = draw.choice(rows)[0] if rows else "none:1"
    if "fields" in values and kind == Kind.FIELDS_CORRECTED:
        row = desk.db.execute(
            "SELECT ref FROM field WHERE application = ? AND field = 'case.business'", [application]
        ).fetchone()
        values["fields"] = {"case.business": {"to": "temporary", "over": row[0] if row else None}}
    return values


def _on_subject(desk: Desk, kind: Kind, subject: str, day: str, draw: random.Random) -> Mapping[str, Any]:
    values = dict(EXAMPLES[kind])
    for key in ("on", "told_on", "planned", "to"):
        if key in values:
            values[key] = day
    if "park" in values:
        values["park"] = f"p1{draw.randint(1, 2)}"
    if "number" in values:
        values["number"] = f"ZF-{subject}"
    if "ref" in values:
        tables = {"guarantor_ended": "guarantor"} | dict.fromkeys(
            ("promise_moved", "promise_kept", "promise_withdrawn"), "promise"
        )
        table = tables.get(kind, "request")
        rows = desk.db.execute(f"SELECT ref FROM {table} WHERE subject = ?", [subject]).fetchall()  # noqa: S608
        values["ref"] = draw.choice(rows)[0] if rows else "none:1"
    if "fields" in values and kind in {Kind.PARK_CHANGED, Kind.FIRM_CHANGED}:
        field = draw.choice(["name", "district"])
        sql = "SELECT ref FROM subject_field WHERE subject = ? AND field = ?"
        row = desk.db.execute(sql, [subject, field]).fetchone()
        values["fields"] = {field: {"to": draw.choice(["甲", "乙", None]), "over": row[0] if row else None}}
    return values


_ON_ANNOUNCED = (*("announce", "purge", "purge", "close", "any") * 3, "hold", "let go", "reopen")


def act_on_announced(desk: Desk, draw: random.Random) -> None:
    """As `act_at_random`, where what is due is announced before it is purged."""
    application = draw.choice((*MANY, *VISITS))
    try:
        match draw.choice(_ON_ANNOUNCED):
            case "announce":
                announce(desk.journal, [application], "c1", RULE)
            case "purge":
                for one in standing(desk.db):
                    purge_announced(desk.db, desk.journal, [one.application], "c1", desk.clock().isoformat())
            case "hold":
                desk.do(Kind.PURGE_HELD, {"why": "投诉"}, application)
            case "let go":
                desk.do(Kind.PURGE_HELD, {"why": ""}, application)
            case "close":
                desk.do(Kind.APPLICATION_CLOSED, {"why": "withdrawn"}, application)
            case "reopen":
                desk.do(Kind.APPLICATION_REOPENED, {"why": "又来了"}, application)
            case "any":
                _begin(desk, application)
    except Refusal:
        pass


def _begin(desk: Desk, subject: str) -> None:
    if subject in VISITS:
        values = {**EXAMPLES[Kind.VISIT_HELD], "number": f"ZF-{subject}", "park": "p11", "firms": []}
        desk.do(Kind.VISIT_HELD, values, subject)
    else:
        desk.journal.append(an_opening(subject, f"JN1-000{subject[1:]}", {"applicant.name": "李四"}))


#: Of one desk's file alone, or written by what takes entries in.
_NOT_DRAWN = {
    *(Kind.RECORD_MOVED, Kind.FORK_REPAIRED),
    *(Kind.RECORD_RESTORED, Kind.ROLLBACK_FOUND, Kind.KEY_RENEWED, Kind.PASSPHRASE_CHANGED, Kind.KEYS_RESTORED),
    *(
        Kind.SIGNING_KEY_MADE,
        Kind.TABLES_DIFFERED,
        Kind.DESK_JOINED,
        Kind.DESK_RETIRED,
        Kind.HEADS_SEEN,
        Kind.CONSULTATION_NOTED,
    ),
    Kind.PERSONAL_DATA_SHOWN,
}
_KINDS = tuple(kind for kind in Kind if kind not in _NOT_DRAWN)
_OFTEN = (
    *_KINDS,
    *(Kind.APPLICATION_OPENED,) * 8,
    *(Kind.FIELDS_CHANGED,) * 12,
    *(Kind.APPLICATION_ACCEPTED, Kind.NOTICE_ISSUED, Kind.PAPER_DELIVERED, Kind.APPLICATION_CLOSED) * 3,
)


def conflicts_if_shared(entries: Iterable[Entry]) -> list[tuple[str, ...]]:
    """What would be told if these had been entered in a shared record: of one desk's own, nothing."""
    db = over(sqlcipher3.connect(":memory:"))
    RECORD.apply(db)
    known = list(entries)
    with db.atomic():
        db.execute("PRAGMA defer_foreign_keys = ON")
        for entry in known:
            insert(db, entry)
        for entry in known:
            project_in_order(db, entry, "")
    return db.execute("SELECT ref, what, sentence FROM conflict").fetchall()


def everybody_takes_from_everybody(desks: list[Desk]) -> None:
    """Until nobody has anything new for another."""
    while any(one.take_from(other).entries for one in desks for other in desks if one is not other):
        pass


def take_or_repair(desk: Desk, other: Desk) -> Taken | None:
    """As a desk does: where its own device has two histories, it makes way and takes in; None where another must."""
    try:
        return desk.take_from(other)
    except Forked as forked:
        try:
            repair(desk.db, desk.journal, forked.device, other.written(), "c1")
        except Forked:
            return None
        return desk.take_from(other)


def everybody_takes_or_repairs(desks: list[Desk], draw: random.Random) -> None:
    """In any order, until nobody has anything new for another."""
    while True:
        pairs = [(one, other) for one in desks for other in desks if one is not other]
        draw.shuffle(pairs)
        found = [take_or_repair(one, other) for one, other in pairs]
        if all(taken is not None and not taken.entries for taken in found):
            return
