"""Check digits of the two kinds that have them, and the masking of numbers."""

from __future__ import annotations

import pytest
from builders.paper_builders import CREDIT_CODE, RESIDENT_ID
from hypothesis import given, settings
from hypothesis import strategies as st

from gridcounter.core.application import IdKind, mask, wrong_id


@pytest.mark.parametrize(
    "number",
    [
        "37130219850505003",
        "371302198513050039",
        "1",
        "ABCDEFGHIJKLMNOPQR",
        "371302850505003",
    ],
)
def test_what_is_no_resident_number_is_refused(number: str) -> None:
    assert wrong_id(IdKind.RESIDENT_ID, number)


def test_an_abolished_region_code_is_no_mistake() -> None:
    body = "41272319850505003"

    assert [wrong_id(IdKind.RESIDENT_ID, body + last) for last in "0123456789X"].count("") == 1


def test_numbers_may_be_typed_with_spaces_and_small_letters() -> None:
    assert not wrong_id(IdKind.USCC, CREDIT_CODE.lower())
    assert not wrong_id(IdKind.RESIDENT_ID, f"{RESIDENT_ID[:6]} {RESIDENT_ID[6:14]} {RESIDENT_ID[14:]}")


@pytest.mark.parametrize("kind", [IdKind.PASSPORT, IdKind.OTHER, None])
def test_other_numbers_have_no_check_digit(kind: IdKind | None) -> None:
    assert wrong_id(kind, "E12345678") == ""


def test_a_number_is_masked_but_for_its_ends() -> None:
    assert mask(RESIDENT_ID) == "371***********0039"
    assert mask("1234567") == "******7"
    assert mask("7") == "7"
    assert mask("") == ""


@given(st.text(min_size=1, max_size=30))
@settings(derandomize=True, deadline=None)
def test_a_mask_keeps_the_length_and_never_shows_more_than_seven(number: str) -> None:
    hidden = mask(number)

    assert len(hidden) == len(number)
    assert sum(a == b and b != "*" for a, b in zip(hidden, number, strict=True)) <= 7
