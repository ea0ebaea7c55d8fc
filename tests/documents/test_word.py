from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import docx
import pytest
from builders.documents.docx_text import paragraphs_of, text_of
from builders.extent import examples
from docx.oxml.ns import qn
from docx.shared import Mm
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

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
)
from gridcounter.documents.profiles import LARGE, NORMAL, PORTABLE, Profile
from gridcounter.documents.scripts import composed, kind_of
from gridcounter.documents.word import WordRenderer
from gridcounter.documents.word_markup import UnprintableCharacter, shared_out

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement


W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"


def words(text: str) -> Content:
    return ((Words(text),),)


def a_paper(
    *blocks: Block,
    head: Head | None = None,
    title: str = "用电业务办理一次性告知书",
    subtitle: str = "",
    running: str = "",
    posted: bool = False,
) -> FormModel:
    return FormModel("one_time_notice", title, subtitle, head or Head((), ()), blocks, running=running, posted=posted)


def a_grid() -> FieldGrid:
    first = (Field("申请人", words("某某公司")), Field("电压", words("380 伏")))
    return FieldGrid(2, (first, (Field("用电地址", words("某路 1 号"), span=2),)))


def a_table(*rows: ItemRow | GroupRow) -> ItemTable:
    return ItemTable((Column("资料", 3), Column("份数", 1, centred=True)), rows)


def an_item(name: str, copies: str = "1") -> ItemRow:
    return ItemRow((words(name), words(copies)))


def two_parties() -> Signatures:
    line = (Words("签字："), Blank())
    return Signatures((Party("申请人", (line,)), Party("出具单位", ((Words("日期："),),), seal=True)))


def a_full_paper() -> FormModel:
    return a_paper(
        Callout("一眼看懂", ((Words("您申请的是"), Words("新装", bold=True)), (Words("先交资料"),))),
        Heading("一、申请信息"),
        a_grid(),
        a_table(GroupRow("申请时"), an_item("身份证明"), an_item("物权证件"), GroupRow("装表前"), an_item("执照")),
        Prose(words("说明"), small=True),
        PageBreak(),
        Prose((*words("查询进度"), *words("要求说明")), numbered=True),
        Prose((((Tick(on=True), Words("当面"), Tick(on=False), Words("邮寄"), Blank(20))),), large=True),
        two_parties(),
        head=Head(("政务大厅", "供电公司"), ("编号 1", "短码 2"), ("演示", "未受理"), "K7M3QX"),
        subtitle="申请人联",
        running="告知书 1",
    )


def drawn(model: FormModel, profile: Profile = NORMAL) -> bytes:
    target = io.BytesIO()
    assert WordRenderer(profile).render(model, target) == 0
    return target.getvalue()


def opened(model: FormModel, profile: Profile = NORMAL) -> Document:
    return docx.Document(io.BytesIO(drawn(model, profile)))


def body_of(model: FormModel, profile: Profile = NORMAL) -> BaseOxmlElement:
    body: BaseOxmlElement = opened(model, profile).element.body
    return body


def found(element: BaseOxmlElement, tag: str) -> list[BaseOxmlElement]:
    return list(element.iter(qn(tag)))


def letters(element: BaseOxmlElement) -> str:
    return "".join(part.text or "" for part in found(element, "w:t"))


def number(element: BaseOxmlElement, attribute: str = "w:w") -> int:
    return int(element.attrib[qn(attribute)])


def paragraph_with(model: FormModel, text: str) -> BaseOxmlElement:
    return next(part for part in found(body_of(model), "w:p") if text in letters(part))


def test_text_reads_in_the_order_of_the_model() -> None:
    assert text_of(drawn(a_full_paper())) == (
        "演示未受理政务大厅供电公司编号1短码2用电业务办理一次性告知书申请人联"
        "一眼看懂您申请的是新装先交资料一、申请信息申请人某某公司电压380伏用电地址某路1号"
        "资料份数申请时身份证明1物权证件1装表前执照1说明1.查询进度2.要求说明✓当面□邮寄"
        "申请人签字：出具单位（盖章）日期："
    )


