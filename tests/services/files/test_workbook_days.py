"""Days as Chinese Excel and WPS write them: a number of days since an epoch, and a date format."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest
from builders.exchange_builders import TODAY
from builders.odd_workbooks import BOOK, SHEET_PART, STYLES, brought, cell, changed, part_of, plain, sheet_of_file

from gridcounter.core.exchange.import_cells import DayNotShown
from gridcounter.services.files.workbook_parts import CHINESE_FORMATS, Shows, shows

DAY, SERIAL = date(2026, 9, 28), 46293
MIDNIGHT = datetime(2026, 9, 28)  # noqa: DTZ001  a cell has no zone


def a_day(path: Path, value: str, *, built_in: int | None = None, code: str = "", epoch_1904: bool = False) -> Path:
    """A table with 收件日期 in D2: a number in a format that is built in, or in one of the file's own."""
    plain(path, 收件日期=MIDNIGHT)
    number = 14 if built_in is None else built_in

    def styled(text: str) -> str:
        text = re.sub(r"<numFmts.*?</numFmts>|<numFmts[^>]*/>", "", text, flags=re.DOTALL)
        text = re.sub(r'numFmtId="(?!0")\d+"', f'numFmtId="{176 if code else number}"', text)
        own = f'<numFmts count="1"><numFmt numFmtId="176" formatCode={quoteattr(code)}/></numFmts>' if code else ""
        return re.sub(r"(<styleSheet[^>]*>)", rf"\1{own}".replace("\\-", "\\\\-"), text)

    changed(path, STYLES, styled)
    style = re.search(r'<c r="D2" s="(\d+)"', part_of(path, SHEET_PART))
    assert style
    cell(path, f'<c r="D2" s="{style[1]}"><v>{value}</v></c>')
    if epoch_1904:
        changed(path, BOOK, in_1904)
    return path


def in_1904(book: str) -> str:
    return re.sub(r"<workbookPr( |/)", r'<workbookPr date1904="1"\1', book)


def received(path: Path) -> Any:  # noqa: ANN401  a day, or what is said of it
    rows, wrong = brought(path)
    return rows[0].received_on if rows else wrong[0]


@pytest.mark.parametrize("built_in", [14, 15, 22, *sorted(CHINESE_FORMATS)])
def test_a_day_in_a_built_in_format_of_chinese_excel_is_a_day(tmp_path: Path, built_in: int) -> None:
    assert received(a_day(tmp_path / "in.xlsx", str(SERIAL), built_in=built_in)) == DAY


def test_the_built_in_formats_are_those_of_the_standard() -> None:
    assert sorted(CHINESE_FORMATS) == [*range(27, 37), *range(50, 59)]
    assert CHINESE_FORMATS[31] == 'yyyy"年"m"月"d"日"'
    assert shows(CHINESE_FORMATS[57]) is shows(CHINESE_FORMATS[32]) is Shows.DAY_IN_PART


@pytest.mark.parametrize(
    "code",
    [
        'yyyy"年"m"月"d"日"',
        '[$-804]yyyy"年"m"月"d"日";@',
        '[DBNum1][$-804]yyyy"年"m"月"d"日";@',
        "yyyy\\-mm\\-dd;@",
        "yyyy/m/d",
        "yyyy年m月d日",
        "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy",
        "[Red]m/d/yy",
        "yyyy-mm-dd hh:mm:ss",
    ],
)
def test_a_day_in_a_format_of_the_files_own_is_a_day(tmp_path: Path, code: str) -> None:
    (row,), _ = brought(a_day(tmp_path / "in.xlsx", str(SERIAL), code=code))
    assert (row.received_on, row.notices) == (DAY, ())


@pytest.mark.parametrize(
    "code",
    ['yyyy"年"m"月"', '[DBNum1][$-804]yyyy"年"m"月"', "aaaa", "[$-804]aaaa;@", "dddd", "h:mm", 'h"时"mm"分"', "mmm-yy"],
)
def test_a_day_that_its_cell_does_not_show_is_reported(tmp_path: Path, code: str) -> None:
    (row,), _ = brought(a_day(tmp_path / "in.xlsx", str(SERIAL), code=code))
    assert row.received_on == DAY
    assert row.notices == ("收件日期那一格只显示了一部分，按 2026-09-28 读入，请核对",)


