"""One application for a telephone call: what was told (告知) and when, what is missing, what the office owes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from gridcounter.core.application import ApplicationId, mask
from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.deadlines.clock_words import overdue_words
from gridcounter.core.deadlines.clocks import Run, due_on, owed_by_supplier, read_clock
from gridcounter.core.intake.checklist import ChecklistLine, LineState, still_due
from gridcounter.core.intake.conditions import ConditionLine, stored
from gridcounter.core.intake.life import Life
from gridcounter.core.intake.official_entry import PERSONAL, fields_to_copy
from gridcounter.core.labels import UNITS, value_label
from gridcounter.core.policy.decision import Decision
from gridcounter.core.policy.model import Stage
from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.wording import day_near
from gridcounter.errors import Refusal
from gridcounter.services.applications.application_state import ApplicationState
from gridcounter.services.applications.life import End, read_end, read_life
from gridcounter.services.ledger.timeline import TimelineEntry, timeline, unread_note
from gridcounter.services.office.own_questions import own_fields
from gridcounter.services.papers.issued_papers import IssuedPapers, IssuedRow
from gridcounter.store.journal.validators.entries import ApplicationNotFound
from gridcounter.store.queries.clocks import ClockStore
from gridcounter.store.queries.desks import conflicts_of
from gridcounter.store.queries.office_rows import clerk_names
from gridcounter.store.search.search import SearchStore, Summary

if TYPE_CHECKING:
    from gridcounter.services.applications.application_service import ApplicationService


class NotShown(Refusal):
    """The field is empty or is not one of the masked numbers."""

    sentence = "这一项没有填写，或者不是可以显示的号码"


@dataclass(frozen=True, slots=True)
class Particular:
    """`hidden` is the field behind a masked number; empty if nothing is masked."""

    label: str
    text: str
    hidden: str = ""


@dataclass(frozen=True, slots=True)
class ApplicationCard:
    """`issued`, `missing` and `owed` (what the office has to do) are lines to read out, each possibly empty.

    `connects`: power is what it ends with. `business` is its name, empty until it is chosen.
    """

    summary: Summary
    particulars: tuple[Particular, ...]
    issued: tuple[str, ...]
    missing: tuple[str, ...]
    owed: tuple[str, ...]
    timeline: tuple[TimelineEntry, ...]
    papers: tuple[IssuedRow, ...]
    end: End | None = None
    connects: bool = True
    business: str = ""


@dataclass(frozen=True, eq=False)
class ApplicationCards:
    """Reads for one clerk; every number shown in full is recorded."""

    service: ApplicationService

    def read(self, application_id: ApplicationId, today: date | None = None) -> ApplicationCard:
        """Without a day nothing is said to be overdue. Raises ApplicationNotFound."""
        return self._card(*self._found(application_id), today)

    def read_with_life(self, application_id: ApplicationId, today: date) -> tuple[ApplicationCard, Life]:
        """The card and where the application is as of `today`, from one reading. Raises ApplicationNotFound."""
        found, state = self._found(application_id)
        return self._card(found, state, today), read_life(self.service, state, today)

    def _found(self, application_id: ApplicationId) -> tuple[Summary, ApplicationState]:
        found = SearchStore(self.service.record.db).get(application_id)
        if found is None:
            raise ApplicationNotFound(application_id)
        return found, self.service.state(application_id)

    def _card(self, found: Summary, state: ApplicationState, today: date | None) -> ApplicationCard:
        record, application_id = self.service.record, found.id
        papers = tuple(IssuedPapers(self.service).of(application_id))
        names = clerk_names(record.db)
        own = own_fields(self.service.assessor.packs, self.service.place)
        return ApplicationCard(
            found,
            (*_particulars(state), *_conditions(self.service, state)),
            tuple(_words(paper) for paper in reversed(papers) if paper.standing and not paper.internal),
            _missing(state),
            _owed(self.service, state, today),
            tuple(timeline(record.journal.of(application_id), names, record.journal.off_clock(), values=True, own=own)),
            papers,
            read_end(self.service, state),
            state.connects,
            state.businesses.get(str(state.value("case.business")), ""),
        )

    def unread(self, application_id: ApplicationId) -> str:
        """What to say first: entries that cannot be read, and what two desks did apart; else empty."""
        unread = unread_note(self.service.record.journal.unread(application_id))
        open_ones, frozen = conflicts_of(self.service.record.db, application_id)
        waits = "更新本台的程序以前只能看、不能办" if frozen else ""
        apart = f"和别的台办的对不上，有 {open_ones} 处待核对，见工作台" if open_ones else ""
        return "；".join(filter(None, (unread, waits, apart)))

    def show(self, application_id: ApplicationId, field: str) -> str:
        """Returns the unmasked number after recording the access. Raises NotShown."""
        found = self.service.record.applications.fields(application_id).get(field)
        if field not in PERSONAL or found is None or not found.value:
            raise NotShown
        act = Act(Kind.PERSONAL_DATA_SHOWN, {"fields": [field]}, self.service.clerk, application_id)
        self.service.record.journal.append(act)
        return str(found.value)


def _particulars(state: ApplicationState) -> tuple[Particular, ...]:
    copied = (
        Particular(result.label, mask(result.text), result.field)
        if result.field in PERSONAL
        else Particular(result.label, f"{result.text} {UNITS.get(result.field.removeprefix('case.'), '')}".strip())
        for result in fields_to_copy(state.in_use, state.row.accepted_on, state.businesses)
    )
    asked = state.decision.questions if state.decision else ()
    own = (Particular(one.label, value_label(one.key, one.value)) for one in asked if one.value is not None)
    return (*copied, *own)


def _conditions(service: ApplicationService, state: ApplicationState) -> Iterator[Particular]:
    """办理条件 as they stand now, if anything was said of them; with those that were seen at 受理, if they differ.

    Those of the business that was accepted are none of the one to which it was corrected.
    """
    accepted = state.row.accepted_on is not None
    seen = service.acceptance.conditions_at_acceptance(state.row.id) if accepted else ()
    if seen and seen != state.conditions:
        yield from _listed("办理条件", state.conditions)
        yield from _listed("受理时的办理条件", seen)
    elif seen or stored(state.conditions):
        yield from _listed("办理条件", state.conditions)


def _listed(label: str, lines: Iterable[ConditionLine]) -> Iterator[Particular]:
    for place, line in enumerate(lines):
        yield Particular("" if place else label, f"{line.text}：{line.words}")


def _words(paper: IssuedRow) -> str:
    """一次性告知书（第 1 版）09-28 出具，09-28 当面交付."""
    waiting = "，尚未交付" if paper.awaited else ""
    delivered = f"，{paper.delivered_at[5:10]} {paper.how}" if paper.delivered_at else waiting
    return f"{paper.title}（第 {paper.version} 版）{paper.issued_at[5:10]} 出具{delivered}"


def _missing(state: ApplicationState) -> tuple[str, ...]:
    """What is required, what was deferred, and what general practice asks for and has not been checked yet."""
    if state.row.state == "closed":
        return ()
    now = [line for line in state.lines if line.document.stage == Stage.APPLICATION]
    deferred = [_deferred(line, _near(state)) for line in now if line.state == LineState.DEFERRED]
    seen = "参考" if state.consultation else "参考，未登记收到"
    unseen = [f"{line.document.label}（{seen}{_noted(line)}）" for line in now if line.state == LineState.REFERENCE]
    return (*_due(state, now), *deferred, *unseen)


def _due(state: ApplicationState, now: Iterable[ChecklistLine]) -> Iterator[str]:
    remarks = {line.document.label: f"（{line.mark.remark}）" for line in now if line.mark.remark}
    return (label + remarks.get(label, "") for label in still_due(state.lines))


def _near(state: ApplicationState) -> date:
    """The day beside which others are read: that of the acceptance."""
    return date.fromisoformat(state.row.accepted_on or state.row.opened_at[:10])


def _deferred(line: ChecklistLine, near: date) -> str:
    usual = "参考，" if line.usual else ""
    until = f"，{day_near(line.mark.until, near)}前" if line.mark.until else ""
    return f"{line.document.label}（{usual}后补{until}{_noted(line)}）"


def _noted(line: ChecklistLine) -> str:
    return f"；{line.mark.remark}" if line.mark.remark else ""


def _owed(service: ApplicationService, state: ApplicationState, today: date | None) -> tuple[str, ...]:
    """The running clocks as pinned, the earliest first: finished ones are left out, and paused ones have no date until
    they resume.

    Without a pinned answer only clocks from the day of acceptance: later ones start with an act of their own.
    """
    if state.row.state != "accepted":
        return ()
    if state.pinned is None:
        return tuple(_owed_by_the_rules(state.decision, _near(state), today)) if state.decision else ()
    runs = filter(_runs_for_us, ClockStore(service.record.db).runs(state.row.id))
    found = [_until(run, service.assessor.calendar, _near(state), today) for run in runs]
    return tuple(words for _, words in sorted(found, key=lambda owed: owed[0]) if words)


def _owed_by_the_rules(decision: Decision, near: date, today: date | None) -> Iterator[str]:
    ours = [line for line in decision.clocks if owed_by_supplier(line.id, line.actor or "") and line.due_on]
    for line in sorted(ours, key=lambda line: line.due_on or date.max):
        assert line.due_on is not None
        past = (today - line.due_on).days if today else 0
        late = f"已逾期 {past} 天" if past > 0 else ""
        yield _before(line.label, day_near(line.due_on, near), late, provisional=line.provisional)


def _runs_for_us(run: Run) -> bool:
    return owed_by_supplier(run.clock.id, run.clock.actor) and run.started_on is not None and run.ended_on is None


def _until(run: Run, calendar: WorkCalendar, near: date, today: date | None) -> tuple[date, str]:
    """The due day, by which lines are sorted, and the line; "" if there is no day."""
    if any(pause.until is None for pause in run.pauses):
        return date.max, f"{run.clock.label}：暂停，恢复后再定日期"
    due = due_on(run, calendar)
    if due is None:
        return date.max, ""
    late = overdue_words(read_clock(run, today, calendar)) if today else ""
    return due.on, _before(run.clock.label, day_near(due.on, near), late, provisional=due.provisional)


def _before(label: str, day: str, late: str, *, provisional: bool) -> str:
    return f"{label}：{day}前" + ("（暂估）" if provisional else "") + (f"，{late}" if late else "")
