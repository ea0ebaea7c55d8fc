"""A pack as rich text: the policy rule by rule, each with its clause."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from gridcounter.core.labels import NOTE_KINDS, track_words
from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.model import (
    ApprovalRule,
    ClassRule,
    CostRule,
    DocumentRule,
    LimitRule,
    MatterRule,
    NoteRule,
    PolicyPack,
    RightRule,
    Rule,
    ServiceRule,
    StepRule,
)
from gridcounter.core.wording import BASELINE_WORDS, day_in_full

if TYPE_CHECKING:
    from gridcounter.core.policy.decision import Bases
    from gridcounter.desktop.kit.theme import Scale, Tokens
    from gridcounter.services.office.beside_shipped import Standing

_TITLES = {
    "customer_class": "用户类别",
    "step": "环节",
    "limit": "时限",
    "document": "资料",
    "approval": "外线审批",
    "cost": "费用",
    "service": "服务",
    "right": "权利",
    "note": "说明",
}


def policy_html(pack: PolicyPack, standing: Standing, tokens: Tokens, scale: Scale) -> str:
    """The whole pack as HTML for a QTextBrowser, how it stands to the program's own first; sizes in pixels."""
    header = pack.header
    parts = [
        f'<p style="font-size:{scale.px(16)}px"><b>{escape(header.title)}</b></p>',
        f'<p style="color:{tokens.muted}">{escape(header.number)}　{day_in_full(header.issued_on)}</p>',
    ]
    if header.cites:
        parts.append(f'<p style="color:{tokens.muted}">引用：{escape("、".join(header.cites))}</p>')
    if standing.words:
        parts.append(f'<p style="margin-top:12px; color:{tokens.accent}"><b>{escape(standing.words)}</b></p>')
    parts += [f'<p style="margin:2px 0">{escape(str(change))}</p>' for change in standing.changes]
    for section, title in _TITLES.items():
        rows = pack.sections[section]
        if rows:
            parts.append(f'<p style="margin-top:12px; color:{tokens.accent}"><b>{title}</b></p>')
        for rule, _ in rows:
            clause = escape("、".join(rule.article) or "通用做法")
            cited = f'<span style="color:{tokens.muted}">［{clause}］</span>'
            parts.append(f'<p style="margin:2px 0">{escape(_says(rule))} {cited}</p>')
    return "".join(parts)


def clause_html(basis: Bases, pack: PolicyPack | None, tokens: Tokens, scale: Scale) -> str:
    """The clause behind one line in full, with everything that the pack derives from it, as HTML."""
    parts = []
    for part in basis:
        if part.source == BASELINE:
            parts.append(f"<p>{BASELINE_WORDS}：各地办电都这样办，本地文件没有单独写。</p>")
            continue
        named = escape(f"{part.source} {part.article or ''}".strip())
        parts.append(f'<p style="font-size:{scale.px(16)}px; color:{tokens.accent}"><b>{named}</b></p>')
        lines = [
            escape(_says(rule))
            for section in _TITLES
            for rule, _ in (pack.sections[section] if pack and pack.header.number == part.source else ())
            if part.article in rule.article
        ]
        parts += [f'<p style="margin:2px 0">{line}</p>' for line in dict.fromkeys(lines)]
    return "".join(parts)


def _length(wd: int | None, days: int | None = None) -> str:
    if days is not None:
        return {0: "当日", 1: "次日"}.get(days, f"{days} 日内")
    return f"{wd} 个工作日" if wd else "未写天数"


def _says(rule: Rule) -> str:
    match rule:
        case StepRule(label=label, wd=wd):
            return f"{label}　{_length(wd)}"
        case LimitRule(label=label, wd=wd, days=days, not_the_sum=not_the_sum):
            return f"{label}　{_length(wd, days)}" + ("，不是各环节之和" if not_the_sum else "")
        case ApprovalRule(track=track, label=label, wd=wd):
            return track_words(track, label) + (f"　{wd} 个工作日" if wd else "")
        case CostRule(part=part, label=label):
            return f"{part}：{label}"
        case NoteRule(kind=kind, text=text):
            return f"〔{NOTE_KINDS[kind]}〕{text}"
        case DocumentRule(label=label):
            return label or rule.id
        case ClassRule(label=label) | MatterRule(label=label) | ServiceRule(label=label) | RightRule(label=label):
            return label
        case _:
            return rule.id
