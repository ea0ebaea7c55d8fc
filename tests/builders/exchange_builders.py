"""Workbooks for tests: the template filled in as a clerk would, and tables of any other shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook, load_workbook

from gridcounter.core.exchange.import_columns import COLUMNS
from gridcounter.services.exchange.import_template import SHEET, write_template

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

TODAY = date(2026, 9, 28)
#: Invented, with check digits that are right.
RESIDENT, COMPANY = "110101199003077934", "91370811MA00000TE5"
#: What may stand in 办理业务 where the place has no business of its own.
ONE_OF = (
    "以下之一：新装；增容；临时用电；过户、更名；暂停用电；恢复用电（暂停、减容后）；减容；销户；居民自用充电桩报装；"
    "分布式光伏并网（自然人）"
)
LINE: Mapping[str, Any] = {"applicant.name": "样例面馆", "premises.address": "样例路1号", "case.business": "新装"}
_PLACES = {column.field: place for place, column in enumerate(COLUMNS, start=1)}
#: Row 1 are the titles, row 2 is the example.
FIRST = 3


def a_line(**changes: Any) -> dict[str, Any]:  # noqa: ANN401  what may stand in a cell
    """`__` stands for the dot of a field."""
    return {**LINE, **{name.replace("__", "."): value for name, value in changes.items()}}


def filled(path: Path, *lines: Mapping[str, Any]) -> Path:
    """The template with these lines below its example; a text stays a text, whatever it begins with."""
    write_template(path)
    book = load_workbook(path)
    sheet = book[SHEET]
    for number, line in enumerate(lines, start=FIRST):
        for field, value in line.items():
            cell = sheet.cell(number, _PLACES[field])
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    book.save(path)
    return path


def sheet_of(path: Path) -> tuple[Workbook, Worksheet]:
    """To be changed by hand and saved again."""
    book = load_workbook(path)
    return book, book[SHEET]


def a_table(path: Path, rows: Sequence[Sequence[object]], title: str = "Sheet1") -> Path:
    """A workbook that somebody made without our template."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path
