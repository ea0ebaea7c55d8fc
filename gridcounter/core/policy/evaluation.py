"""A case held against one compiled pack: asks the diagrams, names what is needed, cites the clauses."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from gridcounter.core.case import known_values
from gridcounter.core.policy.compile import BASELINE, CAPACITY, Compiled, Line, Variant
from gridcounter.core.policy.decision import Basis
from gridcounter.core.policy.diagram import FALSE, TRUE
from gridcounter.core.policy.keys import KEYS
from gridcounter.core.policy.translate import barred_cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gridcounter.core.case import Case, Value
    from gridcounter.core.policy.decision import Bases, Needs
    from gridcounter.core.policy.diagram import Node, Variable
    from gridcounter.core.policy.model import Rule

#: The unit stands right behind its capacity.
_ORDER = {key: float(place) for place, key in enumerate(KEYS)}
_ORDER["supply.unit"] = _ORDER["supply.capacity"] + 0.5


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What an application knows beyond the case: is somebody acting for the applicant, are the premises rented."""

    agent: bool = False
    rented: bool = False


class Question:
    """`known` are the case's values by key; what is known only to the papers and the desk stands beside them."""

    def __init__(self, compiled: Compiled, case: Case, circumstances: Circumstances) -> None:
        header = compiled.pack.header
        in_force = header.in_force_from <= case.on and (
            header.in_force_until is None or case.on <= header.in_force_until
        )
        self.compiled = compiled
        self.case = case
        self.known: Mapping[str, Value] = {
            **known_values(case),
            "agent": circumstances.agent,
            "rented": circumstances.rented,
            "in_force": in_force,
        }
        self._places = compiled.diagrams.place_known(self.known)
        self._memo: dict[Node, Node] = {}
        self._barred = compiled.diagrams.place_barred(barred_cells(compiled.diagrams, self.known))

    def truth(self, node: Node) -> Node:
        """TRUE, FALSE, or the node that is left once all that is known of the case is put in."""
        return self.compiled.diagrams.given(node, self._places, self._barred, self._memo)

    def needs(self, nodes: Iterable[Node]) -> Needs:
        """The keys that can still decide these diagrams, in the order in which a clerk asks."""
        return self.name_keys(self.compiled.diagrams.support(nodes))

    def name_keys(self, variables: Iterable[Variable]) -> Needs:
        """The keys to ask for, in order; parts of works not before `works`, a capacity with its unit."""
        keys = {variable.key for variable in variables}
        if "works" in keys:  # its parts can only be told with it
            keys = {key for key in keys if not key.startswith("works.")}
        if "customer" in keys:
            keys.discard("sole_proprietor_as_micro")
        if "supply.capacity" in keys and self.case.supply.capacity is not None:
            keys = keys | {"supply.unit"}  # a capacity without its unit is unknown; what it lacks is named too
        return in_order(keys)

    def basis(self, rules: Iterable[Rule], source: str) -> Bases:
        """Paper and articles of these rules, each once; `source` is the paper where a rule names no other."""
        found = [basis for rule in rules for basis in _clauses(source, rule.basis, rule.article)]
        return tuple(dict.fromkeys(found))

    def hangs_on(self, key: str) -> bool:
        """Would another answer to this question change a line, all else staying as it is?"""
        variables = self.compiled.diagrams.variables
        without = {p: c for p, c in self._places.items() if variables[p].key != key}
        return key in (self._open if len(without) == len(self._places) else self._deciding(without))

    @cached_property
    def _open(self) -> set[str]:
        """What can still decide a line, of all that is not known."""
        return self._deciding(self._places)

    def _deciding(self, known: Mapping[int, int]) -> set[str]:
        diagrams = self.compiled.diagrams
        memo: dict[Node, Node] = {}
        left = [diagrams.given(node, known, self._barred, memo) for node in self.compiled.nodes]
        return {variable.key for variable in diagrams.support(left)}

    def limits_across_units(self) -> tuple[float, ...]:
        """The limits, given in the other unit, that would decide something here, were the capacity not known."""
        unit = self.case.supply.unit
        if unit is None or "supply.capacity" not in self.known:
            return ()
        diagrams = self.compiled.diagrams
        without = {p: c for p, c in self._places.items() if diagrams.variables[p] != CAPACITY}
        memo: dict[Node, Node] = {}
        left = [diagrams.given(node, without, self._barred, memo) for node in self.compiled.capacity_nodes]
        units = self.compiled.capacity_units
        return tuple(sorted(b for b in diagrams.deciding_bounds(left, CAPACITY) if units[b] - {unit}))


@lru_cache(maxsize=4096)
def _clauses(source: str, basis: str | None, articles: tuple[str, ...]) -> Bases:
    if BASELINE in {basis, source}:
        return (Basis(BASELINE),)
    return tuple(Basis(source, article) for article in articles)


def in_order(keys: Iterable[str]) -> Needs:
    """Each key once, in the order in which a clerk asks. Raises KeyError for an unknown key."""
    return tuple(sorted(set(keys), key=_ORDER.__getitem__))


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is left of a line: the rules that can still hold, and what would decide between them.

    `certain`: one of them will hold, whichever it is. `left`: each by itself.
    """

    rules: tuple[Rule, ...]
    needs: Needs
    basis: Bases
    certain: bool = True
    left: tuple[tuple[tuple[Rule, ...], Node, Bases], ...] = ()

    def apart(self, question: Question) -> tuple[Ruling, ...]:
        """While several are left: each, with what would decide it alone."""
        several = self.left if len(self.left) > 1 else ()
        return tuple(Ruling(rules, question.needs((node,)), basis) for rules, node, basis in several)


def _still_holding(question: Question, variant: Variant) -> tuple[Rule, ...]:
    """Of a variant that is not ruled out."""
    if len(variant.rules) == 1:
        return variant.rules
    return tuple(r for r, n in zip(variant.rules, variant.nodes, strict=True) if question.truth(n) != FALSE)


def settled_on(question: Question, line: Line) -> Ruling | None:
    """The rule that holds for certain; None while several can, or none."""
    for variant in line.variants:
        if question.truth(variant.node) == TRUE:
            rules = _still_holding(question, variant)
            return Ruling(rules[:1], (), question.basis(rules, variant.source))
    return None


def rule_on(question: Question, line: Line) -> Ruling | None:
    """The rule that certainly holds, or all that still may with what decides between them; None where none can hold."""
    left: list[tuple[Rule, ...]] = []
    nodes: list[Node] = []
    bases: list[Basis] = []
    each: list[Bases] = []
    for variant in line.variants:
        node = question.truth(variant.node)
        if node == FALSE:
            continue
        holding = _still_holding(question, variant)
        basis = question.basis(holding, variant.source)
        if node == TRUE:
            return Ruling(holding[:1], (), basis)
        left.append(holding[:1])
        nodes.append(node)
        bases.extend(basis)
        each.append(basis)
    if not left:
        return None
    certain = question.compiled.diagrams.some(nodes) == TRUE
    return Ruling(
        tuple(r for (r,) in left),
        question.needs(nodes),
        tuple(dict.fromkeys(bases)),
        certain,
        tuple(zip(left, nodes, each, strict=True)),
    )


def rulings(question: Question, section: str) -> Iterator[tuple[str, Ruling]]:
    """Of each line of a section that holds or may hold, its id and the ruling."""
    for line in question.compiled.lines[section]:
        ruling = rule_on(question, line)
        if ruling is not None:
            yield line.id, ruling
