"""What the printed papers of invented applications say, cell by cell, for tests that hold whatever is applied for."""

from __future__ import annotations

from functools import cache

from builders.extent import LONG
from builders.paper_builders import Raw, built, plain, random_applications
from gridcounter.core.papers.form_model import Callout, Content, FieldGrid, FormModel, ItemRow, ItemTable, texts_of
from gridcounter.core.papers.view import Printing

ACCEPTED = Printing(accepted=True)
COUNT = 200 if LONG else 40


@cache
def everything() -> tuple[tuple[Raw, dict[str, FormModel]], ...]:
    """All papers of accepted applications of every place."""
    raws = random_applications(20261130, COUNT)
    return tuple((raw, {name: form.model for name, form in built(raw, printing=ACCEPTED).items()}) for raw in raws)


def told(content: Content) -> str:
    return "".join("".join(getattr(part, "text", "") for part in paragraph) for paragraph in content)


def text_of_model(model: FormModel) -> str:
    return plain("".join(texts_of(model)))


def box(model: FormModel) -> dict[str, str]:
    """What stands behind each lead of 一眼看懂."""
    lines = next(block for block in model.blocks if isinstance(block, Callout)).lines
    return dict(told((line,)).split("\u3000", 1) for line in lines)


def rows(model: FormModel, first_column: str) -> list[tuple[str, ...]]:
    tables = (block for block in model.blocks if isinstance(block, ItemTable))
    return [
        tuple(told(cell) for cell in row.cells)
        for table in tables
        if table.columns[0].title == first_column
        for row in table.rows
        if isinstance(row, ItemRow)
    ]


def field(model: FormModel, label: str) -> Content:
    grids = (block for block in model.blocks if isinstance(block, FieldGrid))
    found = [one.value for grid in grids for row in grid.rows for one in row if one.label == label]
    return tuple(paragraph for paragraph in found[0] if paragraph) if found else ()
