"""Fills an empty workbook of a pack as a person does: by the titles of the columns, row under row."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

from openpyxl import load_workbook

from gridcounter.services.policy.pack_workbook import write_empty_workbook

INVENTED = Path(__file__).parents[1] / "packs" / "invented"
PLACES = sorted(path.name for path in INVENTED.iterdir())


def typed_workbook(place: str, folder: Path) -> Path:
    """The workbook of an invented place, with the paper itself beside it."""
    out = folder / f"{place}.xlsx"
    write_empty_workbook(out)
    book = load_workbook(out)
    for sheet, typed in tomllib.loads((INVENTED / place / "typed.toml").read_text("utf-8")).items():
        page = book[sheet]
        if isinstance(typed, dict):
            rows = {page.cell(row, 1).value: row for row in range(2, page.max_row + 1)}
            for item, value in typed.items():
                page.cell(rows[item], 2).value = value
            continue
        titles = {cell.value: place for place, cell in enumerate(page[1], start=1)}
        for row, cells in enumerate(typed, start=2):
            for title, value in cells.items():
                page.cell(row, titles[title]).value = value
    book.save(out)
    shutil.copy(INVENTED / place / "原文.txt", folder)
    return out


def retyped(path: Path, sheet: str, row: int, title: str, value: object) -> Path:
    """With one cell changed."""
    book = load_workbook(path)
    page = book[sheet]
    titles = {cell.value: place for place, cell in enumerate(page[1], start=1)}
    page.cell(row, titles[title]).value = value  # type: ignore[assignment]  # any value of a cell
    book.save(path)
    return path