@pytest.mark.parametrize("profile", [NORMAL, LARGE, PORTABLE], ids=lambda profile: profile.name)
def test_text_does_not_depend_on_the_profile(profile: Profile) -> None:
    assert text_of(drawn(a_full_paper(), profile)) == text_of(drawn(a_full_paper()))


def test_vertically_merged_cells_are_read_once() -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=2)
    merged = table.cell(0, 0).merge(table.cell(1, 0))
    merged.text = "左"
    table.cell(0, 1).text, table.cell(1, 1).text = "上", "下"
    saved = io.BytesIO()
    document.save(saved)
    assert text_of(saved.getvalue()) == "左上下"


def can_be_set(char: str) -> bool:
    return kind_of(char) is None and char not in "\ufffe\uffff"


@settings(derandomize=True, deadline=None, max_examples=examples(60))
@given(st.text(st.characters(max_codepoint=0x3FFFF, exclude_categories=["Cc", "Cs"]).filter(can_be_set), max_size=80))
def test_every_text_that_can_be_set_comes_back_as_the_pdf_has_it(text: str) -> None:
    model = a_paper(a_table(an_item(text)), Prose(words(text)), title=text, running=text)
    result = composed(text)
    assert text_of(drawn(model)) == "".join(f"{result}资料份数{result}1{result}".split())


@pytest.mark.parametrize(
    "text",
    ["a<b>c & \"d\" 'e' ]]>", "😀👨‍👩‍👧", "𠮷𬱖㛃䶮", "很" * 300, "-" * 300],
    ids=["markup", "emoji", "rare", "long", "unbreakable"],
)
def test_awkward_values_reach_the_file(text: str) -> None:
    model = a_paper(FieldGrid(1, ((Field(text, words(text)),),)), title="题")
    assert text_of(drawn(model)) == "".join(f"题{text}{text}".split())


def test_line_end_in_a_value_becomes_a_break() -> None:
    model = a_paper(Prose(words("甲\r\n乙\n丙\u2028丁")))
    assert "甲\n乙\n丙\n丁" in paragraphs_of(drawn(model))
    assert len(found(body_of(model), "w:br")) == 3


def test_white_space_between_words_is_kept() -> None:
    model = a_paper(Prose(((Words(" 甲"), Words(" "), Words("乙\t丙  丁 ")),)))
    assert paragraphs_of(drawn(model))[-1] == " 甲 乙 丙  丁 "


def test_far_plane_characters_get_the_face_that_has_them() -> None:
    part = paragraph_with(a_paper(Prose(words("张𠮷𬱖路"))), "𠮷")
    faces = {letters(run): found(run, "w:rFonts")[0] for run in found(part, "w:r")}
    assert faces["𠮷𬱖"].get(qn("w:eastAsia")) == "SimSun-ExtB"
    assert faces["张"].get(qn("w:eastAsia")) is None


@pytest.mark.parametrize(("character", "name"), [("\x07", "U+0007"), ("\ud800", "U+D800"), ("\uffff", "U+FFFF")])
@pytest.mark.parametrize("place", ["title", "running", "mark", "value"])
def test_character_xml_cannot_hold_is_refused_by_its_code_point(place: str, character: str, name: str) -> None:
    text = f"某{character}某"
    model = {
        "title": a_paper(title=text),
        "running": a_paper(running=text),
        "mark": a_paper(head=Head((), (), (text,))),
        "value": a_paper(Prose(words(text))),
    }[place]
    target = io.BytesIO()
    with pytest.raises(UnprintableCharacter, match=name.replace("+", r"\+")):
        WordRenderer(NORMAL).render(model, target)
    assert target.getvalue() == b""


def test_same_model_gives_the_same_file() -> None:
    assert drawn(a_full_paper()) == drawn(a_full_paper())


