"""A promise (承诺): a clock of our own word, never a limit of a paper. Kept, moved with the firm told, or withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, NewType

from pydantic import Field

from gridcounter.core.calendar import DueDate, WorkCalendar
from gridcounter.core.parks.values import FirmId, Named, ParkId, Value
from gridcounter.core.validation.models import Day, Line
from gridcounter.core.wording import day_in_full, month_day, spells
from gridcounter.errors import Refusal

PromiseId = NewType("PromiseId", str)


class PromiseWithoutDay(Refusal):
    """Neither a day nor a number of working days; or both."""

    sentence = "承诺要写哪一天前，或者几个工作日内，只写其中一样"


class PromisedBackwards(Refusal):
    """The day lies before the promise was made."""

    sentence = "承诺的日子早于作出承诺的那天，请改日子"


class MovedWithoutTelling(Refusal):
    """A promise is never moved silently."""

    sentence = "改承诺的日子，先告诉企业，再写哪天、怎样告诉的"


class MovedWithoutReason(Refusal):
    """The firm is owed the reason as well as the new day."""

    sentence = "改承诺的日子要写原因"


class MovedNowhere(Refusal):
    """The new day is the old one, or lies before the day on which the firm was told."""

    sentence = "改到的日子和原来相同，或者早于告诉企业的那天，请改日子"


class WithdrawnWithoutTelling(Refusal):
    """As with moving: the firm knows it first."""

    sentence = "收回承诺，先告诉企业，再写原因、哪天、怎样告诉的"


class KeptWithoutWords(Refusal):
    """What was done, and how the firm learned of it, is what the visit record shows later."""

    sentence = "兑现了承诺，要写怎样做的，只说“已办”看不出来"


class PromiseOver(Refusal):
    """Kept or withdrawn before."""

    sentence = "这条承诺已经了结，不能再改"


class NotYetHappened(Refusal):
    """A day after today, or before the promise was made."""

    sentence = "写的日子在今天以后，或者早于作出承诺的那天，请核对"


class Moved(Value):
    """`told_on` and `told_how`: when and how the firm was told. `to` replaces the day before."""

    to: Day
    why: Line = ""
    told_on: Day | None = None
    told_how: Line = ""


class Kept(Value):
    """`words` say what was done."""

    on: Day
    how: Line = ""
    words: Line = ""


class Withdrawn(Value):
    """Taken back, with the firm told."""

    why: Line = ""
    told_on: Day | None = None
    told_how: Line = ""


class Promise(Value):
    """`by` a day, or `workdays` after the day on which it was made, which is not counted itself."""

    id: PromiseId
    text: Named
    who: Named
    made_on: Day
    by: Day | None = None
    workdays: Annotated[int, Field(ge=1, le=400)] | None = None
    park: ParkId | None = None
    firm: FirmId | None = None
    moves: tuple[Moved, ...] = ()
    kept: Kept | None = None
    withdrawn: Withdrawn | None = None


class PromiseState(StrEnum):
    """Today's standing of a promise. MOVED: open still, by a later day that the firm was told."""

    OPEN = "open"
    MOVED = "moved"
    LATE = "late"
    KEPT = "kept"
    KEPT_LATE = "kept_late"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class PromiseReading:
    """`due` is the day last told, `first` the one promised at first; `late` are calendar days past `due`."""

    promise: Promise
    state: PromiseState
    due: DueDate
    first: DueDate
    late: int

    @property
    def is_open(self) -> bool:
        """Whether the firm still waits."""
        return self.state in {PromiseState.OPEN, PromiseState.MOVED, PromiseState.LATE}


def check_promise(promise: Promise, today: date) -> Promise:
    """A new promise as it may be put on record. Raises the refusals above."""
    if (promise.by is None) == (promise.workdays is None):
        raise PromiseWithoutDay
    if promise.by is not None and promise.by < promise.made_on:
        raise PromisedBackwards
    if promise.made_on > today:
        raise NotYetHappened
    return promise


