"""A workbook that somebody hands in: what it is, whether it is safe to open, its rows under their titles.

Whatever is wrong with it is told in one sentence; no file, however damaged, comes out of here as another error.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, cast

# a part with a document type, the only place for entities, was refused before it is read
from xml.etree.ElementTree import iterparse

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from gridcounter.core.import_cells import NotAValue, header_text
from gridcounter.errors import GridcounterError, WrongInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from gridcounter.services.progress import Progress

MOST_ROWS = 20_000
_LARGEST_FILE = 50_000_000
#: Of all parts when they are unpacked, and the elements in them: a small file may hold a mountain.
_LARGEST_UNPACKED, _MOST_ELEMENTS = 200_000_000, 8_000_000
_LAST_ROW = 100_000
_WHERE_TITLES_STAND, _MOST_COLUMNS = 20, 200
_MOST_MERGED = 2_000
_CHUNK = 1 << 20
_OLE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DOCUMENT_TYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_SPELLED = re.compile(r"_x([0-9A-Fa-f]{4})_")

_AS_XLSX = "请用 Excel 或 WPS 打开后另存为 .xlsx 再导入"
_FORMULA = NotAValue("公式", "数值或文字（请复制这一列，再用“选择性粘贴—数值”贴回）")


class WorkbookRefused(WrongInput):
    """One sentence that says what to do with the file."""

    def __init__(self, sentence: str) -> None:
        super().__init__([sentence])


@dataclass(frozen=True, slots=True)
class SheetRow:
    """`number` is what stands beside the row in the program that made it; one cell for each title."""

    number: int
    cells: tuple[object, ...]
    hidden: bool = False
    merged: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows below the titles that hold anything."""

    title: str
    header: tuple[str, ...]
    rows: tuple[SheetRow, ...]


def read_sheet(path: Path, preferred: str, is_title: Callable[[str], bool], progress: Progress) -> Sheet:
    """The sheet of this name, or the first one that is not hidden. Raises WorkbookRefused."""
    content = _content(path)
    _refuse_other_kinds(content)
    try:
        _refuse_mountains(content)
        with warnings.catch_warnings():
            # it says which decorations of the workbook it does not know: nothing of that is taken over
            warnings.simplefilter("ignore")
            return _read(content, preferred, is_title, progress)
    except GridcounterError:
        raise
    except Exception as wrong:
        # damage comes out of zip, XML and openpyxl as errors of some twenty types
        raise WorkbookRefused(f"这个文件已损坏，读不出来：{_AS_XLSX}") from wrong


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise WorkbookRefused(f"文件超过 {_LARGEST_FILE // 1_000_000} MB：请分成几个文件导入")
        return path.read_bytes()
    except (OSError, ValueError) as wrong:
        raise WorkbookRefused(f"{path.name}：打不开这个文件，请核对文件名；正用 Excel 打开的请先关闭") from wrong


def _refuse_other_kinds(content: bytes) -> None:
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise WorkbookRefused("这个文件设了打开密码：请在 Excel 或 WPS 里取消密码，另存后再导入")
        raise WorkbookRefused(f"这是旧格式的表格（.xls）：{_AS_XLSX}")
    if not content.startswith(_ZIP):
        raise WorkbookRefused(f"这不是 Excel 工作簿（.xlsx）：{_AS_XLSX}")


def _refuse_mountains(content: bytes) -> None:
    """By unpacking, not by what the file says of itself."""
    size = elements = 0
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for part in archive.infolist():
            before = b""
            with archive.open(part) as packed:
                while chunk := packed.read(_CHUNK):
                    size += len(chunk)
                    elements += chunk.count(b"<")
                    if size > _LARGEST_UNPACKED or elements > _MOST_ELEMENTS:
                        raise WorkbookRefused("这个工作簿展开后太大：请只留要导入的工作表和行，另存后再导入")
                    # a part may be written with two bytes for each character
                    text = before + chunk.replace(b"\0", b"")
                    if part.filename.endswith((".xml", ".rels")) and _DOCUMENT_TYPE.search(text):
                        raise WorkbookRefused(f"这个工作簿里有不该有的内容，没有打开：{_AS_XLSX}")
                    before = text[-16:]


