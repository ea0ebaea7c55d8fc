"""现在要做: what an applicant hands in, answers, and does about the outside line, in full and in shorter forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gridcounter.core.application import Application, DeferredDocument, Premises
from gridcounter.core.case import Case
from gridcounter.core.labels import DOCUMENT_STATES, SHORT_DOCUMENTS
from gridcounter.core.papers.shared_facts import (
    OF_THE_OFFICE,
    asked_documents,
    documents_in,
    named,
    open_documents,
    settled_documents,
    without_second_ways,
)
from gridcounter.core.papers.view import CaseFile, View
from gridcounter.core.papers.works.outside_works import hand_in_words
from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.decision import Approval, Document, Filing, Needs
from gridcounter.core.policy.model import Audience, DocumentState, Track
from gridcounter.core.wording import NOTHING, asked_part, by_survey, circled, day_near, needs_words, with_builder

_OF_A_TENANT = "租赁合同和产权人证明"
_RECEIVED, _SHARED = "已收到", "电子证照共享、免提交"
#: So many keys are named on the one line of the box.
_FEW = 2
_TO_HANDLE = {Track.FILING, Track.COMMITMENT, Track.PARALLEL, Track.PERMIT}


def tasks(view: View, file: CaseFile) -> Iterable[str]:
    """Every document by name; or the required ones and the number of general-practice documents below."""
    required, likely, reference = _documents_now(file)
    later = list(_deferred_now(view, file))
    waiting = _waiting(file)
    tell, works = tuple(_telling(file)), tuple(_works_tasks(view, file.decision.approval))
    ahead = tuple(_ahead(view, file))
    asked = [*ahead, *([f"提交{_named(required, file)}"] if required else [])]
    asked += [f"先带上{_named(likely, file)}（是否必交待定）"] if likely else []
    general = [f"建议带上{_named(reference, file)}"] if reference else []
    if not any((asked, general, later, tell, works, waiting)):
        yield from _no_tasks(view, file)
        return
    yield _counted([*asked, *general, *later, *waiting[:1], *tell[:1], *works[:1]])
    fewer = [f"建议带上通常需要的资料（{len(reference)} 项，见下表）"] if reference else []
    yield _counted([*asked, *later, *waiting[-1:], *tell[:1], *works[:1], *fewer])
    yield _counted([*asked, *later, *waiting[-1:], *tell[-1:], *works[-1:], *fewer])
    count = [*ahead, *([f"提交下表 {len(required)} 项资料"] if required else [])]
    some = _named(likely, file) if len(likely) == 1 else f" {len(likely)} 项资料"
    count += [f"先带上{some}（是否必交待定）"] if likely else []
    yield _counted([*count, *later, *waiting[-1:], *tell[-1:], *works[-1:], *fewer])


def _ahead(view: View, file: CaseFile) -> Iterable[str]:
    """How long before a business is applied for, until it is."""
    business = file.decision.business
    if business is not None and business.notice and "accepted" not in view.flags:
        yield business.notice


def _no_tasks(view: View, file: CaseFile) -> Iterable[str]:
    if "consultation" in view.flags:
        yield "没有要您先准备的资料，来办理时再告知"
    else:
        yield f"{_nothing_to_do(file)}，请保持电话畅通"
        yield _nothing_to_do(file)


def _nothing_to_do(file: CaseFile) -> str:
    """Why there is nothing to hand in now: what is read online was not received."""
    documents = [one for one in asked_documents(file.decision) if one.stage == "application"]
    ways = list(_ways_of(documents, file.application))
    usual = any(one.basis[0].source == BASELINE for one in documents)
    if ways in ([], [_RECEIVED]):
        return "通常需要的资料已收到" if usual else "资料已齐，现在不用再交"
    text = ways[0] if len(ways) == 1 else "，".join(f"有的{way}" for way in ways)
    return f"{'通常需要的资料' if usual else '资料'}{text}，现在不用交"


def _ways_of(documents: Iterable[Document], application: Application) -> Iterable[str]:
    """In which ways these documents need not be handed in now."""
    received, waived = documents_in(application.received), documents_in(application.waived)
    deferred = documents_in(application.deferred) - received
    ids = {one.id for one in documents}
    others = (one for one in documents if one.id not in received | deferred)
    states = {DocumentState.WAIVED if one.id in waived else one.state for one in others}
    if ids & received:
        yield _RECEIVED
    if DocumentState.ONLINE in states:
        yield _SHARED
    elif DocumentState.WAIVED in states:
        yield DOCUMENT_STATES[DocumentState.WAIVED]
    if ids & deferred:
        yield "按约定后补"


def _waiting(file: CaseFile) -> list[str]:
    """Documents that may still be required: the text must not say that nothing more is needed; in full and in short."""
    documents = [one for one in open_documents(file) if one.stage == "application" and one.required]
    if not documents:
        return []
    names = _named(documents, file)
    if len(documents) == 1:
        return [f"{names}要不要交，确定后告知您"]
    return [f"{names}要不要交，确定后告知您", f"申请资料中 {len(documents)} 项要不要交，确定后告知您"]


def _counted(tasks: Iterable[str]) -> str:
    lines = tuple(tasks)
    return lines[0] if len(lines) == 1 else "　".join(f"{circled(place)}{task}" for place, task in enumerate(lines))


def _documents_now(file: CaseFile) -> tuple[list[Document], list[Document], list[Document]]:
    """Documents to hand in now: required by the local policy, perhaps required by it, and by general practice."""
    settled = settled_documents(file)
    required: list[Document] = []
    likely: list[Document] = []
    usual: list[Document] = []
    for document in without_second_ways(file.decision):
        if document.stage != "application" or document.id in settled:
            continue
        if document.state == DocumentState.REQUIRED:
            required.append(document)
        elif document.in_any_case and document.required:
            likely.append(document)
        elif document.in_any_case or document.state == DocumentState.REFERENCE:
            usual.append(document)
    return required, likely, usual


def _deferred_now(view: View, file: CaseFile) -> Iterable[str]:
    """One line for all deferred documents that are due, with the first day and the step if there is one."""
    listed = {d.id: d for d in file.decision.documents}
    deferred = [row for row in file.application.deferred or () if _is_due(row, listed)]
    if not deferred:
        return
    until = min((row.until for row in deferred if row.until), default=None)
    names = "、".join(_short(row.document, named(row, file), file) for row in deferred)
    yield f"最迟{day_near(until, file.application.case.on)}{_step(view)}补交{names}" if until else f"按约定补交{names}"


def _step(view: View) -> str:
    """The step before which all deferred documents are due, after a comma; "" if there is none or more than one."""
    steps = {row["latest"] for row in view.tables["deferred"]} - {NOTHING}
    return f"、{steps.pop()}" if len(steps) == 1 else ""


def _is_due(row: DeferredDocument, listed: Mapping[str, Document]) -> bool:
    """False for a document that is not, or perhaps not, required; for a later step only true with a set day."""
    document = listed.get(row.document)
    if document is None or document.is_doubtful:
        return False
    return row.until is not None or document.stage == "application"


def _named(documents: Iterable[Document], file: CaseFile) -> str:
    return "、".join(_short(document.id, document.label, file) for document in documents)


def _short(document: str, label: str, file: CaseFile) -> str:
    """A tenant is not asked for a title deed of his own."""
    rented = (file.application.premises or Premises()).ownership == "rented"
    return _OF_A_TENANT if rented and document == "premises" else SHORT_DOCUMENTS.get(document, label)


def _to_tell(file: CaseFile) -> Needs:
    """The keys that the counter asks and the applicant has not answered, whatever depends on them."""
    decision = file.decision
    documents = (document for document in asked_documents(decision) if document.stage == "application")
    own = (cost for cost in decision.costs if cost.audience != Audience.CLERK)
    lines = (decision.customer_class, *decision.clocks, *own, *documents, decision.approval)
    asked = (key for line in lines for key in asked_part(line.needs))
    keys = dict.fromkeys((*_lacking_request(file.application.case), *asked))
    return tuple(key for key in keys if key not in OF_THE_OFFICE)


def _lacking_request(case: Case) -> Iterable[str]:
    """What a request names, although no rule may depend on it."""
    if case.business is None:
        yield "business"
    if case.supply.capacity is not None and case.supply.unit is None:
        yield "supply.unit"


def _telling(file: CaseFile) -> Iterable[str]:
    """The same in full and in short; points that only a survey settles are added."""
    untold, approval = _to_tell(file), file.decision.approval
    survey = approval.track == Track.UNDETERMINED and by_survey(approval.needs)
    if untold:
        yield f"告诉窗口{needs_words(untold)}" + ("，约好时间，配合现场勘查" if survey else "")
        short = needs_words(untold) if len(untold) <= _FEW else "缺的信息"
        yield f"告诉窗口{short}" + ("，配合现场勘查" if survey else "")
    elif survey:
        yield "约好时间，配合现场勘查"
        yield "配合现场勘查"


def _works_tasks(view: View, approval: Approval) -> Iterable[str]:
    """The same task in full and in short."""
    if approval.actor == "applicant" and approval.filing is not None:
        yield from _filing_tasks(approval, approval.filing)
    elif approval.actor == "applicant" and approval.track in _TO_HANDLE:
        yield f"办理{'、'.join(row['matter'] for row in view.tables['matters']) or '外线审批'}"
        yield "办理外线审批"
    elif "builds.unknown" in view.flags and approval.track in _TO_HANDLE:
        yield "向供电企业问清外线由谁建设"
        yield "问清外线由谁建设"


def _filing_tasks(approval: Approval, filing: Filing) -> Iterable[str]:
    beside = "与施工单位" if with_builder(approval) else ""
    chosen = f"选择{filing.name}的，" if approval.may else ""  # this track is optional
    if handed_in := hand_in_words(approval):
        yield f"{chosen}{beside}填好《{filing.title}》，{handed_in}"
    yield f"{chosen}{beside}填《{filing.title}》"
    yield f"{chosen}填《{filing.title}》"
