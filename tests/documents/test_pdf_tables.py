"""The measured pages and tables of a PDF: margins, feet, widths, heights, fills, and line widths."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from builders.documents.pdf_looks import BOTTOM, LEFT, LONG, MM, RIGHT, SANS, TOP, a_table, drawn, words

from gridcounter.core.papers.form_model import (
    Callout,
    Column,
    Field,
    FieldGrid,
    GroupRow,
    Head,
    Heading,
    ItemRow,
    ItemTable,
    Party,
    Prose,
    Signatures,
)
from gridcounter.documents.layout.keep_together import kept_lines
from gridcounter.documents.layout.lines import Line
from gridcounter.documents.profiles import LARGE, PORTABLE, PROFILES, Profile


def table_of(rows: tuple[ItemRow, ...]) -> ItemTable:
    return ItemTable((Column("情形", 1),), rows)


near: Any = pytest.approx  # else a pair of measures is compared with a pair of another type


# ---- the page


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_the_margins_are_white_and_used_to_the_edge_in_every_profile(profile: Profile) -> None:
    for page in drawn(Heading("一、标题"), a_table(80, LONG), Prose(words(LONG * 9)), profile=profile):
        assert min(cell.x for cell in page.cells) == near(LEFT)
        assert max(cell.right for cell in page.cells) == near(RIGHT)
        assert max(cell.top for cell in page.cells) <= TOP + 0.01
        assert min(cell.y for cell in page.cells) >= BOTTOM - 0.01
        assert min(text.x for text in page.texts) >= LEFT - 0.01


def test_no_page_begins_or_ends_with_a_single_line_of_a_paragraph() -> None:
    """Which lines of a paragraph of one to five stay with the next."""
    line = Line((), 10.0, 8.0)
    assert [[item.keep for item in kept_lines([line] * count, 4.0)] for count in range(1, 6)] == [
        [False],
        [True, False],
        [True, True, False],
        [True, True, True, False],
        [True, False, False, True, False],
    ]


@pytest.mark.parametrize("count", range(20, 60))
def test_three_fields_stand_below_a_heading_and_a_row_that_continues_another_on_its_page(count: int) -> None:
    continued = {4, 5, 9}
    rows = tuple((Field(f"项{n}", words("值"), continues=n in continued),) for n in range(12))
    pages = drawn(a_table(count, "行"), Heading("下面的表"), FieldGrid(1, rows))
    on_page = {text.text: number for number, page in enumerate(pages) for text in page.texts}

    assert on_page["下面的表"] == on_page["项0"] == on_page["项1"] == on_page["项2"]
    assert all(on_page[f"项{n}"] == on_page[f"项{n - 1}"] for n in continued)


@pytest.mark.parametrize("count", range(20, 60))
def test_a_condition_that_goes_with_the_one_above_stands_on_its_page(count: int) -> None:
    rows = tuple(ItemRow((words(f"第{n}行"),), continues=n in {3, 4, 8}) for n in range(12))
    on_page = {
        text.text: number
        for number, page in enumerate(drawn(a_table(count, "行"), table_of(rows)))
        for text in page.texts
    }

    assert all(on_page[f"第{n}行"] == on_page[f"第{n - 1}行"] for n in (3, 4, 8))


def test_the_foot_gives_way_before_it_takes_two_lines() -> None:
    for running, size in (("告知书\u3000连云港市\u3000表样 2026.5", 12.5), ("告知书" * 9 + "\u3000表样 2026.5", 10.5)):
        (page,) = drawn(Heading("标题"), profile=LARGE, running=running)
        assert (page.at("告知书").text, page.at("告知书").size) == (running, size)


def test_page_numbers_are_at_the_right_and_the_running_line_at_the_left_of_every_foot() -> None:
    pages = drawn(a_table(90), profile=PORTABLE)

    for number, page in enumerate(pages, start=1):
        left, right = page.at("热敏件请复印保存"), page.at(f"第 {number} 页 共 {len(pages)} 页")
        assert left.x == near(LEFT)
        assert RIGHT - len(right.text) * right.size < right.x < RIGHT - len(right.text) * right.size / 3
        assert left.y == right.y
        # 4 mm below the text, with the white of its line above its letters
        assert left.y == near(BOTTOM - 4 * MM - 0.15 * 9 - 0.86 * 9)
        assert left.text == "热敏件请复印保存\u3000告知书0007"


def test_the_title_is_in_the_middle_and_above_its_subtitle() -> None:
    (page,) = drawn(Prose(words("文")))
    title, subtitle = page.at("样例告知书"), page.at("第1版")

    assert title.size == 20
    assert title.x + 2.5 * title.size == near((LEFT + RIGHT) / 2)
    assert title.y > subtitle.y
    assert title.face == SANS


# ---- tables


def test_the_head_of_a_table_is_on_every_page_at_its_top_with_the_same_columns() -> None:
    pages = drawn(a_table(130))

    assert len(pages) > 2
    columns = {(cell.x, cell.width) for page in pages for cell in page.cells}
    assert len(columns) == 2
    for page in pages[1:]:
        assert page.cell_of("资料名称").top == near(TOP)
        assert page.cell_of("资料名称").top > page.cell_of("第").top
    assert len({page.cell_of("资料名称").height for page in pages}) == 1


@pytest.mark.parametrize("widths", [(3, 1), (30, 10), (1, 1), (55, 25)])
def test_columns_share_the_width_as_they_are_given(widths: tuple[float, float]) -> None:
    (page,) = drawn(a_table(2, "第{}项", *widths))
    name, count = page.cell_of("资料名称"), page.cell_of("份数")

    assert name.width / count.width == near(widths[0] / widths[1])
    assert name.width + count.width == near(RIGHT - LEFT)
    assert [page.cell_of(text).x for text in ("第1项", "第2项")] == near([name.x] * 2)


def test_rows_lie_one_under_the_other_without_a_gap_and_their_cells_are_equally_high() -> None:
    rows = (ItemRow((words(LONG * 4), words("短"))), ItemRow((words("短"), words("短"))))
    (page,) = drawn(ItemTable(a_table(0).columns, rows))
    edges = sorted({(round(cell.top, 2), round(cell.y, 2)) for cell in page.cells}, reverse=True)

    assert len(edges) == 3
    assert all(upper[1] == near(lower[0], abs=0.02) for upper, lower in pairwise(edges))


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_a_row_is_as_high_as_its_lines_and_one_to_write_in_at_least_7_mm(profile: Profile) -> None:
    rows = (
        ItemRow((words("甲"), words("乙"))),
        ItemRow((words("一", "二", "三"), words("乙"))),
        ItemRow((words("丁"), ())),
    )
    (page,) = drawn(ItemTable(a_table(0).columns, rows), FieldGrid(1, ((Field("填", ()),),)), profile=profile)
    one, three, empty, field = (page.cell_of(text).height for text in ("甲", "一", "丁", "填"))

    line, white = profile.table * 1.28, 2 * 2.4
    assert (one, three) == (near(line + white), near(3 * line + white))
    assert (empty, field) == (near(max(7 * MM, line + white)),) * 2


def test_text_is_in_the_middle_of_a_high_row_and_as_near_to_both_its_lines() -> None:
    (page,) = drawn(ItemTable(a_table(0).columns, (ItemRow((words("一", "二", "三"), words("中"))),)))
    cell = page.cell_of("中")

    assert page.at("中").y == near(page.at("二").y)
    above, below = cell.top - page.at("一").y - page.at("一").size, page.at("三").y - cell.y
    assert abs(above - below) < 3


def test_a_centred_column_is_centred_and_others_begin_four_points_from_their_line() -> None:
    (page,) = drawn(a_table(1))
    cell, text = page.cell_of("原件"), page.at("原件")

    assert text.x + text.size == near(cell.x + cell.width / 2)
    assert page.at("第1项").x == near(page.cell_of("第1项").x + 4)


def test_labels_heads_and_groups_are_tinted_and_nothing_else() -> None:
    table = ItemTable(a_table(0).columns, (GroupRow("申请时"), ItemRow((words("甲"), words("乙")))))
    (page,) = drawn(FieldGrid(2, ((Field("申请人", words("某")), Field("", words("无标签"))),)), table)
    tinted = {text.text for text in page.texts if any(fill.holds(text) for fill in page.fills)}

    assert tinted == {"申请人", "资料名称", "份数", "申请时"}
    assert {round(fill.grey or 0, 2) for fill in page.fills} == {0.91}
    assert [(fill.x, fill.width) for fill in page.fills if fill.holds(page.at("申请时"))] == [
        (near(LEFT), near(RIGHT - LEFT))
    ]


def test_a_label_is_as_wide_as_the_longest_of_its_column_between_two_bounds() -> None:
    def widths(*labels: str) -> set[float]:
        (page,) = drawn(FieldGrid(1, tuple((Field(label, words("值")),) for label in labels)))
        return {round(fill.width, 2) for fill in page.fills}

    assert widths("姓名") == {round(16 * MM, 2)}
    assert widths("姓名", "统一社会信用代码") == {8 * 10.5 + 2 * 4 + 1}
    assert widths("长" * 60) == {round(0.45 * (RIGHT - LEFT), 2)}


def test_fields_are_in_the_halves_of_their_row_and_a_wide_one_over_both() -> None:
    rows = ((Field("甲", words("一")), Field("乙", words("二"))), (Field("丙", words("三"), 2),))
    (page,) = drawn(FieldGrid(2, rows))
    half = (RIGHT - LEFT) / 2

    assert [page.cell_of(text).x for text in "甲乙丙"] == near([LEFT, LEFT + half, LEFT])
    assert [page.cell_of(text).right for text in "一二三"] == near([LEFT + half, RIGHT, RIGHT])


def test_lines_of_tables_are_thin_and_those_of_what_is_read_first_are_thick() -> None:
    head = Head((), (), marks=("演示",))
    (page,) = drawn(
        Callout("一眼看懂", words("文")), a_table(1), Signatures((Party("申请人", words("签名：")),)), head=head
    )

    assert [page.cell_of(text).stroke for text in ("演示", "一眼看懂", "第1项", "申请人")] == [1.6, 1.6, 0.5, 0.5]
