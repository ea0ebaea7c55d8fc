"""The pinned answer: documents, clocks, track and edition, frozen when the applicant was told (告知).

A later change of pack or case does not change it. The differences are shown; moving to the new answer is an act.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict

from gridcounter.core.case import Case
from gridcounter.core.deadlines.clocks import Clock
from gridcounter.core.labels import DOCUMENT_STATES, track_words
from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.decision import Bases, Basis, Decision, Document, Filing
from gridcounter.core.policy.evaluation import Circumstances
from gridcounter.core.policy.model import DocumentState, Stage
from gridcounter.core.policy.regime import FIRST_EDITION, RegimeKind


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class PinnedDocument(_Part):
    """`clause` names policy and articles as they were told; `added`: after the notice, with clause and reason."""

    id: str
    label: str
    stage: str
    state: str
    clause: str
    added: bool = False


class PinnedBranch(_Part):
    """An announced track with its conditions; `label` is the pack's wording, empty in older answers."""

    track: str
    label: str = ""
    wd: int | None
    when: tuple[str, ...]


Line = TypeVar("Line", PinnedDocument, Clock)


class Item(_Part):
    """One thing added after the notice: `clause` is its legal basis, `why` the reason.

    An empty `document`: it is not a document.
    """

    document: str = ""
    label: str
    clause: str
    why: str


def own_document(label: str) -> str:
    """The id of a document named by a clerk: equal labels are the same document."""
    return "added-" + hashlib.sha256(label.encode()).hexdigest()[:12]


class Regime(_Part):
    """The part of the pack's filing rules that the later acts of a filing depend on.

    Older answers do not say which regime it was: their packs had one.
    """

    id: str = FIRST_EDITION
    kind: str = str(RegimeKind.FILING)
    form: str
    title: str
    pushed_by: str | None
    receiver: str | None
    post_required: bool
    may_start: str | None


class PinnedAnswer(_Part):
    """`case` is the contract's case, so that it can be decided under another edition.

    `baseline_version` is the general practice beside the pack; empty in older answers without one.

    `track_label` is the pack's own wording of the track, empty in older answers without one.

    `agent` and `rented`: the agent and the ownership of the premises were taken into account. `stated` are the
    conditions of a business beside connecting, how far ahead and how often it is applied for; empty for connecting.
    """

    pack: str
    pack_number: str
    pack_version: str
    baseline_version: str = ""
    case: dict[str, Any]
    agent: bool = False
    rented: bool = False
    customer_class: str | None
    class_label: str
    track: str
    track_label: str = ""
    approval_wd: int | None
    clocks: tuple[Clock, ...]
    documents: tuple[PinnedDocument, ...]
    branches: tuple[PinnedBranch, ...]
    regime: Regime | None
    stated: tuple[str, ...] = ()


def clocks_of(decision: Decision) -> tuple[Clock, ...]:
    """The limits of an answer, without those that are still open."""
    return tuple(
        Clock(line.id, line.label, line.actor or "", line.wd, getattr(line, "days", None), from_)
        for line in decision.clocks
        for from_ in [None if line.counts_from is None else str(line.counts_from)]
        if not line.needs
    )


def answer_of(case: Case, decision: Decision, circumstances: Circumstances, *, baseline: str = "") -> PinnedAnswer:
    """Freezes a decision: values as plain JSON data, clocks without those still open, clauses in words.

    `baseline` is the version of the general practice used, "" if it is not to be stored.
    """
    approval, filing = decision.approval, decision.approval.filing
    return PinnedAnswer(
        pack=decision.policy.id,
        pack_number=decision.policy.number,
        pack_version=decision.policy.version,
        baseline_version=baseline,
        case=case.model_dump(mode="json", exclude_unset=True),
        agent=circumstances.agent,
        rented=circumstances.rented,
        customer_class=decision.customer_class.id,
        class_label=decision.customer_class.label,
        track=str(approval.track),
        track_label=approval.label or "",
        approval_wd=approval.wd,
        clocks=clocks_of(decision),
        documents=tuple(
            PinnedDocument(
                id=document.id,
                label=document.label,
                stage=str(document.stage),
                state=str(document.state),
                clause=clause_words(document.basis),
            )
            for document in decision.documents
        ),
        branches=tuple(
            PinnedBranch(
                track=str(branch.track),
                label=branch.label or "",
                wd=branch.wd,
                when=tuple(one.label for one in branch.when),
            )
            for branch in approval.branches
        ),
        regime=regime_of(filing),
        stated=decision.business.stated if decision.business else (),
    )


