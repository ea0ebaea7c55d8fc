"""Visits to firms and to the committee of a park, with what was asked there and what was promised.

A promise is our own word. It is counted by days like a limit, and never among the limits of a paper.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from gridcounter.core.parks.duty import VisitDuty, visit_duty
from gridcounter.core.parks.promises import Kept, Moved, Withdrawn, keep, move, withdraw
from gridcounter.core.parks.rows import PromiseRow, VisitRow
from gridcounter.core.parks.visits import check_own_words
from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.validation.text import take_text
from gridcounter.errors import Refusal
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.deadlines import AfterToday, checked_late
from gridcounter.services.parks.told import (
    Asked,
    Promised,
    VisitTold,
    held_values,
    promise_of,
    promise_values,
    request_entries,
)
from gridcounter.store.journal.validators.parks import NoSuchRow
from gridcounter.store.queries.parks import ParkQueries
from gridcounter.store.stores import WritingStores

#: What else is entered of a visit, in the same transaction.
_Rest: TypeAlias = Callable[[WritingStores, str], None]


class NoReason(Refusal):
    """What changes a plan or a record says why."""

    sentence = "请写明原因"


class PlannedBackwards(Refusal):
    """A plan for a day that is over."""

    sentence = "计划的日子早于今天；已经去过的，直接登记走访"


class NothingAnswered(Refusal):
    """An answer without words."""

    sentence = "请写答复的内容"


@dataclass(frozen=True, eq=False)
class Visits:
    """Acts of one clerk on visits; use it only on the thread that opened the record."""

    service: ApplicationService

    @property
    def read(self) -> ParkQueries:
        """Over the reading connection."""
        return ParkQueries(self.service.record.db)

    @property
    def duty(self) -> VisitDuty | None:
        """Of the newest edition of the office's place; None where its paper asks for no visits."""
        return visit_duty(self.service.assessor.packs.newest(self.service.place))

    def plan(
        self, park: str, firms: Sequence[str], on: date, today: date, at: str = "", way: str = "on_site", note: str = ""
    ) -> str:
        """Returns its id; no firm: it is to the committee of the park. The number is that of the visit record."""
        if on < today:
            raise PlannedBackwards
        values = {"park": park, "firms": list(firms), "planned": on.isoformat()}
        return self._begin(
            Kind.VISIT_PLANNED, values | {"at": take_text(at), "way": way, "note": take_text(note)}, today
        )

    def move(self, visit: str, to: date, why: str, today: date) -> None:
        """Raises NoReason, NotPlanned, PlannedBackwards."""
        if to < today:
            raise PlannedBackwards
        self._append(Kind.VISIT_MOVED, visit, to=to.isoformat(), why=_why(why))

    def drop(self, visit: str, why: str) -> None:
        """Raises NoReason, NotPlanned."""
        self._append(Kind.VISIT_DROPPED, visit, why=_why(why))

    def hold(
        self, park: str, firms: Sequence[str], told: VisitTold, asked: Sequence[Asked], today: date, visit: str = ""
    ) -> str:
        """The visit with all that was asked and promised, or nothing of it. `visit` is one that was planned before.

        Returns its id. Raises what `core.parks` refuses of visits, requests and promises; LateWithoutReason,
        NobodyWent, NoDutyHere.
        """
        values = held_values(told, self._late(told, today), self.duty, today)
        requests = [self._entries(one, told.on, today) for one in asked]
        planned = self.read.visit(visit) if visit else None
        values |= {"park": park, "firms": list(firms)}

        def rest(stores: WritingStores, held: str) -> None:
            for entries in requests:
                self._note(stores, held, entries)

        if planned is not None:
            self._hold_planned(planned, values, rest)
            return planned.id
        return self._begin(Kind.VISIT_HELD, values, today, rest)

    def correct(self, visit: str, told: VisitTold, why: str, today: date) -> None:
        """What stood there before stays in its entry. Raises as `hold`, and NoReason."""
        values = held_values(told, take_text(told.late), self.duty, today)
        self._append(Kind.VISIT_CORRECTED, visit, **values, why=_why(why))

    def note(self, visit: str, asked: Asked, on: date, today: date) -> None:
        """A request that was forgotten when the visit was entered. Raises as `hold`."""
        entries = self._entries(asked, on, today)

        self.service.record.write(lambda stores: self._note(stores, visit, entries))

    def answer(self, visit: str, ref: str, on: date, words: str, way: str, today: date, basis: str = "") -> None:
        """What another unit, or we, answered later, as the firm was told. Raises NothingAnswered, AfterToday."""
        if on > today:
            raise AfterToday
        answer = take_text(words)
        if not answer:
            raise NothingAnswered
        check_own_words(answer)
        told = {"ref": ref, "on": on.isoformat(), "answer": answer, "basis": take_text(basis), "way": way}
        self._append(Kind.REQUEST_ANSWERED, visit, **told)

    def promise(self, visit: str, firm: str, promised: Promised, on: date, today: date) -> None:
        """Of its own accord, with no request behind it. Raises PromiseWithoutDay, NothingPromised and others."""
        values = promise_values(promised, on, today, self.service.assessor.calendar)
        self._append(Kind.PROMISE_MADE, visit, **values, firm=firm)

    def move_promise(self, ref: str, to: date, why: str, told_on: date | None, told_how: str, today: date) -> None:
        """Raises MovedWithoutTelling, MovedWithoutReason, MovedNowhere, PromiseOver, NotYetHappened."""
        row = self._promised(ref)
        moved = Moved(to=to, why=take_text(why), told_on=told_on, told_how=told_how)
        move(promise_of(row), moved, today, self.service.assessor.calendar)
        values = moved.model_dump(mode="json")
        self._append(Kind.PROMISE_MOVED, row.visit, ref=ref, **values)

    def keep_promise(self, ref: str, on: date, words: str, told_how: str, today: date) -> None:
        """Raises KeptWithoutWords, PromiseOver, NotYetHappened."""
        row = self._promised(ref)
        kept = Kept(on=on, how=told_how, words=take_text(words))
        keep(promise_of(row), kept, today)
        self._append(Kind.PROMISE_KEPT, row.visit, ref=ref, on=on.isoformat(), words=kept.words, told_how=told_how)

    def withdraw_promise(self, ref: str, why: str, told_on: date | None, told_how: str, today: date) -> None:
        """Raises WithdrawnWithoutTelling, PromiseOver, NotYetHappened."""
        row = self._promised(ref)
        withdrawn = Withdrawn(why=take_text(why), told_on=told_on, told_how=told_how)
        withdraw(promise_of(row), withdrawn, today)
        self._append(Kind.PROMISE_WITHDRAWN, row.visit, ref=ref, **withdrawn.model_dump(mode="json"))

    def taken(self, visit: str, ref: str, application: str) -> None:
        """The request became this application."""
        self._append(Kind.REQUEST_TAKEN, visit, ref=ref, application=application)

    def _promised(self, ref: str) -> PromiseRow:
        found = self.read.promise(ref)
        if found is None:
            raise NoSuchRow("承诺")
        return found

    def _late(self, told: VisitTold, today: date) -> str:
        return checked_late(told.on, today, told.late) if told.on < today else ""

    def _entries(self, asked: Asked, on: date, today: date) -> dict[Kind, dict[str, Any]]:
        return request_entries(asked, on, today, self.service.assessor.calendar)

    def _note(self, stores: WritingStores, visit: str, entries: Mapping[Kind, dict[str, Any]]) -> None:
        with stores.db.atomic():
            told = entries[Kind.REQUEST_NOTED]
            noted = stores.journal.append(Act(Kind.REQUEST_NOTED, told, self.service.clerk, visit))
            for kind, key in ((Kind.PROMISE_MADE, "request"), (Kind.REQUEST_PASSED_ON, "ref")):
                if kind in entries:
                    stores.journal.append(Act(kind, entries[kind] | {key: noted.ref}, self.service.clerk, visit))

    def _begin(self, kind: Kind, values: Mapping[str, Any], today: date, rest: _Rest | None = None) -> str:
        visit = uuid.uuid4().hex

        def work(stores: WritingStores) -> None:
            with stores.db.atomic():
                number = next_number(stores, today)
                stores.journal.append(Act(kind, {**values, "number": number}, self.service.clerk, visit))
                if rest is not None:
                    rest(stores, visit)

        self.service.record.write(work)
        return visit

    def _hold_planned(self, visit: VisitRow, values: Mapping[str, Any], rest: _Rest) -> None:
        def work(stores: WritingStores) -> None:
            with stores.db.atomic():
                held = {**values, "number": visit.number}
                stores.journal.append(Act(Kind.VISIT_HELD, held, self.service.clerk, visit.id))
                rest(stores, visit.id)

        self.service.record.write(work)

    def _append(self, kind: Kind, visit: str, **values: Any) -> None:  # noqa: ANN401  of each field's own type
        self.service.record.journal.append(Act(kind, values, self.service.clerk, visit))


def next_number(stores: WritingStores, on: date) -> str:
    """The next number of a visit of that day at this desk; use it in the same transaction."""
    office = stores.applications.office().get("code", "G")
    prefix = f"ZF-{office}-{stores.journal.device[:4].upper()}{on:%Y%m%d}-"
    return f"{prefix}{ParkQueries(stores.db).last_serial(prefix) + 1:03d}"


def _why(why: str) -> str:
    said = take_text(why)
    if not said:
        raise NoReason
    return said
