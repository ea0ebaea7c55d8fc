"""办结 and reopening: an application ends when it is connected, or done, withdrawn or refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from gridcounter.core.application import ApplicationId
from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.validation.text import take_text
from gridcounter.errors import Refusal
from gridcounter.services.applications.deadlines import checked_late
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Right
from gridcounter.services.record.record import Record

#: How an application ends, with the labels shown to clerks.
ENDS = {
    "connected": "已送电，办结",
    "done": "已办完，办结",
    "withdrawn": "申请人撤回",
    "refused": "不予办理",
    "other": "其他原因办结",
}
#: The ends that need no reason: power is on; and of a business that connects nothing, it is done.
CONNECTED, DONE = "connected", "done"
WITHOUT_REASON = frozenset({CONNECTED, DONE})
#: The same as a stage that it has reached.
ENDED = {**ENDS, CONNECTED: "办结", DONE: "办结"}


class NoReasonToClose(Refusal):
    """An application that ends before it is done needs a reason, which is kept."""

    sentence = "请写明为什么办结，原因会留在台账里"


class NoReasonToReopen(Refusal):
    """Reopening needs a reason, which is kept."""

    sentence = "请写明为什么恢复办理，原因会留在台账里"


@dataclass(frozen=True, eq=False)
class Closing:
    """Acts of one clerk on one record. Callers pass `today`, because a service reads no clock."""

    record: Record
    clerk: str

    def close(
        self, application_id: ApplicationId, end: str, on: date, today: date, *, reason: str = "", late: str = ""
    ) -> None:
        """Closes the application; `end` is a key of ENDS, and all but those WITHOUT_REASON need a `reason`.

        Raises AlreadyClosed, NoReasonToClose, AfterToday, LateWithoutReason.
        """
        why = take_text(reason)
        if end not in WITHOUT_REASON and not why:
            raise NoReasonToClose
        values = {"why": end, "reason": why, "on": on.isoformat(), "late": checked_late(on, today, late)}
        noon = None if on == today else datetime.combine(on, time(12)).astimezone().isoformat(timespec="milliseconds")
        self.record.journal.append(Act(Kind.APPLICATION_CLOSED, values, self.clerk, application_id, noon))

    def reopen(self, application_id: ApplicationId, why: str) -> None:
        """Restores the state before closing. Raises NotAllowed, NoReasonToReopen, NotClosed."""
        Clerks(self.record).require(self.clerk, Right.REOPEN)
        if not take_text(why):
            raise NoReasonToReopen
        self.record.journal.append(Act(Kind.APPLICATION_REOPENED, {"why": take_text(why)}, self.clerk, application_id))
