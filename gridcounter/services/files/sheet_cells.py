"""Cells written to a workbook: text stays text, whatever its first character, and never breaks the file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from openpyxl.cell import Cell, MergedCell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill

from gridcounter.core.exchange.spreadsheet_text import FORMULA

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

#: Characters that XML 1.0 does not allow, lone surrogates included.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: Spreadsheets read _x0041_ as the character of that code, so such text has to be escaped.
_SPELLED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_DAY, _TEXT = "yyyy-mm-dd", "@"
_BOLD = Font(bold=True)
_SHADE = PatternFill("solid", fgColor="EBF0ED")
_WRAP = Alignment(wrap_text=True, vertical="top")


def as_cell(sheet: Worksheet, value: object) -> Cell | None:
    """A date becomes a real date, a number a number, everything else text.

    Text that looks like a formula is marked as text in the cell's format, as the spreadsheet program marks text typed
    after an apostrophe: it stays text when the cell is edited, and nothing is added to the value.
    """
    if value is None or value == "":
        return None
    if isinstance(value, date | int | float) and not isinstance(value, bool):
        cell = WriteOnlyCell(sheet)
        cell.value = value
        if isinstance(value, date):
            cell.number_format = _DAY
        return cell
    cell = WriteOnlyCell(sheet)
    put_text(cell, str(value))
    cell.number_format = _TEXT
    return cell


def put_text(cell: Cell | MergedCell, text: str) -> None:
    """Whoever wrote it, a policy's author too: a text in this cell, and none that is calculated."""
    cell.value = safe_text(text)
    cell.data_type = "s"
    if text.startswith(FORMULA):
        cell.quotePrefix = True


def safe_text(text: str) -> str:
    """Characters that XML cannot hold become �; a typed _xHHHH_ is escaped, so that it stays text."""
    return _SPELLED.sub("_x005F_", _NOT_IN_XML.sub("�", text))


def head_cells(sheet: Worksheet, titles: Sequence[str]) -> list[Cell]:
    """Bold, shaded cells for a row of titles."""
    found = []
    for title in titles:
        cell = WriteOnlyCell(sheet, title)
        cell.font, cell.fill = _BOLD, _SHADE
        found.append(cell)
    return found


def text_cells(sheet: Worksheet, texts: Sequence[str], *, bold: bool = False) -> list[Cell | None]:
    """Cells with wrapped text for reading."""
    cells = [as_cell(sheet, text) for text in texts]
    for cell in cells:
        if cell is not None:
            cell.alignment = _WRAP
            if bold:
                cell.font = _BOLD
    return cells
