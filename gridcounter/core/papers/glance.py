"""一眼看懂: at most six lines that tell an applicant what to do, read from the same decision as all the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridcounter.core.application import Applicant, Office, Premises
from gridcounter.core.labels import ACTORS
from gridcounter.core.papers.wording import circled, day_in_full, gap_words, needs_words
from gridcounter.core.policy.model import DocumentState

if TYPE_CHECKING:
    from gridcounter.core.papers.view import CaseFile, Row, View


_SHORT = {
    "filing": "免行政审批，只作备案",
    "commitment": "行政许可，告知承诺方式",
    "parallel": "并联审批",
    "permit": "行政许可",
}


def add_glance(view: View, file: CaseFile) -> None:
    rows: list[Row] = [
        {"lead": lead, "text": text}
        for lead, text in (
            ("您申请", _what(view, file)),
            ("您现在要做", _tasks(view, file)),
            ("何时答复", _answer(file)),
            ("费用", _money(file)),
            ("外线", _line(view, file)),
            ("咨询", _whom(file)),
        )
    ]
    view.tables["glance"] = tuple(rows)


def _what(view: View, file: CaseFile) -> str:
    address = (file.application.premises or Premises()).address or (file.application.applicant or Applicant()).address
    parts = [view.values["case.business"] or "用电", view.values["case.supply.words"], address or ""]
    return "，".join(part for part in parts if part)


def _tasks(view: View, file: CaseFile) -> str:
    application, decision = file.application, file.decision
    settled = {row.document for row in application.received or ()} | {
        row.document for row in application.deferred or ()
    }
    now = [d for d in decision.documents if d.stage == "application" and d.id not in settled]
    tasks = []
    required = [d.label for d in now if d.state == DocumentState.REQUIRED]
    reference = [d.label for d in now if d.state == DocumentState.REFERENCE]
    if required:
        tasks.append(f"提交{'、'.join(required)}")
    if reference:
        tasks.append(f"备好{'、'.join(reference)}（参考）")
    later = view.tables["deferred"]
    if later:
        tasks.append(
            "补交" + "、".join(row["name"] + (f"（{row['until']}前）" if row["until"] else "") for row in later)
        )
    approval = decision.approval
    if approval.actor == "applicant" and approval.filing is not None:
        tasks.append(f"会同施工单位填写《{approval.filing.title}》")
    elif approval.actor == "applicant" and approval.track in {"parallel", "permit"}:
        matters = "、".join(matter.label for matter in approval.matters)
        tasks.append(f"到审批部门办理{matters or '外线审批'}")
    elif view.flags & {"builds.unknown"} and approval.track in {"filing", "commitment", "parallel", "permit"}:
        tasks.append("向供电企业确认外线由谁建设")
    if not tasks:
        return "资料已齐，现在不用再交，请保持电话畅通"
    return "　".join(f"{circled(place)}{task}" for place, task in enumerate(tasks))


def _answer(file: CaseFile) -> str:
    decision = file.decision
    dated = next((line for line in decision.clocks if line.due_on is not None), None)
    if dated is not None and dated.due_on is not None:
        how_long = f"受理后 {dated.wd} 个工作日" if dated.wd is not None else "按受理当日起算"
        mark = "，暂估" if dated.provisional else ""
        return f"{day_in_full(dated.due_on)}前完成{dated.label}（{how_long}{mark}）"
    open_line = next((line for line in decision.clocks if line.needs), None)
    if open_line is not None:
        return f"待定，取决于{needs_words(open_line.needs)}；确定后书面告知"
    return "本地文件没有写明天数，由供电企业受理时书面答复"


def _money(file: CaseFile) -> str:
    own = [cost for cost in file.decision.costs if cost.connection]
    if not own:
        return "本地文件没有写明由谁出资，由供电企业书面告知；收费以当地公示为准"
    told = [
        f"{cost.part}由{ACTORS[cost.payer] if cost.payer != 'applicant' else '您'}承担"
        + (f"（待定，取决于{needs_words(cost.needs)}）" if cost.needs else "")
        for cost in own
    ]
    free = all(cost.payer != "applicant" and not cost.needs for cost in own)
    return "；".join(told) + ("，您不用付" if free else "") + "；其他以当地公示为准"


def _line(view: View, file: CaseFile) -> str:
    approval = file.decision.approval
    if approval.track == "undetermined":
        return f"待勘查后确定，取决于{needs_words(approval.needs)}"
    if approval.track in {"none", "not_covered", "exempt"}:
        return view.values["approval.result"]
    gaps = [gap_words(c) for c in approval.conditions if c.met is False and c.gap is not None]
    days = f"，{approval.wd} 个工作日" if approval.wd is not None else ""
    because = f"（{'；'.join(gaps)}）" if gaps else ""
    return f"{_SHORT[approval.track]}{days}{because}，{view.values['approval.who']}"


def _whom(file: CaseFile) -> str:
    office = file.application.office or Office()
    desk = " ".join(part for part in (office.window, office.phone) if part)
    lines = [f"供电服务 {file.decision.hotlines[0]}", f"能源监管 {file.decision.hotlines[1]}"]
    return "；".join([desk, *lines] if desk else lines)
