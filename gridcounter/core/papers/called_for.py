"""Which papers an application calls for, and why a paper that was asked for cannot be had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridcounter.core.labels import TRACKS
from gridcounter.core.policy.model import Track

if TYPE_CHECKING:
    from gridcounter.core.application import Application
    from gridcounter.core.papers.view import View
    from gridcounter.core.policy.decision import Decision

#: In the order in which they are handed over.
PAPERS = (
    "one_time_notice",
    "materials_receipt",
    "acceptance_receipt",
    "deferral_note",
    "supplement_notice",
    "survey_update",
    "commitment_filing",
    "filing_record",
    "permit_commitment",
    "commitment_filing_posted",
    "return_notice",
    "approval_notice",
    "info_sheet",
    "quick_reference",
)

#: Made for the drawer, without an application.
DRAWER_PACK = "drawer_pack"

_APPLIED_FOR = {Track.PARALLEL, Track.PERMIT}


def papers_called_for(application: Application, decision: Decision) -> tuple[str, ...]:
    approval = decision.approval
    wanted = {"one_time_notice", "acceptance_receipt", "info_sheet"}
    if application.received:
        wanted.add("materials_receipt")
    if application.deferred:
        wanted.add("deferral_note")
    works = application.case.works
    if approval.filing is not None and works is not None and works.owner == "applicant":
        wanted.add(str(approval.filing.form))
        if approval.filing.post_required:
            wanted.add("commitment_filing_posted")
    if approval.track in _APPLIED_FOR and approval.actor in {None, "applicant"}:
        wanted.add("approval_notice")
    return tuple(paper for paper in PAPERS if paper in wanted)


def why_not(paper: str, decision: Decision, view: View) -> str:
    """The sentence that refuses a paper asked for by name; empty where it can be had."""
    approval = decision.approval
    track = f"本件外线工程为：{TRACKS[approval.track]}"
    filing = approval.filing
    match paper:
        case "commitment_filing" | "filing_record" | "permit_commitment":
            if filing is None:
                return f"{track}，本地文件没有要求填写这种表，不能出具"
            return (
                ""
                if filing.form == paper
                else f"本地文件规定填写的是《{filing.title}》（{filing.form}），不能出具 {paper}"
            )
        case "commitment_filing_posted":
            posted = filing is not None and filing.post_required
            return "" if posted else f"{track}，本地文件没有要求在现场张贴，不能出具张贴件"
        case "return_notice":
            return "" if filing else f"{track}，没有备案或承诺可以退回，不能出具退回补正告知单"
        case "approval_notice":
            return "" if approval.track in _APPLIED_FOR else f"{track}，不需要办理审批，不能出具审批事项告知单"
        case "survey_update":
            settled = approval.track != Track.UNDETERMINED
            return "" if settled else "外线情况尚未勘查清楚，请先补全外线工程信息，再出具勘查后确认告知"
        case "supplement_notice":
            return "" if view.tables["missing"] else "本地文件要求的资料没有缺少，不需要出具补充资料告知单"
        case "deferral_note":
            return "" if view.tables["deferred"] else "没有后补的资料，不需要出具后补资料确认单"
        case "materials_receipt":
            return "" if view.tables["received"] else "没有收到资料，不需要出具资料接收凭证"
        case _:
            return ""
