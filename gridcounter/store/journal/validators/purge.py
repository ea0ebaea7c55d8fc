"""Checks before a purge: it cannot be undone, so each application is checked again in the writing transaction."""

from __future__ import annotations

from gridcounter.core.application import ApplicationId
from gridcounter.core.filing.filing import UNSETTLED
from gridcounter.core.record.of_office import RecordsPurged
from gridcounter.errors import Refusal
from gridcounter.store.engine import Database

_STANDING = (
    "SELECT number, state, coalesce(held_why, ''), coalesce(purged_on, ''), "
    "(SELECT filing.state FROM filing WHERE filing.application = application.id) FROM application WHERE id = ?"
)


class CannotBePurged(Refusal):
    """`why` is the obstacle: not closed, already purged, exempted, or its filing is unsettled."""

    def __init__(self, number: str, why: str) -> None:
        super().__init__(f"申请 {number} {why}，这一批没有清除；请重新打开清单再办")


def refuse_to_purge(db: Database, said: RecordsPurged) -> None:
    """Raises CannotBePurged for the first application that may not be purged."""
    for one in said.applications:
        refuse_unfit(db, one.id, one.number)


def refuse_unfit(db: Database, application: ApplicationId, called: str = "") -> None:
    """Raises CannotBePurged; `called` is its number, which one that is not there does not tell."""
    row = db.execute(_STANDING, [application]).fetchone()
    if row is None:
        raise CannotBePurged(called, "不在台账里")
    number, state, held_why, purged_on, filing = row
    if state != "closed":
        raise CannotBePurged(number, "没有办结")
    if purged_on:
        raise CannotBePurged(number, f"已于 {purged_on} 清除过")
    if held_why:
        raise CannotBePurged(number, "已登记暂缓清除")
    if filing in UNSETTLED:
        raise CannotBePurged(number, "的备案还没有办完")
