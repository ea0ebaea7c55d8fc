"""The facts behind the life of an application, read once for every page that shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import dropwhile
from typing import TYPE_CHECKING

from gridcounter.core.application import ApplicationId
from gridcounter.core.deadlines.clocks import Reading, read_clock, runs_of
from gridcounter.core.intake.life import Facts, Life, life_of
from gridcounter.core.intake.steps import StepKey
from gridcounter.core.notice import clocks_of
from gridcounter.core.papers.called_for import INTERNAL, NOTICE, OF_THE_FILING, papers_of_the_acts
from gridcounter.core.record.journal import Kind
from gridcounter.core.record.of_applications import ApplicationClosed
from gridcounter.services.applications.application_state import ApplicationState, listed
from gridcounter.services.applications.closing import CONNECTED, ENDED
from gridcounter.store.papers import IssuedPaper
from gridcounter.store.queries.clocks import ClockStore

if TYPE_CHECKING:
    from gridcounter.services.applications.application_service import ApplicationService

#: The supplier's steps are shown; what the applicant or an authority has to do has no limit of ours.
_OURS = "grid_company"
#: What can make a notice in force read differently.
_ENTERED = frozenset({Kind.FIELDS_CHANGED, Kind.FIELDS_CORRECTED, Kind.DAYS_CORRECTED, Kind.ANSWER_MOVED})
_BEFORE_ACCEPTANCE = (StepKey.SITUATION, StepKey.WORKS, StepKey.APPLICANT, StepKey.CHECKLIST)


def read_life(service: ApplicationService, state: ApplicationState, today: date) -> Life:
    """Empty for a consultation, which has no course of its own."""
    return Life() if state.consultation else life_of(read_facts(service, state, today))


def read_facts(service: ApplicationService, state: ApplicationState, today: date) -> Facts:
    """Everything that decides what is done and what is next, as of `today`."""
    row = state.row
    issued = service.record.papers.of(row.id)
    standing = in_force(issued)
    notice = next((paper for paper in standing if paper.paper == NOTICE), None)
    handed = [paper.delivered_at or "" for paper in standing if paper.paper not in INTERNAL]
    passed = service.acceptance.handed_over(row.id)
    end = read_end(service, state)
    issued_on, told_on = (notice.issued_at, notice.delivered_at) if notice else (None, None)
    return Facts(
        today,
        missing=tuple(what for step in _BEFORE_ACCEPTANCE for what in state.lacking[step]),
        brought=not any(state.lacking[step] for step in (StepKey.APPLICANT, StepKey.CHECKLIST)),
        issued_on=_day_of(issued_on),
        told_on=_day_of(told_on),
        received_on=_day_of(row.received_on),
        accepted_on=_day_of(row.accepted_on),
        accepted_first=row.accepted_on is not None and _accepted_first(service, row.id, issued),
        entered_on=_day_of(row.official_entered_at),
        entered=row.official_number is not None,
        to_issue=bool(_called_for(state) - {paper.paper for paper in standing}),
        waiting=sum(not day for day in handed),
        handed_over_on=max(handed, default="")[:10],
        changed=notice is not None and end is None and _reads_differently(service, row.id, notice),
        readings=_readings(service, state, today),
        passed_on=passed.on if passed else "",
        closed_on=end.on if end else "",
        end=end.label if end else "",
        connects=state.connects,
        unmet=tuple(f"{line.text}（{line.words}）" for line in state.conditions if line.met is not True),
    )


def in_force(papers: Iterable[IssuedPaper], *, consultation: bool = False) -> list[IssuedPaper]:
    """What stands, issued to an applicant: what was printed for a consultation told nobody else."""
    return [paper for paper in papers if paper.voided_at is None and paper.consultation == consultation]


def _accepted_first(service: ApplicationService, application_id: ApplicationId, issued: Iterable[IssuedPaper]) -> bool:
    """Before any notice to the applicant, in force or not: so the order of the stages stays as it was shown."""
    notices = {paper.ref for paper in issued if paper.paper == NOTICE and not paper.consultation}
    for entry in service.record.journal.of(application_id) if notices else ():
        if entry.kind == Kind.APPLICATION_ACCEPTED:
            return True
        if entry.ref in notices:
            return False
    return False


def _day_of(at: str | None) -> str:
    return (at or "")[:10]


def _called_for(state: ApplicationState) -> set[str]:
    """By 收件 and 受理; the papers of a filing have a course of their own."""
    if state.decision is None or state.case is None:
        return set()
    marks = listed(state.lines)
    return papers_of_the_acts(
        state.decision,
        state.case.works,
        accepted=state.row.accepted_on is not None,
        received=bool(marks.get("received")) and state.row.received_on is not None,
        deferred=bool(marks.get("deferred")),
    ) - (OF_THE_FILING | INTERNAL)


def _reads_differently(service: ApplicationService, application_id: ApplicationId, notice: IssuedPaper) -> bool:
    """Only what was entered since can have changed it: papers are built for nothing else."""
    entries = service.record.journal.of(application_id)
    since = dropwhile(lambda entry: entry.ref != notice.ref, entries)
    entered = any(entry.kind in _ENTERED for entry in since)
    return entered and service.reads_differently(service, application_id, notice.paper)


def _readings(service: ApplicationService, state: ApplicationState, today: date) -> tuple[Reading, ...]:
    """Of the pinned answer; before 受理 and without one, what the answer of now announces."""
    runs = ClockStore(service.record.db).runs(state.row.id)
    if not runs and state.row.accepted_on is None and state.decision is not None:
        runs = runs_of(clocks_of(state.decision), {}, {}, {})
    calendar = service.assessor.calendar
    return tuple(read_clock(run, today, calendar) for run in runs if run.clock.actor == _OURS)


@dataclass(frozen=True, slots=True)
class End:
    """How an application ended, in Chinese, on which ISO day, and why; empty strings where nobody said."""

    label: str
    on: str = ""
    reason: str = ""


def read_end(service: ApplicationService, state: ApplicationState) -> End | None:
    """None while it is under way."""
    if state.row.state != "closed":
        return None
    for act in service.record.journal.newest(state.row.id, Kind.APPLICATION_CLOSED):
        if isinstance(act, ApplicationClosed):
            return End(ENDED.get(act.why, ENDED[CONNECTED]), str(act.on or ""), act.reason)
    return End(ENDED[CONNECTED])
