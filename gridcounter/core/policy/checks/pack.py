"""Checks a readable pack: overlapping rules, cases without a rule, rules without a case.

The results are exact: they come from the same decision diagrams that decide cases, and each has an example case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

from gridcounter.core.policy.checks.businesses import check_businesses
from gridcounter.core.policy.checks.duties import check_duties
from gridcounter.core.policy.checks.matters import Placed, check_matters
from gridcounter.core.policy.checks.questions import check_questions
from gridcounter.core.policy.checks.regimes import check_regimes
from gridcounter.core.policy.checks.rows import GRID_SIDE, check_rows
from gridcounter.core.policy.checks.size import check_extent
from gridcounter.core.policy.checks.totals import check_total
from gridcounter.core.policy.compile import BASELINE, Compiled, compile_pack, rows_with_condition, section_nodes
from gridcounter.core.policy.conditions import AllOf, AnyOf, Condition, Given, Not, terms_of
from gridcounter.core.policy.diagram import FALSE, TRUE, Node, TooIntricate
from gridcounter.core.policy.example import tell_witness
from gridcounter.core.policy.model import AlternativeRule, ApprovalRule, LimitRule, MatterRule, PolicyPack, StepRule
from gridcounter.core.policy.parse import PackProblem, rule_places
from gridcounter.core.policy.rule import Rule
from gridcounter.core.validation.models import Problem

#: Sections with one answer for a case, whatever the rules' ids.
_SINGLE_ANSWER = ("customer_class", "approval")
#: Sections in which a duplicate is wrong even if both rules say the same.
_SAID_ONCE = ("approval", "alternative", "service", "right", "note")
#: Sections whose rules have no condition of their own.
_NAMED_BY_RULES = ("regime", "question", "business", "duty")


@dataclass(frozen=True, slots=True)
class _Row:
    section: str
    where: str
    rule: Rule
    condition: Condition
    node: Node


def check_pack(pack: PolicyPack, baseline: PolicyPack) -> tuple[PackProblem, ...]:
    """All problems at once; without any, the pack can be adopted once its example cases hold.

    Each business is checked by itself; only connecting has to have an answer for every case.
    """
    found = [PackProblem(pack.source, where, problem) for where, problem in check_extent(pack)]
    if found:  # they are not worked out, which could take hours
        return tuple(found)
    try:
        compiled = [compile_pack(pack, baseline, one) for one in ("", *baseline.businesses, *pack.businesses)]
        with ExitStack() as limits:
            for one in compiled:
                limits.enter_context(one.diagrams.limited())
            return tuple(PackProblem(pack.source, *wrong) for wrong in _found(pack, baseline, compiled))
    except TooIntricate:
        allowed = "少一些组合：把一条规则里的“任一符合”分成几条规则，或者少用几个条件"
        return (PackProblem(pack.source, "全部规则", Problem("when", "条件互相牵连太多，没有算完", allowed)),)


def _found(pack: PolicyPack, baseline: PolicyPack, compiled: Sequence[Compiled]) -> list[tuple[str, Problem]]:
    names = rule_places(pack)
    views = [_view(one, names) for one in compiled]
    connecting, rows = views[0]
    found = [*check_rows(pack, baseline), *check_businesses(pack, baseline)]
    found.extend(dict.fromkeys(wrong for view in views for wrong in _overlaps(*view)))
    if pack.id != BASELINE:
        found.extend(_gaps(connecting, rows))
    found.extend(_unreachable(views))
    found.extend(_terms(pack, compiled))
    found.extend(_matters(connecting, rows))
    found.extend(_questions(pack, views))
    found.extend(check_regimes(pack))
    found.extend(check_duties(pack))
    found.extend(_totals(connecting, rows))
    return found


#: A pack compiled for one business, and its rules there.
_View: TypeAlias = tuple[Compiled, Sequence[_Row]]


def _view(compiled: Compiled, names: Mapping[int, str]) -> _View:
    return compiled, [row for section in compiled.pack.sections for row in _rows(compiled, section, names)]


def _rows(compiled: Compiled, section: str, names: Mapping[int, str]) -> Iterator[_Row]:
    rows = rows_with_condition(compiled.pack, section)
    diagrams, tracks = compiled.diagrams, compiled.translator.tracks
    for (rule, condition), node in zip(rows, _nodes(compiled, section, rows), strict=True):
        if isinstance(rule, AlternativeRule):
            node = diagrams.both(node, tracks.get(rule.beside, FALSE))  # noqa: PLW2901  open only beside that track
        yield _Row(section, names[id(rule)], rule, condition, node)


def _nodes(compiled: Compiled, section: str, rows: Sequence[tuple[Rule, Condition]]) -> list[Node]:
    if section in _NAMED_BY_RULES:  # they hold where a rule names them
        return [TRUE for _ in rows]
    if section == "approval":
        return [option.node for option in compiled.options if option.rule is not None]
    return section_nodes(compiled.translator, rows, by_id=section != "customer_class")


def _overlaps(compiled: Compiled, rows: Sequence[_Row]) -> Iterator[tuple[str, Problem]]:
    for one, other in combinations(rows, 2):
        if one.section != other.section or not _exclude(one, other):
            continue
        common = compiled.diagrams.both(one.node, other.node)
        if common != FALSE:
            result = tell_witness(compiled.diagrams, common)
            yield other.where, Problem("when", f"与 {one.where} 同时成立，例如 {result}", "互不重叠的条件")


def _exclude(one: _Row, other: _Row) -> bool:
    """Whether these two rules must never hold together."""
    if isinstance(one.rule, AlternativeRule) and isinstance(other.rule, AlternativeRule):
        return (one.rule.track, one.rule.beside) == (other.rule.track, other.rule.beside)
    if one.section not in _SINGLE_ANSWER and one.rule.id != other.rule.id:
        return False
    return one.section in _SAID_ONCE or one.rule.says != other.rule.says


def _gaps(compiled: Compiled, rows: Sequence[_Row]) -> Iterator[tuple[str, Problem]]:
    """Class and limit must answer every case, the approval every case with works."""
    for where, universe, having in (
        ("customer_class", TRUE, _nodes_in(rows, "customer_class")),
        ("approval", compiled.translator.works, _nodes_in(rows, "approval")),
        (f"limit.{GRID_SIDE}", TRUE, _nodes_in(rows, "limit", of_rule=GRID_SIDE)),
    ):
        diagrams = compiled.diagrams
        left = diagrams.both(universe, diagrams.negate(diagrams.some(having)))
        if left != FALSE:
            found = f"有案件没有规则可用，例如 {tell_witness(diagrams, left)}" if having else "没有规则"
            yield where, Problem("when", found, "每个案件恰有一条规则（可用 otherwise = true 收尾）")


def _totals(compiled: Compiled, rows: Sequence[_Row]) -> Iterator[tuple[str, Problem]]:
    steps = [(row.rule, row.node) for row in rows if isinstance(row.rule, StepRule)]
    for row in rows:
        if isinstance(row.rule, LimitRule) and row.rule.id == GRID_SIDE:
            yield from ((row.where, problem) for problem in check_total(compiled.diagrams, row.rule, row.node, steps))


def _nodes_in(rows: Iterable[_Row], section: str, *, of_rule: str = "") -> list[Node]:
    return [row.node for row in rows if row.section == section and of_rule in {"", row.rule.id}]


def _unreachable(views: Sequence[_View]) -> Iterator[tuple[str, Problem]]:
    """A rule is alive if it is so in one business."""
    compiled = [one for one, _ in views]
    alive = {id(row.rule) for _, rows in views for row in rows if row.node != FALSE}
    for row in {id(row.rule): row for _, rows in views for row in rows}.values():
        if id(row.rule) not in alive:
            yield row.where, Problem("when", "任何案件都不符合", "至少一个案件符合的条件")
        else:
            yield from ((row.where, problem) for problem in _dead_parts(compiled, row.condition, "when"))


def _dead_parts(views: Sequence[Compiled], condition: Condition, path: str) -> Iterator[Problem]:
    """A part of an `any` that never holds is a mistake, even if the rule as a whole can apply."""
    match condition:
        case AnyOf(parts=parts):
            for place, part in enumerate(parts):
                if _in_all(views, part) == {FALSE}:
                    yield Problem(f"{path}.any.{place}", "任何案件都不符合", "至少一个案件符合的条件")
                else:
                    yield from _dead_parts(views, part, f"{path}.any.{place}")
        case AllOf(parts=parts):
            for part in parts:
                yield from _dead_parts(views, part, path)
        case Not(part=part) | Given(part=part):
            yield from _dead_parts(views, part, path)


def _in_all(views: Sequence[Compiled], condition: Condition) -> set[Node]:
    """FALSE or TRUE alone if the condition is so whatever the business; classes and tracks are those of connecting."""
    found: set[Node] = set()
    for compiled in views:
        try:
            found.add(compiled.translator.node(condition))
        except KeyError:  # a class that this business does not have
            found.add(FALSE)
    return found


def _terms(pack: PolicyPack, views: Sequence[Compiled]) -> Iterator[tuple[str, Problem]]:
    used = _used_terms(pack)
    for name, condition in pack.terms.items():
        if name not in used:
            yield f"terms.{name}", Problem(name, "没有规则用到", "被规则用到的条件；不用的请删去")
        nodes = _in_all(views, condition)
        if nodes in ({FALSE}, {TRUE}):
            always = "任何案件都符合" if nodes == {TRUE} else "任何案件都不符合"
            yield f"terms.{name}", Problem(name, always, "能区分案件的条件")
        else:
            yield from ((f"terms.{name}", problem) for problem in _dead_parts(views, condition, name))


def _used_terms(pack: PolicyPack) -> set[str]:
    rows = [row for section in pack.sections.values() for row in section]
    conditions = [*pack.terms.values(), *(condition for _, condition in rows)]
    used = {name for condition in conditions for name in terms_of(condition)}
    return used | {fact.term for rule, _ in rows if isinstance(rule, ApprovalRule) for fact in rule.stated}


def _matters(compiled: Compiled, rows: Sequence[_Row]) -> Iterator[tuple[str, Problem]]:
    placed = [Placed(row.where, row.rule, row.node) for row in rows if isinstance(row.rule, ApprovalRule | MatterRule)]
    approvals = [one for one in placed if isinstance(one.rule, ApprovalRule)]
    matters = [one for one in placed if isinstance(one.rule, MatterRule)]
    yield from check_matters(compiled.diagrams, approvals, matters)


def _questions(pack: PolicyPack, views: Sequence[_View]) -> Iterator[tuple[str, Problem]]:
    deciding: set[str] = set()
    for compiled, rows in views:
        nodes = [row.node for row in rows if row.section not in _NAMED_BY_RULES]
        deciding |= {one.key for one in compiled.diagrams.support(nodes)}
    yield from check_questions(pack, deciding)
