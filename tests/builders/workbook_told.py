"""A workbook cell by cell, as a text: what stands in it, how wide, in which formats, what stays when it is scrolled."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl import load_workbook

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet


def workbook_told(path: Path) -> Iterator[str]:
    # what is open for reading cannot be deleted on Windows
    book = load_workbook(io.BytesIO(path.read_bytes()))
    for sheet in book.worksheets:
        yield from _sheet(sheet)


def _sheet(sheet: Worksheet) -> Iterator[str]:
    widths = " ".join(f"{letter}{one.width:g}" for letter, one in sorted(sheet.column_dimensions.items()))
    yield f"[{sheet.title}] widths {widths}; freeze {sheet.freeze_panes}; filter {sheet.auto_filter.ref}"
    for rules in sheet.data_validations.dataValidation:
        yield f"  {rules.sqref}: {rules.type} {rules.formula1} {rules.errorTitle or ''} {rules.error or ''}"
    for merged in sheet.merged_cells.ranges:
        yield f"  merged {merged}"
    looks: dict[str, list[str]] = defaultdict(list)
    for row in sheet.iter_rows():
        yield "  " + " | ".join(_value(cell) for cell in row)
        for cell in row:
            if cell.value is not None:
                looks[_look(cell)].append(cell.coordinate)
    for look, cells in looks.items():
        yield f"  {look or 'plain'}: {cells[0]}" + (f" … {cells[-1]} ({len(cells)})" if len(cells) > 1 else "")
    notes = [(cell.coordinate, cell.comment.text) for row in sheet.iter_rows() for cell in row if cell.comment]
    for where, text in notes:
        yield f"  note {where}: {text}"


def _value(cell: Cell | MergedCell) -> str:
    """A number, a day and a truth look otherwise than the same as a text."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("\n", "⏎")
    return f"={value.isoformat()[:10]}" if isinstance(value, date) else f"={value!r}"


def _look(cell: Cell | MergedCell) -> str:
    found = [] if cell.number_format == "General" else [cell.number_format]
    found += ["bold"] if cell.font.b else []
    found += ["wrap"] if cell.alignment.wrap_text else []
    found += [str(cell.alignment.vertical)] if cell.alignment.vertical else []
    found += [f"fill {cell.fill.fgColor.rgb}"] if cell.fill.fill_type else []
    found += ["unlocked"] if not cell.protection.locked else []
    return " ".join(found)
