"""How a pack's workbook looks: widths, drop-downs, what each column means beside its title, and how it prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from gridcounter.core.authoring.cell_text import CellKind, choices_of, kind_of
from gridcounter.core.authoring.condition_text import NO, YES
from gridcounter.core.authoring.guide import how_to_fill
from gridcounter.core.authoring.pack_sheets import DOWNWARDS, SheetTable
from gridcounter.core.authoring.references import Names
from gridcounter.core.authoring.titles import (
    CASES,
    EXPECTATIONS,
    FILING,
    GUIDE,
    HEADER,
    REPORTING,
    SHEETS,
    TERMS,
    key_of,
)
from gridcounter.core.policy.sections import SECTIONS
from gridcounter.services.files.sheet_cells import as_cell, head_cells
from gridcounter.store.files import replace_file

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet
    from pydantic import BaseModel

_TEXT = "@"
_WRAP = Alignment(wrap_text=True, vertical="top")
_ROWS_WITH_CHOICES = 500
#: A list of choices is kept in the file itself up to this length.
_LONGEST_CHOICES = 255
_NARROW, _MIDDLE, _WIDE = 12, 20, 34
_WIDTHS = {
    "when": _WIDE,
    "label": _WIDE,
    "text": 60,
    "stated": _WIDE,
    "accepts": _WIDE,
    "words": _MIDDLE,
    "id": _MIDDLE,
}
_OWN_WIDTHS = {
    CASES: (30, 34, 34, 12, 50),
    GUIDE: (36, 46, 70),
    **dict.fromkeys((HEADER, REPORTING, FILING), (20, 80)),
    TERMS: (24, 80),
}
#: Height of a line in points.
_LINE = 18
#: Keys with the name of a rule, mostly of one.
_ONE_RULE_OF: Mapping[str, str] = {
    "regime": "regime",
    "unless": "approval",
    "instead_of": "document",
    "doubts": "limit",
}
_NEEDED = PatternFill("solid", fgColor="F3DFC1")
_COMMENT_WIDTH, _COMMENT_LINE = 320, 22
_COMMENT_COLUMNS = 22


def write_sheets(sheets: Sequence[SheetTable], known: Names, out: Path) -> None:
    """Replaces the file. `known` are names that stand for an id. Raises Fault."""
    book = Workbook()
    book.remove(book.worksheets[0])
    named = _columns_of_names(sheets)
    for table in sheets:
        _fill(book.create_sheet(table.title), table, known)
        _offer_names(book[table.title], table, named)
    content = BytesIO()
    book.save(content)
    replace_file(out, content.getvalue())


def _fill(sheet: Worksheet, table: SheetTable, known: Names) -> None:
    widths = _OWN_WIDTHS.get(table.title) or tuple(_WIDTHS.get(key, _NARROW) for key in table.keys)
    for place, width in enumerate(widths):
        sheet.column_dimensions[get_column_letter(place + 1)].width = width
    _set_page(sheet)
    heads = head_cells(sheet, table.columns)
    sheet.append(heads)
    for row in table.rows:
        cells = [as_cell(sheet, value) for value in row]
        for cell in cells:
            if cell is not None:
                cell.alignment = _WRAP
        sheet.append(cells)
        sheet.row_dimensions[sheet.max_row].height = _LINE * max(map(_lines, row, widths))
    _explain(sheet, table, known)


def _columns_of_names(sheets: Sequence[SheetTable]) -> dict[str, str]:
    """Where the rules of a section are named in this workbook, for the drop-downs of those that refer to one."""
    found: dict[str, str] = {}
    for table in sheets:
        named = next((key for key in ("name", "label") if key in table.keys), None)
        if named:
            letter = get_column_letter(table.keys.index(named) + 1)
            found[table.title] = f"'{table.title}'!${letter}$2:${letter}${_ROWS_WITH_CHOICES}"
    return found


def _offer_names(sheet: Worksheet, table: SheetTable, named: Mapping[str, str]) -> None:
    for place, key in enumerate(table.keys, start=1):
        source = named.get(SHEETS[_ONE_RULE_OF[key]]) if key in _ONE_RULE_OF else None
        if source:
            listed = DataValidation(type="list", formula1=source, allow_blank=True)
            listed.add(f"{get_column_letter(place)}2:{get_column_letter(place)}{_ROWS_WITH_CHOICES}")
            sheet.add_data_validation(listed)


def _set_page(sheet: Worksheet) -> None:
    """It is printed and read against the paper by a second person."""
    sheet.freeze_panes = "B2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows = "1:1"
    sheet.print_options.gridLines = True
    if sheet.oddFooter is not None:  # as its type allows
        sheet.oddFooter.center.text = "&A　第 &P 页，共 &N 页"


def _explain(sheet: Worksheet, table: SheetTable, known: Names) -> None:
    """Beside each title what it means and what may stand there; what is needed is shaded."""
    downwards = {title: model for title, _, model in DOWNWARDS}
    sections = {SHEETS.get(section, section): section for section in SECTIONS}
    if model := downwards.get(table.title):
        for number, row in enumerate(table.rows, start=2):
            _note(sheet, f"A{number}", model, key_of(str(row[0])), "")
            _offer(sheet, f"B{number}", _choices(model, key_of(str(row[0]))))
        return
    section = sections.get(table.title)
    for place, key in enumerate(table.keys, start=1):
        letter = get_column_letter(place)
        rows = f"{letter}2:{letter}{_ROWS_WITH_CHOICES}"
        if section is not None:
            _note(sheet, f"{letter}1", SECTIONS[section], key, section)
            _offer(sheet, rows, tuple(known.get(section, ())) if key == "id" else _choices(SECTIONS[section], key))
            _as_typed(sheet, letter, kind_of(SECTIONS[section], key))
        else:
            _offer(sheet, rows, tuple(EXPECTATIONS.values()) if key == "operator" else ())
            _as_typed(sheet, letter, CellKind.TEXT)


def _as_typed(sheet: Worksheet, letter: str, kind: CellKind) -> None:
    """A clause such as 2-17 stays what is typed, and several lines are seen."""
    column = sheet.column_dimensions[letter]
    column.alignment = _WRAP
    if kind in {CellKind.TEXT, CellKind.LINES, CellKind.TABLES}:
        column.number_format = _TEXT


def _note(sheet: Worksheet, at: str, model: type[BaseModel], key: str, section: str) -> None:
    text, needed = how_to_fill(model, key, section)
    comment = Comment(text, "gridcounter")
    comment.width = _COMMENT_WIDTH
    comment.height = _COMMENT_LINE * (1 + sum(1 + len(line) // _COMMENT_COLUMNS for line in text.split("\n")))
    sheet[at].comment = comment
    if needed:
        sheet[at].fill = _NEEDED


def _offer(sheet: Worksheet, cells: str, words: Sequence[str]) -> None:
    if words:
        listed = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
        listed.add(cells)
        sheet.add_data_validation(listed)


def _lines(value: object, width: int) -> int:
    """How many lines the text takes in a column; a Chinese character is as wide as two others."""
    texts = str("" if value is None else value).split("\n")
    return sum(1 + sum(1 if char.isascii() else 2 for char in text) // width for text in texts)


def _choices(model: type[BaseModel], key: str) -> tuple[str, ...]:
    """Drop-downs only where one of a few words stands; a list with several of them is typed."""
    kind = kind_of(model, key)
    words = (YES, NO) if kind == CellKind.FLAG else choices_of(model, key)
    fits = len(",".join(words)) <= _LONGEST_CHOICES and kind in {CellKind.FLAG, CellKind.TEXT}
    return words if fits else ()
