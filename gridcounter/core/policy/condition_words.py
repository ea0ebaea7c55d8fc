"""The conditions of a rule one by one, each as a short phrase with the diagram that says whether it is met."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from gridcounter.core.case import Limit
from gridcounter.core.labels import WORD_LABELS, flag_label, key_label, value_label
from gridcounter.core.policy.conditions import (
    NEGATED,
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
from gridcounter.core.policy.diagram import Diagrams, Node
from gridcounter.core.policy.translate import Translator

#: Comparisons of the pack language. Without a word of comparison a value is meant itself.
COMPARISONS: Mapping[str, str] = {
    "at_most": "不超过",
    "less_than": "小于",
    "at_least": "不小于",
    "more_than": "超过",
    "subset_of": "仅限",
    "excludes": "不含",
    "includes": "含",
    "since": "不早于",
    "after": "晚于",
    "until": "不晚于",
    "before": "早于",
}
_OPERATORS: Mapping[str, str] = {
    **COMPARISONS,
    "equal": "为",
    "one_of": "为",
    "not_equal": "不是",
    "not_one_of": "不是",
    "not_subset_of": "超出",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A condition in displayable form: the key it reads, and the diagram that says whether it is met."""

    key: str
    operator: Operator
    limit: Limit
    label: str
    node: Node
    #: the representative test of a group, alone: a group met in another way says nothing about its key
    alone: Node

    def negated(self, diagrams: Diagrams, label: str) -> Shown:
        """The condition with the opposite operator (at_most becomes more_than), under another label."""
        operator = NEGATED.get(self.operator, self.operator)
        return Shown(self.key, operator, self.limit, label, diagrams.negate(self.node), diagrams.negate(self.alone))


#: Levels of a park that are one thing together.
_PARKS = {
    frozenset[object]({"none"}): "不在园区",
    frozenset[object](WORD_LABELS["site.park"].keys() - {"none"}): "在园区内",
}


def condition_label(test: Test) -> str:
    """A condition as a short phrase: 线路总长小于 1000 米; a flag as words of its own."""
    if isinstance(test.limit, bool):
        return flag_label(test.key, on=test.limit == (test.operator == "equal"))
    if test.key == "site.park" and test.operator in {"equal", "one_of"}:
        levels = frozenset(test.limits)
        if levels in _PARKS:
            return _PARKS[levels]
    if test.limit == ():
        return "不占用、不挖掘道路和绿地" if test.operator == "subset_of" else "占用或者挖掘道路、绿地"
    value = value_label(test.key, test.limit, test.unit)
    if test.key == "supply.voltage_kv" and test.operator == "at_least":
        return f"电压等级 {value}及以上"
    space = " " if value[:1].isascii() else ""
    return f"{key_label(test.key)}{_OPERATORS[test.operator]}{space}{value}"


def negated(test: Test) -> Test:
    """The test that holds where this one does not: at_most becomes more_than."""
    if isinstance(test.limit, bool):
        return replace(test, limit=not test.limit)
    return replace(test, operator=NEGATED.get(test.operator, test.operator))


def single_test(condition: Condition, terms: Mapping[str, Condition]) -> Test | None:
    """The test that is all there is to a condition, be it behind a name; else None."""
    while isinstance(condition, TermIs):
        condition = terms[condition.name]
    return condition if isinstance(condition, Test) else None


def flatten(translator: Translator, condition: Condition) -> Iterable[Shown]:
    """The single conditions of a rule for display; a group `any` is one of them, under its label and its last key."""
    match condition:
        case Test():
            label, node = condition_label(condition), translator.node(condition)
            yield Shown(condition.key, condition.operator, condition.limit, label, node, node)
        case AllOf(parts=parts):
            for part in parts:
                yield from flatten(translator, part)
        case TermIs(name=name):
            yield from flatten(translator, translator.terms[name])
        case AnyOf():
            yield from _group(translator, condition)
        case Not(part=Not(part=part)):
            yield from flatten(translator, part)
        case Not(part=part):
            yield from _excepted(translator, part)
        case Given() | ClassIs() | TrackIs():
            return


def _excepted(translator: Translator, part: Condition) -> Iterable[Shown]:
    """Several conditions that must not all hold are one: each by itself may."""
    inner, alone = tuple(flatten(translator, part)), single_test(part, translator.terms)
    words = f"除外：{' 且 '.join(dict.fromkeys(one.label for one in inner))}"
    if alone is not None:
        words = condition_label(negated(alone))
    for last in inner[-1:]:
        whole = last.node if len(inner) == 1 else translator.node(part)
        yield replace(last, label=words, node=whole).negated(translator.diagrams, words)


def _group(translator: Translator, group: AnyOf) -> Iterable[Shown]:
    tests = [test for part in group.parts for test in _tests(translator, part)]
    if not tests:  # classes and tracks alone are never shown
        return
    text = group.label or " 或 ".join(dict.fromkeys(condition_label(test) for test in tests))
    last = tests[-1]
    yield Shown(last.key, last.operator, last.limit, text, translator.node(group), translator.node(last))


def _tests(translator: Translator, condition: Condition) -> Iterable[Test]:
    """Includes the tests within terms."""
    match condition:
        case TermIs(name=name):
            yield from _tests(translator, translator.terms[name])
        case AllOf(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from _tests(translator, part)
        case Not(part=part) | Given(part=part):
            yield from _tests(translator, part)
        case Test():
            yield condition
