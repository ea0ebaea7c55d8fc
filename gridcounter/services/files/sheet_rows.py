"""The rows of one sheet as cell values, and which rows and columns are hidden or merged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from xml.etree.ElementTree import Element

from openpyxl.utils import column_index_from_string, range_boundaries
from openpyxl.utils.datetime import from_excel, from_ISO8601

from gridcounter.core.exchange.import_cells import DayNotShown, NotAValue
from gridcounter.core.validation.models import LONGEST_LINE
from gridcounter.services.files.workbook_parts import Parts, Shows, WorkbookRefused, local, spelled_out, text_of

_MOST_MERGED = 2_000
_MOST_COLUMNS = 16_384
_YES = {"1", "true"}
_PLACE = re.compile(r"([A-Za-z]{1,3})\d*")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)

_FORMULA = NotAValue("公式", "数值或文字（请复制这一列，再用“选择性粘贴—数值”贴回）")
_NO_DAY = NotAValue("超出范围的日期", "真实的日期，如 2026-09-28（请改正或清空这一格）")


@dataclass(slots=True)
class Layout:
    """Filled while the rows are read; complete after the last row. Column positions count from 0."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    def merged_at(self, row: int, places: Sequence[int]) -> bool:
        """Whether the row has merged cells in one of these columns."""
        return any(
            first <= row <= last and any(left <= place < right for place in places)
            for left, first, right, last in self.merged
        )

    def add_merged(self, text: str) -> None:
        """`text` is a range such as A1:C3. Raises WorkbookRefused if there are too many."""
        left, first, right, last = (bound or 0 for bound in range_boundaries(text))
        self.merged.append((left - 1, first, right, last))
        if len(self.merged) > _MOST_MERGED:
            raise WorkbookRefused("合并的单元格太多：请在 Excel 里全部取消合并，另存后再导入")

    def add_columns(self, column: Element) -> None:
        """Records the columns that a `col` element hides."""
        if _is_hidden(column, "width"):
            first, last = int(column.get("min", "1")), min(int(column.get("max", "1")), _MOST_COLUMNS)
            self.hidden_columns.update(range(first - 1, last))


def read_rows(parts: Parts, part: str, layout: Layout) -> Iterator[tuple[int, Mapping[int, object]]]:
    """The row number in the file, and the cell values by column position."""
    number = 0
    for name, element in parts.elements(part, "col", "row", "mergeCell"):
        if name == "col":
            layout.add_columns(element)
        elif name == "mergeCell":
            layout.add_merged(element.get("ref", ""))
        else:
            number = int(element.get("r", number + 1))
            if _is_hidden(element, "ht"):
                layout.hidden_rows.add(number)
            yield number, _cells(parts, element)


def holds_anything(parts: Parts, part: str) -> bool:
    """Whether any cell of the sheet has a value."""
    rows = parts.elements(part, "row")
    return any(child.text or len(child) for _, row in rows for cell in row for child in cell)


def filled(value: object) -> bool:
    """False for None and for whitespace."""
    return value is not None and (not isinstance(value, str) or bool(value.strip()))


def _is_hidden(element: Element, size: str) -> bool:
    """By its hidden attribute, or by a size of zero."""
    return element.get("hidden") in _YES or element.get(size) in {"0", "0.0"}


def _cells(parts: Parts, row: Element) -> dict[int, object]:
    found: dict[int, object] = {}
    place = -1
    for cell in row:
        if local(cell.tag) != "c":
            continue
        match = _PLACE.fullmatch(cell.get("r", ""))
        place = column_index_from_string(match[1]) - 1 if match else place + 1
        value = _value(parts, cell)
        if isinstance(value, str) and len(value) > LONGEST_LINE:  # no field takes it, and reading it takes long
            value = NotAValue(f"{len(value)} 个字", f"不超过 {LONGEST_LINE} 个字")
        if value is not None:
            found[place] = value
    return found


def _value(parts: Parts, cell: Element) -> object:
    inside = {local(child.tag): child for child in cell}
    if "f" in inside:
        return _FORMULA
    if "is" in inside:
        return text_of(inside["is"])
    text = inside["v"].text if "v" in inside else None
    if not text:
        return None
    match cell.get("t", "n"):
        case "s":
            return parts.texts[_index(text)]
        case "str" | "inlineStr":
            return spelled_out(text)
        case "b":
            return text.strip() in _YES
        case "e":
            return NotAValue(f"错误值 {text}", "数值或文字（请改正或清空这一格）")
        case "d":
            return _iso(text)
    return _number(parts, text.strip(), _index(cell.get("s", "0")))


def _index(text: str) -> int:
    found = int(text)
    if found < 0:
        raise ValueError(text)
    return found


def _number(parts: Parts, text: str, style: int) -> object:
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    number = int(text) if text.lstrip("+-").isdigit() else float(text)
    shows = parts.formats[style] if style < len(parts.formats) else Shows.NUMBER
    if shows is Shows.NUMBER:
        return number
    try:
        moment: datetime | time | timedelta = from_excel(number, parts.day_zero, timedelta=shows is Shows.SPAN)
    except (OverflowError, ValueError):
        return _NO_DAY
    if shows is Shows.DAY_IN_PART and isinstance(moment, datetime):
        return DayNotShown.fromisoformat(moment.isoformat())
    return moment


def _iso(text: str) -> object:
    try:
        found: object = from_ISO8601(text)  # type: ignore[no-untyped-call]
    except ValueError:
        return _NO_DAY
    return found
