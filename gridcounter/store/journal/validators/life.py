"""Refuses invalid acts after acceptance: unknown clocks, pauses without a ground, acts on a missing filing."""

from __future__ import annotations

from gridcounter.core.deadlines.clocks import PauseGround
from gridcounter.core.filing.filing import Filing, FilingState, follow_all
from gridcounter.core.record.acts import ON_FILINGS
from gridcounter.core.record.contents import Contents
from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.record.of_applications import AttachmentRemoved
from gridcounter.core.record.of_clocks import ClockPaused, ClockResumed, StepFinished
from gridcounter.errors import Refusal
from gridcounter.store.engine import Database
from gridcounter.store.journal.projections.life import filing_acts

#: Events on site are recorded whether a form was filled in or not.
_IN_THE_STREET = {Kind.WORKS_STARTED, Kind.INSPECTION_NOTED, Kind.WORKS_RESTORED, Kind.BREACH_NOTED}
_ON_CLOCKS = {Kind.STEP_FINISHED, Kind.CLOCK_PAUSED, Kind.CLOCK_RESUMED}
_SUPPLEMENT = "supplement_notice"


class NoAnswer(Refusal):
    """No answer is pinned, so there are no clocks."""

    def __init__(self) -> None:
        super().__init__("这份申请还没有固定的答复，没有时限可以登记；出具一次性告知书以后就有了")


class NoSuchClock(Refusal):
    """The pinned answer has no clock of this id."""

    def __init__(self) -> None:
        super().__init__("这份申请没有这一项时限，请从时限列表里选")


class NotStarted(Refusal):
    """The clock's event is not recorded."""

    def __init__(self) -> None:
        super().__init__("这一项时限还没有起算：先登记起算的环节，再登记暂停或办完")


class EndedBeforeStart(Refusal):
    """The day is before the start of the clock; `started_on` is that ISO day."""

    def __init__(self, started_on: str) -> None:
        super().__init__(f"日期不能早于起算日期 {started_on}，请改日期")


class ResumedBeforePause(Refusal):
    """The day is before the one on which the pause began; `paused_on` is that ISO day."""

    def __init__(self, paused_on: str) -> None:
        super().__init__(f"恢复日期不能早于暂停日期 {paused_on}，请改日期")


class AlreadyPaused(Refusal):
    """The clock is already paused."""

    def __init__(self) -> None:
        super().__init__("这一项时限已经暂停，不能再次暂停")


class NotPaused(Refusal):
    """No pause of this clock is open."""

    def __init__(self) -> None:
        super().__init__("这一项时限没有暂停，不需要恢复")


class AlreadyFinished(Refusal):
    """The end of this clock is already recorded."""

    def __init__(self) -> None:
        super().__init__("这一项时限已经办完，不能再暂停")


class NoGround(Refusal):
    """A pause without a supplement paper in force, or without a reference to the applicant's wish."""

    def __init__(self) -> None:
        super().__init__("暂停要有依据：先出具补充资料告知单，或者收下申请人签字的书面申请")


class NoFiling(Refusal):
    """An act on a filing that was not prepared."""

    def __init__(self) -> None:
        super().__init__("还没有填写备案表：先填写，再登记后面的环节")


class FilingUnderWay(Refusal):
    """Preparing again while the form is with the authority or is filed."""

    def __init__(self) -> None:
        super().__init__("备案表已推送，不能重填；内容有变的请登记变更，或者等退回、撤回后再填下一版")


class NoSuchAttachment(Refusal):
    """No attachment has this id, or it was removed."""

    def __init__(self) -> None:
        super().__init__("没有这份附件，或者已经移除")


GUARDED = frozenset({*ON_FILINGS, *_ON_CLOCKS, Kind.ANSWER_MOVED, Kind.ATTACHMENT_REMOVED})


def refuse_in_life(db: Database, act: Act, said: Contents) -> None:
    """Raises the matching refusal, or returns."""
    if act.kind in ON_FILINGS:
        _check_filing(follow_all(filing_acts(db, str(act.application))), act)
    elif isinstance(said, AttachmentRemoved):
        sql = "SELECT 1 FROM attachment WHERE ref = ? AND application = ? AND removed_at IS NULL"
        if db.execute(sql, [said.ref, act.application]).fetchone() is None:
            raise NoSuchAttachment
    elif db.execute("SELECT 1 FROM answer WHERE application = ?", [act.application]).fetchone() is None:
        raise NoAnswer
    elif isinstance(said, StepFinished | ClockPaused | ClockResumed):
        if isinstance(said, ClockPaused):
            _check_ground(db, act, said)
        for clock in (said.clock,) if isinstance(said, StepFinished) else said.clocks:
            _check_clock(db, act, said, clock)


def _check_filing(filing: Filing, act: Act) -> None:
    if act.kind == Kind.FILING_PREPARED:
        if filing.state in {FilingState.PUSHED, FilingState.FILED}:
            raise FilingUnderWay
    elif filing.state == FilingState.NONE and act.kind not in _IN_THE_STREET:
        raise NoFiling


def _check_clock(db: Database, act: Act, said: StepFinished | ClockPaused | ClockResumed, clock: str) -> None:
    sql = (
        "SELECT event.on_day, finished.on_day, "
        "(SELECT on_day FROM pause WHERE application = clock.application AND clock = clock.clock "
        "AND until_day IS NULL) FROM clock "
        "LEFT JOIN event ON event.application = clock.application AND event.event = clock.counts_from "
        "LEFT JOIN finished ON finished.application = clock.application AND finished.clock = clock.clock "
        "WHERE clock.application = ? AND clock.clock = ?"
    )
    row = db.execute(sql, [act.application, clock]).fetchone()
    if row is None:
        raise NoSuchClock
    started_on, finished_on, paused_on = row
    if started_on is None:
        raise NotStarted
    if said.on < started_on:
        raise EndedBeforeStart(started_on)
    if isinstance(said, ClockPaused):
        if finished_on is not None:
            raise AlreadyFinished
        if paused_on is not None:
            raise AlreadyPaused
    elif isinstance(said, ClockResumed):
        if paused_on is None:
            raise NotPaused
        if said.on < paused_on:
            raise ResumedBeforePause(paused_on)


def _check_ground(db: Database, act: Act, said: ClockPaused) -> None:
    """An issued supplement in force, or a paper signed by the applicant."""
    if said.why == PauseGround.SUPPLEMENT:
        sql = "SELECT 1 FROM paper WHERE ref = ? AND application = ? AND paper = ? AND voided_at IS NULL"
        if db.execute(sql, [said.ref, act.application, _SUPPLEMENT]).fetchone() is None:
            raise NoGround
    elif not said.ref.strip():
        raise NoGround