def test_no_time_and_no_foreign_name_is_in_the_file() -> None:
    with zipfile.ZipFile(io.BytesIO(drawn(a_full_paper()))) as parts:
        assert {entry.date_time for entry in parts.infolist()} == {(2026, 1, 1, 0, 0, 0)}
        names = parts.namelist()
    assert not [name for name in names if "thumbnail" in name or "app.xml" in name or "customXml" in name]
    properties = opened(a_full_paper()).core_properties
    assert properties.created == properties.modified
    assert properties.created is not None
    assert properties.created.replace(tzinfo=None) == datetime(2026, 1, 1)  # noqa: DTZ001  # stored without a zone
    dated = opened(replace(a_full_paper(), issued=date(2026, 9, 28))).core_properties
    assert dated.created is not None
    assert (dated.created.date(), dated.modified) == (date(2026, 9, 28), dated.created)
    assert (properties.title, properties.author, properties.comments) == ("用电业务办理一次性告知书", "政务大厅", "")


def test_every_part_is_well_formed() -> None:
    with zipfile.ZipFile(io.BytesIO(drawn(a_full_paper()))) as parts:
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                ET.fromstring(parts.read(name))  # noqa: S314  # our own file


def test_overlong_title_is_cut_in_the_properties_only() -> None:
    model = a_paper(title="长" * 300)
    assert opened(model).core_properties.title == "长" * 255
    assert text_of(drawn(model)) == "长" * 300


def test_page_is_a4_with_a_binding_margin() -> None:
    section = opened(a_full_paper()).sections[0]
    lengths = (section.page_width, section.page_height, section.top_margin, section.right_margin)
    wanted = (Mm(210), Mm(297), Mm(20), Mm(20))
    assert [round((length or 0) / Mm(1)) for length in lengths] == [length / Mm(1) for length in wanted]
    assert round((section.bottom_margin or 0) / Mm(1)) == 18
    assert round((section.left_margin or 0) / Mm(1)) == 25


def test_head_of_the_page_says_the_signed_paper_counts() -> None:
    section = opened(a_full_paper()).sections[0]
    assert [part.text for part in section.header.paragraphs] == ["编辑稿，以签收件为准"]


def test_foot_carries_the_running_line_and_page_fields() -> None:
    section = opened(a_full_paper()).sections[0]
    (foot,) = section.footer.paragraphs
    assert "".join(letters(foot._p).split()) == "告知书1第1页共1页"  # noqa: SLF001  # fields are no runs
    fields = [field.get(qn("w:instr")) for field in found(section.footer.part.element, "w:fldSimple")]
    assert fields == [" PAGE ", " NUMPAGES "]


def test_portable_foot_says_to_copy_thermal_prints() -> None:
    section = opened(a_full_paper(), PORTABLE).sections[0]
    assert section.footer.paragraphs[0].text == "热敏件请复印保存"


def test_every_used_style_is_declared_with_a_chinese_face() -> None:
    document = opened(a_full_paper())
    declared = {style.get(qn("w:styleId")): style for style in found(document.styles.element, "w:style")}
    used = {part.get(qn("w:val")) for tag in ("w:pStyle", "w:rStyle") for part in found(document.element.body, tag)}
    assert used <= declared.keys()
    for name in used - {"Spacer", "Small"}:
        (fonts,) = found(declared[name], "w:rFonts")
        assert fonts.get(qn("w:eastAsia")) in {"仿宋", "宋体", "黑体", "Segoe UI Symbol"}
        assert fonts.get(qn("w:ascii"))


def test_bold_and_small_words_take_character_styles() -> None:
    looks = (Words("甲", bold=True), Words("乙", small=True), Words("丙", bold=True, small=True))
    part = paragraph_with(a_paper(Prose((looks,))), "甲乙丙")
    assert [style.get(qn("w:val")) for style in found(part, "w:rStyle")] == ["Strong", "Small", "StrongSmall"]


