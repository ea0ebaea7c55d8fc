"""Prepares entered values for the contract's case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def add_reading(case: dict[str, Any], sole_proprietor_as_micro: bool | None) -> None:  # noqa: FBT001  the reading itself
    """Sets `sole_proprietor_as_micro` of the case, for a sole proprietor and if the office has a setting."""
    if case.get("customer") == "sole_proprietor" and sole_proprietor_as_micro is not None:
        case["sole_proprietor_as_micro"] = sole_proprietor_as_micro


def without_nothing(part: Mapping[str, Any]) -> dict[str, Any]:
    """Drops None values, because a removed answer is unknown; `works` stays: there None means no works."""
    kept: dict[str, Any] = {}
    for key, value in part.items():
        if isinstance(value, dict):
            kept[key] = without_nothing(value)
        elif value is not None or key == "works":
            kept[key] = value
    return kept
