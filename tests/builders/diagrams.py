"""Conditions as a pack gives them, built into diagrams."""

from __future__ import annotations

from builders.condition_trees import Raw
from gridcounter.core.policy.conditions import parse_condition
from gridcounter.core.policy.diagram import Diagrams, Node
from gridcounter.core.policy.translate import Translator, domains_for


def built(*raws: Raw) -> tuple[Diagrams, list[Node]]:
    parsed = [parse_condition(raw, "when") for raw in raws]
    assert not any(problems for _, problems in parsed)
    diagrams = Diagrams(domains_for([condition for condition, _ in parsed]))
    translator = Translator(diagrams, {})
    return diagrams, [translator.node(condition) for condition, _ in parsed]
