"""Every example case of every shipped pack, and what the cases of a pack must touch."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from gridcounter import paths
from gridcounter.core.policy.cases import ExampleCase, check_cases, failures, parse_cases
from gridcounter.core.policy.model import PolicyPack
from gridcounter.services.office.calendars import load_calendar
from gridcounter.services.office.packs import CASES_FILE, load_packs

PACKS = load_packs(paths.policies())
CALENDAR = load_calendar(paths.calendars())


def cases_of(pack: PolicyPack) -> tuple[ExampleCase, ...]:
    path = paths.policies() / pack.id / CASES_FILE
    cases, problems = parse_cases(tomllib.loads(path.read_text("utf-8")), source=path.name)
    assert not problems
    return cases


SHIPPED = [pack for editions in PACKS.editions.values() for pack in editions]
ALL = [pytest.param(pack, case, id=f"{pack.id}-{case.name}") for pack in SHIPPED for case in cases_of(pack)]


@pytest.mark.parametrize(("pack", "case"), ALL)
def test_the_pack_answers_its_example_case(pack: PolicyPack, case: ExampleCase) -> None:
    assert failures(case, pack, PACKS.baseline, CALENDAR) == ()


@pytest.mark.parametrize("pack", SHIPPED, ids=lambda pack: pack.id)
def test_every_class_track_cost_service_right_and_note_of_a_pack_has_an_example(pack: PolicyPack) -> None:
    result = repr([(e.path, e.value) for case in cases_of(pack) for e in case.expect])

    sections = ("customer_class", "step", "limit", "document", "cost", "service", "right", "note")
    ids = {rule.id for section in sections for rule, _ in pack.sections[section]} - {"unnamed"}
    tracks = {str(getattr(rule, "track", "")) for rule, _ in pack.sections["approval"]}
    assert sorted(word for word in ids | tracks if word not in result) == []


def a_case(**entries: Any) -> dict[str, Any]:  # noqa: ANN401  TOML
    given = {"on": "2026-09-21", "works": "none"}
    expect = [{"path": "approval.track", "operator": "is", "value": "none"}]
    return {"name": "无外线", "given": given, "expect": expect} | entries


def an_expectation(path: str, operator: str, value: object = None) -> dict[str, Any]:
    return {"path": path, "operator": operator} | ({} if value is None else {"value": value})


def told(*cases: dict[str, Any]) -> list[str]:
    return [str(problem) for problem in parse_cases({"case": list(cases)}, source="cases.toml")[1]]


def failing(*expectations: dict[str, Any], **given: Any) -> list[str]:  # noqa: ANN401  TOML
    pack = PACKS.editions["jining"][0]
    example = a_case(given={"on": "2026-09-21", "works": "none"} | given, expect=list(expectations))
    cases, problems = parse_cases({"case": [example]}, source="cases.toml")
    assert not problems
    return [str(problem) for problem in check_cases(pack, PACKS.baseline, CALENDAR, cases, source="cases.toml")]


def test_a_file_without_cases_is_a_problem() -> None:
    assert parse_cases({}, source="cases.toml")[1]
    assert parse_cases({"case": []}, source="cases.toml")[1]
    assert told(a_case(expect=[])) == ["cases.toml［无外线］expect：填写的是 []；应为至少一项应有的答复"]


def test_every_mistake_of_a_case_file_is_reported_at_once() -> None:
    slips = [
        an_expectation("steps[", "is", 1),
        an_expectation("steps.", "is", 1),
        an_expectation("approval.wd", "is_null", 1),
        an_expectation("approval.wd", "is"),
        an_expectation("hotlines", "has", "95598"),
        an_expectation("hotlines", "before", ["95598"]),
    ]

    lines = told(a_case(given={"locality": "jining"}, expect=slips), a_case())

    wanted = [
        "given.locality",
        "steps[",
        "steps.",
        "is_null 不写 value",
        "is 要写 value",
        "has 后面只有一项，也写在 [ ] 里",
        "先、后",
        "重复",
    ]
    assert len(lines) == len(wanted)
    assert all(word in line for word, line in zip(wanted, lines, strict=True))


def test_an_unknown_operator_names_the_known_ones() -> None:
    [line] = told(a_case(expect=[an_expectation("approval.track", "equals", "none")]))

    assert "case.0.expect.0.operator" in line
    assert "is_null" in line


def test_a_case_of_wrong_values_fails_with_the_words_of_the_contract() -> None:
    [line] = failing(an_expectation("approval.track", "is", "none"), customer="company")

    assert "given.customer" in line
    assert "micro_enterprise" in line


@pytest.mark.parametrize(
    ("path", "operator", "value"),
    [
        ("approval.track", "is", "none"),
        ("approval.may", "is", False),
        ("approval.wd", "is_null", None),
        ("hotlines", "has", ["12398"]),
        ("hotlines", "lacks", ["12345"]),
        ("hotlines", "before", ["95598", "12398"]),
        ("documents[identity].state", "is", "reference"),
        ("documents[*].id", "has", ["identity", "premises"]),
        ("rights[honest_clock].basis[*].article", "has", ["附件2-15"]),
        ("documents[nothing]", "missing", None),
        ("approval.nothing", "missing", None),
        ("approval.track[nothing]", "missing", None),
    ],
)
def test_an_expectation_holds(path: str, operator: str, value: object) -> None:
    assert failing(an_expectation(path, operator, value)) == []


@pytest.mark.parametrize(
    ("path", "operator", "value", "found"),
    [
        ("approval.track", "is", "permit", "“none”"),
        ("approval.may", "is", 0, "false"),
        ("approval.track", "is_null", None, "“none”"),
        ("approval.wd", "is", 3, "null"),
        ("approval.nothing", "is_null", None, "没有这一项"),
        ("approval.track", "missing", None, "“none”"),
        ("approval.track", "has", ["none"], "“none”"),
        ("hotlines", "has", ["95598", "12345"], "95598"),
        ("hotlines", "lacks", ["95598"], "95598"),
        ("hotlines", "before", ["12398", "95598"], "95598"),
        ("hotlines", "before", ["12345", "95598"], "95598"),
    ],
)
def test_an_expectation_that_fails_reports_what_was_found(path: str, operator: str, value: object, found: str) -> None:
    [line] = failing(an_expectation(path, operator, value))

    assert line.startswith(f"cases.toml［无外线］{path}：")
    assert found in line


@pytest.mark.parametrize(
    ("path", "operator", "value", "wanted"),
    [
        ("approval.wd", "is", 40, "例子写的是 40"),
        ("approval.track", "is_null", None, "例子写的是 空（null）"),
        ("hotlines", "has", ["12345"], '例子写的是 有 ["12345"] 的列表'),
        ("approval.track", "missing", None, "例子写的是 没有这一项"),
    ],
)
def test_what_was_expected_is_told_in_words(path: str, operator: str, value: object, wanted: str) -> None:
    """It said 应为is 40."""
    [line] = failing(an_expectation(path, operator, value))

    assert line.endswith(wanted)
