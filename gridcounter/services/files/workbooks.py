"""Reads a workbook from outside: its type, whether it is safe to open, its rows under their titles.

Every problem is raised as WorkbookRefused; a damaged file raises no other error.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import TypeVar

from defusedxml import DefusedXmlException
from openpyxl.utils import get_column_letter

from gridcounter.core.exchange.import_cells import DAY_ZERO, header_text
from gridcounter.errors import GridcounterError
from gridcounter.services.files.progress import Progress
from gridcounter.services.files.regular_files import called, read_regular
from gridcounter.services.files.sheet_rows import Layout, filled, holds_anything, read_rows
from gridcounter.services.files.workbook_parts import AS_XLSX, Parts, SheetPart, WorkbookRefused

T = TypeVar("T")

MOST_ROWS = 20_000
_LARGEST_FILE = 50_000_000
#: Limits for all unpacked parts together (bytes, elements): a small file may expand to a huge one.
_LARGEST_UNPACKED, _MOST_ELEMENTS = 200_000_000, 8_000_000
_LAST_ROW = 100_000
_WHERE_TITLES_STAND, _MOST_COLUMNS = 20, 200
_CHUNK = 1 << 20
_OLE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """`number` is the row number shown by the spreadsheet program; one cell for each title."""

    number: int
    cells: tuple[object, ...]
    hidden: bool = False
    merged: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """The non-empty rows below the titles, and what was left out of the file.

    `above` are non-empty rows over the titles, `untitled` the letters of non-empty columns without a title,
    `hidden_columns` titles, `others` the names of other non-empty sheets, and whether they are hidden.
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    above: tuple[int, ...] = ()
    untitled: tuple[str, ...] = ()
    hidden_columns: tuple[str, ...] = ()
    others: tuple[tuple[str, bool], ...] = ()
    day_zero: date = DAY_ZERO


@dataclass(frozen=True, slots=True)
class WholeSheet:
    """All filled rows of a sheet, with their numbers; the first is the row of titles, if there is one.

    `merged` are the row and the column, from 0, in which merged cells with contents begin: only there is a value read.
    """

    title: str
    rows: tuple[tuple[int, tuple[object, ...]], ...]
    hidden: bool = False
    merged: tuple[tuple[int, int], ...] = ()


def read_sheets(path: Path) -> tuple[WholeSheet, ...]:
    """Every sheet, in order, those that are hidden too. Raises WorkbookRefused."""
    return _opened(path, lambda parts: tuple(_whole(parts, one) for one in parts.sheets))


def read_sheet(path: Path, preferred: str, is_title: Callable[[str], bool], progress: Progress) -> Sheet:
    """The visible sheet of this name, or the first visible one with titles. Raises WorkbookRefused."""
    return _opened(path, lambda parts: _read(parts, preferred, is_title, progress))


def _opened(path: Path, read: Callable[[Parts], T]) -> T:
    content = _content(path)
    _refuse_other_kinds(content)
    try:
        _refuse_mountains(content)
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return read(Parts(archive))
    except GridcounterError:
        raise
    except DefusedXmlException as wrong:
        raise WorkbookRefused(f"这个工作簿里有不该有的内容，没有打开：{AS_XLSX}") from wrong
    except Exception as wrong:
        # zipfile and XML report damage by errors of many types
        raise WorkbookRefused(f"这个文件已损坏，读不出来：{AS_XLSX}") from wrong


def _whole(parts: Parts, sheet: SheetPart) -> WholeSheet:
    rows: list[tuple[int, tuple[object, ...]]] = []
    layout = Layout()
    for number, cells in read_rows(parts, sheet.part, layout):
        width = max((place + 1 for place, value in cells.items() if filled(value)), default=0)
        if not width:
            continue
        if width > _MOST_COLUMNS:
            raise WorkbookRefused(f"“{sheet.title}”第 {_MOST_COLUMNS} 列以后还有内容：请删去多余的内容，另存后再载入")
        if len(rows) >= MOST_ROWS:
            raise WorkbookRefused(f"“{sheet.title}”超过 {MOST_ROWS} 行：请删去多余的内容，另存后再载入")
        rows.append((number, tuple(map(cells.get, range(width)))))
    found = dict(rows)
    merged = sorted({(row, left) for left, row, _, _ in layout.merged})
    begin = tuple((row, left) for row, left in merged if any(map(filled, found.get(row, ())[left : left + 1])))
    return WholeSheet(sheet.title, tuple(rows), sheet.hidden, begin)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise WorkbookRefused(f"文件超过 {_LARGEST_FILE // 1_000_000} MB：请分成几个文件导入")
        return read_regular(path)
    except (OSError, ValueError) as wrong:
        raise WorkbookRefused(f"{called(path)}：打不开这个文件，请核对文件名；正用 Excel 打开的请先关闭") from wrong


