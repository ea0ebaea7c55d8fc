"""A pack in a workbook, saved the ways in which spreadsheet programs save."""

from __future__ import annotations

import os
from io import BytesIO
from typing import TYPE_CHECKING

from openpyxl import load_workbook

from builders.sixth_place import sixth_place
from gridcounter.services.policy.pack_workbook import write_pack_workbook

if TYPE_CHECKING:
    from pathlib import Path


def a_workbook(folder: Path) -> Path:
    """The sixth place's pack, in a workbook that lies alone in a folder."""
    desk = folder / "desk"
    desk.mkdir(exist_ok=True)
    out = desk / "样例市.xlsx"
    write_pack_workbook(sixth_place(folder / "pack"), out)
    return out


def saved(path: Path, sheet: str, row: int, title: str, value: object, *, in_place: bool = False) -> Path:
    """With one cell changed, rows counted from 1; as another file in its stead, or as the same one written anew."""
    opened = load_workbook(path)
    page = opened[sheet]
    titles = [cell.value for cell in page[1]]
    page.cell(row, titles.index(title) + 1).value = value  # type: ignore[assignment]  # any value of a cell
    if in_place:  # nothing else happens in its folder
        content = BytesIO()
        opened.save(content)
        path.write_bytes(content.getvalue())
    else:
        beside = path.with_suffix(".tmp")
        opened.save(beside)
        os.replace(beside, path)  # noqa: PTH105  in one act
    return path
