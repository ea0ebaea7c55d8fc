"""Section 1 of the case contract: what is known, what is refused, and with which words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gridcounter.core.case import Case, known_values
from gridcounter.core.case_reading import parse_case
from gridcounter.core.validation.models import read_json, shown

LOCALITIES = ["jining", "linyi"]
DOCUMENTS = ["identity", "premises"]


def a_case(**entries: Any) -> dict[str, Any]:  # noqa: ANN401  JSON
    return {"locality": "jining", "on": "2026-09-21"} | entries


def read(raw: object) -> Case:
    case, problems = parse_case(raw, localities=LOCALITIES, documents=DOCUMENTS)
    assert case is not None, problems
    return case


def refused(raw: object, root: str = "") -> list[str]:
    case, problems = parse_case(raw, localities=LOCALITIES, documents=DOCUMENTS, root=root)
    assert case is None
    return [str(problem) for problem in problems]


def test_an_absent_key_is_not_known() -> None:
    assert known_values(read(a_case())) == {}


def test_null_is_not_known_either() -> None:
    nothing = a_case(business=None, customer=None, supply=None, site=None, online=None, sole_proprietor_as_micro=None)

    assert known_values(read(nothing)) == {}


def test_works_null_says_that_there_are_none() -> None:
    assert read(a_case(works=None)).has_works is False
    assert known_values(read(a_case(works=None))) == {"works": False}


def test_empty_works_say_that_there_are_some() -> None:
    assert read(a_case(works={})).has_works is True
    assert read(a_case()).has_works is None


def test_an_empty_list_says_that_nothing_is_occupied() -> None:
    assert known_values(read(a_case(works={"occupies": []})))["works.occupies"] == ()
    assert "works.occupies" not in known_values(read(a_case(works={"occupies": None})))


def test_absent_online_is_an_empty_list() -> None:
    assert read(a_case()).online == ()
    assert read(a_case(online=["identity"])).online == ("identity",)


def test_a_capacity_without_its_unit_is_not_known() -> None:
    assert "supply.capacity" not in known_values(read(a_case(supply={"capacity": 100})))
    assert known_values(read(a_case(supply={"capacity": 100, "unit": "kVA"})))["supply.capacity"] == 100


def test_a_temporary_supply_is_known_not_to_be_permanent() -> None:
    assert known_values(read(a_case(business="temporary")))["supply.permanent"] is False


@pytest.mark.parametrize(
    ("said", "counts"), [("2026-09-18", "2026-09-18"), ("2026-09-21", "2026-09-21"), (None, "2026-09-21")]
)
def test_who_does_not_say_when_he_applied_did_so_on_the_day_of_acceptance(said: str | None, counts: str) -> None:
    assert read(a_case(applied_on=said)).day_applied.isoformat() == counts


def test_low_voltage_goes_up_to_one_kilovolt() -> None:
    assert read(a_case(supply={"voltage_kv": 1})).supply.is_low_voltage is True
    assert read(a_case(supply={"voltage_kv": 1.1})).supply.is_low_voltage is False
    assert read(a_case()).supply.is_low_voltage is None


def test_works_within_the_red_line_do_not_contradict_no_works() -> None:
    assert read(a_case(supply={"voltage_kv": 0.4, "connection": "works"}, works=None)).has_works is False


def test_a_false_permanence_of_a_temporary_supply_is_no_contradiction() -> None:
    assert read(a_case(business="temporary", supply={"permanent": False})).supply.permanent is False


@pytest.mark.parametrize(
    ("entries", "path", "found", "allowed"),
    [
        ({"locality": "jinan"}, "locality", "jinan", "jining、linyi"),
        ({"locality": 3}, "locality", "3", "jining、linyi"),
        ({"on": "2026-02-30"}, "on", "2026-02-30", "2026-09-21"),
        ({"on": "1989-12-31"}, "on", "1989-12-31", "1990 年"),
        ({"on": "20260921"}, "on", "20260921", "2026-09-21"),
        ({"on": 20260921}, "on", "20260921", "2026-09-21"),
        ({"on": None}, "on", "null", "2026-09-21"),
        ({"business": "transfer"}, "business", "transfer", "new_connection、capacity_increase、temporary"),
        ({"customer": "company"}, "customer", "company", "micro_enterprise"),
        ({"customer": ["resident"]}, "customer", "resident", "resident"),
        ({"sole_proprietor_as_micro": "yes"}, "sole_proprietor_as_micro", "yes", "true 或 false"),
        ({"supply": {"voltage_kv": -10}}, "supply.voltage_kv", "-10", "大于 0 的数"),
        ({"supply": {"voltage_kv": 0}}, "supply.voltage_kv", "0", "大于 0 的数"),
        ({"supply": {"voltage_kv": "10"}}, "supply.voltage_kv", "10", "数（不加引号）"),
        ({"supply": {"voltage_kv": True}}, "supply.voltage_kv", "true", "数（不加引号）"),
        ({"supply": {"capacity": 10**400}}, "supply.capacity", "1000", "数"),
        ({"supply": {"capacity": float("inf")}}, "supply.capacity", "Infinity", "数"),
        ({"supply": {"capacity": float("nan")}}, "supply.capacity", "NaN", "数"),
        ({"supply": {"unit": "MW"}}, "supply.unit", "MW", "kW、kVA"),
        ({"supply": {"sources": 3}}, "supply.sources", "3", "不大于 2"),
        ({"supply": {"sources": 0}}, "supply.sources", "0", "不小于 1"),
        ({"supply": {"sources": 1.5}}, "supply.sources", "1.5", "整数"),
        ({"supply": {"sources": True}}, "supply.sources", "true", "整数"),
        ({"supply": {"critical": 1}}, "supply.critical", "1", "true 或 false"),
        ({"supply": {"connection": "cable"}}, "supply.connection", "cable", "meter_only、service_drop、works"),
        ({"supply": {"voltage": 10}}, "supply.voltage", "不认识的键", "voltage_kv"),
        ({"supply": [10]}, "supply", "[10]", "一组键和值"),
        ({"site": {"area": "village"}}, "site.area", "village", "urban、town、rural"),
        ({"site": {"park": False}}, "site.park", "false", "municipal"),
        ({"works": {"kind": "new"}}, "works.kind", "new", "public_grid_capacity"),
        ({"works": {"owner": "builder"}}, "works.owner", "builder", "applicant、grid_company、government、park"),
        ({"works": {"length_m": -1}}, "works.length_m", "-1", "不小于 0 的数"),
        ({"works": {"occupies": "footway"}}, "works.occupies", "footway", "列表"),
        ({"works": {"occupies": ["roof"]}}, "works.occupies.0", "roof", "carriageway"),
        ({"works": {"depth_m": 2}}, "works.depth_m", "不认识的键", "length_m"),
        ({"works": False}, "works", "false", "一组键和值"),
        ({"online": ["licence"]}, "online.0", "licence", "identity、premises"),
        ({"online": "identity"}, "online", "identity", "列表"),
        ({"colour": "red"}, "colour", "不认识的键", "locality"),
        ({"customer": "\ud83d"}, "customer", "U+D83D", "完整的文字"),
        ({"supply": {"voltage_kv": 10, "connection": "works"}}, "supply.connection", "works", "低压"),
        ({"business": "temporary", "supply": {"permanent": True}}, "supply.permanent", "true", "false 或留空"),
        ({"applied_on": "2026-09-22"}, "applied_on", "2026-09-22", "不晚于受理日 2026-09-21"),
        ({"applied_on": "9月21日"}, "applied_on", "9月21日", "日期"),
    ],
)
def test_a_wrong_value_is_refused_with_its_path_what_was_found_and_what_is_allowed(
    entries: dict[str, Any], path: str, found: str, allowed: str
) -> None:
    lines = [line for line in refused(a_case(**entries)) if line.startswith(f"{path}：")]

    assert lines
    assert found in lines[0].partition("；应为")[0]
    assert allowed in lines[0].partition("；应为")[2]


def test_all_problems_are_reported_at_once_one_line_each() -> None:
    raw = a_case(
        locality="jinan",
        on="soon",
        business="temporary",
        supply={"voltage_kv": 10, "connection": "works", "permanent": True, "capacity": -1},
        works={"length_m": "far"},
        online=["licence"],
        colour="red",
    )

    lines = refused(raw)

    paths = {line.partition("：")[0] for line in lines}
    assert paths == {
        "locality",
        "on",
        "supply.connection",
        "supply.permanent",
        "supply.capacity",
        "works.length_m",
        "online.0",
        "colour",
    }
    assert len(lines) == len(paths)


def test_required_keys_are_named() -> None:
    assert refused({}) == ["locality：填写的是 （没有填写）；应为必填项", "on：填写的是 （没有填写）；应为必填项"]


@pytest.mark.parametrize("raw", [None, [], "case", 3])
def test_what_is_no_object_is_refused(raw: object) -> None:
    assert refused(raw)[0].startswith("（整个文件）：")


def test_a_problem_of_a_case_within_an_application_has_its_path() -> None:
    assert [line.partition("：")[0] for line in refused(a_case(locality="jinan", online=["x"]), root="case")] == [
        "case.locality",
        "case.online.0",
    ]


def test_a_key_given_twice_is_a_problem() -> None:
    raw, problems = read_json(
        '{"locality": 1, "supply": {"capacity": 1, "capacity": 2}, "a": [{"b": 1, "b": {}}], "locality": 2}'
    )

    assert isinstance(raw, dict)
    text = "：填写的是 同一层写了两次；应为每个键只写一次"
    assert [str(problem) for problem in problems] == [
        f"{path}{text}" for path in ("supply.capacity", "a.0.b", "locality")
    ]


def test_one_problem_is_told_once() -> None:
    endless = refused(a_case(supply={"voltage_kv": float("inf"), "connection": "works"}))
    assert [line.partition("：")[0] for line in endless] == ["supply.voltage_kv"]
    half = refused(a_case(customer="\ud800"))
    assert [line.partition("：")[0] for line in half] == ["customer"]


@pytest.mark.parametrize("text", ["{", b"\xff\xfe\x00", "[" * 100_000])
def test_what_is_no_json_is_a_problem(text: str | bytes) -> None:
    raw, [problem] = read_json(text)

    assert raw is None
    assert problem.path == "JSON"


def test_a_half_character_in_a_key_or_a_list_is_named() -> None:
    assert any("U+DC00" in line for line in refused(a_case(**{"x\udc00": 1})))
    assert any(line.startswith("online.0：") and "U+DC00" in line for line in refused(a_case(online=["\udc00"])))


def test_what_is_shown_stays_on_one_short_line() -> None:
    assert shown("一\n二\x07") == "“一�二�”"
    assert len(shown("长" * 500)) < 70
    assert shown({"a": [1]}) == json.dumps({"a": [1]})
