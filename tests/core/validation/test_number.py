"""A number has the value that a reader sees, or is refused in words."""

from __future__ import annotations

import pytest
from builders.extent import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from gridcounter.core.labels import number
from gridcounter.core.validation.number import GROUPS, read_number
from gridcounter.core.validation.units import units_of


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("160", 160),
        ("12.5", 12.5),
        ("１２．５", 12.5),
        ("12。5", 12.5),
        ("12,500", 12500),
        ("１２，５００", 12500),
        ("1,234,567.8", 1234567.8),
        ("12\u2009500", 12500),
        ("1\ufe0f60", 160),
        ("0.000001", 0.000001),
        ("12\u00a0500", 12500),
        ("\u200b160\u200b", 160),
        (" 160 ", 160),
        ("0160", 160),
        (".5", 0.5),
        ("5.", 5),
        ("0.07", 0.07),
        ("-3", -3),
    ],
)
def test_what_is_a_number_is_read(raw: str, value: float) -> None:
    assert read_number(raw) == (value, "")


@pytest.mark.parametrize("raw", ["", " ", "\u3000", "\u200b"])
def test_nothing_is_nothing(raw: str) -> None:
    assert read_number(raw) == (None, "")


@pytest.mark.parametrize(
    "raw", ["12,5", "16,0", "0,500", "12,50,30", "1,2345", "1,234.5,6", "１２，５", "12，5", "12,"]
)
def test_a_comma_that_parts_no_thousands_is_refused_and_the_point_is_named(raw: str) -> None:
    assert read_number(raw) == (None, GROUPS)


@pytest.mark.parametrize(
    "raw",
    [
        *("1_2", "1e3", "1E+3", "1.38E+10", "inf", "nan", "0x10", "10²", "½", "②", "١٢", "३", "Ⅷ"),
        *(
            "十二",
            "一百六十",
            "12 500",
            "160\n250",
            "160\t250",
            "160  250",
            "0.0000001",
            "1 2",
            "12 5",
            "1'250",
            "160-200",
            "约160",
            "160左右",
            "≥160",
            "3/4",
            "50%",
            "1.2.3",
            ".",
            "--1",
        ),
        *("1234567890123456", "9" * 400, "160度", "160kW", "12千伏安"),
    ],
)
def test_what_is_no_plain_number_is_refused_in_words(raw: str) -> None:
    value, wrong = read_number(raw)

    assert value is None
    assert wrong


@pytest.mark.parametrize(
    ("field", "raw", "value"),
    [
        ("case.supply.voltage_kv", "220V", 0.22),
        ("case.supply.voltage_kv", "10千伏", 10),
        ("case.works.length_m", "0.18公里", 180),
        ("case.works.length_m", "１８０ ｍ", 180),
        ("case.works.road_crossing_m", "1.1 km", 1100),
        ("project.dig_area_m2", "12.5平方米", 12.5),
        ("project.dig_area_m2", "12.5㎡", 12.5),
    ],
)
def test_a_unit_behind_a_number_counts(field: str, raw: str, value: float) -> None:
    assert read_number(raw, units_of(field)) == (value, "")


@pytest.mark.parametrize(
    ("field", "raw"),
    [("case.works.length_m", "180千瓦"), ("case.works.length_m", "180里"), ("project.dig_area_m2", "2亩")],
)
def test_a_unit_that_is_not_the_fields_is_refused_and_the_right_ones_are_named(field: str, raw: str) -> None:
    value, wrong = read_number(raw, units_of(field))

    assert value is None
    assert next(iter(units_of(field))) in wrong


@given(st.integers(0, 10**9) | st.decimals(0, 10**6, places=3).map(float))
@settings(derandomize=True, deadline=None)
def test_what_is_shown_is_read_as_the_same_number(value: float) -> None:
    assert read_number(number(value)) == (value, "")
    assert read_number(f"{value:,}") == (value, "")


@given(st.text(st.sampled_from("0123456789,.，。 _eE+-½²x千瓦"), max_size=9))
@settings(derandomize=True, deadline=None, max_examples=examples(300))
def test_no_digit_is_lost_and_none_is_added(raw: str) -> None:
    value, wrong = read_number(raw)

    if value is not None:
        seen = "".join(char for char in raw.replace("。", ".") if char in "0123456789.-")
        assert float(seen) == value
    assert value is None or not wrong
