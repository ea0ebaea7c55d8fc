"""Every kind of block has the same text in PDF and Word file, in one order, and all the text of its model."""

from __future__ import annotations

from io import BytesIO

import pytest
from builders.documents.docx_text import text_of
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
from gridcounter.documents.faces import packaged_faces
from gridcounter.documents.pdf import PdfRenderer
from gridcounter.documents.profiles import LARGE, NORMAL, PORTABLE, Profile
from gridcounter.documents.word import WordRenderer

MIXED: Content = (
    (Words("供电点"), Blank(20), Words("由"), Words("供电企业", bold=True), Words("填写", small=True)),
    (Tick(on=True), Words("当面"), Tick(on=False), Words("邮寄 "), Tick(on=True), Words("<b>&其他")),
    (),
    (Words("10千伏 kVA “引号”——……①㎡"),),
)


def words(*texts: str) -> Content:
    return tuple((Words(text),) for text in texts)


#: Each kind of block, with what it may hold; and what the renderers add to the words of the model.
BLOCKS: dict[str, tuple[Block, ...]] = {
    "heading": (Heading("一、标题"), Heading("二、没有正文的标题")),
    "callout": (Callout("一眼看懂", MIXED),),
    "callout without a title": (Callout("", words("要点")),),
    "grid": (
        FieldGrid(2, ((Field("甲", MIXED), Field("乙", ())), (Field("", words("无"), 2),), (Field("丙", MIXED, 2),))),
    ),
    "table": (
        ItemTable(
            (Column("资料", 3), Column("份数", 1, centred=True), Column("", 1)),
            (
                GroupRow("申请时"), ItemRow((MIXED, words("1"), ())),
                GroupRow("装表前"), ItemRow((words("甲", "乙"), (), words("丙"))),
            ),
        ),
    ),
    "empty table": (ItemTable((Column("资料", 1),), ()),),
    "prose": (Prose(MIXED), Prose(MIXED, small=True), Prose(MIXED, large=True)),
    "signatures": (
        Prose(words("文")),
        Signatures((Party("申请人", MIXED), Party("单位", words("经办人："), seal=True), Party("只有题", ()))),
    ),
    "five parties": (Signatures(tuple(Party(f"单位{n}", (*words("签名："), (Blank(),))) for n in range(5))),),
    "page break": (Prose(words("前")), PageBreak(), PageBreak(), Prose(words("后")), PageBreak()),
}  # fmt: skip
HEADS = {
    "whole": Head(("某厅", "某处"), ("编号 1", "申请人联"), ("演示", "未受理"), "0007"),
    "numbers alone": Head((), ("编号 1",)),
    "marks alone": Head((), (), ("演示",)),
}


def squeezed(text: str) -> str:
    return "".join(text.split())


def pdf_of(model: FormModel, profile: Profile) -> str:
    """Without the feet."""
    target = BytesIO()
    PdfRenderer(packaged_faces(), profile).render(model, target)
    pages = [squeezed(page.extract_text()) for page in PdfReader(BytesIO(target.getvalue())).pages]
    feet = [squeezed(f"{profile.foot}{model.running}第{n}页共{len(pages)}页") for n in range(1, len(pages) + 1)]
    assert all(page.endswith(foot) for page, foot in zip(pages, feet, strict=True))
    return "".join(page.removesuffix(foot) for page, foot in zip(pages, feet, strict=True))


def word_of(model: FormModel, profile: Profile) -> str:
    target = BytesIO()
    WordRenderer(profile).render(model, target)
    return text_of(target.getvalue())


ALL_OF_THEM = tuple(block for blocks in BLOCKS.values() for block in blocks)


@pytest.mark.parametrize(
    ("blocks", "profile"),
    [*((blocks, NORMAL) for blocks in BLOCKS.values()), (ALL_OF_THEM, PORTABLE), (ALL_OF_THEM, LARGE)],
    ids=[*BLOCKS, "all, portable", "all, large"],
)
def test_every_kind_of_block_reads_the_same_in_both_files(blocks: tuple[Block, ...], profile: Profile) -> None:
    model = FormModel("x", "样例书", "第 1 版", Head((), ()), blocks, running="样例书 1")
    expected = squeezed("".join(texts_of(model))).replace("单位经办人：", "单位（盖章）经办人：")

    assert pdf_of(model, profile) == word_of(model, profile) == expected


@pytest.mark.parametrize(("head", "posted"), [*((head, False) for head in HEADS), ("whole", True)])
def test_heads_read_the_same_in_both_files(head: str, posted: bool) -> None:  # noqa: FBT001
    model = FormModel("x", "样例书", "", HEADS[head], (Prose(words("文")),), running="样例书 1", posted=posted)

    assert pdf_of(model, NORMAL) == word_of(model, NORMAL) == squeezed("".join(texts_of(model)))


@pytest.mark.parametrize("count", [9, 10])
def test_numbered_paragraphs_have_the_same_numbers_in_both_files(count: int) -> None:
    model = FormModel("x", "样例书", "", Head((), ()), (Prose(words(*["承诺"] * count), numbered=True),), running="1")
    expected = "样例书" + "".join(f"{number}.承诺" for number in range(1, count + 1))

    assert pdf_of(model, NORMAL) == word_of(model, NORMAL) == expected
