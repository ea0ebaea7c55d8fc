"""An office whose desks come and go: some are retired and write on, some join late, are put back, or are copied."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import combinations, permutations

from builders.record_builders import Clock, told_tables
from builders.shared_records import (
    Desk,
    a_founding_desk,
    a_twin,
    act_at_random,
    act_on_announced,
    joined_as,
    take_or_repair,
)
from gridcounter.core.record.acts import read
from gridcounter.core.record.journal import Entry, Kind
from gridcounter.core.record.of_desks import DeskJoined, mark_digest
from gridcounter.errors import Refusal
from gridcounter.store.custody.purge import heads_of
from gridcounter.store.engine import over, sqlcipher3
from gridcounter.store.journal.announcements import standing
from gridcounter.store.journal.append import Journal
from gridcounter.store.journal.merge import begin_with
from gridcounter.store.migrations import RECORD
from gridcounter.store.queries.desks import copies_kept, desks, invitation_holds

_MOST = 6
_OFTEN = {"act": 40, "announced": 90, "exchange": 30}
_OFTEN |= {"retire": 2, "renew": 1, "join": 2, "back_up": 2, "put_back": 2, "copy": 1}
_WEEK = timedelta(days=7)


@dataclass
class Place:
    """A desk under the name and keys that it has; `mark` is that of its invitation."""

    name: str
    desk: Desk
    mark: str = ""

    @property
    def signs_with(self) -> str:
        return str(joined_as(self.name)["signs_with"])

    def lets_in(self, other: Place) -> bool:
        """As `services.desks.exchange`: the file is sealed to this desk, by one that is known here or was invited."""
        known = _takes_part(self, other)
        if not _takes_part(other, self):
            return False
        if known is None and other.mark:
            joined = next(entry for entry in other.desk.written() if _joins_by(entry, other.mark))
            return bool(invitation_holds(self.desk.db, mark_digest(other.mark), joined.entered_at))
        return bool(known)


def _takes_part(place: Place, other: Place) -> bool | None:
    """As is known at a place of another one; None: nobody knows it there."""
    found = [not one.retired for one in desks(place.desk.db) if one.signs_with == other.signs_with]
    return found[0] if found else None


def _joins_by(entry: Entry, mark: str) -> bool:
    act = read(entry) if entry.kind == Kind.DESK_JOINED else None
    return isinstance(act, DeskJoined) and act.mark == mark


@dataclass
class Office:
    """`rounds` says how often all exchange at once, `backups` are desks as they were.

    Each method does something at a place, and says whether it did.
    """

    draw: random.Random
    ahead: timedelta
    rounds: int
    places: list[Place]
    backups: list[tuple[Place, Desk]] = field(default_factory=list)
    did: Counter[str] = field(default_factory=Counter)

    def one_step(self) -> None:
        (what,) = self.draw.choices([*_OFTEN, "everybody"], [*_OFTEN.values(), self.rounds])
        with suppress(Refusal):
            self.did[what] += bool(getattr(self, what)(self.draw.choice(self.places)))

    def act(self, place: Place) -> bool:
        act_at_random(place.desk, self.draw)
        return True

    def announced(self, place: Place) -> bool:
        act_on_announced(place.desk, self.draw)
        return True

    def exchange(self, place: Place) -> bool:
        other = self.draw.choice(self.places)
        return other is not place and take(place, other)

    def everybody(self, _: Place) -> bool:
        """One round, as by a stick that goes to each of them."""
        for one, other in permutations(self.places, 2):
            with suppress(Refusal):
                take(one, other)
        return True

    def retire(self, place: Place) -> bool:
        """Any other one that takes part as far as is known, by whoever is there: a retired desk goes on as well."""
        others = [one for one in desks(place.desk.db) if one.signs_with != place.signs_with and not one.retired]
        if not others:
            return False
        gone = self.draw.choice(others).signs_with
        values = {"signs_with": gone, "why": "笔记本丢失", "keeps": copies_kept(place.desk.db, gone)}
        place.desk.do(Kind.DESK_RETIRED, values, None)
        return self.renew(place)

    def renew(self, place: Place) -> bool:
        key_id = hashlib.sha256(str(self.draw.random()).encode()).hexdigest()
        place.desk.do(Kind.EXCHANGE_KEY_RENEWED, {"key_id": key_id, "why": "停用"}, None)
        return True

    def join(self, place: Place) -> bool:
        """With all that its inviter had then; nobody else knows of it yet."""
        number = len(self.places) + 1
        if number > _MOST:
            return False
        name, mark = f"{number} 号台", f"mark{number}"
        values = {"mark_digest": mark_digest(mark), "until": (place.desk.clock.at + _WEEK).isoformat()}
        place.desk.do(Kind.DESK_INVITED, values, None)
        ahead = self.draw.choice([timedelta(0), self.ahead]) + timedelta(milliseconds=number)
        self.places.append(Place(name, _joined(place.desk, name, mark, ahead), mark))
        return True

    def back_up(self, place: Place) -> bool:
        self.backups.append((place, a_twin(place.desk)))
        return True

    def put_back(self, _: Place) -> bool:
        """Its file of before, as another device of the same desk; what it entered since may be at the others."""
        if not self.backups:
            return False
        place, desk = self.backups.pop(self.draw.randrange(len(self.backups)))
        desk.clock.at = place.desk.clock.at
        desk.journal.begin_anew([*desk.journal.heads(), *place.desk.journal.heads()])
        desk.do(Kind.DESK_JOINED, {**joined_as(place.name), "heads": heads_of(desk.journal)}, None)
        place.desk = desk
        return True

    def copy(self, place: Place) -> bool:
        """Its folder, and both go on under the same keys. Once: a copy of a copy is not repaired."""
        if self.did["copy"] or len(self.places) >= _MOST:
            return False
        twin = a_twin(place.desk)
        twin.clock.at += timedelta(milliseconds=500)
        self.places.append(Place(place.name, twin, place.mark))
        return True

    def exchange_to_the_end(self) -> None:
        while any([take(one, other) for one, other in permutations(self.places, 2)]):  # noqa: C419  each of them
            pass

    def wrong_at_the_end(self) -> list[str]:
        """Where two that take in each other's files differ, or a record is not what its journal gives."""
        wrong, told = [], {id(place): told_tables(place.desk.db) for place in self.places}
        for one, other in self.exchanging():
            here, there = told[id(one)], told[id(other)]
            wrong += [f"{one.name}, {other.name}: {name}" for name, rows in here.items() if there[name] != rows]
            if standing(one.desk.db) != standing(other.desk.db):
                wrong.append(f"{one.name}, {other.name}: announced")
        for place in self.places:
            journal = place.desk.journal
            wrong += [f"{place.name}: {broken}"] if (broken := journal.verify()) else []
            wrong += [f"{place.name}: {table} is rebuilt" for table in journal.rebuild().changed]
            if told_tables(place.desk.db) != told[id(place)]:
                wrong.append(f"{place.name}: rebuilt")
        return wrong

    def exchanging(self) -> list[tuple[Place, Place]]:
        """Each two that let each other in."""
        return [
            (one, other) for one, other in combinations(self.places, 2) if one.lets_in(other) and other.lets_in(one)
        ]


