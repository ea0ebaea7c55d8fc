"""One cell of a table: the value a reader sees there, or what is wrong with it in words."""

from __future__ import annotations

import pytest

from gridcounter.core.exchange.import_cells import read_cell
from gridcounter.core.exchange.import_columns import COLUMNS, Column


def column(field: str) -> Column:
    return next(each for each in COLUMNS if each.field == field)


CODES = ["applicant.id_number", "applicant.phone", "agent.id_number", "agent.phone", "official_number"]


@pytest.mark.parametrize("field", CODES)
@pytest.mark.parametrize("spoilt", ["1.38E+10", "3.70811E+17", "１．３８Ｅ＋１０", "1.38e+010", "\u200b1.38E+10"])
def test_a_number_in_powers_of_ten_is_refused_in_every_column_of_numbers(field: str, spoilt: str) -> None:
    value, wrong = read_cell(column(field), spoilt)

    assert value is None
    assert "科学计数" in str(wrong)


@pytest.mark.parametrize("field", CODES)
def test_a_number_that_lost_its_end_is_refused_and_a_short_one_keeps_its_digits(field: str) -> None:
    assert "15 位" in str(read_cell(column(field), 370811199001010014)[1])
    assert read_cell(column(field), 13800000000.0) == ("13800000000", None)
    assert "隐去" in str(read_cell(column(field), "138****0000")[1])


@pytest.mark.parametrize(
    ("field", "written", "value"),
    [
        ("applicant.phone", "13800000000 13900000000", "13800000000 13900000000"),
        ("applicant.phone", "０５３７－２３４５６７８", "0537-2345678"),
        ("applicant.id_number", " 3708 1119 9001 0100 1x\u200b", "37081119900101001X"),
        ("applicant.name", "样例\u200b面馆\r\n", "样例面馆"),
        ("case.supply.capacity", "１２．５", 12.5),
        ("case.supply.capacity", "12,500", 12500),
        ("case.works.length_m", "0.18公里", 180),
        ("case.works.length_m", "1.1km", 1100),
        ("case.supply.voltage_kv", "220V", 0.22),
    ],
)
def test_a_cell_is_taken_as_every_other_door_takes_it(field: str, written: str, value: object) -> None:
    assert read_cell(column(field), written) == (value, None)


@pytest.mark.parametrize("written", ["12,5", "16,0", "1_2", "十二", "160-200", "1e3", "10²", "0,500"])
def test_a_number_that_can_be_read_two_ways_is_refused(written: str) -> None:
    value, wrong = read_cell(column("case.supply.capacity"), written)

    assert value is None
    assert wrong is not None


@pytest.mark.parametrize(
    "written",
    [
        "2026／9／28",
        "２０２６．９．２８",
        "2026年9月28号",
        "二〇二六年九月二十八日",
        "2026、9、28",
        "20260928",
        20260928,
    ],
)
def test_a_day_is_read_as_in_the_window_and_has_its_year(written: object) -> None:
    found, wrong = read_cell(column("received_on"), written)

    assert (str(found), wrong) == ("2026-09-28", None)
    assert read_cell(column("received_on"), "9-28")[0] is None
