"""Papers drawn and read back: what clerks and PDF readers depend on."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
import segno
from builders.extent import examples
from builders.paper_builders import as_pdf
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from gridcounter.core.papers.form_model import (
    Blank,
    Block,
    Callout,
    Column,
    Content,
    Field,
    FieldGrid,
    FormModel,
    GroupRow,
    Head,
    Heading,
    ItemRow,
    ItemTable,
    PageBreak,
    Party,
    Prose,
    Signatures,
    Tick,
    Words,
    texts_of,
)
from gridcounter.documents.faces import Unprintable, packaged_faces
from gridcounter.documents.pdf import PdfRenderer
from gridcounter.documents.profiles import LARGE, NORMAL, PORTABLE, PROFILES, Profile

A4 = (595.28, 841.89)
HEAD = Head(
    issuer=("任城供电营业厅", "供电企业"),
    numbers=("编号 0007", "申请人联"),
    marks=("演示", "咨询用，未受理"),
    qr="0007",
)
LONG = "依照有关规定，供电企业应当一次性告知所需资料、办理环节和时限，不得要求重复提交。"


def words(*texts: str) -> Content:
    return tuple((Words(text),) for text in texts)


def a_paper(*blocks: Block, head: Head = HEAD, posted: bool = False) -> FormModel:
    return FormModel("one_time_notice", "一次性告知书", "第 1 版", head, blocks, running="告知书 0007", posted=posted)


def a_table(count: int, text: str = "第{}项资料", *, group: str = "") -> ItemTable:
    rows: list[ItemRow | GroupRow] = [GroupRow(group)] if group else []
    rows += [ItemRow((words(text.format(number)), words("原件"))) for number in range(1, count + 1)]
    return ItemTable((Column("资料名称", 3), Column("份数", 1, centred=True)), tuple(rows))


def some_prose(lines: int) -> Prose:
    return Prose(words(*(f"文{number}" for number in range(1, lines + 1))))


SIGNED = Signatures((Party("申请人", words("签名：", "日期：")), Party("供电企业", words("经办人："), seal=True)))
EVERY_BLOCK: tuple[Block, ...] = (
    Callout("一眼看懂", ((Words("您申请的是："), Words("新装", bold=True)), (Words("95598", small=True),))),
    Heading("一、申请信息"),
    FieldGrid(
        2, ((Field("申请人", words("某公司")), Field("电压", words("10千伏"))), (Field("地址", words("某路"), 2),))
    ),
    Heading("二、资料"),
    ItemTable(
        (Column("资料", 2), Column("状态", 1, centred=True)),
        (
            GroupRow("申请时"),
            ItemRow((words("营业执照"), ((Tick(on=True), Words("已收"), Tick(on=False), Words("后补")),))),
            ItemRow((words("清单", "加盖公章"), ())),
        ),
    ),
    Prose(((Words("供电点"), Blank(30), Words("由供电企业填写")),), small=True),
    Prose(words("大字"), large=True),
    SIGNED,
)


def pages_of(document: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(document), strict=True).pages]


def bodies_of(document: bytes) -> list[str]:
    """The pages' text without their foot."""
    return [re.sub(r"(热敏件请复印保存)?告知书0007第\d+页共\d+页$", "", page) for page in pages_of(document)]


def sizes_of(document: bytes) -> set[float]:
    sizes: set[float] = set()

    def note(text: str, _cm: Any, _tm: Any, _font: Any, size: float) -> None:  # noqa: ANN401 - pypdf's own shapes
        if text.strip():
            sizes.add(round(size, 2))

    for page in PdfReader(BytesIO(document)).pages:
        page.extract_text(visitor_text=note)
    return sizes


def operations_of(document: bytes) -> list[tuple[str, list[float]]]:
    """The drawing operators with their numbers, pages one after the other."""
    found = []
    for page in PdfReader(BytesIO(document)).pages:
        contents = page.get_contents()
        assert contents is not None
        for operands, operator in contents.operations:
            found.append((operator.decode(), [float(value) for value in operands if isinstance(value, (int, float))]))
    return found


def test_the_text_is_the_models_in_reading_order() -> None:
    model = a_paper(*EVERY_BLOCK)

    expected = "".join("".join(texts_of(model)).split()).replace("供电企业经办人", "供电企业（盖章）经办人")

    assert "".join(bodies_of(as_pdf(model))) == expected


