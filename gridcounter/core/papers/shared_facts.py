"""Facts that all parts of a paper must state alike: whole spans, open dates, payers and builders."""

from __future__ import annotations

from collections.abc import Sequence

from gridcounter.core.application import DeferredDocument, ReceivedDocument, WaivedDocument
from gridcounter.core.case import Actor
from gridcounter.core.papers.view import CaseFile
from gridcounter.core.policy.decision import Cost, Decision, Document, Limit, Service, Step
from gridcounter.core.policy.header import PolicyKind
from gridcounter.core.policy.model import Audience, DocumentState

#: Limits that cover the supplier's whole part, or the whole time from application to power.
WHOLE = ("whole_process", "grid_side")
#: Times for building the supplier's own line.
OF_THE_WORKS = ("lv_works", "lv_works_major", "mv_works")
#: The note on an open scope: the policy does not say what the span includes.
SCOPE = "whole-process-scope"
#: Few services are shown, so that they do not hide duties.
_SERVICES_SHOWN = 2
#: The right that no documents beyond the list may be required.
NO_EXTRA = "no_extra_papers"
#: The right not to hand in documents that can be read online: printed once, beside the documents.
SHARING = "shared_certificates"
#: The office's own settings: an applicant cannot answer them.
OF_THE_OFFICE = frozenset({"sole_proprietor_as_micro"})
#: Only the supplier can say whether it pays for this applicant.
CONFIRMATION = "supplier_confirmation"
_WORDS = {PolicyKind.NEWS: "报道", PolicyKind.INTERPRETATION: "政策解读", PolicyKind.GUIDE: "办事指南"}


def named_paper(decision: Decision) -> str:
    """本地文件, or 报道 if the pack is based on a news report."""
    return word_for(decision.policy.kind)


def word_for(kind: PolicyKind | str) -> str:
    """报道 for a news report, 政策解读 for an explanation, 办事指南 for a guide, 本地文件 otherwise."""
    return _WORDS.get(PolicyKind(kind), "本地文件")


def shown_services(decision: Decision) -> tuple[Service, ...]:
    """The services printed on the notice; the others are on the screen only."""
    return tuple(one for one in decision.services if one.audience != Audience.CLERK)[:_SERVICES_SHOWN]


def asked_documents(decision: Decision) -> tuple[Document, ...]:
    """The documents that the applicant brings; those that another has to prepare are none of them."""
    return tuple(one for one in decision.documents if one.actor == Actor.APPLICANT)


def without_second_ways(decision: Decision) -> tuple[Document, ...]:
    """The documents that the applicant brings; of two that replace each other the one that is named first."""
    asked = asked_documents(decision)
    ids = {one.id for one in asked}
    return tuple(one for one in asked if one.instead_of not in ids)


def settled_documents(file: CaseFile) -> frozenset[str]:
    """Documents received, deferred or waived, and those that one of these replaces: no longer required now."""
    application = file.application
    found = documents_in(application.received) | documents_in(application.deferred) | documents_in(application.waived)
    pairs = {(one.id, one.instead_of) for one in file.decision.documents if one.instead_of is not None}
    replaced = {str(main) for one, main in pairs if one in found} | {one for one, main in pairs if main in found}
    return found | replaced


def documents_in(rows: Sequence[ReceivedDocument | DeferredDocument | WaivedDocument] | None) -> frozenset[str]:
    """The ids of the documents; none for None."""
    return frozenset(row.document for row in rows or ())


def open_documents(file: CaseFile) -> tuple[Document, ...]:
    """Documents of which it is open whether they are required."""
    settled = settled_documents(file)
    return tuple(
        one
        for one in asked_documents(file.decision)
        if one.state == DocumentState.UNDETERMINED and one.id not in settled and not one.certain
    )


def has_one_date(line: Step | Limit, decision: Decision) -> bool:
    """False for a whole span that is shorter than the works alone may take: then both spans are printed and no date."""
    works = [one.wd for one in decision.limits if one.id in OF_THE_WORKS and one.wd is not None]
    return line.id != "whole_process" or line.wd is None or line.wd >= max(works, default=0)


def is_ahead(line: Step | Limit, file: CaseFile) -> bool:
    """True if the line has a due day that is not before the day of acceptance."""
    return line.due_on is not None and line.due_on >= file.application.case.on


def open_scope(file: CaseFile) -> str:
    """The work of which the policy does not say whether the whole span includes it, in Chinese; "" without one."""
    case = file.application.case
    if all(note.id != SCOPE for note in (*file.decision.notes, *file.decision.perhaps)):
        return ""
    if case.has_works is not False:
        return "外线审批和施工"
    return "" if case.supply.is_low_voltage else "您的受电工程施工"


def paid_by_others(file: CaseFile, *, settled: bool = True, beside: bool = False) -> tuple[Cost, ...]:
    """Parts of the connection with a payer although this application has another one build them.

    Those that are `settled`, or those of which it is open whether they apply; or parts `beside` the connection, such as
    ducts: there the supplier pays for its own equipment, which no one else builds.
    """
    works = file.application.case.works
    if works is None or works.owner is None:
        return ()
    own = (
        cost
        for cost in file.decision.costs
        if cost.connection is not beside and settled is not bool(set(cost.needs) - {CONFIRMATION})
    )
    nobody = {None, "applicant", "waived", str(works.owner)} | ({"grid_company"} if beside else set())
    return tuple(cost for cost in own if cost.text not in nobody and cost.audience != Audience.CLERK)


def builds_what_another_pays(file: CaseFile) -> bool:
    """True if another than the named owner of the works certainly pays for a part of the connection."""
    return bool(paid_by_others(file))


def named(row: ReceivedDocument | DeferredDocument, file: CaseFile) -> str:
    """The clerk's own label, else that of the pack. Raises KeyError if neither knows the document."""
    return row.label or file.document_labels[row.document]
