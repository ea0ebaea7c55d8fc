"""No sentence of a notice goes further than its paper: what a reader of thirty notices found, as a rule each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from builders.paper_builders import a_full_application, built
from builders.papers_told import box, rows, text_of_model

from gridcounter.core.papers.form_model import FormModel
from gridcounter.core.papers.view import Printing
from gridcounter.core.policy.conditions import Operator
from gridcounter.core.policy.decision import ShownCondition
from gridcounter.core.wording import gap_words

NOTICE = "one_time_notice"
LONG = {"length_m": 2400, "road_crossing_m": 20, "occupies": ["carriageway"], "owner": "applicant"}
MEDIUM: dict[str, Any] = {"voltage_kv": 10, "capacity": 800, "unit": "kVA", "sources": 1}


def notice(place: str, printing: Printing | None = None, **case: Any) -> FormModel:  # noqa: ANN401  JSON
    raw = a_full_application(place, received=[], deferred=[], waived=[])
    if "project" in case:
        raw["project"] = case.pop("project")
    raw["case"] = {"locality": place, "on": "2026-09-28", "customer": "enterprise", **case}
    return built(raw, NOTICE, printing=printing or Printing(accepted=True))[NOTICE].model


def says(model: FormModel, words: str) -> bool:
    return words.replace(" ", "") in text_of_model(model)


def test_where_the_days_hang_on_the_voltage_both_are_printed_and_what_failed() -> None:
    result = notice("lianyungang", works=LONG)
    assert says(result, "不超过 20 千伏：5 个工作日")
    assert says(result, "超过 20 千伏：本地文件没有写明天数，由审批部门答复；取决于电压等级")
    assert says(result, "不符合，超出 1400 米")


def test_a_day_is_reckoned_from_the_event_that_starts_its_clock() -> None:
    asked = notice("liangzihu", Printing(), supply=MEDIUM, works=None)
    assert box(asked)["何时答复"].startswith("如9月28日申请，最迟2026年10月10日完成")
    known = notice("liangzihu", Printing(), supply=MEDIUM, works=None, applied_on="2026-09-21")
    assert box(known)["何时答复"].startswith("9月21日申请，最迟2026年9月29日完成")


def test_a_way_that_is_allowed_is_not_ordered_and_its_form_is_called_as_it_is_headed() -> None:
    result = notice("liangzihu", supply=MEDIUM, works={**LONG, "length_m": 600, "kind": "public_grid_for_customer"})
    assert "选择告知承诺备案制的，填《电力接入工程告知承诺备案表（参考）》" in box(result)["现在要做"]
    assert says(result, "文件另有规定：一般电力接入用户并联审批、限时办理，3 个工作日内")
    assert says(result, "改造公共电网的工程是否按此办理，由审批部门确认")


def test_a_qualifier_of_the_policy_is_printed_with_its_days_and_practice_is_marked() -> None:
    result = notice("liangzihu", supply=MEDIUM, works={**LONG, "kind": "customer_connection"})
    assert says(result, "一般电力接入用户并联审批、限时办理，自审批受理次日起（通用做法）3 个工作日")
    assert says(result, "事项按文件列举，其他以审批部门答复为准")


def test_nobody_is_sent_to_dig_who_digs_nothing() -> None:
    works = {**LONG, "occupies": [], "road_crossing_m": 0}
    assert says(notice("liangzihu", supply=MEDIUM, works=works, project=None), "掘路（如涉及占用、挖掘道路）")
    assert not says(notice("liangzihu", supply=MEDIUM, works=LONG, project=None), "掘路（如")


def test_a_voltage_alone_makes_no_works_those_that_the_paper_speaks_of() -> None:
    words = text_of_model(notice("zaozhuang", supply=MEDIUM | {"voltage_kv": 35}, site={"park": "other"}, works=LONG))
    assert "本工程是否属于配套电网工程，由审批部门确认" in words


def test_a_setting_of_the_office_is_printed_under_no_clause() -> None:
    low = {"voltage_kv": 0.4, "capacity": 20, "unit": "kW"}
    result = notice("liangzihu", supply=low, customer="sole_proprietor", sole_proprietor_as_micro=False)
    assert says(result, "低压（① 1）；按本单位口径，个体工商户按企业办理")


def test_what_is_written_for_one_sort_of_customer_is_promised_to_no_other() -> None:
    low = {"voltage_kv": 0.4, "capacity": 20, "unit": "kW"}
    result = rows(notice("jining", customer=None, supply=low, site={"park": "none"}, works=None), "部分（适用范围）")
    assert [(row[0], row[3]) for row in result] == [
        ("电网至电能表（160千瓦及以下）", "① 三(三)2、三(三)1、附件2-9、附件2-40"),
        ("低压接入工程", "① 二、附件2-1"),
    ]
    assert all("待定，取决于客户类型" in row[2] for row in result)


def test_an_alternative_that_hangs_on_something_open_is_named_with_it() -> None:
    low = {"voltage_kv": 0.4, "capacity": 20, "unit": "kW"}
    result = text_of_model(notice("jining", customer="micro_enterprise", supply=low, works={"owner": "applicant"}))
    assert "文件另有规定：免于办理行政许可，是否适用取决于是否涉及利害关系人" in result
    settled = text_of_model(
        notice("jining", customer="micro_enterprise", supply=low, works={"third_party_interest": True})
    )
    assert "免于办理行政许可" not in settled


def test_nothing_is_called_unwritten_that_the_paper_writes_for_others() -> None:
    assert "没有写明由谁出资" not in text_of_model(notice("liangzihu", supply=MEDIUM, works=None))
    assert "没有写明由谁出资" in text_of_model(notice("jining", supply=MEDIUM, works=LONG))


def test_who_pays_and_who_builds_are_reconciled_whoever_builds() -> None:
    for owner, name in (("park", "园区"), ("government", "政府")):
        result = notice("liangzihu", supply=MEDIUM, works={**LONG, "owner": owner})
        assert f"本工程登记由{name}建设；由谁建设、怎样结算，请先向供电企业确认" in text_of_model(result)
        assert box(result)["由谁出资"].endswith("（怎样结算见特别提示）")


def test_a_list_of_practice_is_never_complete() -> None:
    raw = a_full_application("zaozhuang", deferred=[], waived=[])
    raw["case"] = {"locality": "zaozhuang", "on": "2026-09-28", "site": {"park": "other"}, "works": None}
    raw["case"] |= {"customer": "enterprise", "supply": {"voltage_kv": 0.4, "capacity": 20, "unit": "kW"}}
    raw["case"]["business"] = "new_connection"
    raw["received"] = [
        {"document": name, "copies": 1} for name in ("identity", "premises", "authorization", "owner_consent")
    ]
    text = box(built(raw, NOTICE, printing=Printing(accepted=True))[NOTICE].model)["现在要做"]
    assert text == "通常需要的资料已收到，请保持电话畅通"


def test_a_later_clock_is_no_first_answer() -> None:
    result = notice("jining", supply={"voltage_kv": 110, "capacity": 20000, "unit": "kVA"}, works=None)
    assert box(result)["何时答复"] == "待定，取决于电源数；确定后告知"
    assert "天数待定：业务受理并答复供电方案" in text_of_model(result)


def test_days_that_the_words_name_are_told_once() -> None:
    result = rows(notice("jining", supply=MEDIUM, works={"kind": "customer_connection", "owner": "applicant"}), "情形")
    [ways] = {row[3] for row in result if "2 个工作日内完成审批" in row[3]}
    assert ways.count("2 个工作日") == 1


def test_what_the_payer_hangs_on_is_asked() -> None:
    low = {"voltage_kv": 0.4, "capacity": 20, "unit": "kW"}
    for site, asked in (({}, True), ({"park": "other"}, False)):
        text = box(notice("zaozhuang", supply=low, site=site, works=None))["现在要做"]
        assert ("告诉窗口办理业务、是否在园区内" in text) is asked, text


def test_a_paper_that_was_deferred_is_due_when_that_was_agreed() -> None:
    raw = a_full_application("jining", received=[], waived=[])
    raw["deferred"] = [{"document": "premises", "until": "2026-10-20"}]
    sheet = built(raw, "info_sheet")["info_sheet"].model
    [row] = [row for row in rows(sheet, "资料") if row[0] == "用电地址物业权属证明"]
    assert row[1:] == ("后补至 2026年10月20日", "装表接电前")


def test_a_way_that_is_allowed_is_allowed_in_the_table_of_ways_too() -> None:
    result = rows(notice("liangzihu", supply=MEDIUM, works={}), "情形")
    first = next(row[3] for row in result if "告知承诺备案制" in row[3])
    assert first.startswith("可以采用告知承诺备案制；文件另有规定：一般电力接入用户并联审批")


def test_a_report_is_called_no_paper() -> None:
    other = text_of_model(notice("linyi", supply=MEDIUM | {"unit": "kW"}, works={}))
    unknown = text_of_model(notice("linyi", supply={"voltage_kv": 0.4, "capacity": 100, "unit": "kVA"}))
    assert "本地文件" not in other + unknown
    assert "按功率因数为1换算比较" not in unknown, "no line of it names a limit"


def test_what_takes_an_application_in_begins_with_it_and_has_no_days_to_wait_for() -> None:
    result = rows(notice("liangzihu", supply={"voltage_kv": 10}, works=None), "环节、时限")
    assert next(row[2:4] for row in result if row[0] == "申请受理") == ("受理当时", "适用待定")


def test_a_paper_that_nobody_asks_for_is_no_duty() -> None:
    raw = a_full_application("jining", received=[], waived=[], agent=None)
    raw["deferred"] = [{"document": "authorization", "until": "2026-11-20"}]
    result = built(raw, NOTICE)[NOTICE].model
    assert "委托书" not in box(result)["现在要做"]
    assert says(result, "约定后补的其他资料（不在本次告知的资料内，自愿提供）")


def test_a_paper_of_an_earlier_step_is_due_before_that_step() -> None:
    raw = a_full_application("jining", received=[], waived=[])
    raw["case"] |= {"supply": MEDIUM | {"voltage_kv": 35}}
    raw["deferred"] = [{"document": "design_documents", "until": "2026-11-20"}]
    sheet = built(raw, "deferral_note")["deferral_note"].model
    assert says(sheet, "设计审查前")
    assert not says(sheet, "装表接电前")


def test_who_is_named_as_builder_is_named_wherever_it_is_said() -> None:
    result = notice("liangzihu", supply=MEDIUM, works=LONG, project={"owner": {"name": "样例建设公司"}})
    assert says(result, "由登记的外线建设单位办理：样例建设公司；请先向供电企业确认")


def test_what_is_settled_is_said_beside_what_is_open() -> None:
    result = notice("jining", supply=MEDIUM, site={"park": "national"}, works={**LONG, "kind": "customer_connection"})
    assert box(result)["由谁出资"].startswith("电网至用户规划红线由供电企业出资；其他待定，")


def test_a_total_that_is_no_sum_says_so() -> None:
    dual = MEDIUM | {"capacity": 3000, "sources": 2}
    assert says(notice("jining", supply=dual | {"critical": False}, works=None), "合计为附件1所列")
    assert not says(notice("jining", supply=dual | {"critical": True}, works=None), "合计为附件1所列")


def test_where_a_form_goes_is_said_or_said_to_be_unsaid() -> None:
    raw = a_full_application("lianyungang")
    result = built(raw, "return_notice")["return_notice"].model
    assert says(result, "文件没有写明，请向退回的机关确认")
    assert not says(built(a_full_application("jining"), "return_notice")["return_notice"].model, "请向退回的机关确认")


def test_the_quick_reference_cites_its_steps_and_days_and_says_what_is_open() -> None:
    def reference(place: str) -> FormModel:
        return built(a_full_application(place), "quick_reference")["quick_reference"].model

    cited = {row[0]: row[3] for row in rows(reference("liangzihu"), "用户类别")}
    assert cited["低压"] == "① 1、5"
    assert {row[3] for row in rows(reference("lianyungang"), "用户类别")} == {"① 3、4"}
    assert says(reference("liangzihu"), "是否包含外线审批和工程施工的时间")
    assert says(reference("jining"), "免于办理行政许可")
    assert says(reference("jining"), "2022 年底")


def test_what_is_dug_beside_is_certified_by_nobody() -> None:
    raw = a_full_application("lianyungang")
    form = "filing_record"
    assert says(built(raw, form)[form].model, "待核对：与登记的开挖、占用情况不一致")
    raw["project"] |= {"green_area_m2": 0, "stretches": []}
    assert not says(built(raw, form)[form].model, "待核对")


def test_a_paper_that_is_asked_for_at_every_voltage_is_not_open() -> None:
    result = notice("lianyungang", supply={"capacity": 800, "unit": "kVA"}, works=None)
    [row] = [row for row in rows(result, "资料") if row[0] == "用电地址物业权属证明"]
    assert row[2] == "先带上；是否必交取决于电压等级"
    assert (
        "产权" in box(result)["现在要做"]
        or "租赁合同" in box(result)["现在要做"]
        or "见下表" in box(result)["现在要做"]
    )
    assert not says(result, "可能需要提交：用电地址物业权属证明")


def test_start_days_that_no_paper_names_are_marked_on_receipts_too() -> None:
    for place in ("jining", "lianyungang"):
        result = built(a_full_application(place), "acceptance_receipt")["acceptance_receipt"].model
        assert says(result, "文件没有写明的起算日为通用做法")


def test_a_voltage_has_no_distance_to_its_limit() -> None:
    missed = ShownCondition("supply.voltage_kv", Operator.AT_MOST, 20, 35, met=False, gap=15, label="样例")
    assert gap_words(missed) == "电压等级 35 千伏，不符合"
    assert gap_words(replace(missed, key="works.length_m")) == "线路总长 35 米，超过 20 米上限"


def test_who_builds_is_reconciled_with_payers_that_are_still_open() -> None:
    result = notice("lianyungang", supply=MEDIUM, site={}, works={**LONG, "owner": "park"})
    assert says(result, "标“待定”、可能由政府或供电企业出资的部分，本工程登记由园区建设；由谁建设、怎样结算")


def test_half_a_sentence_of_the_paper_keeps_whom_it_is_for() -> None:
    assert says(
        notice("zaozhuang", customer="enterprise", supply=MEDIUM, site={"park": "other"}),
        "对符合条件的园区企业，园区提供",
    )


def test_an_individual_business_finds_its_row() -> None:
    low = {"voltage_kv": 0.4, "capacity": 20, "unit": "kW"}
    result = rows(notice("jining", customer=None, supply=low, works={}), "情形")
    assert [row[0] for row in result if "小微企业" in row[0]] == [
        "2. 客户类型为企业（非小微）、小微企业（含个体工商户）"
    ]


def test_a_way_is_named_with_its_channel_while_it_is_open() -> None:
    result = rows(notice("lianyungang", supply=MEDIUM, works={"owner": "applicant"}), "情形")
    assert all("“一键审批”，线上办理" in row[3] for row in result if "备案制" in row[3] or "行政审批" in row[3])


def test_a_paper_of_ones_own_accord_has_no_last_step() -> None:
    raw = a_full_application("jining", received=[], waived=[], agent=None)
    raw["deferred"] = [{"document": "authorization", "until": "2026-11-20"}]
    forms = built(raw, NOTICE, "deferral_note")
    [row] = rows(forms["deferral_note"].model, "资料")
    assert row[1:] == ("不在本次告知的资料内，自愿提供", "2026年11月20日", "—")
    assert says(forms[NOTICE].model, "补交日期 2026年11月20日，自愿提供")


def test_a_condition_of_yes_or_no_is_missed_in_its_own_words() -> None:
    works = {**LONG, "length_m": 100, "occupies": ["cycle_lane"], "cycle_lane_passable": False}
    assert "（非机动车道不能通行）" in box(notice("lianyungang", supply=MEDIUM, works=works))["外线手续"]


def test_a_moment_that_the_paper_names_is_no_silence() -> None:
    result = notice("lianyungang", supply={"voltage_kv": 0.4, "capacity": 20, "unit": "kW"}, works=None)
    assert says(result, "低压用户受理申请时同步完成合同签订（① 4）")
    assert not says(result, "受理签约、施工接电：本地文件没有写明天数")


def test_the_box_gives_no_longer_time_than_the_table() -> None:
    raw = a_full_application("jining", received=[], waived=[])
    raw["deferred"] = [{"document": "premises", "until": "2026-11-20"}]
    assert "最迟11月20日、装表接电前补交" in box(built(raw, NOTICE)[NOTICE].model)["现在要做"]


def test_what_is_announced_is_printed_with_its_clause() -> None:
    assert says(notice("liangzihu", supply=MEDIUM), "推动“零资料申请”（① 2、10）")
