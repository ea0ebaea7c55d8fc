"""The checklist at the counter: the documents required by the decision, and the state of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from gridcounter.core.policy.decision import Decision, Document
from gridcounter.core.policy.model import DocumentState, Stage
from gridcounter.core.wording import month_day


class LineState(StrEnum):
    """The state of a document: required, received, online, deferred, waived, for reference, not certain yet."""

    DUE = "due"
    RECEIVED = "received"
    ONLINE = "online"
    DEFERRED = "deferred"
    WAIVED = "waived"
    REFERENCE = "reference"
    OPEN = "open"


STATE_LABELS: Mapping[LineState, str] = {
    LineState.DUE: "需提交",
    LineState.RECEIVED: "已收",
    LineState.ONLINE: "共享",
    LineState.DEFERRED: "后补",
    LineState.WAIVED: "免提交",
    LineState.REFERENCE: "参考",
    LineState.OPEN: "待定",
}

#: The steps up to which a document may be deferred; the last one is the default.
LATEST_STEPS = ("答复供电方案前", "竣工检验前", "装表接电前")
LATEST = LATEST_STEPS[-1]


#: The decision lines whose day ends each of these steps: later lines also end what comes before them.
_CONNECTS = ("connect_same_day", "connect_next_day", "build_and_connect", "connect", "whole_process", "grid_side")
_INSPECTS = ("inspect_and_connect", "inspect_and_install", *_CONNECTS)
_ENDS = dict(zip(LATEST_STEPS, (("accept_and_plan", "plan_reply", *_INSPECTS), _INSPECTS, _INSPECTS), strict=True))
#: No application is accepted without it.
NEVER_PUT_OFF = "identity"


def _once_said(latest: str) -> str:
    """The program's own default text in older entries; no policy contains it."""
    step = (latest or LATEST).removesuffix("前")
    return f"{step}自补齐之日起继续办理，不影响已经办完的环节"


def agreed(consequence: str | None, latest: str | None) -> str:
    """The consequence stated by the office if a document does not come in time; "" if it stated none."""
    return "" if not consequence or consequence == _once_said(latest or LATEST) else consequence


@dataclass(frozen=True, slots=True)
class StageDay:
    """The due day for the document, the label of its line, and the step (`latest`)."""

    on: date
    label: str
    latest: str


def stage_day(latest: str | None, decision: Decision) -> StageDay | None:
    """None if no day is settled, or if the step is in the clerk's own words."""
    step = latest or LATEST
    days = [
        (line.due_on, line.label)
        for line in decision.clocks
        if line.id in _ENDS.get(step, ()) and line.due_on and not line.needs
    ]
    return StageDay(*min(days), step) if days else None


_BASE: Mapping[DocumentState, LineState] = {
    DocumentState.REQUIRED: LineState.DUE,
    DocumentState.ONLINE: LineState.ONLINE,
    DocumentState.WAIVED: LineState.WAIVED,
    DocumentState.REFERENCE: LineState.REFERENCE,
    DocumentState.UNDETERMINED: LineState.OPEN,
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A clerk's mark on one document.

    `basis` is the clause that requires a deferred document, or that waives it; `latest` is the step up to which it must
    be there, `consequence` what follows otherwise.
    """

    state: LineState
    copies: int | None = None
    original_seen: bool | None = None
    until: date | None = None
    basis: str = ""
    latest: str = ""
    consequence: str = ""


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    """`choices` are the states that a clerk can set, the one without any act first."""

    document: Document
    mark: Mark
    choices: tuple[LineState, ...]

    @property
    def state(self) -> LineState:
        """The marked state, or the decision's state without a mark."""
        return self.mark.state


def checklist(
    decision: Decision, marks: Mapping[str, Mark], *, consultation: bool = False
) -> tuple[ChecklistLine, ...]:
    """One line for each document of the decision, by step; a received state precedes a required one.

    In a consultation nothing is handed in: there are no choices.
    """
    order = list(Stage)
    documents = sorted(decision.documents, key=lambda document: order.index(document.stage))
    lines = (_line(document, marks.get(document.id)) for document in documents)
    return tuple(replace(line, choices=(line.state,)) if consultation else line for line in lines)


def _line(document: Document, mark: Mark | None) -> ChecklistLine:
    base = _BASE[document.state]
    barred = set()
    if document.id == NEVER_PUT_OFF:
        if base == LineState.OPEN:  # required from everyone, whatever else is still open
            base = LineState.DUE
        if mark is None or mark.state != LineState.DEFERRED:
            barred.add(LineState.DEFERRED)
    if document.later:  # no document of the pack that could be read online by its name
        barred.add(LineState.ONLINE)
    choices = tuple(state for state in _choices(base) if state not in barred)
    return ChecklistLine(document, mark if mark and mark.state in choices else Mark(base), choices)


def _choices(base: LineState) -> tuple[LineState, ...]:
    """General practice is never deferred or waived, and what the policy waives is not required at all."""
    if base == LineState.WAIVED:
        return (base,)
    if base in {LineState.REFERENCE, LineState.OPEN}:
        return (base, LineState.RECEIVED)
    return (LineState.DUE, LineState.RECEIVED, LineState.ONLINE, LineState.DEFERRED, LineState.WAIVED)


def still_due(lines: Iterable[ChecklistLine]) -> list[str]:
    """What an applicant still has to bring to complete the application."""
    wanted = {LineState.DUE, LineState.OPEN}
    return [line.document.label for line in lines if line.state in wanted and line.document.stage == Stage.APPLICATION]


def summary(lines: Sequence[ChecklistLine]) -> str:
    """One line such as 需提交 3，已收 2，后补 1（最迟10月20日）; documents of later steps are counted separately."""
    now = [line for line in lines if line.document.stage == Stage.APPLICATION]
    parts = [f"{STATE_LABELS[LineState.DUE]} {_count(now, LineState.DUE)}"]
    parts.append(f"{STATE_LABELS[LineState.RECEIVED]} {_count(lines, LineState.RECEIVED)}")
    for state, counted in ((LineState.ONLINE, lines), (LineState.WAIVED, lines), (LineState.OPEN, now)):
        if count := _count(counted, state):
            parts.append(f"{STATE_LABELS[state]} {count}")
    if later := [line.mark for line in lines if line.state == LineState.DEFERRED]:
        parts.append(f"后补 {len(later)}（{_first_day(later)}）")
    if after := _count(lines, LineState.DUE) - _count(now, LineState.DUE):
        parts.append(f"以后环节 {after}")
    return "，".join(parts)


def _first_day(deferred: Iterable[Mark]) -> str:
    days = sorted(mark.until for mark in deferred if mark.until)
    return f"最迟{month_day(days[0])}" if days else "未定日期"


def _count(lines: Iterable[ChecklistLine], state: LineState) -> int:
    return sum(line.state == state for line in lines)