def regime_of(filing: Filing | None) -> Regime | None:
    """The part of the decision's filing that later acts depend on; None if the case needs no filing."""
    if filing is None:
        return None
    return Regime(
        id=filing.id,
        kind=str(filing.kind),
        form=str(filing.form),
        title=filing.title,
        pushed_by=filing.pushed_by,
        receiver=filing.receiver,
        post_required=filing.post_required,
        may_start=None if filing.may_start is None else str(filing.may_start),
    )


def to_payload(answer: PinnedAnswer) -> dict[str, Any]:
    """The answer as the JSON object that a journal entry holds; `read_answer` reads it back."""
    return answer.model_dump(mode="json")


def read_answer(values: Mapping[str, Any]) -> PinnedAnswer:
    """Raises ValueError if the values are no pinned answer."""
    return PinnedAnswer.model_validate(values)


class Change(_Part):
    """One difference: `before` and `after` in words, empty for a missing value."""

    what: str
    before: str
    after: str


def changes(before: PinnedAnswer, after: PinnedAnswer) -> tuple[Change, ...]:
    """Differences that an applicant would notice: class, track, documents, days. Versions alone are no change.

    A certificate now read online, or on paper again, is no change either: the document itself was told. What a clerk
    added stays told, though no rule requires it.
    """
    found = []
    if before.class_label != after.class_label:
        found.append(Change(what="用户类别", before=before.class_label, after=after.class_label))
    if before.stated != after.stated:
        was, now = ("；".join(one.stated) for one in (before, after))
        found.append(Change(what="办理条件", before=was, after=now))
    # another wording of the same track is no change
    if (before.track, before.approval_wd) != (after.track, after.approval_wd):
        found.append(Change(what="外线办理方式", before=_track(before), after=_track(after)))
    elif _form(before) != _form(after) and before.regime and after.regime:
        found.append(Change(what="备案、承诺的表", before=before.regime.title, after=after.regime.title))
    return (*found, *_changed_documents(before, after), *_changed_clocks(before, after))


def _changed_documents(before: PinnedAnswer, after: PinnedAnswer) -> Iterator[Change]:
    for label, old, new in _side_by_side(before.documents, after.documents):
        if old is not None and (old.added if new is None else _only_read_online(old.state, new.state)):
            continue
        was, now = ("" if one is None else one.state for one in (old, new))
        if was != now:
            yield Change(what=label, before=DOCUMENT_STATES.get(was, was), after=DOCUMENT_STATES.get(now, now))


def _changed_clocks(before: PinnedAnswer, after: PinnedAnswer) -> Iterator[Change]:
    for label, old, new in _side_by_side(before.clocks, after.clocks):
        was, now = ("" if one is None else length_words(one) for one in (old, new))
        if was != now:
            yield Change(what=label, before=was, after=now)


def _side_by_side(before: Iterable[Line], after: Iterable[Line]) -> Iterator[tuple[str, Line | None, Line | None]]:
    """Paired by id, with the label."""
    old: dict[str, Line] = {one.id: one for one in before}
    new: dict[str, Line] = {one.id: one for one in after}
    for name in dict.fromkeys((*old, *new)):
        yield (old.get(name) or new[name]).label, old.get(name), new.get(name)


def _only_read_online(before: str, after: str) -> bool:
    asked = {DocumentState.REQUIRED, DocumentState.REFERENCE}
    return (before == DocumentState.ONLINE and after in asked) or (after == DocumentState.ONLINE and before in asked)


def not_announced(pinned: PinnedAnswer, now: PinnedAnswer) -> tuple[PinnedDocument, ...]:
    """Documents required now that the notice did not name, or named as waived: they need a supplement."""
    named = {one.id for one in pinned.documents if one.state != DocumentState.WAIVED}
    return tuple(one for one in now.documents if one.state == DocumentState.REQUIRED and one.id not in named)


