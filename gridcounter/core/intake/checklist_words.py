"""A document of the checklist in words: when it is wanted and by whom, what counts as it, and what each state means."""

from __future__ import annotations

from collections.abc import Mapping

from gridcounter.core.intake.checklist import LineState
from gridcounter.core.labels import ACTORS, STAGES
from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.decision import Document
from gridcounter.core.policy.model import DocumentState
from gridcounter.core.wording import BASELINE_WORDS, needs_words

#: The line that explains 参考 once for the whole list.
REFERENCE_MEANS = (
    "参考：本地文件没有列出，各地办电通常会看（通用做法）。"
    "没有也不影响受理：收到了选已收，没带的不用动；说好哪天送来的，写在备注里。"
)
#: What a state says, for who has not met the word.
STATE_MEANINGS: Mapping[LineState, str] = {
    LineState.DUE: "还没有交",
    LineState.RECEIVED: "当面收到了；再记复印件份数、核没核原件",
    LineState.ONLINE: "系统里查得到，不用申请人交",
    LineState.DEFERRED: "先办后交：记到哪一天、最迟哪个环节",
    LineState.WAIVED: "有文件写明不用交：要写依据",
    LineState.REFERENCE: "本地文件没有列出，没有也不影响受理",
    LineState.OPEN: "要不要交还没有定",
}
_NEEDED: Mapping[DocumentState, str] = {
    DocumentState.REQUIRED: "本地文件要求提交",
    DocumentState.WAIVED: "本地文件写明免提交",
    DocumentState.REFERENCE: "参考，本地文件没有列出",
}
_NOT_IN_THE_PAPER = "本地文件没有列出这一份，各地办电通常会看"


def need_words(document: Document) -> str:
    """申请时 · 本地文件要求提交 · 由施工单位提供."""
    parts = [STAGES[document.stage], _need(document)]
    if document.actor != "applicant":
        parts.append(f"由{ACTORS.get(document.actor, document.actor)}提供")
    if document.later:
        parts.append("追加告知")
    return " · ".join(parts)


def _need(document: Document) -> str:
    if document.needs and not document.certain:
        return f"要不要交取决于：{needs_words(document.needs)}"
    if document.state == DocumentState.ONLINE:
        return _NEEDED[DocumentState.REQUIRED if document.required else DocumentState.REFERENCE]
    return _NEEDED.get(
        document.state, _NEEDED[DocumentState.REQUIRED if document.required else DocumentState.REFERENCE]
    )


def bring_words(document: Document) -> str:
    """What counts as this document and who issues it; "" where neither is known."""
    parts = ["；".join(document.accepts)] if document.accepts else []
    if document.issuer:
        parts.append(f"{document.issuer}出具")
    return f"拿什么来（{BASELINE_WORDS}）：{' · '.join(parts)}" if parts else ""


def basis_words(document: Document) -> str:
    """The clauses that ask for it, each once; of general practice, that the local paper does not list it."""
    lines = [
        f"{_NOT_IN_THE_PAPER}（{BASELINE_WORDS}）"
        if basis.source == BASELINE
        else f"{basis.source} {basis.article or ''}".strip()
        for basis in document.basis
    ]
    return f"依据：{'；'.join(dict.fromkeys(lines))}"
