"""The outside line on paper: the result or the branches, the responsible party, the offices, and the start of works."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import ge, gt, le, lt
from typing import Any

from gridcounter.core.papers.shared_facts import named_paper
from gridcounter.core.papers.view import CaseFile, View
from gridcounter.core.papers.works.branches import besides, branch_rows, keys_of_the_branches, open_scope_of
from gridcounter.core.papers.works.matters import add_filing, area_beside, matter_rows, surfaces_beside
from gridcounter.core.policy.conditions import Operator
from gridcounter.core.policy.decision import Approval, Bases, Filing, ShownCondition
from gridcounter.core.policy.keys import WHO_ASKS
from gridcounter.core.policy.regime import RegimeKind, WorksStart
from gridcounter.core.wording import (
    BASELINE_WORDS,
    actor,
    clause,
    marked,
    needs_words,
    this_project,
    when_known,
    with_builder,
)

#: Conditions that lead to these tracks are not the policy's conditions for a project.
_NOT_WEIGHED = {"none", "not_covered"}
#: Some policies do not say from which day the authority's days count.
_FROM_ACCEPTANCE = f"自审批受理次日起（{BASELINE_WORDS}）"
DOUBTED = "待核对"
_TO_BE_CONFIRMED = "（本工程是否适用由审批部门确认）"
_COMPARED: Mapping[Operator, Callable[[Any, Any], bool]] = {
    Operator.AT_MOST: le,
    Operator.LESS_THAN: lt,
    Operator.AT_LEAST: ge,
    Operator.MORE_THAN: gt,
}
_NO_WORKS = "没有用户红线以外的线路工程，不需要办理道路、绿地、规划等手续"


def add_outside_works(view: View, file: CaseFile, order: dict[str, str]) -> None:
    """Fills the values `approval.…` and the tables of branches, offices and conditions of the outside line."""
    approval = file.decision.approval
    values = view.values
    values["approval.result"] = _result(approval, named_paper(file.decision))
    doubt = _doubt(file)
    values["approval.result"] += doubt
    values["approval.short"] = ("可以" if approval.may else "") + approval.words + doubt
    values["approval.who"] = _who(approval, values) + _handed_in(approval)
    values["approval.wd"] = "" if approval.wd is None else f"{approval.wd} 个工作日，{_FROM_ACCEPTANCE}"
    values["approval.days"] = _days_of_the_permit(approval)
    values["approval.open_days"] = _open_days(approval, named_paper(file.decision))
    values["approval.clause"] = clause(approval.basis, order)
    cited = {
        source: mark if mark == BASELINE_WORDS else source for source, mark in order.items()
    }  # if no list of sources explains a circled number
    values["approval.start"] = _start(approval)
    values["approval.start_articles"] = clause(_basis_of_the_start(approval), cited)
    works = file.application.case.works
    builder = works.owner if works is not None and works.owner is not None else approval.actor
    values["approval.builder"] = values["project.owner.name"] or actor(builder and str(builder), you=False)
    values["approval.afterwards"] = "；".join(approval.afterwards)
    view.flag("afterwards", on=bool(approval.afterwards))
    view.tables["conditions"] = tuple(
        {"condition": c.label, "value": this_project(c), "met": _weighed(c, file)} for c in _conditions(approval)
    )
    view.tables["branches"] = tuple(branch_rows(approval, named_paper(file.decision)))
    view.tables["matters"] = tuple(matter_rows(file, approval, order))
    add_filing(view, file, approval)
    _flag_outside_works(view, approval)


def _doubt(file: CaseFile) -> str:
    weighed = file.decision.approval.track not in _NOT_WEIGHED
    return _TO_BE_CONFIRMED if weighed and file.decision.doubted("approval") else ""


def _has_permit_days(approval: Approval) -> bool:
    return approval.track in {"parallel", "permit"} and approval.wd is not None


def _days_of_the_permit(approval: Approval) -> str:
    """Empty if the policy's own words include the days."""
    said = f"{approval.wd} 个工作日" in approval.words
    return f"，{_FROM_ACCEPTANCE}{approval.wd} 个工作日" if _has_permit_days(approval) and not said else ""


def _handed_in(approval: Approval) -> str:
    """Where the filled form is handed in; "" if another files."""
    if approval.actor not in {None, "applicant"}:
        return ""
    if handed_in := hand_in_words(approval):
        return f"；表填好后{handed_in}"
    if approval.filing is None:
        return ""
    return f"；材料{'线上' if approval.channel else ''}交到哪里文件没有写明，请向受理的部门确认"


def _open_days(approval: Approval, paper: str) -> str:
    return _days_of_each_way(approval, paper) if approval.ways else f"{paper}没有写明天数，由审批部门答复"


def _flag_outside_works(view: View, approval: Approval) -> None:
    view.flag(f"track.{approval.track}", on=True)
    view.flag("undetermined", on=bool(approval.branches))
    view.flag("conditions", on=bool(view.tables["conditions"]) and approval.track not in _NOT_WEIGHED)
    view.flag("apply_for_matters", on=approval.track in {"parallel", "permit"})
    view.flag("permit_days", on=_has_permit_days(approval))
    view.flag("permit_days_open", on=approval.track in {"parallel", "permit", "commitment"} and approval.wd is None)
    view.flag("matters", on=bool(approval.matters))
    view.flag(f"builds.{approval.actor}", on=approval.actor is not None)
    view.flag("builds.unknown", on=approval.actor is None)


