"""Checks the regimes of a pack: each is somebody's, says what it needs to say, and leads where its kind says."""

from __future__ import annotations

from collections.abc import Iterator

from gridcounter.core.policy.conditions import AllOf
from gridcounter.core.policy.model import AlternativeRule, ApprovalRule, PolicyPack, Track
from gridcounter.core.policy.regime import RegimeKind, RegimeRule, WorksStart
from gridcounter.core.validation.models import Problem, shown

_WITH_FILING = {Track.FILING, Track.COMMITMENT}
#: A promise that replaces a permit is no permit.
_TRACKS = {
    RegimeKind.EXEMPT: Track.EXEMPT,
    RegimeKind.FILING: Track.FILING,
    RegimeKind.COMMITMENT_INSTEAD_OF_PERMIT: Track.FILING,
    RegimeKind.COMMITMENT_PERMIT: Track.COMMITMENT,
}


def check_regimes(pack: PolicyPack) -> Iterator[tuple[str, Problem]]:
    """Nothing for a pack of the first edition, which has one regime in its table `filing`."""
    if not pack.regimes:
        return
    if pack.filing is not None:
        yield "filing", Problem("filing", "与 [[regime]] 同时填写", "只写 [[regime]]")
    used: set[str] = set()
    for section in ("approval", "alternative"):
        for rule, _ in pack.sections[section]:
            if isinstance(rule, ApprovalRule | AlternativeRule):
                used.add(rule.regime or "")
                yield from ((f"{section}.{rule.id}", problem) for problem in _leads_to(rule, pack))
    for rule, condition in pack.sections["regime"]:
        where = f"regime.{rule.id}"
        if rule.id not in used:
            yield where, Problem("id", "没有审批规则用到", "有审批规则写 regime 的办法；不用的请删去")
        if condition != AllOf(()) or rule.otherwise:
            yield where, Problem("when", "填写了条件", "不写条件：哪种情形用这个办法，由审批规则说")
        if isinstance(rule, RegimeRule):
            yield from ((where, problem) for problem in _regime(rule))


def _leads_to(rule: ApprovalRule | AlternativeRule, pack: PolicyPack) -> Iterator[Problem]:
    regime = pack.regimes.get(rule.regime or "")
    if regime is None:
        if rule.track in _WITH_FILING:
            yield Problem("regime", "没有填写", f"以下之一：{'、'.join(pack.regimes)}")
    elif rule.track != _TRACKS[regime.kind]:
        allowed = f"{_TRACKS[regime.kind]}（{regime.id} 的 kind 是 {regime.kind}）"
        yield Problem("track", shown(str(rule.track)), allowed)


def _regime(rule: RegimeRule) -> Iterator[Problem]:
    has_form = rule.form is not None or rule.title is not None
    if rule.kind == RegimeKind.EXEMPT and (has_form or rule.attach or rule.promises):
        yield Problem("form", "exempt 填写了表", "不写 form、title、attach 和 promises：免审的不填表")
    if rule.kind != RegimeKind.EXEMPT and (rule.form is None or rule.title is None):
        yield Problem("form", "没有填写", "form 和 title：填哪种表、表的标题（只有 exempt 可以不写）")
    if rule.name is None and rule.label is None:
        yield Problem("name", "没有填写", "name（文件怎样称呼）或 label（告知书上的一句话）")
    if rule.may_start == WorksStart.POSTED and not rule.post_required:
        yield Problem("may_start", "posted，而 post_required 不为 true", "filed，或 post_required = true")
