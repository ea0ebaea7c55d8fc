"""Which papers an application calls for, and why a requested paper is not available."""

from __future__ import annotations

from collections.abc import Sequence

from gridcounter.core.application import Application
from gridcounter.core.case import Works
from gridcounter.core.filing.filing import ENDED, follow_all
from gridcounter.core.papers.view import Printing, View
from gridcounter.core.policy.decision import Approval, Decision, Filing
from gridcounter.core.policy.model import Track
from gridcounter.core.record.of_filings import OnFiling
from gridcounter.core.wording import needs_words

NOTICE = "one_time_notice"
SUPPLEMENT = "supplement_notice"
SURVEY_UPDATE = "survey_update"
POSTED = "commitment_filing_posted"

#: In the order of handing over.
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
    "start_notice",
    "approval_notice",
    "info_sheet",
    "quick_reference",
)

#: Papers signed by the applicant: after delivery a signed copy is expected.
SIGNED_FOR = (
    *("one_time_notice", "acceptance_receipt", "deferral_note", SUPPLEMENT, SURVEY_UPDATE, "approval_notice"),
    *("joint_application", "joint_receipt"),
)

#: Papers for the office's own use: nobody signs them, and nobody is handed one.
INTERNAL = frozenset({"info_sheet"})

#: Printed on every page of a paper issued for a consultation.
CONSULTATION_MARK = "咨询用，未受理"
#: Printed on each page of the papers of a pack that nobody has adopted, and told beside its answers.
ON_TRIAL = "试用：政策包尚未启用"
#: Printed on each page of a paper that no record handed out: who drew it gave no PIN, whatever clerk it names.
NOT_ON_RECORD = "未在台账登记"
#: Available without an application: the answer, and the overview of the place.
_FOR_ASKING = {"one_time_notice", "quick_reference"}
_NOT_FOR_ASKING = "这是咨询，没有受理，只出具带“咨询用”标记的一次性告知书；要出这份文书，请先转为业务受理"

#: Printed in advance, without an application.
DRAWER_PACK = "drawer_pack"
#: The businesses beside connecting on one sheet, without an application.
BUSINESS_REFERENCE = "business_reference"

#: What is filled in for a filing, and its extract in the street.
FILING_FORMS = frozenset({"commitment_filing", "filing_record", "permit_commitment", "commitment_filing_posted"})
#: Papers of each filing version: those of the earlier version stay valid as past papers.
OF_THE_FILING = FILING_FORMS | {"return_notice", "start_notice"}
#: Papers that depend on the track of the outside works.
_ON_WORKS = {*OF_THE_FILING, "approval_notice"}
#: Papers that consist of the rows of one table, and the message for an empty one.
_OF_ROWS = {
    "supplement_notice": (
        "missing",
        "申请阶段的资料没有缺少，不需要出具补充资料告知单；以后环节的资料到时再收",
    ),
    "deferral_note": ("deferred", "没有后补的资料，不需要出具后补资料确认单"),
    "materials_receipt": ("received", "没有收到资料，不需要出具资料接收凭证"),
}
#: Papers about the documents themselves.
LISTS = frozenset(_OF_ROWS)
_UNSETTLED = {Track.UNDETERMINED, Track.NOT_COVERED}
_APPLIED_FOR = {Track.PARALLEL, Track.PERMIT}


def papers_called_for(application: Application, decision: Decision, printing: Printing) -> tuple[str, ...]:
    """Paper ids, in order; a receipt only if its act is recorded (收件, 受理)."""
    if printing.consultation:
        return ("one_time_notice",)
    wanted = papers_of_the_acts(
        decision,
        application.case.works,
        accepted=printing.accepts(application),
        received=bool(application.received and application.received_on),
        deferred=bool(application.deferred),
    )
    return tuple(paper for paper in PAPERS if paper in wanted and not is_over(paper, printing.filing_acts))


def is_over(paper: str, acts: Sequence[OnFiling]) -> bool:
    """Whether it belongs to a version that has ended: that one stays as it was, the next is issued once filled in."""
    return paper in FILING_FORMS and follow_all(acts).state in ENDED


