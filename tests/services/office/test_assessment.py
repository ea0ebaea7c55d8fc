"""Reading cases and applications, and deciding them under the edition of their place and day."""

from __future__ import annotations

import json

import pytest
from builders.extent import examples
from builders.paper_builders import PLACES, an_application, paperwork
from hypothesis import given, settings
from hypothesis import strategies as st

from gridcounter.core.policy.contract import to_contract
from gridcounter.core.policy.decision import Decision
from gridcounter.errors import WrongInput

ASSESSOR = paperwork().assessor


def decided(raw: object) -> Decision:
    return ASSESSOR.assess(ASSESSOR.read_case(json.dumps(raw)))


def refused(text: str | bytes) -> tuple[str, ...]:
    with pytest.raises(WrongInput) as wrong:
        ASSESSOR.read_case(text)
    return wrong.value.lines


def test_a_case_is_decided_under_the_pack_of_its_place() -> None:
    for place in PLACES:
        assert decided(an_application(place)["case"]).policy.id == place


def test_all_problems_of_a_case_are_reported_at_once() -> None:
    case = {"locality": "atlantis", "on": "2026-02-30", "supply": {"capacity": -1, "color": 1}, "online": ["pet"]}

    lines = refused(json.dumps(case))

    assert {line.split("：")[0] for line in lines} == {
        "locality", "on", "supply.capacity", "supply.color", "online.0",
    }  # fmt: skip
    assert all("填写的是" in line and "应为" in line for line in lines)


def test_all_problems_of_case_and_application_are_reported_at_once() -> None:
    raw = an_application(
        "jining",
        **{"case.on": "2026-13-01", "applicant.id_number": "91370811MA0000015X", "project.finish_on": "2026-10-01"},
    )

    with pytest.raises(WrongInput) as wrong:
        ASSESSOR.read_application(json.dumps(raw))

    keys = {line.split("：")[0] for line in wrong.value.lines}
    assert keys == {"case.on", "applicant.id_number", "project.finish_on"}


@pytest.mark.parametrize("text", [b"", b"{", b"\xff\xfe\x00", "你好", "[1, 2", "nul", b"\x00" * 8])
def test_what_is_no_json_is_one_problem(text: str | bytes) -> None:
    for read in (ASSESSOR.read_case, ASSESSOR.read_application):
        with pytest.raises(WrongInput) as wrong:
            read(text)
        assert len(wrong.value.lines) == 1
        assert wrong.value.lines[0].startswith("JSON：")


@pytest.mark.parametrize("text", ["[]", "null", "3", '"case"'])
def test_json_that_is_no_object_is_wrong_input(text: str) -> None:
    for read in (ASSESSOR.read_case, ASSESSOR.read_application):
        with pytest.raises(WrongInput):
            read(text)


def test_a_key_written_twice_is_wrong_input() -> None:
    lines = refused('{"locality": "jining", "on": "2026-09-21", "on": "2026-09-22"}')

    assert lines == ("on：填写的是 同一层写了两次；应为每个键只写一次",)


def test_a_byte_order_mark_is_no_problem() -> None:
    assert ASSESSOR.read_case('{"locality": "jining", "on": "2026-09-21"}'.encode("utf-8-sig")).locality == "jining"


@pytest.mark.parametrize("depth", [200, 300, 450, 700, 900, 990, 5000, 100_000])
def test_json_nested_too_deep_is_wrong_input_whatever_the_depth(depth: int) -> None:
    text = '{"locality": "jining", "on": "2026-09-21", "site": ' + "[" * depth + "]" * depth + "}"

    assert refused(text)


@given(st.binary(max_size=60))
@settings(derandomize=True, max_examples=examples(150), deadline=None)
def test_no_bytes_do_anything_but_read_or_refuse(content: bytes) -> None:
    for read in (ASSESSOR.read_case, ASSESSOR.read_application):
        with pytest.raises(WrongInput):
            read(content)


def test_comparing_answers_under_every_pack_in_the_order_of_their_ids() -> None:
    case = ASSESSOR.read_case(json.dumps(an_application("jining")["case"]))

    assert [decision.policy.id for decision in ASSESSOR.compare(case)] == sorted(PLACES)
    assert to_contract(ASSESSOR.compare(case)[0]) == to_contract(ASSESSOR.assess(case))


def test_comparing_keeps_that_there_are_no_works() -> None:
    case = ASSESSOR.read_case('{"locality": "jining", "on": "2026-09-21", "works": null}')

    assert {decision.approval.track for decision in ASSESSOR.compare(case)} == {"none"}


@pytest.mark.parametrize("ownership", ["rented", "owned", None])
@pytest.mark.parametrize("agent", [None, {"name": "褚测试"}])
def test_an_application_says_who_acts_and_whose_premises_they_are(ownership: str | None, agent: object) -> None:
    raw = an_application("jining", agent=agent, **{"premises.ownership": ownership, "case.online": []})

    decision = ASSESSOR.assess_application(ASSESSOR.read_application(json.dumps(raw)))

    listed = {document.id for document in decision.documents}
    assert ("authorization" in listed) == (agent is not None)
    assert ("owner_consent" in listed) == (ownership == "rented")


def test_a_case_alone_does_not_ask_for_what_only_agents_or_tenants_bring() -> None:
    listed = {document.id for document in decided(an_application("jining")["case"]).documents}

    assert not {"authorization", "owner_consent"} & listed


def test_before_the_first_edition_the_first_answers_with_a_note() -> None:
    case = an_application("jining", **{"case.on": "2019-01-02"})["case"]

    assert "not-in-force" in {note.id for note in decided(case).notes}
    assert "not-in-force" not in {note.id for note in decided(an_application("jining")["case"]).notes}