def was_announced(pinned: PinnedAnswer, track: str) -> bool:
    """True if the track is the one in the notice, or one of its announced branches."""
    return track == pinned.track or any(branch.track == track for branch in pinned.branches)


def accepted_on(pinned: PinnedAnswer, on: str) -> PinnedAnswer:
    """The same answer with `on` (ISO) as the day of acceptance; a day of application after it is left out."""
    case = pinned.case | {"on": on}
    if str(case.get("applied_on") or on) > on:
        del case["applied_on"]
    return pinned.model_copy(update={"case": case})


def with_added(pinned: PinnedAnswer, items: Sequence[Item], now: PinnedAnswer | None = None) -> PinnedAnswer:
    """The answer with these documents added as required; with `now`, its track as well."""
    added = {
        item.document: PinnedDocument(
            id=item.document,
            label=item.label,
            stage=str(Stage.APPLICATION),
            state=str(DocumentState.REQUIRED),
            clause=item.clause,
            added=True,
        )
        for item in items
        if item.document
    }
    kept = tuple(one for one in pinned.documents if one.id not in added)
    more: tuple[PinnedBranch, ...] = ()
    if now is not None and not was_announced(pinned, now.track):
        more = (PinnedBranch(track=now.track, label=now.track_label, wd=now.approval_wd, when=()),)
    return pinned.model_copy(update={"documents": (*kept, *added.values()), "branches": (*pinned.branches, *more)})


def keeping_added(now: PinnedAnswer, pinned: PinnedAnswer) -> PinnedAnswer:
    """The present answer, with the documents that were added to the earlier one and are no longer required."""
    asked = {one.id for one in now.documents if one.state != DocumentState.WAIVED}
    added = tuple(one for one in pinned.documents if one.added and one.id not in asked)
    names = {one.id for one in added}
    return now.model_copy(update={"documents": (*(one for one in now.documents if one.id not in names), *added)})


def added_documents(pinned: PinnedAnswer) -> tuple[Document, ...]:
    """The documents added after the notice, in the form for checklist and papers; the clause is in `Basis.source`."""
    return tuple(
        Document(
            id=one.id,
            label=one.label,
            stage=Stage(one.stage),
            state=DocumentState(one.state),
            actor="applicant",
            accepts=(),
            basis=(Basis(one.clause),),
            later=True,
        )
        for one in pinned.documents
        if one.added
    )


def without_added(values: Mapping[str, Any], documents: Collection[str], *, track: bool) -> dict[str, Any]:
    """A stored answer after the paper that added these documents was voided; `track`: it also named a track."""
    kept = [one for one in values["documents"] if not (one.get("added") and one["id"] in documents)]
    # an announced branch holds its conditions
    branches = [one for one in values["branches"] if one["when"] or not track]
    return {**values, "documents": kept, "branches": branches}


def length_words(clock: Clock) -> str:
    """The length in Chinese: 工作日, or 当日, 次日, N 日内 by the calendar; 文件未写天数 if the policy gives none."""
    if clock.wd is not None:
        return f"{clock.wd} 个工作日"
    if clock.days is not None:
        return {0: "当日", 1: "次日"}.get(clock.days, f"{clock.days} 日内")
    return "文件未写天数"


def _form(answer: PinnedAnswer) -> tuple[str, str] | None:
    return None if answer.regime is None else (answer.regime.form, answer.regime.title)


def _track(answer: PinnedAnswer) -> str:
    """The track in words; the conditions of an open one are on the notice."""
    words = track_words(answer.track, answer.track_label)
    return words if answer.approval_wd is None else f"{words}，{answer.approval_wd} 个工作日"


def clause_words(basis: Bases) -> str:
    """《文号》 第N条、第M条；…: each source once, followed by its articles; the baseline reads 通用做法."""
    found: dict[str, list[str]] = {}
    for part in basis:
        source = "通用做法" if part.source == BASELINE else part.source
        found.setdefault(source, []).extend([part.article] if part.article else [])
    return "；".join(f"{source} {'、'.join(articles)}".strip() for source, articles in found.items())
