"""Conditions as reduced ordered decision diagrams: exact three-valued logic.

Plain three-valued logic misses "every possible value gives the same": for it, length < 1000 or length >= 1000 is
unknown. A reduced diagram is canonical, so with the known values put in, it is TRUE, FALSE, or depends on exactly the
variables that can still decide it. The pack checker uses the same diagrams for overlaps, gaps and rules that no case
can reach.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from types import MappingProxyType
from typing import TypeAlias

from gridcounter.core.case import Value
from gridcounter.core.local_key import LocalKey
from gridcounter.errors import Refusal

Node: TypeAlias = int
FALSE: Node = 0
TRUE: Node = 1


_HALF = 0.5
#: Of all nodes that a pack's conditions and its check make; the largest pack that ships makes 12,000.
_MOST_CELLS = 400_000


class TooIntricate(Refusal):
    """Conditions of which each combination differs: their diagrams would take hours, or all memory."""

    sentence = "政策包的条件互相牵连太多，没有算完；请把一条规则里的“任一符合”分成几条规则，或者少用几个条件"


def day_number(day: str) -> float:
    """The days of the calendar as numbers that can be compared; `day` is ISO text."""
    return float(date.fromisoformat(day).toordinal())


@dataclass(frozen=True, slots=True)
class Variable:
    """A key, or a part of one: one word of a list."""

    key: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Domain:
    """The cells into which the conditions divide a variable's values; no condition can distinguish values of one cell.

    `words` are all possible values; else the cells lie at, between and around the `bounds`. No number is negative, so
    there is no cell below a bound of zero. The bounds of `days` lie between two days, so that each day is in a cell.
    """

    words: tuple[str | bool | float, ...] = ()
    bounds: tuple[float, ...] = ()
    days: bool = False

    @property
    def size(self) -> int:
        """Number of cells: one for each word, or the bounds and the intervals between them."""
        return len(self.words) or 2 * len(self.bounds) + 1 - self._skipped

    @property
    def _skipped(self) -> int:
        return int(self.bounds[:1] == (0,))

    def cell(self, value: str | bool | float) -> int:  # noqa: FBT001  a value of the case, of any type
        """The cell of a value. Raises ValueError for a word outside the domain."""
        if self.words:
            return self.words.index(value)
        if self.days:
            value = day_number(str(value))
        place = bisect_left(self.bounds, value)
        return 2 * place + (place < len(self.bounds) and self.bounds[place] == value) - self._skipped

    def sample(self, cell: int) -> str | bool | float:
        """One value of the cell, for an example case shown to a pack's author."""
        if self.words:
            return self.words[cell]
        if not self.bounds:
            return 1.0
        place, at_bound = divmod(cell + self._skipped, 2)
        if self.days:  # the day after the bound, or the one before the first
            number = (
                self.bounds[place] + _HALF
                if at_bound
                else self.bounds[max(place - 1, 0)] + (_HALF if place else -_HALF)
            )
            return date.fromordinal(int(number)).isoformat()
        if at_bound:
            return self.bounds[place]
        if place == 0:
            return self.bounds[0] / 2
        return self.bounds[-1] + 1 if place == len(self.bounds) else (self.bounds[place - 1] + self.bounds[place]) / 2

    def bound_between(self, cell: int) -> float:
        """The bound that separates this cell of a number from the next one."""
        return self.bounds[(cell + self._skipped) // 2]


_NONE_BARRED: Mapping[int, frozenset[int]] = MappingProxyType({})


@dataclass(slots=True)
class Diagrams:
    """All diagrams of one pack share their nodes. Node ids: 0 FALSE, 1 TRUE, others index `_nodes`."""

    domains: Mapping[Variable, Domain]
    variables: tuple[Variable, ...] = ()
    _place: dict[Variable, int] = field(default_factory=dict)
    _places_of: dict[str, list[int]] = field(default_factory=dict)
    _nodes: list[tuple[int, tuple[Node, ...]]] = field(default_factory=list)
    _known_nodes: dict[tuple[int, tuple[Node, ...]], Node] = field(default_factory=dict)
    _both_memo: dict[tuple[Node, Node], Node] = field(default_factory=dict)
    _negated: dict[Node, Node] = field(default_factory=dict)
    _supports: dict[Node, frozenset[int]] = field(default_factory=dict)
    _room: int | None = None

    def __post_init__(self) -> None:
        self.variables = tuple(self.domains)
        self._place = {variable: place for place, variable in enumerate(self.variables)}
        for place, variable in enumerate(self.variables):
            self._places_of.setdefault(variable.key, []).append(place)
        last = len(self.variables)
        self._nodes = [(last, ()), (last, ())]

    @contextmanager
    def limited(self) -> Iterator[Diagrams]:
        """Itself; in the block no more is made than a bearable number of cells. Raises TooIntricate."""
        self._room = _MOST_CELLS
        try:
            yield self
        finally:
            self._room = None

    def cells(self, variable: Variable, allowed: Iterable[int]) -> Node:
        """True if the variable lies in one of these cells."""
        wanted = set(allowed)
        return self._node(
            self._place[variable], tuple(TRUE if c in wanted else FALSE for c in range(self.domains[variable].size))
        )

    def both(self, a: Node, b: Node) -> Node:
        """Conjunction. Conditions of the same meaning have the same node id."""
        if a > b:
            a, b = b, a
        if a in {FALSE, b}:
            return a
        if a == TRUE:
            return b
        found = self._both_memo.get((a, b))
        if found is None:
            (place_a, under_a), (place_b, under_b) = self._nodes[a], self._nodes[b]
            place = min(place_a, place_b)
            size = self.domains[self.variables[place]].size
            below_a = under_a if place_a == place else (a,) * size
            below_b = under_b if place_b == place else (b,) * size
            found = self._node(place, tuple(self.both(x, y) for x, y in zip(below_a, below_b, strict=True)))
            self._both_memo[a, b] = found
        return found

    def negate(self, a: Node) -> Node:
        """Negation, cached for each node."""
        if a <= TRUE:
            return TRUE - a
        found = self._negated.get(a)
        if found is None:
            place, under = self._nodes[a]
            found = self._negated[a] = self._node(place, tuple(self.negate(x) for x in under))
        return found

    def every(self, nodes: Iterable[Node]) -> Node:
        """Conjunction of all; TRUE for none."""
        result = TRUE
        for node in nodes:
            result = self.both(result, node)
        return result

    def some(self, nodes: Iterable[Node]) -> Node:
        """Disjunction of all; FALSE for none."""
        return self.negate(self.every(self.negate(node) for node in nodes))

    def given(
        self,
        node: Node,
        known: Mapping[int, int],
        barred: Mapping[int, frozenset[int]] = _NONE_BARRED,
        memo: dict[Node, Node] | None = None,
    ) -> Node:
        """Restricts a diagram by known values (place of the variable -> cell) and by impossible cells of the others.

        Callers that restrict several diagrams by the same knowledge pass one `memo` for all of them.
        """
        nodes = self._nodes
        while node > TRUE:  # the common case: everything on the path is known
            place, under = nodes[node]
            cell = known.get(place)
            if cell is None:
                return self._given(node, known, barred, {} if memo is None else memo)
            node = under[cell]
        return node

    def _given(
        self, node: Node, known: Mapping[int, int], barred: Mapping[int, frozenset[int]], memo: dict[Node, Node]
    ) -> Node:
        found = memo.get(node) if node > TRUE else node
        if found is None:
            place, under = self._nodes[node]
            cell = known.get(place)
            if cell is not None:
                found = self._given(under[cell], known, barred, memo)
            else:
                if out := barred.get(place, ()):  # these cells equal another one: no effect on the result
                    instead = next(x for c, x in enumerate(under) if c not in out)
                    under = tuple(instead if c in out else x for c, x in enumerate(under))
                below = [x if x <= TRUE else self._given(x, known, barred, memo) for x in under]
                found = self._node(place, tuple(below))
            memo[node] = found
        return found

    def splits(self, node: Node, variable: Variable, within: Node) -> bool:
        """Whether this variable still decides the diagram, while its other values keep `within` possible."""
        place = self._place[variable]
        possible = (
            c for c in range(self.domains[variable].size) if self.both(within, self.cells(variable, (c,))) != FALSE
        )
        return len({self.given(node, {place: cell}) for cell in possible}) > 1

    def support(self, nodes: Iterable[Node]) -> set[Variable]:
        """The variables that can still decide these diagrams."""
        places = frozenset[int]().union(*map(self._support_of, nodes))
        return {self.variables[place] for place in places}

    def _support_of(self, node: Node) -> frozenset[int]:
        if node <= TRUE:
            return frozenset()
        found = self._supports.get(node)
        if found is None:
            place, under = self._nodes[node]
            found = self._supports[node] = frozenset((place,)).union(*map(self._support_of, under))
        return found

    def _below(self, nodes: Iterable[Node]) -> set[Node]:
        seen: set[Node] = set()
        waiting = [node for node in nodes if node > TRUE]
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                waiting.extend(x for x in self._nodes[node][1] if x > TRUE)
        return seen

    def deciding_bounds(self, nodes: Iterable[Node], variable: Variable) -> set[float]:
        """The bounds of a number across which one of these diagrams changes its result."""
        place = self._place.get(variable)
        found: set[float] = set()
        for node in self._below(nodes):
            its_place, under = self._nodes[node]
            if its_place == place:
                domain = self.domains[variable]
                pairs = enumerate(pairwise(under))
                found.update(domain.bound_between(cell) for cell, (x, y) in pairs if x != y)
        return found

    def witness(self, node: Node) -> dict[Variable, str | bool | float]:
        """One case in which the diagram is true; the variables it does not name do not matter."""
        found: dict[Variable, str | bool | float] = {}
        while node > TRUE:
            place, under = self._nodes[node]
            cell = next(c for c, x in enumerate(under) if x != FALSE)
            variable = self.variables[place]
            found[variable] = self.domains[variable].sample(cell)
            node = under[cell]
        return found

    def place_known(self, known: Mapping[str, Value]) -> dict[int, int]:
        """Known values by key -> cells by place."""
        found: dict[int, int] = {}
        for key, value in known.items():
            for place in self._places_of.get(key, ()):
                variable = self.variables[place]
                if isinstance(value, tuple):
                    found[place] = int(variable.part in value)
                elif not isinstance(variable.key, LocalKey):
                    found[place] = self.domains[variable].cell(value)
                else:  # answered under another edition, which may have asked for something else
                    with suppress(ValueError, TypeError):
                        found[place] = self.domains[variable].cell(value)
        return found

    def place_barred(self, barred: Mapping[Variable, Iterable[int]]) -> dict[int, frozenset[int]]:
        """By the variable's place in the order, as `given` expects."""
        return {self._place[variable]: frozenset(cells) for variable, cells in barred.items()}

    def _node(self, place: int, under: tuple[Node, ...]) -> Node:
        if self._room is not None:
            self._room -= len(under)
            if self._room < 0:
                raise TooIntricate
        first = under[0]
        if all(x == first for x in under):
            return first
        key = (place, under)
        found = self._known_nodes.get(key)
        if found is None:
            found = self._known_nodes[key] = len(self._nodes)
            self._nodes.append(key)
        return found
