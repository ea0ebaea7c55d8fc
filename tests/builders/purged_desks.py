"""Desks that share what is past its period, and the purge of it in two steps."""

from __future__ import annotations

from datetime import date, timedelta

from builders.real_desks import OTHER_PASSPHRASE, Desks
from builders.record_builders import CLERK, DAY
from gridcounter.services.applications.closing import Closing
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.custody.purging import Purging, set_rule
from gridcounter.services.custody.recovery import carry_out, plan_restore
from gridcounter.services.desks.announced_purges import announce_purge
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.record import Record
from gridcounter.store.custody.manifest import Backup

CLOSED = date(2024, 9, 30)
SECRET = "样李四的电话10000000001"  # noqa: S105  what is to be gone


def today(desks: Desks) -> date:
    return desks.clock.at.date()


def a_due_application(record: Record, desks: Desks, name: str = SECRET) -> str:
    """Closed long ago, the rule long in force."""
    intake = Intake(record, CLERK)
    application = intake.open(CLOSED, {"applicant.name": name})
    intake.issue(application, Issue("one_time_notice", b"%PDF-1.7 " + name.encode(), "c", "1", "1"))
    Closing(record, CLERK).close(application, "connected", CLOSED, DAY, late="补录")
    set_rule(record, CLERK, 12, "样例期限表", today(desks))
    return application


def another_desk(first: Record, desks: Desks, name: str = "2 号台") -> Record:
    """One that the first one knows of."""
    made = desks.joined(first, name)
    desks.carry(made, first)
    return made


def years_later(desks: Desks) -> None:
    desks.clock.at += timedelta(days=800)


def announced(record: Record, desks: Desks, second: str = "") -> int:
    purging = Purging(record, CLERK, second)
    return announce_purge(purging, purging.look(today(desks), today(desks)), today(desks))


def put_back(record: Record, desks: Desks, backup: Backup) -> Record:
    """A desk that joined, as it was when the backup was made."""
    plan = plan_restore(record, CLERK, backup, desks.clock)
    record.close()
    carry_out(plan, desks.clock)
    opened = open_record(record.folder, OTHER_PASSPHRASE, clock=desks.clock)
    desks.stack.callback(opened.close)
    return opened