def _result(approval: Approval, paper: str) -> str:
    if approval.track == "none":
        return _NO_WORKS
    if approval.track == "not_covered":
        return f"{paper}没有规定这种情形，由供电企业与审批部门确认后告知"
    if approval.track == "undetermined":
        open_keys = keys_of_the_branches(approval)
        return f"尚不能判定，取决于{needs_words(open_keys)}；{when_known(open_keys)}按下表确定"
    text = ("可以" if approval.may else "") + _ways(approval)
    if way := _way_of_the_form(approval) or approval.channel:
        text += f"（{way}）"
    if approval.branches:  # under which regime is open
        text += f"，取决于{needs_words(approval.needs)}，按下表确定"
    if approval.none_text:
        text += f"；{approval.none_text}"
    # open points about the days alone are printed in the line of the days
    return text + besides(approval)


def _ways(approval: Approval) -> str:
    """Two ways within one track are no choice: each is printed with its conditions."""
    if approval.label is not None or len(approval.either) == 1:
        return approval.words
    scopes = {way.words: open_scope_of(way) for way in approval.ways}
    return "；".join(f"{scopes[words]}：{words}" if scopes.get(words) else words for words in approval.either)


def _way_of_the_form(approval: Approval) -> str:
    """Who forwards a completed form, how and to whom, if the pack says it."""
    filing = approval.filing
    if filing is None or not (filing.pushed_by and filing.channel and filing.receiver):
        return ""
    return f"备案表由{actor(filing.pushed_by, you=False)}经“{filing.channel}”推送{filing.receiver}"


def _days_of_each_way(approval: Approval, paper: str) -> str:
    """10、20千伏及以下 5 个工作日；…没有写明天数: for one track whose days depend on open points."""
    lines = []
    for way in approval.ways:
        scope = open_scope_of(way)
        days = (
            f"{way.wd} 个工作日，{_FROM_ACCEPTANCE}" if way.wd is not None else f"{paper}没有写明天数，由审批部门答复"
        )
        lines.append(f"{scope or '其他情形'}：{days}")
    open_keys = tuple(key for key in approval.needs if key not in approval.pending_needs)
    return "；".join((*lines, f"取决于{needs_words(open_keys)}"))


def _who(approval: Approval, values: Mapping[str, str]) -> str:
    """The party that files or applies: the builder of the works files, the applicant only when building."""
    if approval.track in {"none", "exempt", "not_covered"}:
        return ""
    named = values["project.owner.name"]
    if approval.actor in {None, "applicant"} and named not in {"", values["applicant.name"]}:
        return f"由登记的外线建设单位办理：{named}；请先向供电企业确认"
    if approval.actor is None:
        return "由外线建设单位办理，建设单位待供电企业确认"
    if approval.actor == "applicant":
        return f"由您（建设单位）{'会同施工单位' if with_builder(approval) else ''}办理"
    return f"由{actor(approval.actor)}{'会同施工单位' if with_builder(approval) else ''}办理，您不用办"


def hand_in_words(approval: Approval) -> str:
    """Where the completed form is handed in and who pushes it to whom; "" if the pack names nobody."""
    filing = approval.filing
    if filing is None or not (filing.pushed_by or filing.receiver):
        return ""
    if not filing.pushed_by:
        return f"交{filing.receiver}{f'（{filing.channel}）' if filing.channel else ''}"
    way = f"经“{filing.channel}”" if filing.channel else ""
    return f"交本窗口，由{actor(filing.pushed_by, you=False)}{way}推送{filing.receiver or ''}"


def _basis_of_the_start(approval: Approval) -> Bases:
    """That of the regime, unless the rule of the track itself says when works may start."""
    filing = approval.filing
    own = filing is None or approval.start_text not in {None, filing.start_text}
    return approval.basis if own or filing is None else filing.basis


def _start(approval: Approval) -> str:
    """The policy's own sentence before all else; what is said without one is general practice and says so."""
    if approval.start_text:
        return approval.start_text
    if approval.track in {"parallel", "permit", "commitment"}:
        return f"取得审批部门的许可决定后方可开工（{BASELINE_WORDS}）"
    if approval.filing is not None:
        return _start_once_filed(approval.filing)
    if approval.track == "exempt":
        return f"按供电企业通知的时间开工（{BASELINE_WORDS}）"
    if approval.track not in {"undetermined", "not_covered"}:
        return ""
    others = "" if approval.actor in {None, "applicant"} else "建设单位"
    return f"{others}确认办理方式、办完相应手续后方可开工（{BASELINE_WORDS}）"


def _start_once_filed(filing: Filing) -> str:
    promised = filing.kind == RegimeKind.COMMITMENT_INSTEAD_OF_PERMIT
    if filing.may_start == WorksStart.POSTED:
        return f"{'承诺书' if promised else '备案表'}报送并在现场张贴后可以开工"
    if filing.may_start == WorksStart.FILED:
        return f"{'报送承诺书' if promised else '备案'}后可以开工"
    return f"文件没有写明，请向{'收承诺书' if promised else '受理备案'}的部门确认后开工"


def _conditions(approval: Approval) -> tuple[ShownCondition, ...]:
    """As in the clause, if the pack gives them; else the conditions that the engine evaluated."""
    lines = {condition.key for condition in approval.stated}
    asked = (c for c in approval.conditions if c.key not in WHO_ASKS and c.key not in lines)
    return (*approval.stated, *asked)


def _weighed(condition: ShownCondition, file: CaseFile) -> str:
    """A condition that contradicts the stretches of the same form is not confirmed."""
    otherwise = surfaces_beside(file.application) if condition.key == "works.occupies" else _misses(condition, file)
    if condition.met and otherwise:
        return f"{DOUBTED}：与登记的开挖、占用情况不一致"
    return marked(condition)


def _misses(condition: ShownCondition, file: CaseFile) -> bool:
    """Whether an area that the same form prints is on the other side of the limit."""
    area, compare = area_beside(file.application, condition.key), _COMPARED.get(condition.operator)
    return area is not None and compare is not None and not compare(area, condition.limit)