def _refuse_other_kinds(content: bytes) -> None:
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise WorkbookRefused("这个文件设了打开密码：请在 Excel 或 WPS 里取消密码，另存后再导入")
        raise WorkbookRefused(f"这是旧格式的表格（.xls）：{AS_XLSX}")
    if not content.startswith(_ZIP):
        raise WorkbookRefused(f"这不是 Excel 工作簿（.xlsx）：{AS_XLSX}")


def _refuse_mountains(content: bytes) -> None:
    """Measures by unpacking, not by the sizes stated in the file."""
    size = elements = 0
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for part in archive.infolist():
            with archive.open(part) as packed:
                while chunk := packed.read(_CHUNK):
                    size += len(chunk)
                    elements += chunk.count(b"<")
                    if size > _LARGEST_UNPACKED or elements > _MOST_ELEMENTS:
                        raise WorkbookRefused("这个工作簿展开后太大：请只留要导入的工作表和行，另存后再导入")


def _read(parts: Parts, preferred: str, is_title: Callable[[str], bool], progress: Progress) -> Sheet:
    shown = [sheet for sheet in parts.sheets if not sheet.hidden]
    if not shown:
        raise WorkbookRefused(f"这个工作簿里没有工作表：{AS_XLSX}")
    named = [sheet for sheet in shown if sheet.title == preferred]
    for sheet in named or shown:
        found = _find_header(parts, sheet, is_title)
        if found:
            return _read_below(parts, sheet, *found, progress)
    raise WorkbookRefused(
        f"前 {_WHERE_TITLES_STAND} 行里没有找到列名：请用导入模板，把列名写在一行里（如“用电人名称”“用电地址”）"
    )


def _find_header(parts: Parts, sheet: SheetPart, is_title: Callable[[str], bool]) -> tuple[int, tuple[str, ...]] | None:
    """The first row with the most known titles: others may precede it. Titles are as written in the file."""
    best: tuple[int, dict[int, object]] = 0, {}
    most = 0
    for number, cells in read_rows(parts, sheet.part, Layout()):
        if number > _WHERE_TITLES_STAND:
            break
        titles = {place: text for place, text in cells.items() if place < _MOST_COLUMNS and header_text(text)}
        known = sum(is_title(header_text(text)) for text in titles.values())
        if known > most:
            most, best = known, (number, titles)
    number, titles = best
    if not most:
        return None
    return number, tuple(" ".join(str(titles.get(place, "")).split()) for place in range(max(titles) + 1))


@dataclass
class _SortedRows:
    """Reads a sheet with titles row by row: the rows below the titles, and what was left out."""

    head: int
    header: tuple[str, ...]
    progress: Progress
    found: list[tuple[int, tuple[object, ...]]] = field(default_factory=list)
    above: list[int] = field(default_factory=list)
    untitled: set[int] = field(default_factory=set)

    @cached_property
    def titled(self) -> list[int]:
        """The columns with a title."""
        return [place for place, title in enumerate(self.header) if title]

    def sort_in(self, number: int, cells: Mapping[int, object]) -> None:
        held = {place for place, value in cells.items() if filled(value)}
        if not held or number == self.head:
            return
        if number < self.head:
            self.above.append(number)
            return
        if number > _LAST_ROW:
            raise WorkbookRefused(f"工作表到第 {_LAST_ROW} 行以后还有内容：请删去多余的内容，另存后再导入")
        self.untitled |= held.difference(self.titled)
        if not held.isdisjoint(self.titled):
            self._add(number, cells)

    def _add(self, number: int, cells: Mapping[int, object]) -> None:
        if len(self.found) >= MOST_ROWS:
            raise WorkbookRefused(f"超过 {MOST_ROWS} 行：请分成几个文件导入")
        if len(self.found) % 500 == 0:
            self.progress(0, 0)
        self.found.append((number, tuple(cells.get(place) for place in range(len(self.header)))))


def _read_below(parts: Parts, sheet: SheetPart, head: int, header: tuple[str, ...], progress: Progress) -> Sheet:
    layout, rows = Layout(), _SortedRows(head, header, progress)
    for number, cells in read_rows(parts, sheet.part, layout):
        rows.sort_in(number, cells)
    others = (one for one in parts.sheets if one is not sheet)
    return Sheet(
        sheet.title,
        header,
        tuple(
            SheetRow(number, cells, number in layout.hidden_rows, layout.merged_at(number, rows.titled))
            for number, cells in rows.found
        ),
        tuple(rows.above),
        tuple(get_column_letter(place + 1) for place in sorted(rows.untitled)),
        tuple(header[place] for place in rows.titled if place in layout.hidden_columns),
        tuple((one.title, one.hidden) for one in others if holds_anything(parts, one.part)),
        parts.day_zero.date(),
    )
