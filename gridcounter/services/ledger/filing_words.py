"""Acts on filings and attachments in the words of the timeline; the words are valid under every regime."""

from __future__ import annotations

from collections.abc import Mapping

from gridcounter.core.filing.course import PARTIES
from gridcounter.core.record import of_applications, of_filings
from gridcounter.core.record.acts import ON_FILINGS
from gridcounter.core.record.journal import Kind
from gridcounter.services.ledger.act_words import Called, words

__all__ = ["OF_THE_FILING", "words"]

#: The kinds of entry in the history of a filing.
OF_THE_FILING = ON_FILINGS.keys() | {Kind.ATTACHMENT_ADDED, Kind.ATTACHMENT_REMOVED}
_ON_A_DAY: Mapping[type, str] = {
    of_filings.FilingPrepared: "填写备案材料",
    of_filings.FilingExported: "导出备案材料",
    of_filings.WorksStarted: "开工",
    of_filings.WorksRestored: "恢复验收",
}
_WITH_WHY: Mapping[type, str] = {
    of_filings.FilingReturned: "退回补正",
    of_filings.FilingRefused: "审批部门答复不属范围",
    of_filings.FilingWithdrawn: "撤回备案",
    of_filings.FilingLapsed: "备案失效",
    of_filings.FormTakenDown: "撤下张贴件",
}


@words.register(of_applications.AttachmentAdded)
def _(act: of_applications.AttachmentAdded, _: Called) -> str:
    return f"添加附件“{act.title}”"


@words.register(of_applications.AttachmentRemoved)
def _(act: of_applications.AttachmentRemoved, called: Called) -> str:
    return f"移除附件{called.get(act.ref, '')}：{act.why}"


@words.register
def _(
    act: of_filings.FilingPrepared | of_filings.FilingExported | of_filings.WorksStarted | of_filings.WorksRestored,
    _: Called,
) -> str:
    return f"{_ON_A_DAY[type(act)]}，{act.on}"


@words.register
def _(
    act: of_filings.FilingReturned
    | of_filings.FilingRefused
    | of_filings.FilingWithdrawn
    | of_filings.FilingLapsed
    | of_filings.FormTakenDown,
    _: Called,
) -> str:
    return _said(_WITH_WHY[type(act)], act, act.why)


@words.register(of_filings.FilingSigned)
def _(act: of_filings.FilingSigned, _: Called) -> str:
    return "、".join(PARTIES.get(party, party) for party in act.by) + f"已签章，{act.on}"


@words.register(of_filings.FilingPushed)
def _(act: of_filings.FilingPushed, _: Called) -> str:
    return _said("备案材料已送出", act, act.serial, "流水号 ")


@words.register(of_filings.FilingConfirmed)
def _(act: of_filings.FilingConfirmed, _: Called) -> str:
    return _said("收到审批部门回执", act, act.number, "编号 ")


@words.register(of_filings.FilingChanged)
def _(act: of_filings.FilingChanged, _: Called) -> str:
    return f"登记变更，{act.on}：{act.what}（{act.why}）"


@words.register(of_filings.FormPosted)
def _(act: of_filings.FormPosted, _: Called) -> str:
    return _said("现场张贴", act, act.where)


@words.register(of_filings.InspectionNoted)
def _(act: of_filings.InspectionNoted, _: Called) -> str:
    return f"核查{'合格' if act.passed else '不合格'}，{act.on}" + (f"：{act.text}" if act.text else "")


@words.register(of_filings.BreachNoted)
def _(act: of_filings.BreachNoted, _: Called) -> str:
    return _said("登记未履行事项", act, act.text)


def _said(what: str, act: of_filings.OnFiling, said: str, label: str = "") -> str:
    """The day, and the note of the act if it has one."""
    return f"{what}，{act.on}" + (f"，{label}{said}" if said else "")