def test_numbered_paragraphs_carry_their_numbers_as_text() -> None:
    model = a_paper(Prose(words(*(f"承诺{number}" for number in range(1, 12))), numbered=True))

    assert "1.承诺12.承诺2" in bodies_of(as_pdf(model))[0]
    assert "10.承诺1011.承诺11" in bodies_of(as_pdf(model))[0]


def test_boxes_are_text_ticked_and_empty() -> None:
    ticked = a_paper(Prose((((Tick(on=True), Words("是"))), (Tick(on=False), Words("否")))))

    assert bodies_of(as_pdf(ticked))[0].endswith("✓是□否")


@pytest.mark.parametrize(
    "value", ["a<b>c & 'd' \"e\"", "</para>", "一\n二\t三", "&lt;", "(((\\", "字" * 300, "w" * 300]
)
def test_any_value_is_drawn_unchanged(value: str) -> None:
    model = a_paper(FieldGrid(1, ((Field("值", words(value)),),)), a_table(1, value.replace("{", "")), Heading(value))

    assert "".join(bodies_of(as_pdf(model))).count("".join(value.split())) == 3


@given(st.text(alphabet="供电企业，。（）“”—…<>&\"'\\ab 12/\n", max_size=200))
@settings(max_examples=examples(25), deadline=None)
def test_whatever_is_typed_comes_back(value: str) -> None:
    model = a_paper(FieldGrid(2, ((Field("值", words(value)), Field("值", ())),)), Prose(words(value)))

    body = "".join(bodies_of(as_pdf(model)))
    assert body.endswith("".join(f"值{value}值{value}".split()))


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_the_same_model_gives_the_same_bytes(profile: Profile) -> None:
    assert as_pdf(a_paper(*EVERY_BLOCK), profile) == as_pdf(a_paper(*EVERY_BLOCK), profile)


def test_nothing_is_written_when_a_character_cannot_be_printed() -> None:
    target = BytesIO()

    with pytest.raises(Unprintable, match=re.escape("U+20BB7")):
        PdfRenderer(packaged_faces(), NORMAL).render(a_paper(Prose(words("李𠮷"))), target)

    assert target.getvalue() == b""


def test_the_running_line_is_checked_too() -> None:
    model = FormModel("x", "题", "", Head((), ()), (), running="𠮷")

    with pytest.raises(Unprintable):
        as_pdf(model)


def test_every_font_is_embedded_in_part_with_its_text() -> None:
    page: Any = PdfReader(BytesIO(as_pdf(a_paper(*EVERY_BLOCK))), strict=True).pages[0]

    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert {font["/BaseFont"][8:] for font in fonts} == {"NotoSerifSC-Regular", "NotoSansSC-Regular"}
    for font in fonts:
        assert "/ToUnicode" in font
        assert "/FontFile3" in font["/DescendantFonts"][0]["/FontDescriptor"]


def test_every_page_is_numbered_and_the_count_is_returned() -> None:
    target = BytesIO()

    count = PdfRenderer(packaged_faces(), NORMAL).render(a_paper(a_table(120)), target)

    pages = pages_of(target.getvalue())
    assert len(pages) == count > 2
    assert [page[-len("告知书0007第1页共3页") :] for page in pages] == [
        f"告知书0007第{number}页共{count}页" for number in range(1, count + 1)
    ]


def test_a_paper_without_blocks_is_one_page() -> None:
    model = FormModel("x", "题", "", Head((), ()), ())

    assert pages_of(as_pdf(model)) == ["题第1页共1页"]


def test_a_head_without_code_or_numbers_is_only_the_issuer() -> None:
    assert bodies_of(as_pdf(a_paper(head=Head(("某厅",), ()))))[0] == "某厅一次性告知书第1版"


def test_the_code_is_drawn_in_full() -> None:
    with_code = operations_of(as_pdf(a_paper()))
    without = operations_of(as_pdf(a_paper(head=Head(HEAD.issuer, HEAD.numbers, HEAD.marks))))

    rows = [
        "".join("1" if module else "0" for module in row) for row in segno.make("0007", error="m", micro=False).matrix
    ]
    bars = sum(len(re.findall("1+", row)) for row in rows)
    rectangles = [sum(operator == "re" for operator, _ in operations) for operations in (with_code, without)]
    assert rectangles[0] - rectangles[1] == bars


