"""Everything in a file that is not imported is reported, in one sentence for each kind; exported files import
unchanged.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from builders.exchange_builders import TODAY, a_line, filled, sheet_of
from builders.extent import examples
from builders.odd_workbooks import (
    ROW,
    SHEET_PART,
    TITLES,
    brought,
    changed,
    left_out_words,
    plain,
    rows_of,
    sheet_of_file,
)
from builders.record_builders import CLERK, a_record
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from gridcounter.bootstrap import open_assessor
from gridcounter.core.exchange.import_cells import header_text, read_cell
from gridcounter.core.exchange.import_columns import COLUMNS
from gridcounter.core.labels import WORD_LABELS
from gridcounter.services.exchange.import_template import GUIDE, SHEET, write_template
from gridcounter.services.exchange.import_titles import columns_of, is_title
from gridcounter.services.exchange.ledger_export import LIST, LedgerExport
from gridcounter.services.exchange.ledger_import import LedgerImport
from gridcounter.services.files.workbook_parts import WorkbookRefused

ASSESSOR = open_assessor()


def a_book(path: Path, sheets: Mapping[str, list[list[Any]]], hidden: tuple[str, ...] = ()) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        sheet.sheet_state = "hidden" if title in hidden else "visible"
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


TABLE: list[list[Any]] = [list(TITLES), list(ROW)]


def test_sheets_that_are_not_read_are_named_and_those_that_are_hidden(tmp_path: Path) -> None:
    sheets: dict[str, list[list[Any]]] = {"2025年": TABLE, SHEET: TABLE, "空的": [], "旧的": [["x"]], GUIDE: [["x"]]}
    assert left_out_words(a_book(tmp_path / "in.xlsx", sheets, hidden=("旧的",))) == [
        "只读了工作表“申请”，这些工作表没有导入：2025年、旧的（隐藏）"
    ]


def test_the_first_sheet_with_titles_is_read_where_none_has_our_name(tmp_path: Path) -> None:
    path = a_book(tmp_path / "in.xlsx", {"封面": [["某供电所"]], "藏": TABLE, "明细": TABLE}, hidden=("藏",))
    assert sheet_of_file(path).title == "明细"
    assert left_out_words(path) == ["只读了工作表“明细”，这些工作表没有导入：封面、藏（隐藏）"]


def test_a_sheet_of_our_name_without_titles_is_reported(tmp_path: Path) -> None:
    with pytest.raises(WorkbookRefused, match="没有找到列名"):
        sheet_of_file(a_book(tmp_path / "in.xlsx", {SHEET: [["x"]], "明细": TABLE}))


def test_columns_that_are_not_taken_in_are_named(tmp_path: Path) -> None:
    rows = [[*TITLES, "备注", None, "编号"], [*ROW, "加急", "漏了列名", None, "更远"]]
    assert left_out_words(rows_of(tmp_path / "in.xlsx", rows)) == [
        "这些列不认识，不导入：备注",
        "“编号”不导入：导入时每件另给编号",
        "E、G 列没有列名，里面的内容不导入",
    ]


def test_columns_that_are_there_twice_are_named_as_they_are_written(tmp_path: Path) -> None:
    path = rows_of(tmp_path / "in.xlsx", [[*TITLES, "户名", "电话", "手机"], list(ROW)])
    with pytest.raises(WorkbookRefused) as text:
        columns_of(sheet_of_file(path))
    assert str(text.value) == "这些列写了两次：用电人名称（用电人名称、户名）、联系电话（电话、手机）；请每种只留一列"


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("用电容量（新增）", ["“用电容量（新增）”这一列按“用电容量”导入，请核对是不是这个意思"]),
        ("用电容量（千瓦）（新增）", ["“用电容量（千瓦）（新增）”这一列按“用电容量”导入，请核对是不是这个意思"]),
        ("用电容量（千瓦）", []),
        ("用电容量*", []),
        ("用电容量（必填）", []),
        ("电压等级（千伏）", []),
        ("是否专线（变电站直接出线）", []),
    ],
)
def test_text_in_brackets_after_a_title_is_considered(tmp_path: Path, title: str, lines: list[str]) -> None:
    assert left_out_words(plain(tmp_path / "in.xlsx", **{title: None})) == lines


def test_rows_above_empty_ones_hidden_ones_and_hidden_columns_are_named(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["某供电所登记表"], [], list(TITLES), list(ROW), [], [], list(ROW), list(ROW)]
    path = rows_of(tmp_path / "in.xlsx", rows)
    book, sheet = sheet_of(path)
    sheet.row_dimensions[7].hidden = True
    sheet.column_dimensions["B"].hidden = True
    book.save(path)
    changed(path, SHEET_PART, lambda text: text.replace('<row r="8"', '<row r="8" ht="0" customHeight="1"'))
    assert left_out_words(path) == [
        "第 1 行在列名上面，不导入",
        "第 5–6 行没有内容，跳过",
        "第 7–8 行是隐藏的，同样在导入之列",
        "这些列是隐藏的，同样导入：用电地址",
    ]


def test_rows_that_add_up_and_titles_once_more_are_no_applications(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        [*TITLES, "用电容量"],
        [*ROW, 20],
        ["小 计：", None, None, "=SUM(D2:D2)"],
        [*TITLES, "用电容量"],
        ["合计", "样例路2号", "新装", 30],
        ["总计", None, None, 50],
        ["合计", "样例路2号", None, 30],
    ]
    with a_record(tmp_path / "record") as record:
        found = LedgerImport(record, ASSESSOR, CLERK).check(rows_of(tmp_path / "in.xlsx", rows), TODAY)
    assert [row.row for row in found.ready] == [2, 5], "a firm may be called so"
    assert found.problems == ()
    assert [str(notice) for notice in found.notices] == [
        "第 3 行：是合计，不导入",
        "第 4 行：又是列名，不导入",
        "第 6 行：是合计，不导入",
        "第 7 行：是合计，不导入",
    ]


def test_cells_that_are_merged_in_a_column_that_is_not_taken_in_keep_no_row_out(tmp_path: Path) -> None:
    path = rows_of(tmp_path / "in.xlsx", [[*TITLES, None, "附"], [*ROW, "x"], [*ROW, None]])
    book, sheet = sheet_of(path)
    sheet.merge_cells("D2:D3")
    book.save(path)
    assert [row.merged for row in sheet_of_file(path).rows] == [False, False]


def test_our_own_files_have_nothing_to_be_named(tmp_path: Path) -> None:
    assert left_out_words(filled(tmp_path / "in.xlsx", a_line())) == []


# ---- what is offered and exported


CHOICES = {column.field: column.offered for column in COLUMNS if column.offered}


@settings(max_examples=examples(40), deadline=None)
@given(chosen=st.fixed_dictionaries({}, optional={field: st.sampled_from(words) for field, words in CHOICES.items()}))
def test_words_from_the_lists_are_read_as_what_they_mean(chosen: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (_, row) = sheet_of_file(filled(Path(folder) / "in.xlsx", a_line() | chosen)).rows
    read = {column.field: read_cell(column, value) for column, value in zip(COLUMNS, row.cells, strict=True)}
    for field, word in chosen.items():
        found, problem = read[field]
        key = "id_kind" if field.endswith("id_kind") else field.removeprefix("case.").removeprefix("premises.")
        words = {label: meant for meant, label in WORD_LABELS.get(key, {}).items()}
        others: dict[str, object] = {"是": True, "否": False, "有": True, "无": False, "单电源": 1, "双电源": 2}
        expected = words.get(word, others.get(word))
        assert (found, problem) == ([expected] if isinstance(found, list) else expected, None)
        assert expected is not None
    assert all(value is None for field, (value, _) in read.items() if field not in {*chosen, *a_line()})


def test_what_the_list_is_exported_under_is_known_to_the_import(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        LedgerExport(record, CLERK).write(tmp_path / "out.xlsx", on=TODAY)
    exported = {header_text(cell.value) for cell in load_workbook(tmp_path / "out.xlsx")[LIST][1]}
    write_template(tmp_path / "in.xlsx")
    offered = {header_text(cell.value) for cell in load_workbook(tmp_path / "in.xlsx")[SHEET][1]}
    assert all(is_title(title) for title in offered)
    ours = {"查询码", "状态", "登记日期", "经办人", "后补资料"}
    assert {title for title in exported if not is_title(title)} == ours
    assert exported - ours - {"编号"} <= offered


def test_a_template_filled_in_with_the_words_of_its_lists_has_no_problem(tmp_path: Path) -> None:
    lines = [a_line(case__business=word) for word in ("新装", "增容", "临时用电")]
    lines += [a_line(applicant__id_kind=word) for word in ("居民身份证", "统一社会信用代码", "护照", "其他证件")]
    rows, wrong = brought(filled(tmp_path / "in.xlsx", *lines))
    assert (len(rows), wrong) == (7, [])