def test_a_code_too_wide_for_its_cell_is_set_small_and_not_broken() -> None:
    """18 places of a credit code: half a page wide less its label, in large type."""
    code, beside = "91370811MA00000015F", "经营者"
    grid = FieldGrid(2, ((Field("统一社会信用代码", words(code)), Field("类别", words(beside))),))
    for profile, small in ((NORMAL, []), (LARGE, ["Small"])):
        body = body_of(a_paper(grid), profile)
        (part,) = [one for one in found(body, "w:p") if code in "".join(t.text or "" for t in found(one, "w:t"))]
        (other,) = [one for one in found(body, "w:p") if beside in "".join(t.text or "" for t in found(one, "w:t"))]
        assert [style.get(qn("w:val")) for style in found(part, "w:rStyle")] == small
        assert found(other, "w:rStyle") == []


def test_the_head_has_room_for_its_number_however_long_the_office_is_called() -> None:
    """Broken in two it reads as two numbers."""
    number_of_paper = "编号：JN01-A20260928-0001"
    head = Head(("样例市供电公司样例区样例街道样例社区营业厅",), (number_of_paper,))
    (table, *_) = found(body_of(a_paper(head=head), LARGE), "w:tbl")
    room = number(found(table, "w:tcW")[1]) / 20

    # 13 points; figures, capitals and the hyphen half as wide as a character
    assert room >= (3 + 19 * 0.5) * 13


@pytest.mark.parametrize(("profile", "prose", "table"), [(NORMAL, 24, 20), (LARGE, 30, 30)])
def test_profile_sets_the_sizes(profile: Profile, prose: int, table: int) -> None:
    styles = found(opened(a_paper(), profile).styles.element, "w:style")
    sizes = {style.get(qn("w:styleId")): number(size, "w:val") for style in styles for size in found(style, "w:sz")}
    assert (sizes["Prose"], sizes["Cell"]) == (prose, table)
    assert min(sizes.values()) >= 18


def test_closer_profile_takes_white_away_not_size() -> None:
    def white_and_sizes(profile: Profile) -> tuple[int, list[int]]:
        styles = opened(a_paper(), profile).styles.element
        white = sum(number(space, "w:before") + number(space, "w:after") for space in found(styles, "w:spacing"))
        return white, [number(size, "w:val") for size in found(styles, "w:sz")]

    (white, sizes), (less_white, same_sizes) = white_and_sizes(NORMAL), white_and_sizes(NORMAL.closer())
    assert less_white < white
    assert same_sizes == sizes


def test_nothing_on_a_posted_paper_is_below_16_points() -> None:
    document = opened(a_paper(a_grid(), Prose(words("小"), small=True), posted=True))
    sizes = [size for part in (document.styles.element, document.element.body) for size in found(part, "w:sz")]
    assert min(number(size, "w:val") for size in sizes) >= 32


def test_table_widths_agree_in_all_three_places() -> None:
    body = body_of(a_full_paper())
    for table in found(body, "w:tbl"):
        (width,) = found(table, "w:tblW")
        grid = [number(column) for column in found(table, "w:gridCol")]
        assert found(table, "w:tblLayout")[0].get(qn("w:type")) == "fixed"
        assert number(width) == sum(grid) == round(165 * 1440 / 25.4)
        for row in found(table, "w:tr"):
            assert sum(number(cell) for cell in found(row, "w:tcW")) == sum(grid)


def test_spans_cover_the_grid_of_the_table() -> None:
    for table in found(body_of(a_full_paper()), "w:tbl"):
        columns = len(found(table, "w:gridCol"))
        for row in found(table, "w:tr"):
            spans = [number(span, "w:val") for span in found(row, "w:gridSpan")]
            assert len(found(row, "w:tc")) - len(spans) + sum(spans) == columns


def test_long_label_leaves_room_for_its_value() -> None:
    (table,) = found(body_of(a_paper(FieldGrid(2, ((Field("长" * 60, words("值"), span=2),),)))), "w:tbl")
    label, *rest = [number(column) for column in found(table, "w:gridCol")]
    assert label < sum(rest) / 2


