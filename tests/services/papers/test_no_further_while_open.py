"""What two readers of thirty random applications each found to go too far while something is still open."""

from __future__ import annotations

import re
from typing import Any

import pytest
from builders.papers_told import box, everything, rows
from test_no_further_beside_the_notice import DEFERRAL, LONG, LOW, MEDIUM, NOTICE, OWN, RECEIPT, papers, says

MICRO: dict[str, Any] = {"customer": "micro_enterprise"}


def test_a_rule_for_low_voltage_is_in_no_row_of_another_voltage() -> None:
    text = papers("jining", **MICRO, supply={"capacity": 100, "unit": "kW"}, works=LONG)[NOTICE]
    ways = {row[1]: row[3] for row in rows(text, "情形") if "免于办理行政许可" in row[3]}
    assert ways, "at low voltage it may hold"
    rows_of_ten = [row for row in rows(text, "情形") if "10 千伏" in row[0]]
    assert rows_of_ten
    assert not any("免于办理行政许可" in row[3] for row in rows_of_ten)
    assert any("免于办理行政许可，是否适用取决于是否涉及利害关系人" in way for way in ways.values())
    unknown = papers("jining", customer=None, supply={}, works=LONG)[NOTICE]
    [way] = {row[3] for row in rows(unknown, "情形") if "免于办理行政许可" in row[3]}
    assert "是否适用取决于客户类型、用电容量、是否涉及利害关系人" in way, (
        "of a firm that is no small one it never holds"
    )


@pytest.mark.parametrize("place", ["jining", "linyi"])
def test_what_practice_only_advises_is_never_perhaps_a_must(place: str) -> None:
    result = papers(place, {"received": [{"document": "identity", "copies": 1}]}, supply={}, works=None)
    assert not says(result["materials_receipt"], "是否必交")
    assert "要不要交" not in box(result[NOTICE])["现在要做"]
    assert says(result[NOTICE], "可能建议提交：用电工程项目批准（备案）文件")


def test_a_sum_above_the_ceiling_of_low_voltage_says_so_on_notice_and_receipt() -> None:
    for capacity, open_ in ((160, False), (161, True)):
        result = papers("lianyungang", customer="other", supply=LOW | {"capacity": capacity}, works=None)
        for paper in (NOTICE, RECEIPT):
            assert says(result[paper], "5 个工作日（按低压供电算，能否低压供电由供电企业答复）") is open_


def test_a_sum_of_steps_leaves_no_scope_open() -> None:
    works = {"length_m": 1000, "new_pole_box_or_duct": False}
    open_ = papers("lianyungang", customer="sole_proprietor", supply=LOW | {"capacity": 1600}, works=works)
    for paper in (NOTICE, RECEIPT):
        assert not says(open_[paper], "办理环节合计不超过 5 个工作日（是否含")


def test_a_form_that_names_payer_and_builder_says_who_reconciles_them() -> None:
    supply = {"voltage_kv": 35, "capacity": 8000, "unit": "kVA"}
    works = {"length_m": 500, "road_crossing_m": 20, "kind": "customer_connection", "owner": "applicant"}
    for paper, form in papers("liangzihu", supply=supply, works=works).items():
        if says(form, "电网至建筑区划红线") and paper not in {NOTICE, RECEIPT}:
            assert says(form, "怎样结算"), paper


def test_what_is_known_already_leaves_nothing_open() -> None:
    works = {"kind": "customer_connection", "owner": "applicant", "length_m": 500, "cycle_lane_passable": False}
    text = papers("lianyungang", supply={"capacity": 800, "unit": "kVA"}, works=works)[NOTICE]
    assert says(text, "尚不能判定，取决于占用挖掘部位、电压等级；")


def test_a_paper_of_a_step_that_may_not_come_is_no_duty_on_the_deferral_note() -> None:
    for supply, open_ in (({}, True), (MEDIUM | {"voltage_kv": 35, "critical": True}, False)):
        text = papers("jining", {"deferred": [OWN]}, supply=supply, works=None)[DEFERRAL]
        assert says(text, "要不要交还没有确定的，确定后告知") is open_


def test_a_unit_that_is_not_known_is_asked_for() -> None:
    text = papers("linyi", customer="resident", supply={"voltage_kv": 0.4, "capacity": 8}, works=None)[NOTICE]
    assert "容量单位" in box(text)["现在要做"]


def test_a_step_without_days_promises_none() -> None:
    result = papers("liangzihu", supply={"capacity": 200, "unit": "kVA"}, works=None)
    for paper in (NOTICE, RECEIPT):
        [connect] = [row for row in rows(result[paper], "环节、时限") if "办理接电" in row[0]]
        assert "见表下" in connect
        assert "待定" not in connect
    assert not says(result[NOTICE], "天数待定：办理接电")


def test_the_step_that_takes_in_has_no_days_to_ask_for() -> None:
    result = papers("lianyungang", supply=MEDIUM, works=None)
    for paper in (NOTICE, RECEIPT):
        [taken] = [row for row in rows(result[paper], "环节、时限") if "受理当时" in row]
        assert "供电企业答复" not in taken
        assert not says(result[paper], "业务受理、")


def test_what_decides_between_the_rows_is_named_whole() -> None:
    works = {"kind": "customer_connection", "owner": "applicant"}
    text = papers("lianyungang", supply={"capacity": 800, "unit": "kVA"}, works=works)[NOTICE]
    asked = "线路总长、占用挖掘部位、占用非机动车道后该方向是否仍可通行、电压等级"
    assert says(text, f"尚不能判定，取决于{asked}；")
    assert ("外线工程的办理方式，按上面的情形表确定", f"取决于{asked}") in rows(text, "事项")


