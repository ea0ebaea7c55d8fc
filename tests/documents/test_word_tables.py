"""The tables of a Word file, measured in their markup: rules, widths, heights, space to write and to seal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.documents.word_looks import MM, ONE, SIGNED, TEXT_WIDTH, a_table, found, tables, value, words
from docx.oxml.ns import qn

from gridcounter.core.papers.form_model import (
    Blank,
    Block,
    Callout,
    Column,
    Field,
    FieldGrid,
    GroupRow,
    Head,
    ItemRow,
    ItemTable,
    Party,
    Signatures,
)
from gridcounter.documents.profiles import LARGE, NORMAL, PORTABLE, PROFILES, Profile

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement


# ---- tables


def rules(table: BaseOxmlElement) -> list[tuple[str, int]]:
    (borders,) = found(table, "w:tblBorders")
    return [(str(side.tag).rpartition("}")[2], thickness(side)) for side in borders]


def thickness(side: BaseOxmlElement) -> int:
    """None is said: a line of no width is drawn as a hair."""
    return 0 if side.get(qn("w:val")) == "nil" else int(side.get(qn("w:sz"))) or -1


def test_the_rules_of_tables_are_thin_inside_and_thick_around_what_is_read_first() -> None:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    head, callout, grid, table, signed = tables(
        Callout("题", words("文")),
        FieldGrid(1, ((Field("甲", words("乙")),),)),
        a_table(ONE),
        SIGNED,
        head=Head(("某厅",), ("编号",)),
    )

    assert rules(head) == [(side, 0) for side in sides]
    assert rules(callout) == list(zip(sides, (12, 12, 12, 12, 0, 0), strict=True))
    for each in (grid, table, signed):
        assert rules(each) == list(zip(sides, (8, 8, 8, 8, 4, 4), strict=True))


def test_text_keeps_off_the_rules_and_the_head_is_at_the_margin() -> None:
    def margins(table: BaseOxmlElement) -> list[int]:
        (cells,) = found(table, "w:tblCellMar")
        return [int(value(side, "w:w")) for side in cells]

    head, callout, table, signed = tables(
        Callout("题", words("文")), a_table(ONE), SIGNED, head=Head(("某厅",), ("编号",))
    )

    assert margins(head) == [0, 0, 0, 0]
    assert [margins(each) for each in (callout, table, signed)] == [[p, 85, p, 85] for p in (70, 30, 85)]
    for each in (head, callout, table, signed):
        assert [value(part, "w:w") for part in found(each, "w:tblInd")] == ["0"]


@pytest.mark.parametrize("profile", [NORMAL, PORTABLE, LARGE], ids=lambda profile: profile.name)
@pytest.mark.parametrize(
    "block",
    [
        Callout("题", words("文")),
        FieldGrid(2, ((Field("甲", words("一")), Field("乙", words("二"))), (Field("丙", words("三"), 2),))),
        a_table(GroupRow("组"), ONE),
        Signatures(tuple(Party(f"单位{n}", words("签名：")) for n in range(5))),
    ],
    ids=["callout", "grid", "table", "signatures"],
)
def test_every_table_is_as_wide_as_the_text_in_fixed_columns(block: Block, profile: Profile) -> None:
    (table,) = tables(block, profile=profile)
    columns = [int(value(column, "w:w")) for column in found(table, "w:gridCol")]

    assert [value(layout, "w:type") for layout in found(table, "w:tblLayout")] == ["fixed"]
    assert [int(value(width, "w:w")) for width in found(table, "w:tblW")] == [sum(columns)] == [TEXT_WIDTH]
    for row in found(table, "w:tr"):
        assert sum(int(value(cell, "w:w")) for cell in found(row, "w:tcW")) == TEXT_WIDTH


@pytest.mark.parametrize(("widths", "share"), [((3, 1), 0.75), ((55, 45), 0.55), ((1, 1), 0.5)])
def test_columns_share_the_width_as_they_are_given(widths: tuple[float, float], share: float) -> None:
    columns = (Column("资料", widths[0]), Column("份数", widths[1]))
    (table,) = tables(ItemTable(columns, (ONE,)))
    first, _ = (int(value(column, "w:w")) for column in found(table, "w:gridCol"))

    assert first == pytest.approx(TEXT_WIDTH * share, abs=1)


def test_only_the_head_of_a_table_is_repeated_and_grids_have_none() -> None:
    grid, table = tables(
        FieldGrid(1, ((Field("甲", words("乙")),),) * 3), a_table(GroupRow("组"), ONE, ONE, GroupRow("组"), ONE)
    )

    assert not found(grid, "w:tblHeader")
    assert [bool(found(row, "w:tblHeader")) for row in found(table, "w:tr")] == [True] + [False] * 5


def test_a_row_to_write_in_is_at_least_7_mm_high_and_no_other() -> None:
    rows = (ONE, ItemRow((words("甲"), ())), ItemRow((words("甲"), words(""))), ItemRow((words("甲"), ((Blank(),),))))
    (table,) = tables(a_table(*rows))
    heights = [[(value(h), value(h, "w:hRule")) for h in found(row, "w:trHeight")] for row in found(table, "w:tr")]

    by_hand = [(str(round(7 * MM)), "atLeast")]
    assert heights == [[], [], by_hand, by_hand, []]


def test_cells_are_in_the_middle_and_those_to_sign_at_the_top() -> None:
    table, signed = tables(a_table(ONE), SIGNED)

    assert {value(align) for align in found(table, "w:vAlign")} == {"center"}
    assert {value(align) for align in found(signed, "w:vAlign")} == {"top"}


# ---- to seal


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
@pytest.mark.parametrize("lines", [1, 2, 9])
def test_a_seal_of_42_mm_fits_into_its_row_and_finds_white_above_the_lines(lines: int, profile: Profile) -> None:
    sealed = Party("单位", words(*["经办人："] * lines), seal=True)
    (table,) = tables(Signatures((Party("申请人", words("签名：")), sealed)), profile=profile)
    (height,) = found(table, "w:trHeight")
    own, beside = [int(value(space, "w:after")) for space in reversed(found(table, "w:spacing"))]

    assert (value(height), value(height, "w:hRule")) == (str(round(43.5 * MM)), "atLeast")
    assert own >= 7 * MM - 1
    assert beside >= own if lines == 1 else beside > own  # what is signed beside it stands at the foot of the row


def test_a_row_without_a_seal_is_as_high_as_its_lines() -> None:
    (table,) = tables(SIGNED)
    assert not found(table, "w:trHeight")


def test_under_a_seal_without_lines_42_mm_are_free() -> None:
    (table,) = tables(Signatures((Party("登记", words("收件日期：")), Party("机关", (), seal=True))))
    *_, after = [value(space, "w:after") for space in found(table, "w:spacing")]

    assert int(after) == round(42 * MM)


def test_signing_lines_end_60_twips_before_their_cell_does() -> None:
    (table,) = tables(Signatures((Party("申请人", words("签名：")), Party("单位", words("签名：")))))
    width = int(value(found(table, "w:gridCol")[0], "w:w"))

    assert {int(value(tab, "w:pos")) for tabs in found(table, "w:tabs") for tab in tabs} == {width - 2 * 85 - 60}
    assert {value(tab) for tabs in found(table, "w:tabs") for tab in tabs} == {"right"}
