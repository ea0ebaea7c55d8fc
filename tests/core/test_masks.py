"""Masking of numbers of any kind."""

from __future__ import annotations

import re

import pytest
from builders.paper_builders import CREDIT_CODE, RESIDENT_ID, an_application
from pydantic import BaseModel

from gridcounter.core.application import (
    Agent,
    Applicant,
    Authority,
    Builder,
    CodeLine,
    Office,
    ProjectOwner,
    TelephoneLine,
    mask,
    parse_application,
)
from gridcounter.core.field_changes import NUMBERS
from gridcounter.core.field_labels import FIELD_LABELS
from gridcounter.core.intake.official_entry import PERSONAL, fields_to_copy
from gridcounter.core.retention import hide_name
from gridcounter.core.validation.fields import FieldKind, kind_of

#: Kinds of numbers, each with how it is shown.
SHOWN = {
    RESIDENT_ID: "371***********0039",
    CREDIT_CODE: "913***********023A",
    "E12345678": "E12**5678",
    "10000000001": "100****0001",
    "000-12345678": "000*****5678",
    "0000-1234567": "000*****4567",
    "12345678": "123*5678",
    "1234567": "******7",
    "95598": "****8",
    "12": "*2",
    "1": "1",
    "": "",
}


@pytest.mark.parametrize(("number", "shown"), SHOWN.items())
def test_a_number_is_shown_by_its_ends_alone(number: str, shown: str) -> None:
    assert mask(number) == shown


@pytest.mark.parametrize("number", SHOWN)
def test_no_five_signs_of_a_number_are_shown_in_a_row_and_its_length_is(number: str) -> None:
    shown = mask(number)

    assert len(shown) == len(number)
    assert max(map(len, shown.split("*"))) <= 4
    assert sum(sign != "*" for sign in shown) <= 7


@pytest.mark.parametrize("person", ["applicant", "agent"])
@pytest.mark.parametrize(
    ("kind", "number"),
    [("resident_id", RESIDENT_ID[:-1] + "0"), ("uscc", CREDIT_CODE[:-1] + "B"), ("resident_id", "1234567")],
)
def test_a_wrong_number_is_reported_masked(person: str, kind: str, number: str) -> None:
    raw = an_application(
        "jining", **{f"{person}.name": "样例", f"{person}.id_kind": kind, f"{person}.id_number": number}
    )

    _, problems = parse_application(raw, localities=["jining"], documents=list(DOCUMENTS))
    (text,) = [str(one) for one in problems if one.path == f"{person}.id_number"]

    assert mask(number) in text
    assert number not in text
    assert not re.search(r"\d{7}", text)


DOCUMENTS = {one["document"] for one in (an_application("jining").get("received") or [])} | {
    "identity", "premises", "project_approval", "design_documents", "completion_report", "authorization",
}  # fmt: skip


@pytest.mark.parametrize("part", [Applicant, Agent, ProjectOwner, Builder, Authority, Office])
def test_every_telephone_and_number_is_read_as_one_and_never_shown_in_full(part: type[BaseModel]) -> None:
    """By the last part of a field's name: until a new one is listed, it is free text and shown in full."""
    kinds: dict[object, FieldKind] = {CodeLine | None: FieldKind.CODE, TelephoneLine | None: FieldKind.TELEPHONE}
    typed = {
        f".{name}": kinds[field.annotation] for name, field in part.model_fields.items() if field.annotation in kinds
    }

    unread = [name for name, kind in typed.items() if kind_of(name) != kind]
    unmasked = [name for name in typed if not name.endswith(NUMBERS)]

    assert typed
    assert not unread, f"to add to _KINDS in core/validation/fields.py: {unread}"
    assert not unmasked, f"to add to NUMBERS in core/field_changes.py: {unmasked}"


def test_every_number_of_a_person_that_is_copied_counts_as_personal() -> None:
    numbers = {name for name in FIELD_LABELS if name.endswith(("id_number", "phone"))}
    values = dict.fromkeys(FIELD_LABELS, "样例")

    copied = {field.field for field in fields_to_copy(values)}

    assert copied & numbers == copied & PERSONAL, "to add to PERSONAL in core/intake/official_entry.py"
    assert copied & PERSONAL == {
        "applicant.id_number", "applicant.phone", "agent.id_number", "agent.phone",
    }, "new, and shown masked: add it here too"  # fmt: skip


def test_of_a_name_one_character_is_shown_however_long_it_is() -> None:
    assert [hide_name(name) for name in ("样", "样例", "样例纸箱厂有限公司", "")] == [
        "样**",
        "样**",
        "样**",
        "未填名称",
    ]
