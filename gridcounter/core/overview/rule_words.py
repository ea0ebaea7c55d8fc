"""One rule of a pack in words: what it is about, its answer, and what belongs to that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gridcounter.core.labels import ACTORS, DOCUMENT_STATES, EVENTS, NOTE_KINDS, STAGES, track_words
from gridcounter.core.papers.shared_facts import word_for
from gridcounter.core.policy.decide import common_documents, document_words
from gridcounter.core.policy.header import PolicyKind
from gridcounter.core.policy.model import (
    ApprovalRule,
    CostRule,
    DocumentRule,
    LimitRule,
    MatterRule,
    NoteRule,
    PolicyPack,
    RightRule,
    ServiceRule,
    StepRule,
    Track,
)
from gridcounter.core.policy.regime import RegimeRule
from gridcounter.core.policy.rule import Rule
from gridcounter.core.wording import payer_words

NO_DAYS = "没有写天数"
#: Whoever applies under these waits for a decision: it matters that its days are not said.
_DECIDED_BY_AUTHORITY = {Track.PARALLEL, Track.PERMIT, Track.COMMITMENT}
_CALENDAR_DAYS: Mapping[int, str] = {0: "当日", 1: "次日"}


@dataclass(frozen=True, slots=True)
class RuleWords:
    """`value` is the answer (days, payer, state), `detail` what belongs to it; both may be empty."""

    what: str
    value: str = ""
    detail: str = ""


def silent_words(pack: PolicyPack) -> str:
    """That the paper, or the report, says nothing."""
    return f"{word_for(pack.header.kind)}没有规定"


def track_label(pack: PolicyPack, track: str, label: str | None) -> str:
    """The pack's own words for an outcome of the approval, else its bare name."""
    return silent_words(pack) if track == Track.NOT_COVERED and not label else track_words(track, label)


def rule_words(rule: Rule, pack: PolicyPack, baseline: PolicyPack) -> RuleWords:
    """Of a rule of either pack; an alternative, a class or a matter has no line of its own and gives its id."""
    match rule:
        case StepRule(label=label, wd=wd, days=days, words=words):
            detail = [_counted(rule), f"由{ACTORS[rule.actor]}办理", words]
            return RuleWords(label, _length(wd, days, None), "；".join(filter(None, detail)))
        case LimitRule(label=label, wd=wd, days=days, words=words):
            return RuleWords(label, _length(wd, days, words), _counted(rule))
        case DocumentRule():
            return _document(rule, baseline)
        case CostRule(part=part, upto=upto, label=label):
            payer = None if pack.header.kind == PolicyKind.NEWS else rule.payer
            return RuleWords(f"{part}（{upto}）" if upto else part, payer_words(payer), label)
        case ApprovalRule():
            return _approval(rule, pack)
        case NoteRule(kind=kind, text=text):
            return RuleWords(text, NOTE_KINDS[kind])
        case ServiceRule(label=label) | RightRule(label=label):
            return RuleWords(label)
        case _:
            return RuleWords(rule.id)


def _document(rule: DocumentRule, baseline: PolicyPack) -> RuleWords:
    label, accepts, issuer = document_words(rule, common_documents(baseline))
    detail = [STAGES[rule.stage], "；".join(accepts), f"{issuer}出具" if issuer else ""]
    return RuleWords(label, DOCUMENT_STATES[rule.state], " · ".join(filter(None, detail)))


def _approval(rule: ApprovalRule, pack: PolicyPack) -> RuleWords:
    labels = {one.id: one.label for one, _ in pack.sections["matter"] if isinstance(one, MatterRule)}
    matters = f"事项：{'、'.join(labels[name] for name in rule.matters)}" if rule.matters else ""
    regime = pack.regime_of(rule)
    start = rule.start_text or (regime.start_text if regime else None)
    detail = [matters, _of_regime(regime), start]
    what = ("可以" if rule.may else "") + track_label(pack, rule.track, pack.label_of(rule))
    open_days = NO_DAYS if rule.track in _DECIDED_BY_AUTHORITY else ""
    value = f"{rule.wd} 个工作日" if rule.wd is not None else open_days
    return RuleWords(what, value, "；".join(filter(None, detail)))


def _length(wd: int | None, days: int | None, words: str | None) -> str:
    if wd is not None:
        return f"{wd} 个工作日"
    return _CALENDAR_DAYS.get(days, f"{days} 日内") if days is not None else words or NO_DAYS


def _counted(rule: StepRule | LimitRule) -> str:
    """From which event the days count; for a sum that names none, that it is the policy's own sum."""
    if rule.counts_from is not None:
        event = EVENTS[rule.counts_from]
        return f"从{event}当日算" if getattr(rule, "days", None) is not None else f"自{event}次日起"
    return "文件所列合计" if rule.wd is not None and isinstance(rule, LimitRule) else ""


def _of_regime(regime: RegimeRule | None) -> str:
    if regime is None:
        return ""
    way = "，".join(
        part
        for part in (
            f"由{ACTORS[regime.pushed_by]}推送" if regime.pushed_by else "",
            f"经“{regime.channel}”" if regime.channel else "",
            f"到{regime.receiver}" if regime.receiver else "",
        )
        if part
    )
    form = f"填《{regime.title}》" if regime.form else ""
    return "；".join(filter(None, (form, f"附{'、'.join(regime.attach)}" if regime.attach else "", way)))
