"""An act in words for people; `filing_words` does the same for acts on filings and attachments.

`called` maps an entry that issued a paper or added a file, or the id of a limit, to its name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import singledispatch
from typing import TypeAlias

from gridcounter.core.field_changes import are_impersonal
from gridcounter.core.field_labels import PART_LABELS, field_label
from gridcounter.core.intake.conditions import ConditionLine, acceptance_words
from gridcounter.core.intake.corrections import chosen_reason
from gridcounter.core.labels import EVENTS, SHORT_DOCUMENTS
from gridcounter.core.papers.replaced import day_lines
from gridcounter.core.record import of_applications, of_clocks, of_desks, of_papers
from gridcounter.core.record.contents import Contents
from gridcounter.services.applications.closing import ENDS
from gridcounter.services.papers.issued_papers import CONSULTATION_USE, NAMES, WAYS

Document: TypeAlias = (
    of_applications.DocumentReceived | of_applications.DocumentDeferred | of_applications.DocumentWaived
)
Called: TypeAlias = Mapping[str, str]

#: For a paper or file whose name is not on record.
_SOME_PAPER = "文书"


@singledispatch
def words(act: Contents, called: Called) -> str:
    """Raises NotImplementedError for an act of the office, which appears on no timeline."""
    raise NotImplementedError(type(act).__name__)


def paper_name(act: of_papers.PaperIssued) -> str:
    """《一次性告知书》第 2 版."""
    return f"《{NAMES.get(act.paper, act.paper)}》{CONSULTATION_USE if act.consultation else ''}第 {act.version} 版"


def field_words(field: str) -> str:
    """All fields of the works share one name, because their own names would fill the line; so do joint ones."""
    part = field.partition(".")[0]
    return PART_LABELS[part] if part in {"project", "joint"} else field_label(field)


@words.register(of_desks.ConflictSettled)
def _(act: of_desks.ConflictSettled, _: Called) -> str:
    return "核对了两台分别办理、互相不一致的登记" + (f"：{act.why}" if act.why else "")


@words.register(of_applications.NumberCorrected)
def _(act: of_applications.NumberCorrected, _: Called) -> str:
    return f"编号 {act.was} 与另一份申请重复，改为 {act.number}"


@words.register(of_applications.ConsultationNoted)
def _(act: of_applications.ConsultationNoted, _: Called) -> str:
    return f"登记咨询，编号 {act.number}"


@words.register(of_applications.ApplicationOpened)
def _(act: of_applications.ApplicationOpened, _: Called) -> str:
    if act.converted:
        return f"由咨询转为业务受理，编号 {act.number} 不变"
    return f"登记申请，编号 {act.number}" + ("，从表格导入" if act.imported else "")


@words.register(of_applications.FieldsCorrected)
def _(act: of_applications.FieldsCorrected, called: Called) -> str:
    """Without the values, and without the clerk's own words about those that may name a person: a card has them."""
    why = act.why if are_impersonal(act.fields) else chosen_reason(act.why)
    labels = (called.get(field) or field_label(field) for field in act.fields)
    return f"更正{'、'.join(labels)}（{why}）"


@words.register(of_applications.DaysCorrected)
def _(act: of_applications.DaysCorrected, _: Called) -> str:
    return f"更正{'；'.join(day_lines(act))}（{act.why}）"


@words.register(of_applications.MaterialsReceived)
def _(act: of_applications.MaterialsReceived, _: Called) -> str:
    return f"收件，{act.on}"


@words.register(of_applications.ApplicationAccepted)
def _(act: of_applications.ApplicationAccepted, _: Called) -> str:
    seen = acceptance_words(ConditionLine(one.text, one.met, one.remark) for one in act.conditions)
    return f"受理，{act.on}，当日不计" + (f"。{seen}" if seen else "")


@words.register(of_applications.ConditionsSeen)
def _(act: of_applications.ConditionsSeen, _: Called) -> str:
    return "受理以后核对" + acceptance_words(ConditionLine(one.text, one.met) for one in act.conditions)


@words.register(of_applications.ApplicationHandedOver)
def _(act: of_applications.ApplicationHandedOver, _: Called) -> str:
    return f"转办：{act.to}"


@words.register(of_applications.OfficialNumberEntered)
def _(act: of_applications.OfficialNumberEntered, _: Called) -> str:
    return f"已录入业务系统，编号 {act.number}"


@words.register(of_applications.DocumentReceived)
def _(act: of_applications.DocumentReceived, _: Called) -> str:
    name = _document(act)
    return f"撤回：{name}改为未收" if act.taken_back else f"收到{name}{_remark(act)}"


