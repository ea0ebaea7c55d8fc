"""The voltage that a policy itself gives for a capacity: proposed with its clause, never decided.

A policy says up to which capacity low voltage applies; a pack stores that as its note `over-lv-ceiling`. Anything above
is left to the supplier: no policy says that more than this is 10 kV. If the policy gives low voltage up to that
capacity to certain customers only, it says nothing of the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from gridcounter.core.case import Case, Unit
from gridcounter.core.policy.compile import BASELINE, CAPACITY, Compiled, Line, compile_pack
from gridcounter.core.policy.decide import ONE_AT_A_TIME
from gridcounter.core.policy.decision import Bases, Needs
from gridcounter.core.policy.diagram import FALSE, TRUE, Domain, Node
from gridcounter.core.policy.evaluation import Circumstances, Question, in_order, rule_on
from gridcounter.core.policy.model import CostRule, LimitRule, NoteKind, NoteRule, PolicyPack, ServiceRule, StepRule

#: The note of a pack with its low-voltage ceiling (contract: an id never changes).
CEILING = "over-lv-ceiling"
#: Sections that grant something: one that ends at the ceiling shows for whom the ceiling is meant.
_GIVEN = ("step", "limit", "cost", "service")


@dataclass(frozen=True, slots=True)
class Span:
    """The policy gives these voltages up to `limit`; `fits`: this capacity is not above it.

    `wording` are the rule's words in the pack.
    """

    voltages: tuple[float, ...]
    limit: float
    unit: Unit
    fits: bool
    basis: Bases
    wording: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """Spans that fit, or the exceeded one; with `needs` it is not known yet which.

    `announced` is the policy's plan for such a capacity, not in force; `across_units`: power factor 1 was assumed.
    """

    spans: tuple[Span, ...] = ()
    needs: Needs = ()
    announced: tuple[str, ...] = ()
    across_units: bool = False

    @property
    def voltages(self) -> tuple[float, ...]:
        """The voltages that can be chosen; none if the policy leaves it to the supplier."""
        return tuple(kv for span in self.spans if span.fits for kv in span.voltages)


def may_propose(case: Case) -> bool:
    """The voltage is unknown, and every value by which a policy could choose it is known."""
    supply = case.supply
    known = (case.business, case.customer, supply.capacity, supply.unit)
    return supply.voltage_kv is None and None not in known


def propose_voltage(case: Case, pack: PolicyPack, baseline: PolicyPack) -> Proposal | None:
    """None if there is nothing to propose: the voltage is known, or the policy is silent."""
    if not may_propose(case):
        return None
    compiled = compile_pack(pack, baseline, case.business)
    with ONE_AT_A_TIME:
        return _propose(compiled, case)


def _propose(compiled: Compiled, case: Case) -> Proposal | None:
    spans, announced, needs = _spans(compiled, case)
    across = any(span.unit != case.supply.unit for span in spans)
    fitting = tuple(span for span in spans if span.fits)
    if fitting:
        return Proposal(fitting, (), (), across)
    if needs:
        return Proposal(needs=in_order(needs))
    return Proposal(spans, (), announced, across) if spans else None


def _spans(compiled: Compiled, case: Case) -> tuple[tuple[Span, ...], tuple[str, ...], set[str]]:
    """Of all voltages; with their announced plans, and the keys that decide whether there are more."""
    found: dict[Span, list[float]] = {}
    needs: set[str] = set()
    announced: dict[str, None] = {}
    for kv in compiled.pack.voltages:
        at = _AtVoltage(compiled, case, kv)
        for note in at.ceilings():
            span, open_keys = at.span(note)
            needs.update(open_keys)
            if span is not None:
                found.setdefault(span, []).append(kv)
                announced |= dict.fromkeys(at.announced())
    spans = tuple(replace(span, voltages=tuple(voltages)) for span, voltages in found.items())
    return spans, tuple(announced), needs


@dataclass(frozen=True, slots=True)
class _Note:
    rule: NoteRule
    node: Node


class _AtVoltage:
    """The case at one voltage, evaluated at this capacity, at any capacity, and at the two ends."""

    def __init__(self, compiled: Compiled, case: Case, kv: float) -> None:
        self._compiled = compiled
        domain = compiled.diagrams.domains.get(CAPACITY, Domain())
        ends = (float(domain.sample(0)), float(domain.sample(domain.size - 1)))
        self._here = self._asked(case, kv, case.supply.capacity)
        self._of_case = [self._asked(case, kv, capacity) for capacity in (*ends, None)]
        whoever = Case(locality=case.locality, on=case.on)
        self._of_anybody = [self._asked(whoever, kv, capacity) for capacity in (*ends, None)]

    def _asked(self, case: Case, kv: float, capacity: float | None) -> Question:
        unit = case.supply.unit or Unit.KW
        supply = case.supply.model_copy(update={"voltage_kv": kv, "capacity": capacity, "unit": unit})
        return Question(self._compiled, case.model_copy(update={"supply": supply}), Circumstances())

    def ceilings(self) -> Iterator[_Note]:
        for note in self._notes():
            if note.rule.id == CEILING and self._bound(note.node, self._of_case, begins=True) is not None:
                yield note

    def span(self, note: _Note) -> tuple[Span | None, Needs]:
        """The policy's words on this voltage at this capacity, or what would decide them."""
        limit = self._bound(note.node, self._of_case, begins=True)
        assert limit is not None
        _, top, _ = self._of_case
        end = top.truth(note.node)
        if end != TRUE:
            return None, top.needs([end])
        unit = self._unit(limit)
        basis = self._here.basis([note.rule], self._compiled.pack.header.number)
        if self._here.truth(note.node) != FALSE:
            return Span((), limit, unit, fits=False, basis=basis, wording=note.rule.text), ()
        given = [line for line in self._lines() if self._ends_at(line, limit)]
        wording, needs = self._given_to_this_customer(given)
        if given and not wording:
            return None, needs
        return Span((), limit, unit, fits=True, basis=basis, wording=wording), ()

    def announced(self) -> Iterator[str]:
        """The policy's plans for certain capacities, this one among them."""
        for note in self._notes():
            bounded = any(end.truth(note.node) == FALSE for end in self._of_case[:2])
            if note.rule.kind == NoteKind.TARGET and bounded and self._here.truth(note.node) == TRUE:
                yield note.rule.text

    def _given_to_this_customer(self, lines: list[Line]) -> tuple[str, Needs]:
        """In the pack's words; or what would decide it, in the shortest form."""
        open_to: list[Needs] = []
        for line in lines:
            ruling = rule_on(self._here, line)
            if ruling is None:
                continue
            if ruling.needs:
                open_to.append(ruling.needs)
                continue
            rule = ruling.rules[0]
            assert isinstance(rule, StepRule | LimitRule | CostRule | ServiceRule)
            return rule.label, ()
        return "", min(open_to, key=len, default=())

    def _lines(self) -> Iterator[Line]:
        for section in _GIVEN:
            yield from self._compiled.lines[section]

    def _ends_at(self, line: Line, limit: float) -> bool:
        return any(
            variant.source != BASELINE and self._bound(variant.node, self._of_anybody, begins=False) == limit
            for variant in line.variants
        )

    def _notes(self) -> Iterator[_Note]:
        """The notes of the local policy only."""
        for line in self._compiled.lines["note"]:
            for variant in line.variants:
                for rule, node in zip(variant.rules, variant.nodes, strict=True):
                    if variant.source != BASELINE and isinstance(rule, NoteRule):
                        yield _Note(rule, node)

    def _bound(self, node: Node, asked: list[Question], *, begins: bool) -> float | None:
        """The single capacity above which this holds (`begins`) or up to which it does; None without one."""
        low, top, whatever = asked
        without, within = (low, top) if begins else (top, low)
        if without.truth(node) != FALSE or within.truth(node) == FALSE:
            return None
        bounds = self._compiled.diagrams.deciding_bounds([whatever.truth(node)], CAPACITY)
        return bounds.pop() if len(bounds) == 1 else None

    def _unit(self, limit: float) -> Unit:
        """The policy's unit; kilowatts if it gives the number in both."""
        units = self._compiled.capacity_units.get(limit, frozenset())
        return Unit.KVA if units == {str(Unit.KVA)} else Unit.KW
