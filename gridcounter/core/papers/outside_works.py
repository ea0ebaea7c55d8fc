"""The outside line on paper: the result or the branches, the responsible party, the offices, and the start of works."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gridcounter.core.application import Application, Authority, Office, Project
from gridcounter.core.case import Surface, Works
from gridcounter.core.papers.shared_facts import OF_THE_OFFICE, named_paper
from gridcounter.core.papers.view import CONTINUES, CaseFile, Row, View
from gridcounter.core.policy.decision import Approval, Branch, Matter, Needs, ShownCondition
from gridcounter.core.policy.keys import WHO_ASKS
from gridcounter.core.wording import (
    BASELINE_WORDS,
    NOTHING,
    actor,
    clause,
    gap_words,
    marked,
    needs_words,
    this_project,
    when_known,
    with_builder,
)

#: Prefixes of conditions of a rule that another rule excludes.
_FAILING, _EXCEPT = "不符合：", "除外："
#: Conditions that lead to these tracks are not the policy's conditions for a project.
_NOT_WEIGHED = {"none", "not_covered"}
#: Some policies do not say from which day the authority's days count.
_FROM_ACCEPTANCE = f"自审批受理次日起（{BASELINE_WORDS}）"
DOUBTED = "待核对"
_TO_BE_CONFIRMED = "（本工程是否适用由审批部门确认）"
_NOTHING_TO_DO, _AS_ABOVE = "不用办外线手续", "同上"
#: Matters that do not apply to works without green areas, and to works without digging.
_OF_GREEN, _OF_DIGGING = {"green_occupation", "green_restoration"}, {"road_digging", "road_commitment"}
_NO_WORKS = "没有用户红线以外的线路工程，不需要办理道路、绿地、规划等手续"


def add_outside_works(view: View, file: CaseFile, order: dict[str, str]) -> None:
    """Fills the values `approval.…` and the tables of branches, offices and conditions of the outside line."""
    approval = file.decision.approval
    values = view.values
    values["approval.track"] = approval.words
    values["approval.result"] = _result(approval, named_paper(file.decision))
    doubt = _doubt(file)
    values["approval.result"] += doubt
    values["approval.short"] = ("可以" if approval.may else "") + approval.words + doubt
    values["approval.channel"] = approval.channel or ""
    values["approval.who"] = _who(approval, values) + _handed_in(approval)
    values["approval.wd"] = "" if approval.wd is None else f"{approval.wd} 个工作日，{_FROM_ACCEPTANCE}"
    values["approval.days"] = _days_of_the_permit(approval)
    values["approval.open_days"] = _open_days(approval, named_paper(file.decision))
    values["approval.clause"] = clause(approval.basis, order)
    cited = {
        source: mark if mark == BASELINE_WORDS else source for source, mark in order.items()
    }  # if no list of sources explains a circled number
    values["approval.articles"] = clause(approval.basis, cited)
    values["approval.start"] = _start(approval)
    values["approval.gaps"] = _gaps(approval)
    values["approval.builder"] = values["project.owner.name"] or actor(approval.actor, you=False)
    view.tables["conditions"] = tuple(
        {"condition": c.label, "value": this_project(c), "met": _weighed(c, file)} for c in _conditions(approval)
    )
    view.tables["branches"] = tuple(_branch_rows(approval, named_paper(file.decision)))
    view.tables["matters"] = tuple(_matter_rows(file, approval, order))
    _add_filing(view, file, approval)
    _flag_outside_works(view, approval)


def _doubt(file: CaseFile) -> str:
    weighed = file.decision.approval.track not in _NOT_WEIGHED
    return _TO_BE_CONFIRMED if weighed and file.decision.doubted("approval") else ""


def _gaps(approval: Approval) -> str:
    """By how much each limit is missed."""
    return "；".join(gap_words(c) for c in approval.conditions if c.met is False and c.gap is not None)


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
    # open points about the days alone are printed in the line of the days
    return text + _besides(approval)


def _ways(approval: Approval) -> str:
    """Two ways within one track are no choice: each is printed with its conditions."""
    if approval.label is not None or len(approval.either) == 1:
        return approval.words
    scopes = {way.words: _scope(way) for way in approval.ways}
    return "；".join(f"{scopes[words]}：{words}" if scopes.get(words) else words for words in approval.either)


def _scope(way: Branch) -> str:
    return "，".join(c.label for c in _own_conditions(way) if c.met is None)


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
        scope = _scope(way)
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
    """Where the completed form is handed in and who pushes it to whom; "" if the pack names no one who pushes it."""
    filing = approval.filing
    if filing is None or not filing.pushed_by:
        return ""
    way = f"经“{filing.channel}”" if filing.channel else ""
    return f"交本窗口，由{actor(filing.pushed_by, you=False)}{way}推送{filing.receiver or ''}"


def _start(approval: Approval) -> str:
    if approval.track in {"parallel", "permit", "commitment"}:
        return f"取得审批部门的许可决定后方可开工（{BASELINE_WORDS}）"
    if approval.filing is not None:
        return approval.filing.may_start_text or "文件没有写明，请向受理备案的部门确认后开工"
    if approval.track == "exempt":
        return f"按供电企业通知的时间开工（{BASELINE_WORDS}）"
    if approval.track not in {"undetermined", "not_covered"}:
        return ""
    others = "" if approval.actor in {None, "applicant"} else "建设单位"
    return f"{others}确认办理方式、办完相应手续后方可开工（{BASELINE_WORDS}）"


def keys_of_the_branches(approval: Approval) -> Needs:
    """The keys that decide between the rows of the table, even if they lead to one track with different days."""
    needs = approval.needs  # needs may name a part of a key
    shown = (c.key for branch in approval.branches for c in branch.when if c.met is None and c.value is None)
    more = (key for key in dict.fromkeys(shown) if not any(need.startswith(key) for need in needs))
    return tuple(key for key in (*needs, *more) if key not in OF_THE_OFFICE)


def _conditions(approval: Approval) -> tuple[ShownCondition, ...]:
    """As in the clause, if the pack gives them; else the conditions that the engine evaluated."""
    lines = {condition.key for condition in approval.stated}
    asked = (c for c in approval.conditions if c.key not in WHO_ASKS and c.key not in lines)
    return (*approval.stated, *asked)


def _weighed(condition: ShownCondition, file: CaseFile) -> str:
    """A condition that contradicts the stretches of the same form is not confirmed."""
    if condition.key == "works.occupies" and condition.met and surfaces_beside(file.application):
        return f"{DOUBTED}：与登记的开挖、占用情况不一致"
    return marked(condition)


def surfaces_beside(application: Application) -> frozenset[Surface]:
    """Surfaces in the project's stretches and areas that the case does not list."""
    project, works = application.project or Project(), application.case.works or Works()
    if works.occupies is None:
        return frozenset()
    found = {one.surface for one in project.stretches or () if one.surface is not None}
    if project.green_area_m2:
        found.add(Surface.GREEN)
    return frozenset(found - set(works.occupies))


