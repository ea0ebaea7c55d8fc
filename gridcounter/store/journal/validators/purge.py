"""Checks before a purge: it cannot be undone, so each application is checked again in the writing transaction."""

from __future__ import annotations

from gridcounter.core.application import ApplicationId
from gridcounter.core.filing.filing import UNSETTLED
from gridcounter.core.record.of_office import RecordsPurged
from gridcounter.core.record.of_parks import SubjectKind
from gridcounter.errors import Refusal
from gridcounter.store.engine import Database
from gridcounter.store.journal.subjects import subject_of

_OPEN_ON_VISIT = (
    "SELECT (SELECT count(*) FROM promise WHERE subject = ?1 AND state = 'open') "
    "+ (SELECT count(*) FROM request WHERE subject = ?1 AND outcome = 'passed_on')"
)
_OPEN_OF_FIRM = (
    "SELECT 1 FROM visit_firm JOIN subject ON subject.id = visit_firm.subject "
    "WHERE firm = ? AND subject.purged_on IS NULL LIMIT 1"
)
_LEFT = "SELECT value FROM subject_field WHERE subject = ? AND field = 'state'"
_STANDING = (
    "SELECT number, state, coalesce(held_why, ''), coalesce(purged_on, ''), "
    "(SELECT filing.state FROM filing WHERE filing.application = application.id) FROM application WHERE id = ?"
)


class CannotBePurged(Refusal):
    """`why` is the obstacle: not closed, already purged, exempted, or its filing is unsettled."""

    def __init__(self, number: str, why: str) -> None:
        super().__init__(f"申请 {number} {why}，这一批没有清除；请重新打开清单再办")


class SubjectCannotBePurged(CannotBePurged):
    """As `CannotBePurged`, of a firm or a visit."""

    def __init__(self, number: str, why: str) -> None:
        Refusal.__init__(self, f"走访或企业登记 {number} {why}，这一批没有清除；请重新打开清单再办")


def refuse_to_purge(db: Database, said: RecordsPurged) -> None:
    """Raises CannotBePurged for the first application that may not be purged."""
    for one in said.applications:
        refuse_unfit(db, one.id, one.number)


def refuse_unfit(db: Database, application: ApplicationId, called: str = "") -> None:
    """Raises CannotBePurged; `called` is its number, which one that is not there does not tell."""
    if (subject := subject_of(db, application)) is not None:
        _refuse_unfit_subject(db, application, called, subject[1])
        return
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


def _refuse_unfit_subject(db: Database, subject: str, called: str, purged_on: str) -> None:
    """A visit with an open promise stays, and so does a firm that is there, or of which visits are kept."""
    if purged_on:
        raise SubjectCannotBePurged(called, f"已于 {purged_on} 清除过")
    (kind,) = db.execute("SELECT kind FROM subject WHERE id = ?", [subject]).fetchone()
    if kind == SubjectKind.PARK:
        raise SubjectCannotBePurged(called, "是园区登记，不清除")
    if kind == SubjectKind.VISIT and db.execute(_OPEN_ON_VISIT, [subject]).fetchone()[0]:
        raise SubjectCannotBePurged(called, "还有承诺没有办结或者转交没有回音")
    if kind == SubjectKind.FIRM:
        if db.execute(_LEFT, [subject]).fetchone() != ('"moved_out"',):
            raise SubjectCannotBePurged(called, "还在园区")
        if db.execute(_OPEN_OF_FIRM, [subject]).fetchone():
            raise SubjectCannotBePurged(called, "还有走访记录没有清除")
