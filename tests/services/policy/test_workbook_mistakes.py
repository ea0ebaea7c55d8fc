"""What a workbook holds and no pack could is told: no rule is lost by it, none is printed as another, nothing stops."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from gridcounter import paths
from gridcounter.bootstrap import open_assessor
from gridcounter.core.authoring.titles import CASES, GUIDE, HEADER, REPORTING, SHEETS, TERMS
from gridcounter.errors import WrongInput
from gridcounter.services.policy.pack_workbook import pack_from_workbook, write_pack_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.workbook import Workbook

STEP, NOTE, CLASS = SHEETS["step"], SHEETS["note"], SHEETS["customer_class"]
Change = Callable[["Workbook"], None]


def told(folder: Path, change: Change) -> list[str]:
    """What the import says of the workbook of a good pack, changed so; nothing if it takes it."""
    path = folder / "pack.xlsx"
    write_pack_workbook(paths.policies() / "jining", path)
    book = load_workbook(path)
    change(book)
    book.save(path)
    assessor = open_assessor()
    try:
        pack_from_workbook(path, assessor.packs.baseline, assessor.calendar)
    except WrongInput as refused:
        return list(refused.lines)
    return []


def cell(sheet: str, row: int, column: int, value: object) -> Change:
    def change(book: Workbook) -> None:
        book[sheet].cell(row, column).value = value  # type: ignore[assignment]  # any value of a cell

    return change


@pytest.mark.parametrize(
    ("sheet", "column"),
    [(REPORTING, 2), (CLASS, 2), (CLASS, 4), (STEP, 2), (STEP, 4), (NOTE, 6), (HEADER, 1), (TERMS, 1), (CASES, 5)],
)
def test_a_formula_is_no_text_of_a_rule(sheet: str, column: int, tmp_path: Path) -> None:
    (line,) = told(tmp_path, cell(sheet, 2, column, '="按"&"规定"'))
    assert line.startswith(f"{sheet} 第 2 行 {'ABCDEF'[column - 1]} 列：填写的是 公式；应为数值或文字")


def test_nor_is_an_error_nor_a_text_longer_than_any_nor_a_day_of_which_a_part_is_shown(tmp_path: Path) -> None:
    def a_day_in_part(book: Workbook) -> None:
        book[HEADER].cell(8, 2).value = date(2021, 5, 31)
        book[HEADER].cell(8, 2).number_format = 'yyyy"年"m"月"'

    for change, said in (
        (cell(CLASS, 2, 2, "#REF!"), "B 列：填写的是 错误值 #REF!"),
        (cell(CLASS, 2, 2, "长" * 5001), "B 列：填写的是 5001 个字"),
        (a_day_in_part, "B 列：填写的是 只显示了一部分的日期"),
    ):
        assert said in "".join(told(tmp_path, change))


@pytest.mark.parametrize("cells", ["B2:B4", "B2:C2"])
def test_a_condition_merged_over_several_rules_holds_for_none_of_them_in_silence(cells: str, tmp_path: Path) -> None:
    """The attack: each rule but the first was read without its condition, and its note was printed for everybody."""

    def change(book: Workbook) -> None:
        page = book[NOTE]
        last = page.max_row
        for row in (last + 1, last + 2):
            for place, held in enumerate(page[last], start=1):
                page.cell(row, place).value = held.value
            page.cell(row, 1).value = f"merged{row}"
        page.merge_cells(start_row=last + 1, end_row=last + 2, start_column=2, end_column=2)
        book[CLASS].merge_cells(cells)

    page_and_class = told(tmp_path, change)

    assert any(line.startswith(NOTE) and "B 列：填写的是 合并的单元格" in line for line in page_and_class)
    assert f"{CLASS} 第 2 行 B 列：填写的是 合并的单元格；应为不合并：取消合并，每一行各写一遍" in page_and_class


def test_merged_cells_without_contents_and_those_of_a_hidden_draft_are_nothing(tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        book[NOTE].merge_cells("B200:C210")
        draft = book.create_sheet("草稿")
        draft["A1"] = "随手写的"
        draft.merge_cells("A1:C3")
        draft.sheet_state = "hidden"

    assert told(tmp_path, change) == []


def test_a_title_that_stands_twice_decides_nothing(tmp_path: Path) -> None:
    """Else the second column would be the rule, and the first one what its reader saw."""

    def change(book: Workbook) -> None:
        page = book[STEP]
        page.cell(1, 8).value = page.cell(1, 2).value
        page.cell(2, 8).value = "另一个名称"

    assert f"{STEP} 第 1 行 名称：填写的是 这个列名有两列；应为每个列名一列" in told(tmp_path, change)


@pytest.mark.parametrize(
    ("sheet", "column"), [(STEP, 12), (NOTE, 200), (HEADER, 3), (TERMS, 3), (REPORTING, 3), (CASES, 6)]
)
def test_what_stands_in_a_column_that_is_not_read_is_told(sheet: str, column: int, tmp_path: Path) -> None:
    (line,) = told(tmp_path, cell(sheet, 2, column, "不再适用"))
    assert line.startswith(f"{sheet} 第 2 行")
    assert "“不再适用”；应为空着" in line


def test_nothing_stands_behind_the_last_column(tmp_path: Path) -> None:
    (line,) = told(tmp_path, cell(STEP, 2, 201, "不再适用"))
    assert "第 200 列以后还有内容" in line


def test_a_column_whose_title_was_taken_away_is_told(tmp_path: Path) -> None:
    lines = told(tmp_path, cell(NOTE, 1, 8, None))
    assert lines
    assert all(line.startswith(f"{NOTE} 第 ") and " H 列：" in line for line in lines)


def test_a_hidden_sheet_of_rules_is_not_left_out_in_silence(tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        book[REPORTING].sheet_state = "hidden"

    assert told(tmp_path, change) == [
        f"{REPORTING} 工作表：填写的是 隐藏了；应为显示的工作表（取消隐藏；不要的请删去）"
    ]


def test_nor_is_one_whose_name_is_not_known(tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        book[REPORTING].title = f"{REPORTING}（新）"

    (line,) = told(tmp_path, change)
    assert line.startswith(f"{REPORTING}（新） 工作表：填写的是 不认识这个名称；应为政策包的工作表（")


def test_what_is_known_to_hold_no_rules_is_nobodys(tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        own = book.create_sheet("草稿")
        own.append(["编号", "=1+1"])
        own.sheet_state = "hidden"
        book[GUIDE].cell(2, 9).value = "=1+1"
        book[HEADER].cell(1, 3).value = "备注"
        book[HEADER].cell(2, 3).value = "核对过"

    assert told(tmp_path, change) == []


@pytest.mark.parametrize(
    "value", ["null", "[null]", '[1,{"a":null}]', '"\\ud800"', '{"\\udc00":1}', "[" * 20 + "]" * 20]
)
def test_a_value_of_an_example_that_no_file_can_hold_is_told(value: str, tmp_path: Path) -> None:
    (line,) = told(tmp_path, cell(CASES, 2, 5, value))
    assert line.startswith(f"{CASES} 第 2 行 值：填写的是")
    assert "为空" in line


def test_so_is_one_of_its_case_and_a_nesting_without_end_is_a_text(tmp_path: Path) -> None:
    (line,) = [one for one in told(tmp_path, cell(CASES, 2, 2, "受理日期：null")) if "受理日期" in one]
    assert line.startswith(f"{CASES} 第 2 行 受理日期：填写的是 “null”")
    assert told(tmp_path, cell(CASES, 2, 5, "[" * 4000))
