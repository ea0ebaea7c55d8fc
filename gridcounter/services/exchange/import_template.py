"""The import template: titles with choice lists, one invented row, and a sheet that explains the allowed values."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from gridcounter.core.exchange.import_columns import EXAMPLE, Column, Kind
from gridcounter.core.exchange.import_table import STANDARD, ImportTable
from gridcounter.core.exchange.spreadsheet_text import FORMULA
from gridcounter.services.files.sheet_cells import put_text
from gridcounter.services.files.workbooks import MOST_ROWS
from gridcounter.store.files import replace_file

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

SHEET, GUIDE = "申请", "填写说明"
_FORMATS = {Kind.TEXT: "@", Kind.STRETCHES: "@", Kind.CODE: "@", Kind.TELEPHONE: "@", Kind.DAY: "yyyy-mm-dd"}
_ALLOWED = {
    Kind.TEXT: "文字",
    Kind.CODE: "号码",
    Kind.TELEPHONE: "电话",
    Kind.NUMBER: "数字",
    Kind.STRETCHES: "一段或几段",
    Kind.DAY: "日期，如 2026-09-28、2026/9/28 或 2026年9月28日",
}
_BOLD, _SHADE = Font(bold=True), PatternFill("solid", fgColor="EBF0ED")
_GREY = Font(italic=True, color="6F7E77")
_WRAP = Alignment(wrap_text=True, vertical="top")
_LONGEST_LIST = 255
_GUIDE_WIDTHS = (34, 8, 56, 60)
_RULES = (
    "每行一件申请，列的先后可以改，不用的列可以删；带 * 的列必填。没有填写的就是还不知道，不会替您猜。",
    f"名称前有“{EXAMPLE}”的行是示例，留着不会导入。",
    "不要合并单元格，不要写公式；从别处复制来的请用“选择性粘贴—数值”。",
    "常见的写法也认得，如证件类型写“身份证”“营业执照”，客户类型写“个体户”，用电容量写“20千瓦”；分不清的会提示怎样写。",
    f"一个文件最多 {MOST_ROWS} 行。导入前先试读，逐行列出问题，全部改好或者选择只导入没有问题的行，才会写进台账。",
    "同一份文件导入两次，已经导入的行不会重复登记。编号在导入时另给；资料清单、外线工程的其他施工资料在“业务受理”里补。",
)


def write_template(path: Path, table: ImportTable = STANDARD) -> None:
    """Writes the template with the columns that `table` offers. Raises Fault."""
    book = Workbook()
    sheet: Worksheet = book.active  # type: ignore[assignment]  # a new workbook has one sheet
    sheet.title = SHEET
    _fill(sheet, table)
    _explain(book.create_sheet(GUIDE), table)
    content = BytesIO()
    book.save(content)
    replace_file(path, content.getvalue())


def _fill(sheet: Worksheet, table: ImportTable) -> None:
    for place, column in enumerate(table.offered, start=1):
        letter = get_column_letter(place)
        whole = sheet.column_dimensions[letter]
        whole.width = max(14, 2 * len(column.title) + 4)
        whole.number_format = _FORMATS.get(column.kind, "General")
        head = sheet.cell(1, place)
        put_text(head, column.title + ("*" if column.required else ""))
        head.font, head.fill = _BOLD, _SHADE
        for number, example in enumerate(table.examples, start=2):
            if column.field in example:
                cell, value = sheet.cell(number, place), example[column.field]
                if column.kind == Kind.DAY:
                    cell.value = date.fromisoformat(str(value))
                elif isinstance(value, str):
                    put_text(cell, value)
                else:
                    cell.value = value
                cell.font, cell.number_format = _GREY, whole.number_format
        if column.kind == Kind.WORD and _fits(column):
            sheet.add_data_validation(_choices(column, letter))
    sheet.freeze_panes = "B2"


def _fits(column: Column) -> bool:
    """A list of up to 255 characters is stored in the file itself, with commas between; all our own lists do, and what
    a policy asks is written out in the guide. A word that is chosen is taken as if it were typed.
    """
    plain = not any({",", '"'} & {*word} or word.startswith(FORMULA) for word in column.offered)
    return plain and len(",".join(column.offered)) <= _LONGEST_LIST


def _choices(column: Column, letter: str) -> DataValidation:
    found = DataValidation(type="list", formula1=f'"{",".join(column.offered)}"', allow_blank=True)
    found.showErrorMessage = found.showInputMessage = True
    found.errorTitle, found.error = column.title[:32], "请从列表里选"
    found.promptTitle, found.prompt = column.title[:32], (column.hint or "请从列表里选")[:255]
    found.add(f"{letter}2:{letter}{MOST_ROWS + 1}")
    return found


def _explain(sheet: Worksheet, table: ImportTable) -> None:
    for rule in _RULES:
        sheet.append([rule])
        sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=len(_GUIDE_WIDTHS))
    sheet.append([])
    sheet.append(["列名", "必填", "可以填什么", "说明"])
    for cell in sheet[sheet.max_row]:
        cell.font, cell.fill = _BOLD, _SHADE
    for column in table.offered:
        allowed = _ALLOWED.get(column.kind) or "、".join(column.offered)
        sheet.append([column.title, "必填" if column.required else "", allowed, column.hint])
    for place, width in enumerate(_GUIDE_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = _WRAP
            if isinstance(cell.value, str):
                put_text(cell, cell.value)