def test_the_head_of_a_table_is_repeated_on_every_page() -> None:
    pages = bodies_of(as_pdf(a_paper(a_table(120))))

    assert len(pages) > 2
    assert all(page.startswith("资料名称份数第") for page in pages[1:])


@pytest.mark.parametrize("above", range(28, 46))
def test_no_table_leaves_its_head_or_a_single_row_alone(above: int) -> None:
    pages = bodies_of(as_pdf(a_paper(some_prose(above), Heading("资料"), a_table(3, group="申请时"))))

    for page in pages:
        rows = re.findall(r"第\d项资料", page)
        assert len(rows) in {0, 3}
        assert ("申请时" in page) == (len(rows) == 3)


@pytest.mark.parametrize("above", range(28, 46))
def test_a_heading_goes_with_the_first_lines_below_it(above: int) -> None:
    pages = bodies_of(as_pdf(a_paper(some_prose(above), Heading("标题"), Prose(words(LONG * 3)))))

    assert any(re.search("标题依照有关", page) for page in pages)


@pytest.mark.parametrize("above", range(26, 46))
def test_a_note_goes_with_the_end_of_its_table(above: int) -> None:
    notes = (Prose(words("甲注"), small=True), Prose(words("乙注"), small=True))
    pages = bodies_of(as_pdf(a_paper(some_prose(above), a_table(4), *notes, PageBreak(), some_prose(2))))

    assert any(re.search("第3项资料原件第4项资料原件甲注乙注", page) for page in pages)


@pytest.mark.parametrize("above", range(26, 46))
def test_small_words_below_signatures_are_on_their_page(above: int) -> None:
    pages = bodies_of(as_pdf(a_paper(some_prose(above), SIGNED, Prose(words("注"), small=True))))

    assert pages[-1].endswith("经办人：注")


def test_a_note_is_cut_from_its_table_sooner_than_that_costs_a_page() -> None:
    """The page after it is full without the rows that would go there."""
    notes = (Prose(words("甲注"), small=True), Prose(words("乙注"), small=True))
    pages = bodies_of(as_pdf(a_paper(some_prose(31), a_table(4), *notes, Heading("后"), some_prose(40))))

    assert len(pages) == 2
    assert pages[1].startswith(("甲注", "乙注"))


@pytest.mark.parametrize("above", range(24, 46))
@pytest.mark.parametrize("headed", [False, True])
def test_signatures_are_never_split_nor_alone_on_a_page(above: int, *, headed: bool) -> None:
    heading = (Heading("签收"),) if headed else ()
    pages = bodies_of(as_pdf(a_paper(some_prose(above), *heading, SIGNED)))

    (signed,) = [page for page in pages if "签名" in page]
    whole = ("签收" if headed else "") + "申请人签名：日期：供电企业（盖章）经办人："
    assert signed.endswith(whole)
    assert re.search(r"文\d+$", signed.removesuffix(whole))


def test_signatures_keep_with_the_last_part_of_a_tall_row() -> None:
    for repeats in range(20, 90, 5):
        pages = bodies_of(as_pdf(a_paper(a_table(1, LONG * repeats), SIGNED)))

        assert pages[-1].removesuffix("申请人签名：日期：供电企业（盖章）经办人：") not in {"", "资料名称份数"}


def test_signatures_after_a_page_break_are_drawn() -> None:
    pages = bodies_of(as_pdf(a_paper(some_prose(2), PageBreak(), SIGNED)))

    assert [page[:3] for page in pages][1:] == ["申请人"]


def test_signing_parties_that_fill_more_than_a_page_go_over_pages_whole() -> None:
    parties = tuple(Party(f"单位{number:02}", words("签名：", "日期："), seal=True) for number in range(30))

    pages = bodies_of(as_pdf(a_paper(Signatures(parties))))

    assert len(pages) > 1
    assert sum(page.count("（盖章）签名：日期：") for page in pages) == 30


def test_a_signing_party_taller_than_a_page_keeps_all_its_lines() -> None:
    pages = bodies_of(as_pdf(a_paper(Signatures((Party("单位", words(*(f"第{number}行" for number in range(60)))),)))))

    assert "".join(pages).endswith("".join(f"第{number}行" for number in range(60)))


def test_a_heading_with_nothing_below_it_is_drawn_all_the_same() -> None:
    pages = bodies_of(as_pdf(a_paper(Heading("甲"), PageBreak(), Heading("乙"))))

    assert [page[-1] for page in pages] == ["甲", "乙"]