def _besides(way: Approval | Branch) -> str:
    """Additional permissions of the policy, and those of which it is open whether they apply."""
    pending = f"，是否适用取决于{needs_words(way.pending_needs)}"
    words = (*way.also, *(words + pending for words in way.pending))
    return "".join(f"；文件另有规定：{one}" for one in words)


def _branch_rows(approval: Approval, paper: str) -> list[Row]:
    """A branch needs all its conditions, open ones first; one failed condition is enough to exclude another branch."""
    rows: list[Row] = []
    several = len(approval.branches) > 1
    for place, branch in enumerate(approval.branches, start=1):
        then = _outcome(branch, paper)
        for after, (condition, value, met) in enumerate(_asked(branch, approval.branches)):
            lead = "并且：" if after else f"{place}. " if several else ""
            row = {"condition": lead + condition, "value": value, "met": met, "then": _AS_ABOVE if after else then}
            rows.append({**row, CONTINUES: ""} if after else row)
    return rows


def _outcome(branch: Branch, paper: str) -> str:
    """What is to be done if the branch applies."""
    if branch.track == "none":
        words = _NOTHING_TO_DO
    elif branch.track == "not_covered" and branch.label is None:
        words = f"{paper}未作规定"
    else:
        words = ("可以" if branch.may else "") + branch.words
    days = f"{branch.wd} 个工作日"
    words += "" if branch.wd is None or days in words else f"，{days}"
    return words + (f"（{branch.channel}）" if branch.channel else "") + _besides(branch)


