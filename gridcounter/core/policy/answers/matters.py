"""The matters to apply for in a case: those that it touches, and those that it may touch, in the order of applying."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from gridcounter.core.policy.decision import Matter
from gridcounter.core.policy.evaluation import Question, rulings
from gridcounter.core.policy.model import ApprovalRule, MatterRule


def matters_of(question: Question, rules: Iterable[ApprovalRule]) -> tuple[Matter, ...]:
    """Those that one of these rules lists; one that is open is listed with what decides it, a false one is not."""
    listed = dict.fromkeys(name for rule in rules for name in rule.matters)
    if not listed:
        return ()
    found: dict[str, Matter] = {}
    for name, ruling in rulings(question, "matter"):
        rule = ruling.rules[0]
        if name in listed and isinstance(rule, MatterRule):
            found[name] = Matter(name, rule.label, ruling.basis, rule.authority, rule.wd, rule.after, ruling.needs)
    return tuple(_in_turn({name: found[name] for name in listed if name in found}))


def _in_turn(matters: Mapping[str, Matter]) -> Iterator[Matter]:
    """As the policy lists them, each after those that come first."""
    waiting = dict(matters)
    while waiting:
        ready = (name for name, one in waiting.items() if not any(first in waiting for first in one.after))
        # a circle, which the check refuses, is broken where the policy begins it
        yield waiting.pop(next(ready, next(iter(waiting))))
