"""后补: documents agreed to follow later, and the sentences on them."""

from __future__ import annotations

from collections.abc import Sequence

from gridcounter.core.application import DeferredDocument
from gridcounter.core.intake.checklist import LATEST, agreed
from gridcounter.core.papers.shared_facts import named
from gridcounter.core.papers.view import CaseFile, Row, View
from gridcounter.core.policy.decision import Document
from gridcounter.core.policy.model import Stage
from gridcounter.core.wording import NOTHING, clause, day_in_full

#: Agreed to follow, but not on the checklist of the case.
OF_ONES_OWN = "不在本次告知的资料内，自愿提供"
_NOBODY_ASKS = "上表的资料不在本次告知的资料内，自愿提供，不补不影响本次受理；以后的环节是否需要，请先向供电企业确认。"
_WHY_DEFERRED = (
    "为什么可以后补（通用做法）：为了少跑一趟，先行受理，"
    "上表的资料不晚于表中日期、在所列环节之前补交即可，以先到的为准。"
)
_OF_LATER_STEPS = "上表的资料在以后的环节才需要，受理不等这些资料；请不晚于表中日期、在所列环节之前提交，以先到的为准。"
_OPEN = "要不要交还没有确定的，确定后告知；不需要的不用交。"
_BUT_ONES_OWN = "写明自愿提供的，不补不影响本次受理；以后的环节是否需要，请先向供电企业确认。"
_FREE_CHANNEL = "free_channel"
_ANY_CHANNEL = "怎样补交：到原窗口或者线上补交，办理渠道由您自主选择；线上从哪里提交，请问窗口。"
_THIS_WINDOW = "怎样补交：到原窗口补交；能不能线上补交，请先问窗口。"
_BEFORE_ITS_STEP = {
    Stage.DESIGN_REVIEW: "设计审查前",
    Stage.MID_INSPECTION: "中间检查前",
    Stage.FINAL_INSPECTION: "竣工检验前",
}


def add_deferred(view: View, file: CaseFile, order: dict[str, str]) -> None:
    """Fills the table `deferred` and the sentences on it; `order` gives each cited policy its sign."""
    asked = {document.id: document for document in file.decision.documents}
    deferred = file.application.deferred or ()
    view.tables["deferred"] = tuple(_deferred_row(row, asked.get(row.document), file, order) for row in deferred)
    listed = [asked[row.document] for row in deferred if row.document in asked]
    view.values["deferral.why"] = _why_deferred(view.tables["deferred"], listed)
    free = any(right.id == _FREE_CHANNEL for right in file.decision.rights)
    view.values["deferral.how"] = _ANY_CHANNEL if free else _THIS_WINDOW
    view.flag("deferral.clause", on=any(order[file.header.number] in row["basis"] for row in view.tables["deferred"]))
    view.flag("consequence", on=any(row["consequence"] for row in view.tables["deferred"]))


def _deferred_row(row: DeferredDocument, asked: Document | None, file: CaseFile, order: dict[str, str]) -> Row:
    """`asked` is the document of the case; None for one that the case does not require."""
    return {
        "name": named(row, file),
        "until": day_in_full(row.until),
        "basis": row.basis or (clause(asked.basis, order) if asked else OF_ONES_OWN),
        "latest": latest_step(row, asked.stage) if asked else row.latest or NOTHING,
        "consequence": agreed(row.consequence, row.latest),
    }


def _why_deferred(rows: Sequence[Row], listed: Sequence[Document]) -> str:
    """Why documents are handed in later: `rows` are all deferred ones, `listed` those that the case requires."""
    own = [row["basis"] == OF_ONES_OWN and row["latest"] == NOTHING for row in rows]
    if all(own):
        return _NOBODY_ASKS
    stages = {one.stage for one in listed}
    why = _OF_LATER_STEPS if stages and Stage.APPLICATION not in stages else _WHY_DEFERRED
    open_ = any(one.is_doubtful for one in listed)
    return why + (_OPEN if open_ else "") + (_BUT_ONES_OWN if any(own) else "")


def deferred_beside(row: DeferredDocument, file: CaseFile) -> Row:
    """The row of a deferred document that the case does not require, for every list of documents."""
    until = day_in_full(row.until)
    state = f"后补至 {until}" if until else "后补"
    name, stage = named(row, file), row.latest or NOTHING
    return {
        "name": name,
        "accepts": NOTHING,
        "issuer_words": "",
        "state": state,
        "clause": row.basis or NOTHING,
        "stage": stage,
        "at": stage,
    }


def latest_step(row: DeferredDocument, stage: Stage) -> str:
    """The agreed step, else the document's own step."""
    return row.latest or _BEFORE_ITS_STEP.get(stage, LATEST)
