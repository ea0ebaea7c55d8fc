"""A cell with stretches of road: the parsed values, and the message for unreadable parts."""

from __future__ import annotations

from typing import Any

import pytest

from gridcounter.core.exchange.import_cells import read_cell
from gridcounter.core.exchange.import_columns import COLUMNS, Kind
from gridcounter.core.exchange.import_road_stretches import HOW

COLUMN = next(column for column in COLUMNS if column.kind is Kind.STRETCHES)
ONE = {"road": "样例路北侧", "surface": "footway", "length_m": 180, "width_m": 0.5, "reason": "敷设电缆"}
TWO = {"surface": "green", "length_m": 10, "width_m": 2}


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("样例路北侧，人行道，180×0.5，敷设电缆", [ONE]),
        ("样例路北侧|便道|180米x０.5 m|敷设电缆", [ONE]),
        ("样例路北侧,人行道,180*0.5,敷设电缆\n，绿化带，10乘2", [ONE, TWO]),
        ("样例路北侧,人行道,180 X 0.5,敷设电缆;,绿地,10×2；", [ONE, TWO]),
        (
            "样例路北侧，人行道，180×0.5，国槐2棵，路灯杆1根，敷设电缆，2026-10-12至2026年10月30日",
            [
                {
                    **ONE,
                    "trees": 2,
                    "trees_kind": "国槐",
                    "lamp_posts": 1,
                    "from_on": "2026-10-12",
                    "to_on": "2026-10-30",
                }
            ],
        ),
        ("样例路北侧，，", [{"road": "样例路北侧"}]),
        (" \n ", None),
        ("，，，", None),
    ],
)
def test_stretches_are_read_as_clerks_write_them(text: str, rows: list[dict[str, Any]] | None) -> None:
    assert read_cell(COLUMN, text) == (rows, None)


@pytest.mark.parametrize(
    ("given", "found", "allowed"),
    [
        ("样例路，道路，3×2", "第 1 段的“道路”", "部位，以下之一：人行道、非机动车道、机动车道、绿地"),
        ("样例路，人行道，3×2\n样例路，人行道，3", "第 2 段的“3”", "长×宽，以米计，如 32×3.9"),
        ("样例路，人行道，3×2×1", "第 1 段的“3×2×1”", "长×宽，以米计，如 32×3.9"),
        ("样例路，人行道，0×2", "第 1 段的长 0", "大于 0 的数"),
        ("样例路 人行道 3×2", "第 1 段的“样例路 人行道 3×2”", HOW),
        (12, "12", HOW),
    ],
)
def test_what_cannot_be_read_is_reported_with_its_stretch(given: object, found: str, allowed: str) -> None:
    value, problem = read_cell(COLUMN, given)

    assert value is None
    assert problem is not None
    assert (problem.path, problem.found, problem.allowed) == ("占用路段", found, allowed)


def test_a_second_reason_and_too_many_stretches_are_refused() -> None:
    for text in ("样例路，人行道，3×2，甲，乙", "样例路，人行道，3×2\n" * 61):
        assert read_cell(COLUMN, text)[1] is not None


def test_a_cell_holds_as_many_stretches_as_a_form_and_not_one_more() -> None:
    row, text = "样例路北侧，人行道，180×0.5", {key: ONE[key] for key in ("road", "surface", "length_m", "width_m")}
    assert read_cell(COLUMN, "\n".join([row] * 60)) == ([text] * 60, None)
    taken, problem = read_cell(COLUMN, "\n".join([row] * 61))
    assert taken is None
    assert problem is not None
    assert (problem.found, problem.allowed) == ("61 段", "不超过 60 段")
