"""What an open point is called on a paper: a pack that asks of a park only whether somebody is in one asks no level.

Who somebody is, is asked of everybody: where the articles that say so hang on something open, it is none the less.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gridcounter.core.case import Park
from gridcounter.core.checklist import NEVER_PUT_OFF
from gridcounter.core.policy.conditions import AllOf, AnyOf, Given, Not, Test
from gridcounter.core.policy.model import DocumentState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from gridcounter.core.policy.conditions import Condition
    from gridcounter.core.policy.decision import Decision, Document, Needs
    from gridcounter.core.policy.model import PolicyPack

_PARK, _INSIDE = "site.park", "site.park.inside"
_IN_OR_OUT = ({Park.NONE}, set(Park) - {Park.NONE})


def as_asked(decision: Decision, pack: PolicyPack, online: Collection[str] = ()) -> Decision:
    """The same answer, its open points called by what really decides them; `online` are the shared certificates."""
    documents = tuple(_settled(document, online) for document in decision.documents)
    decision = replace(decision, documents=documents)
    conditions = [*pack.terms.values(), *(told for rules in pack.sections.values() for _, told in rules)]
    limits = [set(_words(test.limit)) for told in conditions for test in _tests(told) if test.key == _PARK]
    if not limits or any(limit not in _IN_OR_OUT for limit in limits):
        return decision
    return replace(
        decision,
        documents=tuple(replace(line, needs=_renamed(line.needs)) for line in documents),
        customer_class=replace(decision.customer_class, needs=_renamed(decision.customer_class.needs)),
        steps=tuple(replace(line, needs=_renamed(line.needs)) for line in decision.steps),
        limits=tuple(replace(line, needs=_renamed(line.needs)) for line in decision.limits),
        costs=tuple(replace(line, needs=_renamed(line.needs)) for line in decision.costs),
        approval=replace(decision.approval, needs=_renamed(decision.approval.needs)),
    )


def _settled(document: Document, online: Collection[str]) -> Document:
    if document.id != NEVER_PUT_OFF or document.state != DocumentState.UNDETERMINED:
        return document
    state = DocumentState.ONLINE if document.id in online else DocumentState.REQUIRED
    return replace(document, state=state, needs=())


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
