"""Reading an application: every refusal of the contract, at its own key, and no other."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from builders.extent import examples
from builders.paper_builders import CREDIT_CODE, PLACES, RESIDENT_ID, a_full_application, an_application
from hypothesis import given, settings
from hypothesis import strategies as st

from gridcounter.core.application import Application, mask, parse_application

WORDS = (
    "case", "applicant", "agent", "project", "received", "deferred", "document", "until", "id_number", "id_kind",
    "owner", "name", "office", "authorities",
)  # fmt: skip
DOCUMENTS = ("completion_report", "identity", "premises", "project_approval")


def parsed(raw: object) -> Application:
    application, problems = parse_application(raw, localities=PLACES, documents=DOCUMENTS)
    assert application is not None, [str(problem) for problem in problems]
    return application


def problems(raw: object) -> dict[str, str]:
    """The sentence of each refused key."""
    application, found = parse_application(raw, localities=PLACES, documents=DOCUMENTS)
    assert (application is None) == bool(found)
    assert len({problem.path for problem in found}) == len(found)
    return {problem.path: str(problem) for problem in found}


def changed(**changes: object) -> dict[str, str]:
    return problems(an_application("jining", **changes))


@pytest.mark.parametrize("place", PLACES)
def test_the_demonstrations_are_sound(place: str) -> None:
    assert parsed(an_application(place)).case.locality == place


def test_every_key_but_the_case_may_be_left_out_or_null() -> None:
    case = {"locality": "jining", "on": "2026-09-28"}
    keys = [key for key in a_full_application() if key != "case"]

    assert parsed({"case": case}).applicant is None
    assert parsed({"case": case, **dict.fromkeys(keys)}).office is None
    inner: dict[str, object] = {key: {} for key in ("applicant", "agent", "premises", "project", "office")}
    assert parsed({"case": case, **inner}).project is not None


def test_all_values_are_kept_as_they_were_given() -> None:
    application = parsed(a_full_application())

    assert application.issued_on == date(2026, 9, 29)
    assert application.project is not None
    assert application.project.green_area_m2 == 3.25
    assert application.agent is not None
    assert application.agent.id_number == RESIDENT_ID


@pytest.mark.parametrize("raw", [None, 3, "case", [], [{}]])
def test_what_is_no_object_is_one_problem(raw: object) -> None:
    assert len(problems(raw)) == 1


def test_a_missing_case_is_named() -> None:
    assert any(path.startswith("case") for path in problems({"number": "1"}))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("colour", "red"),
        ("applicant.nickname", "样例"),
        ("project.owner.age", 3),
        ("office.authorities.filing.fax", "1"),
        ("case.colour", "red"),
    ],
)
def test_an_unknown_key_is_refused_at_its_path(path: str, value: object) -> None:
    found = changed(**{path: value})

    assert list(found) == [path]
    assert "不认识的键" in found[path]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("number", 7),
        ("applicant", "样例公司"),
        ("applicant.name", ["样例"]),
        ("applicant.id_kind", "licence"),
        ("premises.ownership", "stolen"),
        ("project.laying", "air"),
        ("project.start_on", "2026/10/12"),
        ("project.finish_on", "2026-02-30"),
        ("project.dig_area_m2", -1),
        ("project.green_area_m2", "3"),
        ("received", {"document": "identity"}),
        ("received_on", "1889-01-01"),
        ("office.role", "bank"),
        ("office.authorities", []),
        ("office.policy_confirmed_on", True),
        ("clerk", "李" * 5001),
    ],
)
def test_a_wrong_type_or_word_is_refused_at_its_key(path: str, value: object) -> None:
    found = changed(**{path: value})

    assert list(found) == [path]
    assert "应为" in found[path]


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ({"document": "identity", "copies": -1}, "copies"),
        ({"document": "identity", "copies": 1.5}, "copies"),
        ({"document": "identity", "original_seen": "yes"}, "original_seen"),
        ({"copies": 1}, "document"),
        ({"document": "identity", "pages": 1}, "pages"),
    ],
)
def test_a_wrong_value_of_a_received_document_is_named_with_its_place(row: dict[str, Any], key: str) -> None:
    assert list(changed(received=[{"document": "premises"}, row], deferred=None)) == [f"received.1.{key}"]


@pytest.mark.parametrize("kind", ["resident_id", "uscc"])
@pytest.mark.parametrize("person", ["applicant", "agent"])
def test_a_wrong_check_digit_is_refused_without_showing_the_number(person: str, kind: str) -> None:
    right = RESIDENT_ID if kind == "resident_id" else CREDIT_CODE
    wrong = right[:-1] + ("1" if right[-1] != "1" else "2")

    found = changed(**{person: {"id_kind": kind, "id_number": wrong}})

    assert list(found) == [f"{person}.id_number"]
    assert wrong not in found[f"{person}.id_number"]
    assert mask(wrong) in found[f"{person}.id_number"]
    assert changed(**{person: {"id_kind": kind, "id_number": right}}) == {}


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"project.start_on": "2026-10-12", "project.finish_on": "2026-10-11"}, "project.finish_on"),
        ({"project.finish_on": "2026-10-30", "project.restore_by": "2026-10-29"}, "project.restore_by"),
        ({"project.finish_on": None, "project.restore_by": "2026-10-11"}, "project.restore_by"),
        ({"deferred": [{"document": "premises", "until": "2026-09-27"}]}, "deferred.0.until"),
        ({"received_on": "2026-09-29"}, "received_on"),
        ({"issued_on": "2026-09-27"}, "issued_on"),
    ],
)
def test_dates_that_contradict_each_other_are_refused_at_the_key_named_later(
    changes: dict[str, object], refused: str
) -> None:
    assert list(changed(**changes)) == [refused]


def test_the_same_day_is_no_contradiction() -> None:
    same = {"project.start_on": "2026-10-12", "project.finish_on": "2026-10-12", "project.restore_by": "2026-10-12"}

    assert changed(issued_on="2026-09-28", deferred=[{"document": "premises", "until": "2026-09-28"}], **same) == {}


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"received": [{"document": "pet"}]}, "received.0.document"),
        ({"deferred": [{"document": "identity"}, {"document": "pet"}]}, "deferred.1.document"),
        ({"received": [{"document": "identity"}, {"document": "identity"}]}, "received.1.document"),
        ({"received": [{"document": "premises"}]}, "deferred.0.document"),
        ({"case.online": ["pet"]}, "case.online.0"),
    ],
)
def test_a_document_is_a_known_one_and_listed_once(changes: dict[str, object], refused: str) -> None:
    assert list(changed(**changes)) == [refused]


def test_everything_wrong_is_reported_at_once() -> None:
    raw = an_application(
        "jining",
        colour="red",
        received=[{"document": "pet"}],
        **{"applicant.id_number": "1", "project.finish_on": "2020-01-01", "case.supply.sources": 3, "case.on": "x"},
    )

    assert set(problems(raw)) >= {"colour", "case.supply.sources", "case.on"}


def test_a_mistake_of_one_kind_does_not_hide_those_of_another() -> None:
    """A wrong key must not keep wrong numbers, dates and documents for the second try."""
    raw = an_application(
        "jining",
        colour="red",
        received=[{"document": "pet"}],
        **{"applicant.id_number": "1", "project.finish_on": "2020-01-01"},
    )

    assert set(problems(raw)) == {"colour", "received.0.document", "applicant.id_number", "project.finish_on"}


@pytest.mark.parametrize("white", ["\n", "\r\n", "\t", " \n\t ", "\x0b", "\x0c", "\u2028", "\u2029", "\u3000"])
def test_line_breaks_and_tabs_are_white_space(white: str) -> None:
    application = parsed(an_application("jining", clerk=f"{white}李{white}测试{white}"))

    assert application.clerk == "李 测试"


@pytest.mark.parametrize("control", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\x1c", "\ud800"])
def test_other_control_characters_and_halves_are_refused_by_code_point(control: str) -> None:
    found = changed(**{"project.owner": {"name": f"样例{control}公司"}})

    assert list(found) == ["project.owner.name"]
    assert f"U+{ord(control):04X}" in found["project.owner.name"]
    assert control not in found["project.owner.name"]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=6),
        lambda inner: st.dictionaries(st.sampled_from(WORDS), inner) | st.lists(inner, max_size=3),
    )
)
@settings(derandomize=True, max_examples=examples(50), deadline=None)
def test_no_plain_data_does_anything_but_parse_or_refuse(raw: object) -> None:
    application, found = parse_application(raw, localities=PLACES, documents=DOCUMENTS)

    assert (application is None) == bool(found)
    assert all(str(problem) for problem in found)
