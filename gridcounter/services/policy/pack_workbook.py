"""A pack as a workbook for people who write rules in a table, and the workbook as a pack again.

TOML is written from what the workbook says and read by the same reader and check as any pack; comments of a TOML file
are not carried, a column 备注 is.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import tomlkit
from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from gridcounter.core.authoring.case_sheet import case_sheet, read_case_sheet
from gridcounter.core.authoring.cell_text import CellKind, choices_of, kind_of
from gridcounter.core.authoring.condition_text import NO, YES
from gridcounter.core.authoring.guide import guide_sheet
from gridcounter.core.authoring.own_questions import own_questions
from gridcounter.core.authoring.pack_sheets import (
    QUESTION,
    PackFromSheets,
    ReadSheet,
    SheetProblem,
    SheetTable,
    empty_sheets,
    pack_sheets,
    read_pack_sheets,
)
from gridcounter.core.authoring.problem_places import placed
from gridcounter.core.authoring.titles import (
    CASES,
    EXPECTATIONS,
    FILING,
    GUIDE,
    HEADER,
    REPORTING,
    SHEETS,
    TERMS,
)
from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.exchange.import_cells import header_text
from gridcounter.core.policy.model import SECTIONS, PolicyPack
from gridcounter.core.policy.parse import PackProblem
from gridcounter.core.validation.models import Problem, read_toml
from gridcounter.errors import WrongInput
from gridcounter.services.files.regular_files import read_regular
from gridcounter.services.files.sheet_cells import as_cell, head_cells
from gridcounter.services.files.workbooks import WholeSheet, read_sheets
from gridcounter.services.office.pack_check import check_pack_folder
from gridcounter.services.office.packs import (
    CASES_FILE,
    MOST_BYTES,
    MOST_BYTES_OF_ORIGINAL,
    PACK_FILE,
    InstalledPacks,
    originals_in,
    read_pack,
)
from gridcounter.services.policy.pack_files import CheckedPack, read_to_adopt
from gridcounter.services.policy.workbook_slips import KNOWN, slips_of_cells, slips_of_sheets
from gridcounter.store.files import replace_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl.worksheet.worksheet import Worksheet
    from tomlkit.items import Item, Table

SUFFIXES = (".xlsx", ".xlsm", ".xls")  # the last two to be refused with a reason
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


@dataclass(frozen=True, slots=True)
class WorkbookPack:
    """The files of a pack that a workbook describes, and where each part of it stands there.

    `beside` is the folder of the workbook: the paper itself may lie there, as it does in the folder of a pack.
    """

    pack: bytes
    cases: bytes
    found: PackFromSheets
    beside: Path

    def place(self, problem: PackProblem) -> str:
        """The problem with its sheet and rows, as far as the workbook has a place for it."""
        return str(placed(problem, self.found))


@dataclass(frozen=True, slots=True)
class ReadWorkbook:
    """`columns` are the titles of each sheet; `made` is None if there are problems."""

    columns: Mapping[str, tuple[str, ...]]
    problems: tuple[SheetProblem, ...]
    made: WorkbookPack | None


def write_pack_workbook(folder: Path, out: Path) -> None:
    """Raises WrongInput for a pack that cannot be read, Fault."""
    file = folder / PACK_FILE
    pack, problems = read_pack(file)
    if pack is None:
        raise WrongInput(problems)
    raw = _toml(file)
    sheets = [*pack_sheets(raw)]
    cases, own = folder / CASES_FILE, own_questions(raw.get(QUESTION))
    if cases.is_file():
        sheets.append(case_sheet(_toml(cases), own))
    _write([*sheets, guide_sheet(own)], out)


def write_empty_workbook(out: Path) -> None:
    """For a new pack: every sheet with every column. Raises Fault."""
    _write([*empty_sheets(), case_sheet({}), guide_sheet()], out)


def _toml(path: Path) -> dict[str, object]:
    try:
        raw, problems = read_toml(read_regular(path, MOST_BYTES), path.name)
    except OSError:
        raw, problems = {}, (Problem(path.name, "打不开", "可读的文件"),)
    if problems:
        raise WrongInput(problems)
    return raw


def _write(sheets: Sequence[SheetTable], out: Path) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in sheets:
        _fill(book.create_sheet(table.title), table)
    content = BytesIO()
    book.save(content)
    replace_file(out, content.getvalue())


def _fill(sheet: Worksheet, table: SheetTable) -> None:
    widths = _OWN_WIDTHS.get(table.title) or tuple(_WIDTHS.get(key, _NARROW) for key in table.keys)
    for place, key in enumerate(table.keys):
        sheet.column_dimensions[get_column_letter(place + 1)].width = widths[place]
        if choices := _choices(table.title, key):
            listed = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
            letter = get_column_letter(place + 1)
            listed.add(f"{letter}2:{letter}{_ROWS_WITH_CHOICES}")
            sheet.add_data_validation(listed)
    sheet.freeze_panes = "B2"
    # it is printed and read against the paper by a second person
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows = "1:1"
    sheet.print_options.gridLines = True
    if sheet.oddFooter is not None:  # as its type allows
        sheet.oddFooter.center.text = "&A　第 &P 页，共 &N 页"
    sheet.append(head_cells(sheet, table.columns))
    for row in table.rows:
        cells = [as_cell(sheet, value) for value in row]
        for cell in cells:
            if cell is not None:
                cell.alignment = _WRAP
        sheet.append(cells)
        sheet.row_dimensions[sheet.max_row].height = _LINE * max(map(_lines, row, widths))


def _lines(value: object, width: int) -> int:
    """How many lines the text takes in a column; a Chinese character is as wide as two others."""
    texts = str("" if value is None else value).split("\n")
    return sum(1 + sum(1 if char.isascii() else 2 for char in text) // width for text in texts)


def _choices(sheet: str, key: str) -> tuple[str, ...]:
    """Drop-downs only where one of a few words stands; a list with several of them is typed."""
    section = next((section for section, title in SHEETS.items() if title == sheet), "")
    if key == "operator":
        return tuple(EXPECTATIONS.values())
    if section not in SECTIONS:
        return ()
    kind = kind_of(SECTIONS[section], key)
    words = (YES, NO) if kind == CellKind.FLAG else choices_of(SECTIONS[section], key)
    fits = len(",".join(words)) <= _LONGEST_CHOICES and kind in {CellKind.FLAG, CellKind.TEXT}
    return words if fits else ()


def read_pack_workbook(path: Path) -> WorkbookPack:
    """What the workbook says as the two files of a pack, not yet checked.

    Raises WrongInput with sheet, row and column of all that cannot be read; WorkbookRefused.
    """
    read = look_into(path)
    if read.made is None:
        raise WrongInput(read.problems)
    return read.made


def look_into(path: Path) -> ReadWorkbook:
    """As `read_pack_workbook`, with the problems beside what was read. Raises WorkbookRefused."""
    whole = [sheet for sheet in read_sheets(path) if sheet.rows]
    sheets = [_titled(sheet) for sheet in whole if not sheet.hidden]
    columns = {sheet.title: sheet.columns for sheet in sheets}
    slips = [*slips_of_sheets(whole), *_slips_of_cells(whole)]
    if slips:  # first of all: what follows from them would only repeat it
        return ReadWorkbook(columns, tuple(slips), None)
    found = read_pack_sheets(sheets)
    cases: dict[str, object] = {}
    for sheet in sheets:
        if sheet.title == CASES:
            cases = read_case_sheet(sheet, found)
    if found.problems:
        return ReadWorkbook(columns, tuple(found.problems), None)
    return ReadWorkbook(columns, (), WorkbookPack(_as_toml(found.raw), _as_toml(cases), found, path.absolute().parent))


def _as_toml(raw: Mapping[str, object]) -> bytes:
    """Rules as tables, all inside them in one line each: the order of conditions is that of the workbook."""
    document = tomlkit.document()
    for key, value in raw.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            rules = tomlkit.aot()
            for rule in value:
                rules.append(_table(rule))
            document.append(key, rules)
        else:
            document.append(key, _table(value) if isinstance(value, dict) else tomlkit.item(value))
    return tomlkit.dumps(document).encode()


def _table(values: Mapping[str, object]) -> Table:
    table = tomlkit.table()
    for key, value in values.items():
        table.append(key, _inline(value))
    return table


def _inline(value: object) -> Item:
    if isinstance(value, dict):
        inside = tomlkit.inline_table()
        for key, part in value.items():
            inside.append(key, _inline(part))
        return inside
    if isinstance(value, list):
        parts = tomlkit.array()
        for part in value:
            parts.append(_inline(part))
        return parts
    return tomlkit.item(value)


def _slips_of_cells(sheets: Sequence[WholeSheet]) -> Iterator[SheetProblem]:
    for sheet in sheets:
        if sheet.title in KNOWN and not sheet.hidden:
            yield from slips_of_cells(_titled(sheet), *sheet.rows[0])


def _titled(sheet: WholeSheet) -> ReadSheet:
    titles = tuple(header_text(cell) if cell is not None else "" for cell in sheet.rows[0][1])
    return ReadSheet(sheet.title, titles, sheet.rows[1:])


def pack_from_workbook(path: Path, baseline: PolicyPack, calendar: WorkCalendar) -> WorkbookPack:
    """As `read_pack_workbook`, and checked like any pack, with its examples. Raises WrongInput, WorkbookRefused."""
    made = read_pack_workbook(path)
    with unpacked(made) as folder:
        problems = check_pack_folder(folder, baseline, calendar)
    if problems:
        raise WrongInput([made.place(problem) for problem in problems])
    return made


@contextmanager
def pack_folder(path: Path, baseline: PolicyPack, calendar: WorkCalendar) -> Iterator[Path]:
    """`path` itself; of a workbook, its pack in a folder as long as it is needed. Raises as `pack_from_workbook`."""
    if path.suffix.lower() not in SUFFIXES:
        yield path
        return
    with unpacked(pack_from_workbook(path, baseline, calendar)) as folder:
        yield folder


def read_brought(path: Path, packs: InstalledPacks, calendar: WorkCalendar) -> CheckedPack:
    """As `read_to_adopt`, of a folder or a workbook."""
    with pack_folder(path, packs.baseline, calendar) as folder:
        return read_to_adopt(folder, packs, calendar)


@contextmanager
def unpacked(made: WorkbookPack) -> Iterator[Path]:
    """The pack in a folder of its own, as long as it is needed. Raises WrongInput, Fault."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / (made.beside.name or "pack")
        write_pack(made, folder)
        yield folder


def write_pack(made: WorkbookPack, folder: Path) -> None:
    """The two files of the pack, and the paper itself that lies beside the workbook. Raises WrongInput, Fault."""
    papers = {path.name: _paper(path) for path in originals_in(made.beside)}
    for name, content in (papers | {PACK_FILE: made.pack, CASES_FILE: made.cases}).items():
        replace_file(folder / name, content)


def _paper(path: Path) -> bytes:
    try:
        return read_regular(path, MOST_BYTES_OF_ORIGINAL)
    except OSError:
        raise WrongInput([Problem(path.name, "打不开", "可读的文件")]) from None
