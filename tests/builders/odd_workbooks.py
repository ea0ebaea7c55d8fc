"""Workbooks as programs write them that openpyxl does not imitate: a plain one, and one of its parts changed."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from builders.exchange_builders import TODAY, a_table
from gridcounter.bootstrap import open_assessor
from gridcounter.services.exchange.import_rows import Frame, ImportRow, read_row
from gridcounter.services.exchange.import_template import SHEET
from gridcounter.services.exchange.import_titles import columns_of, is_title, left_out
from gridcounter.services.files.progress import unwatched
from gridcounter.services.files.workbooks import Sheet, read_sheet

SHEET_PART, STYLES, BOOK = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"
TITLES = ("用电人名称", "用电地址", "办理业务")
ROW = ("样例面馆", "样例路1号", "新装")
_PACKS = open_assessor().packs


def plain(path: Path, **more: object) -> Path:
    """One row with these columns beside the three that must be there."""
    return a_table(path, [[*TITLES, *more], [*ROW, *more.values()]], SHEET)


def changed(path: Path, part: str, change: Callable[[str], str]) -> Path:
    """One part of it, as text; one that is not there is empty. Without a text it is left out."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    result = change(parts.pop(part, b"").decode())
    if result:
        parts[part] = result.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def part_of(path: Path, part: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(part).decode()


def parts_of(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def cell(path: Path, content: str, *, place: str = "D2") -> Path:
    """The cell that is written to this place as it stands in the file."""

    def put(text: str) -> str:
        before, _, behind = text.partition(f'<c r="{place}"')
        end = min(
            found + 2 if sign == "/>" else found + 4 for sign in ("/>", "</c>") if (found := behind.find(sign)) >= 0
        )
        if not behind.split(">", 1)[0].endswith("/"):
            end = behind.index("</c>") + 4
        return before + content + behind[end:]

    return changed(path, SHEET_PART, put)


def sheet_of_file(path: Path) -> Sheet:
    return read_sheet(path, SHEET, is_title, unwatched)


def brought(path: Path, today: date = TODAY) -> tuple[list[ImportRow], list[str]]:
    """Rows without problems, and what is wrong with the others."""
    sheet = sheet_of_file(path)
    columns, _ = columns_of(sheet)
    header = _PACKS.editions["jining"][-1].header
    known = _PACKS.localities, _PACKS.documents, _PACKS.newest("jining").voltages
    frame = Frame("jining", header.place, header.region_codes, *known, today, sheet.day_zero)
    rows, wrong = [], []
    for row in sheet.rows:
        found, problems = read_row(row, columns, frame)
        rows += [found] if found else []
        wrong += [str(problem) for problem in problems]
    return rows, wrong


def left_out_words(path: Path) -> list[str]:
    """What is said of the whole file."""
    sheet = sheet_of_file(path)
    columns, notices = columns_of(sheet)
    return [str(notice) for notice in (*notices, *left_out(sheet, columns))]


def rows_of(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    return a_table(path, rows, SHEET)
