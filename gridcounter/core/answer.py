"""The answer that was given and stands: list, clocks, track and the edition they rest on, frozen when it was told.

A pack or a case that changes later changes nothing of it. What would differ by now is shown; moving is an act.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from gridcounter.core.clocks import Clock
from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.model import DocumentState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gridcounter.core.case import Case
    from gridcounter.core.policy.decision import Bases, Decision, Filing


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class ToldDocument(_Part):
    """`clause` names paper and articles as they were told."""

    id: str
    label: str
    stage: str
    state: str
    clause: str


class ToldBranch(_Part):
    """A track that was announced with what leads to it."""

    track: str
    wd: int | None
    when: tuple[str, ...]


class Regime(_Part):
    """What the pack says of filings, as far as their life hangs on it."""

    form: str
    title: str
    pushed_by: str | None
    receiver: str | None
    post_required: bool
    may_start: str | None


class Answer(_Part):
    """`case` is the contract's case, so that the same question can be asked of another edition."""

    pack: str
    pack_number: str
    pack_version: str
    case: dict[str, Any]
    customer_class: str | None
    class_label: str
    track: str
    approval_wd: int | None
    clocks: tuple[Clock, ...]
    documents: tuple[ToldDocument, ...]
    branches: tuple[ToldBranch, ...]
    regime: Regime | None


def answer_of(case: Case, decision: Decision) -> Answer:
    approval, filing = decision.approval, decision.approval.filing
    return Answer(
        pack=decision.policy.id,
        pack_number=decision.policy.number,
        pack_version=decision.policy.version,
        case=case.model_dump(mode="json", exclude_unset=True),
        customer_class=decision.customer_class.id,
        class_label=decision.customer_class.label,
        track=str(approval.track),
        approval_wd=approval.wd,
        clocks=tuple(
            Clock(line.id, line.label, getattr(line, "actor", ""), line.wd, getattr(line, "days", None), from_)
            for line in decision.clocks
            for from_ in [None if line.counts_from is None else str(line.counts_from)]
            if not line.needs
        ),
        documents=tuple(
            ToldDocument(
                id=document.id,
                label=document.label,
                stage=str(document.stage),
                state=str(document.state),
                clause=_clause(document.basis),
            )
            for document in decision.documents
        ),
        branches=tuple(
            ToldBranch(track=str(branch.track), wd=branch.wd, when=tuple(one.label for one in branch.when))
            for branch in approval.branches
        ),
        regime=regime_of(filing),
    )


def regime_of(filing: Filing | None) -> Regime | None:
    if filing is None:
        return None
    return Regime(
        form=str(filing.form),
        title=filing.title,
        pushed_by=filing.pushed_by,
        receiver=filing.receiver,
        post_required=filing.post_required,
        may_start=None if filing.may_start is None else str(filing.may_start),
    )


def to_payload(answer: Answer) -> dict[str, Any]:
    return answer.model_dump(mode="json")


def read_answer(told: Mapping[str, Any]) -> Answer:
    """Raises ValueError where an entry holds something else."""
    return Answer.model_validate(told)


class Change(_Part):
    """One line of what would read differently: `before` and `after` in words, empty where there is nothing."""

    what: str
    before: str
    after: str


def changes(before: Answer, after: Answer) -> tuple[Change, ...]:
    """What an applicant would notice: class, track, documents, days. Versions alone are no change."""
    found = [
        Change(what=what, before=old, after=new)
        for what, old, new in (
            ("用户类别", before.class_label, after.class_label),
            ("外线办理方式", _track(before), _track(after)),
        )
        if old != new
    ]
    old_papers = {one.id: one for one in before.documents}
    new_papers = {one.id: one for one in after.documents}
    for name in dict.fromkeys((*old_papers, *new_papers)):
        old, new = old_papers.get(name), new_papers.get(name)
        told = [one for one in (old, new) if one is not None]
        states = ["" if one is None else one.state for one in (old, new)]
        if states[0] != states[1]:
            found.append(Change(what=told[0].label, before=states[0], after=states[1]))
    old_clocks = {one.id: one for one in before.clocks}
    new_clocks = {one.id: one for one in after.clocks}
    for name in dict.fromkeys((*old_clocks, *new_clocks)):
        was, now = old_clocks.get(name), new_clocks.get(name)
        told_clocks = [one for one in (was, now) if one is not None]
        days = ["" if one is None else length_words(one) for one in (was, now)]
        if days[0] != days[1]:
            found.append(Change(what=told_clocks[0].label, before=days[0], after=days[1]))
    return tuple(found)


def not_announced(told: Answer, now: Answer) -> tuple[ToldDocument, ...]:
    """Documents that must be brought now and of which the notice said nothing: asking for one is a second telling."""
    named = {one.id for one in told.documents}
    return tuple(one for one in now.documents if one.state == DocumentState.REQUIRED and one.id not in named)


def was_announced(told: Answer, track: str) -> bool:
    """The track that holds now is the one that was told, or one of those that were told with what leads to them."""
    return track == told.track or any(branch.track == track for branch in told.branches)


def length_words(clock: Clock) -> str:
    if clock.wd is not None:
        return f"{clock.wd} 个工作日"
    if clock.days is not None:
        return {0: "当日", 1: "次日"}.get(clock.days, f"{clock.days} 日内")
    return "文件未写天数"


def _track(answer: Answer) -> str:
    return answer.track if answer.approval_wd is None else f"{answer.track} {answer.approval_wd}"


def _clause(basis: Bases) -> str:
    found: dict[str, list[str]] = {}
    for part in basis:
        source = "通用做法" if part.source == BASELINE else part.source
        found.setdefault(source, []).extend([part.article] if part.article else [])
    return "；".join(f"{source} {'、'.join(articles)}".strip() for source, articles in found.items())
