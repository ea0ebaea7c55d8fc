"""The parts of a workbook that hold values: its sheets, the shared strings, and which formats show dates.

Nothing else of the file is opened, so colours, fonts, properties, names, lists and pictures may be in any state.
Element names are compared without their namespace: the strict form of the standard (ISO/IEC 29500) reads the same.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from functools import cached_property
from typing import IO
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from defusedxml.ElementTree import ParseError, iterparse
from openpyxl.styles.numbers import BUILTIN_FORMATS, STRIP_RE, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from gridcounter.errors import WrongInput

AS_XLSX = "请用 Excel 或 WPS 打开后另存为 .xlsx 再导入"
#: Names of the parts that may be read.
READABLE = (".xml", ".rels")
_WORKBOOK = "xl/workbook.xml"
_SPELLED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_YES = {"1", "true"}

_YEAR_MONTH, _MONTH_DAY, _TIME = 'yyyy"年"m"月"', 'm"月"d"日"', 'h"时"mm"分"'
#: Built into Chinese Excel and WPS and not written into files (ECMA-376, 18.8.30, zh-cn); openpyxl knows English ones.
CHINESE_FORMATS = {
    **dict.fromkeys((27, 36, 50, 52, 57), _YEAR_MONTH),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), _MONTH_DAY),
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    **dict.fromkeys((32, 33, 34, 35, 55, 56), _TIME),
}


class Shows(Enum):
    """How the format of a cell shows a number."""

    NUMBER = auto()
    DAY = auto()
    #: A date of which only the month, the weekday or the time is shown.
    DAY_IN_PART = auto()
    SPAN = auto()


class WorkbookRefused(WrongInput):
    """One sentence that says what to do with the file."""

    def __init__(self, sentence: str) -> None:
        super().__init__([sentence])


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet of the workbook: its title, the path of its part in the ZIP, and whether it is hidden."""

    title: str
    part: str
    hidden: bool


class Parts:
    """The parts of an open archive. Damage is raised as zipfile and XML errors."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._names = {_bare(name): name for name in archive.namelist() if _bare(name).endswith(READABLE)}
        self._workbook = self._find_workbook()
        self._related = {key: (kind, part) for key, kind, part in self._relations(self._workbook)}
        self.day_zero: datetime = WINDOWS_EPOCH
        self.sheets = tuple(self._sheets())

    def elements(self, part: str, *names: str) -> Iterator[tuple[str, Element]]:
        """The elements of these names, each cleared before the next is read.

        Raises DefusedXmlException at a document type.
        """
        with self._open(part) as source:
            for _, element in iterparse(source, forbid_dtd=True):
                name = local(element.tag)
                if name in names:
                    yield name, element
                    element.clear()

    @cached_property
    def texts(self) -> list[str]:
        """The shared strings in their order; empty where there are none."""
        part = self._part_of_kind("sharedStrings")
        return [text_of(item) for _, item in self.elements(part, "si")] if part else []

    @cached_property
    def formats(self) -> tuple[Shows, ...]:
        """The kind of each cell style.

        In a file whose styles cannot be read dates are numbers, and are reported when met.
        """
        codes: dict[int, str] = dict(BUILTIN_FORMATS) | CHINESE_FORMATS
        styles: list[int] = []
        try:
            for name, table in self.elements(self._part_of_kind("styles"), "numFmts", "cellXfs"):
                if name == "numFmts":
                    codes |= {_number(one.get("numFmtId")): one.get("formatCode", "") for one in table}
                elif not styles:
                    styles = [_number(one.get("numFmtId")) for one in table]
        except (ParseError, KeyError):
            return ()
        return tuple(shows(codes.get(style, "")) for style in styles)

    def _open(self, part: str) -> IO[bytes]:
        return self._archive.open(self._names[_bare(part)])

    def _find_workbook(self) -> str:
        known = [part for _, kind, part in self._relations("") if kind == "officeDocument"]
        part = known[0] if known else _WORKBOOK
        if part.lower().endswith(".bin"):
            raise WorkbookRefused(f"这是二进制格式的表格（.xlsb）：{AS_XLSX}")
        if _bare(part) not in self._names or not any(True for _ in self.elements(part, "workbook")):
            raise WorkbookRefused(f"这不是 Excel 工作簿（.xlsx）：{AS_XLSX}")
        return part

    def _relations(self, part: str) -> Iterator[tuple[str, str, str]]:
        """Id, last word of the type and target of each relation; none if the part has no relations."""
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        if _bare(path) not in self._names:
            return
        for _, one in self.elements(path, "Relationship"):
            target = one.get("Target", "").replace("\\", "/")
            kind = one.get("Type", "").rpartition("/")[2]
            yield one.get("Id", ""), kind, posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")

    def _part_of_kind(self, wanted: str) -> str:
        found = (part for kind, part in self._related.values() if kind == wanted)
        return next((part for part in found if _bare(part) in self._names), "")

    def _sheets(self) -> Iterator[SheetPart]:
        for name, element in self.elements(self._workbook, "workbookPr", "sheet"):
            if name == "workbookPr":
                self.day_zero = MAC_EPOCH if element.get("date1904") in _YES else WINDOWS_EPOCH
                continue
            key = next((value for key, value in element.items() if key.endswith("}id")), "")
            kind, part = self._related.get(key, ("", ""))
            if kind == "worksheet" and _bare(part) in self._names:
                yield SheetPart(element.get("name", ""), part, element.get("state", "visible") != "visible")


def local(tag: str) -> str:
    """The name of an element without its namespace."""
    return tag.rpartition("}")[2]


def text_of(item: Element) -> str:
    """The text of a shared or inline string, from runs or whole; its phonetic reading is left out."""
    pieces = []
    for child in item:
        name = local(child.tag)
        if name == "t":
            pieces.append(child.text or "")
        elif name == "r":
            pieces += [piece.text or "" for piece in child if local(piece.tag) == "t"]
    return spelled_out("".join(pieces))


def spelled_out(text: str) -> str:
    """Replaces the number escapes for characters that XML does not allow."""
    return _SPELLED.sub(lambda spelled: chr(int(spelled[1], 16)), text)


def shows(code: str) -> Shows:
    """By the first section of a format, which applies to non-negative numbers."""
    if is_timedelta_format(code):
        return Shows.SPAN
    bare = STRIP_RE.sub("", code.split(";", maxsplit=1)[0]).casefold()
    if not is_date_format(code) and "aaa" not in bare:
        return Shows.NUMBER
    return Shows.DAY if re.search(r"(?<![d\\])d{1,2}(?!d)", bare) else Shows.DAY_IN_PART


def _bare(name: str) -> str:
    """Some programs write part names with other capitals than their references, or with backslashes."""
    return name.replace("\\", "/").lstrip("/").lower()


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0
