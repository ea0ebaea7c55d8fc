"""The documents on paper: what is asked for, what is missing, received, deferred, and what another prepares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TypeVar

from gridcounter.core.application import DeferredDocument, ReceivedDocument
from gridcounter.core.labels import DOCUMENT_STATES, STAGES
from gridcounter.core.papers.deferred_documents import OF_ONES_OWN, add_deferred, deferred_beside, latest_step
from gridcounter.core.papers.shared_facts import (
    NO_EXTRA,
    SHARING,
    asked_documents,
    named,
    named_paper,
    settled_documents,
    without_second_ways,
)
from gridcounter.core.papers.view import CaseFile, Row, View
from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.decision import Decision, Document
from gridcounter.core.policy.model import DocumentState, Stage
from gridcounter.core.wording import BASELINE_WORDS, actor, clause, day_in_full, needs_words

#: For documents of general practice: what the applicant should do about them.
_ADVISED = "建议带上"
#: Required in every case that is still possible, by the policy or by general practice.
_ADVISED_AT_LEAST = "先带上；是否必交取决于"
#: Beside a list that forbids additions: why the agent and the owner are asked for papers.
_WHO_ACTS = f"仅在代办、租用时用来核对身份和权属，{BASELINE_WORDS}"
_OF_OTHERS = {"authorization", "owner_consent"}

_Noted = TypeVar("_Noted", ReceivedDocument, DeferredDocument)
_DEFERRED = f"约定后补的其他资料（{OF_ONES_OWN}）"


def add_documents(view: View, file: CaseFile, order: dict[str, str]) -> None:
    """Fills `documents`, `missing`, `later`, `received`, `deferred` and their flags; rows have state, stage, clause."""
    rows = _rows(file, order)
    _add_prepared(view, file, order)
    listed = _listed(file.decision)
    demanded = [row for document, row in rows if document.id in listed]
    reference = [row for document, row in rows if document.id not in listed]
    beside = _beside(file)
    view.tables["all_documents"] = (*demanded, *reference, *beside)
    view.tables["documents"] = (*_by_stage(demanded, reference, file.decision), *_under(_DEFERRED, beside))
    settled = settled_documents(file)
    _add_open(view, file.decision, settled)
    # the circled number is explained where a row bears it
    _add_missing(view, rows, settled, own=order[file.header.number])
    view.tables["received"] = tuple(_received_row(row, file) for row in file.application.received or ())
    add_deferred(view, file, order)
    for name in ("documents", "missing", "later", "received", "deferred"):
        view.flag(name, on=bool(view.tables[name]))


def _listed(decision: Decision) -> set[str | None]:
    """The ids of what more than general practice asks for, in either of two ways."""
    return {name for one in asked_documents(decision) if not _is_usual(one) for name in (one.id, one.instead_of)}


def _beside(file: CaseFile) -> list[Row]:
    """What is to follow although the case does not require it."""
    asked = {document.id for document in file.decision.documents}
    return [deferred_beside(row, file) for row in file.application.deferred or () if row.document not in asked]


def _rows(file: CaseFile, order: dict[str, str]) -> list[tuple[Document, Row]]:
    application = file.application
    received, deferred = _by_document(application.received), _by_document(application.deferred)
    waived = {row.document: row.basis for row in application.waived or ()}
    beside = {one.instead_of: one for one in asked_documents(file.decision) if one.instead_of is not None}
    rows = []
    for one in without_second_ways(file.decision):
        other = beside.get(one.id)
        # which of the two was handed in does not matter
        used = other if other is not None and other.id in received and one.id not in received else one
        row = _row(used, order, got=received.get(used.id), later=deferred.get(used.id), waived=waived.get(used.id))
        rows.append((one, row if other is None else _either(row, one, other, order)))
    return rows


def _by_document(rows: Iterable[_Noted] | None) -> dict[str, _Noted]:
    return {row.document: row for row in rows or ()}


def _either(row: Row, one: Document, other: Document, order: dict[str, str]) -> Row:
    """The second may be of the policy where the first is general practice: the row cites what says either."""
    cited = dict.fromkeys((row["clause"], clause(one.basis, order), clause(other.basis, order)))
    return {**row, "name": f"{one.label}，或者{other.label}", "clause": "；".join(cited)}


def _add_prepared(view: View, file: CaseFile, order: dict[str, str]) -> None:
    """What another than the applicant has to prepare: it is said, and never asked for at the counter."""
    others = [one for one in file.decision.documents if one.actor != "applicant"]
    view.tables["prepared"] = tuple(
        {"who": actor(one.actor, you=False), "name": one.label, "clause": clause(one.basis, order)} for one in others
    )
    view.flag("prepared", on=bool(others))


def _row(
    document: Document,
    order: dict[str, str],
    *,
    got: ReceivedDocument | None,
    later: DeferredDocument | None,
    waived: str | None,
) -> Row:
    """`waived` is the clause by which the applicant need not bring it."""
    until = day_in_full(later.until) if later else None
    return {
        "name": document.label,
        "accepts": "；".join(document.accepts),
        "issuer_words": f"（{document.issuer}出具）" if document.issuer else "",
        "state": DOCUMENT_STATES[DocumentState.WAIVED] if waived is not None else _state_words(document, got, until),
        "clause": waived or clause(document.basis, order),
        "stage": STAGES[document.stage],
        "at": latest_step(later, document.stage) if later else STAGES[document.stage],
    }


def _is_usual(document: Document) -> bool:
    """Whether general practice alone asks for it."""
    return document.basis[0].source == BASELINE


def _add_open(view: View, decision: Decision, settled: frozenset[str]) -> None:
    waiting = [
        document
        for document in asked_documents(decision)
        if document.needs and document.stage == Stage.APPLICATION and document.id not in settled and document.required
    ]
    view.values["open_documents"] = "、".join(document.label for document in waiting)
    view.values["open_documents.needs"] = needs_words(tuple(key for document in waiting for key in document.needs))
    view.flag("open_documents", on=bool(waiting))


def _add_missing(view: View, rows: list[tuple[Document, Row]], settled: frozenset[str], *, own: str) -> None:
    """What a later step asks for is not missing yet: it is told apart, and no clock stops for it."""
    missing = [each for each in rows if each[0].state == DocumentState.REQUIRED and each[0].id not in settled]
    view.tables["missing"] = tuple(row for document, row in missing if document.stage == Stage.APPLICATION)
    view.tables["later"] = tuple(row for document, row in missing if document.stage != Stage.APPLICATION)
    printed = view.tables["missing"] or view.tables["later"]
    view.flag("own_clause", on=any(own in row["clause"] for row in printed))


def _received_row(row: ReceivedDocument, file: CaseFile) -> Row:
    return {
        "name": named(row, file),
        "original": "原件已核" if row.original_seen else "未核原件" if row.original_seen is False else "",
        "copies": "" if row.copies is None else f"{row.copies} 份",
    }


def _under(group: str, rows: list[Row]) -> Iterator[Row]:
    if rows:
        yield {"group": group}
        yield from rows


def _by_stage(demanded: list[Row], reference: list[Row], decision: Decision) -> Iterator[Row]:
    """The documents required by the local policy, by stage; general practice is apart and never counts as missing."""
    for stage, rows in groupby(demanded, key=lambda row: row["stage"]):
        yield {"group": f"{stage}提交"}
        yield from rows
    if reference:
        listed = any(row["stage"] == STAGES[Stage.APPLICATION] for row in demanded)
        unlisted = "的清单没有列这几项" if listed else "没有列清单"
        why = _why_usual(decision, listed=listed)
        yield {"group": f"通常需要（{named_paper(decision)}{unlisted}，以窗口公示为准{why}）"}
        yield from reference


def _why_usual(decision: Decision, *, listed: bool) -> str:
    usual = {one.id for one in asked_documents(decision) if _is_usual(one)}
    if usual <= _OF_OTHERS and any(right.id == NO_EXTRA for right in decision.rights):
        return f"；{_WHO_ACTS}"
    shared = any(right.id == SHARING for right in decision.rights)
    return "；能线上调取或传递的不用带纸质件" if shared and not listed else ""


def _state_words(document: Document, got: ReceivedDocument | None, until: str | None) -> str:
    """`until`: it is deferred, to that day if one was said."""
    if got is not None:
        return _received_words(got)
    if until is not None:
        open_ = "；要不要交待定" if document.is_doubtful else ""
        return _deferred_words(until) + open_
    if document.in_any_case and document.required:
        return f"{_ADVISED_AT_LEAST}{needs_words(document.needs)}"
    advised = document.in_any_case or document.state == DocumentState.REFERENCE
    return _ADVISED if advised else DOCUMENT_STATES[document.state]


def _deferred_words(until: str) -> str:
    return f"后补至 {until}" if until else "后补"


def _received_words(got: ReceivedDocument) -> str:
    seen = "原件已核" if got.original_seen else ""
    copies = f"复印件 {got.copies} 份" if got.copies else ""
    inside = "，".join(filter(None, (seen, copies)))
    return f"已收：{inside}" if inside else "已收"