def test_a_row_that_holds_only_if_another_does_not_says_so() -> None:
    text = papers("liangzihu", supply=LOW, site={"park": "national"})[NOTICE]
    last: dict[str, bool] = {}
    for condition, _, met, _ in rows(text, "情形"):
        number = condition.partition(". ")[0] if ". " in condition else next(reversed(last))
        last[number] = last.get(number, True) and met.startswith("✓")
    assert not any(last.values())


def test_days_end_with_the_day_that_is_named() -> None:
    result = papers("jining", {"deferred": [{"document": "premises", "until": "2026-11-20"}]}, supply=LOW, works=None)
    assert says(result[DEFERRAL], "不晚于表中日期、在所列环节之前补交即可")
    assert "最迟11月20日" in box(result[NOTICE])["现在要做"]


def test_what_only_a_later_step_asks_for_was_no_reason_to_take_in_early() -> None:
    critical = MEDIUM | {"voltage_kv": 35, "critical": True}
    later = papers("jining", {"deferred": [OWN]}, supply=critical, works=None)[DEFERRAL]
    assert says(later, "受理不等这些资料")
    assert not says(later, "先行受理")
    both = papers("jining", {"deferred": [OWN, {"document": "premises"}]}, supply=critical, works=None)[DEFERRAL]
    assert says(both, "先行受理")


def test_the_ducts_of_a_government_are_those_of_the_town() -> None:
    text = papers("lianyungang", supply=MEDIUM, works=LONG)[NOTICE]
    assert says(text, "电缆管沟廊道等市政配套基础设施由各级政府落实建设资金")


def test_not_having_to_pay_is_printed_only_for_an_existing_line() -> None:
    for works, said in ((LONG | {"owner": "grid_company"}, True), (None, False)):
        text = box(papers("jining", **MICRO, supply=LOW, works=works)[NOTICE])["由谁出资"]
        assert ("您不用付" in text) is said, text


@pytest.mark.parametrize(
    ("place", "case", "asked"),
    [
        ("jining", {"supply": {"voltage_kv": 10}, "works": LONG}, "用电容量"),
        ("jining", {"supply": MEDIUM | {"sources": None}, "works": None}, "电源数"),
        ("liangzihu", {"supply": {"voltage_kv": 0.4}, "works": None}, "用电容量"),
        ("zaozhuang", {"supply": LOW, "business": None, "works": None}, "办理业务"),
    ],
)
def test_what_only_the_applicant_can_say_is_asked_in_the_box(place: str, case: dict[str, Any], asked: str) -> None:
    text = box(papers(place, **case)[NOTICE])["现在要做"]
    assert f"告诉窗口{asked}" in text or "缺的信息" in text, text


def test_where_no_paper_sets_a_term_none_begins_and_none_is_paused() -> None:
    got = {"received": [{"document": "identity", "copies": 1}]}
    for place, terms in (("linyi", False), ("jining", True)):
        result = papers(place, got, supply=LOW, works=None)
        assert says(result["materials_receipt"], "各项时限从哪一天起算") is terms
        assert says(result[RECEIPT], "时限从告知的次日起暂停") is terms


def test_where_a_form_goes_is_not_said_of_one_that_nobody_was_given() -> None:
    result = papers("lianyungang", supply=MEDIUM, works={"kind": "customer_connection", "owner": "applicant"} | LONG)
    assert not says(result[NOTICE], "表填好后交到哪里文件没有写明")


def test_a_limit_that_is_just_reached_is_no_limit_of_the_permit() -> None:
    works = {"length_m": 1000, "road_crossing_m": 12, "occupies": ["footway"], "kind": "customer_connection"}
    line = box(papers("lianyungang", supply=MEDIUM, works=works | {"owner": "applicant"})[NOTICE])["外线手续"]
    assert "线路总长不满足小于 1000 米的条件" in line


def test_what_is_called_up_online_is_advised_by_no_list() -> None:
    for place in ("jining", "zaozhuang"):
        raw = {"received": [{"document": "premises", "copies": 1}]}
        result = papers(place, raw, online=["identity"], supply=LOW, site={"park": "national"}, works=None)
        assert not says(result["info_sheet"], "用电人有效身份证明建议带上")
        [row] = [row for row in rows(result[NOTICE], "资料") if row[0] == "用电人有效身份证明"]
        assert row[2] == "电子证照共享·免提交"


def test_the_box_advises_as_many_papers_as_the_table() -> None:
    for raw, text in everything():
        advised = sum(row[2] == "建议带上" for row in rows(text[NOTICE], "资料"))
        tasks = box(text[NOTICE])["现在要做"]
        if found := re.search(r"建议带上通常需要的资料（(\d+) 项，见下表）", tasks):
            assert int(found[1]) == advised, raw["case"]
        elif "建议带上" not in tasks:
            assert not advised, (raw["case"], tasks)


def test_what_the_office_has_to_settle_is_not_asked_of_the_applicant() -> None:
    works = {"kind": "customer_connection", "third_party_interest": True}
    text = papers("jining", customer="sole_proprietor", supply=LOW | {"connection": None}, works=works | LONG)[NOTICE]
    assert box(text)["何时答复"] == "待定，补全用电信息、本单位确认口径后告知"


def test_a_comparison_with_an_unprinted_limit_is_left_out() -> None:
    kva = {"voltage_kv": 0.22, "capacity": 8, "unit": "kVA"}
    text = papers("linyi", customer="resident", supply=kva, works=None)[NOTICE]
    assert not says(text, "按功率因数为 1 换算比较")
    text = papers("liangzihu", supply={"capacity": 200, "unit": "kVA"}, works=None)[NOTICE]
    assert says(text, "按功率因数为 1 换算比较") is says(text, "220千瓦")
