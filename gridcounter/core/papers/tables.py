"""The tables of the papers: documents, times, costs, rights, what may follow, and the cited policies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from gridcounter.core.papers.shared_facts import has_one_date, is_ahead, shown_services
from gridcounter.core.papers.view import CaseFile, Row, View
from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.decision import Bases, Basis, Decision, Limit, Step
from gridcounter.core.policy.model import Audience, Means
from gridcounter.core.wording import (
    BASELINE_WORDS,
    NOTHING,
    UNSAID,
    actor,
    arithmetic,
    circled,
    clause,
    counted_from,
    due_words,
    duration,
    has_days,
)


class _Grounded(Protocol):
    @property
    def basis(self) -> Bases: ...


#: Not stated by any policy for all clocks: it is how the supplier's part is counted.
_EXCLUDES = f"供电企业办理环节不含您的受电工程设计施工、外线审批和补充资料的等待时间（{BASELINE_WORDS}）。"
_TAKES_IN = {"accept", "apply", "accept_and_sign"}
#: The acceptance step takes no days.
_AT_ONCE = "受理当时"
#: For a step whose manner is printed below the table, or a limit set by another policy.
_SEE_BELOW = "见表下"
#: Times that a survey of the line settles.
_OF_THE_WORKS = {"lv_works", "lv_works_major", "mv_works", "approval"}


def cited_papers(decision: Decision) -> dict[str, str]:
    """Each source with its circled number, the local policy first, general practice last."""
    return circled_papers(decision.policy.number, all_bases(decision))


def circled_papers(own: str, bases: Iterable[Basis]) -> dict[str, str]:
    """As `cited_papers`, of the sources of these; `own` is the number of the local policy."""
    sources = dict.fromkeys(basis.source for basis in bases)
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
    yield from decision.business_basis
    for line in lines:
        yield from line.basis


def add_times(view: View, file: CaseFile, order: dict[str, str]) -> None:
    """Fills `times` and `works_times`: task, responsible party, start event, length, due day, clause."""
    decision = file.decision
    at_once = any(limit.means == Means.CONNECTED and is_ahead(limit, file) for limit in decision.limits)
    view.tables["times"] = tuple(
        _time_row(line, file, order, at_once=at_once) for line in decision.clocks if not _says_nothing(line)
    )
    view.tables["works_times"] = tuple(row for row in view.tables["times"] if row["id"] in _OF_THE_WORKS)
    view.flag("times", on=bool(view.tables["times"]))
    view.flag("works_times", on=bool(view.tables["works_times"]))
    _add_words_below(view, decision, order)
    silent = _silent(decision)
    view.values["arithmetic"] = _arithmetic(file, assumed="assumed" in view.flags)
    view.values["times.excludes"] = _excludes(decision) or (_EXCLUDES if _has_own_part(file) else "")
    view.values["silent_times"] = "、".join(dict.fromkeys(silent))
    view.flag("arithmetic", on=bool(view.values["arithmetic"]))
    view.flag("arithmetic_or_excludes", on=bool(view.values["arithmetic"] or view.values["times.excludes"]))
    view.flag("silent_times", on=bool(silent))
    view.flag("steps", on=bool(decision.steps))


def _excludes(decision: Decision) -> str:
    """What the policy itself does not count in its limits."""
    said = (line for line in decision.limits if line.excludes and not line.needs)
    return "".join(f"{line.label}不含{'、'.join(line.excludes)}。" for line in said)


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
    added_up = isinstance(line, Limit) and bool(line.sum_of)
    return counted_from(line) if line.counts_from is not None or added_up else NOTHING


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