def move(promise: Promise, moved: Moved, today: date, calendar: WorkCalendar) -> Promise:
    """The promise with a later, or an earlier, day that the firm has been told."""
    _still_open(promise)
    if moved.told_on is None or not moved.told_how:
        raise MovedWithoutTelling
    if not moved.why:
        raise MovedWithoutReason
    _has_happened(promise, moved.told_on, today)
    if moved.to == due_of(promise, calendar).on or moved.to < moved.told_on:
        raise MovedNowhere
    return promise.model_copy(update={"moves": (*promise.moves, moved)})


def keep(promise: Promise, kept: Kept, today: date) -> Promise:
    """The promise as kept; late or in time is for the reading to say."""
    _still_open(promise)
    if not kept.words:
        raise KeptWithoutWords
    _has_happened(promise, kept.on, today)
    return promise.model_copy(update={"kept": kept})


def withdraw(promise: Promise, withdrawn: Withdrawn, today: date) -> Promise:
    """The promise as taken back."""
    _still_open(promise)
    if withdrawn.told_on is None or not withdrawn.told_how or not withdrawn.why:
        raise WithdrawnWithoutTelling
    _has_happened(promise, withdrawn.told_on, today)
    return promise.model_copy(update={"withdrawn": withdrawn})


def _still_open(promise: Promise) -> None:
    if promise.kept is not None or promise.withdrawn is not None:
        raise PromiseOver


def _has_happened(promise: Promise, on: date, today: date) -> None:
    if not promise.made_on <= on <= today:
        raise NotYetHappened


def first_due(promise: Promise, calendar: WorkCalendar) -> DueDate:
    """As first promised; provisional where a year's days off are not published."""
    if promise.by is not None:
        return DueDate(promise.by, provisional=False)
    return calendar.due_on(promise.made_on, promise.workdays or 0)


def due_of(promise: Promise, calendar: WorkCalendar) -> DueDate:
    """The day that the firm was told last."""
    if promise.moves:
        return DueDate(promise.moves[-1].to, provisional=False)
    return first_due(promise, calendar)


def read_promise(promise: Promise, today: date, calendar: WorkCalendar) -> PromiseReading:
    """The standing on `today`; a day that has come is not late before it is over."""
    due = due_of(promise, calendar)
    end = promise.kept.on if promise.kept else today
    late = 0 if promise.withdrawn else max((end - due.on).days, 0)
    return PromiseReading(promise, _state(promise, late=late), due, first_due(promise, calendar), late)


def _state(promise: Promise, *, late: int) -> PromiseState:
    if promise.withdrawn is not None:
        return PromiseState.WITHDRAWN
    if promise.kept is not None:
        return PromiseState.KEPT_LATE if late else PromiseState.KEPT
    if late:
        return PromiseState.LATE
    return PromiseState.MOVED if promise.moves else PromiseState.OPEN


def due_words(reading: PromiseReading) -> str:
    """12月4日（星期五）前, with （暂估） while a notice of days off is missing."""
    return f"{day_in_full(reading.due.on)}前" + ("（暂估）" if reading.due.provisional else "")


def sum_words(promise: Promise, calendar: WorkCalendar) -> str:
    """How a number of working days became a day, as somebody follows it on a wall calendar; "" for a day."""
    if promise.workdays is None:
        return ""
    due = calendar.due_on(promise.made_on, promise.workdays)
    off, worked = calendar.departures(promise.made_on, due.on)
    parts = [f"{month_day(promise.made_on)}说的，当天不算"]
    parts += [f"{spells(off)}放假"] if off else []
    parts += [f"{month_day(day)}调休上班" for day in worked]
    parts.append(f"第 {promise.workdays} 个工作日是{day_in_full(due.on)}")
    closing = "（这一年的放假安排还没有公布，是暂估）" if due.provisional else ""
    return "，".join(parts) + closing
