"""时限: running clocks with their due dates, and the acts on them. A late entry keeps its reason and stays marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from gridcounter.core.application import ApplicationId
from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.deadlines.clock_words import rest_words
from gridcounter.core.deadlines.clocks import ENDED_BY, ClockState, PauseGround, Reading, read_clock
from gridcounter.core.labels import EVENTS
from gridcounter.core.record.journal import Act, Entry, Kind
from gridcounter.core.validation.text import take_text
from gridcounter.errors import Refusal
from gridcounter.services.applications.agenda_rows import DueRow, clock_row
from gridcounter.services.record.record import Record
from gridcounter.store.queries.clocks import ClockStore, NotedEvent
from gridcounter.store.stores import WritingStores

#: 申请 and 受理 start their clocks themselves: they are not entered as events.
BY_THEMSELVES = frozenset({"applied", "accepted"})
SUPPLEMENT = "supplement_notice"
#: An act and its contents besides the day.
_Told: TypeAlias = "tuple[Kind, Mapping[str, Any]]"


class AfterToday(Refusal):
    """The day lies in the future."""

    sentence = "日期晚于今天，请改日期；还没有发生的，发生以后再登记"


class LateWithoutReason(Refusal):
    """The day is before today, so the entry needs a reason."""

    sentence = "日期早于今天，是补录：请写明为什么没有当天登记"


class ChangedWithoutReason(Refusal):
    """The event is recorded with another day (`on`, ISO); changing it needs a reason."""

    def __init__(self, on: str) -> None:
        super().__init__(f"这个环节已登记为 {on}：要改日期，请写明原因")


class NoSuchEvent(Refusal):
    """No clock of this application counts from this event."""

    sentence = "这份申请的时限里没有从这个环节起算的，请从列表里选"


class NothingPaused(Refusal):
    """No clock was chosen."""

    sentence = "请选要暂停或恢复的时限"


@dataclass(frozen=True, slots=True)
class Ground:
    """A supplement paper in force, on which a pause can be based."""

    ref: str
    label: str


@dataclass(frozen=True, slots=True)
class Clocks:
    """The clocks of one application as of today.

    `events` are those that can be entered, with the day of those recorded.
    """

    application: str
    readings: tuple[Reading, ...]
    events: Mapping[str, NotedEvent | None]
    finished: Mapping[str, NotedEvent]
    grounds: tuple[Ground, ...]

    def reading(self, clock: str) -> Reading | None:
        """The clock by its id; None if the answer has no such clock."""
        return next((one for one in self.readings if one.run.clock.id == clock), None)

    def late(self, reading: Reading) -> str:
        """Why its start or end was entered late; empty if neither was."""
        noted = (self.events.get(reading.run.clock.counts_from or ""), self.finished.get(reading.run.clock.id))
        return "；".join(dict.fromkeys(one.late for one in noted if one is not None and one.late))


@dataclass(frozen=True, eq=False)
class Deadlines:
    """Clocks of applications and the acts on them. Callers pass `today`, because a service reads no clock."""

    record: Record
    calendar: WorkCalendar
    clerk: str

    def of(self, application_id: ApplicationId, today: date) -> Clocks:
        """All clocks of the application as of `today`; empty if no answer is pinned."""
        store = ClockStore(self.record.db)
        runs = store.runs(application_id)
        noted = store.events(application_id)
        starts = dict.fromkeys(run.clock.counts_from or "" for run in runs)
        return Clocks(
            application_id,
            tuple(read_clock(run, today, self.calendar) for run in runs),
            {event: noted.get(event) for event in EVENTS if event in starts},
            store.finished(application_id),
            self._grounds(application_id),
        )

    def rows(self, clocks: Clocks) -> tuple[DueRow, ...]:
        """One line in final words for each clock."""
        return tuple(clock_row(clocks.application, reading, self.calendar) for reading in clocks.readings)

    def on_paper(self, application_id: ApplicationId) -> tuple[tuple[str, ...], str]:
        """The pauses, one line each, and the names of the clocks that a supplement would pause; the same on any day."""
        runs = [run for run in ClockStore(self.record.db).runs(application_id) if run.started_on is not None]
        rests = tuple(words for run in runs for words in [rest_words(run, self.calendar)] if words)
        counted = [run for run in runs if run.ended_on is None and (run.clock.wd, run.clock.days) != (None, None)]
        return rests, "、".join(run.clock.label for run in counted)

    def note_event(self, application_id: ApplicationId, event: str, on: date, today: date, *, late: str = "") -> Entry:
        """Records an event that starts a clock, and with it the end of the clock that it ends. 受理 is an act of its
        own.
        """
        clocks = self.of(application_id, today)
        if event not in clocks.events or event in BY_THEMSELVES:
            raise NoSuchEvent
        before = clocks.events[event]
        if before is not None and before.on != on and not take_text(late):
            raise ChangedWithoutReason(before.on.isoformat())
        acts: list[_Told] = [(Kind.EVENT_NOTED, {"event": event})]
        ended = clocks.reading(ENDED_BY.get(event, ""))
        if ended is not None and _goes_with(before, clocks.finished.get(ended.run.clock.id)) and _may_end(ended, on):
            acts.append((Kind.STEP_FINISHED, {"clock": ended.run.clock.id}))
        return self._do_all(acts, application_id, on, today, late)

    def finish(self, application_id: ApplicationId, clock: str, on: date, today: date, *, late: str = "") -> Entry:
        """Ends a clock, and records the event that this is, if another counts from it.

        Raises NoSuchClock, NotStarted, EndedBeforeStart, AfterToday, LateWithoutReason.
        """
        acts: list[_Told] = [(Kind.STEP_FINISHED, {"clock": clock})]
        clocks = self.of(application_id, today)
        for event, noted in clocks.events.items():
            if ENDED_BY.get(event) == clock and _goes_with(clocks.finished.get(clock), noted):
                acts.append((Kind.EVENT_NOTED, {"event": event}))
        return self._do_all(acts, application_id, on, today, late)

    def pause(
        self,
        application_id: ApplicationId,
        clocks: Sequence[str],
        on: date,
        today: date,
        *,
        why: PauseGround,
        ref: str,
        late: str = "",
    ) -> Entry:
        """`ref` is the entry of the issued supplement, or names the paper that the applicant signed.

        Raises NoGround too.
        """
        if not clocks:
            raise NothingPaused
        values = {"clocks": list(clocks), "why": str(why), "ref": take_text(ref)}
        return self._do(Kind.CLOCK_PAUSED, application_id, values, on, today, late)

    def resume(
        self, application_id: ApplicationId, clocks: Sequence[str], on: date, today: date, *, late: str = ""
    ) -> Entry:
        """Ends the pauses of these clocks on that day.

        Raises NothingPaused, NotPaused, AfterToday, LateWithoutReason.
        """
        if not clocks:
            raise NothingPaused
        return self._do(Kind.CLOCK_RESUMED, application_id, {"clocks": list(clocks)}, on, today, late)

    def _do(
        self, kind: Kind, application_id: ApplicationId, values: Mapping[str, Any], on: date, today: date, late: str
    ) -> Entry:
        return self._do_all([(kind, values)], application_id, on, today, late)

    def _do_all(self, told: Sequence[_Told], application_id: ApplicationId, on: date, today: date, late: str) -> Entry:
        """In one transaction; the entry of the first."""
        day = {"on": on.isoformat(), "late": checked_late(on, today, late)}
        acts = [Act(kind, {**values, **day}, self.clerk, application_id) for kind, values in told]

        def work(stores: WritingStores) -> Entry:
            with stores.db.atomic():
                first, *_ = [stores.journal.append(act) for act in acts]
            return first

        return self.record.write(work)

    def _grounds(self, application_id: ApplicationId) -> tuple[Ground, ...]:
        return tuple(
            Ground(paper.ref, f"补充资料告知单第 {paper.version} 版，{paper.issued_at[:10]} 出具")
            for paper in self.record.papers.of(application_id)
            if paper.paper == SUPPLEMENT and paper.voided_at is None
        )


def _goes_with(before: NotedEvent | None, other: NotedEvent | None) -> bool:
    """What is recorded for the first time brings the other with it, and so does a new day for both."""
    return other is None or (before is not None and before.on == other.on)


def _may_end(reading: Reading, on: date) -> bool:
    started = reading.run.started_on
    return started is not None and started <= on


def checked_late(on: date, today: date, late: str) -> str:
    """The reason as it is recorded. Raises AfterToday, LateWithoutReason."""
    if on > today:
        raise AfterToday
    if on < today and not take_text(late):
        raise LateWithoutReason
    return take_text(late)


def running_beside(clocks: Clocks, clock: str, state: ClockState) -> tuple[str, ...]:
    """The clock and all others in its state: a supplement pauses them together, and they resume together."""
    same = [one.run.clock.id for one in clocks.readings if one.state == state and one.left is not None]
    return tuple(dict.fromkeys((clock, *same)))
