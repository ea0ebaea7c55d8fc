"""Cells as they are written to a workbook: text stays text, whatever it begins with, and never spoils the file."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

#: What XML 1.0 has no place for; a lone half of a character is among it.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: A table reads _x0041_ as the character of that number, so that the text itself has to be spelled out.
_SPELLED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
#: What makes a formula of a text that is typed.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_DAY, _TEXT = "yyyy-mm-dd", "@"
_BOLD = Font(bold=True)
_SHADE = PatternFill("solid", fgColor="EBF0ED")
_WRAP = Alignment(wrap_text=True, vertical="top")


def as_cell(sheet: Worksheet, value: object) -> Cell | None:
    """A day is a real date, a number a number, all else text.

    Text that looks like a formula is marked as text in the cell's format, as the program itself marks what is typed
    behind an apostrophe: it stays text when somebody edits the cell, and nothing is added to the value.
    """
    if value is None or value == "":
        return None
    if isinstance(value, date | int | float) and not isinstance(value, bool):
        cell = WriteOnlyCell(sheet)
        cell.value = value
        if isinstance(value, date):
            cell.number_format = _DAY
        return cell
    text = safe_text(str(value))
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.number_format = _TEXT
    if text.startswith(_FORMULA):
        cell.quotePrefix = True
    return cell


def safe_text(text: str) -> str:
    """Characters that XML cannot hold become �; _xHHHH_ typed by a person is escaped, so that it stays text."""
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
    """Lines to be read: they wrap."""
    cells = [as_cell(sheet, text) for text in texts]
    for cell in cells:
        if cell is not None:
            cell.alignment = _WRAP
            if bold:
                cell.font = _BOLD
    return cells
