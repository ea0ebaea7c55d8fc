"""The questions of a case in each place: tests/core/held/questions.txt."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

from builders.held import hold
from builders.paper_builders import PLACES, paperwork

from gridcounter.core.case import Case
from gridcounter.core.policy.relevant_keys import keys_that_matter
from gridcounter.core.validation.models import read_model

SUPPLIES: dict[str, object] = {
    "unknown": {},
    "0.4 kV": {"voltage_kv": 0.4, "capacity": 100, "unit": "kW"},
    "10 kV": {"voltage_kv": 10, "capacity": 800, "unit": "kVA"},
    "20 kV": {"voltage_kv": 20, "capacity": 3000, "unit": "kW"},
    "110 kV": {"voltage_kv": 110, "capacity": 20000, "unit": "kVA"},
}
WORKS: dict[str, object] = {
    "unknown works": ...,
    "no works": None,
    "works": {},
    "own works": {"owner": "applicant", "occupies": ["cycle_lane"]},
    "others' works": {"owner": "grid_company", "length_m": 2000, "road_crossing_m": 50, "occupies": ["green"]},
}
CUSTOMERS = ("resident", "sole_proprietor", "enterprise")


def lines() -> Iterator[str]:
    packs = paperwork().assessor.packs
    for place in PLACES:
        pack = packs.editions[place][-1]
        yield f"== {place}"
        for customer, supply, works in product(CUSTOMERS, SUPPLIES, WORKS):
            raw = {"locality": place, "on": "2026-09-28", "customer": customer, "supply": SUPPLIES[supply]}
            raw |= {} if WORKS[works] is ... else {"works": WORKS[works]}
            case, problems = read_model(Case, raw)
            assert case is not None, problems
            yield f"{customer}, {supply}, {works}: {' '.join(keys_that_matter(case, pack, packs.baseline))}"


def test_the_questions_to_a_case_are_what_they_were() -> None:
    hold(Path(__file__).parent / "held" / "questions.txt", lines())
