"""What an open point is called on a paper: a pack that asks of a park only whether somebody is in one asks no level."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gridcounter.core.case import Park
from gridcounter.core.policy.conditions import AllOf, AnyOf, Given, Not, Test

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gridcounter.core.policy.conditions import Condition
    from gridcounter.core.policy.decision import Decision, Needs
    from gridcounter.core.policy.model import PolicyPack

_PARK, _INSIDE = "site.park", "site.park.inside"
_IN_OR_OUT = ({Park.NONE}, set(Park) - {Park.NONE})


def as_asked(decision: Decision, pack: PolicyPack) -> Decision:
    """The same answer, its open points called by what really decides them."""
    conditions = [*pack.terms.values(), *(told for rules in pack.sections.values() for _, told in rules)]
    limits = [set(_words(test.limit)) for told in conditions for test in _tests(told) if test.key == _PARK]
    if not limits or any(limit not in _IN_OR_OUT for limit in limits):
        return decision
    return replace(
        decision,
        customer_class=replace(decision.customer_class, needs=_renamed(decision.customer_class.needs)),
        steps=tuple(replace(line, needs=_renamed(line.needs)) for line in decision.steps),
        limits=tuple(replace(line, needs=_renamed(line.needs)) for line in decision.limits),
        costs=tuple(replace(line, needs=_renamed(line.needs)) for line in decision.costs),
        approval=replace(decision.approval, needs=_renamed(decision.approval.needs)),
    )


def _renamed(needs: Needs) -> Needs:
    return tuple(_INSIDE if key == _PARK else key for key in needs)


def _words(limit: object) -> tuple[object, ...]:
    return limit if isinstance(limit, tuple) else (limit,)


def _tests(condition: Condition) -> Iterable[Test]:
    match condition:
        case Test():
            yield condition
        case AllOf(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from _tests(part)
        case Not(part=part) | Given(part=part):
            yield from _tests(part)
