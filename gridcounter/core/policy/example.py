"""Extracts one possible case from a diagram, in the contract's words, for a pack's author to examine and try."""

from __future__ import annotations

import json
from typing import TypeAlias

from gridcounter.core.labels import key_label, value_label
from gridcounter.core.policy.condition_words import condition_label
from gridcounter.core.policy.conditions import Operator, Test
from gridcounter.core.policy.diagram import Diagrams, Node

Given: TypeAlias = dict[str, str | bool | float | tuple[str, ...]]

#: Known from the application and the installed edition, not part of a case.
_NO_CASE_KEYS = {"agent", "rented", "in_force"}


def witness_of(diagrams: Diagrams, node: Node) -> Given:
    """A case in which the diagram is true, by dotted key; keys that it does not name do not matter."""
    found: Given = {}
    lists: dict[str, list[str]] = {}
    for variable, value in diagrams.witness(node).items():
        if variable.part:
            lists.setdefault(variable.key, []).extend([variable.part] if value else [])
        else:
            found[variable.key] = value
    if "supply.capacity" in found:
        found["supply.unit"] = "kW"  # either unit: a capacity is one number
    return found | {key: tuple(words) for key, words in lists.items()}


def tell_witness(diagrams: Diagrams, node: Node) -> str:
    """Labels first, then keys and values in a form that can be put into an example case."""
    given = witness_of(diagrams, node)
    if not given:
        return "任何案件"
    labels = [_label(key, given) for key in given if key != "supply.unit"]
    keys = [_assignment(key, given) for key in given if key not in _NO_CASE_KEYS]
    return f"{'，'.join(labels)}〔{'；'.join(filter(None, keys))}〕"


def _label(key: str, given: Given) -> str:
    value = given[key]
    unit = str(given["supply.unit"]) if key == "supply.capacity" else ""
    if isinstance(value, tuple):
        return f"{key_label(key)} {value_label(key, value)}"
    return condition_label(Test(key, Operator.EQUAL, value, unit))


def _assignment(key: str, given: Given) -> str:
    value = given[key]
    if key == "works":
        if not value:
            return 'works = "none"'
        return "" if any(other.startswith("works.") for other in given) else "works = {}"
    plain = int(value) if isinstance(value, float) and value.is_integer() else value
    return f"{key} = {json.dumps(plain, ensure_ascii=False)}"