def test_field_without_label_has_one_cell() -> None:
    model = a_paper(FieldGrid(2, ((Field("", words("整行"), span=2),), (Field("甲", ()), Field("", words("乙"))))))
    whole, halves = found(body_of(model), "w:tr")
    assert [number(span, "w:val") for span in found(whole, "w:gridSpan")] == [4]
    assert [number(span, "w:val") for span in found(halves, "w:gridSpan")] == [2]
    assert len(found(body_of(model), "w:shd")) == 1


def test_what_is_filled_by_hand_has_room_for_a_pen() -> None:
    full, empty = (
        body_of(a_paper(a_table(an_item("甲")), FieldGrid(1, ((Field("甲", words("乙")),),)))),
        body_of(a_paper(a_table(ItemRow((words("甲"), ()))), FieldGrid(1, ((Field("甲", ()),),)))),
    )
    assert not found(full, "w:trHeight")
    assert [number(height, "w:val") for height in found(empty, "w:trHeight")] == [round(7 * 1440 / 25.4)] * 2
    written = paragraph_with(a_paper(Prose(((Words("其他"), Blank()),))), "其他")
    assert found(written, "w:spacing")


def test_shares_need_not_add_up_to_anything() -> None:
    assert shared_out(100, (1, 1, 1)) == [33, 34, 33]
    assert sum(shared_out(9354, (22.5, 0.5, 7, 7, 7))) == 9354


def test_two_tables_are_kept_apart() -> None:
    body = body_of(a_paper(a_grid(), a_grid(), a_table(an_item("甲")), two_parties()))
    tags = [child.tag for child in body]
    assert not [pair for pair in pairwise(tags) if pair == (qn("w:tbl"), qn("w:tbl"))]


def test_head_row_is_repeated_and_rows_stay_whole() -> None:
    (table,) = found(body_of(a_paper(a_table(an_item("甲"), an_item("乙")))), "w:tbl")
    assert [bool(found(row, "w:tblHeader")) for row in found(table, "w:tr")] == [True, False, False]
    assert [bool(found(row, "w:cantSplit")) for row in found(table, "w:tr")] == [True, True, True]


@pytest.mark.parametrize(
    "block",
    [
        FieldGrid(1, ((Field("说明", words("长" * 3000)),),)),
        a_table(an_item("长" * 3000)),
        a_table(ItemRow((words("行\n" * 60), ()))),
        Callout("题", words("长" * 3000)),
    ],
    ids=["grid", "table", "lines", "callout"],
)
def test_row_that_may_outgrow_a_page_can_be_split(block: Block) -> None:
    rows = found(body_of(a_paper(block)), "w:tr")
    assert not found(rows[-1], "w:cantSplit")
    assert not found(rows[-1], "w:keepNext") or isinstance(block, Callout)


def test_neither_first_nor_last_row_is_alone() -> None:
    (table,) = found(body_of(a_paper(a_table(*map(an_item, "甲乙丙丁")))), "w:tbl")
    assert [bool(found(row, "w:keepNext")) for row in found(table, "w:tr")] == [True, True, False, True, False]
    grid = FieldGrid(1, tuple((Field("项", words(text)),) for text in "甲乙丙丁"))
    (drawn,) = found(body_of(a_paper(grid)), "w:tbl")
    assert [bool(found(row, "w:keepNext")) for row in found(drawn, "w:tr")] == [True, True, True, False]


def test_headings_and_group_rows_stay_with_what_follows() -> None:
    styles = opened(a_paper()).styles.element
    keeping = {style.get(qn("w:styleId")) for style in found(styles, "w:style") if found(style, "w:keepNext")}
    assert {"Heading1", "Group", "Title"} <= keeping
    table = found(body_of(a_paper(a_table(GroupRow("装表前"), an_item("甲")))), "w:tbl")[0]
    assert found(found(table, "w:tr")[1], "w:pStyle")[0].get(qn("w:val")) == "Group"


