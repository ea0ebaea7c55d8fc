"""The checklist at the counter: the documents required by the decision, and the state of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from gridcounter.core.case import Actor
from gridcounter.core.intake.sharing import Shared
from gridcounter.core.policy.decision import Decision, Document
from gridcounter.core.policy.model import DocumentState, Stage
from gridcounter.core.wording import day_in_full, day_near


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

#: The states that a clerk records with an entry of their own.
NOTED = frozenset({LineState.RECEIVED, LineState.DEFERRED, LineState.WAIVED})
#: The steps up to which a document may be deferred; the last one is the default.
LATEST_STEPS = ("答复供电方案前", "竣工检验前", "装表接电前")
LATEST = LATEST_STEPS[-1]


#: The decision lines whose day ends each of these steps: later lines also end what comes before them.
_CONNECTS = ("connect_same_day", "connect_next_day", "build_and_connect", "connect", "whole_process", "grid_side")
_INSPECTS = ("inspect_and_connect", "inspect_and_install", *_CONNECTS)
_ENDS = dict(zip(LATEST_STEPS, (("accept_and_plan", "plan_reply", *_INSPECTS), _INSPECTS, _INSPECTS), strict=True))
#: A remark is one line; whatever is longer belongs to an attachment.
LONGEST_REMARK = 200
#: No application is accepted without it.
NEVER_DEFERRED = "identity"


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
    be there, `consequence` what follows otherwise; `remark` is what the clerk noted, for the desk only.
    """

    state: LineState
    copies: int | None = None
    original_seen: bool | None = None
    until: date | None = None
    basis: str = ""
    latest: str = ""
    consequence: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    """`choices` are the states that a clerk can set, the one without any act first.

    `shared` is the row of the office's own list by which the document can be called up: then that is first.
    """

    document: Document
    mark: Mark
    choices: tuple[LineState, ...]
    shared: Shared | None = None

    @property
    def state(self) -> LineState:
        """The marked state, or the decision's state without a mark."""
        return self.mark.state

    @property
    def usual(self) -> bool:
        """Whether general practice alone asks for it: nothing is missing without it."""
        return not self.document.required and self.document.state != DocumentState.WAIVED


def checklist(
    decision: Decision,
    marks: Mapping[str, Mark],
    *,
    consultation: bool = False,
    shared: Mapping[str, Shared] | None = None,
) -> tuple[ChecklistLine, ...]:
    """One line for each document that the applicant brings, by step; a received state precedes a required one.

    In a consultation nothing is handed in: there are no choices. `shared` are the rows of the office's list that hold
    for this case; None without a list: then a clerk may say of every document that it was called up.
    """
    order = list(Stage)
    asked = (document for document in decision.documents if document.actor == Actor.APPLICANT)
    documents = sorted(asked, key=lambda document: order.index(document.stage))
    lines = (_called_up(_line(document, marks.get(document.id)), shared) for document in documents)
    return tuple(replace(line, choices=(line.state,)) if consultation else line for line in lines)


def _called_up(line: ChecklistLine, shared: Mapping[str, Shared] | None) -> ChecklistLine:
    """First what the list has; what it has not was called up already, or is not offered."""
    if shared is None or LineState.ONLINE not in line.choices:
        return line
    others = tuple(state for state in line.choices if state != LineState.ONLINE)
    row = shared.get(line.document.id)
    if row is not None:
        return replace(line, choices=(LineState.ONLINE, *others), shared=row)
    return line if line.state == LineState.ONLINE else replace(line, choices=others)


def _line(document: Document, mark: Mark | None) -> ChecklistLine:
    base = _BASE[document.state]
    if document.id == NEVER_DEFERRED and base == LineState.OPEN:  # required from everyone, whatever else is open
        base = LineState.DUE
    barred = {*_barred(document, mark)}
    usual = base == LineState.ONLINE and not document.required  # it stays general practice when it is read online
    choices = tuple(state for state in _choices(LineState.REFERENCE if usual else base) if state not in barred)
    if mark is None or mark.state not in NOTED.intersection(choices):
        mark = Mark(base, remark=mark.remark if mark else "")  # of the document, whatever is said of it
    return ChecklistLine(document, mark, choices)


def _barred(document: Document, mark: Mark | None) -> Iterator[LineState]:
    if document.id == NEVER_DEFERRED and (mark is None or mark.state != LineState.DEFERRED):
        yield LineState.DEFERRED
    if document.later:  # no document of the pack that could be read online by its name
        yield LineState.ONLINE


