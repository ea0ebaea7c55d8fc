"""The tables of the papers: documents, times, costs, rights, what may follow, and the cited policies."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Protocol

from gridcounter.core.application import Office
from gridcounter.core.labels import DOCUMENT_STATES, STAGES
from gridcounter.core.papers.deferred_documents import OF_ONES_OWN, add_put_off, latest_step, put_off_beside
from gridcounter.core.papers.spans import (
    NO_EXTRA,
    SHARING,
    has_one_date,
    is_ahead,
    named,
    named_paper,
    settled_documents,
    shown_services,
)
from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.model import Audience, DocumentState, NoteKind, PolicyKind, Stage
from gridcounter.core.wording import (
    BASELINE_WORDS,
    NOTHING,
    UNSAID,
    actor,
    arithmetic,
    article_words,
    circled,
    clause,
    counted_from,
    day_in_full,
    due_words,
    duration,
    has_days,
    in_order_of_the_paper,
    needs_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gridcounter.core.application import ReceivedDocument
    from gridcounter.core.papers.view import CaseFile, Row, View
    from gridcounter.core.policy.decision import Bases, Basis, Decision, Document, Limit, Step
    from gridcounter.core.policy.model import Header


class _Grounded(Protocol):
    @property
    def basis(self) -> Bases: ...


#: Not stated by any policy for all clocks: it is how the supplier's part is counted.
_EXCLUDES = f"供电企业办理环节不含您的受电工程设计施工、外线审批和补充资料的等待时间（{BASELINE_WORDS}）。"
#: For documents of general practice: what the applicant should do about them.
_ADVISED = "建议带上"
#: Required in every case that is still possible, by the policy or by general practice.
_ADVISED_AT_LEAST = "先带上；是否必交取决于"
#: Beside a list that forbids additions: why the agent and the owner are asked for papers.
_WHO_ACTS = f"仅在代办、租用时用来核对身份和权属，{BASELINE_WORDS}"
_OF_OTHERS = {"authorization", "owner_consent"}
_PUT_OFF = f"约定后补的其他资料（{OF_ONES_OWN}）"
_TAKES_IN = {"accept", "apply", "accept_and_sign"}
#: The acceptance step takes no days.
_AT_ONCE = "受理当时"
#: For a step whose manner is printed below the table, or a limit set by another policy.
_SEE_BELOW = "见表下"
#: Times that a survey of the line settles.
_OF_THE_WORKS = {"lv_works", "lv_works_major", "mv_works", "approval"}


def cited_papers(decision: Decision) -> dict[str, str]:
    """Each source with its circled number, the local policy first, general practice last."""
    own = decision.policy.number
    sources = dict.fromkeys(basis.source for basis in _all_bases(decision))
    ordered = [own, *(source for source in sources if source not in {own, BASELINE})]
    return {source: circled(place) for place, source in enumerate(ordered)} | {BASELINE: BASELINE_WORDS}


def _all_bases(decision: Decision) -> Iterable[Basis]:
    """The clauses behind the printed parts; those for the clerk only stay on the screen."""
    lines: tuple[_Grounded, ...] = (
        decision.customer_class,
        *decision.documents,
        *(line for line in decision.clocks if not _says_nothing(line)),
        decision.approval,
        *decision.approval.matters,
        *(cost for cost in decision.costs if cost.audience != Audience.CLERK),
        *shown_services(decision),
        *(right for right in decision.rights if right.audience != Audience.CLERK),
        *(note for note in decision.notes if note.audience != Audience.CLERK),
    )
    for line in lines:
        yield from line.basis


def add_documents(view: View, file: CaseFile, order: dict[str, str]) -> None:
    """Fills `documents`, `missing`, `later`, `received`, `deferred` and their flags; rows have state, stage, clause."""
    application = file.application
    received = {row.document: row for row in application.received or ()}
    deferred = {row.document: row for row in application.deferred or ()}
    waived = {row.document: row.basis for row in application.waived or ()}
    settled, asked = settled_documents(file), {document.id: document for document in file.decision.documents}
    demanded: list[Row] = []
    reference: list[Row] = []
    missing: dict[bool, list[Row]] = {True: [], False: []}
    for document in file.decision.documents:
        later = deferred.get(document.id)
        until = day_in_full(later.until) if later else ""
        row = {
            "name": document.label,
            "accepts": "；".join(document.accepts),
            "issuer_words": f"（{document.issuer}出具）" if document.issuer else "",
            "state": DOCUMENT_STATES[DocumentState.WAIVED]
            if document.id in waived
            else _told(document, received.get(document.id), until if later else None),
            "clause": waived.get(document.id) or clause(document.basis, order),
            "stage": STAGES[document.stage],
            "at": latest_step(later, document.stage) if later else STAGES[document.stage],
        }
        (reference if document.basis[0].source == BASELINE else demanded).append(row)
        if document.state == DocumentState.REQUIRED and document.id not in settled:
            missing[document.stage == Stage.APPLICATION].append(row)
    beside = [put_off_beside(row, file) for row in application.deferred or () if row.document not in asked]
    view.tables["all_documents"] = (*demanded, *reference, *beside)
    view.tables["documents"] = (*_by_stage(demanded, reference, file.decision), *_under(_PUT_OFF, beside))
    waiting = [
        document
        for document in file.decision.documents
        if document.needs and document.stage == Stage.APPLICATION and document.id not in settled and document.required
    ]
    view.values["open_documents"] = "、".join(document.label for document in waiting)
    view.values["open_documents.needs"] = needs_words(tuple(key for document in waiting for key in document.needs))
    view.flag("open_documents", on=bool(waiting))
    # documents of a later step are not missing yet: they are listed separately, and no clock pauses for them
    view.tables["missing"], view.tables["later"] = tuple(missing[True]), tuple(missing[False])
    view.tables["received"] = tuple(
        {
            "name": named(row, file),
            "original": "原件已核" if row.original_seen else "未核原件" if row.original_seen is False else "",
            "copies": "" if row.copies is None else f"{row.copies} 份",
        }
        for row in application.received or ()
    )
    add_put_off(view, file, order)
    view.flag("demanded", on=bool(demanded))
    own = order[file.header.number]  # the circled number is explained if a row uses it
    printed = missing[True] or missing[False]
    view.flag("own_clause", on=any(own in row["clause"] for row in printed))
    for name in ("documents", "missing", "later", "received", "deferred"):
        view.flag(name, on=bool(view.tables[name]))


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
        usual = {one.id for one in decision.documents if one.basis[0].source == BASELINE}
        bound = any(right.id == NO_EXTRA for right in decision.rights)
        shared = any(right.id == SHARING for right in decision.rights)
        why = (
            f"；{_WHO_ACTS}"
            if bound and usual <= _OF_OTHERS
            else "；能线上调取或传递的不用带纸质件"
            if shared and not listed
            else ""
        )
        yield {"group": f"通常需要（{named_paper(decision)}{unlisted}，以窗口公示为准{why}）"}
        yield from reference


def _told(document: Document, got: ReceivedDocument | None, until: str | None) -> str:
    if got is not None:
        seen = "原件已核" if got.original_seen else ""
        copies = f"复印件 {got.copies} 份" if got.copies else ""
        inside = "，".join(part for part in (seen, copies) if part)
        return f"已收：{inside}" if inside else "已收"
    if until is not None:
        open_ = "；要不要交待定" if document.needs and not document.certain else ""
        return (f"后补至 {until}" if until else "后补") + open_
    if document.certain and document.needs and document.required:
        return f"{_ADVISED_AT_LEAST}{needs_words(document.needs)}"
    advised = document.state == DocumentState.REFERENCE or (document.certain and document.needs)
    return _ADVISED if advised else DOCUMENT_STATES[document.state]


def add_times(view: View, file: CaseFile, order: dict[str, str]) -> None:
    """Fills `times` and `works_times`: task, responsible party, start event, length, due day, clause."""
    decision, accepted = file.decision, file.application.case.on
    at_once = any(limit.days is not None and is_ahead(limit, file) for limit in decision.limits)
    view.tables["times"] = tuple(
        {
            "id": line.id,
            "name": f"{line.label}（是否适用待确认）" if decision.doubted(line.id) else line.label,
            "who": actor(getattr(line, "actor", None)) or NOTHING,
            "from": _start(line, decision),
            "time": _time(line, decision),
            "due": (_due(line, file, at_once=at_once) if has_one_date(line, decision) else "") or NOTHING,
            "clause": clause(line.basis, order),
        }
        for line in decision.clocks
        if not _says_nothing(line)
    )
    view.tables["works_times"] = tuple(row for row in view.tables["times"] if row["id"] in _OF_THE_WORKS)
    view.flag("times", on=bool(view.tables["times"]))
    view.flag("works_times", on=bool(view.tables["works_times"]))
    ahead = (line for line in decision.clocks if is_ahead(line, file) and has_one_date(line, decision))
    dated = next((line for line in ahead if line.wd), None)
    applied = file.application.case.applied_on or accepted
    started = applied if dated is not None and dated.counts_from == "applied" else accepted
    reckoned = arithmetic(dated, started, file.calendar) if dated else ""
    view.values["arithmetic"] = reckoned.replace("：", "：如", 1) if "assumed" in view.flags else reckoned
    referred = [line.words for line in decision.limits if line.words and line.wd is None and not line.needs]
    view.tables["referred"] = tuple({"text": words} for words in referred)
    view.flag("referred", on=bool(referred))
    manners = {step.words: clause(step.basis, order) for step in decision.steps if step.words and not step.needs}
    view.tables["manners"] = tuple({"text": words, "clause": cited} for words, cited in manners.items())
    view.flag("manners", on=bool(manners))
    silent = [line.label for line in decision.clocks if not line.needs and _time(line, decision) == UNSAID]
    view.values["times.excludes"] = _EXCLUDES if _has_own_part(file) else ""
    view.values["silent_times"] = "、".join(dict.fromkeys(silent))
    view.flag("arithmetic", on=bool(view.values["arithmetic"]))
    view.flag("arithmetic_or_excludes", on=bool(view.values["arithmetic"] or view.values["times.excludes"]))
    view.flag("silent_times", on=bool(silent))
    view.flag("steps", on=bool(decision.steps))


def _time(line: Step | Limit, decision: Decision) -> str:
    result = duration(line)
    if result == UNSAID and getattr(line, "words", None):
        return _SEE_BELOW
    return NOTHING if result == UNSAID and _start(line, decision) == _AT_ONCE else result


def _start(line: Step | Limit, decision: Decision) -> str:
    """A first step without days is the start of all others."""
    at_once = line.counts_from == "accepted" and line in _firsts(decision) and not has_days(line) and not line.varies
    # only a policy that says so supports a contract signed at the same moment
    if at_once and (line.id != "accept_and_sign" or line.words):
        return _AT_ONCE
    return counted_from(line) if line.counts_from is not None else NOTHING


def _firsts(decision: Decision) -> list[Step]:
    """The acceptance step; all candidates while it is open which applies."""
    return [step for step in decision.steps if step.counts_from == "accepted" and step.id in _TAKES_IN]


def _due(line: Step | Limit, file: CaseFile, *, at_once: bool) -> str:
    """For a same-day or next-day connection the steps' days are the latest ones (最迟), not separate promises."""
    if line.due_on is not None and not is_ahead(line, file):
        return f"{due_words(line)}（早于受理日）"
    latest = at_once and line.due_on is not None and line.wd is not None
    return f"最迟 {due_words(line)}" if latest else due_words(line)


