"""A condition as it reads for the cases of one class: what holds for all of them is left out."""

from __future__ import annotations

from dataclasses import replace

from gridcounter.core.policy.conditions import (
    ALWAYS,
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
from gridcounter.core.policy.diagram import FALSE, Node
from gridcounter.core.policy.translate import Translator


def narrowed(condition: Condition, within: Node, translator: Translator) -> Condition | None:
    """The shortest condition with the same answer for every case of `within`: `ALWAYS` if all of them meet it, None if
    none does.
    """
    possible = translator.diagrams.both(within, translator.node(condition))
    if possible == FALSE:
        return None
    if possible == within:
        return ALWAYS
    return _shorter(condition, within, translator)


def _shorter(condition: Condition, within: Node, translator: Translator) -> Condition:
    """Of a condition that some cases of `within` meet, and some do not; the same holds of the part of a `Not`."""
    match condition:
        case AllOf(parts=parts):
            return _all(parts, within, translator)
        case AnyOf():
            return _any(condition, within, translator)
        case Not(part=part) | Given(part=part):
            return replace(condition, part=_shorter(part, within, translator))
        case TermIs(name=name):
            inner = _shorter(translator.terms[name], within, translator)
            return condition if inner == translator.terms[name] else inner
        case ClassIs(ids=names) | TrackIs(tracks=names):
            kind = type(condition)
            return kind(tuple(name for name in names if _possible(kind((name,)), within, translator)))
        case Test():
            return _test(condition, within, translator)


def _all(parts: tuple[Condition, ...], within: Node, translator: Translator) -> Condition:
    left = [part for part in (narrowed(one, within, translator) for one in parts) if part not in {None, ALWAYS}]
    return _one_or(AllOf(tuple(part for part in left if part is not None)))


def _any(group: AnyOf, within: Node, translator: Translator) -> Condition:
    """The group's own sentence stays only while the group is whole."""
    left = tuple(part for part in (narrowed(one, within, translator) for one in group.parts) if part is not None)
    return _one_or(AnyOf(left, group.label if left == group.parts else ""))


def _one_or(group: AllOf | AnyOf) -> Condition:
    return group.parts[0] if len(group.parts) == 1 and not getattr(group, "label", "") else group


def _test(test: Test, within: Node, translator: Translator) -> Condition:
    """Of several words those that a case of the class can have."""
    if test.operator != Operator.ONE_OF or not isinstance(test.limit, tuple):
        return test
    words = [replace(test, operator=Operator.EQUAL, limit=word) for word in test.limit]
    left = [word for word in words if _possible(word, within, translator)]
    if len(left) == 1:
        return left[0]
    return replace(test, limit=tuple(word.limit for word in left))  # type: ignore[arg-type]  # words or numbers


def _possible(condition: Condition, within: Node, translator: Translator) -> bool:
    return translator.diagrams.both(within, translator.node(condition)) != FALSE