def _choices(base: LineState) -> tuple[LineState, ...]:
    """General practice may be deferred like the rest, but there is nothing to waive; what the policy waives is not
    required at all.
    """
    if base == LineState.WAIVED:
        return (base,)
    if base == LineState.REFERENCE:
        return (base, LineState.RECEIVED, LineState.ONLINE, LineState.DEFERRED)
    if base == LineState.OPEN:
        return (base, LineState.RECEIVED)
    return (LineState.DUE, LineState.RECEIVED, LineState.ONLINE, LineState.DEFERRED, LineState.WAIVED)


def still_due(lines: Iterable[ChecklistLine]) -> list[str]:
    """What an applicant still has to bring to complete the application; of two that replace each other, one will do."""
    wanted, listed = {LineState.DUE, LineState.OPEN}, tuple(lines)
    spared = {*_spared(listed, {line.document.id for line in listed if line.state not in wanted})}
    due = (line for line in _now(listed) if line.state in wanted)
    return [line.document.label for line in due if line.document.id not in spared]


def _spared(lines: Sequence[ChecklistLine], there: AbstractSet[str]) -> Iterator[str | None]:
    """The second of two documents, and the first once the second is `there`."""
    ids = {line.document.id for line in lines}
    for document in (line.document for line in lines if line.document.instead_of in ids):
        yield document.id
        if document.id in there:
            yield document.instead_of


def summary(lines: Sequence[ChecklistLine], near: date | None = None) -> str:
    """One line such as 需提交 3，已收 2，后补 1（最迟10月20日）；参考 4，已收 3.

    A day in the year of `near` is written without it. What only general practice asks for is counted apart, and
    documents of later steps as well.
    """
    usual, asked = [line for line in lines if line.usual], [line for line in lines if not line.usual]
    groups = []
    if not usual or _now(asked) or _count(asked, LineState.DUE) < len(asked):
        due = _count(_now(asked), LineState.DUE)
        groups.append([f"{STATE_LABELS[LineState.DUE]} {due}", *_settled(asked, near)])
    if usual:
        groups.append([f"{STATE_LABELS[LineState.REFERENCE]} {len(usual)}", *_settled(usual, near)])
    if after := _count(lines, LineState.DUE) - _count(_now(lines), LineState.DUE):
        groups.append([f"以后环节 {after}"])
    return "；".join(map("，".join, groups))


def instead_of_complete(lines: Sequence[ChecklistLine], *, consultation: bool = False) -> str:
    """What the step says of the list if nothing is due, and yet not everything required is there; "" if it is.

    参考 4，已收 3 while only general practice asks for anything, 后补 1 while a required document is to follow.
    """
    now = _now(lines)
    asked = [line for line in now if not line.usual]
    if consultation:
        return f"{len(now)} 项" if now else ""
    if now and not asked:
        counts = filter(None, (_counted(now, state) for state in _THERE))
        return f"{STATE_LABELS[LineState.REFERENCE]} {len(now)}，{'，'.join(counts) or _received(now)}"
    return _counted(asked, LineState.DEFERRED)


#: What can have become of a document of general practice.
_THERE = (LineState.RECEIVED, LineState.ONLINE, LineState.DEFERRED)


def _now(lines: Iterable[ChecklistLine]) -> list[ChecklistLine]:
    return [line for line in lines if line.document.stage == Stage.APPLICATION]


def _received(lines: Iterable[ChecklistLine]) -> str:
    return f"{STATE_LABELS[LineState.RECEIVED]} {_count(lines, LineState.RECEIVED)}"


def _settled(lines: Sequence[ChecklistLine], near: date | None) -> Iterator[str]:
    """How many were received, and what else became of them."""
    yield _received(lines)
    for state, counted in ((LineState.ONLINE, lines), (LineState.WAIVED, lines), (LineState.OPEN, _now(lines))):
        if words := _counted(counted, state):
            yield words
    if later := [line.mark for line in lines if line.state == LineState.DEFERRED]:
        yield f"{STATE_LABELS[LineState.DEFERRED]} {len(later)}（{_first_day(later, near)}）"


def _first_day(deferred: Iterable[Mark], near: date | None) -> str:
    days = sorted(mark.until for mark in deferred if mark.until)
    if not days:
        return "未定日期"
    return f"最迟{day_near(days[0], near) if near else day_in_full(days[0])}"


def _counted(lines: Iterable[ChecklistLine], state: LineState) -> str:
    """后补 1; "" for none."""
    count = _count(lines, state)
    return f"{STATE_LABELS[state]} {count}" if count else ""


def _count(lines: Iterable[ChecklistLine], state: LineState) -> int:
    return sum(line.state == state for line in lines)
