"""Acts on filings and attachments in the words of the timeline; the words are valid under every regime."""

from __future__ import annotations

from gridcounter.core.filing.course import PARTIES
from gridcounter.core.record import of_applications, of_filings
from gridcounter.core.record.acts import ON_FILINGS
from gridcounter.core.record.journal import Kind
from gridcounter.services.ledger.act_words import Called, words

__all__ = ["OF_THE_FILING", "words"]

#: The kinds of entry in the history of a filing.
OF_THE_FILING = ON_FILINGS.keys() | {Kind.ATTACHMENT_ADDED, Kind.ATTACHMENT_REMOVED}


@words.register(of_applications.AttachmentAdded)
def _(act: of_applications.AttachmentAdded, _: Called) -> str:
    return f"添加附件“{act.title}”"


@words.register(of_applications.AttachmentRemoved)
def _(act: of_applications.AttachmentRemoved, called: Called) -> str:
    return f"移除附件{called.get(act.ref, '')}：{act.why}"


@words.register(of_filings.FilingPrepared)
def _(act: of_filings.FilingPrepared, _: Called) -> str:
    return f"填写备案材料，{act.on}"


@words.register(of_filings.FilingSigned)
def _(act: of_filings.FilingSigned, _: Called) -> str:
    return "、".join(PARTIES.get(party, party) for party in act.by) + f"已签章，{act.on}"


@words.register(of_filings.FilingExported)
def _(act: of_filings.FilingExported, _: Called) -> str:
    return f"导出备案材料，{act.on}"


@words.register(of_filings.FilingPushed)
def _(act: of_filings.FilingPushed, _: Called) -> str:
    return _said("备案材料已送出", act, act.serial, "流水号 ")


@words.register(of_filings.FilingConfirmed)
def _(act: of_filings.FilingConfirmed, _: Called) -> str:
    return _said("收到审批部门回执", act, act.number, "编号 ")


@words.register(of_filings.FilingReturned)
def _(act: of_filings.FilingReturned, _: Called) -> str:
    return _said("退回补正", act, act.why)


@words.register(of_filings.FilingRefused)
def _(act: of_filings.FilingRefused, _: Called) -> str:
    return _said("审批部门答复不属范围", act, act.why)


@words.register(of_filings.FilingWithdrawn)
def _(act: of_filings.FilingWithdrawn, _: Called) -> str:
    return _said("撤回备案", act, act.why)


@words.register(of_filings.FilingLapsed)
def _(act: of_filings.FilingLapsed, _: Called) -> str:
    return _said("备案失效", act, act.why)


@words.register(of_filings.FilingChanged)
def _(act: of_filings.FilingChanged, _: Called) -> str:
    return f"登记变更，{act.on}：{act.what}（{act.why}）"


@words.register(of_filings.FormPosted)
def _(act: of_filings.FormPosted, _: Called) -> str:
    return _said("现场张贴", act, act.where)


@words.register(of_filings.FormTakenDown)
def _(act: of_filings.FormTakenDown, _: Called) -> str:
    return _said("撤下张贴件", act, act.why)


@words.register(of_filings.WorksStarted)
def _(act: of_filings.WorksStarted, _: Called) -> str:
    return f"开工，{act.on}"


@words.register(of_filings.InspectionNoted)
def _(act: of_filings.InspectionNoted, _: Called) -> str:
    return f"核查{'合格' if act.passed else '不合格'}，{act.on}" + (f"：{act.text}" if act.text else "")


@words.register(of_filings.WorksRestored)
def _(act: of_filings.WorksRestored, _: Called) -> str:
    return f"恢复验收，{act.on}"


@words.register(of_filings.BreachNoted)
def _(act: of_filings.BreachNoted, _: Called) -> str:
    return _said("登记未履行事项", act, act.text)


def _said(what: str, act: of_filings.OnFiling, said: str, label: str = "") -> str:
    """The day, and the note of the act if it has one."""
    return f"{what}，{act.on}" + (f"，{label}{said}" if said else "")
