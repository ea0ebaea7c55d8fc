"""The structure of a paper for screen readers. `structure_of` itself compares pages and elements."""

from __future__ import annotations

import re

import pytest
from builders.documents.pdf_tags import Element, structure_of
from builders.paper_builders import PLACES, a_full_application, an_application, as_pdf, built

from gridcounter.core.papers.form_model import (
    Block,
    Callout,
    Column,
    Field,
    FieldGrid,
    FormModel,
    GroupRow,
    Head,
    Heading,
    ItemRow,
    ItemTable,
    Party,
    Prose,
    Signatures,
    Tick,
    Words,
    one_line,
    texts_of,
)
from gridcounter.documents.profiles import LARGE, PORTABLE

HEAD = Head(("样例厅", "供电营业厅"), ("编号：0007", "申请人联"), ("演示",), "GC1:0007")
LONG = "依照有关规定，供电企业应当一次性告知所需资料、办理环节和时限，不得要求重复提交。"


def read(*blocks: Block, head: Head = HEAD) -> Element:
    return structure_of(as_pdf(FormModel("x", "样例告知书", "第1版", head, blocks, running="0007")))


def texts(element: Element, kind: str) -> list[str]:
    return [each.text for each in element.all(kind)]


def test_a_paper_begins_with_its_head_and_its_title_is_the_first_heading() -> None:
    root = read(Heading("一、申请"), Heading("二、资料"))

    assert root.outline() == "Document(P P P P P Figure H1 P H2 H2)"
    assert [each.text for each in root.kids] == [
        "演示", "样例厅", "供电营业厅", "编号：0007", "申请人联", "", "样例告知书", "第1版", "一、申请", "二、资料",
    ]  # fmt: skip
    assert [each.alt for each in root.all("Figure")] == ["二维码，内容为本单编号和版本"]


def test_without_a_code_there_is_no_figure() -> None:
    assert read(head=Head(("样例厅",), ())).outline() == "Document(P H1 P)"


def test_labels_of_a_grid_are_heads_of_their_rows() -> None:
    row = (Field("姓名", one_line("样例")), Field("电话", ()))
    root = read(FieldGrid(2, (row, (Field("地址", one_line("样例路1号"), 2),), (Field("", one_line("无标签"), 2),))))

    (table,) = root.all("Table")
    assert table.outline() == "Table(TR(TH TD TH TD) TR(TH TD) TR(TD))"
    assert {each.scope for each in table.all("TH")} == {"Row"}
    assert [each.span for each in table.all("TD")] == [1, 1, 3, 4], "every row is four columns wide"
    assert texts(table, "TD") == ["样例", "", "样例路1号", "无标签"]


def test_a_table_has_heads_of_columns_and_an_empty_cell_holds_its_place() -> None:
    columns = (Column("资料", 2), Column("状态", 1))
    rows = (GroupRow("申请时"), ItemRow((one_line("证照"), ())), ItemRow(((), one_line("已收"))))
    root = read(ItemTable(columns, rows))

    (table,) = root.all("Table")
    assert table.outline() == "Table(TR(TH TH) TR(TH) TR(TD TD) TR(TD TD))"
    assert [(each.text, each.scope, each.span) for each in table.all("TH")] == [
        ("资料", "Column", 1), ("状态", "Column", 1), ("申请时", "Column", 2),
    ]  # fmt: skip
    assert texts(table, "TD") == ["证照", "", "", "已收"]


def test_a_table_over_pages_is_one_table_and_its_head_is_read_once() -> None:
    columns = (Column("资料", 2), Column("状态", 1))
    rows = tuple(ItemRow((one_line(f"第{number}项"), one_line("需提交"))) for number in range(120))
    root = read(ItemTable(columns, rows))

    (table,) = root.all("Table")
    assert len(table.kids) == 121
    assert texts(table, "TH") == ["资料", "状态"]
    assert {page for each in table.all("TD") for page, _ in each.marks} == {0, 1, 2}


def test_a_row_that_is_cut_over_pages_stays_one_row() -> None:
    root = read(ItemTable((Column("资料", 1),), (ItemRow((one_line(LONG * 90),)),)))

    (cell,) = root.all("TD")
    assert len({page for page, _ in cell.marks}) > 1
    assert cell.text == LONG * 90


def test_numbered_paragraphs_are_a_list_and_others_are_none() -> None:
    root = read(Prose((*one_line("甲"), *one_line("乙")), numbered=True), Prose(one_line("丙")))

    assert root.outline().endswith("L(LI(LBody) LI(LBody)) P)")
    assert texts(root, "LBody") == ["1.甲", "2.乙"]


def test_the_box_and_those_who_sign_are_parts_of_their_own() -> None:
    parties = (Party("申请人", one_line("签名：")), Party("样例公司", one_line("经办人："), seal=True))
    root = read(Callout("一眼看懂", (*one_line("甲"), *one_line("乙"))), Signatures(parties))

    assert root.outline().endswith("Div(H2 P P) Div(P P) Div(P P))")
    assert texts(root, "P")[-4:] == ["申请人", "签名：", "样例公司（盖章）", "经办人："]


def test_boxes_are_read_out_where_they_are() -> None:
    root = read(Prose(((Words("送达："), Tick(on=True), Words("当面"), Tick(on=False), Words("邮寄")),)))

    assert texts(root, "P")[-1] == "送达：✓当面□邮寄"


@pytest.mark.parametrize("place", PLACES)
def test_of_every_paper_all_is_read_and_in_order(place: str) -> None:
    for paper, form in built(an_application(place)).items():
        said = "".join(element.text for element in structure_of(as_pdf(form.model)).walk())
        text = "".join("".join(texts_of(form.model)).split())
        # what a renderer adds: numbers of a list, and who seals
        assert re.sub(r"（盖章）|\d+\.", "", "".join(said.split())) == re.sub(r"（盖章）|\d+\.", "", text), paper


@pytest.mark.parametrize("profile", [LARGE, PORTABLE], ids=["large", "portable"])
def test_other_profiles_are_tagged_as_well(profile: object) -> None:
    for form in built(a_full_application()).values():
        structure_of(as_pdf(form.model, profile))  # type: ignore[arg-type]