def papers_of_the_acts(
    decision: Decision, works: Works | None, *, accepted: bool, received: bool, deferred: bool
) -> set[str]:
    """`received`: 收件 is on record and documents were handed in; `deferred`: some may come later."""
    wanted = {"one_time_notice"}
    if decision.connects:
        wanted.add("info_sheet")  # it asks for the supply and the works
    if accepted:
        wanted.add("acceptance_receipt")
    if received:
        wanted.add("materials_receipt")
    if deferred:
        wanted.add("deferral_note")
    return wanted | _papers_of_the_works(decision.approval, works)


def _papers_of_the_works(approval: Approval, works: Works | None) -> set[str]:
    wanted = set()
    filing = approval.filing
    if filing is not None and works is not None and works.owner == "applicant" and approval.actor == "applicant":
        wanted.add(str(filing.form))
        if filing.post_required:
            wanted.add("commitment_filing_posted")
    if approval.track in _APPLIED_FOR and approval.actor in {None, "applicant"}:
        wanted.add("approval_notice")
    return wanted


def why_not(paper: str, decision: Decision, view: View) -> str:
    """Why a paper requested by name cannot be issued, in Chinese; "" if it can."""
    if early := _too_early(paper, view):
        return early
    approval = decision.approval
    track = f"本件外线工程为：{approval.words}"
    if paper in _ON_WORKS and approval.track in _UNSETTLED:
        return _unsettled(approval, view.values["policy.word"])
    if paper in _OF_ROWS:
        return _without_rows(paper, view)
    if paper in OF_THE_FILING:
        return _why_not_of_the_filing(paper, approval.filing, track, view)
    if paper == "approval_notice" and approval.track not in _APPLIED_FOR:
        return f"{track}；外线要办理审批的才出具审批事项告知单，本件不能出具"
    if paper == SURVEY_UPDATE and approval.track == Track.UNDETERMINED:
        return "外线情况尚未勘查清楚，请先补全外线工程信息，再出具勘查后确认告知"
    return ""


def _why_not_of_the_filing(paper: str, filing: Filing | None, track: str, view: View) -> str:
    match paper:
        case "commitment_filing_posted":
            posted = filing is not None and filing.post_required
            return (
                view.values["form.refused"]
                if posted
                else f"{track}，{view.values['policy.word']}没有要求在现场张贴，不能出具张贴件"
            )
        case "return_notice":
            return "" if filing else f"{track}，没有备案或承诺可以退回，不能出具退回补正告知单"
        case "start_notice":
            return view.values["start.refused"]
        case _:
            return _why_no_form(paper, filing, track, view.values["policy.word"]) or view.values["form.refused"]


def _without_rows(paper: str, view: View) -> str:
    table, nothing = _OF_ROWS[paper]
    if table == "missing" and "open_documents" in view.flags:
        nothing = f"{view.values['open_documents']}是否要交还没有确定，请先补全申请的内容，再看要不要补充资料"
    return "" if view.tables[table] else nothing


def _too_early(paper: str, view: View) -> str:
    """A receipt confirms an act: it is available once the act is recorded."""
    if "consultation" in view.flags and paper not in _FOR_ASKING:
        return _NOT_FOR_ASKING
    if paper == "materials_receipt" and view.tables["received"] and not view.values["received_on"]:
        return "收件还没有登记，不能出具资料接收凭证；请先登记收件日期"
    if paper == "acceptance_receipt" and "accepted" not in view.flags:
        return "受理还没有登记，不能出具受理回执；请先登记受理（申请人和办理业务要写明）"
    return ""


def _unsettled(approval: Approval, paper: str) -> str:
    if approval.track == Track.NOT_COVERED:
        return f"{paper}没有规定这种外线工程怎样办理，不能出具这份文书，请先向供电企业和审批部门确认"
    return f"外线工程怎样办理尚不能判定，请先补全：{needs_words(approval.needs)}，再出具这份文书"


def _why_no_form(paper: str, filing: Filing | None, track: str, word: str) -> str:
    if filing is None:
        return f"{track}，{word}没有要求填写这种表，不能出具"
    if filing.form == paper:
        return ""
    return f"{word}规定填写的是《{filing.title}》（{filing.form}），不能出具 {paper}"