def _own_conditions(branch: Branch) -> list[ShownCondition]:
    """Without those that another branch must fail; open ones first."""
    own = (c for c in branch.when if not c.label.startswith(_FAILING))
    return sorted(own, key=lambda c: c.met is True)


def _asked(branch: Branch, branches: tuple[Branch, ...]) -> Iterable[tuple[str, str, str]]:
    """Each condition of one branch, the project's value, and whether it is met."""
    if any(c.label.startswith(_EXCEPT) for c in branch.when):
        yield "文件没有列出的电压等级", NOTHING, NOTHING
        return
    own = _own_conditions(branch)
    for c in own:
        yield c.label + _and_whom(c), this_project(c), marked(c)
    failures = [c for c in branch.when if c.label.startswith(_FAILING)]
    if otherwise := _otherwise(own, failures, branches):
        yield otherwise, NOTHING, NOTHING


def _otherwise(own: list[ShownCondition], failures: list[ShownCondition], branches: tuple[Branch, ...]) -> str:
    """That another branch fails; without it a branch that has no open conditions would read as decided.

    A known failure suffices: then the open conditions are the last ones.
    """
    known = any(c.met for c in failures)
    if (known or not failures) and any(c.met is None for c in own):
        return ""
    if not known and (other := _closed(failures, branches)):
        return f"第 {other} 种情形的条件有一项不符合"
    return "不属于其他各行的情形" if own else "其他情形"


def _and_whom(condition: ShownCondition) -> str:
    """An individual business is handled as one of both, by the setting of the office."""
    firms = {"enterprise", "micro_enterprise"}
    both = condition.key == "customer" and isinstance(condition.limit, tuple) and firms <= set(condition.limit)
    return "（含个体工商户）" if both else ""


def _closed(failures: list[ShownCondition], branches: tuple[Branch, ...]) -> int | None:
    """The number of the branch that applies when one of these conditions fails."""
    labels = {c.label.removeprefix(_FAILING) for c in failures}
    return next((n for n, one in enumerate(branches, start=1) if labels & {c.label for c in one.when}), None)


def _authorities(file: CaseFile) -> Mapping[str, Authority]:
    return (file.application.office or Office()).authorities or {}


def _matter_rows(file: CaseFile, approval: Approval, order: dict[str, str]) -> list[Row]:
    offices = _authorities(file)
    rows: list[Row] = []
    for matter in approval.matters:
        office = offices.get(matter.id, Authority())
        rows.append(
            {
                "matter": matter_words(matter, file),
                "office": office.name or matter.authority or "",
                "window": office.window or "",
                "phone": office.phone or "",
                "clause": clause(matter.basis, order),
            }
        )
    return rows


def matter_words(matter: Matter, file: CaseFile) -> str:
    """The label of a matter; with 如涉及… if it depends on surfaces that the case does not list."""
    works = file.application.case.works or Works()
    dug = {*(works.occupies or ()), *surfaces_beside(file.application)}
    if matter.id in _OF_GREEN and Surface.GREEN not in dug:
        return f"{matter.label}（如涉及绿化）"
    if matter.id in _OF_DIGGING and not dug and not works.road_crossing_m:
        return f"{matter.label}（如涉及占用、挖掘道路）"
    return matter.label


def _add_filing(view: View, file: CaseFile, approval: Approval) -> None:
    filing, values = approval.filing, view.values
    for name in ("title", "name", "channel", "receiver", "may_start_text"):
        values[f"filing.{name}"] = getattr(filing, name, None) or ""
    office = _authorities(file).get("filing", Authority())
    values["filing.office"] = office.name or values["filing.receiver"]
    values["filing.office_phone"] = office.phone or ""
    values["filing.desk"] = "　".join(filter(None, (office.window, office.phone)))
    values["filing.pushed_by"] = ""
    view.tables["consequences"] = ()
    if filing is None:
        return
    values["filing.pushed_by"] = actor(filing.pushed_by, you=False)
    view.tables["consequences"] = tuple({"text": text} for text in filing.consequences)
    view.flags |= {"filing", f"form.{filing.form}"}
    view.flag("filing.pushed", on=bool(filing.pushed_by))
    view.flag("filing.posted", on=filing.post_required)
    view.flag("filing.consequences", on=bool(filing.consequences))
    view.flag("filing.start_known", on=bool(filing.may_start_text))