def _read(content: bytes, preferred: str, is_title: Callable[[str], bool], progress: Progress) -> Sheet:
    book = load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
    try:
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not shown:
            raise WorkbookRefused(f"这个工作簿里没有工作表：{_AS_XLSX}")
        sheet = next((one for one in shown if one.title == preferred), shown[0])
        return _read_rows(sheet, is_title, progress)
    finally:
        book.close()


def _read_rows(sheet: Worksheet, is_title: Callable[[str], bool], progress: Progress) -> Sheet:
    hidden, merged = _layout(sheet)
    # what a file says of its own size is often wrong
    cast("Any", sheet).reset_dimensions()  # of the class that streams, whatever openpyxl's types say
    head, header = _find_header(sheet, is_title)
    rows: list[SheetRow] = []
    below = sheet.iter_rows(min_row=head + 1, max_row=_LAST_ROW + 1, max_col=len(header))
    for number, cells in enumerate(below, start=head + 1):
        if number > _LAST_ROW:
            raise WorkbookRefused(f"工作表到第 {_LAST_ROW} 行以后还有内容或格式：请删去表格下面的空行，另存后再导入")
        values = tuple(_value(cell) for cell in cells)
        if not any(value is not None and (not isinstance(value, str) or value.strip()) for value in values):
            continue
        if len(rows) >= MOST_ROWS:
            raise WorkbookRefused(f"超过 {MOST_ROWS} 行：请分成几个文件导入")
        if len(rows) % 500 == 0:
            progress(0, 0)
        rows.append(SheetRow(number, values, number in hidden, _lies_in(number, merged)))
    return Sheet(sheet.title, header, tuple(rows))


def _find_header(sheet: Worksheet, is_title: Callable[[str], bool]) -> tuple[int, tuple[str, ...]]:
    """The first row with the most titles that are known: others may stand above it."""
    best, found = 0, (0, tuple[str, ...]())
    for number, cells in enumerate(sheet.iter_rows(max_row=_WHERE_TITLES_STAND, max_col=_MOST_COLUMNS), start=1):
        texts = [header_text(cell.value) for cell in cells]
        known = sum(is_title(text) for text in texts)
        if known > best:
            while not texts[-1]:
                texts.pop()
            best, found = known, (number, tuple(texts))
    if not best:
        raise WorkbookRefused(
            f"前 {_WHERE_TITLES_STAND} 行里没有找到列名：请用导入模板，把列名写在一行里（如“用电人名称”“用电地址”）"
        )
    return found


def _layout(sheet: Worksheet) -> tuple[set[int], list[tuple[int, int]]]:
    """Rows that are hidden, and first and last rows of merged cells: openpyxl tells neither of a sheet it streams."""
    hidden: set[int] = set()
    merged: list[tuple[int, int]] = []
    number = 0
    with cast("Any", sheet)._get_source() as part:  # noqa: SLF001  the only way to the part of a sheet
        for _, element in iterparse(part):  # noqa: S314  see above
            kind = element.tag.rpartition("}")[2]
            if kind == "row":
                number = int(element.get("r", number + 1))
                if element.get("hidden") in {"1", "true"}:
                    hidden.add(number)
                element.clear()
            elif kind == "mergeCell":
                _, first, _, last = range_boundaries(element.get("ref", ""))
                merged.append((int(first or 0), int(last or 0)))
                if len(merged) > _MOST_MERGED:
                    raise WorkbookRefused("合并的单元格太多：请在 Excel 里全部取消合并，另存后再导入")
    return hidden, merged


def _lies_in(number: int, spans: list[tuple[int, int]]) -> bool:
    return any(first <= number <= last for first, last in spans)


def _value(cell: Any) -> object:  # noqa: ANN401  openpyxl has a type of its own for each way of reading
    if cell.data_type == "f":
        return _FORMULA
    if cell.data_type == "e":
        return NotAValue(f"错误值 {cell.value}", "数值或文字（请改正或清空这一格）")
    value = cell.value
    return _SPELLED.sub(_read_out, value) if isinstance(value, str) else value


def _read_out(spelled: re.Match[str]) -> str:
    return chr(int(spelled[1], 16))


def titles_of(sheet: Sheet) -> Iterator[tuple[int, str]]:
    """Place and text of each title; columns without one are left out."""
    return ((place, text) for place, text in enumerate(sheet.header) if text)
