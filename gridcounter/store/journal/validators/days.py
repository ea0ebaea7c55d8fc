"""Refuses a correction of 收件 or 受理 that contradicts the record: the order of days, and what was entered since."""

from __future__ import annotations

from gridcounter.core.record.journal import Act
from gridcounter.core.record.of_applications import DayChange, DaysCorrected
from gridcounter.errors import Refusal
from gridcounter.store.engine import Database

#: The first day entered after acceptance: of an event, of a pause, of an end.
_FIRST_SINCE = (
    "SELECT min(on_day) FROM ("
    "SELECT on_day FROM event WHERE application = :id AND event NOT IN ('accepted', 'applied') "
    "UNION ALL SELECT on_day FROM finished WHERE application = :id "
    "UNION ALL SELECT on_day FROM pause WHERE application = :id)"
)


class DayChangedElsewhere(Refusal):
    """The day on record is not the one that was on the screen."""

    def __init__(self) -> None:
        super().__init__("这个日期刚被别人改过，请看一下新的日期再决定要不要更正")


class NoDayToCorrect(Refusal):
    """收件 or 受理 is not on record yet."""

    def __init__(self, act: str) -> None:
        super().__init__(f"还没有登记{act}，没有日期可以更正")


class DaysOutOfOrder(Refusal):
    """受理 would be before 收件; both are ISO days."""

    def __init__(self, received: str, accepted: str) -> None:
        super().__init__(f"收件日期 {received} 不能晚于受理日期 {accepted}，请改日期")


class AcceptedAfterWhatFollowed(Refusal):
    """受理 would be after something that was entered since; `on` is its ISO day."""

    def __init__(self, on: str) -> None:
        super().__init__(f"受理日期不能晚于已登记的环节 {on}：请核对日期，环节登记错的先改环节")


def refuse_days(db: Database, act: Act, said: DaysCorrected) -> None:
    """Raises the matching refusal, or returns."""
    sql = "SELECT received_on, accepted_on FROM application WHERE id = ?"
    received, accepted = db.execute(sql, [act.application]).fetchone()
    received = _corrected(said.received, received, "收件")
    accepted = _corrected(said.accepted, accepted, "受理")
    if received and accepted and received > accepted:
        raise DaysOutOfOrder(received, accepted)
    first = db.execute(_FIRST_SINCE, {"id": act.application}).fetchone()[0]
    if said.accepted is not None and first is not None and said.accepted.to > first:
        raise AcceptedAfterWhatFollowed(first)


def _corrected(change: DayChange | None, now: str | None, act: str) -> str | None:
    if change is None:
        return now
    if now is None:
        raise NoDayToCorrect(act)
    if change.was != now:
        raise DayChangedElsewhere
    return change.to
