"""What is due: running clocks by today, this week, overdue, paused. One pass over the record, then arithmetic.

Clocks of equal length that began on the same day end on the same day: their days are counted once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from gridcounter.core.calendar import DueDate, WorkCalendar
from gridcounter.core.deadlines.clocks import Clock, ClockState, PauseGround, Reading, Run, due_on, read_clock
from gridcounter.services.applications.agenda_rows import DueRow, clock_row, deferral_row, temporary_row
from gridcounter.services.record.record import Record
from gridcounter.store.engine import Database
from gridcounter.store.queries.clocks import ClockStore, Span
from gridcounter.store.queries.deferred_documents import Deferral, waiting

Result = TypeVar("Result")

_SHOWN = 200
_SUNDAY = 6
#: How many days before its end temporary power is listed; our choice, no policy sets it.
TEMPORARY_SOON = timedelta(days=30)
_YEAR_SOON = timedelta(days=60)


class View(StrEnum):
    """How the list of what is due is filtered."""

    TODAY = "today"
    TOMORROW = "tomorrow"
    WEEK = "week"
    OVER = "over"
    PAUSED = "paused"
    ALL = "all"
    TEMPORARY = "temporary"
    DEFERRED = "deferred"


VIEWS: Mapping[View, str] = {
    View.TODAY: "今天到期",
    View.TOMORROW: "明天到期",
    View.WEEK: "本周",
    View.OVER: "超时限",
    View.PAUSED: "暂停",
    View.ALL: "全部在计",
    View.TEMPORARY: "临时用电",
    View.DEFERRED: "后补资料",
}


@dataclass(frozen=True, slots=True)
class _Group:
    """Clocks that read alike: a whole span, one with pauses, one end of temporary power, or one deferred document."""

    due: DueDate | None
    count: int
    over: bool
    span: Span | None = None
    application: str = ""
    reading: Reading | None = None
    deferred: Deferral | None = None

    @property
    def paused(self) -> bool:
        return self.reading is not None and self.reading.state == ClockState.PAUSED


@dataclass(frozen=True, eq=False)
class Agenda:
    """What is due on `today`; use it only on the thread that reads it, because rows are looked up later."""

    store: ClockStore
    calendar: WorkCalendar
    today: date
    groups: Sequence[_Group]

    def total(self, view: View) -> int:
        """How many lines the view has in all."""
        return sum(group.count for group in self.groups if self._in(view, group))

    def rows(self, view: View, limit: int = _SHOWN) -> tuple[DueRow, ...]:
        """The nearest due date first, at most `limit`; paused clocks come last, because they have no date."""
        found: list[DueRow] = []
        for group in self.groups:
            if len(found) >= limit:
                break
            if self._in(view, group):
                found += self._lines(group, limit - len(found))
        return tuple(found)

    def waiting(self, limit: int = _SHOWN) -> tuple[int, tuple[DueRow, ...]]:
        """Applications whose clock is paused until the applicant brings what a supplement required."""
        found: dict[str, _Group] = {}
        for group in self.groups:
            if _waits(group):
                found.setdefault(group.application, group)
        shown = list(found.values())[:limit]
        return len(found), tuple(row for group in shown for row in self._lines(group, 1))

    @property
    def temporary_soon(self) -> int:
        """Number of applications whose temporary power ends soon or has ended, with no outcome recorded."""
        ends = [group.due.on for group in self.groups if group.due and _is_temporary(group)]
        return sum(1 for on in ends if on <= self.today + TEMPORARY_SOON)

    @property
    def years_missing(self) -> tuple[int, ...]:
        """Years without a published calendar that a due date already reaches or soon will."""
        near = {self.today.year, (self.today + _YEAR_SOON).year}
        far = {group.due.on.year for group in self.groups if group.due and group.due.provisional}
        return tuple(sorted((near | far) - self.calendar.years))

    @property
    def deferrals_due(self) -> tuple[int, int]:
        """How many documents are deferred until today, and how many are overdue."""
        days = [group.deferred.until for group in self.groups if group.deferred and group.deferred.until]
        return sum(day == self.today for day in days), sum(day < self.today for day in days)

    def _in(self, view: View, group: _Group) -> bool:
        if group.deferred is not None:
            return view is View.DEFERRED
        match view:
            case View.DEFERRED:
                return False
            case View.ALL:
                return True
            case View.TEMPORARY:
                return _is_temporary(group)
            case View.PAUSED:
                return group.paused
            case View.OVER:
                return group.over
        if group.due is None:
            return False
        if view is View.WEEK:
            return self.today <= group.due.on <= self.today + timedelta(days=_SUNDAY - self.today.weekday())
        return group.due.on == self.today + timedelta(days=view is View.TOMORROW)

    def _lines(self, group: _Group, limit: int) -> list[DueRow]:
        if group.span is None:
            about = self.store.about(group.application)
            if group.deferred is not None:
                return [deferral_row(group.deferred, self.today, about)]
            if group.reading is None:
                until = group.due.on if group.due else self.today
                return [temporary_row(group.application, until, self.today, about)]
            return [clock_row(group.application, group.reading, self.calendar, about)]
        lines = []
        for application, clock in self.store.within(group.span, limit):
            run = next(run for run in self.store.runs(application) if run.clock.id == clock)
            reading = read_clock(run, self.today, self.calendar)
            lines.append(clock_row(application, reading, self.calendar, self.store.about(application)))
        return lines


def read_agenda(db: Database, calendar: WorkCalendar, today: date) -> Agenda:
    """Reads running clocks, ends of temporary power and deferred documents as of `today`."""
    store = ClockStore(db)
    groups = [_of_span(span, calendar, today) for span in store.spans()]
    for application, run in store.rested():
        reading = read_clock(run, today, calendar)
        groups.append(_Group(reading.due, 1, reading.over, application=application, reading=reading))
    for application, until in store.temporary():
        groups.append(_Group(DueDate(until, provisional=False), 1, until < today, application=application))
    for late in waiting(db):
        due = None if late.until is None else DueDate(late.until, provisional=False)
        over = late.until is not None and late.until < today
        groups.append(_Group(due, 1, over, application=late.application, deferred=late))
    groups.sort(key=lambda group: group.due.on if group.due else date.max)
    return Agenda(store, calendar, today, groups)


def ask_agenda(record: Record, calendar: WorkCalendar, today: date, ask: Callable[[Agenda], Result]) -> Result:
    """Runs `read_agenda` on a worker thread, over connections of its own."""
    with record.reading() as stores:
        return ask(read_agenda(stores.db, calendar, today))


def deferral_words(agenda: Agenda) -> list[str]:
    """Sentences on deferred documents due today and overdue; empty if there are none."""
    now, past = agenda.deferrals_due
    found = ((now, "后补资料今天到期"), (past, "后补资料过期未补"))
    return [f"{said} {count} 项" for count, said in found if count]


def _of_span(span: Span, calendar: WorkCalendar, today: date) -> _Group:
    due = due_on(Run(Clock("", "", "", span.wd, span.days, ""), span.started_on), calendar)
    return _Group(due, span.count, due is not None and due.on < today, span=span)


def _waits(group: _Group) -> bool:
    pauses = group.reading.run.pauses if group.reading else ()
    return any(pause.until is None and pause.why == PauseGround.SUPPLEMENT for pause in pauses)


def _is_temporary(group: _Group) -> bool:
    return group.span is None and group.reading is None and group.deferred is None
