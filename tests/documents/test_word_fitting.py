"""What fits into its cell in a Word file, and what stays together on a page, measured in the markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.documents.word_looks import ONE, SIGNED, a_table, found, opened, tables, value, words
from docx.oxml.ns import qn

from gridcounter.core.papers.form_model import (
    Blank,
    Block,
    Callout,
    Column,
    Content,
    Field,
    FieldGrid,
    Heading,
    ItemRow,
    ItemTable,
    Prose,
    Words,
)
from gridcounter.documents.profiles import LARGE, NORMAL, Profile

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement


BORDERS = 3  # millimetres: the white beside the text of a cell, both sides


def in_a_cell(content: Content, width: float) -> ItemTable:
    """`width` in millimetres."""
    return ItemTable((Column("项", width), Column("旁", 165 - width)), (ItemRow((content, words("旁"))),))


def said(element: BaseOxmlElement) -> str:
    return "".join(text.text or "" for text in found(element, "w:t"))


def styles_of(paragraph: BaseOxmlElement) -> list[str]:
    return [value(style) for style in found(paragraph, "w:rStyle")]


# ---- cells


@pytest.mark.parametrize("whole", ["2026年10月12日", "8:30—17:30", "0537-00000021"])
def test_dates_hours_and_telephones_too_wide_for_their_cell_are_set_small(whole: str) -> None:
    for width, small in ((15, ["Small"]), (60, [])):
        (table,) = tables(in_a_cell(words(whole), width))
        (part,) = [one for one in found(table, "w:p") if said(one) == whole]
        assert styles_of(part) == small


def test_a_telephone_beside_a_label_of_five_characters_fits_in_a_grid_of_three_in_large_type() -> None:
    phone = "0537-0000001"
    fields = (Field("现场负责人", words("甲")), Field("现场电话", words(phone), 2))
    (grid,) = tables(FieldGrid(3, (fields,)), profile=LARGE)
    room = int(value(found(grid, "w:gridCol")[1], "w:w")) / 20 - BORDERS * 72 / 25.4

    assert room >= len(phone) * 0.5 * LARGE.small


@pytest.mark.parametrize(
    ("label", "width", "style"),
    [("提前多久、办几次", 40, []), ("提前多久、办几次", 29, ["StrongSmall"]), ("提前多久、办几次", 20, [])],
)
def test_a_head_is_set_small_where_only_that_keeps_it_on_one_line(label: str, width: float, style: list[str]) -> None:
    """The fault: Word parted its last character from it."""
    table = ItemTable((Column(label, width), Column("旁", 165 - width)), (ItemRow((words("甲"), words("乙"))),))
    (drawn,) = tables(table)
    (head,) = [one for one in found(drawn, "w:p") if said(one) == label]
    assert styles_of(head) == style


def test_a_label_of_five_characters_is_not_parted_in_a_grid_of_three_in_large_type() -> None:
    fields = (Field("新建居住区", words("否")), Field("园区", words("无")), Field("区域", words("市区")))
    (grid,) = tables(FieldGrid(3, (fields,)), profile=LARGE)
    room = int(value(found(grid, "w:gridCol")[0], "w:w")) / 20 - BORDERS * 72 / 25.4
    (label,) = [one for one in found(grid, "w:p") if said(one) == "新建居住区"]
    assert styles_of(label) == ["StrongSmall"]
    assert room >= 5 * LARGE.small


def blanks_of(content: Content, width: float, profile: Profile = NORMAL) -> list[float]:
    """How long each blank is in a cell of `width`, both in millimetres."""
    document = opened(in_a_cell(content, width), profile=profile)
    (half,) = document.styles.element.xpath('w:style[@w:styleId="Blank"]/w:rPr/w:sz/@w:val')
    runs = [run for run in found(document.element.body, "w:r") if styles_of(run) == ["Blank"]]
    return [len(said(run)) * int(half) / 2 / 4 / 72 * 25.4 for run in runs]


@pytest.mark.parametrize("profile", [NORMAL, LARGE], ids=["normal", "large"])
@pytest.mark.parametrize("width", [20, 25, 30, 45])
def test_no_blank_is_longer_than_its_cell_leaves(width: float, profile: Profile) -> None:
    """It would be ruled on in a line of its own."""
    (alone,) = blanks_of(((Blank(60),),), width, profile)
    assert width * 0.75 < alone < width - BORDERS

    label = 3 * (LARGE.table if profile is LARGE else NORMAL.table_least) * 25.4 / 72
    (beside,) = blanks_of(((Words("复印件"), Blank(60)),), width, profile)
    if label + 12 < width - BORDERS:  # what is left is long enough to write on
        assert label + beside < width - BORDERS


def test_blanks_that_fit_are_as_long_as_they_are_asked_for() -> None:
    row = ((Words("复印件"), Blank(20), Words("原件"), Blank(20), Words("份")),)
    assert blanks_of(row, 90) == pytest.approx([20, 20], abs=0.5)


def test_a_blank_that_ends_its_line_takes_what_is_left_and_in_a_cell_no_more_than_65_mm() -> None:
    assert blanks_of(((Blank(28),),), 80) == pytest.approx([65], abs=0.5)
    (left,) = blanks_of(((Words("建设单位"), Blank(28)),), 60)
    assert 38 < left < 60 - BORDERS - 4 * NORMAL.table_least * 25.4 / 72


def test_the_words_that_ask_for_a_blank_go_to_its_line() -> None:
    text = "方案答复、设计审查、中间检查、竣工检验：本地文件没有写明天数，"
    paragraph = (Words(f"{text}供电企业答复："), Blank(50), Words("\u3000签字："), Blank(24))
    body = opened(Prose((paragraph,), small=True)).element.body
    (first,) = [part for part in found(body, "w:p") if text[:4] in said(part)]
    lines = "".join("|" if child.tag == qn("w:br") else child.text or "" for child in first.iter(qn("w:br"), qn("w:t")))
    before, after = lines.split("|")

    assert before == text
    assert [part.strip("\u00a0\u3000") for part in after.split("：")[:2]] == ["供电企业答复", "签字"]
    answer, signature = [len(said(run)) for run in found(first, "w:r") if styles_of(run) == ["Blank"]]
    assert answer * NORMAL.table_least / 4 / 72 * 25.4 > 70
    assert signature * NORMAL.table_least / 4 / 72 * 25.4 > 30


# ---- pages


@pytest.mark.parametrize(
    "before",
    [
        Prose((*words("头"), *words("尾"))),
        a_table(ONE, ONE),
        FieldGrid(1, ((Field("甲", words("尾")),),)),
        Callout("题", words("尾")),
    ],
    ids=["prose", "table", "grid", "callout"],
)
def test_signatures_under_a_heading_keep_with_the_block_before_it(before: Block) -> None:
    def kept(*blocks: Block) -> bool:
        body = list(opened(before, *blocks).element.body)
        heading = next(at for at, part in enumerate(body) if said(part) == "签收")
        return bool(found(body[heading - 1], "w:keepNext"))

    assert kept(Heading("签收"), SIGNED)
    assert not kept(Heading("签收"), Prose(words("文")))


def test_small_words_below_signatures_keep_with_them() -> None:
    for note, small in ((Prose(words("注"), small=True), True), (Prose(words("文")), False)):
        (table,) = tables(SIGNED, note)
        assert bool(found(found(table, "w:p")[-1], "w:keepNext")) == small


@pytest.mark.parametrize(
    "last", [a_table(ONE), SIGNED, Callout("题", words("文"))], ids=["table", "signatures", "callout"]
)
def test_the_paragraph_after_a_table_that_ends_the_paper_needs_no_page_of_its_own(last: Block) -> None:
    *_, end, _section = opened(Prose(words("文")), last).element.body
    (spacing,) = found(end, "w:spacing")

    assert said(end) == ""
    assert [spacing.get(qn(f"w:{name}")) for name in ("before", "after", "line", "lineRule")] == [
        "0",
        "0",
        "20",
        "exact",
    ]
