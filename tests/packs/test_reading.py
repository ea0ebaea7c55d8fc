"""The engine and a second, independent reading of the papers must agree, on complete cases and on cases with gaps."""

from __future__ import annotations

import pytest
from builders.extent import some
from builders.packs.comparing import differences, report, told
from builders.packs.engine import assess
from builders.packs.gaps import EVERYTHING, NOT_BY_BRUTE_FORCE, Expected, Verdict, blanked, expected, gap_cases
from builders.packs.grids import GRIDS, Grid, a_case, who
from builders.packs.reading_parts import Case
from builders.packs.readings import PLACES, as_reading, read

PLACES_OF_GRIDS = [pytest.param(grid, place, id=f"{place}-{grid.name}") for grid in GRIDS for place in grid.places]
# an alternative to the track may still hang on these, in the one paper that offers it by conditions
ALTERNATIVE_KEYS = {"supply.capacity", "works.third_party_interest", "sole_proprietor_as_micro"}


@pytest.mark.parametrize(("grid", "place"), PLACES_OF_GRIDS)
def test_complete_cases_are_answered_as_read(grid: Grid, place: str) -> None:
    problems: list[str] = []
    cases = some(grid.cases(place), 3)

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
    cases = some(gap_cases(place), 3)

    for partial, keys in cases:
        problems += [
            f"{told(partial)}: {problem}" for problem in against(assess(partial), expected(partial, keys), place)
        ]

    assert not problems, report(problems, of=len(cases))


@pytest.mark.parametrize("place", PLACES)
def test_with_next_to_nothing_known_every_key_that_can_decide_is_named(place: str) -> None:
    keys = tuple(key for key in EVERYTHING[place] if place != "jining" or not key.startswith("site."))  # for speed
    partial = blanked(a_case(place, {"supply.connection": None}), keys)

    problems = against(assess(partial), expected(partial, keys), place)

    assert not problems, report(problems, of=1)


@pytest.mark.parametrize("place", PLACES)
def test_place_and_day_alone_settle_neither_class_nor_track(place: str) -> None:
    found = assess({"locality": place, "on": "2026-09-21"})

    assert found["customer_class"]["id"] is None
    assert "supply.voltage_kv" in found["customer_class"]["needs"]
    assert found["approval"]["track"] == "undetermined"
    assert "works" in found["approval"]["needs"]


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


@pytest.mark.parametrize(("customer", "waits"), [("resident", True), ("micro_enterprise", True), ("enterprise", False)])
def test_power_on_the_day_waits_for_what_is_still_to_be_built(customer: str, waits: bool) -> None:  # noqa: FBT001
    case = a_case("jining", who(customer), {"supply.connection": None})

    limits = {limit["id"]: limit["needs"] for limit in assess(case)["limits"]}

    for name in ("connect_same_day", "connect_next_day"):
        assert limits.get(name) == (["supply.connection"] if waits else None)


@pytest.mark.parametrize("customer", ["enterprise", "micro_enterprise"])
def test_the_red_line_of_a_park_waits_for_the_supplier(customer: str) -> None:
    case = a_case("zaozhuang", who(customer), {"site.park": "municipal", "supply.voltage_kv": 10})

    costs = {cost["id"]: cost for cost in assess(case)["costs"]}

    assert costs["to_red_line"]["needs"] == ["supplier_confirmation"]


def test_temporary_supply_is_not_permanent_even_if_unanswered() -> None:
    case = a_case("jining", {"business": "temporary", "supply.voltage_kv": 10})
    case["supply"]["permanent"] = None

    assert "outer_line_government" not in {cost["id"] for cost in assess(case)["costs"]}


@pytest.mark.parametrize("place", PLACES)
def test_the_office_reading_matters_for_sole_proprietors_only(place: str) -> None:
    case = a_case(place, who("resident"))

    assert as_reading(assess(case)) == as_reading(assess(case | {"sole_proprietor_as_micro": True}))


def against(result: Case, wanted: Expected, place: str) -> list[str]:
    """What the engine says of a case with gaps, held against all its completions."""
    group = result["customer_class"]
    problems = wrong_track(result["approval"], wanted, place)
    one_class = single(wanted.customer_class)
    if group["id"] != one_class or set(group["needs"]) != wanted.customer_class.needs:
        problems.append(
            f"class {group['id']} needs {group['needs']}, reading {one_class} {sorted(wanted.customer_class.needs)}"
        )
    for section in ("steps", "limits", "costs", "documents"):
        listed = {item["id"]: item for item in result[section]}
        for (where, name), verdict in wanted.lines.items():
            if where == section:
                problems += [
                    f"{section} {name}: {problem}" for problem in wrong_line(section, listed.get(name), verdict)
                ]
        known = {name for where, name in [*wanted.lines, *wanted.left_open] if where == section}
        if "*" not in known:
            problems += [f"{section} {name}: in no completion" for name in listed.keys() - known - NOT_BY_BRUTE_FORCE]
    return problems


def wrong_track(approval: Case, wanted: Expected, place: str) -> list[str]:
    """Once the track is settled, what its days still hang on is named."""
    settled = len(wanted.track.values) == 1
    track = single(wanted.track) if settled else "undetermined"
    needs, deciding = set(approval["needs"]), wanted.days.needs if settled else wanted.track.needs
    extra = needs - deciding - (ALTERNATIVE_KEYS if place == "jining" else set())
    problems: list[str] = []
    if approval["track"] != track or extra or not deciding <= needs:
        problems.append(f"track {approval['track']} needs {sorted(needs)}, reading {track} {sorted(deciding)}")
    if settled and approval["wd"] != single(wanted.days):
        problems.append(f"wd {approval['wd']}, reading {wanted.days.values}")
    branches = {branch["track"] for branch in approval["branches"]}
    if branches != (set() if settled else wanted.track.values):
        problems.append(f"branches {sorted(branches)}, reading {wanted.track.values}")
    return problems


def wrong_line(section: str, item: Case | None, wanted: Verdict) -> list[str]:
    """Listed as settled, listed as open with what decides it, or not listed: as the completions say."""
    if item is None:
        return [] if wanted.values == {None} else [f"not listed, reading {wanted.values}"]
    if section == "documents":
        found: object = (item["stage"], item["state"])
        if len(wanted.values) > 1:
            return [] if item["state"] == "undetermined" else [f"{found}, reading {wanted.values}"]
        return [] if found == single(wanted) else [f"{found}, reading {single(wanted)}"]
    needs = set(item["needs"]) - {"supplier_confirmation"}
    if needs != wanted.needs:
        return [f"needs {sorted(needs)}, reading {sorted(wanted.needs)} for {wanted.values}"]
    if section == "costs":
        found = (item["payer"] or "nobody",)
    elif section == "steps":
        found = (item["wd"], item["counts_from"])
    else:
        silent = item["wd"] is None and item["days"] is None
        found = (item["wd"], item["days"], None if silent else item["counts_from"])
    if len(wanted.values) == 1 and found != single(wanted):
        return [f"{found}, reading {single(wanted)}"]
    return []


def single(verdict: Verdict) -> object:
    return next(iter(verdict.values)) if len(verdict.values) == 1 else None