@words.register(of_applications.DocumentDeferred)
def _(act: of_applications.DocumentDeferred, _: Called) -> str:
    name = _document(act)
    if act.taken_back:
        return f"撤回：{name}不再后补"
    return f"{name}后补" + (f"，{act.until} 前" if act.until else "") + _remark(act)


@words.register(of_applications.DocumentWaived)
def _(act: of_applications.DocumentWaived, _: Called) -> str:
    name = _document(act)
    return f"撤回：{name}改为仍需提交" if act.taken_back else f"{name}免提交，依据：{act.basis}{_remark(act)}"


@words.register(of_applications.DocumentRemarked)
def _(act: of_applications.DocumentRemarked, _: Called) -> str:
    name = _document(act)
    return f"{name}备注：{act.remark}" if act.remark else f"删去{name}的备注"


@words.register(of_applications.PersonalDataShown)
def _(act: of_applications.PersonalDataShown, _: Called) -> str:
    if act.fields is None:
        return "取出存档的文书" if act.shown_list == "papers" else "查看完整号码"
    return "查看完整号码：" + "、".join(map(field_words, act.fields))


@words.register(of_applications.ApplicationClosed)
def _(act: of_applications.ApplicationClosed, _: Called) -> str:
    why = ENDS.get(act.why, act.why)
    return "办结" + (f"：{why}" if why else "") + (f"，{act.reason}" if act.reason else "")


@words.register(of_applications.ApplicationReopened)
def _(act: of_applications.ApplicationReopened, _: Called) -> str:
    return f"恢复办理：{act.why}"


@words.register(of_applications.PurgeHeld)
def _(act: of_applications.PurgeHeld, _: Called) -> str:
    return f"到期后暂缓清除：{act.why}" if act.why else "取消暂缓清除"


@words.register(of_applications.EvidenceBundled)
def _(act: of_applications.EvidenceBundled, _: Called) -> str:
    return f"生成举证材料包，{act.files} 个文件"


@words.register(of_papers.PaperIssued)
def _(act: of_papers.PaperIssued, _: Called) -> str:
    items = "、".join(item.label for item in act.items)
    again = f"，追加告知（非首次）：{items}" if items else ""
    return f"出具{paper_name(act)}" + ("，替换前一版" if act.replaces else "") + again


@words.register(of_papers.PaperDelivered)
def _(act: of_papers.PaperDelivered, called: Called) -> str:
    return f"{called.get(act.ref, _SOME_PAPER)}：{WAYS.get(act.how, act.how)}"


@words.register(of_papers.PaperPrinted)
def _(act: of_papers.PaperPrinted, called: Called) -> str:
    return f"{called.get(act.ref, _SOME_PAPER)}：已送打印机"


@words.register(of_papers.PaperVoided)
def _(act: of_papers.PaperVoided, called: Called) -> str:
    return f"{called.get(act.ref, _SOME_PAPER)}作废：{act.why}"


@words.register(of_papers.AnswerMoved)
def _(act: of_papers.AnswerMoved, _: Called) -> str:
    return f"按当时的情形改定答复：{act.why}"


@words.register(of_papers.SurveyConfirmed)
def _(act: of_papers.SurveyConfirmed, _: Called) -> str:
    return f"勘查确认，{act.on}：告知过的情形现在确定，不增加要求"


@words.register(of_clocks.EventNoted)
def _(act: of_clocks.EventNoted, _: Called) -> str:
    return f"{EVENTS.get(act.event, act.event)}，{act.on}，次日起算"


@words.register(of_clocks.StepFinished)
def _(act: of_clocks.StepFinished, called: Called) -> str:
    return f"办完{called.get(act.clock, act.clock)}，{act.on}"


@words.register(of_clocks.ClockPaused)
def _(act: of_clocks.ClockPaused, called: Called) -> str:
    return f"时限暂停，{act.on}：{_clocks(act.clocks, called)}；依据{called.get(act.ref, act.ref)}"


@words.register(of_clocks.ClockResumed)
def _(act: of_clocks.ClockResumed, called: Called) -> str:
    return f"时限恢复，{act.on}，次日起接着算：{_clocks(act.clocks, called)}"


def _document(act: Document | of_applications.DocumentRemarked) -> str:
    return SHORT_DOCUMENTS.get(act.document) or act.label or act.document


def _remark(act: Document) -> str:
    return f"（备注：{act.remark}）" if act.remark else ""


def _clocks(clocks: Sequence[str], called: Called) -> str:
    return "、".join(called.get(clock, clock) for clock in clocks)
