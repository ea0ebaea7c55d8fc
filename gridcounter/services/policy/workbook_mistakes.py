"""What a pack's workbook holds that no pack could: told, for else a rule would be left out or read as another.

A formula without its value, merged cells, a column that has no title or whose title stands twice, a sheet that is
hidden or of which nothing is known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from openpyxl.utils import get_column_letter

from gridcounter.core.authoring.pack_sheets import DOWNWARDS, ReadSheet, SheetProblem
from gridcounter.core.authoring.titles import CASES, GUIDE, HEADER, REMARK, SHEETS, TERMS, key_of
from gridcounter.core.exchange.import_cells import DayNotShown, NotAValue
from gridcounter.core.policy.sections import SECTIONS
from gridcounter.core.validation.models import Problem, shown
from gridcounter.services.files.sheet_rows import filled
from gridcounter.services.files.workbooks import WholeSheet

#: Of each, two columns are read: what it is, and what holds of it.
_OF_TWO_COLUMNS = {*(title for title, _, _ in DOWNWARDS), TERMS}
KNOWN = {HEADER, TERMS, CASES, *_OF_TWO_COLUMNS, *(SHEETS.get(section, section) for section in SECTIONS)}
_HIDDEN = Problem("工作表", "隐藏了", "显示的工作表（取消隐藏；不要的请删去）")
_TWICE = Problem("工作表", "这个名称有两张", "每个名称一张")


def mistakes_in_sheets(sheets: Sequence[WholeSheet]) -> Iterator[SheetProblem]:
    """Of whole sheets; one that is hidden and of which nothing is known is nobody's."""
    counted = Counter(sheet.title for sheet in sheets)
    if not counted[HEADER]:
        yield SheetProblem(HEADER, 0, Problem("工作表", "没有找到", f"名为“{HEADER}”的工作表"))
    for sheet in sheets:
        if sheet.title in KNOWN and sheet.hidden:
            yield SheetProblem(sheet.title, 0, _HIDDEN)
        elif sheet.title in KNOWN and counted[sheet.title] > 1:
            yield SheetProblem(sheet.title, 0, _TWICE)
        elif sheet.title not in {*KNOWN, GUIDE} and not sheet.hidden:
            allowed = f"政策包的工作表（{'、'.join(sorted(KNOWN))}）；自己用的请删去或隐藏"
            yield SheetProblem(sheet.title, 0, Problem("工作表", "不认识这个名称", allowed))


def mistakes_in_cells(sheet: ReadSheet, top: int, titles: Sequence[object]) -> Iterator[SheetProblem]:
    """`titles` are the cells of the row of titles, which is row `top`."""
    keys = list(map(key_of, sheet.columns))
    for place, title in enumerate(sheet.columns):
        if title and keys.index(keys[place]) != place:
            yield SheetProblem(sheet.title, top, Problem(title, "这个列名有两列", "每个列名一列"))
    read = len(keys) if sheet.title not in _OF_TWO_COLUMNS else 2
    for number, cells in ((top, titles), *sheet.rows):
        for place, cell in enumerate(cells):
            if not filled(cell):
                continue
            title = sheet.columns[place] if place < len(keys) else ""
            if problem := _mistake(cell, title, get_column_letter(place + 1), read=place < read):
                yield SheetProblem(sheet.title, number, problem)


def mistakes_in_merged(sheet: WholeSheet) -> Iterator[SheetProblem]:
    """Merged cells show a value in rows in which nothing is read: a rule would hold without its condition."""
    for row, column in sheet.merged:
        problem = Problem(f"{get_column_letter(column + 1)} 列", "合并的单元格", "不合并：取消合并，每一行各写一遍")
        yield SheetProblem(sheet.title, row, problem)


def _mistake(cell: object, title: str, letter: str, *, read: bool) -> Problem | None:
    if isinstance(cell, NotAValue):
        return Problem(f"{letter} 列", cell.found, cell.allowed)
    if isinstance(cell, DayNotShown):
        return Problem(f"{letter} 列", "只显示了一部分的日期", "写全的日期，如 2026-09-28")
    if title == REMARK or (title and read):
        return None
    return Problem(f"{letter} 列", shown(str(cell)), "空着（这一列不读；要写的请写到有列名的列里）")