def test_no_signing_parties_draw_nothing() -> None:
    assert as_pdf(a_paper(Signatures(()))) == as_pdf(a_paper())


def test_four_parties_sign_in_two_rows() -> None:
    parties = tuple(Party(f"单位{number}", words("签名：")) for number in range(1, 5))

    body = bodies_of(as_pdf(a_paper(Signatures(parties))))[0]
    assert body.endswith("单位1签名：单位2签名：单位3签名：单位4签名：")


def test_a_signing_line_is_ruled_to_the_edge_and_a_full_one_below() -> None:
    def rules(line: Content) -> int:
        document = as_pdf(a_paper(Signatures((Party("申请人", line),))))
        return sum(operator == "l" for operator, _ in operations_of(document))

    assert rules(words("本人已收到")) == 0
    assert rules(words("签名：")) == 1
    assert rules(((Words("年"), Blank(10)),)) == 1
    assert rules(((Tick(on=True),),)) == 0
    assert rules(words("签名" * 21 + "：")) == 1


def test_a_row_taller_than_a_page_is_cut_and_keeps_all_its_text() -> None:
    value = "".join(f"{number:04}号说明文字。" for number in range(900))

    pages = bodies_of(as_pdf(a_paper(a_table(1), a_table(1, value), FieldGrid(1, ((Field("值", words(value)),),)))))

    text = "".join(page.removeprefix("资料名称份数") if number else page for number, page in enumerate(pages))
    assert len(pages) > 5
    assert all(text.count(f"{number:04}号说明文字。") == 2 for number in range(900))


def test_a_callout_taller_than_a_page_is_cut_and_keeps_all_its_text() -> None:
    pages = bodies_of(as_pdf(a_paper(Callout("题", words(LONG * 60)))))

    assert "".join(pages).endswith(LONG * 60)


def test_a_page_break_begins_a_page_and_never_leaves_an_empty_one() -> None:
    pages = bodies_of(as_pdf(a_paper(some_prose(1), PageBreak(), PageBreak(), some_prose(2), PageBreak())))

    assert [page[-4:] for page in pages] == ["1版文1", "文1文2"]


def test_a_paper_is_set_closer_where_that_saves_a_page() -> None:
    counts = [len(pages_of(as_pdf(a_paper(some_prose(lines))))) for lines in range(20, 60)]

    normal = as_pdf(a_paper(some_prose(20)))
    assert counts == sorted(counts)
    fullest = 19 + counts.count(1)
    assert leading_of(as_pdf(a_paper(some_prose(fullest)))) < leading_of(normal)
    assert sizes_of(as_pdf(a_paper(some_prose(fullest)))) == sizes_of(normal)


@pytest.mark.parametrize(("profile", "tried"), [(NORMAL, (30, 60, 2)), (LARGE, (18, 48, 2))], ids=["normal", "large"])
def test_tables_are_set_smaller_only_where_that_saves_a_page(profile: Profile, tried: tuple[int, int, int]) -> None:
    drawings = [as_pdf(a_paper(a_table(rows)), profile) for rows in range(*tried)]
    small = [profile.table_least in sizes_of(each) for each in drawings]
    pages = [len(pages_of(each)) for each in drawings]

    assert pages == sorted(pages)
    fits = pages.count(1)
    assert small[:fits] == sorted(small[:fits])
    assert set(small[:fits]) == {False, True}
    # where the smallest no longer saves a page, the usual size is back
    assert pages[fits] == 2
    assert not small[fits]


def leading_of(document: bytes) -> float:
    """The smallest step between two lines of text on the first page."""
    heights: list[float] = []

    def note(text: str, _cm: Any, tm: Any, _font: Any, _size: float) -> None:  # noqa: ANN401 - pypdf's own shapes
        if text.strip().startswith("文"):
            heights.append(tm[5])

    PdfReader(BytesIO(document)).pages[0].extract_text(visitor_text=note)
    return min(upper - lower for upper, lower in pairwise(heights))


@pytest.mark.parametrize(
    ("profile", "least", "prose"),
    [(NORMAL, 9, 12), (PORTABLE, 9, 12), (LARGE, 12, 15)],
    ids=["normal", "portable", "large"],
)
def test_sizes_follow_the_profile(profile: Profile, least: float, prose: float) -> None:
    sizes = sizes_of(as_pdf(a_paper(*EVERY_BLOCK, some_prose(2)), profile))

    assert min(sizes) >= least
    assert prose in sizes
    assert profile.title in sizes


