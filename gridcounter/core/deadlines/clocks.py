"""Each limit is a clock: it starts at its event, pauses while the applicant has to answer, resumes, and ends.

The day of an event is not counted, nor is the day on which a supplement or a request comes back: both count from the
next day. The day on which a pause begins belonged to the office, and is counted: a pause that is resumed on the same
day moves no date.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from gridcounter.core.calendar import DueDate, WorkCalendar

_DAY = timedelta(days=1)
#: Maximum days examined for one clock: an open pause must not cause an endless loop.
_FARTHEST = 4000


#: Limits that end with an event from which others count, by the event: it is one act of the applicant and the office.
ENDED_BY: Mapping[str, str] = {"signed": "accept_and_sign"}

_SUPPLIER, _NOBODY = "grid_company", ""
_OF_THE_AUTHORITY = "approval"


def owed_by_supplier(clock: str, actor: str) -> bool:
    """A limit over the whole course names nobody: it is the supplier's, except for the days of the authority."""
    return actor == _SUPPLIER or (actor == _NOBODY and clock != _OF_THE_AUTHORITY)


class ClockState(StrEnum):
    """`waiting`: its event is not recorded; `paused`: the office waits for another's answer."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


class PauseGround(StrEnum):
    """The only permitted grounds of a pause."""

    SUPPLEMENT = "supplement"
    REQUEST = "request"


@dataclass(frozen=True, slots=True)
class Clock:
    """A pinned limit: `wd` working days or `days` calendar days from `counts_from`; neither if the policy is silent."""

    id: str
    label: str
    actor: str
    wd: int | None
    days: int | None
    counts_from: str | None


@dataclass(frozen=True, slots=True)
class Pause:
    """From the day after `on` up to and including `until`; None while it is open."""

    on: date
    until: date | None = None
    why: PauseGround = PauseGround.SUPPLEMENT


@dataclass(frozen=True, slots=True)
class Run:
    """A clock with its recorded events. `started_on` is None until its event is recorded."""

    clock: Clock
    started_on: date | None = None
    ended_on: date | None = None
    pauses: tuple[Pause, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Reading:
    """The state of a clock on a day.

    `used` are the counted days, `gross` includes pauses; `left` is negative by the days it is late. A paused clock has
    no due date until it resumes. `at` is the last day examined.
    """

    run: Run
    state: ClockState
    due: DueDate | None
    used: int
    gross: int
    left: int | None
    at: date

    @property
    def over(self) -> bool:
        """The day after a due Friday is late, although no working day has passed since."""
        return self.due.on < self.at if self.due else self.left is not None and self.left < 0

    @property
    def ends_today(self) -> bool:
        """True only for a running clock: a paused or ended one has no last day."""
        return self.state == ClockState.RUNNING and self.due is not None and self.due.on == self.at


def read_clock(run: Run, today: date, calendar: WorkCalendar) -> Reading:
    """`today` is the last day examined; an ended clock gives the same result on any later day."""
    if run.started_on is None:
        return Reading(run, ClockState.WAITING, None, 0, 0, _length(run.clock), today)
    until = min(today, run.ended_on) if run.ended_on else today
    used = sum(1 for day in _days_between(run.started_on, until) if _counts(run, day, calendar))
    gross = sum(1 for day in _days_between(run.started_on, until) if _is_kind(run.clock, day, calendar))
    length = _length(run.clock)
    state = _state(run, until)
    due = None if state == ClockState.PAUSED else due_on(run, calendar)
    return Reading(run, state, due, used, gross, None if length is None else length - used, until)


def _state(run: Run, at: date) -> ClockState:
    if run.ended_on is not None:
        return ClockState.ENDED
    paused = any(pause.until is None and pause.on <= at for pause in run.pauses)
    return ClockState.PAUSED if paused else ClockState.RUNNING


def due_on(run: Run, calendar: WorkCalendar) -> DueDate | None:
    """None if the event is unknown, the policy gives no days, or a pause is open."""
    length = _length(run.clock)
    if run.started_on is None or length is None:
        return None
    day, counted, provisional = run.started_on, 0, False
    for _ in range(_FARTHEST):
        if counted == length:
            return DueDate(day, provisional)
        day += _DAY
        provisional = provisional or (run.clock.wd is not None and day.year not in calendar.years)
        counted += _counts(run, day, calendar)
    return None


def counted_days(run: Run, calendar: WorkCalendar) -> tuple[date, ...]:
    """The counted days up to the due date, which an applicant can mark on a wall calendar."""
    due = due_on(run, calendar)
    if due is None or run.started_on is None:
        return ()
    return tuple(day for day in _days_between(run.started_on, due.on) if _counts(run, day, calendar))


def runs_of(
    clocks: Sequence[Clock],
    events: Mapping[str, date],
    finished: Mapping[str, date],
    pauses: Mapping[str, Sequence[Pause]],
) -> tuple[Run, ...]:
    """Joins clocks with recorded events by event and by clock id; a sum of several clocks is not a clock itself."""
    return tuple(
        Run(clock, events.get(clock.counts_from), finished.get(clock.id), tuple(pauses.get(clock.id, ())))
        for clock in clocks
        if clock.counts_from is not None
    )


def _length(clock: Clock) -> int | None:
    return clock.days if clock.wd is None else clock.wd


def _is_kind(clock: Clock, day: date, calendar: WorkCalendar) -> bool:
    """A limit in calendar days counts every day."""
    return calendar.is_workday(day) if clock.days is None or clock.wd is not None else True


def _counts(run: Run, day: date, calendar: WorkCalendar) -> bool:
    return _is_kind(run.clock, day, calendar) and not any(
        pause.on < day and (pause.until is None or day <= pause.until) for pause in run.pauses
    )


def _days_between(start: date, end: date) -> Iterator[date]:
    """The days after `start`, including `end`."""
    return (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
