"""Rows of the park book as its lists read them: what stands on record, days in ISO 8601, ids for other subjects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple


class ParkRow(NamedTuple):
    """`resupplied` of the firms get their power through another; those that moved out are not counted."""

    id: str
    name: str
    level: str
    firms: int
    resupplied: int
    fields: dict[str, Any]


class FirmRow(NamedTuple):
    """`last` is the day on which somebody was there, `promises` are open, the next by `due`; "" without one."""

    id: str
    fields: dict[str, Any]
    accounts: tuple[dict[str, Any], ...]
    last: str
    promises: int
    due: str

    @property
    def name(self) -> str:
        """As it stands in the book."""
        return str(self.fields.get("name") or "")


class PromiseRow(NamedTuple):
    """`firm` "" is the committee of the park. `told` holds what was said, and `since` what became of it."""

    ref: str
    visit: str
    number: str
    park: str
    firm: str
    by: str
    state: str
    told: dict[str, Any]


class RequestRow(NamedTuple):
    """As `PromiseRow`; `on` is the day of the visit."""

    ref: str
    visit: str
    number: str
    park: str
    firm: str
    on: str
    kind: str
    outcome: str
    told: dict[str, Any]


@dataclass(frozen=True, slots=True)
class VisitRow:
    """`planned` and `on` are ISO days, "" where there is none; no firm: it is of the committee of the park."""

    id: str
    number: str
    park: str
    state: str
    planned: str
    on: str
    way: str
    told: dict[str, Any]
    firms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GuarantorRow:
    """`ends` is the last day, "" while nobody said one."""

    ref: str
    level: str
    begins: str
    ends: str
    told: dict[str, Any]
