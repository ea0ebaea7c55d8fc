"""The six first lines of the notice, whole, for cases whose answer was looked up in the five papers by hand.

`first_lines.txt` is changed by hand, with the paper beside it: nothing here writes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

from builders.paper_builders import Raw, a_noodle_shop, an_application, built

from gridcounter.core.papers.form_model import Callout, Words

MEDIUM: Raw = {
    "voltage_kv": 10, "capacity": 1250, "unit": "kVA", "sources": 1,
    "critical": False, "dedicated_line": False, "permanent": True,
}  # fmt: skip
METER = {"voltage_kv": 0.22, "capacity": 8, "unit": "kW", "connection": "meter_only"}
NO_PARK = {"park": "none", "key_project": False}
CONNECTION = {"kind": "customer_connection", "length_m": 400, "owner": "applicant"}
PAVEMENT_AND_LANE = {"occupies": ["footway", "cycle_lane"], "cycle_lane_passable": True}


def low(kilowatts: int) -> Raw:
    return {"voltage_kv": 0.4, "capacity": kilowatts, "unit": "kW", "permanent": True}


def a_case(place: str, customer: str, supply: Raw, works: Raw | None, **site: object) -> Raw:
    changes = {"case.customer": customer, "case.supply": supply, "case.works": works, "case.site": site}
    return an_application(place, **changes)


CASES: dict[str, Raw] = {
    "济宁：面馆": a_noodle_shop(),
    "济宁：居民，直接装表": a_case("jining", "resident", METER, None),
    "济宁：专变 1250 千伏安": a_case("jining", "enterprise", MEDIUM, CONNECTION, **NO_PARK),
    "济宁：省级园区，专线": a_case(
        "jining", "enterprise", MEDIUM | {"capacity": 3000, "dedicated_line": True}, CONNECTION, park="provincial"
    ),
    "济宁：双电源": a_case("jining", "other", MEDIUM | {"capacity": 3000, "sources": 2}, None, **NO_PARK),
    "梁子湖：低压 220 千瓦，线路 600 米、穿路 30 米": a_case(
        "liangzihu", "enterprise", low(220), {"length_m": 600, "road_crossing_m": 30, "owner": "applicant"}
    ),
    "梁子湖：高压 2500 千伏安，线路 650 米、穿路 31 米": a_case(
        "liangzihu",
        "enterprise",
        MEDIUM | {"capacity": 2500},
        {"length_m": 650, "road_crossing_m": 31, "owner": "applicant"},
    ),
    "连云港：低压居民，新立杆": a_case(
        "lianyungang",
        "resident",
        low(20),
        {"length_m": 90, "occupies": ["footway"], "new_pole_box_or_duct": True},
        new_residential_estate=False,
    ),
    "连云港：高压，线路 1000 米、占用绿地": a_case(
        "lianyungang",
        "enterprise",
        MEDIUM,
        {"length_m": 1000, "occupies": ["footway", "green"], "owner": "applicant"},
        new_residential_estate=False,
    ),
    "连云港：新建居住区，线路 999 米、占用非机动车道": a_case(
        "lianyungang",
        "enterprise",
        MEDIUM,
        {"length_m": 999, "owner": "applicant", **PAVEMENT_AND_LANE},
        new_residential_estate=True,
    ),
    "枣庄：园区 10 千伏": a_case("zaozhuang", "enterprise", MEDIUM, {"owner": "applicant"}, park="municipal"),
    "枣庄：园区 35 千伏": a_case("zaozhuang", "enterprise", MEDIUM | {"voltage_kv": 35}, {"length_m": 9}, park="other"),
    "枣庄：园区以外": a_case("zaozhuang", "enterprise", MEDIUM, {"length_m": 300}, park="none"),
    "临沂：小微 100 千瓦": a_case("linyi", "micro_enterprise", low(100), {"length_m": 300}),
}


def told() -> Iterator[str]:
    for name, raw in CASES.items():
        yield name
        blocks = built(raw, "one_time_notice")["one_time_notice"].model.blocks
        box = next(block for block in blocks if isinstance(block, Callout))
        yield from ("  " + "".join(part.text for part in line if isinstance(part, Words)) for line in box.lines)


def test_the_six_first_lines_say_what_was_looked_up() -> None:
    read = Path(__file__).with_name("first_lines.txt").read_text("utf-8").splitlines()

    changed = list(unified_diff(read, list(told()), "looked up", "printed", lineterm="", n=1))

    assert changed == [], "\n".join(changed)
