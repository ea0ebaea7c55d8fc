"""The operators of a rule, one by one, as written in a pack and evaluated for a case."""

from __future__ import annotations

from typing import Any

import pytest

from gridcounter.core.policy.conditions import (
    AllOf,
    AnyOf,
    ClassIs,
    Given,
    Not,
    Operator,
    TermIs,
    TrackIs,
    parse_condition,
)
from gridcounter.core.policy.conditions import (
    Test as Comparison,
)
from gridcounter.core.policy.diagram import FALSE, TRUE, Diagrams
from gridcounter.core.policy.translate import Translator, barred_cells, domains_for


def truth(raw: dict[str, Any], **known: Any) -> bool | None:  # noqa: ANN401  values of a case
    condition, problems = parse_condition(raw, "when")
    assert not problems
    diagrams = Diagrams(domains_for([condition]))
    values = {key.replace("__", "."): value for key, value in known.items()}
    node = Translator(diagrams, {}).node(condition)
    barred = diagrams.place_barred(barred_cells(diagrams, values))
    return {TRUE: True, FALSE: False}.get(diagrams.given(node, diagrams.place_known(values), barred))


@pytest.mark.parametrize(
    ("test", "below", "at", "above"),
    [
        ({"at_most": 30}, True, True, False),
        ({"less_than": 30}, True, False, False),
        ({"at_least": 30}, False, True, True),
        ({"more_than": 30}, False, False, True),
        ({"equal": 30}, False, True, False),
        ({"one_of": [30, 31]}, False, True, True),
        (30, False, True, False),
        ([29, 30], True, True, False),
    ],
)
def test_a_number_is_held_against_its_limit(test: object, below: bool, at: bool, above: bool) -> None:  # noqa: FBT001
    raw = {"works.road_crossing_m": test}

    found = [truth(raw, works=True, works__road_crossing_m=value) for value in (29, 30, 31)]

    assert found == [below, at, above]


def test_two_comparisons_of_one_number_must_both_hold() -> None:
    raw = {"supply.voltage_kv": {"more_than": 1, "less_than": 35}}

    assert [truth(raw, supply__voltage_kv=kv) for kv in (1, 10, 35)] == [False, True, False]


def test_a_limit_that_no_case_can_reach_holds_always_or_never() -> None:
    assert truth({"supply.voltage_kv": {"more_than": 0}}) is True
    assert truth({"supply.voltage_kv": {"at_most": 0}}) is False
    assert truth({"works.length_m": {"less_than": 0}}) is False
    assert truth({"works.length_m": {"at_least": -1}}, works=True) is True
    assert truth({"works.length_m": {"at_most": 0}}, works=True) is None


def test_sources_are_one_or_two() -> None:
    assert truth({"any": [{"supply.sources": 1}, {"supply.sources": 2}]}) is True
    assert truth({"supply.sources": {"at_least": 2}}, supply__sources=2) is True
    assert truth({"supply.sources": {"more_than": 2}}) is False


def test_words_are_one_of() -> None:
    raw = {"site.park": ["provincial", "national"]}

    assert truth(raw, site__park="national") is True
    assert truth(raw, site__park="municipal") is False
    assert truth(raw) is None


def test_a_list_lies_within_another() -> None:
    raw = {"works.occupies": {"subset_of": ["footway", "cycle_lane"]}}

    assert truth(raw, works=True, works__occupies=()) is True
    assert truth(raw, works=True, works__occupies=("footway",)) is True
    assert truth(raw, works=True, works__occupies=("footway", "green")) is False


def test_a_list_excludes_words() -> None:
    raw = {"works.occupies": {"excludes": ["green"]}}

    assert truth(raw, works=True, works__occupies=("footway",)) is True
    assert truth(raw, works=True, works__occupies=("green", "footway")) is False


def test_a_list_includes_one_of_some_words() -> None:
    raw = {"works.occupies": {"includes": ["green", "carriageway"]}}

    assert truth(raw, works=True, works__occupies=("footway", "green")) is True
    assert truth(raw, works=True, works__occupies=("footway",)) is False
    assert truth(raw, works=True, works__occupies=()) is False
    assert truth(raw, works=True) is None


def test_nothing_can_be_said_of_works_that_are_not() -> None:
    assert truth({"works.length_m": {"less_than": 1000}}, works=False) is False
    assert truth({"works.occupies": {"excludes": ["green"]}}, works=False) is False
    assert truth({"works.occupies": {"includes": ["green"]}}, works=False) is False
    assert truth({"works.new_pole_box_or_duct": False}, works=False) is False


def test_a_sole_proprietor_counts_by_the_reading_of_the_office() -> None:
    micro = {"customer": "micro_enterprise"}

    assert truth(micro, customer="sole_proprietor", sole_proprietor_as_micro=True) is True
    assert truth(micro, customer="sole_proprietor", sole_proprietor_as_micro=False) is False
    assert truth(micro, customer="sole_proprietor") is None
    assert truth({"customer": ["micro_enterprise", "enterprise"]}, customer="sole_proprietor") is True
    assert truth({"stated_customer": "sole_proprietor"}, customer="sole_proprietor") is True


def test_a_capacity_is_one_number_whatever_the_unit() -> None:
    either = {
        "any": [
            {"supply.capacity": {"at_most": 160, "unit": "kW"}},
            {"supply.capacity": {"more_than": 160, "unit": "kVA"}},
        ]
    }

    assert truth(either) is True


