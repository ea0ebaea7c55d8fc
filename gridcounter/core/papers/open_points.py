"""Names the open points of a decision on paper by what the pack asks for: inside a park or not, rather than its level.

The proof of identity is always certain, even if the articles that require it depend on open points.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from gridcounter.core.case import Case, Park
from gridcounter.core.intake.checklist import NEVER_DEFERRED
from gridcounter.core.policy.decision import Decision, Document, Needs
from gridcounter.core.policy.model import DocumentState, PolicyPack
from gridcounter.core.policy.translate import tests_of

_PARK, _INSIDE = "site.park", "site.park.inside"
_IN_OR_OUT = ({Park.NONE}, set(Park) - {Park.NONE})


def as_asked(decision: Decision, pack: PolicyPack, case: Case) -> Decision:
    """The same decision with `needs` reduced to what the paper should name."""
    documents = tuple(_settled(document, case.online) for document in decision.documents)
    names: dict[str, str | None] = {}
    if _asks_in_or_out(pack):
        names[_PARK] = _INSIDE
    if case.supply.capacity is not None:  # only its unit is missing
        names["supply.capacity"] = None

    def named(needs: Needs) -> Needs:
        return tuple(name for key in needs if (name := names.get(key, key)) is not None)

    approval = decision.approval
    return replace(
        decision,
        documents=tuple(replace(line, needs=named(line.needs)) for line in documents),
        customer_class=replace(decision.customer_class, needs=named(decision.customer_class.needs)),
        steps=tuple(replace(line, needs=named(line.needs)) for line in decision.steps),
        limits=tuple(replace(line, needs=named(line.needs)) for line in decision.limits),
        costs=tuple(
            replace(
                line,
                needs=named(line.needs),
                apart=tuple(replace(one, needs=named(one.needs)) for one in line.apart),
            )
            for line in decision.costs
        ),
        approval=replace(approval, needs=named(approval.needs), pending_needs=named(approval.pending_needs)),
    )


def _asks_in_or_out(pack: PolicyPack) -> bool:
    conditions = [*pack.terms.values(), *(result for rules in pack.sections.values() for _, result in rules)]
    limits = [set(test.limits) for result in conditions for test in tests_of(result) if test.key == _PARK]
    return bool(limits) and all(limit in _IN_OR_OUT for limit in limits)


def _settled(document: Document, online: Collection[str]) -> Document:
    if document.id != NEVER_DEFERRED or document.state != DocumentState.UNDETERMINED:
        return document
    state = DocumentState.ONLINE if document.id in online else DocumentState.REQUIRED
    return replace(document, state=state, needs=())