@pytest.mark.parametrize(
    "before",
    [
        Prose((*words("头"), *words("尾"))),
        a_grid(),
        a_table(an_item("甲"), an_item("尾")),
        Callout("题", words("尾")),
        two_parties(),
    ],
    ids=["prose", "grid", "table", "callout", "signatures"],
)
def test_signatures_keep_with_the_block_before_them(before: Block) -> None:
    *_, prior, spacer, _signatures, _end, _section = body_of(a_paper(before, two_parties()))
    assert found(spacer, "w:keepNext")
    assert found(prior, "w:keepNext")
    if isinstance(before, Prose):
        alone = paragraph_with(a_paper(before), "尾")
        assert not found(alone, "w:keepNext")


def test_signatures_are_never_split() -> None:
    parties = tuple(Party(title, (*words("甲"), *words("乙"))) for title in "一二三四")
    (table,) = found(body_of(a_paper(Signatures(parties))), "w:tbl")
    upper, lower = found(table, "w:tr")
    assert all(found(row, "w:cantSplit") for row in (upper, lower))
    assert all(found(part, "w:keepNext") for part in found(upper, "w:p"))
    assert [bool(found(part, "w:keepNext")) for part in found(lower, "w:p")] == [True, True, False] * 2


def test_last_party_of_a_short_row_takes_the_rest_of_it() -> None:
    model = a_paper(Signatures(tuple(Party(title, words("签字：")) for title in "一二三四五")))
    upper, lower = found(body_of(model), "w:tr")
    assert (len(found(upper, "w:tc")), len(found(lower, "w:tc"))) == (3, 2)
    assert [number(span, "w:val") for span in found(lower, "w:gridSpan")] == [2]


def test_signing_lines_are_ruled_to_the_edge() -> None:
    lines = (*words("签字："), (Words("日期："), Blank()), (Blank(9), Words("年")), *words("本人已知悉"), ())
    (table,) = found(body_of(a_paper(Signatures((Party("申请人", lines),)))), "w:tbl")
    ruled = [bool([run for run in found(part, "w:r") if found(run, "w:tab")]) for part in found(table, "w:p")]
    assert ruled == [False, True, True, False, False, False]
    assert {tab.get(qn("w:leader")) for tab in found(table, "w:tabs") for tab in tab} == {"underscore"}


def test_seal_is_named_and_has_room() -> None:
    model = a_paper(two_parties())
    title = paragraph_with(model, "出具单位（盖章）")
    assert number(found(title, "w:spacing")[0], "w:after") > 900
    many = a_paper(Signatures((Party("单位", words("行") * 9, seal=True),)))
    assert number(found(paragraph_with(many, "单位（盖章）"), "w:spacing")[0], "w:after") == 397  # 7 mm
    plain = a_paper(Signatures((Party("申请人", words("签字：")),)))
    assert "（盖章）" not in text_of(drawn(plain))
    assert not found(paragraph_with(plain, "申请人"), "w:spacing")


def test_a_box_is_a_control_that_a_click_ticks_and_unticks() -> None:
    part = paragraph_with(
        a_paper(Prose(((Tick(on=True), Words("是"), Tick(on=False), Words("否"), Tick(on=False)),))), "是"
    )
    controls = found(part, "w:sdt")
    assert [letters(control) for control in controls] == ["☑", "☐", "☐"]
    assert "".join(letters(part).split()) == "☑是☐否☐"
    for control in controls:
        (box,) = control.iter(f"{W14}checkbox")
        states = {child.tag.removeprefix(W14): child.get(f"{W14}val") for child in box}
        assert states == {
            "checked": str(int(letters(control) == "☑")),
            "checkedState": "2611",
            "uncheckedState": "2610",
        }


def test_box_stays_with_its_words_and_apart_from_others() -> None:
    model = a_paper(Prose(((Words("方式："), Tick(on=True), Words("当面\u3000"), Tick(on=True), Words("邮寄")),)))
    assert paragraphs_of(drawn(model))[-1] == "方式：  ✓\u00a0当面\u3000✓\u00a0邮寄"


