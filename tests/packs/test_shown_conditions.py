"""What is shown of a condition must be true of the case it is shown for."""

from __future__ import annotations

from typing import Any

import pytest
from builders.packs.engine import assess


def a_case(place: str, **changes: object) -> dict[str, Any]:
    supply = {"voltage_kv": 10, "capacity": 630, "unit": "kVA", "sources": 1, "dedicated_line": False}
    works = {"kind": "customer_connection", "length_m": 800, "occupies": ["footway"]}
    case: dict[str, Any] = {"locality": place, "on": "2026-09-21", "customer": "enterprise", "supply": supply}
    case["works"] = works
    for path, value in changes.items():
        part, _, key = path.partition("__")
        if key:
            case[part] = {**case.get(part, {}), key: value}
        else:
            case[part] = value
    return case


@pytest.mark.parametrize("voltage", [0.4, 6, 20])
def test_a_park_without_a_rule_for_the_voltage_shows_only_what_holds(voltage: float) -> None:
    approval = assess(a_case("zaozhuang", supply__voltage_kv=voltage, site__park="other"))["approval"]
    assert approval["track"] == "not_covered"
    for shown in (c for c in approval["conditions"] if c["operator"] in {"at_most", "more_than", "at_least"}):
        sides = {"at_most": voltage <= shown["limit"], "more_than": voltage > shown["limit"]}
        assert shown["met"] == sides.get(shown["operator"], voltage >= shown["limit"])


def test_a_condition_that_does_not_apply_is_not_shown_as_met() -> None:
    approval = assess(a_case("lianyungang", works__cycle_lane_passable=False))["approval"]
    assert approval["track"] == "filing"
    assert [c["key"] for c in approval["conditions"]] == ["works.length_m", "works.occupies"]


def test_a_condition_that_applies_is_shown() -> None:
    changes: dict[str, object] = {"works__occupies": ["cycle_lane"], "works__cycle_lane_passable": True}
    approval = assess(a_case("lianyungang", **changes))["approval"]
    assert [c["met"] for c in approval["conditions"]] == [True, True, True]


@pytest.mark.parametrize("place", ["jining", "lianyungang", "liangzihu"])
def test_branches_that_hang_on_the_voltage_name_it(place: str) -> None:
    changes: dict[str, object] = {"supply__voltage_kv": None, "works__length_m": 1200, "works__road_crossing_m": 50}
    approval = assess(a_case(place, **changes))["approval"]
    if approval["track"] != "undetermined":
        assert "supply.voltage_kv" in approval["needs"] or approval["wd"] is not None
        return
    assert all("supply.voltage_kv" in [c["key"] for c in branch["when"]] for branch in approval["branches"])
    assert len({str(branch["when"]) for branch in approval["branches"]}) == len(approval["branches"])
