"""Translates conditions into diagrams: the meaning of each key, and the contract's implications between keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import ge, gt, le, lt

from gridcounter.core.case import LOW_VOLTAGE_KV, Business, Customer, Surface, Value
from gridcounter.core.local_key import LocalKey
from gridcounter.core.policy.conditions import (
    AllOf,
    AnyOf,
    ClassIs,
    Condition,
    Given,
    Not,
    Operator,
    TermIs,
    Test,
    TrackIs,
)
from gridcounter.core.policy.diagram import FALSE, TRUE, Diagrams, Domain, Node, Variable, day_number
from gridcounter.core.policy.keys import KEYS, DateKey, FlagKey, Key, NumberKey, SetKey, WordKey

_BOTH = (False, True)
_CUSTOMER = Variable("customer")
_AS_MICRO = Variable("sole_proprietor_as_micro")
_TEMPORARY = Variable("business")
_PERMANENT = Variable("supply.permanent")
_WORKS = Variable("works")
_VOLTAGE = Variable("supply.voltage_kv")
_GREEN = Variable("works.occupies", str(Surface.GREEN))
_SURFACES = tuple(Variable("works.occupies", str(surface)) for surface in Surface)
_GREEN_AREA = "works.green_area_m2"
#: Measures of what is occupied: each is 0 where none of these surfaces is.
_OF_SURFACES = {_GREEN_AREA: (_GREEN,), "works.dig_length_m": _SURFACES, "works.dig_area_m2": _SURFACES}
_COMPARED = {Operator.AT_MOST: le, Operator.LESS_THAN: lt, Operator.AT_LEAST: ge, Operator.MORE_THAN: gt}
_READINGS = {str(Customer.MICRO_ENTERPRISE): True, str(Customer.ENTERPRISE): False}


def domains_for(conditions: Iterable[Condition], keys: Mapping[str, Key] = KEYS) -> dict[Variable, Domain]:
    """Divides every number at the limits that conditions name; words and flags have fixed cells.

    A capacity is one number whatever the unit: across units power factor 1 is assumed.
    """
    bounds = _bounds(_all_tests(conditions))
    found: dict[Variable, Domain] = {}
    for key, kind in keys.items():
        match kind:
            case WordKey() if key == "customer":
                found[_CUSTOMER] = Domain(words=tuple(map(str, Customer)))
            case WordKey(words=words) if key != "stated_customer":
                found[Variable(key)] = Domain(words=words)
            case FlagKey():
                found[Variable(key)] = Domain(words=_BOTH)
            case SetKey(words=words):
                found |= dict.fromkeys((Variable(key, word) for word in words), Domain(words=_BOTH))
            case NumberKey(values=(_, *_) as values):
                found[Variable(key)] = Domain(words=tuple(values))
            case NumberKey() if key in bounds:
                found[Variable(key)] = Domain(bounds=_possible_bounds(kind, bounds[key]))
            case DateKey() if key in bounds:
                found[Variable(key)] = Domain(bounds=tuple(sorted(bounds[key])), days=True)
    return found


def _possible_bounds(kind: NumberKey, bounds: set[float]) -> tuple[float, ...]:
    return tuple(sorted(bound for bound in bounds if bound > 0 or (kind.zero and bound == 0)))


def _bounds(tests: Iterable[Test]) -> dict[str, set[float]]:
    found: dict[str, set[float]] = {}
    for test in tests:
        limits = test.limits
        if isinstance(test.of, NumberKey):
            found.setdefault(test.key, set()).update(float(limit) for limit in limits)
        elif isinstance(test.of, DateKey):
            found.setdefault(test.key, set()).add(_between_days(test))
        elif test.key == "supply.connection":
            found.setdefault(_VOLTAGE.key, set()).add(LOW_VOLTAGE_KV)
    return found


def _between_days(test: Test) -> float:
    """Where a day's limit divides: before it, or after it."""
    day = day_number(str(test.limit))
    return day - 0.5 if test.operator in {Operator.SINCE, Operator.BEFORE} else day + 0.5


