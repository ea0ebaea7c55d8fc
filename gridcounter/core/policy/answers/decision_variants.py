"""A decision without what is not owed yet, or with what was added to it later."""

from __future__ import annotations

from dataclasses import replace

from gridcounter.core.policy.decision import Decision, Document
from gridcounter.core.policy.model import DocumentState


def without_dates(decision: Decision) -> Decision:
    """The same answer without due days: nothing was accepted, so no clock runs."""
    return replace(
        decision,
        steps=tuple(replace(line, due_on=None, provisional=False) for line in decision.steps),
        limits=tuple(replace(line, due_on=None, provisional=False) for line in decision.limits),
    )


def with_later(decision: Decision, later: tuple[Document, ...]) -> Decision:
    """The same answer with the documents added after the notice that the pack does not require."""
    asked = {one.id for one in decision.documents if one.state != DocumentState.WAIVED}
    more = tuple(one for one in later if one.id not in asked)
    added = {one.id for one in more}
    kept = tuple(one for one in decision.documents if one.id not in added)
    return replace(decision, documents=(*kept, *more)) if more else decision
