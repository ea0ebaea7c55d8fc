"""Facts of the works as keys of conditions: areas, lengths dug, the class and the age of a road."""

from __future__ import annotations

from typing import Any

import pytest
from builders.small_papers import PACKS, a_case, a_pack, decided

from gridcounter.core.case_reading import parse_case
from gridcounter.core.policy.checks.pack import check_pack
from gridcounter.core.policy.conditions import parse_condition
from gridcounter.core.policy.diagram import Diagrams
from gridcounter.core.policy.example import tell_witness
from gridcounter.core.policy.translate import Translator, domains_for

GRID_SIDE = '[[limit]]\nid = "grid_side"\nlabel = "合计"\notherwise = true\narticle = "1"\n'


def rules(condition: str) -> str:
    return (
        f'{GRID_SIDE}\n[[approval]]\nid = "some"\ntrack = "permit"\nwhen = {{ {condition} }}\narticle = "2"\n'
        '\n[[approval]]\nid = "rest"\ntrack = "exempt"\notherwise = true\narticle = "2"\n'
    )


def under(condition: str, **works: Any) -> tuple[str, tuple[str, ...]]:  # noqa: ANN401  JSON
    approval = decided(a_pack(rules(condition)), a_case(works=works)).approval
    return str(approval.track), approval.needs


GREEN = '"works.green_area_m2" = { more_than = 15 }'
DUG = '"works.dig_length_m" = { more_than = 100 }'


@pytest.mark.parametrize(
    ("works", "track"),
    [
        ({"occupies": ["green"], "green_area_m2": 15.1}, "permit"),
        ({"occupies": ["green"], "green_area_m2": 15}, "exempt"),
        ({"occupies": ["footway"]}, "exempt"),
        ({"occupies": []}, "exempt"),
        ({"green_area_m2": 16}, "permit"),
    ],
)
def test_an_area_is_compared_and_no_green_is_no_area(works: dict[str, Any], track: str) -> None:
    assert under(GREEN, **works) == (track, ())


def test_an_area_is_asked_only_where_there_may_be_green() -> None:
    assert under(GREEN, occupies=["green"]) == ("undetermined", ("works.green_area_m2",))
    assert under(GREEN) == ("undetermined", ("works.occupies", "works.green_area_m2"))


def test_some_square_metres_of_green_say_that_green_is_occupied() -> None:
    no_green = '"works.occupies" = { excludes = ["green"] }'

    assert under(no_green, green_area_m2=3) == ("exempt", ())


def test_nothing_occupied_is_nothing_dug() -> None:
    assert under(DUG, occupies=[]) == ("exempt", ())
    assert under(DUG, occupies=["footway"], dig_length_m=101) == ("permit", ())
    assert under(DUG, occupies=["footway"]) == ("undetermined", ("works.dig_length_m",))


def test_an_example_never_has_an_area_of_green_without_green() -> None:
    condition, _ = parse_condition({"works.green_area_m2": {"more_than": 15}}, "when")
    diagrams = Diagrams(domains_for([condition]))

    assert tell_witness(diagrams, Translator(diagrams, {}).node(condition)).endswith(
        '〔works.green_area_m2 = 16；works.occupies = ["green"]〕'
    )


@pytest.mark.parametrize(("built", "track"), [("2021-09-21", "exempt"), ("2021-09-22", "permit")])
def test_a_road_is_five_years_old_on_its_fifth_anniversary_and_not_a_day_before(built: str, track: str) -> None:
    young = '"works.road_age_years" = { less_than = 5 }'

    assert under(young, road_built_on=built) == (track, ())


@pytest.mark.parametrize(("on", "track"), [("2025-02-28", "permit"), ("2025-03-01", "exempt")])
def test_a_road_of_a_leap_day_is_a_year_old_on_the_first_of_march(on: str, track: str) -> None:
    pack = a_pack(rules('"works.road_age_years" = { less_than = 1 }'))

    case = a_case(on=on, works={"road_built_on": "2024-02-29"})

    assert str(decided(pack, case).approval.track) == track


def test_nothing_occupied_is_a_condition_of_its_own() -> None:
    nothing = '"works.occupies" = { subset_of = [] }'

    assert [under(nothing, occupies=occupies)[0] for occupies in ([], ["green"])] == ["permit", "exempt"]
    shown = decided(a_pack(rules(nothing)), a_case(works={"occupies": []})).approval.conditions
    assert [one.label for one in shown] == ["不占用、不挖掘道路和绿地"]


def test_the_class_of_a_road_is_a_word() -> None:
    main_road = '"works.road_class" = ["expressway", "arterial"]'

    assert [under(main_road, road_class=one)[0] for one in ("arterial", "branch")] == ["permit", "exempt"]


@pytest.mark.parametrize(
    ("works", "path", "allowed"),
    [
        ({"occupies": ["footway"], "green_area_m2": 3}, "works.green_area_m2", "0 或留空（占用挖掘部位里没有绿地）"),
        ({"occupies": [], "dig_length_m": 3}, "works.dig_length_m", "0 或留空（占用挖掘部位写明不占用、不挖掘）"),
        ({"road_built_on": "2026-09-22"}, "works.road_built_on", "不晚于受理日 2026-09-21 的日期，或留空"),
        ({"road_overhauled_on": "2021-9-1"}, "works.road_overhauled_on", "真实的日期，写作 2026-09-21"),
        ({"dig_area_m2": -1}, "works.dig_area_m2", "不小于 0 的数"),
        ({"road_class": "motorway"}, "works.road_class", "以下之一：expressway、"),
    ],
)
def test_a_fact_that_cannot_be_is_refused_by_name(works: dict[str, Any], path: str, allowed: str) -> None:
    raw = {"locality": "jining", "on": "2026-09-21", "works": works}

    case, [problem] = parse_case(raw, localities=PACKS.localities, documents=PACKS.documents)

    assert case is None
    assert problem.path == path
    assert problem.allowed.startswith(allowed)


def test_the_facts_are_checked_as_exactly_as_other_keys() -> None:
    assert check_pack(a_pack(rules(GREEN)), PACKS.baseline) == ()
