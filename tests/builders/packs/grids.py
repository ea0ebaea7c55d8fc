"""The cases that are enumerated: every number below, at and above each boundary, every word of each list."""

from __future__ import annotations

import copy
import itertools
import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, TypeAlias

from builders.packs.reading_parts import Case
from builders.packs.readings import PLACES

Patch: TypeAlias = dict[str, Any]  # dotted path -> value
Dimension: TypeAlias = list[Patch]


class Grid(NamedTuple):
    name: str
    places: tuple[str, ...]
    sections: tuple[str, ...]
    dimensions: tuple[Dimension, ...]

    def cases(self, place: str) -> Iterator[Case]:
        return distinct(a_case(place, *patches) for patches in itertools.product(*self.dimensions))


def a_case(place: str, *patches: Patch) -> Case:
    """A complete case: an LV enterprise with 200 m of works, but for the patches. Later patches win."""
    case: Case = {
        "locality": place,
        "on": "2026-09-21",
        "business": "new_connection",
        "customer": "enterprise",
        "sole_proprietor_as_micro": None,
        "supply": {
            "voltage_kv": 0.4,
            "capacity": 100,
            "unit": "kW",
            "sources": 1,
            "critical": False,
            "dedicated_line": False,
            "permanent": True,
            "connection": "works",
        },
        "site": {"area": "urban", "park": "none", "key_project": False, "new_residential_estate": False},
        "works": {
            "kind": "customer_connection",
            "owner": "applicant",
            "length_m": 200,
            "road_crossing_m": 0,
            "occupies": ["footway"],
            "cycle_lane_passable": True,
            "new_pole_box_or_duct": False,
            "third_party_interest": False,
        },
        "online": [],
    }
    for patch in patches:
        for path, value in patch.items():
            set_at(case, path, value)
    if case["supply"]["voltage_kv"] > 1:
        case["supply"]["connection"] = None
    if case["business"] == "temporary":
        case["supply"]["permanent"] = False
    return case


def set_at(case: Case, path: str, value: object) -> None:
    """No works stay no works: what a later patch says about them is dropped."""
    head, dot, tail = path.partition(".")
    if not dot:
        case[head] = value
    elif case[head] is not None:
        case[head][tail] = value


def laid_flat(case: Case) -> Patch:
    flat: Patch = {}
    for key, value in case.items():
        if isinstance(value, dict):
            flat |= {f"{key}.{inner}": content for inner, content in value.items()}
        else:
            flat[key] = value
    return flat


def key_of(case: Case) -> str:
    return json.dumps(case, sort_keys=True)


def distinct(cases: Iterable[Case]) -> Iterator[Case]:
    seen: set[str] = set()
    for case in cases:
        key = key_of(case)
        if key not in seen:
            seen.add(key)
            yield case


def values(path: str, *choices: object) -> Dimension:
    return [{path: copy.copy(choice)} for choice in choices]


def no_and_yes(path: str) -> Dimension:
    return [{path: False}, {path: True}]


def who(customer: str, *, as_micro: bool | None = None) -> Patch:
    return {"customer": customer, "sole_proprietor_as_micro": as_micro}


def size(unit: str, *numbers: float) -> Dimension:
    return [{"supply.capacity": number, "supply.unit": unit} for number in numbers]


VOLTAGES = (0.4, 1, 6, 10, 20, 35, 110)
SURFACES: tuple[list[str], ...] = (
    [],
    ["footway"],
    ["cycle_lane"],
    ["footway", "cycle_lane"],
    ["carriageway"],
    ["green"],
    ["footway", "green"],
    ["cycle_lane", "carriageway"],
    ["footway", "cycle_lane", "carriageway", "green"],
)
PARKS = ("none", "other", "municipal", "provincial", "national")
KINDS = ("customer_connection", "public_grid_for_customer", "public_grid_capacity")

CUSTOMER = [
    who("resident"),
    who("sole_proprietor", as_micro=True),
    who("sole_proprietor", as_micro=False),
    who("micro_enterprise"),
    who("enterprise"),
    who("enterprise", as_micro=True),
    who("other"),
]
SOME_CUSTOMERS = [who("resident"), who("sole_proprietor", as_micro=True), who("enterprise"), who("other")]
VOLTAGE = values("supply.voltage_kv", *VOLTAGES, 15)
SOURCES = values("supply.sources", 1, 2)
CRITICAL = no_and_yes("supply.critical")
DEDICATED = no_and_yes("supply.dedicated_line")
CONNECTION = values("supply.connection", "meter_only", "service_drop", "works")
OR_NO_WORKS: Dimension = [{}, {"works": None}]
OWNER = values("works.owner", None, "applicant", "grid_company", "government", "park")
ONLINE = values(
    "online",
    [],
    ["identity"],
    ["identity", "premises", "project_approval"],
    ["design_documents", "completion_report"],
)
TERM: Dimension = [
    {"business": "new_connection", "supply.permanent": True},
    {"business": "new_connection", "supply.permanent": False},
    {"business": "capacity_increase"},
    {"business": "temporary"},
]

