"""Checks the matters of the approval rules: each is possible where it is listed, and their order has no circle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gridcounter.core.policy.diagram import FALSE, Diagrams, Node
from gridcounter.core.policy.example import tell_witness
from gridcounter.core.policy.model import ApprovalRule, MatterRule, Track
from gridcounter.core.validation.models import Problem

_APPLIED_FOR = {Track.PARALLEL, Track.PERMIT}


@dataclass(frozen=True, slots=True)
class Placed:
    """A rule with the place that is told of it, and the diagram of where it holds."""

    where: str
    rule: ApprovalRule | MatterRule
    node: Node


def check_matters(
    diagrams: Diagrams, approvals: Sequence[Placed], matters: Sequence[Placed]
) -> Iterator[tuple[str, Problem]]:
    """Each problem with the place of its rule."""
    listed = {name for one in approvals if isinstance(one.rule, ApprovalRule) for name in one.rule.matters}
    by_id = {one.rule.id: one for one in matters}
    for matter in matters:
        if matter.rule.id not in listed:
            yield matter.where, Problem("id", "没有审批规则列出", "审批规则的 matters 列出的事项")
    for one in approvals:
        if isinstance(one.rule, ApprovalRule) and one.rule.matters:
            yield from _listed(diagrams, one, one.rule, by_id)
    yield from _circles(by_id)


def _listed(
    diagrams: Diagrams, row: Placed, rule: ApprovalRule, matters: Mapping[str, Placed]
) -> Iterator[tuple[str, Problem]]:
    named = [matters[name] for name in dict.fromkeys(rule.matters)]
    for matter in named:
        if diagrams.both(row.node, matter.node) == FALSE:
            text = f"“{matter.rule.id}”在本规则的任何案件里都不成立"
            yield row.where, Problem("matters", text, "本规则里可能涉及的事项")
        yield from _of_matter(row, rule, matter)
    without = diagrams.both(row.node, diagrams.negate(diagrams.some(matter.node for matter in named)))
    if without != FALSE and rule.none_text is None:
        text = f"有案件一个事项也不涉及，例如 {tell_witness(diagrams, without)}"
        yield row.where, Problem("matters", text, "至少一个总是涉及的事项，或写明 none_text（都不涉及时怎样办）")
    if without == FALSE and rule.none_text is not None:
        yield row.where, Problem("none_text", "每个案件都涉及事项", "只在可能一个事项也不涉及时填写")


def _of_matter(row: Placed, rule: ApprovalRule, matter: Placed) -> Iterator[tuple[str, Problem]]:
    assert isinstance(matter.rule, MatterRule)
    for first in matter.rule.after:
        if first not in rule.matters:
            yield matter.where, Problem("after", f"“{first}”不在 {row.where} 的 matters 里", "同一条审批规则里的事项")
    applied_for = rule.track in _APPLIED_FOR  # what is filed or promised takes the place of the matters' own days
    if applied_for and matter.rule.wd is not None and rule.wd is not None and matter.rule.wd > rule.wd:
        found = f"{matter.rule.wd}，多于 {row.where} 的 {rule.wd}"
        yield matter.where, Problem("wd", found, "不多于整个审批的天数")


def _circles(matters: Mapping[str, Placed]) -> Iterator[tuple[str, Problem]]:
    for name, row in matters.items():
        reached: set[str] = set()
        waiting = [name]
        while waiting:
            rule = matters[waiting.pop()].rule
            more = [one for one in (rule.after if isinstance(rule, MatterRule) else ()) if one in matters]
            waiting.extend(one for one in more if one not in reached)
            reached.update(more)
        if name in reached:
            yield row.where, Problem("after", "排到了自己前面", "不循环的先后次序")
