"""A decision as the JSON data of the contract: every key present, in the contract's order."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date

from gridcounter.core.policy.decision import (
    Approval,
    Basis,
    Branch,
    Cost,
    Decision,
    Document,
    Filing,
    Limit,
    Matter,
    Note,
    Right,
    Service,
    Step,
)

#: Fields that the papers need and the contract's output lacks.
_INSIDE = {
    Document: {"certain", "issuer", "later", "needs", "required"},
    Matter: {"authority"},
    Branch: {"also", "channel", "label", "may", "pending", "pending_needs"},
    Step: {"certain", "varies", "words"},
    Limit: {"words", "certain"},
    Approval: {"also", "either", "pending", "pending_needs", "stated", "users", "ways"},
    Filing: {"receiver", "may_start_text", "name", "parties", "basis", "informs"},
    Cost: {"apart", "part", "upto", "connection", "reported", "audience"},
    Service: {"audience"},
    Right: {"audience"},
    Note: {"doubts"},
    Decision: {"hotlines_basis", "perhaps"},
}


def to_contract(value: object) -> object:
    """The decision as the plain JSON data of the contract, every key present, in the contract's order."""
    match value:
        case Basis(source=source, article=None):
            return {"source": source}
        case tuple():
            return [to_contract(part) for part in value]
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return int(value)
        case str():
            return str(value)
    if is_dataclass(value):
        inside = _INSIDE.get(type(value), set())
        return {f.name: to_contract(getattr(value, f.name)) for f in fields(value) if f.name not in inside}
    return value
