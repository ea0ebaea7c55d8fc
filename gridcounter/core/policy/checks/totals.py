"""Checks that a total is the sum of the steps listed with it, in every case, unless the policy says otherwise.

A step without days leaves the sum open: the total may then be more than the days that are given, never less.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gridcounter.core.policy.diagram import FALSE, TRUE, Diagrams, Node
from gridcounter.core.policy.example import tell_witness
from gridcounter.core.policy.model import ApprovalRule, LimitRule, PolicyPack, StepRule
from gridcounter.core.policy.rule import Rule
from gridcounter.core.validation.models import Problem

_SUPPLIER = "grid_company"
_SAME = '与各环节之和相同的天数；文件自己的合计就不是各环节之和的，写 not_the_sum = "条款"'
_NARROWER = "只在合计不是各环节之和的情形里写 not_the_sum"


@dataclass(frozen=True, slots=True)
class _Cases:
    """All cases to which the same steps apply."""

    node: Node
    steps: tuple[StepRule, ...] = ()

    @property
    def days(self) -> int:
        return sum(step.wd or 0 for step in self.steps)

    @property
    def sum(self) -> str:
        """答复 2（三(一)）＋验收 3（三(二)）."""
        return "＋".join(f"{step.label} {step.wd}{_clauses(step)}" for step in self.steps if step.wd)

    @property
    def complete(self) -> bool:
        return bool(self.steps) and all(step.wd is not None for step in self.steps)


def check_total(
    diagrams: Diagrams, total: LimitRule, node: Node, steps: Sequence[tuple[StepRule, Node]]
) -> Iterator[Problem]:
    """`node` is where the total applies; each step with where it applies. One problem for each wrong sum."""
    if total.wd is None or node == FALSE:
        return
    told: set[int] = set()
    for cases in _with_same_steps(diagrams, node, steps):
        adds_up = cases.complete and cases.days == total.wd
        if cases.days in told or not (adds_up if total.not_the_sum else _contradicts(cases, total.wd)):
            continue
        told.add(cases.days)
        example = "" if cases.node == TRUE else f"，例如 {tell_witness(diagrams, cases.node)}"
        if adds_up:
            text = f"{'、'.join(total.not_the_sum)}，而合计 {total.wd} 个工作日正是各环节之和{example}"
            yield Problem("not_the_sum", text, _NARROWER)
        else:
            text = f"{total.wd} 个工作日{_clauses(total)}，而各环节之和是 {cases.days} 个工作日：{cases.sum}{example}"
            yield Problem("wd", text, _SAME)


def _contradicts(cases: _Cases, total: int) -> bool:
    return cases.days > total or (cases.complete and cases.days < total)


def _clauses(rule: Rule) -> str:
    return f"（{'、'.join(rule.article) or '通用做法'}）"


def _with_same_steps(diagrams: Diagrams, node: Node, steps: Sequence[tuple[StepRule, Node]]) -> Iterator[_Cases]:
    """Divides the cases of `node` by the supplier's steps that apply to them."""
    found = [_Cases(node)]
    for name in dict.fromkeys(step.id for step, _ in steps if step.actor == _SUPPLIER):
        found = [
            part for cases in found for part in _divided(diagrams, cases, [one for one in steps if one[0].id == name])
        ]
    yield from found


def _divided(diagrams: Diagrams, cases: _Cases, rows: Sequence[tuple[StepRule, Node]]) -> Iterator[_Cases]:
    rest = cases.node
    for step, node in rows:
        inside = diagrams.both(rest, node)
        if inside != FALSE:
            yield _Cases(inside, (*cases.steps, step))
            rest = diagrams.both(rest, diagrams.negate(node))
    if rest != FALSE:
        yield _Cases(rest, cases.steps)


def _figures(pack: PolicyPack) -> dict[str, set[int | None]]:
    """The working days of each part, by the name that `sum_of` has for it; None among them where one gives none."""
    found: dict[str, set[int | None]] = {}
    for section in ("step", "limit", "approval"):
        for rule, _ in pack.sections[section]:
            if isinstance(rule, StepRule | LimitRule | ApprovalRule):
                found.setdefault("approval" if section == "approval" else rule.id, set()).add(rule.wd)
    return found


def _sum(parts: Sequence[set[int | None]]) -> int | None:
    """None unless each part has one figure."""
    if any(len(part) != 1 or None in part for part in parts):
        return None
    return sum(figure or 0 for part in parts for figure in part)


def check_sums(pack: PolicyPack) -> Iterator[tuple[str, Problem]]:
    """A published total beside `sum_of` must be the sum, wherever each part has one figure in all cases."""
    figures = _figures(pack)
    for rule, _ in pack.sections["limit"]:
        if not isinstance(rule, LimitRule) or not rule.sum_of:
            continue
        if rule.days is not None:
            yield f"limit.{rule.id}", Problem("days", "与 sum_of 同时填写", "wd，或都不写：由各部分相加")
        total = _sum([figures.get(name, {None}) for name in rule.sum_of])
        if total is not None and rule.wd not in {None, total}:
            allowed = f"各部分之和 {total}（{'＋'.join(rule.sum_of)}）；文件自己不一致的不写 sum_of"
            yield f"limit.{rule.id}", Problem("wd", str(rule.wd), allowed)
