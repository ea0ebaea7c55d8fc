"""The history of an application, entry by entry, in Chinese. No personal data is in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from gridcounter.core.field_labels import FIELD_LABELS, PART_LABELS, field_label
from gridcounter.core.journal import Kind
from gridcounter.core.labels import EVENTS, SHORT_DOCUMENTS
from gridcounter.services.closing import ENDS
from gridcounter.services.filing_words import FILING_WORDS
from gridcounter.services.intake import CONVERTED
from gridcounter.services.issued_papers import CONSULTATION_USE, NAMES, WAYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from gridcounter.core.journal import Entry

    Payload = Mapping[str, Any]

PURGED = "内容已按规定清除"
_OWN = "desk."
_MOST_FIELDS = 6


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the history; `ref` is its entry, the last one where several were joined."""

    ref: str
    at: str
    who: str
    what: str


def timeline(entries: Iterable[Entry], names: Mapping[str, str]) -> list[Moment]:
    """In the order in which it happened; fields filled in one after the other by one clerk are one line."""
    papers: dict[str, str] = {}
    moments = []
    for (clerk, together), group in groupby(entries, key=lambda entry: (entry.clerk, _together(entry))):
        some = list(group)
        who = names.get(clerk, clerk)
        if together:
            what = _fields(field for entry in some for field in (entry.payload or {})["fields"])
            if what:
                moments.append(Moment(some[-1].ref, some[-1].happened_at, who, what))
            continue
        for entry in some:
            what = _told(entry, papers)
            moments.append(Moment(entry.ref, entry.happened_at, who, what))
    return moments


def _label(field: str) -> str:
    """What is entered of the works is told as one thing; its fields would fill the line."""
    part = field.partition(".")[0]
    return PART_LABELS["project"] if part == "project" else field_label(field)


def _together(entry: Entry) -> bool:
    return entry.kind == Kind.FIELDS_CHANGED and entry.written is not None


def _told(entry: Entry, papers: dict[str, str]) -> str:
    told = entry.payload
    if told is None:
        return PURGED
    # clocks are called as they were told last
    papers.update({clock["id"]: clock["label"] for clock in (told.get("answer") or {}).get("clocks", ())})
    if entry.kind == Kind.ATTACHMENT_ADDED:
        papers[entry.ref] = f"“{told['title']}”"
    elif entry.kind == Kind.ATTACHMENT_REMOVED:
        told = {**told, "called": papers.get(told["ref"], "")}
    words = _WORDS.get(entry.kind)
    what = words(told) if words else _paper(entry, told, papers)
    return f"{what}（补录：{told['late']}）" if told.get("late") else what


def _opened(told: Payload) -> str:
    if told.get(CONVERTED):
        return f"由咨询转为业务受理，编号 {told['number']} 不变"
    return f"登记申请，编号 {told['number']}" + ("，从表格导入" if told.get("imported") else "")


def _handed_over(told: Payload) -> str:
    return "转办" + (f"：{told['to']}" if told.get("to") else "")


def _received(told: Payload) -> str:
    name = _document(told)
    return f"撤回：{name}改为未收" if told.get("taken_back") else f"收到{name}"


def _deferred(told: Payload) -> str:
    name = _document(told)
    if told.get("taken_back"):
        return f"撤回：{name}不再后补"
    return f"{name}后补" + (f"，{told['until']} 前" if told.get("until") else "")


def _waived(told: Payload) -> str:
    name = _document(told)
    return f"撤回：{name}改为仍需提交" if told.get("taken_back") else f"{name}免提交，依据：{told['basis']}"


def _document(told: Payload) -> str:
    return SHORT_DOCUMENTS.get(told["document"]) or str(told.get("label") or told["document"])


def _reopened(told: Payload) -> str:
    return f"恢复办理：{told['why']}"


def _closed(told: Payload) -> str:
    why = ENDS.get(told.get("why", ""), told.get("why", ""))
    return "办结" + (f"：{why}" if why else "")


