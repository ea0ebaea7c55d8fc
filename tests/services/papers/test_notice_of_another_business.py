"""The notice, the receipt and what is called for when the business is another than connecting."""

from __future__ import annotations

import itertools
import json
import re
from typing import TYPE_CHECKING

import pytest
from builders.paper_builders import PLACES, paperwork

from gridcounter.core.intake.conditions import ConditionLine
from gridcounter.core.papers.form_model import Heading, ItemTable, texts_of
from gridcounter.core.papers.view import Printing

if TYPE_CHECKING:
    from gridcounter.core.papers.build import BuiltForm

OTHERS = ("transfer", "suspension", "resumption", "capacity_reduction", "closing", "pv")
#: Words of the line outside and of the supply, which none of these businesses has.
OF_CONNECTING = ("外线", "开工", "红线", "电压", "用户类别", "由谁出资", "不按用户类别")


def built(business: str, place: str = "jining", paper: str = "one_time_notice") -> BuiltForm:
    case = {"locality": place, "on": "2026-09-21", "business": business}
    raw = {"case": case, "applicant": {"name": "张样例"}, "premises": {"address": "样例路 1 号"}}
    application = paperwork().read_application(json.dumps(raw))
    [found] = paperwork().build(application, (paper,), Printing())
    return found


def printed(business: str, paper: str = "one_time_notice", printing: Printing = Printing(), **more: object) -> str:
    case = {"locality": "jining", "on": "2026-09-21", "business": business}
    raw = {"case": case, "applicant": {"name": "张样例"}, "premises": {"address": "样例路 1 号"}, **more}
    [found] = paperwork().build(paperwork().read_application(json.dumps(raw)), (paper,), printing)
    return text(found)


def text(found: BuiltForm) -> str:
    return "\n".join(texts_of(found.model))


def headings(found: BuiltForm) -> list[str]:
    return [re.sub("^.+?、", "", block.text) for block in found.model.blocks if isinstance(block, Heading)]


@pytest.mark.parametrize("business", OTHERS)
@pytest.mark.parametrize("place", PLACES)
def test_the_notice_of_another_business_has_no_word_of_the_line_outside(place: str, business: str) -> None:
    """Acceptance case 17: no part 外线工程, no line 外线手续, no class, no payer that nobody names."""
    notice = text(built(business, place))

    assert [word for word in OF_CONNECTING if word in notice] == []


@pytest.mark.parametrize("business", OTHERS)
def test_no_part_of_the_notice_is_empty(business: str) -> None:
    """A heading is followed by something that is no heading, and a table has a row."""
    blocks = built(business).model.blocks

    assert all(not isinstance(after, Heading) for one, after in itertools.pairwise(blocks) if isinstance(one, Heading))
    assert not isinstance(blocks[-1], Heading)
    assert all(block.rows for block in blocks if isinstance(block, ItemTable))


def test_the_conditions_of_a_transfer_are_ticked_one_by_one_before_the_documents() -> None:
    notice = built("transfer")

    assert headings(notice)[:3] == ["申请信息", "办理条件", "需您提交的资料"]
    [table] = [one for one in notice.model.blocks if isinstance(one, ItemTable) and one.columns[0].title == "条件"]
    assert len(table.rows) == len(("用电地址、用电容量和用电类别都不变", "原户的电费等款项已经结清"))
    assert "过户、更名" in text(notice)
    assert "环节与时限" not in headings(notice)


def test_how_far_ahead_and_how_often_stand_below_the_conditions_of_a_suspension() -> None:
    notice = text(built("suspension"))

    assert "提前 5 个工作日申请；每次不少于 15 日，每一日历年内累计不超过 6 个月，不限次数（通用做法）。" in notice


def test_the_local_policy_is_no_source_of_what_it_does_not_say() -> None:
    """Only general practice is printed: the number of the local paper would claim more."""
    number = paperwork().assessor.packs.newest("jining").header.number

    assert number not in text(built("transfer"))
    assert number in text(built("new_connection"))


