"""Checks the regimes of a pack: each is somebody's, says what it needs to say, and leads where its kind says."""

from __future__ import annotations

from collections.abc import Iterator

from gridcounter.core.policy.conditions import AllOf
from gridcounter.core.policy.model import AlternativeRule, ApprovalRule, PolicyPack, Track
from gridcounter.core.policy.regime import RegimeKind, RegimeRule, WorksStart
from gridcounter.core.policy.rule import Rule
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
    leading = [*_leading(pack)]
    for where, rule in leading:
        yield from _leads_to(where, rule, pack)
    used = {rule.regime for _, rule in leading}
    for regime, condition in pack.sections["regime"]:
        where = f"regime.{regime.id}"
        if regime.id not in used:
            yield where, Problem("id", "没有审批规则用到", "有审批规则写 regime 的办法；不用的请删去")
        if condition != AllOf(()) or regime.otherwise:
            yield where, Problem("when", "填写了条件", "不写条件：哪种情形用这个办法，由审批规则说")
        yield from ((where, problem) for problem in _regime(regime))


def _leading(pack: PolicyPack) -> Iterator[tuple[str, ApprovalRule | AlternativeRule]]:
    """The rules that may lead to a regime, each with its place."""
    for section in ("approval", "alternative"):
        for rule, _ in pack.sections[section]:
            if isinstance(rule, ApprovalRule | AlternativeRule):
                yield f"{section}.{rule.id}", rule


def _leads_to(where: str, rule: ApprovalRule | AlternativeRule, pack: PolicyPack) -> Iterator[tuple[str, Problem]]:
    regime = pack.regimes.get(rule.regime or "")
    if regime is None:
        if rule.track in _WITH_FILING:
            yield where, Problem("regime", "没有填写", f"以下之一：{'、'.join(pack.regimes)}")
    elif rule.track != _TRACKS[regime.kind]:
        allowed = f"{_TRACKS[regime.kind]}（{regime.id} 的 kind 是 {regime.kind}）"
        yield where, Problem("track", shown(str(rule.track)), allowed)


def _regime(rule: Rule) -> Iterator[Problem]:
    assert isinstance(rule, RegimeRule)
    filled_in = (rule.form, rule.title) != (None, None)
    if rule.kind == RegimeKind.EXEMPT and any((filled_in, rule.attach, rule.promises)):
        yield Problem("form", "exempt 填写了表", "不写 form、title、attach 和 promises：免审的不填表")
    if rule.kind != RegimeKind.EXEMPT and None in (rule.form, rule.title):
        yield Problem("form", "没有填写", "form 和 title：填哪种表、表的标题（只有 exempt 可以不写）")
    if (rule.name, rule.label) == (None, None):
        yield Problem("name", "没有填写", "name（文件怎样称呼）或 label（告知书上的一句话）")
    if rule.may_start == WorksStart.POSTED and not rule.post_required:
        yield Problem("may_start", "posted，而 post_required 不为 true", "filed，或 post_required = true")