@pytest.mark.parametrize(
    "code", ["0", "0.00", "@", "General", "G/通用格式", "0.00E+00", '0"日"', "#,##0_);[Red](#,##0)", ";;;"]
)
def test_a_number_in_no_format_of_days_is_no_day(tmp_path: Path, code: str) -> None:
    assert received(a_day(tmp_path / "in.xlsx", str(SERIAL), code=code)) == (
        "收件日期：填写的是 46293；应为日期（46293 是表格里的日期序号，即 2026-09-28；"
        "请把这一列设成日期格式，或直接写 2026-09-28）"
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("46293", "46293 是表格里的日期序号，即 2026-09-28"),
        ("46293.5", "46293.5 是表格里的日期序号，即 2026-09-28"),
        ("32874", "即 1990-01-01"),
        ("109574", "即 2199-12-31"),
        ("32873", "应为日期，如 2026-09-28（1990 年至 2199 年）"),
        ("109575", "应为日期，如 2026-09-28（1990 年至 2199 年）"),
        ("202609", "应为日期，如 2026-09-28（1990 年至 2199 年）"),
        ("-46293", "应为日期，如 2026-09-28（1990 年至 2199 年）"),
    ],
)
def test_a_serial_number_is_reported_with_its_day_and_not_taken(tmp_path: Path, value: str, text: str) -> None:
    plain(tmp_path / "in.xlsx", 收件日期="x")
    assert text in received(cell(tmp_path / "in.xlsx", f'<c r="D2"><v>{value}</v></c>'))
    assert text in received(plain(tmp_path / "in.xlsx", 收件日期=value))


def test_in_a_workbook_of_1904_days_and_serial_numbers_are_counted_from_there(tmp_path: Path) -> None:
    assert received(a_day(tmp_path / "in.xlsx", "44831", built_in=31, epoch_1904=True)) == DAY
    path = changed(plain(tmp_path / "in.xlsx", 收件日期=44831), BOOK, in_1904)
    assert "44831 是表格里的日期序号，即 2026-09-28" in received(path)


@pytest.mark.parametrize("built_in", [20, 32, 33, 34, 55, 56])
def test_a_time_without_a_day_is_refused_in_words(tmp_path: Path, built_in: int) -> None:
    assert received(a_day(tmp_path / "in.xlsx", "0.5", built_in=built_in)) == (
        "收件日期：填写的是 时间；应为日期，如 2026-09-28（1990 年至 2199 年）"
    )


def test_a_span_of_time_is_no_day(tmp_path: Path) -> None:
    assert "填写的是 时间" in received(a_day(tmp_path / "in.xlsx", str(SERIAL), code="[h]:mm"))


@pytest.mark.parametrize(("value", "result"), [("46293.5", DAY), ("46292.99999999999", DAY), ("46293.999", DAY)])
def test_of_a_moment_the_day_is_taken_as_the_table_shows_it(tmp_path: Path, value: str, result: date) -> None:
    assert received(a_day(tmp_path / "in.xlsx", value, code="yyyy-mm-dd")) == result


@pytest.mark.parametrize("value", ["9999999", "1E+300", "-800000"])
def test_a_number_beyond_all_days_in_a_format_of_days_is_reported(tmp_path: Path, value: str) -> None:
    assert received(a_day(tmp_path / "in.xlsx", value, built_in=31)) == (
        "收件日期：填写的是 超出范围的日期；应为真实的日期，如 2026-09-28（请改正或清空这一格）"
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [("2026-09-28", DAY), ("2026-09-28T00:00:00", DAY), ("2026-09-28T13:05:00Z", DAY), ("nonsense", "超出范围的日期")],
)
def test_days_as_the_strict_form_writes_them(tmp_path: Path, text: str, value: object) -> None:
    plain(tmp_path / "in.xlsx", 收件日期="x")
    found = received(cell(tmp_path / "in.xlsx", f'<c r="D2" t="d"><v>{text}</v></c>'))
    assert found == value or (isinstance(value, str) and value in found)


def test_a_day_where_a_number_is_meant_is_refused(tmp_path: Path) -> None:
    _, wrong = brought(plain(tmp_path / "in.xlsx", 用电容量=MIDNIGHT, 联系电话=MIDNIGHT))
    assert [line.split("；")[0] for line in wrong] == [
        "用电容量：填写的是 日期 2026-09-28",
        "联系电话：填写的是 日期 2026-09-28",
    ]


def test_where_styles_cannot_be_read_days_are_reported_as_numbers(tmp_path: Path) -> None:
    path = a_day(tmp_path / "in.xlsx", str(SERIAL), built_in=31)
    changed(path, STYLES, lambda _: "<styleSheet><numFmts>")
    assert "46293 是表格里的日期序号" in received(path)
    changed(path, STYLES, lambda _: "")
    assert "46293 是表格里的日期序号" in received(path)


def test_a_whole_moment_is_not_marked_as_half_shown(tmp_path: Path) -> None:
    (row,) = sheet_of_file(plain(tmp_path / "in.xlsx", 收件日期=MIDNIGHT)).rows
    assert row.cells[3] == MIDNIGHT
    assert not isinstance(row.cells[3], DayNotShown)
    assert MIDNIGHT.date() == TODAY
