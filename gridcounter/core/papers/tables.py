"""The tables of the papers: documents, times, costs, rights, what may follow, and the cited policies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Protocol

from gridcounter.core.application import DeferredDocument, ReceivedDocument
from gridcounter.core.labels import DOCUMENT_STATES, STAGES
from gridcounter.core.papers.deferred_documents import OF_ONES_OWN, add_deferred, deferred_beside, latest_step
from gridcounter.core.papers.shared_facts import (
    NO_EXTRA,
    SHARING,
    has_one_date,
    is_ahead,
    named,
    named_paper,
    settled_documents,
    shown_services,
)
from gridcounter.core.papers.view import CaseFile, Row, View
from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.decision import Bases, Basis, Decision, Document, Limit, Step
from gridcounter.core.policy.model import Audience, DocumentState, Stage
from gridcounter.core.wording import (
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
    has_days,
    needs_words,
)


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
_DEFERRED = f"约定后补的其他资料（{OF_ONES_OWN}）"
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
    sources = dict.fromkeys(basis.source for basis in all_bases(decision))
    ordered = [own, *(source for source in sources if source not in {own, BASELINE})]
    return {source: circled(place) for place, source in enumerate(ordered)} | {BASELINE: BASELINE_WORDS}


def all_bases(decision: Decision) -> Iterable[Basis]:
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
    rows = _rows(file, order)
    demanded = [row for document, row in rows if not _is_usual(document)]
    reference = [row for document, row in rows if _is_usual(document)]
    beside = _beside(file)
    view.tables["all_documents"] = (*demanded, *reference, *beside)
    view.tables["documents"] = (*_by_stage(demanded, reference, file.decision), *_under(_DEFERRED, beside))
    settled = settled_documents(file)
    _add_open(view, file.decision, settled)
    # the circled number is explained where a row bears it
    _add_missing(view, rows, settled, own=order[file.header.number])
    view.tables["received"] = tuple(_received_row(row, file) for row in file.application.received or ())
    add_deferred(view, file, order)
    view.flag("demanded", on=bool(demanded))
    for name in ("documents", "missing", "later", "received", "deferred"):
        view.flag(name, on=bool(view.tables[name]))


def _beside(file: CaseFile) -> list[Row]:
    """What is to follow although the case does not require it."""
    asked = {document.id for document in file.decision.documents}
    return [deferred_beside(row, file) for row in file.application.deferred or () if row.document not in asked]


def _rows(file: CaseFile, order: dict[str, str]) -> list[tuple[Document, Row]]:
    application = file.application
    received = {row.document: row for row in application.received or ()}
    deferred = {row.document: row for row in application.deferred or ()}
    waived = {row.document: row.basis for row in application.waived or ()}
    return [
        (one, _row(one, order, got=received.get(one.id), later=deferred.get(one.id), waived=waived.get(one.id)))
        for one in file.decision.documents
    ]


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
        for document in decision.documents
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
    usual = {one.id for one in decision.documents if _is_usual(one)}
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


def add_times(view: View, file: CaseFile, order: dict[str, str]) -> None:
    """Fills `times` and `works_times`: task, responsible party, start event, length, due day, clause."""
    decision = file.decision
    at_once = any(limit.days is not None and is_ahead(limit, file) for limit in decision.limits)
    view.tables["times"] = tuple(
        _time_row(line, file, order, at_once=at_once) for line in decision.clocks if not _says_nothing(line)
    )
    view.tables["works_times"] = tuple(row for row in view.tables["times"] if row["id"] in _OF_THE_WORKS)
    view.flag("times", on=bool(view.tables["times"]))
    view.flag("works_times", on=bool(view.tables["works_times"]))
    _add_words_below(view, decision, order)
    silent = _silent(decision)
    view.values["arithmetic"] = _arithmetic(file, assumed="assumed" in view.flags)
    view.values["times.excludes"] = _EXCLUDES if _has_own_part(file) else ""
    view.values["silent_times"] = "、".join(dict.fromkeys(silent))
    view.flag("arithmetic", on=bool(view.values["arithmetic"]))
    view.flag("arithmetic_or_excludes", on=bool(view.values["arithmetic"] or view.values["times.excludes"]))
    view.flag("silent_times", on=bool(silent))
    view.flag("steps", on=bool(decision.steps))


def _time_row(line: Step | Limit, file: CaseFile, order: dict[str, str], *, at_once: bool) -> Row:
    decision = file.decision
    return {
        "id": line.id,
        "name": f"{line.label}（是否适用待确认）" if decision.doubted(line.id) else line.label,
        "who": actor(getattr(line, "actor", None)) or NOTHING,
        "from": _start(line, decision),
        "time": _time(line, decision),
        "due": (_due(line, file, at_once=at_once) if has_one_date(line, decision) else "") or NOTHING,
        "clause": clause(line.basis, order),
    }


def _arithmetic(file: CaseFile, *, assumed: bool) -> str:
    """How the first date is counted; "" where there is none."""
    case, decision = file.application.case, file.decision
    ahead = (line for line in decision.clocks if is_ahead(line, file) and has_one_date(line, decision))
    dated = next((line for line in ahead if line.wd), None)
    if dated is None:
        return ""
    started = (case.applied_on or case.on) if dated.counts_from == "applied" else case.on
    reckoned = arithmetic(dated, started, file.calendar)
    return reckoned.replace("：", "：如", 1) if assumed else reckoned


def _add_words_below(view: View, decision: Decision, order: dict[str, str]) -> None:
    """Limits that another paper sets, and steps whose manner stands under the table."""
    referred = [line.words for line in decision.limits if line.words and line.wd is None and not line.needs]
    view.tables["referred"] = tuple({"text": words} for words in referred)
    view.flag("referred", on=bool(referred))
    manners = {step.words: clause(step.basis, order) for step in decision.steps if step.words and not step.needs}
    view.tables["manners"] = tuple({"text": words, "clause": cited} for words, cited in manners.items())
    view.flag("manners", on=bool(manners))


def _silent(decision: Decision) -> list[str]:
    return [line.label for line in decision.clocks if not line.needs and _time(line, decision) == UNSAID]


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