def capacity_units(conditions: Iterable[Condition]) -> dict[float, frozenset[str]]:
    """The units of each capacity limit."""
    found: dict[float, frozenset[str]] = {}
    for test in _all_tests(conditions):
        for limit in test.limits if test.unit else ():
            found[float(limit)] = found.get(float(limit), frozenset()) | {test.unit}
    return found


def _all_tests(conditions: Iterable[Condition]) -> Iterable[Test]:
    for condition in conditions:
        yield from tests_of(condition)


def tests_of(condition: Condition) -> Iterable[Test]:
    """All tests in a condition, however deep; none for conditions on class, track or term."""
    match condition:
        case Test():
            yield condition
        case AllOf(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from tests_of(part)
        case Not(part=part) | Given(part=part):
            yield from tests_of(part)


def barred_cells(diagrams: Diagrams, known: Mapping[str, Value]) -> dict[Variable, Iterable[int]]:
    """Values excluded by what is known of other keys: a contradiction is refused, so it needs no answer."""
    found: dict[Variable, Iterable[int]] = {}
    if known.get(_PERMANENT.key) is True and _TEMPORARY.key not in known:
        found[_TEMPORARY] = [diagrams.domains[_TEMPORARY].cell(str(Business.TEMPORARY))]
    if known.get(_GREEN_AREA, 0) and _GREEN.key not in known:  # some green is occupied, whatever else is
        found[_GREEN] = [diagrams.domains[_GREEN].cell(False)]  # noqa: FBT003
    return found


@dataclass(slots=True)
class Translator:
    """`classes` and `tracks` are filled while the pack's single-answer sections are built; terms may use each other.

    `business` are the words that hold throughout; none where it is one of the three kinds of connecting.
    """

    diagrams: Diagrams
    terms: Mapping[str, Condition]
    classes: dict[str, Node] = field(default_factory=dict)
    tracks: dict[str, Node] = field(default_factory=dict)
    business: frozenset[str] = frozenset()
    _term_nodes: dict[str, Node] = field(default_factory=dict)

    def node(self, condition: Condition) -> Node:
        """The diagram of the condition. Raises KeyError for a class or a term that the pack does not define."""
        match condition:
            case Test():
                return self._test(condition)
            case AllOf(parts=parts):
                return self.diagrams.every(self.node(part) for part in parts)
            case AnyOf(parts=parts):
                return self.diagrams.some(self.node(part) for part in parts)
            case Not(part=part):
                return self.diagrams.negate(self.node(part))
            case Given(part=part):
                return self.node(part)
            case ClassIs(ids=ids):
                return self.diagrams.some(self.classes[name] for name in ids)
            case TrackIs(tracks=tracks):
                return self.diagrams.some(self.tracks[name] for name in tracks if name in self.tracks)
            case TermIs(name=name):
                if name not in self._term_nodes:
                    self._term_nodes[name] = self.node(self.terms[name])
                return self._term_nodes[name]

    @property
    def works(self) -> Node:
        """Whether there are outside works at all."""
        return self._flag(_WORKS, value=True)

    def _test(self, test: Test) -> Node:
        limits = test.limits
        if test.key == "customer":
            return self.diagrams.some(map(self._customer, map(str, limits)))
        if test.key == "stated_customer":
            return self._words(_CUSTOMER, limits)
        if test.key == _TEMPORARY.key:
            return self._business(limits)
        if test.key == "supply.permanent":
            return self._permanent(value=bool(test.limit))
        node = self._plain(test, limits)
        if test.key in _OF_SURFACES:
            node = self._measured(test, node)
        of_works = test.key.of_works if isinstance(test.key, LocalKey) else test.key.startswith("works.")
        if of_works:  # without works there is nothing to measure
            return self.diagrams.both(self.works, node)
        if test.key == "supply.connection":  # only low voltage has one
            return self.diagrams.both(self._number(_VOLTAGE, Operator.AT_MOST, (LOW_VOLTAGE_KV,)), node)
        return node

    def _measured(self, test: Test, node: Node) -> Node:
        """Nothing occupied is nothing measured: no other value can be known there, and none is asked for."""
        diagrams = self.diagrams
        occupied = diagrams.some(self._flag(surface, value=True) for surface in _OF_SURFACES[test.key])
        nothing = TRUE if _of_nothing(test) else FALSE
        return diagrams.some((diagrams.both(occupied, node), diagrams.both(diagrams.negate(occupied), nothing)))

    def _plain(self, test: Test, limits: tuple[str | bool | float, ...]) -> Node:
        match test.of:
            case DateKey():
                return self._day(Variable(test.key), test)
            case NumberKey():
                return self._number(Variable(test.key), test.operator, tuple(float(x) for x in limits))
            case SetKey() if test.operator == Operator.INCLUDES:
                return self.diagrams.some(self._flags(test.key, limits, value=True))
            case SetKey(words=words):
                barred = limits if test.operator == Operator.EXCLUDES else set(words).difference(limits)
                return self.diagrams.every(self._flags(test.key, barred, value=False))
            case _:
                return self._words(Variable(test.key), limits)

    def _number(self, variable: Variable, operator: Operator, limits: tuple[float, ...]) -> Node:
        domain = self.diagrams.domains[variable]
        known = domain.words or domain.bounds
        # a limit that no case can reach is before the first cell
        places = [domain.cell(limit) if limit in known else -1 for limit in limits]
        compare = _COMPARED.get(operator)
        if compare is not None:
            places = [cell for cell in range(domain.size) if compare(cell, places[0])]
        return self.diagrams.cells(variable, places)

    def _day(self, variable: Variable, test: Test) -> Node:
        domain, bound = self.diagrams.domains[variable], _between_days(test)
        later = test.operator in {Operator.SINCE, Operator.AFTER}
        first = 2 * domain.bounds.index(bound) + 1
        return self.diagrams.cells(variable, [cell for cell in range(domain.size) if (cell >= first) == later])

    def _words(self, variable: Variable, words: tuple[str | bool | float, ...]) -> Node:
        domain = self.diagrams.domains[variable]
        return self.diagrams.cells(variable, [domain.cell(word) for word in words])

    def _business(self, words: tuple[str | bool | float, ...]) -> Node:
        """Another business never holds among the three kinds of connecting."""
        if self.business:
            return TRUE if self.business.intersection(map(str, words)) else FALSE
        known = self.diagrams.domains[_TEMPORARY].words
        return self._words(_TEMPORARY, tuple(word for word in words if word in known))

    def _flags(self, key: str, words: Iterable[object], *, value: bool) -> Iterator[Node]:
        return (self._flag(Variable(key, str(word)), value=value) for word in words)

    def _flag(self, variable: Variable, *, value: bool) -> Node:
        return self._words(variable, (value,))

    def _customer(self, word: str) -> Node:
        """A sole proprietor counts as micro enterprise or as enterprise by the office's setting."""
        stated = self._words(_CUSTOMER, (word,))
        if word not in _READINGS:
            return stated
        read = self.diagrams.both(
            self._words(_CUSTOMER, (str(Customer.SOLE_PROPRIETOR),)), self._flag(_AS_MICRO, value=_READINGS[word])
        )
        return self.diagrams.some((stated, read))

    def _permanent(self, *, value: bool) -> Node:
        """A temporary supply is never permanent."""
        not_temporary = self.diagrams.negate(self._business((str(Business.TEMPORARY),)))
        permanent = self.diagrams.both(not_temporary, self._flag(_PERMANENT, value=True))
        return permanent if value else self.diagrams.negate(permanent)


def _of_nothing(test: Test) -> bool:
    """Whether a comparison of a number holds for 0."""
    limits = test.limits
    compare = _COMPARED.get(test.operator)
    return 0 in limits if compare is None else compare(0, float(limits[0]))
