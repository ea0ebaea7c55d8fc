"""Two spellings of one telephone are equal; an invalid one is reported and stays as written."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridcounter.core.intake.duplicates import ComparedFields, Reason, phone_keys, reasons
from gridcounter.core.validation.telephone import take_telephone, telephone_doubt, telephones

#: Each row is one telephone, as people write it.
SPELLINGS = {
    "13800000000": [
        *(
            "13800000000",
            "138 0000 0000",
            "138-0000-0000",
            "138—0000—0000",
            "１３８００００００００",
            "手机：13800000000",
        ),
        *(
            "+86 138 0000 0000",
            "+8613800000000",
            "008613800000000",
            "8613800000000",
            "86-13800000000",
            "(+86)13800000000",
        ),
    ],
    "05372345678": [
        *("0537-2345678", "05372345678", "(0537)2345678", "（0537）2345678", "0537 2345678", "0537－2345678"),
        *("+86 537 2345678", "+86-537-2345678", "0086 537 2345678", "+86 (537) 234-5678", "0537-234 5678"),
    ],
    "05372345678x801": [
        "0537-2345678转801",
        "0537-2345678-801",
        "(0537)2345678 ext. 801",
        "05372345678分机801",
        "0537-2345678（转801）",
    ],
    "01062345678": ["010-62345678", "01062345678", "86-10-62345678", "+86 10 6234 5678"],
    "4001234567": ["400-123-4567", "4001234567", "400 123 4567", "400-1234-567"],
    "2345678": ["2345678", "234-5678"],
    "95598": ["95598"],
    "+12125550100": ["+1 212 555 0100", "+1-212-555-0100", "001 212 555 0100"],
}
ALL = [(key, spelled) for key, spellings in SPELLINGS.items() for spelled in spellings]


@pytest.mark.parametrize(("key", "spelled"), ALL)
def test_a_telephone_is_what_is_dialled(key: str, spelled: str) -> None:
    assert [found.key for found in telephones(spelled)] == [key]
    assert telephone_doubt(spelled) == ""


def test_two_telephones_are_never_one() -> None:
    for one, other in combinations(SPELLINGS, 2):
        assert telephones(SPELLINGS[one][0]) != telephones(SPELLINGS[other][0])


@pytest.mark.parametrize(
    ("one", "other"),
    [("138.0013.8000", "139.0013.9111"), ("13800 138111", "13800 138222"), ("0537-2345678/79", "0531-7654321/79")],
)
def test_a_part_of_a_number_never_makes_two_of_them_one(one: str, other: str) -> None:
    assert phone_keys(one).isdisjoint(phone_keys(other))


def test_a_number_without_its_area_code_has_that_of_the_one_before_it() -> None:
    assert phone_keys("0537-2345603、2345604") == {"05372345603", "05372345604"}


@pytest.mark.parametrize("between", ["、", "，", ",", ";", "；", "/", " ", " / ", "或", "\n"])
def test_several_numbers_are_in_one_field(between: str) -> None:
    found = telephones(f"13800000000{between}0537-2345678")

    assert [each.key for each in found] == ["13800000000", "05372345678"]
    assert telephone_doubt(f"13800000000{between}0537-2345678") == ""


@given(st.sampled_from(ALL), st.sampled_from(ALL), st.sampled_from(["", "13911111111、", "无或 "]))
@settings(derandomize=True, deadline=None)
def test_the_search_of_duplicates_sees_one_telephone_in_any_spelling(
    one: tuple[str, str], other: tuple[str, str], before: str
) -> None:
    mine = ComparedFields("a", name="王样例", phone=before + one[1])
    theirs = ComparedFields("b", name="王样例", phone=other[1])

    assert (Reason.NAME_AND_PHONE in reasons(mine, theirs)) == (one[0] == other[0])


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("5372345678", "前面的 0"),
        ("1062345678", "前面的 0"),
        ("53723456789", "前面的 0"),
        ("1380000000", "11 位，这里是 10 位"),
        ("138000000000", "11 位，这里是 12 位"),
        ("0537-234567", "看不出"),
        ("138****0000", "看不出"),
        ("无", "没有数字"),
    ],
)
def test_what_may_be_wrong_with_a_telephone_is_reported(raw: str, text: str) -> None:
    assert text in telephone_doubt(raw)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("１３８－００００－００００", "138-0000-0000"),
        ("138\u200b0000\r\n0000", "1380000 0000"),
        ("0537—2345678", "0537-2345678"),
    ],
)
def test_a_telephone_is_kept_as_it_reads(raw: str, kept: str) -> None:
    assert take_telephone(raw) == kept


@given(st.text(st.sampled_from("0123456789 -+()（）转、/x,１２"), max_size=24))
@settings(derandomize=True, deadline=None)
def test_no_digit_of_a_telephone_is_lost_when_it_is_kept(raw: str) -> None:
    wide = str.maketrans("１２", "12")

    kept = [char for char in take_telephone(raw) if char.isdecimal()]

    assert kept == [char for char in raw.translate(wide) if char.isdecimal()]
