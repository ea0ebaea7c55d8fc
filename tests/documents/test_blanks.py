"""The lines that one writes on, as drawn: how long they are, and that each stands beside what it is for."""

from __future__ import annotations

from typing import Any

import pytest
from builders.documents.pdf_looks import MM, RIGHT, Looks, drawn, words

from gridcounter.core.papers.form_model import (
    Blank,
    Column,
    Field,
    FieldGrid,
    Head,
    ItemRow,
    ItemTable,
    Party,
    Prose,
    Signatures,
    Tick,
    Words,
)
from gridcounter.documents.profiles import LARGE, NORMAL, PORTABLE, PROFILES, Profile

near: Any = pytest.approx
GAP = "\u3000"


def rules(page: Looks) -> list[float]:
    """From the left, in millimetres, top down."""
    return [(rule.right - rule.x) / MM for rule in sorted(page.rules, key=lambda rule: (-rule.y, rule.x))]


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
@pytest.mark.parametrize(("width", "wanted"), [(30, 30), (60, 60), (90, 65 + 2.8), (150, 65 + 2.8)])
def test_a_blank_alone_in_its_cell_takes_its_width_up_to_65_mm(width: float, wanted: float, profile: Profile) -> None:
    table = ItemTable((Column("项", width), Column("旁", 165 - width)), (ItemRow((((Blank(28),),), words("旁"))),))
    (page,) = drawn(table, profile=profile)
    assert rules(page) == [near(wanted - 2.8, abs=0.1)]  # four points of white on both sides


def test_a_blank_that_is_last_in_its_cell_takes_what_is_left_and_one_before_words_does_not() -> None:
    values = (Words("建设单位"), Blank(30)), (Blank(20), Words("年"))
    (page,) = drawn(FieldGrid(1, tuple((Field("项", (value,)),) for value in values)))
    last, before = rules(page)
    assert (last, before) == (near(65), near(20))


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_the_answer_to_several_questions_reaches_the_end_of_its_line(profile: Profile) -> None:
    text = "方案答复、设计审查、中间检查、竣工检验：本地文件没有写明天数，供电企业答复："
    (page,) = drawn(Prose(((Words(text), Blank(50), Words(f"{GAP}签字："), Blank(24)),), small=True), profile=profile)
    answer, signature = sorted(page.rules, key=lambda rule: rule.x)

    assert answer.y == signature.y == near(page.at("供电企业答复：").y - 2, abs=0.1)
    assert signature.right == near(RIGHT)
    assert (answer.right - answer.x) / MM > 45


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_a_rule_stands_on_the_line_of_its_label(profile: Profile) -> None:
    lines = (*words("与申请人关系：", "法定代表人或委托代理人："), (Words(f"签收人：{GAP}"), Blank(22)))
    refusal = (Tick(on=False), Words("拒绝签收，见证人："))
    parties = (Party("申请人", (*lines, refusal)), Party("单位", words("日期："), seal=True))
    (page,) = drawn(Signatures(parties), profile=profile)
    labels = [text for text in page.texts if text.text.rstrip(GAP).endswith("：")]

    assert len(labels) == len(page.rules) == 5
    for rule in page.rules:
        beside = [text for text in labels if abs(text.y - 2 - rule.y) < 0.1 and text.x < rule.x]
        label = max(beside, key=lambda text: text.x)
        assert (rule.right - rule.x) / MM >= (30 if label.text.startswith("签收人") and profile is not LARGE else 10)


@pytest.mark.parametrize("profile", [NORMAL, PORTABLE, LARGE], ids=lambda profile: profile.name)
def test_boxes_to_tick_stay_on_one_line(profile: Profile) -> None:
    boxes = (part for way in (f"当面{GAP}", f"邮寄{GAP}", "电子") for part in (Tick(on=False), Words(f" {way}")))
    ways = (Words("送达方式："), *boxes)
    parties = (Party("申请人", (ways,)), Party("样例营业厅", words("出具日期：2026年9月28日"), seal=True))
    (page,) = drawn(Signatures(parties), profile=profile)

    assert len({round(page.at(words).y, 2) for words in ("送达方式", " 当面", " 邮寄", " 电子")}) == 1


def test_who_is_not_named_gets_a_line_to_write_on_in_the_head_and_where_the_seal_goes() -> None:
    (page,) = drawn(Signatures((Party("单位：", words("日期："), seal=True),)), head=Head(("出具单位：",), ()))
    head, seal, _ = sorted(page.rules, key=lambda rule: -rule.y)

    assert head.y == near(page.at("出具单位：").y - 2, abs=0.1)
    assert page.at("单位：").x < seal.x < seal.right <= page.at("（盖章）").x + 0.1
