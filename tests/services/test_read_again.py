"""What a clerk and a proof-reader stumbled over in forty printed applications; held for whatever is applied for."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pytest
from extent import LONG
from paper_builders import built, random_applications, text_of, texts
from test_read_by_an_outsider import NOTICE, RECEIPT, high

from gridcounter.core.form_model import Callout, FieldGrid, GroupRow, Heading, ItemRow, ItemTable, Prose, texts_of
from gridcounter.core.papers.view import Printing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paper_builders import Raw

    from gridcounter.core.form_model import Content, FormModel

ACCEPTED = Printing(accepted=True)
COUNT = 200 if LONG else 40


@cache
def everything() -> tuple[tuple[Raw, dict[str, FormModel]], ...]:
    """All papers of accepted applications of every place."""
    raws = random_applications(20261130, COUNT)
    return tuple((raw, {name: form.model for name, form in built(raw, printing=ACCEPTED).items()}) for raw in raws)


def told(content: Content) -> str:
    return "".join("".join(getattr(part, "text", "") for part in paragraph) for paragraph in content)


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


@pytest.mark.parametrize(
    ("place", "length", "crossing", "said"),
    [
        ("liangzihu", 1000, 12, "线路总长 1000 米，超过 600 米上限"),
        ("liangzihu", 1000, 35, "穿越城市道路长度超过 30 米上限；线路总长超过 600 米上限"),
        ("lianyungang", 1000, 12, "线路总长 1000 米，应小于 1000 米"),
    ],
)
def test_a_missed_condition_names_its_limit(place: str, length: int, crossing: int, said: str) -> None:
    works = {"kind": "customer_connection", "length_m": length, "road_crossing_m": crossing, "occupies": ["footway"]}
    line = box(built(high(place, **{"case.works": works}), NOTICE)[NOTICE].model)["外线手续"]

    assert f"（{said}）" in line


def test_no_distance_stands_where_a_limit_is_read() -> None:
    for raw, papers in everything():
        for paper, model in papers.items():
            assert "距限值" not in "".join(texts_of(model)), (raw["case"], paper)
        assert not re.search("超出 |不足 ", box(papers[NOTICE])["外线手续"]), raw["case"]
