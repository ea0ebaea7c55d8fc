"""The hash in the code of a paper: issued papers are compared with it as long as the record exists."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from gridcounter.core.papers.build import content_hash
from gridcounter.core.papers.form_model import (
    Blank,
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
    PageBreak,
    Party,
    Prose,
    Signatures,
    Tick,
    Words,
    one_line,
)

PARTIES = (
    Party("申请人", (*one_line("签名："), *one_line("日期："))),
    Party("样例供电公司", one_line("经办人："), seal=True),
)
MODEL = FormModel(
    "one_time_notice",
    "用电业务办理一次性告知书",
    "第1版",
    Head(("样例营业厅", "供电企业"), ("编号 0007", "申请人联"), ("演示",), "GC1:0007"),
    (
        Callout("一眼看懂", ((Words("新装", bold=True), Words("，"), Words("95598", small=True)),)),
        Heading("一、申请信息"),
        FieldGrid(
            2,
            (
                (Field("申请人", one_line("样例面馆")), Field("电压", one_line("220伏"))),
                (Field("地址", one_line("样例路1号"), 2),),
            ),
        ),
        ItemTable(
            (Column("资料", 3), Column("状态", 1.5, centred=True)),
            (
                GroupRow("申请时"),
                ItemRow((one_line("证照"), ((Tick(on=True), Words("已收"), Tick(on=False), Words("后补")),))),
            ),
        ),
        Prose(((Words("供电点"), Blank(30), Words("由供电企业填写")),), numbered=True, small=True),
        Prose(one_line("大字"), large=True),
        Signatures(PARTIES),
        PageBreak(),
    ),
    running="告知书 0007",
    posted=True,
)


def test_what_was_hashed_before_has_the_same_hash_for_good() -> None:
    """Worked out by the program of 2026-11; a paper in somebody's drawer carries such a number."""
    assert content_hash(MODEL) == "69c1d457aaeb3653"


def test_fields_beside_the_content_change_no_hash() -> None:
    named = tuple(replace(party, key="office", signs="经办") for party in PARTIES)
    blocks = tuple(Signatures(named) if isinstance(block, Signatures) else block for block in MODEL.blocks)
    beside = replace(MODEL, issued=date(2026, 9, 28), blocks=blocks)

    assert beside != MODEL
    assert content_hash(beside) == content_hash(MODEL)
    assert content_hash(replace(MODEL, running="告知书 0008")) != content_hash(MODEL)