def test_a_permanent_supply_is_not_temporary_and_the_other_way_round() -> None:
    assert truth({"supply.permanent": True}, supply__permanent=True) is True
    assert truth({"supply.permanent": False}, business="temporary") is True
    assert truth({"business": "temporary"}, supply__permanent=True) is False
    assert truth({"supply.permanent": True}) is None


def test_high_voltage_has_no_connection_and_a_connection_does_not_settle_the_voltage() -> None:
    assert truth({"supply.voltage_kv": {"at_most": 1}}, supply__connection="works") is None
    assert truth({"supply.connection": "works"}, supply__voltage_kv=10) is False
    assert truth({"supply.connection": "works"}, supply__connection="works", supply__voltage_kv=0.4) is True


def test_groups_say_all_any_and_not() -> None:
    critical, dual = {"supply.critical": True}, {"supply.sources": 2}

    assert truth({"all": [critical, dual]}, supply__critical=True, supply__sources=1) is False
    assert truth({"any": [critical, dual]}, supply__critical=True) is True
    assert truth({"not": {"any": [critical, dual]}}, supply__critical=False, supply__sources=1) is True
    assert truth({"given": critical}, supply__critical=True) is True
    assert truth({}) is True


def test_names_are_read_as_classes_tracks_and_terms() -> None:
    condition, problems = parse_condition({"is": ["low", "urban"], "class": ["lv", "hv"], "track": "filing"}, "when")

    assert not problems
    assert condition == AllOf((TermIs("low"), TermIs("urban"), ClassIs(("lv", "hv")), TrackIs(("filing",))))


def test_a_group_keeps_the_sentence_under_which_it_is_shown() -> None:
    condition, problems = parse_condition(
        {"any": [{"not": {"works": True}}, {"given": {"works": True}}], "label": "有没有"}, "when"
    )

    works = Comparison("works", Operator.EQUAL, limit=True)
    assert not problems
    assert condition == AnyOf((Not(works), Given(works)), "有没有")


@pytest.mark.parametrize(
    ("raw", "path", "allowed"),
    [
        ("low", "when", "一组条件"),
        ({"voltage": 1}, "when.voltage", "supply.voltage_kv"),
        ({"all": {}}, "when.all", "条件的列表"),
        ({"any": []}, "when.any", "条件的列表"),
        ({"any": [1]}, "when.any.0", "一组条件"),
        ({"is": []}, "when.is", "一个名称"),
        ({"class": [1]}, "when.class", "一个名称"),
        ({"any": [{"works": True}], "label": 3}, "when.label", "一句话"),
        ({"works": True, "label": "有"}, "when.label", "any"),
        ({"works": "yes"}, "when.works", "true 或 false"),
        ({"works": [True]}, "when.works", "equal"),
        ({"customer": "company"}, "when.customer", "micro_enterprise"),
        ({"customer": []}, "when.customer", "resident"),
        ({"customer": {"one_of": "resident"}}, "when.customer.one_of", "列表"),
        ({"customer": {"equal": ["resident"]}}, "when.customer.equal", "单个值"),
        ({"customer": {"at_most": 3}}, "when.customer.at_most", "equal、one_of"),
        ({"customer": {"equal": "resident", "unit": "kW"}}, "when.customer.unit", "不写单位"),
        ({"works.occupies": "footway"}, "when.works.occupies", "subset_of、excludes"),
        ({"works.occupies": {"subset_of": "footway"}}, "when.works.occupies.subset_of", "列表"),
        ({"works.occupies": {"excludes": ["roof"]}}, "when.works.occupies.excludes", "carriageway"),
        ({"works.length_m": "long"}, "when.works.length_m", "数"),
        ({"works.length_m": True}, "when.works.length_m", "数"),
        ({"works.length_m": {}}, "when.works.length_m", "没有比较"),
        ({"works.length_m": {"at_most": float("nan")}}, "when.works.length_m.at_most", "数"),
        ({"works.length_m": {"at_most": float("inf")}}, "when.works.length_m.at_most", "数"),
        ({"works.length_m": {"at_most": 10**400}}, "when.works.length_m.at_most", "数"),
        ({"works.length_m": {"not_equal": 3}}, "when.works.length_m.not_equal", "at_most"),
        ({"works.length_m": {"at_most": 3, "unit": "m"}}, "when.works.length_m.unit", "不写单位"),
        ({"supply.sources": 3}, "when.supply.sources", "1、2"),
        ({"supply.capacity": 100}, "when.supply.capacity", "比较"),
        ({"supply.capacity": {"at_most": 100}}, "when.supply.capacity.unit", "kW、kVA"),
        ({"supply.capacity": {"at_most": 100, "unit": "MW"}}, "when.supply.capacity.unit", "kW、kVA"),
        ({"supply.capacity": {"unit": "kW"}}, "when.supply.capacity", "at_most"),
    ],
)
def test_a_wrong_condition_names_its_place_and_what_is_allowed(raw: object, path: str, allowed: str) -> None:
    _, [problem] = parse_condition(raw, "when")

    assert problem.path == path
    assert allowed in problem.allowed or allowed in problem.found


def test_every_problem_of_a_condition_is_reported() -> None:
    raw = {"voltage": 1, "all": [{"customer": "company"}, {"works.length_m": {}}], "supply.sources": 3}

    _, problems = parse_condition(raw, "when")

    assert [problem.path for problem in problems] == [
        "when.voltage",
        "when.all.0.customer",
        "when.all.1.works.length_m",
        "when.supply.sources",
    ]