def _says_nothing(line: Step | Limit) -> bool:
    """A sum that the policy does not give: the line below the table says so, and no clause is cited for it."""
    return line.id == "grid_side" and not line.needs and duration(line) == UNSAID


def _has_own_part(file: CaseFile) -> bool:
    """The supplier's part has days, and the applicant has works or approvals between its steps."""
    case, limits = file.application.case, file.decision.limits
    low = case.supply is not None and case.supply.is_low_voltage is True
    return any(line.id == "grid_side" and line.wd for line in limits) and not (low and case.has_works is False)


def _of_a_report(header: Header) -> str:
    """Its date and kind are printed once, even if its number and title contain them."""
    paper = header.number.replace(header.issued_on.isoformat(), "").strip()
    title = header.title.removesuffix("（新闻报道）")
    return f"{paper}《{title}》，{day_in_full(header.issued_on)}（新闻报道，不是正式文件）"


def add_sources(view: View, file: CaseFile, order: dict[str, str]) -> None:
    """Fills the sources of the paper: title, number, day, cited articles, and whether the office confirmed them."""
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
    ended = [n for n in decision.notes if n.kind == NoteKind.OUTDATED and n.audience != Audience.CLERK]
    outdated = [note.text.removesuffix("。") for note in ended]
    legend = f"{order[header.number]} {header.number}，{view.values['policy.confirmed']}"
    view.values["policy.legend"] = "。".join((legend, *outdated)) + "。"
    view.values["policy.title"] = header.title
    view.values["policy.place"] = header.place
    view.values["policy.word"] = named_paper(decision)
    view.values["policy.issued_on"] = day_in_full(header.issued_on)
    own = in_order_of_the_paper(
        part.article for part in decision.approval.basis if part.article and part.source == header.number
    )
    named = f"{order[header.number]} {header.number}《{header.title}》，{day_in_full(header.issued_on)}"
    receipt = [
        f"{order[header.number]} {_of_a_report(header) if header.kind == PolicyKind.NEWS else header.number}",
        view.values["policy.confirmed"],
        *outdated,
    ]
    view.tables["receipt_sources"] = ({"text": f"本回执依据：{'。'.join(receipt)}。"},)
    view.tables["approval_sources"] = (
        {"text": f"{named}：{'、'.join(own)}。{'。'.join((view.values['policy.confirmed'], *outdated))}。"},
    )
    rows: list[Row] = []
    for source, mark in order.items():
        cited = "、".join(article_words(one, source) for one in in_order_of_the_paper(articles.get(source, [])))
        if source == header.number:
            text = f"{order[header.number]} {_of_a_report(header)}" if header.kind == PolicyKind.NEWS else named
            rows.append({"text": f"{text}：{cited}。"})
        elif source != BASELINE:
            rows.append({"text": f"{mark} {source}：{cited}。" if cited else f"{mark} {source}。"})
    view.tables["sources"] = tuple(rows)
    view.flag("baseline", on=any(basis.source == BASELINE for basis in _all_bases(decision)))
