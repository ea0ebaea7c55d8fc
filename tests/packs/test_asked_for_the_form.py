"""Values printed on the filing form are asked for, whatever depends on them."""

from __future__ import annotations

from typing import Any

import pytest
from builders.packs.engine import PACKS

from gridcounter.core.case_reading import parse_case
from gridcounter.core.policy.relevant_keys import keys_that_matter

ON_THE_FORM = {"works.length_m", "works.road_crossing_m", "works.occupies"}


def asked(place: str, kv: float = 10, customer: str = "enterprise", **works: Any) -> set[str]:  # noqa: ANN401  JSON
    raw = {
        "locality": place,
        "on": "2026-09-21",
        "business": "new_connection",
        "customer": customer,
        "supply": {"voltage_kv": kv, "capacity": 630, "unit": "kVA", "sources": 1, "dedicated_line": False},
        "site": {"park": "provincial"},
        "works": {"kind": "customer_connection", **works},
    }
    case, problems = parse_case(raw, localities=PACKS.localities, documents=PACKS.documents)
    assert case is not None, problems
    return set(keys_that_matter(case, PACKS.edition(place, case.on), PACKS.baseline))


@pytest.mark.parametrize(
    ("place", "kv"), [("jining", 10), ("jining", 0.4), ("liangzihu", 10), ("lianyungang", 10), ("zaozhuang", 35)]
)
def test_kind_line_crossing_and_surfaces_are_asked_of_an_applicant_who_may_file(place: str, kv: float) -> None:
    """The kind too where no rule of the place depends on it: its line on the form stayed empty."""
    for works in ({}, {"owner": "applicant"}):
        assert asked(place, kv, **works) >= {"works.kind", *ON_THE_FORM}


@pytest.mark.parametrize(
    ("place", "kv", "customer"),
    [
        ("jining", 35, "enterprise"),
        ("jining", 0.4, "resident"),
        ("zaozhuang", 10, "enterprise"),
        ("linyi", 10, "enterprise"),
    ],
)
def test_they_are_not_asked_where_there_is_no_such_form(place: str, kv: float, customer: str) -> None:
    assert not ON_THE_FORM & asked(place, kv, customer, owner="applicant")


def test_they_are_not_asked_of_an_applicant_who_files_nothing() -> None:
    assert not ON_THE_FORM & asked("jining", owner="grid_company")


def test_whether_the_lane_stays_passable_is_asked_where_it_is_occupied() -> None:
    assert "works.cycle_lane_passable" in asked("jining", owner="applicant", occupies=["cycle_lane"])
    assert "works.cycle_lane_passable" not in asked("jining", owner="applicant", occupies=["footway"])
