"""The tables of the papers: documents, times, costs, rights, what may follow, and the papers cited."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Protocol

from gridcounter.core.application import Office
from gridcounter.core.case import Business
from gridcounter.core.labels import DOCUMENT_STATES, STAGES
from gridcounter.core.papers.wording import (
    BASELINE_WORDS,
    NOTHING,
    UNSAID,
    actor,
    arithmetic,
    circled,
    clause,
    counted_from,
    day_in_full,
    due_words,
    duration,
    needs_words,
)
from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.model import Audience, DocumentState, NoteKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gridcounter.core.application import ReceivedDocument
    from gridcounter.core.papers.view import CaseFile, Row, View
    from gridcounter.core.policy.decision import Bases, Basis, Decision, Document


class _Grounded(Protocol):
    @property
    def basis(self) -> Bases: ...


#: Services must not hide duties: two of them at most stand on the notice.
_SERVICES_SHOWN = 2

_NEVER_CHARGED = {"no_improper_charges", "refund"}

#: Notes that stand beside what they speak of: under the documents, and in the sentence under the times.
_ON_SHARING, _ON_THE_SUM = "one-certificate", "grid-side-clock"
_NO_MORE = "除法律法规另有规定外，不再要求您提供清单以外的资料。"
_TEMPORARY = "临时用电的期限以供用电合同为准；期满不再使用的请办理终止，改为正式用电的请重新申请。"


def cited_papers(decision: Decision) -> dict[str, str]:
    """Each source with its circled number, the local paper first, general practice last."""
    own = decision.policy.number
    sources = dict.fromkeys(basis.source for basis in _all_bases(decision))
    ordered = [own, *(source for source in sources if source not in {own, BASELINE})]
    return {source: circled(place) for place, source in enumerate(ordered)} | {BASELINE: BASELINE_WORDS}


def _all_bases(decision: Decision) -> Iterable[Basis]:
    """The clauses behind what is printed; what is for the clerk alone stays on the screen."""
    lines: tuple[_Grounded, ...] = (
        decision.customer_class,
        *decision.documents,
        *decision.clocks,
        decision.approval,
        *decision.approval.matters,
        *decision.costs,
        *(right for right in decision.rights if right.audience != Audience.CLERK),
        *(note for note in decision.notes if note.audience != Audience.CLERK),
    )
    for line in lines:
        yield from line.basis


def add_documents(view: View, file: CaseFile, order: dict[str, str]) -> None:
    application = file.application
    received = {row.document: row for row in application.received or ()}
    deferred = {row.document: row for row in application.deferred or ()}
    demanded: list[Row] = []
    reference: list[Row] = []
    missing: list[Row] = []
    for document in file.decision.documents:
        later = deferred.get(document.id)
        until = day_in_full(later.until) if later else ""
        row = {
            "name": document.label,
            "accepts": "；".join(document.accepts),
            "issuer_words": f"（{document.issuer}出具）" if document.issuer else "",
            "state": _told(document, received.get(document.id), until if later else None),
            "clause": clause(document.basis, order),
            "stage": STAGES[document.stage],
        }
        (reference if document.basis[0].source == BASELINE else demanded).append(row)
        open_point = document.state in {DocumentState.REQUIRED, DocumentState.UNDETERMINED}
        if open_point and document.id not in received and document.id not in deferred:
            missing.append(row)
    view.tables["all_documents"] = (*demanded, *reference)
    view.tables["documents"] = tuple(_by_stage(demanded, reference))
    view.tables["missing"] = tuple(missing)
    view.tables["received"] = tuple(
        {
            "name": file.document_labels[row.document],
            "original": "原件已核" if row.original_seen else "未核原件" if row.original_seen is False else "",
            "copies": "" if row.copies is None else f"{row.copies} 份",
        }
        for row in application.received or ()
    )
    view.tables["deferred"] = tuple(
        {"name": file.document_labels[row.document], "until": day_in_full(row.until)}
        for row in application.deferred or ()
    )
    view.flag("demanded", on=bool(demanded))
    for name in ("documents", "missing", "received", "deferred"):
        view.flag(name, on=bool(view.tables[name]))


def _by_stage(demanded: list[Row], reference: list[Row]) -> Iterator[Row]:
    """What the local paper requires, stage by stage; general practice stands apart and is never counted as missing."""
    for stage, rows in groupby(demanded, key=lambda row: row["stage"]):
        yield {"group": f"{stage}提交"}
        yield from rows
    if reference:
        yield {"group": "参考（本地文件未列清单，以属地公示为准）"}
        yield from reference


def _told(document: Document, got: ReceivedDocument | None, until: str | None) -> str:
    if got is not None:
        seen = "原件已核" if got.original_seen else ""
        copies = f"复印件 {got.copies} 份" if got.copies else ""
        inside = "，".join(part for part in (seen, copies) if part)
        return f"已收：{inside}" if inside else "已收"
    if until is not None:
        return f"后补至 {until}" if until else "后补"
    return DOCUMENT_STATES[document.state]


def add_times(view: View, file: CaseFile, order: dict[str, str]) -> None:
    decision, accepted = file.decision, file.application.case.on
    view.tables["times"] = tuple(
        {
            "name": line.label,
            "who": actor(getattr(line, "actor", None)) or NOTHING,
            "from": counted_from(line) or NOTHING,
            "time": duration(line),
            "due": due_words(line) or NOTHING,
            "clause": clause(line.basis, order),
        }
        for line in decision.clocks
    )
    dated = next((line for line in decision.clocks if line.due_on and line.wd), None)
    view.values["arithmetic"] = arithmetic(dated, accepted, file.calendar) if dated else ""
    silent = [line.label for line in decision.clocks if not line.needs and duration(line) == UNSAID]
    view.values["silent_times"] = "、".join(dict.fromkeys(silent))
    view.flag("arithmetic", on=bool(view.values["arithmetic"]))
    view.flag("silent_times", on=bool(silent))
    view.flag("steps", on=bool(decision.steps))


def add_costs(view: View, file: CaseFile, order: dict[str, str]) -> None:
    view.tables["costs"] = tuple(
        {
            "part": cost.part,
            "payer": actor(cost.payer) + (f"（待定，取决于{needs_words(cost.needs)}）" if cost.needs else ""),
            "upto_words": f"（{cost.upto}）" if cost.upto else "",
            "label": cost.label,
            "clause": clause(cost.basis, order),
        }
        for cost in file.decision.costs
    )
    own = [cost for cost in file.decision.costs if cost.connection and not cost.needs]
    view.values["costs.words"] = "；".join(f"{cost.part}：{actor(cost.payer, you=False)}" for cost in own)
    view.flag("costs", on=bool(view.tables["costs"]))


def add_rights(view: View, file: CaseFile, order: dict[str, str]) -> None:
    told = [right for right in file.decision.rights if right.audience != Audience.CLERK]
    view.tables["rights"] = tuple({"text": right.label, "clause": clause(right.basis, order)} for right in told)
    offered = [service for service in file.decision.services if service.audience != Audience.CLERK]
    shown = offered[:_SERVICES_SHOWN]
    view.tables["services"] = tuple({"text": line.label, "clause": clause(line.basis, order)} for line in shown)
    named = any(right.id in _NEVER_CHARGED for right in told)
    view.values["costs.never"] = "不得向您收取的费用见“您的权利”。" if named else ""
    view.flag("rights", on=bool(told))
    view.flag("services", on=bool(shown))
    view.flag("no_extra_papers", on=any(right.id == "no_extra_papers" for right in told))


def add_notes(view: View, file: CaseFile) -> None:
    """Hints for the applicant; that a paper disagrees with itself is for the clerk alone."""
    case = file.application.case
    told = [_TEMPORARY] if case.business == Business.TEMPORARY else []
    hints = [
        note
        for note in file.decision.notes
        if note.audience != Audience.CLERK and note.kind not in {NoteKind.CONFLICT, NoteKind.NEWS}
    ]
    told += [note.text for note in hints if note.id not in {_ON_SHARING, _ON_THE_SUM}]
    beside = [_NO_MORE] if {"no_extra_papers", "demanded"} <= view.flags else []
    beside += [note.text for note in hints if note.id == _ON_SHARING]
    view.tables["beside_documents"] = tuple({"text": text} for text in beside)
    view.flag("beside_documents", on=bool(beside))
    view.tables["hints"] = tuple({"text": text} for text in told)
    view.flag("news", on=any(note.kind == NoteKind.NEWS for note in file.decision.notes))
    view.flag("special", on=bool(told))


def add_what_may_follow(view: View, file: CaseFile) -> None:
    """What is announced now with its trigger is no second telling later."""
    decision = file.decision
    rows: list[Row] = [
        {"what": f"可能需要提交：{document.label}", "trigger": f"{STAGES[document.stage]}，勘查确定后告知"}
        for document in decision.documents
        if document.state == DocumentState.UNDETERMINED
    ]
    waiting: dict[str, list[str]] = {}
    for line in decision.clocks:
        if line.needs:
            waiting.setdefault(needs_words(line.needs), []).append(line.label)
    rows += [
        {"what": f"可能适用：{'；'.join(dict.fromkeys(labels))}", "trigger": f"取决于{needs}"}
        for needs, labels in waiting.items()
    ]
    if decision.approval.branches:
        trigger = f"取决于{needs_words(decision.approval.needs)}"
        rows.append({"what": "外线工程的办理方式，按上面的情形表确定", "trigger": trigger})
    for row in view.tables["deferred"]:
        until = f"请于 {row['until']} 前补齐" if row["until"] else "请按约定日期补齐"
        rows.append({"what": f"后补资料：{row['name']}", "trigger": f"{until}，最迟装表接电前；补齐前相关环节顺延"})
    view.tables["may_follow"] = tuple(rows)
    view.flag("may_follow", on=bool(rows))


def add_sources(view: View, file: CaseFile, order: dict[str, str]) -> None:
    header, decision = file.header, file.decision
    articles: dict[str, list[str]] = {}
    for basis in _all_bases(decision):
        if basis.article:
            articles.setdefault(basis.source, []).append(basis.article)
    confirmed = (file.application.office or Office()).policy_confirmed_on
    view.values["policy.confirmed"] = (
        f"政策依据经本单位 {day_in_full(confirmed)}确认" if confirmed else "政策依据待本单位确认"
    )
    view.flag("confirmed", on=confirmed is not None)
    view.values["policy.number"] = header.number
    view.values["policy.title"] = header.title
    view.values["policy.place"] = header.place
    view.values["policy.issued_on"] = day_in_full(header.issued_on)
    rows: list[Row] = []
    for source, mark in order.items():
        cited = "、".join(dict.fromkeys(articles.get(source, [])))
        if source == header.number:
            kind = "（新闻报道，不是正式文件）" if header.kind == "news" else ""
            rows.append(
                {"text": f"{mark} {source}《{header.title}》，{day_in_full(header.issued_on)}{kind}：{cited}。"}
            )
        elif source != BASELINE:
            rows.append({"text": f"{mark} {source}：{cited}。"})
    view.tables["sources"] = tuple(rows)
    view.flag("baseline", on=any(basis.source == BASELINE for basis in _all_bases(decision)))
