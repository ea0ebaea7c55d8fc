"""A decision as the JSON data of the contract: every key present, in the contract's order."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date

from gridcounter.core.policy.businesses.rule import BusinessRule
from gridcounter.core.policy.decision import (
    Approval,
    Basis,
    Branch,
    Cost,
    Decision,
    Document,
    Filing,
    Limit,
    LocalAnswer,
    Note,
    Right,
    Service,
    Step,
)

#: Fields that the papers need and the contract's output lacks.
_INSIDE = {
    Document: {"certain", "issuer", "later", "needs", "required"},
    Branch: {"also", "channel", "label", "may", "pending", "pending_needs"},
    Step: {"certain", "varies", "words"},
    Limit: {"words", "certain"},
    Approval: {
        *("afterwards", "also", "either", "none_text", "pending", "pending_needs", "start_text", "stated", "users"),
        "ways",
    },
    Filing: {"receiver", "start_text", "basis", "informs", "promises"},
    Cost: {"apart", "part", "upto", "connection", "reported", "audience"},
    Service: {"audience"},
    Right: {"audience"},
    Note: {"doubts"},
    Decision: {"business_basis", "hotlines_basis", "perhaps"},
}


#: What the contract says of a business beside connecting, in its order.
_OF_A_BUSINESS = ("id", "label", "like", "presumes", "notice", "notice_wd", "notice_days", "frequency")


def to_contract(value: object) -> object:
    """The decision as the plain JSON data of the contract, every key present, in the contract's order."""
    match value:
        case Basis(source=source, article=None):
            return {"source": source}
        case Decision(business=BusinessRule() as rule):
            said = {name: to_contract(getattr(rule, name)) for name in _OF_A_BUSINESS}
            return {
                **_plain(replace(value, business=None)),
                "business": said | {"basis": to_contract(value.business_basis)},
            }
        case LocalAnswer():
            choices = [{"id": name, "label": label} for name, label in value.choices]
            return {**_plain(value), "choices": choices}
        case tuple():
            return [to_contract(part) for part in value]
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return int(value)
        case str():
            return str(value)
    return _plain(value) if is_dataclass(value) else value


def _plain(value: object) -> dict[str, object]:
    inside = _INSIDE.get(type(value), set())
    return {
        f.name: to_contract(getattr(value, f.name))
        for f in fields(value)  # type: ignore[arg-type]  # a dataclass: asked before
        if f.name not in inside
    }
