"""Acts on a filing and on attachments as a timeline tells them: words that hold under every regime."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gridcounter.core.filing_course import PARTIES
from gridcounter.core.journal import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Payload = Mapping[str, Any]


def _on(what: str) -> Callable[[Payload], str]:
    return lambda told: f"{what}，{told['on']}"


def _with(what: str, key: str, label: str) -> Callable[[Payload], str]:
    """Besides the day what was said under this key, where something was."""

    def words(told: Payload) -> str:
        said = f"，{label}{told[key]}" if told.get(key) else ""
        return f"{what}，{told['on']}{said}"

    return words


def _signed(told: Payload) -> str:
    return "、".join(PARTIES.get(party, party) for party in told.get("by", ())) + f"已签章，{told['on']}"


def _inspected(told: Payload) -> str:
    text = f"：{told['text']}" if told.get("text") else ""
    return f"核查{'合格' if told.get('passed') else '不合格'}，{told['on']}{text}"


def _changed(told: Payload) -> str:
    return f"登记变更，{told['on']}：{told['what']}（{told['why']}）"


FILING_WORDS: Mapping[str, Callable[[Payload], str]] = {
    Kind.ATTACHMENT_ADDED: lambda told: f"添加附件“{told['title']}”",
    Kind.ATTACHMENT_REMOVED: lambda told: f"移除附件{told.get('called', '')}：{told['why']}",
    Kind.FILING_PREPARED: _on("填写备案材料"),
    Kind.FILING_SIGNED: _signed,
    Kind.FILING_EXPORTED: _on("导出备案材料"),
    Kind.FILING_PUSHED: _with("备案材料已送出", "serial", "流水号 "),
    Kind.FILING_CONFIRMED: _with("收到审批部门回执", "number", "编号 "),
    Kind.FILING_RETURNED: _with("退回补正", "why", ""),
    Kind.FILING_REFUSED: _with("审批部门答复不属范围", "why", ""),
    Kind.FILING_WITHDRAWN: _with("撤回备案", "why", ""),
    Kind.FILING_LAPSED: _with("备案失效", "why", ""),
    Kind.FILING_CHANGED: _changed,
    Kind.FORM_POSTED: _with("现场张贴", "where", ""),
    Kind.FORM_TAKEN_DOWN: _with("撤下张贴件", "why", ""),
    Kind.WORKS_STARTED: _on("开工"),
    Kind.INSPECTION_NOTED: _inspected,
    Kind.WORKS_RESTORED: _on("恢复验收"),
    Kind.BREACH_NOTED: _with("登记未履行事项", "text", ""),
}