def test_the_receipt_of_a_transfer_names_it_and_leaves_out_supply_and_class() -> None:
    receipt = text(built("transfer", paper="acceptance_receipt"))

    assert "过户、更名" in receipt
    assert "本回执依据：通用做法" in receipt
    assert "用户类别" not in receipt


@pytest.mark.parametrize(("business", "asked"), [("transfer", False), ("ev_charger", True), ("new_connection", True)])
def test_the_sheet_of_supply_and_works_is_called_for_only_where_there_is_a_supply(
    business: str, *, asked: bool
) -> None:
    case = {"locality": "jining", "on": "2026-09-21", "business": business}
    application = paperwork().read_application(json.dumps({"case": case, "applicant": {"name": "张样例"}}))

    papers = [one.model.paper for one in paperwork().build(application, (), Printing())]

    assert ("info_sheet" in papers) is asked
    assert "one_time_notice" in papers


def test_the_notice_of_a_charger_has_the_parts_of_connecting_and_its_own_conditions() -> None:
    """Acceptance case 18."""
    charger = headings(built("ev_charger"))

    assert "办理条件" in charger
    assert [one for one in charger if one != "办理条件"] == headings(built("new_connection"))


def test_what_was_seen_of_the_conditions_at_the_acceptance_is_ticked() -> None:
    """The fault: the boxes stayed empty beside conditions that were looked at."""
    lines = (ConditionLine("整台或整组变压器停止运行", met=True), ConditionLine("没有欠费", met=False, remark="下周付"))

    seen = printed("suspension", printing=Printing(accepted=True, conditions=lines))
    nobody = printed("suspension", printing=Printing(accepted=True))

    assert "整台或整组变压器停止运行\n✓ 是\u3000□ 否" in seen
    assert "没有欠费\n□ 是\u3000✓ 否" in seen
    assert "下周付" not in seen
    assert "没有欠费\n□ 是\u3000□ 否" in nobody


def test_nothing_is_ticked_that_was_seen_of_another_business() -> None:
    """没有欠费 is a condition of both."""
    lines = (ConditionLine("整台或整组变压器停止运行", met=True), ConditionLine("没有欠费", met=True))

    assert "✓" not in printed("resumption", printing=Printing(accepted=True, conditions=lines))


def test_the_days_that_nobody_wrote_are_spoken_of_only_where_there_are_times() -> None:
    told = "没有写明的起算日也是"

    assert told not in printed("transfer")
    assert "标“通用做法”的内容本地文件没有规定，供参考" in printed("transfer")
    assert told in printed("pv")
    assert told in printed("new_connection")


@pytest.mark.parametrize("paper", ["one_time_notice", "acceptance_receipt", "materials_receipt", "info_sheet"])
def test_the_account_and_the_day_are_on_the_papers_where_they_are_known(paper: str) -> None:
    received = [{"document": "identity"}]
    known = printed(
        *("suspension", paper),
        account_number="3700123456",
        wanted_on="2026-10-12",
        received_on="2026-09-21",
        received=received,
    )
    unknown = printed("suspension", paper, received_on="2026-09-21", received=received)

    assert "用电户号\n3700123456" in known
    assert "从何日起\n2026年10月12日" in known
    assert "从何日起" not in unknown
    assert "用电户号\n37" not in unknown


def test_how_far_ahead_it_is_applied_for_is_told_until_it_is() -> None:
    first = "提前 5 个工作日申请"

    assert f"①{first}" in printed("suspension", printing=Printing(consultation=True))
    assert f"①{first}" in printed("suspension", printing=Printing(accepted=False))
    assert f"①{first}" not in printed("suspension", printing=Printing(accepted=True))


def test_the_info_sheet_names_a_business_that_is_none_of_the_three() -> None:
    """The fault: three boxes, and none of them ticked."""
    assert "居民自用充电桩报装" in printed("ev_charger", "info_sheet")
    assert "□ 增容" not in printed("ev_charger", "info_sheet")
    assert "✓ 新装" in printed("new_connection", "info_sheet")