def _shown(told: Payload) -> str:
    return "查看完整号码：" + "、".join(_label(field) for field in told.get("fields", ()))


def _paper(entry: Entry, told: Payload, papers: dict[str, str]) -> str:
    match entry.kind:
        case Kind.NOTICE_ISSUED | Kind.PAPER_ISSUED | Kind.SUPPLEMENT_ISSUED:
            use = CONSULTATION_USE if told.get("consultation") else ""
            papers[entry.ref] = f"《{NAMES.get(told['paper'], told['paper'])}》{use}第 {told['version']} 版"
            return f"出具{papers[entry.ref]}" + ("，替换前一版" if told.get("replaces") else "") + _added(told)
        case Kind.NOTICE_DELIVERED | Kind.PAPER_DELIVERED:
            return f"{papers.get(told['ref'], '文书')}：{WAYS.get(told['how'], told['how'])}"
        case Kind.PAPER_VOIDED:
            return f"{papers.get(told['ref'], '文书')}作废：{told['why']}"
        case Kind.STEP_FINISHED:
            return f"办完{papers.get(told['clock'], told['clock'])}，{told['on']}"
        case Kind.CLOCK_PAUSED:
            return f"时限暂停，{told['on']}：{_clocks(told, papers)}；依据{papers.get(told['ref'], told['ref'])}"
        case Kind.CLOCK_RESUMED:
            return f"时限恢复，{told['on']}，次日起接着算：{_clocks(told, papers)}"
        case other:
            # a kind of a newer version: shown, never hidden
            return f"{other}：{json.dumps(sorted(told), ensure_ascii=False)}"


def _event(told: Payload) -> str:
    return f"{EVENTS.get(told['event'], told['event'])}，{told['on']}，次日起算"


def _clocks(told: Payload, called: Mapping[str, str]) -> str:
    return "、".join(called.get(clock, clock) for clock in told["clocks"])


def _added(told: Payload) -> str:
    items = "、".join(item["label"] for item in told.get("items", ()))
    return f"，追加告知（非首次）：{items}" if items else ""


def _fields(changed: Iterable[str]) -> str:
    shown = (field for field in changed if field in FIELD_LABELS or not field.startswith(_OWN))
    labels = list(dict.fromkeys(_label(field) for field in shown))
    if not labels:
        return ""
    more = f"等 {len(labels)} 项" if len(labels) > _MOST_FIELDS else ""
    return "填写" + "、".join(labels[:_MOST_FIELDS]) + more


_WORDS: dict[str, Callable[[Payload], str]] = {
    Kind.CONSULTATION_NOTED: lambda told: f"登记咨询，编号 {told['number']}",
    Kind.APPLICATION_OPENED: _opened,
    Kind.MATERIALS_RECEIVED: lambda told: f"收件，{told['on']}",
    Kind.APPLICATION_ACCEPTED: lambda told: f"受理，{told['on']}，当日不计",
    Kind.APPLICATION_HANDED_OVER: _handed_over,
    Kind.OFFICIAL_NUMBER_ENTERED: lambda told: f"已录入业务系统，编号 {told['number']}",
    Kind.DOCUMENT_RECEIVED: _received,
    Kind.DOCUMENT_DEFERRED: _deferred,
    Kind.DOCUMENT_WAIVED: _waived,
    Kind.EVENT_NOTED: _event,
    Kind.ANSWER_MOVED: lambda told: f"按当时的情形改定答复：{told['why']}",
    Kind.SURVEY_CONFIRMED: lambda told: f"勘查确认，{told['on']}：告知过的情形现在确定，不增加要求",
    Kind.PERSONAL_DATA_SHOWN: _shown,
    Kind.APPLICATION_CLOSED: _closed,
    Kind.APPLICATION_REOPENED: _reopened,
    Kind.PURGE_HELD: lambda told: f"到期后暂缓清除：{told['why']}" if told["why"] else "取消暂缓清除",
    Kind.EVIDENCE_BUNDLED: lambda told: f"生成举证材料包，{told['files']} 个文件",
    **FILING_WORDS,
}
