"""Cases as a hall sees them: mostly residents and small shops, some factories, a few that need two lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping
    from datetime import date

#: kind -> how many of a hundred
_SHARES = {
    "resident": 46,
    "micro": 20,
    "sole": 6,
    "enterprise_lv": 4,
    "single": 17,
    "dual": 4,
    "high": 2,
    "other": 1,
}
_FIRMS = {"micro", "enterprise_lv", "single", "dual", "high"}


def draw_case(chance: random.Random, place: str, on: date) -> tuple[dict[str, Any], bool]:
    """The case of the contract, and whether a firm asks."""
    kind = chance.choices(list(_SHARES), weights=list(_SHARES.values()))[0]
    business = chance.choices(["new_connection", "capacity_increase", "temporary"], weights=[80, 15, 5])[0]
    case: dict[str, Any] = {"locality": place, "on": on.isoformat(), "business": business}
    case |= _high(chance, kind) if kind in {"single", "dual", "high"} else _low(chance, kind)
    case["supply"]["permanent"] = business != "temporary"
    case["site"] = {
        "area": chance.choice(["urban", "town", "rural"]),
        "park": chance.choices(["none", "other", "provincial"], weights=[85, 5, 10])[0],
        "key_project": chance.random() < 0.03,
        "new_residential_estate": chance.random() < 0.02,
    }
    return case, kind in _FIRMS


def _low(chance: random.Random, kind: str) -> dict[str, Any]:
    customers = {
        "resident": "resident",
        "micro": "micro_enterprise",
        "sole": "sole_proprietor",
        "enterprise_lv": "enterprise",
        "other": "other",
    }
    single = kind == "resident"
    connection = chance.choices(["meter_only", "service_drop", "works"], weights=[50, 25, 25])[0]
    supply = {
        "voltage_kv": 0.22 if single else 0.38,
        "capacity": chance.choice((8, 10, 12, 16)) if single else chance.choice((20, 40, 60, 80, 100, 150)),
        "unit": "kW",
        "sources": 1,
        "connection": connection,
    }
    works = _works(chance) if connection == "works" else None
    return {"customer": customers[kind], "supply": supply, "works": works}


def _high(chance: random.Random, kind: str) -> dict[str, Any]:
    critical = kind == "dual" and chance.random() < 0.5
    supply = {
        "voltage_kv": 35 if kind == "high" else 10,
        "capacity": chance.choice((315, 400, 630, 800, 1000, 1250, 1600, 2500)) * (8 if kind == "high" else 1),
        "unit": "kVA",
        "sources": 2 if kind == "dual" else 1,
        "critical": critical,
        "dedicated_line": chance.random() < 0.15,
    }
    works = _works(chance) if chance.random() < 0.8 else None
    return {"customer": "enterprise", "supply": supply, "works": works}


def _works(chance: random.Random) -> dict[str, Any]:
    """What only the survey tells is left open in a third of them: length, crossing, surfaces."""
    works: dict[str, Any] = {
        "kind": "customer_connection",
        "owner": chance.choice(["applicant", "applicant", "grid_company"]),
        "third_party_interest": chance.random() < 0.1,
        "new_pole_box_or_duct": chance.random() < 0.4,
    }
    if chance.random() < 0.67:
        works |= surveyed(chance)
    return works


def surveyed(chance: random.Random) -> Mapping[str, Any]:
    return {
        "length_m": chance.choice((20, 80, 150, 300, 550, 800, 1000, 1400)),
        "road_crossing_m": chance.choice((0, 0, 12, 28, 35)),
        "occupies": chance.choice(([], ["footway"], ["footway", "cycle_lane"], ["carriageway"], ["green"])),
        "cycle_lane_passable": chance.random() < 0.8,
    }
