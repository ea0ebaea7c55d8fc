"""The measured appearance of PDF text, and the space left to write, to tick and to seal."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import reportlab
from builders.documents.pdf_looks import BOTTOM, LEFT, LONG, MM, RIGHT, SANS, SERIF, a_table, drawn, words

from gridcounter.core.papers.form_model import (
    Blank,
    Block,
    Callout,
    Column,
    Field,
    FieldGrid,
    Head,
    Heading,
    ItemRow,
    ItemTable,
    Party,
    Prose,
    Signatures,
    Tick,
    Words,
)
from gridcounter.documents.faces import Face, Faces, packaged_faces
from gridcounter.documents.profiles import LARGE, NORMAL, PROFILES, Profile

near: Any = pytest.approx  # else a pair of measures is compared with a pair of another type


# ---- letters


def test_only_what_is_bold_is_thickened_and_by_its_size() -> None:
    paragraph = (Words("平"), Words("粗", bold=True), Words("小粗", bold=True, small=True), Words("微", small=True))
    (page,) = drawn(Heading("标题"), Prose((paragraph,)), a_table(1))
    strokes = {text: (page.at(text).face, page.at(text).stroke) for text in ("平", "粗", "小粗", "微", "第1项")}

    plain, thick = (SERIF, 0.0), 0.022
    assert strokes == {
        "平": plain,
        "粗": (SANS, near(12 * thick)),
        "小粗": (SANS, near(9 * thick)),
        "微": plain,
        "第1项": plain,
    }
    for text, size in (("标题", 13), ("资料名称", 10.5), ("样例告知书", 20)):
        assert (page.at(text).face, page.at(text).stroke) == (SANS, near(size * thick))


@pytest.mark.parametrize(
    ("code", "width", "size"),
    [
        ("2026年9月28日", 60, 15), ("2026年9月28日", 36, 12.5), ("2026年9月28日", 20, 12.5),
        ("91370811MA00000015", 55, 12.5), ("0537-0000001", 29, 12.5), ("8:30—17:30", 27, 12.5),
    ],
)  # fmt: skip
def test_a_code_a_date_and_hours_wider_than_their_cell_are_set_a_little_smaller_and_its_column_wider(
    code: str, width: float, size: float
) -> None:
    """`width` in millimetres; beside it the size stays. 12.5 is 2 more than in ordinary tables."""
    row = ItemRow((words(code), words("旁边的字")))
    (page,) = drawn(ItemTable((Column("项", width), Column("旁", 165 - width)), (row,)), profile=LARGE)

    assert page.at(code).size == near(size)
    assert page.at("旁边的字").size == 15


def test_a_code_that_no_size_keeps_whole_keeps_its_size_and_on_a_posted_paper_every_code() -> None:
    long, posted = (
        drawn(ItemTable((Column("项", 15), Column("旁", 150)), (ItemRow((words(code), words("旁"))),)), posted=posted)[
            0
        ]
        for code, posted in (("91370811MA00000015" * 2, False), ("2026年9月28日", True))
    )

    assert long.at("9137").size == 10.5
    assert min(text.size for text in posted.texts if text.y > BOTTOM) >= 16


def test_a_number_in_the_head_is_behind_its_name() -> None:
    head = Head(("样例市供电公司样例区样例街道样例社区营业厅",), ("编号：JN01-A20260928-0001",), qr="0007")
    for profile in PROFILES.values():
        assert drawn(Prose(words("文")), head=head, profile=profile)[0].at("编号").text == head.numbers[0]


def test_a_label_in_two_lines_has_two_characters_in_its_last_where_it_can() -> None:
    grid = FieldGrid(3, ((Field("法定代表人", words("甲")),),))
    (page,) = drawn(grid, profile=LARGE)

    assert [text.text for text in page.texts if page.cell_of("法定").holds(text)] == ["法定代", "表人"]


def test_a_bold_face_that_fills_a_gap_in_the_text_is_not_thickened_there() -> None:
    latin = Face(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf")
    (page,) = drawn(Heading("国B"), Prose(words("网A")), faces=Faces(text=(latin,), bold=packaged_faces().bold))

    assert (page.at("网").face, page.at("网").stroke) == (SANS, 0.0)
    assert page.at("A").face != SANS
    assert page.at("国B").stroke > 0


def test_prose_reaches_the_right_edge_but_for_its_last_line_and_cells_are_ragged() -> None:
    (page,) = drawn(Prose(words(LONG * 3)), a_table(1, LONG * 3))
    prose, cell = ([text for text in page.texts if text.size == size and text.face == SERIF] for size in (12, 10))
    lines = [text for text in prose if text.y > page.cell_of("资料名称").top]

    assert all(text.spread > 0 for text in lines[:-1])
    for text in lines[:-1]:
        # the last character has its white behind it
        assert text.x + len(text.text) * (text.size + text.spread) - text.spread == near(RIGHT, abs=0.1)
    assert lines[-1].spread == 0
    assert not any(text.spread for text in cell)


def test_numbers_hang_in_front_of_their_paragraphs() -> None:
    (page,) = drawn(Prose(words(*[LONG * 2] * 10), numbered=True))
    first, tenth = page.at("1."), page.at("10.")
    texts = [text for text in page.texts if text.face == SERIF and text.size == 12 and text.x > LEFT + 1]

    assert (first.x, tenth.x) == (near(LEFT),) * 2
    assert {round(text.x, 3) for text in texts} == {round(LEFT + 18, 3), round(LEFT + 24, 3)}


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_each_kind_of_text_has_the_size_of_its_profile(profile: Profile) -> None:
    head = Head(("某厅", "某处"), ("编号",))
    (page,) = drawn(
        Callout("先看", words("要点")),
        Heading("标题"),
        Prose(words("正文")),
        Prose(words("小字"), small=True),
        Prose(words("大字"), large=True),
        a_table(1),
        Signatures((Party("申请人", words("签名：")),)),
        profile=profile,
        head=head,
    )
    sizes = {
        text: page.at(text).size
        for text in ("先看", "要点", "标题", "正文", "小字", "大字", "资料", "第1", "申请人", "签名")
    }

    given = {
        "normal": (13, 12, 13, 12, 10.5, 16, 10.5, 10.5, 11, 10.5),
        "portable": (13, 12, 13, 12, 10.5, 16, 10.5, 10.5, 11, 10.5),
        "large": (17, 16, 16.5, 15, 13.5, 19, 15, 15, 15.5, 15),
    }
    assert tuple(sizes.values()) == given[profile.name]
    assert page.at("某厅").size == profile.heading
    assert page.at("某处").size == page.at("编号").size == (profile.table + profile.small) / 2


def test_a_posted_paper_is_large_and_larger_where_it_has_room() -> None:
    def sizes(*blocks: Block) -> tuple[float, ...]:
        page = drawn(
            Heading("标题"), Prose(words("正文")), Prose(words("小字"), small=True), a_table(1), *blocks, posted=True
        )[0]
        return tuple(round(page.at(text).size, 2) for text in ("样例告知书", "标题", "正文", "第1项", "小字"))

    assert sizes() == (24, 22.88, 20.8, 20.8, 16)
    assert sizes(a_table(60)) == (24, 17.6, 16, 16, 16)


# ---- to write and to seal


@pytest.mark.parametrize("profile", [NORMAL, LARGE], ids=["normal", "large"])
def test_a_seal_finds_40_mm_and_white_above_the_lines_in_every_cell_of_its_row(profile: Profile) -> None:
    parties = (Party("申请人", words("签名：")), Party("单位", words("经办人：", "日期："), seal=True))
    (page,) = drawn(Signatures(parties), profile=profile)
    cell, title, line = page.cell_of("单位"), page.at("单位（盖章）"), page.at("经办人")

    assert cell.height >= 40 * MM
    assert title.y - line.y - line.size >= 7 * MM
    assert page.cell_of("申请人").height == cell.height
    assert page.at("签名").y < page.at("申请人").y - 7 * MM


@pytest.mark.parametrize("profile", [NORMAL, LARGE], ids=["normal", "large"])
@pytest.mark.parametrize("beside", [1, 2])
def test_under_a_seal_without_lines_42_mm_are_free_in_both_directions(profile: Profile, beside: int) -> None:
    entered = [Party(f"登记{place}", words("收件日期：", "经办人：")) for place in range(beside)]
    (page,) = drawn(Signatures((*entered, Party("机关", (), seal=True))), profile=profile)
    cell, title = page.cell_of("机关"), page.at("机关（盖章）")

    assert [text for text in page.texts if cell.holds(text)] == [title]
    assert [rule for rule in page.rules if cell.y <= rule.y <= cell.top and rule.right > cell.x] == []
    assert cell.width >= 42 * MM
    assert title.y - title.size * 0.3 - cell.y >= 42 * MM


def test_many_lines_under_a_seal_leave_7_mm_and_none_without_one() -> None:
    lines = words(*(f"第{number}行：" for number in range(9)))
    ((sealed,), (plain,)) = (drawn(Signatures((Party("单位", lines, seal=seal),))) for seal in (True, False))
    distances = [page.at("单位").y - page.at("第0行").y for page in (sealed, plain)]

    assert distances[0] - distances[1] == near(7 * MM)
    assert plain.cell_of("单位").height < 9 * 7 * MM + 30


def test_parties_are_side_by_side_three_at_most_and_the_last_reaches_the_edge() -> None:
    def lefts(count: int) -> list[list[float]]:
        parties = tuple(Party(f"单位{number}", words("签名：")) for number in range(count))
        (page,) = drawn(Signatures(parties))
        rows = sorted({cell.top for cell in page.cells}, reverse=True)
        assert max(cell.right for cell in page.cells if cell.top == rows[-1]) == near(RIGHT)
        return [[round((cell.x - LEFT) / (RIGHT - LEFT), 3) for cell in page.cells if cell.top == row] for row in rows]

    third = [0.0, 0.333, 0.667]
    assert [lefts(count) for count in (1, 2, 3, 4, 5)] == [
        [[0.0]],
        [[0.0, 0.5]],
        [third],
        [[0.0, 0.5], [0.0, 0.5]],
        [third, third[:2]],
    ]


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_lines_to_sign_on_are_7_mm_apart_and_reach_the_end_of_their_cell(profile: Profile) -> None:
    lines = (*words("签名："), (Words("日期："), Blank()))
    (page,) = drawn(Signatures((Party("申请人", lines), Party("单位", lines))), profile=profile)
    left, right = page.cell_of("申请人"), page.cell_of("单位")
    heights = sorted({rule.y for rule in page.rules}, reverse=True)

    assert len(page.rules) == 4
    assert all(upper - lower >= 7 * MM - 0.01 for upper, lower in pairwise(heights))
    assert {round(rule.right, 2) for rule in page.rules} == {round(left.right - 8, 2), round(right.right - 8, 2)}
    assert all(rule.x > page.at("签名").x + 3 * profile.table - 1 for rule in page.rules)


def test_a_blank_has_the_given_length_and_lies_under_its_line() -> None:
    (page,) = drawn(Prose(((Words("供电点"), Blank(30), Words("填写")),)))
    (rule,) = page.rules

    assert rule.right - rule.x == near(30 * MM)
    assert rule.x == near(LEFT + 3 * 12)
    assert rule.y == near(page.at("供电点").y - 2)
    assert page.at("填写").x == near(rule.right)


def test_a_box_is_a_square_before_its_words_and_its_tick_is_in_it() -> None:
    (page,) = drawn(Prose(((Tick(on=True), Words("是"), Tick(on=False), Words("否")),)))
    yes, no = page.cells

    for box, text in ((yes, "是"), (no, "否")):
        assert box.width == box.height == near(0.86 * 12)
        assert page.at(text).y - box.y == near(0.1 * box.height)
        assert box.right < page.at(text).x < box.right + 6
    assert [(text.text, text.hidden) for text in page.texts if no.holds(text)] == [("□", True)]
    assert not page.at("✓").hidden
    assert abs(page.at("✓").x - yes.x) < 1
    assert page.at("✓").stroke == near(0.36)


# ---- head


@pytest.mark.parametrize(("profile", "side"), [(NORMAL, 24), (LARGE, 24 * 13 / 11)], ids=["normal", "large"])
def test_the_code_is_at_the_right_edge_beside_the_numbers(profile: Profile, side: float) -> None:
    (page,) = drawn(profile=profile, head=Head(("某厅",), ("编号0007",), qr="0007"))
    modules = [frame for frame in page.frames if frame.grey == 0]

    # two modules of white stand to its left and above it
    assert max(module.right for module in modules) == near(RIGHT)
    assert max(m.top for m in modules) - min(m.y for m in modules) == near(side * MM * 21 / 23)
    assert max(m.right for m in modules) - min(m.x for m in modules) == near(side * MM * 21 / 23)
    number = page.at("编号0007")
    assert number.x < min(module.x for module in modules)
    assert page.at("某厅").x == near(LEFT)
    assert number.x > (LEFT + RIGHT) / 2


def test_in_the_box_further_lines_are_under_what_is_said_and_not_under_its_lead() -> None:
    lead, text = (Words("现在要做", bold=True), Words("\u3000" + "甲" * 30 + "乙" * 30)), (Words("丙" * 60),)
    (page,) = drawn(Callout("先看", (lead, text)))
    under = page.at("现在要做").x + 5 * NORMAL.callout

    first, second = (run for run in page.texts if set(run.text) & set("甲乙"))
    assert (first.x, second.x) == (near(under), near(under))
    assert {round(run.x, 2) for run in page.texts if set(run.text) <= set("丙")} == {round(page.at("现在要做").x, 2)}


def test_marks_are_across_the_head_in_the_middle() -> None:
    (page,) = drawn(head=Head(("某厅",), (), marks=("演示", "未受理")))
    cell, text = page.cell_of("演示"), page.at("演示")

    assert (cell.x, cell.right) == (near(LEFT), near(RIGHT))
    assert text.text == "演示\u3000\u3000未受理"
    assert text.x + len(text.text) * text.size / 2 == near((LEFT + RIGHT) / 2)
    assert page.at("某厅").y < text.y


def test_in_the_box_a_lead_as_wide_as_a_column_leads_a_line_as_any_other_words() -> None:
    long = "现在要做的事情是这些，请先看清楚再办"
    (page,) = drawn(Callout("先看", ((Words(long, bold=True), Words("\u3000" + "甲" * 60)),)))

    (at,) = {round(run.x, 2) for run in page.texts if set(run.text) == set("甲")} - {
        round(run.x, 2) for run in page.texts if run.text.startswith("\u3000")
    }
    assert at == round(page.at("现在要做").x, 2), "further lines begin at the edge"
