"""The engine and a second, independent reading of the papers must agree, on complete cases and on cases with gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from comparing import differences, report, told
from engine import assess
from gaps import EVERYTHING, Expected, blanked, expected, gap_cases
from grids import GRIDS, Grid, a_case, who
from readings import PLACES, as_reading, read

if TYPE_CHECKING:
    from reading_parts import Case

PLACES_OF_GRIDS = [pytest.param(grid, place, id=f"{place}-{grid.name}") for grid in GRIDS for place in grid.places]
# an alternative to the track may still hang on these, in the one paper that offers it by conditions
ALTERNATIVE_KEYS = {"supply.capacity", "works.third_party_interest", "sole_proprietor_as_micro"}


@pytest.mark.parametrize(("grid", "place"), PLACES_OF_GRIDS)
def test_complete_cases_are_answered_as_read(grid: Grid, place: str) -> None:
    problems: list[str] = []
    cases = list(grid.cases(place))

    for case in cases:
        found = differences(as_reading(assess(case)), read(case))
        problems += [
            f"{told(case)}: {section}: engine {engine}, reading {reading}"
            for section, (engine, reading) in found.items()
            if section in {*grid.sections, "notes"}
        ]

    assert not problems, report(problems, of=len(cases))


@pytest.mark.parametrize("place", PLACES)
def test_a_gap_is_settled_only_if_every_completion_agrees(place: str) -> None:
    problems: list[str] = []
    cases = gap_cases(place)

    for partial, keys in cases:
        problems += [
            f"{told(partial)}: {problem}" for problem in against(assess(partial), expected(partial, keys), place)
        ]

    assert not problems, report(problems, of=len(cases))


@pytest.mark.parametrize("place", PLACES)
def test_knowing_only_place_and_day_names_every_key_that_can_decide(place: str) -> None:
    partial: Case = {"locality": place, "on": "2026-09-21"}
    told_to_be_empty = blanked(a_case(place, {"supply.connection": None}), EVERYTHING[place])

    problems = against(assess(partial), expected(told_to_be_empty, EVERYTHING[place]), place)

    assert not problems, report(problems, of=1)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kv", [0.4, 10, 35])
def test_works_of_which_nothing_is_known_need_their_own_keys(place: str, kv: float) -> None:
    case = a_case(place, {"supply.voltage_kv": kv, "supply.connection": None})
    keys = tuple(key for key in EVERYTHING[place] if key.startswith("works."))
    told_to_be_empty = blanked(case, keys)
    partial = case | {"works": {}}

    problems = against(assess(partial), expected(told_to_be_empty, keys), place)

    assert not problems, report(problems, of=1)


@pytest.mark.parametrize("place", ["jining", "liangzihu"])
def test_a_capacity_without_its_unit_is_unknown(place: str) -> None:
    case = a_case(place, {"supply.voltage_kv": 10, "supply.unit": None, "supply.capacity": 1000})

    found = assess(case)["customer_class"]

    assert found["id"] is None
    assert found["needs"]
    assert set(found["needs"]) <= {"supply.capacity", "supply.unit"}


@pytest.mark.parametrize(
    ("missing", "needs"),
    [
        ({"works.third_party_interest": None}, {"works.third_party_interest"}),
        ({"supply.capacity": None}, {"supply.capacity"}),
        (
            {"supply.capacity": None, "works.third_party_interest": None},
            {"supply.capacity", "works.third_party_interest"},
        ),
    ],
)
def test_the_exempt_alternative_waits_for_its_conditions_while_the_track_stays(
    missing: dict[str, None], needs: set[str]
) -> None:
    found = assess(a_case("jining", who("micro_enterprise"), missing))["approval"]

    assert found["track"] == "filing"
    assert found["alternatives"] == []
    assert set(found["needs"]) == needs


@pytest.mark.parametrize("customer", ["enterprise", "micro_enterprise"])
def test_the_red_line_of_a_park_waits_for_the_supplier(customer: str) -> None:
    case = a_case("zaozhuang", who(customer), {"site.park": "municipal", "supply.voltage_kv": 10})

    costs = {cost["id"]: cost for cost in assess(case)["costs"]}

    assert costs["to_red_line"]["needs"] == ["supplier_confirmation"]


def test_temporary_supply_is_not_permanent_even_if_nobody_says_so() -> None:
    case = a_case("jining", {"business": "temporary", "supply.voltage_kv": 10})
    case["supply"]["permanent"] = None

    assert "outer_line_government" not in {cost["id"] for cost in assess(case)["costs"]}


@pytest.mark.parametrize("place", PLACES)
def test_the_office_reading_matters_for_sole_proprietors_only(place: str) -> None:
    case = a_case(place, who("resident"))

    assert as_reading(assess(case)) == as_reading(assess(case | {"sole_proprietor_as_micro": True}))


def against(result: Case, wanted: Expected, place: str) -> list[str]:
    """What the engine says of class, track and grid_side, held against all completions."""
    group = result["customer_class"]
    track = result["approval"]
    grid_side = next(limit for limit in result["limits"] if limit["id"] == "grid_side")
    problems: list[str] = []

    if (group["id"], set(group["needs"])) != (wanted.customer_class, wanted.class_needs):
        problems.append(
            f"class {group['id']} needs {group['needs']}, reading {wanted.customer_class} {sorted(wanted.class_needs)}"
        )
    if (grid_side["wd"], set(grid_side["needs"])) != (wanted.grid_side, wanted.grid_side_needs):
        problems.append(
            f"grid_side {grid_side['wd']} needs {grid_side['needs']}, "
            f"reading {wanted.grid_side} {sorted(wanted.grid_side_needs)}"
        )
    extra = set(track["needs"]) - wanted.track_needs
    if place == "jining":
        extra -= ALTERNATIVE_KEYS
    settled = len(wanted.tracks) == 1
    wanted_track = min(wanted.tracks) if settled else "undetermined"
    if track["track"] != wanted_track or extra or not wanted.track_needs <= set(track["needs"]):
        problems.append(
            f"track {track['track']} needs {track['needs']}, reading {wanted_track} {sorted(wanted.track_needs)}"
        )
    branches = {branch["track"] for branch in track["branches"]}
    if branches != (set() if settled else wanted.tracks):
        problems.append(f"branches {sorted(branches)}, reading {sorted(wanted.tracks)}")
    return problems