GRIDS = (
    Grid(
        "class", ("jining",), ("class", "steps", "limits"),
        (VOLTAGE, CUSTOMER, size("kW", 160, 160.5, 1250, 1250.5) + size("kVA", 1250, 1250.5), SOURCES),
    ),
    Grid(
        "class", ("liangzihu",), ("class", "steps", "limits", "costs"),
        (VOLTAGE, SOME_CUSTOMERS, size("kW", 220, 220.5, 2000, 2000.5) + size("kVA", 220, 220.5, 2000, 2000.5)),
    ),
    Grid("class", ("lianyungang", "zaozhuang", "linyi"), ("class", "steps", "limits"), (VOLTAGE, CUSTOMER, SOURCES)),
    Grid(
        "steps", ("jining",), ("class", "steps", "limits", "documents"),
        (VOLTAGE, SOME_CUSTOMERS, size("kVA", 100, 1250, 1250.5), SOURCES, CRITICAL, CONNECTION),
    ),
    Grid(
        "steps", ("lianyungang",), ("class", "steps", "limits"),
        (VOLTAGE, CUSTOMER, CRITICAL, no_and_yes("works.new_pole_box_or_duct"), OR_NO_WORKS),
    ),
    Grid("steps", ("liangzihu", "zaozhuang", "linyi"), ("steps", "limits"), (VOLTAGE, CRITICAL, CONNECTION)),
    Grid("documents", PLACES, ("documents",), (VOLTAGE, CRITICAL, SOURCES, ONLINE)),
    Grid(
        "approval", ("jining",), ("approval", "limits"),
        (
            VOLTAGE, CUSTOMER, size("kW", 160, 160.5), DEDICATED, values("works.kind", *KINDS),
            no_and_yes("works.third_party_interest"), OR_NO_WORKS,
        ),
    ),
    Grid(
        "approval", ("lianyungang",), ("approval", "limits"),
        (
            VOLTAGE, [who("resident"), who("enterprise")], values("works.length_m", 999.5, 1000, 1000.5),
            values("works.occupies", *SURFACES), no_and_yes("works.cycle_lane_passable"), OR_NO_WORKS,
        ),
    ),
    Grid(
        "approval", ("liangzihu",), ("approval", "limits"),
        (
            VOLTAGE, SOME_CUSTOMERS, values("works.length_m", 0, 600, 600.5),
            values("works.road_crossing_m", 0, 30, 30.5), OR_NO_WORKS,
        ),
    ),
    Grid(
        "approval", ("zaozhuang", "linyi"), ("approval", "limits"),
        (VOLTAGE, SOME_CUSTOMERS, values("site.park", *PARKS), values("works.length_m", 100, 5000), OR_NO_WORKS),
    ),
    Grid(
        "costs", ("jining",), ("costs", "actor", "services"),
        (
            # 6 and 20 kV are in the grid of the term
            values("supply.voltage_kv", 0.4, 10, 35),
            [*SOME_CUSTOMERS, who("micro_enterprise")],
            size("kW", 160, 160.5, 1250.5) + size("kVA", 1250),
            values("site.park", "none", "municipal", "provincial", "national"),
            no_and_yes("site.key_project"), no_and_yes("supply.permanent"),
            OR_NO_WORKS,
        ),
    ),
    Grid(
        "costs", ("lianyungang", "liangzihu"), ("costs", "actor", "services"),
        (VOLTAGE, SOME_CUSTOMERS, no_and_yes("site.new_residential_estate"), TERM, OR_NO_WORKS),
    ),
    Grid(
        "costs", ("zaozhuang",), ("costs", "actor", "services", "limits", "steps"),
        (VOLTAGE, CUSTOMER, values("site.park", *PARKS), OR_NO_WORKS),
    ),
    Grid(
        "costs", ("linyi",), ("costs", "actor", "services"),
        (VOLTAGE, CUSTOMER, size("kW", 160, 160.5) + size("kVA", 160, 160.5), OR_NO_WORKS),
    ),
    Grid(
        "actor", PLACES, ("actor",),
        (
            values("supply.voltage_kv", 0.4, 10, 35), [who("resident"), who("micro_enterprise"), who("enterprise")],
            OWNER, values("site.park", "none", "provincial"), size("kW", 200, 1250.5),
            no_and_yes("site.new_residential_estate"), OR_NO_WORKS,
        ),
    ),
    Grid(
        "notes", PLACES, ("notes", "services", "rights"),
        (
            values("supply.voltage_kv", 0.4, 10), CUSTOMER,
            size("kW", 160, 160.5, 200, 200.5, 220.5) + size("kVA", 160, 160.5, 200.5),
            values("site.area", "urban", "rural"), OR_NO_WORKS,
        ),
    ),
    Grid("term", PLACES, ("costs", "services", "rights"), (VOLTAGE, SOME_CUSTOMERS, TERM)),
)  # fmt: skip
