"""What the parts of a paper must say alike: which spans are whole, whose date is open, who pays and who builds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridcounter.core.policy.model import Audience, DocumentState, PolicyKind

if TYPE_CHECKING:
    from gridcounter.core.application import DeferredDocument, ReceivedDocument
    from gridcounter.core.papers.view import CaseFile
    from gridcounter.core.policy.decision import Cost, Decision, Document, Limit, Service, Step

#: Limits that span all of the supplier's part, or all from the application to power.
WHOLE = ("whole_process", "grid_side")
#: Times of building the supplier's own line.
OF_THE_WORKS = ("lv_works", "lv_works_major", "mv_works")
#: The note that leaves a span open: it does not say what lies inside.
SCOPE = "whole-process-scope"
#: Services must not hide duties.
_SERVICES_SHOWN = 2
#: Nobody may ask for more than the list has.
NO_EXTRA = "no_extra_papers"
#: The right to hand in nothing on paper that can be called up: it stands beside the documents, once.
SHARING = "shared_certificates"
#: How the office reads a word of the paper: nothing that an applicant could tell it.
OF_THE_OFFICE = frozenset({"sole_proprietor_as_micro"})
#: The supplier alone says whether the applicant is one of those for whom it pays.
CONFIRMATION = "supplier_confirmation"


def named_paper(decision: Decision) -> str:
    """本地文件, or 报道 where the pack rests on a newspaper report."""
    return word_for(decision.policy.kind)


def word_for(kind: PolicyKind | str) -> str:
    """报道 for a newspaper report, 本地文件 otherwise."""
    return "报道" if kind == PolicyKind.NEWS else "本地文件"


def shown_services(decision: Decision) -> tuple[Service, ...]:
    """What the notice tells of them; the others stay on the screen."""
    return tuple(one for one in decision.services if one.audience != Audience.CLERK)[:_SERVICES_SHOWN]


def settled_documents(file: CaseFile) -> frozenset[str]:
    """What was handed in, put off or waived: it is asked for no more."""
    application = file.application
    rows = (*(application.received or ()), *(application.deferred or ()), *(application.waived or ()))
    return frozenset(row.document for row in rows)


def open_documents(file: CaseFile) -> tuple[Document, ...]:
    """Whether they are asked for at all is not known yet."""
    settled = settled_documents(file)
    return tuple(
        one
        for one in file.decision.documents
        if one.state == DocumentState.UNDETERMINED and one.id not in settled and not one.certain
    )


def has_one_date(line: Step | Limit, decision: Decision) -> bool:
    """False for a whole span that is shorter than the works alone may take: then both spans are told and no date."""
    works = [one.wd for one in decision.limits if one.id in OF_THE_WORKS and one.wd is not None]
    return line.id != "whole_process" or line.wd is None or line.wd >= max(works, default=0)


def is_ahead(line: Step | Limit, file: CaseFile) -> bool:
    """True where the line has a due day that is not before the day of acceptance."""
    return line.due_on is not None and line.due_on >= file.application.case.on


def open_scope(file: CaseFile) -> str:
    """The work of which the paper does not say whether the whole span includes it, in Chinese; "" where none."""
    case = file.application.case
    if all(note.id != SCOPE for note in (*file.decision.notes, *file.decision.perhaps)):
        return ""
    if case.has_works is not False:
        return "外线审批和施工"
    return "" if case.supply.is_low_voltage else "您的受电工程施工"


def paid_by_others(file: CaseFile, *, settled: bool = True, beside: bool = False) -> tuple[Cost, ...]:
    """Parts of the connection that somebody pays although this application has another one build them.

    Those that are `settled`, or those of which it is still open whether they hold; or what lies `beside` the
    connection, such as ducts: what the supplier pays there is its own equipment, which nobody else builds.
    """
    works = file.application.case.works
    if works is None or works.owner is None:
        return ()
    own = (
        cost
        for cost in file.decision.costs
        if cost.connection is not beside and settled is not bool(set(cost.needs) - {CONFIRMATION})
    )
    nobody = {None, "applicant", str(works.owner)} | ({"grid_company"} if beside else set())
    return tuple(cost for cost in own if cost.text not in nobody and cost.audience != Audience.CLERK)


def builds_what_another_pays(file: CaseFile) -> bool:
    """True where another than the named owner of the works certainly pays a part of the connection."""
    return bool(paid_by_others(file))


def named(row: ReceivedDocument | DeferredDocument, file: CaseFile) -> str:
    """The clerk's own label, else that of the pack. Raises KeyError where neither knows the document."""
    return row.label or file.document_labels[row.document]