@pytest.mark.parametrize("width", [5, 30, 80])
def test_blank_is_underlined_white_space_of_its_width(width: float) -> None:
    (run,) = (
        run
        for run in found(body_of(a_paper(Prose(((Blank(width), Words("年")),)))), "w:r")
        if [style for style in found(run, "w:rStyle") if style.get(qn("w:val")) == "Blank"]
    )
    text = letters(run)
    assert text.isspace()
    assert len(text) * NORMAL.table_least / 4 / 72 * 25.4 == pytest.approx(width, abs=0.5)


def test_label_cells_are_grey_except_on_small_printers() -> None:
    model = a_paper(a_grid(), a_table(GroupRow("组"), an_item("甲")))
    grey = {shade.get(qn("w:fill")) for shade in found(body_of(model), "w:shd")}
    assert grey == {"EDEDED"}
    assert len(found(body_of(model), "w:shd")) == 3 + 2 + 1
    assert not found(body_of(model, PORTABLE), "w:shd")


def test_centred_columns_centre_their_cells() -> None:
    _, row = found(body_of(a_paper(a_table(an_item("甲")))), "w:tr")
    assert [bool(found(cell, "w:jc")) for cell in found(row, "w:tc")] == [False, True]


def test_page_break_starts_a_page_only_when_something_follows() -> None:
    assert len(found(body_of(a_paper(Heading("一"), PageBreak(), Heading("二"))), "w:pageBreakBefore")) == 1
    assert not found(body_of(a_paper(Heading("一"), PageBreak())), "w:pageBreakBefore")


def test_numbers_are_text_with_a_hanging_indent() -> None:
    model = a_paper(Prose(tuple(words(f"承诺{count}")[0] for count in range(1, 11)), numbered=True))
    assert paragraphs_of(drawn(model))[-1] == "10.\t承诺10"
    assert not found(body_of(model), "w:numPr")
    assert number(found(paragraph_with(model, "承诺10"), "w:ind")[0], "w:hanging") == 480


def test_code_is_in_the_head_as_a_named_picture() -> None:
    model = a_paper(head=Head(("大厅",), ("编号",), qr="K7M3QX"))
    document = opened(model)
    (shape,) = document.inline_shapes
    assert round(shape.width / Mm(1)) == round(shape.height / Mm(1)) == 24
    (name,) = found(document.element.body, "wp:docPr")
    assert name.get("descr") == "二维码，内容为本单编号和版本"
    with zipfile.ZipFile(io.BytesIO(drawn(model))) as parts:
        image = Image.open(io.BytesIO(parts.read("word/media/image1.png"))).convert("1")
    # ISO/IEC 18004: four modules of white around; the first module is black, and one of the finder's seven
    (left, top, *_), module = ImageChops.invert(image).getbbox() or (0, 0, 0, 0), 8
    assert (left, top) == (4 * module, 4 * module)
    assert [image.getpixel((left + place * module, top)) for place in (0, 6, 7)] == [0, 0, 255]


def test_head_without_code_has_no_picture() -> None:
    document = opened(a_paper(head=Head(("大厅",), ("编号",))))
    assert len(document.inline_shapes) == 0
    assert len(found(document.element.body, "w:gridCol")) == 2


def test_code_alone_still_makes_a_head() -> None:
    assert len(opened(a_paper(head=Head((), (), qr="K7M3QX"))).inline_shapes) == 1


def test_empty_blocks_leave_a_readable_file() -> None:
    model = a_paper(
        Callout("", ()),
        FieldGrid(1, ()),
        FieldGrid(1, ((Field("空", ()),),)),
        a_table(),
        Prose(()),
        Signatures(()),
        Signatures((Party("只有题", ()),)),
    )
    assert text_of(drawn(model)) == "用电业务办理一次性告知书空资料份数只有题"
    # Word calls a file damaged when a cell ends without a paragraph
    assert all(cell[-1].tag == qn("w:p") for cell in found(body_of(model), "w:tc"))
