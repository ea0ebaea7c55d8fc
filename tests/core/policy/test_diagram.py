"""Diagrams against brute force: their truth under partial knowledge is that of all cases that are still possible."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from builders.condition_trees import (
    TESTED,
    VALUES,
    Raw,
    Whole,
    assignments,
    conditions,
    holds,
    keys_with_companions,
    possible_cases,
)
from builders.diagrams import built
from builders.extent import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from gridcounter.core.case_reading import parse_case
from gridcounter.core.policy.diagram import FALSE, TRUE, Diagrams, Domain, Variable
from gridcounter.core.policy.example import tell_witness, witness_of
from gridcounter.core.policy.translate import barred_cells

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gridcounter.core.policy.diagram import Node

SOME_KEYS = st.lists(st.sampled_from(TESTED), min_size=1, max_size=3, unique=True)


@st.composite
def questions(draw: st.DrawFn) -> tuple[list[str], Raw, dict[str, Any]]:
    """Keys, a condition over them, and what is known: some keys of one possible case."""
    keys = draw(SOME_KEYS)
    raw = draw(conditions(keys))
    named = keys_with_companions(keys)
    case = draw(st.sampled_from(possible_cases(named)))
    known = draw(st.lists(st.sampled_from(named), unique=True))
    if any(key.startswith("works.") for key in known):  # parts are known only of works that are
        known.append("works")
        case = {**case, "works": True}
    if "supply.connection" in known:  # refused above low voltage
        case = {**case, "supply.voltage_kv": min(case["supply.voltage_kv"], 1)}
    given_values = {key: case[key] for key in dict.fromkeys(known)}
    if given_values.get("business") == "temporary" and "supply.permanent" in named:
        given_values["supply.permanent"] = False
    return named, raw, given_values


def truth_of(diagrams: Diagrams, node: Node, known: Mapping[str, Any]) -> Node:
    barred = diagrams.place_barred(barred_cells(diagrams, known))
    return diagrams.given(node, diagrams.place_known(known), barred)


def left_open(named: list[str], known: Mapping[str, Any]) -> list[Whole]:
    """What the case may still be, each key by itself."""
    allowed: dict[str, Any] = {key: (value,) for key, value in known.items()}
    if known.get("supply.permanent") is True and "business" not in known:
        allowed["business"] = ("new_connection", "capacity_increase")
    return assignments(named, allowed)


def keys_that_change(named: list[str], cases: list[Whole], answer: Callable[[Whole], bool]) -> set[str]:
    found = set()
    for key in named:
        seen: dict[tuple[Any, ...], bool] = {}
        for case in cases:
            rest = tuple(case[other] for other in named if other != key)
            if seen.setdefault(rest, answer(case)) != answer(case):
                found.add(key)
                break
    return found


@settings(max_examples=examples(100), deadline=None)
@given(questions())
def test_truth_is_that_of_every_case_still_possible(question: tuple[list[str], Raw, dict[str, Any]]) -> None:
    named, raw, known = question
    diagrams, [node] = built(raw)

    found = truth_of(diagrams, node, known)

    answers = {holds(raw, case) for case in left_open(named, known)}
    assert (found == TRUE) == (answers == {True})
    assert (found == FALSE) == (answers == {False})


@settings(max_examples=examples(100), deadline=None)
@given(questions())
def test_exactly_the_keys_that_can_change_the_answer_are_needed(
    question: tuple[list[str], Raw, dict[str, Any]],
) -> None:
    named, raw, known = question
    diagrams, [node] = built(raw)

    needed = {variable.key for variable in diagrams.support([truth_of(diagrams, node, known)])}

    cases = left_open(named, known)
    assert needed == keys_that_change(named, cases, lambda case: holds(raw, case))


@settings(max_examples=examples(75), deadline=None)
@given(st.data(), SOME_KEYS)
def test_conditions_that_say_the_same_are_the_same_diagram(data: st.DataObject, keys: list[str]) -> None:
    one, other = data.draw(conditions(keys)), data.draw(conditions(keys))
    _, [one_node, other_node] = built(one, other)

    cases = assignments(keys_with_companions(keys))

    assert (one_node == other_node) == all(holds(one, case) == holds(other, case) for case in cases)


@settings(max_examples=examples(75), deadline=None)
@given(st.data(), SOME_KEYS)
def test_a_witness_is_a_possible_case_in_which_the_condition_holds(data: st.DataObject, keys: list[str]) -> None:
    raw = data.draw(conditions(keys))
    diagrams, [node] = built(raw)
    if node == FALSE:
        return

    given_values = witness_of(diagrams, node)

    nested: dict[str, Any] = {"locality": "here", "on": "2026-09-21"}
    for key, value in given_values.items():
        head, dot, tail = key.partition(".")
        if dot:
            nested.setdefault(head, {})[tail] = list(value) if isinstance(value, tuple) else value
        elif key != "works":
            nested[key] = value
        elif not value:
            nested["works"] = None
    assert parse_case(nested, localities=["here"], documents=[])[1] == ()
    case: Whole = {key: VALUES[key][0] for key in VALUES}
    assert holds(raw, {**case, **given_values})


def test_an_example_case_is_described_in_labels_and_in_words_of_the_contract() -> None:
    diagrams, [node] = built(
        {
            "customer": "enterprise",
            "supply.voltage_kv": 10,
            "supply.capacity": {"more_than": 1250, "unit": "kVA"},
            "works.occupies": {"subset_of": ["footway", "cycle_lane", "carriageway"]},
        }
    )

    result = tell_witness(diagrams, node)

    assert result.startswith("客户类型")
    assert "10 千伏" in result
    assert "supply.voltage_kv = 10" in result
    assert "supply.capacity = 1251；" in result
    assert 'supply.unit = "kW"' in result
    assert "works.occupies = []" in result


def test_a_witness_says_whether_there_are_works() -> None:
    diagrams, [without, having, always] = built(
        {"works": False}, {"works": True}, {"not": {"all": [{"works": True}, {"works": False}]}}
    )

    assert tell_witness(diagrams, without) == '无外线工程〔works = "none"〕'
    assert tell_witness(diagrams, having) == "有外线工程〔works = {}〕"
    assert tell_witness(diagrams, always) == "任何案件"


def test_no_cell_lies_below_nought() -> None:
    assert Domain(bounds=(0.0, 10.0)).size == 4
    assert Domain(bounds=(0.0, 10.0)).cell(0) == 0
    assert [Domain(bounds=(0.0, 10.0)).sample(cell) for cell in range(4)] == [0, 5, 10, 11]
    assert Domain().sample(0) == 1


def test_a_bound_decides_only_where_the_answer_differs_across_it() -> None:
    diagrams, [node, _] = built(
        {"supply.capacity": {"at_most": 160, "unit": "kW"}}, {"supply.capacity": {"at_most": 1250, "unit": "kVA"}}
    )

    assert diagrams.deciding_bounds([node], Variable("supply.capacity")) == {160}
    assert diagrams.deciding_bounds([TRUE], Variable("supply.capacity")) == set()


def test_a_rule_that_no_unit_can_meet_is_false_in_either() -> None:
    raw = {
        "all": [
            {"supply.capacity": {"at_most": 100, "unit": "kW"}},
            {"supply.capacity": {"more_than": 200, "unit": "kVA"}},
        ]
    }

    _, [node] = built(raw)

    assert node == FALSE
