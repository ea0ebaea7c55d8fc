"""Identity numbers by their standards: impossible ones are refused with the reason, rare ones are not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from gridcounter.core.application import IdKind, wrong_id
from gridcounter.core.intake.steps import doubtful_fields, wrong_fields
from gridcounter.core.validation.identity import doubtful_resident_id, wrong_organisation_code, wrong_resident_id

#: Written out from GB 32100-2015, not taken from the program.
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def a_code(body: str) -> str:
    return body + uscc.calc_check_digit(body)


def an_id(body: str) -> str:
    return body + ric.calc_check_digit(f"{body}0")


@pytest.mark.parametrize("first", "123456789ANY")
@pytest.mark.parametrize("kind", "1259")
def test_every_registering_department_is_known(first: str, kind: str) -> None:
    assert wrong_organisation_code(a_code(f"{first}{kind}370811MF0000001")) == ""


@pytest.mark.parametrize("first", "0BCDEFGHJKLMPQRTUWX")
def test_no_other_sign_begins_a_code(first: str) -> None:
    assert "首位" in wrong_organisation_code(a_code(f"{first}2370811MF0000001"))


@pytest.mark.parametrize("letter", "IOSVZ")
def test_letters_that_look_like_digits_are_in_no_code(letter: str) -> None:
    assert "没有 I、O、S、V、Z" in wrong_organisation_code(f"91370811{letter}A00000015")


@pytest.mark.parametrize("place", range(1, 8))
def test_the_places_two_to_eight_of_a_code_are_digits(place: int) -> None:
    body = "92370811MF0000001"

    assert "第 3 至 8 位是数字" in wrong_organisation_code(a_code(body[:place] + "A" + body[place + 1 :]))


@given(st.text(st.sampled_from(LETTERS), min_size=9, max_size=9))
@settings(derandomize=True, deadline=None)
def test_of_31_check_digits_one_is_right(rest: str) -> None:
    body = f"91370811{rest}"

    right = [letter for letter in LETTERS if not wrong_organisation_code(body + letter)]

    assert right == [uscc.calc_check_digit(body)]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("91350203M0001QKT19", "可按“其他证件”登记"),  # the shape of codes whose digit never fitted
        ("370800123456789", "旧的注册号"),
        ("9137081", "这里是 7 位"),
        ("91370811МA0000015F", "不是英文字母"),  # a Cyrillic letter
    ],
)
def test_what_is_wrong_with_a_code_is_said(number: str, text: str) -> None:
    assert text in wrong_organisation_code(number)


@pytest.mark.parametrize(
    "body",
    [
        *("37081119900101001", "11010119900101001", "65010119900101001", "71000019900101001"),
        *("81000019900101001", "82000019900101001", "83000019900101001"),
        *("41272319700101001", "93700019800101001", "91100019800101001", "37081119960229001"),
    ],
)
def test_every_kind_of_resident_number_is_taken(body: str) -> None:
    assert wrong_resident_id(an_id(body), date(2026, 9, 21)) == ""


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (an_id("99081119900101001"), "省份的代码（没有 90）"),
        (an_id("16081119900101001"), "没有 16"),
        (an_id("00000019900101001"), "没有 00"),
        (an_id("37081119900230001"), "19900230"),
        (an_id("37081119901301001"), "19901301"),
        (an_id("37081118891231001"), "18891231"),
        (an_id("37081120260922001"), "20260922"),
        ("370811900101001", "已停用"),
        ("37081119900101001", "这里是 17 位"),
        ("3708111990010100X4", "末位是数字或字母 X"),
        ("37081119900101001Х", "不是英文字母"),  # a Cyrillic letter
        ("370811199001010015", "可按“其他证件”登记"),
    ],
)
def test_what_no_resident_number_can_be_is_refused_with_the_reason(number: str, text: str) -> None:
    assert text in wrong_resident_id(number, date(2026, 9, 21))


def test_who_is_born_on_the_day_itself_may_apply() -> None:
    assert wrong_resident_id(an_id("37081120260921001"), date(2026, 9, 21)) == ""


@pytest.mark.parametrize(
    ("body", "doubtful"),
    [
        ("37081119900101001", False),
        ("41272319700101001", False),
        ("11011119600101001", False),  # the district is younger than the person; the card is not
        ("37999919900101001", True),
        ("81000019900101001", False),
        ("93700019800101001", False),
    ],
)
def test_a_place_that_no_table_knows_deserves_a_second_look(body: str, doubtful: bool) -> None:  # noqa: FBT001
    assert bool(doubtful_resident_id(an_id(body))) is doubtful


def test_a_small_letter_or_a_space_does_not_make_a_number_wrong() -> None:
    assert wrong_id(IdKind.RESIDENT_ID, "4127 2319 7001 0100 1x") == ""
    assert wrong_id(IdKind.USCC, "91370811ma0000015f") == ""


@pytest.mark.parametrize("field", ["applicant.id_number", "agent.phone", "project.builder.site_phone"])
@pytest.mark.parametrize(
    "spoilt",
    ["1.38E+10", "3.70811E+17", "1.38e+010", "１．３８Ｅ＋１０", "4E+11", "3.7E17", "370811E+12", "1.38×10^10"],
)
def test_a_number_in_powers_of_ten_is_reported_in_every_field(field: str, spoilt: str) -> None:
    assert "科学计数" in wrong_fields({field: spoilt})[field]


@pytest.mark.parametrize("number", ["1234567.0", "13800138000.0"])
def test_a_point_that_a_table_put_behind_a_number_is_reported(number: str) -> None:
    assert "末尾的 .0" in wrong_fields({"official_number": number})["official_number"]


@pytest.mark.parametrize("number", ["370811199001010000", "123456789012345000", "622202123456789000"])
def test_a_number_cut_off_at_fifteen_digits_deserves_a_second_look(number: str) -> None:
    assert "都是 0" in doubtful_fields({"agent.id_number": number}, "样例", ())["agent.id_number"]


@pytest.mark.parametrize("number", ["370811199001010014", "E12345678", "5E12", "1000"])
def test_an_ordinary_number_is_in_no_doubt(number: str) -> None:
    assert doubtful_fields({"agent.id_number": number}, "样例", ()) == {}
    assert wrong_fields({"agent.id_number": number}) == {}
