"""Evaluates a case under one compiled pack: reads the diagrams, names the needed keys, cites the clauses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from gridcounter.core.case import Case, Value, known_values
from gridcounter.core.local_key import LocalKey
from gridcounter.core.policy.compile import BASELINE, CAPACITY, Compiled, Line, Variant
from gridcounter.core.policy.decision import Bases, Basis, Needs
from gridcounter.core.policy.diagram import FALSE, TRUE, Node, Variable
from gridcounter.core.policy.keys import KEYS
from gridcounter.core.policy.rule import SILENT, Rule
from gridcounter.core.policy.translate import barred_cells

#: The unit comes right after its capacity.
_ORDER = {key: float(place) for place, key in enumerate(KEYS)}
_ORDER["supply.unit"] = _ORDER["supply.capacity"] + 0.5


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Knowledge beyond the case: whether an agent acts for the applicant, and whether the premises are rented."""

    agent: bool = False
    rented: bool = False


class Question:
    """`known` are the case's values by key; values known only to the papers and the office are separate."""

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
        """TRUE, FALSE, or the remaining node after all known values are put in."""
        return self.compiled.diagrams.given(node, self._places, self._barred, self._memo)

    def needs(self, nodes: Iterable[Node]) -> Needs:
        """The keys that can still decide these diagrams, in the order of asking."""
        return self.name_keys(self.compiled.diagrams.support(nodes))

    def name_keys(self, variables: Iterable[Variable]) -> Needs:
        """The keys to ask for, in order; parts of works not before `works`, a capacity with its unit."""
        keys = {variable.key for variable in variables}
        if "works" in keys:  # its parts can be known only with it
            keys = {key for key in keys if not of_works(key)}
        if "customer" in keys:
            keys.discard("sole_proprietor_as_micro")
        if "supply.capacity" in keys and self.case.supply.capacity is not None:
            keys = keys | {"supply.unit"}  # a capacity without its unit is unknown; the missing unit is named too
        return in_order(keys)

    def basis(self, rules: Iterable[Rule], source: str) -> Bases:
        """Source and articles of these rules, each once; `source` applies if a rule names no other."""
        found = [basis for rule in rules for basis in _clauses(source, rule.basis, rule.article)]
        return tuple(dict.fromkeys(found))

    def hangs_on(self, key: str) -> bool:
        """Whether another answer to this question would change a line, all else being equal."""
        variables = self.compiled.diagrams.variables
        without = {p: c for p, c in self._places.items() if variables[p].key != key}
        if len(without) == len(self._places):
            return key in self._open
        return key in self._deciding(without, self.compiled.nodes_on.get(key, ()))

    @cached_property
    def _open(self) -> set[str]:
        """The unknown keys that can still decide a line."""
        return self._deciding(self._places, self.compiled.nodes)

    def _deciding(self, known: Mapping[int, int], nodes: Iterable[Node]) -> set[str]:
        diagrams = self.compiled.diagrams
        memo: dict[Node, Node] = {}
        left = [diagrams.given(node, known, self._barred, memo) for node in nodes]
        return {variable.key for variable in diagrams.support(left)}

    def limits_across_units(self) -> tuple[float, ...]:
        """The limits in the other unit that would decide something here if the capacity were unknown."""
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
    if basis == SILENT:
        return (Basis(source),)
    return tuple(Basis(source, article) for article in articles)


def in_order(keys: Iterable[str]) -> Needs:
    """Each key once, in the order of asking; those of the policy's own last. Raises KeyError for an unknown key."""
    found = set(keys)
    own = [key for key in found if isinstance(key, LocalKey)] if len(_ORDER.keys() & found) < len(found) else []
    common = sorted(found.difference(own) if own else found, key=_ORDER.__getitem__)
    return (*common, *sorted(own, key=lambda key: key.place)) if own else tuple(common)


def of_works(key: str) -> bool:
    """Whether it can be known only of works."""
    return key.of_works if isinstance(key, LocalKey) else key.startswith("works.")


@dataclass(frozen=True, slots=True)
class Ruling:
    """The remaining state of a line: the rules that can still apply, and what would decide between them.

    `certain`: one of them will apply, whichever it is. `left`: each of them separately.
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
    """The rules of a variant that are not excluded."""
    if len(variant.rules) == 1:
        return variant.rules
    return tuple(r for r, n in zip(variant.rules, variant.nodes, strict=True) if question.truth(n) != FALSE)


def settled_on(question: Question, line: Line) -> Ruling | None:
    """The rule that certainly applies; None while several can, or none."""
    for variant in line.variants:
        if question.truth(variant.node) == TRUE:
            rules = _still_holding(question, variant)
            return Ruling(rules[:1], (), question.basis(rules, variant.source))
    return None


def rule_on(question: Question, line: Line) -> Ruling | None:
    """The rule that certainly applies, or all that may with what decides between them; None if none can."""
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
    """The id and ruling of each line of a section that applies or may apply."""
    for line in question.compiled.lines[section]:
        ruling = rule_on(question, line)
        if ruling is not None:
            yield line.id, ruling