def take(place: Place, other: Place) -> bool:
    """Whether anything came."""
    if not place.lets_in(other):
        return False
    taken = take_or_repair(place.desk, other.desk)
    return taken is not None and taken.entries > 0


def _joined(inviter: Desk, name: str, mark: str, ahead: timedelta) -> Desk:
    """By an invitation: a new record with all entries of the one who invited."""
    db = over(sqlcipher3.connect(":memory:"))
    RECORD.apply(db)
    clock = Clock(inviter.clock.at + ahead)
    desk = Desk(db, Journal(db, clock=clock), clock)
    with db.atomic():
        begin_with(db, desk.journal, inviter.written())
        desk.do(Kind.DESK_JOINED, {**joined_as(name), "mark": mark, "heads": heads_of(desk.journal)}, None)
    return desk


def an_office(seed: int, steps: int = 160) -> Office:
    """After so many steps, and everything that can be exchanged exchanged; the same one each time."""
    draw = random.Random(seed)  # noqa: S311
    ahead = timedelta(days=draw.choice([0, 0, 1, -1]))
    office = Office(draw, ahead, draw.choice([1, 12]), [Place("1 号台", a_founding_desk("1 号台"))])
    for _ in range(2):
        office.join(office.places[0])
    for _ in range(steps):
        office.one_step()
    office.exchange_to_the_end()
    return office
