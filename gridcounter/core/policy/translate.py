"""Conditions into diagrams: what each key means, and what the contract says keys imply of each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gridcounter.core.case import Business, Customer
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
from gridcounter.core.policy.diagram import Diagrams, Domain, Variable
from gridcounter.core.policy.keys import KEYS, FlagKey, NumberKey, SetKey, WordKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gridcounter.core.policy.diagram import Node

_BOTH = (False, True)
_CUSTOMER = Variable("customer")
_AS_MICRO = Variable("sole_proprietor_as_micro")
_TEMPORARY = Variable("business")
_PERMANENT = Variable("supply.permanent")
_WORKS = Variable("works")
_READINGS = {str(Customer.MICRO_ENTERPRISE): True, str(Customer.ENTERPRISE): False}


def domains_for(conditions: Iterable[Condition]) -> dict[Variable, Domain]:
    """Cut every number where some condition names a limit; words and flags have the cells they have."""
    bounds: dict[Variable, set[float]] = {}
    for test in (test for condition in conditions for test in tests_of(condition)):
        if isinstance(KEYS[test.key], NumberKey):
            limits = test.limit if isinstance(test.limit, tuple) else (test.limit,)
            bounds.setdefault(Variable(test.key, test.unit), set()).update(float(limit) for limit in limits)
    found: dict[Variable, Domain] = {}
    for key, kind in KEYS.items():
        match kind:
            case WordKey(words=words):
                if key == "customer":
                    found[_CUSTOMER] = Domain(words=tuple(str(word) for word in Customer))
                elif key != "stated_customer":
                    found[Variable(key)] = Domain(words=words)
            case FlagKey():
                found[Variable(key)] = Domain(words=_BOTH)
            case SetKey(words=words):
                found.update({Variable(key, word): Domain(words=_BOTH) for word in words})
            case NumberKey(units=units):
                for unit in units or ("",):
                    variable = Variable(key, unit)
                    if variable in bounds:
                        found[variable] = Domain(bounds=tuple(sorted(bounds[variable])))
    return found


def tests_of(condition: Condition) -> Iterable[Test]:
    match condition:
        case Test():
            yield condition
        case AllOf(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from tests_of(part)
        case Not(part=part) | Given(part=part):
            yield from tests_of(part)


@dataclass(slots=True)
class Translator:
    """`classes` and `tracks` are filled as the pack's single-answer sections are built; terms may use each other."""

    diagrams: Diagrams
    terms: Mapping[str, Condition]
    classes: dict[str, Node] = field(default_factory=dict)
    tracks: dict[str, Node] = field(default_factory=dict)
    _term_nodes: dict[str, Node] = field(default_factory=dict)

    def node(self, condition: Condition) -> Node:
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
        return self._flag(_WORKS, value=True)

    def _test(self, test: Test) -> Node:
        limits = test.limit if isinstance(test.limit, tuple) else (test.limit,)
        if test.key == "customer":
            return self.diagrams.some(self._customer(str(limit)) for limit in limits)
        if test.key == "stated_customer":
            return self._words(_CUSTOMER, limits)
        if test.key == "supply.permanent":
            return self._permanent(value=bool(test.limit))
        node = self._plain(test, limits)
        # there is nothing to measure where there are no works
        return self.diagrams.both(self.works, node) if test.key.startswith("works.") else node

    def _plain(self, test: Test, limits: tuple[str | bool | float, ...]) -> Node:
        match KEYS[test.key]:
            case NumberKey():
                return self._number(Variable(test.key, test.unit), test.operator, tuple(float(x) for x in limits))
            case SetKey(words=words):
                barred = (
                    limits if test.operator == Operator.EXCLUDES else [word for word in words if word not in limits]
                )
                return self.diagrams.every(self._flag(Variable(test.key, str(word)), value=False) for word in barred)
            case _:
                return self._words(Variable(test.key), limits)

    def _number(self, variable: Variable, operator: Operator, limits: tuple[float, ...]) -> Node:
        domain = self.diagrams.domains[variable]
        at = domain.cell(limits[0])
        match operator:
            case Operator.AT_MOST:
                cells: Iterable[int] = range(at + 1)
            case Operator.LESS_THAN:
                cells = range(at)
            case Operator.AT_LEAST:
                cells = range(at, domain.size)
            case Operator.MORE_THAN:
                cells = range(at + 1, domain.size)
            case _:
                cells = [domain.cell(limit) for limit in limits]
        return self.diagrams.cells(variable, cells)

    def _words(self, variable: Variable, words: tuple[str | bool | float, ...]) -> Node:
        domain = self.diagrams.domains[variable]
        return self.diagrams.cells(variable, [domain.cell(word) for word in words])

    def _flag(self, variable: Variable, *, value: bool) -> Node:
        return self._words(variable, (value,))

    def _customer(self, word: str) -> Node:
        """A sole proprietor counts as micro enterprise or as enterprise by the office's reading."""
        stated = self._words(_CUSTOMER, (word,))
        if word not in _READINGS:
            return stated
        read = self.diagrams.both(
            self._words(_CUSTOMER, (str(Customer.SOLE_PROPRIETOR),)), self._flag(_AS_MICRO, value=_READINGS[word])
        )
        return self.diagrams.some((stated, read))

    def _permanent(self, *, value: bool) -> Node:
        """A temporary supply is never permanent."""
        not_temporary = self.diagrams.negate(self._words(_TEMPORARY, (str(Business.TEMPORARY),)))
        permanent = self.diagrams.both(not_temporary, self._flag(_PERMANENT, value=True))
        return permanent if value else self.diagrams.negate(permanent)