def test_nothing_on_a_posted_paper_is_smaller_than_16_points() -> None:
    small = (Words("小字", small=True),)
    model = a_paper(*EVERY_BLOCK, Prose((small,), small=True), a_table(2), posted=True)

    assert min(sizes_of(as_pdf(model))) >= 16


def test_the_portable_profile_has_no_fills_and_asks_for_a_copy() -> None:
    portable, normal = (
        as_pdf(a_paper(*EVERY_BLOCK, head=Head(("某厅",), ())), profile) for profile in (PORTABLE, NORMAL)
    )

    assert all("热敏件请复印保存" in page for page in pages_of(portable))
    assert not any("热敏件请复印保存" in page for page in pages_of(normal))
    greys = [
        {numbers[0] for operator, numbers in operations_of(each) if operator == "g"} for each in (portable, normal)
    ]
    assert greys[0] <= {0.0}
    assert any(grey > 0.5 for grey in greys[1])
    assert not PORTABLE.duplex


def test_everything_is_black_or_light_grey() -> None:
    operators = {operator for operator, _ in operations_of(as_pdf(a_paper(*EVERY_BLOCK)))}

    assert not operators & {"rg", "RG", "k", "K", "sc", "scn", "SC", "SCN"}


def test_the_sheet_is_a4_and_its_margins_are_white() -> None:
    document = as_pdf(a_paper(*EVERY_BLOCK, a_table(80, LONG)))
    box = PdfReader(BytesIO(document)).pages[0].mediabox

    assert (float(box.width), float(box.height)) == pytest.approx(A4, abs=0.01)
    millimetre = 72 / 25.4
    for operator, numbers in operations_of(document):
        if operator == "re":
            x, y, width, height = numbers
            assert x >= 25 * millimetre - 0.01
            assert x + width <= A4[0] - 20 * millimetre + 0.01
            assert y >= 18 * millimetre - 0.01
            assert y + height <= A4[1] - 20 * millimetre + 0.01


def test_a_long_running_line_takes_room_from_the_text_not_from_the_margin() -> None:
    model = FormModel("x", "题", "", Head((), ()), (a_table(60),), running=LONG * 3)
    lowest: list[float] = []

    def note(text: str, _cm: Any, tm: Any, _font: Any, _size: float) -> None:  # noqa: ANN401 - pypdf's own shapes
        if text.strip():
            lowest.append(tm[5])

    PdfReader(BytesIO(as_pdf(model))).pages[0].extract_text(visitor_text=note)

    assert min(lowest) > 6 * 72 / 25.4


def test_blanks_give_way_before_their_line_is_broken() -> None:
    line = (Words("供电点"), Blank(120), Words("由供电企业填写并签字"), Blank(120))
    wide = [n for operator, n in operations_of(as_pdf(a_paper(Prose((line,))))) if operator in {"m", "l"}]

    assert wide[0][1] == wide[2][1]  # both on one height
    assert wide[3][0] <= A4[0] - 20 * 72 / 25.4 + 0.01


def test_a_cell_avoids_a_last_line_of_one_character() -> None:
    heights: dict[float, str] = {}

    def note(text: str, _cm: Any, tm: Any, _font: Any, _size: float) -> None:  # noqa: ANN401 - pypdf's own shapes
        if set(text.strip()) == {"字"}:
            heights[tm[5]] = text.strip()

    columns = (Column("甲", 1), Column("乙", 1))
    for count in range(20, 60):
        heights.clear()
        row = ItemRow((words("字" * count), words("另")))
        document = as_pdf(a_paper(ItemTable(columns, (row,))))
        PdfReader(BytesIO(document)).pages[0].extract_text(visitor_text=note)
        assert sum(map(len, heights.values())) == count
        assert len(heights[min(heights)]) > 2 or len(heights) == 1


def test_labels_may_be_missing_and_long() -> None:
    grid = FieldGrid(2, ((Field("", words("无标签")), Field("很长的标签" * 10, words("值"))),))

    assert bodies_of(as_pdf(a_paper(grid)))[0].endswith(f"无标签{'很长的标签' * 10}值")


def test_an_empty_grid_and_an_empty_table_draw_no_rows() -> None:
    model = a_paper(FieldGrid(2, ()), ItemTable((Column("资料名称", 1),), ()), SIGNED)

    assert "资料名称申请人" in bodies_of(as_pdf(model))[0]
