"""The list of documents at the counter: what the decision asks for, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from gridcounter.core.policy.model import DocumentState, Stage
from gridcounter.core.wording import month_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from gridcounter.core.policy.decision import Decision, Document


class LineState(StrEnum):
    """The state of a document: asked for, received, online, put off, waived, for reference, not certain yet."""

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

#: The steps before which something may be handed in late; the last one where nothing else was said.
LATEST_STEPS = ("答复供电方案前", "竣工检验前", "装表接电前")
LATEST = LATEST_STEPS[-1]


#: The lines of a decision whose day ends each of these steps: the later ones end what comes before them as well.
_CONNECTS = ("connect_same_day", "connect_next_day", "build_and_connect", "connect", "whole_process", "grid_side")
_INSPECTS = ("inspect_and_connect", "inspect_and_install", *_CONNECTS)
_ENDS = dict(zip(LATEST_STEPS, (("accept_and_plan", "plan_reply", *_INSPECTS), _INSPECTS, _INSPECTS), strict=True))
#: What nobody takes in an application without.
NEVER_PUT_OFF = "identity"


def _once_said(latest: str) -> str:
    """What the program said of its own accord, as entries of before hold it; no paper of any place bears it."""
    step = (latest or LATEST).removesuffix("前")
    return f"{step}自补齐之日起继续办理，不影响已经办完的环节"


def agreed(consequence: str | None, latest: str | None) -> str:
    """What follows if a document does not come in time, as the office has said it; "" where it has said nothing."""
    return "" if not consequence or consequence == _once_said(latest or LATEST) else consequence


@dataclass(frozen=True, slots=True)
class StageDay:
    """The due day before which a document must be there, the label of its line, and the step (`latest`)."""

    on: date
    label: str
    latest: str


def stage_day(latest: str | None, decision: Decision) -> StageDay | None:
    """None where no day is settled, or where the step was put in the clerk's own words."""
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
    """What a clerk says of one document. `basis` is the clause that asks for what is put off, or that waives it;
    `latest` the step before which it must be there at the latest, `consequence` what follows otherwise.
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
    """`choices` are the states a clerk can give it, the one without any act first."""

    document: Document
    mark: Mark
    choices: tuple[LineState, ...]

    @property
    def state(self) -> LineState:
        """The state of the mark: what the clerk put down, or what the decision says where nothing was."""
        return self.mark.state


def checklist(
    decision: Decision, marks: Mapping[str, Mark], *, consultation: bool = False
) -> tuple[ChecklistLine, ...]:
    """One line for each document of the decision, step by step; what was received stands above what is asked.

    In a consultation nothing is handed in: there is nothing to choose.
    """
    order = list(Stage)
    documents = sorted(decision.documents, key=lambda document: order.index(document.stage))
    lines = (_line(document, marks.get(document.id)) for document in documents)
    return tuple(replace(line, choices=(line.state,)) if consultation else line for line in lines)


def _line(document: Document, mark: Mark | None) -> ChecklistLine:
    base = _BASE[document.state]
    barred = set()
    if document.id == NEVER_PUT_OFF:
        if base == LineState.OPEN:  # what else is open, nobody applies without it
            base = LineState.DUE
        if mark is None or mark.state != LineState.DEFERRED:
            barred.add(LineState.DEFERRED)
    if document.later:  # no certificate of a pack that could be called up by its name
        barred.add(LineState.ONLINE)
    choices = tuple(state for state in _choices(base) if state not in barred)
    return ChecklistLine(document, mark if mark and mark.state in choices else Mark(base), choices)


def _choices(base: LineState) -> tuple[LineState, ...]:
    """General practice is never put off or waived, and what the paper waives is not asked for at all."""
    if base == LineState.WAIVED:
        return (base,)
    if base in {LineState.REFERENCE, LineState.OPEN}:
        return (base, LineState.RECEIVED)
    return (LineState.DUE, LineState.RECEIVED, LineState.ONLINE, LineState.DEFERRED, LineState.WAIVED)


def still_due(lines: Iterable[ChecklistLine]) -> list[str]:
    """What an applicant must bring before the application is complete."""
    wanted = {LineState.DUE, LineState.OPEN}
    return [line.document.label for line in lines if line.state in wanted and line.document.stage == Stage.APPLICATION]


def summary(lines: Sequence[ChecklistLine]) -> str:
    """One line such as 需提交 3，已收 2，后补 1（最迟10月20日）; what only a later step asks for is counted apart."""
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
