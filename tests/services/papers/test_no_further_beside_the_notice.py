"""What a reader of receipts, deferral notes and approval notices found to go too far, and of the notice beside them."""

from __future__ import annotations

from typing import Any

import pytest
from builders.paper_builders import a_full_application, built
from builders.papers_told import box, rows, text_of_model

from gridcounter.core.papers.form_model import FormModel
from gridcounter.core.papers.view import Printing

NOTICE, RECEIPT, DEFERRAL, APPROVAL = "one_time_notice", "acceptance_receipt", "deferral_note", "approval_notice"
LOW = {"voltage_kv": 0.4, "capacity": 20, "unit": "kW"}
MEDIUM: dict[str, Any] = {"voltage_kv": 10, "capacity": 800, "unit": "kVA", "sources": 1}
LONG = {"length_m": 2400, "road_crossing_m": 20, "occupies": ["carriageway"], "owner": "applicant"}
OF_A_CUSTOMER = LONG | {"kind": "customer_connection"}
OWN = {"document": "design_documents"}


def papers(place: str, top: dict[str, Any] | None = None, **case: Any) -> dict[str, FormModel]:  # noqa: ANN401  JSON
    raw = a_full_application(place, received=[], deferred=[], waived=[]) | (top or {})
    raw["case"] = {
        "locality": place,
        "on": "2026-09-28",
        "customer": "enterprise",
        "business": "new_connection",
        **case,
    }
    return {paper: form.model for paper, form in built(raw, printing=Printing(accepted=True)).items()}


def says(model: FormModel, words: str) -> bool:
    return words.replace(" ", "") in text_of_model(model)


@pytest.mark.parametrize("customer", ["resident", "other", None])
def test_what_a_park_gives_its_firms_is_promised_to_nobody_else(customer: str | None) -> None:
    text = papers("zaozhuang", customer=customer, supply=MEDIUM, site={"park": "national"}, works=None)[NOTICE]
    if customer is None:
        assert says(text, "是否符合由供电企业确认（待定，取决于客户类型）")
    else:
        assert not says(text, "管廊、管沟")


def test_a_channel_that_an_applicant_chooses_is_narrowed_by_no_paper() -> None:
    kept = {"deferred": [{"document": "premises", "until": "2026-09-29"}]}
    free = papers("jining", kept, supply=LOW, works=None)
    assert says(free[NOTICE], "线上、线下办理渠道由您自主选择")
    assert says(free[DEFERRAL], "到原窗口或者线上补交，办理渠道由您自主选择")
    assert says(papers("liangzihu", kept, supply=LOW, works=None)[DEFERRAL], "能不能线上补交，请先问窗口")


def test_what_nobody_asks_for_has_no_day_and_no_duty_on_a_deferral_note() -> None:
    alone = papers("jining", {"deferred": [OWN]}, supply=LOW, works=None)[DEFERRAL]
    assert says(alone, "自愿提供，不补不影响本次受理；以后的环节是否需要，请先向供电企业确认。")
    assert not says(alone, "补交即可")
    beside = papers("jining", {"deferred": [OWN, {"document": "premises"}]}, supply=LOW, works=None)[DEFERRAL]
    assert says(beside, "以先到的为准。写明自愿提供的，不补不影响本次受理；")
    due = papers("jining", {"deferred": [{"document": "premises"}]}, supply=LOW, works=None)[DEFERRAL]
    assert says(due, "补交即可，以先到的为准。")
    assert not says(due, "自愿提供的")


def test_days_at_low_voltage_say_so_where_the_supplier_may_connect_otherwise() -> None:
    for capacity, open_ in ((220, False), (221, True)):
        result = papers("liangzihu", supply=LOW | {"capacity": capacity}, works=None)
        for paper in (NOTICE, RECEIPT):
            assert says(result[paper], "按低压供电算，能否低压供电由供电企业答复") is open_


@pytest.mark.parametrize(("customer", "asked"), [("resident", True), ("other", True), ("enterprise", False)])
def test_days_of_a_firm_are_confirmed_before_they_hold_for_others(customer: str, *, asked: bool) -> None:
    text = papers("liangzihu", customer=customer, supply=LOW, works=None)[NOTICE]
    assert says(text, "文件第5条写的是企业从申请报装至最终接电的时间") is asked


def test_days_of_some_users_name_them_wherever_they_are() -> None:
    result = papers("liangzihu", supply=MEDIUM, works=OF_A_CUSTOMER)
    assert [row[0] for row in rows(result[NOTICE], "环节、时限") if "审批" in row[0]] == [
        "行政审批（一般电力接入用户）"
    ]
    assert "行政审批（一般电力接入用户）" in [row[0] for row in rows(result[RECEIPT], "环节、时限")]
    other = papers("lianyungang", supply=MEDIUM, works=LONG)[NOTICE]
    assert [row[0] for row in rows(other, "环节、时限") if "审批" in row[0]] == ["行政审批"]


def test_two_ways_of_one_track_are_no_choice() -> None:
    result = papers("lianyungang", works=LONG)
    assert "办理电力接入行政审批，或者办理电力工程审批，取决于电压等级" in box(result[NOTICE])["外线手续"]
    for paper in (NOTICE, APPROVAL):
        assert says(
            result[paper], "电压等级不超过 20 千伏：办理电力接入行政审批；电压等级超过 20 千伏：办理电力工程审批"
        )
        assert says(result[paper], "电压等级不超过 20 千伏：5 个工作日，自审批受理次日起（通用做法）")


def test_what_the_stretches_contradict_is_doubted_in_the_box_too() -> None:
    works = {"length_m": 500, "occupies": ["footway"], "owner": "applicant"}
    stretches = [{"road": "样例路", "surface": surface, "length_m": 4} for surface in ("footway", "carriageway")]
    for kept, doubted in ((stretches[:1], False), (stretches, True)):
        text = papers("lianyungang", {"project": {"stretches": kept}}, supply=LOW, works=works)[NOTICE]
        assert ("占用情况与登记的路段不一致，先核对" in box(text)["外线手续"]) is doubted
        assert says(text, "待核对：与登记的开挖、占用情况不一致") is doubted


def test_what_is_asked_for_in_every_case_is_no_mere_advice() -> None:
    text = papers("lianyungang", works=None)[NOTICE]
    states = {row[0]: row[2] for row in rows(text, "资料")}
    assert states["用电地址物业权属证明"] == "先带上；是否必交取决于电压等级"
    assert states["用电工程项目批准（备案）文件"] == "待定"


def test_what_is_settled_beside_an_open_payer_is_printed_with_it() -> None:
    text = papers("jining", supply=MEDIUM, site={"park": "national"}, works=None, customer=None)[NOTICE]
    assert box(text)["由谁出资"].startswith("待定")
    assert box(text)["由谁出资"].endswith("；园区内的管廊、管沟由园区出资")
    open_ = papers("jining", supply=MEDIUM, site={}, works=None, customer=None)[NOTICE]
    assert box(open_)["由谁出资"].startswith("待定")
    assert "管廊" not in box(open_)["由谁出资"]


def test_a_condition_to_be_confirmed_and_a_builder_are_reconciled_in_one_line() -> None:
    site = {"park": "national"}
    for owner, more in (("park", "，怎样结算见特别提示"), ("grid_company", "")):
        text = papers("zaozhuang", supply=MEDIUM, site=site, works=LONG | {"owner": owner})[NOTICE]
        assert box(text)["由谁出资"].startswith(f"电网至用地规划红线由供电企业出资（是否符合条件由其确认{more}）")


@pytest.mark.parametrize(("on", "ended"), [("2022-12-30", False), ("2023-01-03", True)])
def test_whoever_prints_days_says_whose_they_are_and_that_their_plan_has_ended(on: str, *, ended: bool) -> None:
    supply, works = MEDIUM | {"dedicated_line": True}, LONG | {"kind": "customer_connection"}
    result = papers("jining", {"received_on": on}, supply=supply, works=works, on=on)
    for paper in (NOTICE, RECEIPT, APPROVAL):
        assert says(result[paper], "济能字〔2021〕22号")
        assert says(result[paper], "政策依据")
        assert says(result[paper], "该计划期至 2022 年底，现行做法以供电企业答复为准") is ended


def test_a_report_is_called_one_on_its_receipt_too() -> None:
    text = papers("linyi", supply=LOW, works=None)[RECEIPT]
    assert says(text, "（新闻报道，不是正式文件）")
    assert says(text, "本回执依据：①")
    assert not says(text, "本地文件")


@pytest.mark.parametrize(("kind", "asked"), [("public_grid_capacity", True), ("customer_connection", False)])
def test_works_on_the_low_voltage_grid_are_left_to_the_authority(kind: str, *, asked: bool) -> None:
    text = papers("jining", supply=LOW, works=LONG | {"kind": kind})[NOTICE]
    assert says(text, "没有写低压的公共电网工程") is asked


@pytest.mark.parametrize(("works", "asked"), [(LONG, True), (None, False)])
def test_a_whole_of_which_the_paper_leaves_open_what_lies_inside_says_so(
    works: dict[str, Any] | None, *, asked: bool
) -> None:
    text = papers("lianyungang", customer="micro_enterprise", supply=LOW, works=works)[NOTICE]
    assert ("是否含外线审批和施工，文件未写明" in box(text)["何时答复"]) is asked


def test_only_a_paper_that_says_so_has_a_contract_signed_at_once() -> None:
    for place, start in (("lianyungang", "受理当时"), ("jining", "自受理次日起")):
        text = papers(place, supply=LOW, works=None)[NOTICE]
        assert {row[2] for row in rows(text, "环节、时限") if row[0] == "受理签约"} == {start}


def test_who_forwards_a_filing_form_is_printed_for_every_builder() -> None:
    for owner in ("applicant", "grid_company"):
        works = LONG | {"kind": "customer_connection", "owner": owner}
        text = papers("jining", supply=MEDIUM | {"dedicated_line": False}, works=works)[NOTICE]
        assert says(text, "备案表由供电企业经“一链办理”推送属地审批局")


def test_a_sheet_for_the_clerk_tells_nobody_anything_on_behalf_of_others() -> None:
    for role in ("government_hall", "supplier_hall"):
        raw = a_full_application("jining")
        raw["office"]["role"] = role
        sheet = built(raw, "info_sheet")["info_sheet"].model
        assert "代为告知" not in text_of_model(sheet)


def test_a_limit_in_the_other_unit_is_named() -> None:
    text = papers("liangzihu", supply={"voltage_kv": 0.4, "capacity": 220, "unit": "kVA"}, works=None)[NOTICE]
    assert says(text, "容量的单位与限值（220 千瓦）的单位不同")


CONFIRMED = "本工程是否适用由审批部门确认"


@pytest.mark.parametrize("kind", ["public_grid_capacity", "customer_connection", None])
def test_what_a_hint_leaves_open_is_said_in_the_line_it_is_about(kind: str | None) -> None:
    result = papers("liangzihu", supply=MEDIUM, works=LONG | {"kind": kind})
    doubted = kind != "customer_connection"
    assert (CONFIRMED in box(result[NOTICE])["外线手续"]) is doubted
    for paper in (NOTICE, APPROVAL):
        assert says(result[paper], CONFIRMED) is doubted
    for paper in (NOTICE, RECEIPT):
        assert says(result[paper], "行政审批（一般电力接入用户）（是否适用待确认）") is doubted
    assert says(result[NOTICE], "改造公共电网的工程是否按此办理") is doubted


def test_a_hint_is_printed_while_the_way_itself_is_open() -> None:
    works = LONG | {"kind": "public_grid_capacity"}
    text = papers("jining", supply={}, works=works)[NOTICE]
    assert says(text, "尚不能判定")
    assert says(text, CONFIRMED)
    assert says(text, "没有写低压的公共电网工程")
    assert says(papers("zaozhuang", supply={"voltage_kv": 35}, site={}, works=LONG)[NOTICE], "是否属于配套电网工程")
    assert not says(papers("zaozhuang", supply={"voltage_kv": 10}, site={}, works=LONG)[NOTICE], "是否属于配套电网")


@pytest.mark.parametrize("customer", ["resident", "other", "enterprise", None])
def test_a_day_that_is_a_firms_says_so_beside_it_and_while_it_is_open(customer: str | None) -> None:
    result = papers("liangzihu", customer=customer, supply=LOW, works=None)
    for paper in (NOTICE, RECEIPT):
        assert says(result[paper], "是否适用于您，请先向供电企业确认") is (customer != "enterprise")
    assert says(result[NOTICE], "文件第5条写的是企业") is (customer != "enterprise")


def test_a_report_settles_no_payer_while_it_is_open_whom_it_is_about() -> None:
    text = papers("linyi", customer=None, supply=LOW, works=None)[NOTICE]
    assert "享受" not in box(text)["由谁出资"]
    assert "由供电企业确认" in box(text)["由谁出资"]


def test_nobody_is_asked_for_the_practice_of_the_office() -> None:
    text = papers("jining", customer="sole_proprietor", supply=LOW, works=None)[NOTICE]
    assert says(text, "取决于本单位是否按小微企业")
    assert "本单位" not in box(text)["现在要做"]


def test_two_that_may_pay_for_one_stretch_are_both_named() -> None:
    supply, site = MEDIUM | {"permanent": True}, {"park": "national"}
    open_ = papers("jining", supply=supply | {"voltage_kv": None}, site=site, works=LONG)[NOTICE]
    assert says(open_, "可能的出资方有供电企业、政府；同一段由谁出资，请先向供电企业确认")
    settled = papers("jining", supply=supply, site=site, works=LONG)[NOTICE]
    assert says(settled, "文件写明的出资方有供电企业、政府")


def test_an_answer_names_all_it_hangs_on_or_says_that_there_is_more() -> None:
    result = papers("jining", supply={}, works=None)
    for paper in (NOTICE, RECEIPT):
        assert says(result[paper], "待定，取决于电压等级、用电容量等；确定后告知")
    two = papers("lianyungang", customer="other", supply={"voltage_kv": 10}, works=None)[NOTICE]
    assert box(two)["何时答复"] == "待定，取决于是否重要用户、电源数；确定后告知"


def test_who_builds_a_line_files_together_with_the_builder_where_the_paper_says_so() -> None:
    for owner, who in (("park", "由园区会同施工单位办理，您不用办"), ("applicant", "由您会同施工单位办理")):
        works = LONG | {"kind": "customer_connection", "owner": owner}
        text = papers("jining", supply=MEDIUM | {"dedicated_line": False}, works=works)[NOTICE]
        assert who in box(text)["外线手续"]


def test_a_line_of_which_nothing_is_known_is_not_said_to_dig_up_a_road() -> None:
    text = papers("lianyungang", {"project": {}}, supply=MEDIUM, works={"length_m": 2400})[NOTICE]
    assert says(text, "道路开挖（如涉及占用、挖掘道路）")
    dug = papers("lianyungang", {"project": {}}, supply=MEDIUM, works={"length_m": 2400, "road_crossing_m": 3})[NOTICE]
    assert not says(dug, "道路开挖（如")


def test_ducts_that_somebody_else_pays_for_are_reconciled_with_the_builder_too() -> None:
    low = papers("lianyungang", supply=LOW, site={"new_residential_estate": False}, works=LONG | {"owner": "park"})
    assert says(low[NOTICE], "线路通道、管沟廊道等市政配套：文件写明分别由供电企业、由政府出资，本工程登记由园区建设")
    own = papers("zaozhuang", supply=MEDIUM, site={"park": "national"}, works=LONG | {"owner": "park"})[NOTICE]
    assert not says(own, "管廊、管沟：文件写明")
    meters = papers("liangzihu", supply=MEDIUM, works=LONG)[NOTICE]
    assert not says(meters, "计量等电网设备及调试：文件写明")
    open_ = papers("jining", supply=MEDIUM, site={}, works=LONG | {"owner": "government"})[NOTICE]
    assert says(open_, "园区出资的部分，本工程登记由政府建设")


def test_nobody_is_connected_sooner_than_the_works_may_take() -> None:
    for new, dated in ((False, True), (None, False), (True, False)):
        works = {"length_m": 300, "new_pole_box_or_duct": new}
        text = papers("lianyungang", customer="resident", supply=LOW, works=works)[NOTICE]
        assert box(text)["何时答复"].startswith("最迟2026年") is dated
        [row] = [row for row in rows(text, "环节、时限") if row[0] == "申请到接电全过程"]
        assert (row[4] != "—") is dated


def test_what_was_deferred_and_may_not_be_asked_for_at_all_says_so_and_is_no_task() -> None:
    open_ = papers("jining", {"deferred": [OWN]}, supply={}, works=None)
    [row] = [row for row in rows(open_[NOTICE], "资料") if row[0] == "用电工程设计及说明书"]
    assert row[2] == "后补；要不要交待定"
    assert "设计" not in box(open_[NOTICE])["现在要做"]
    critical = MEDIUM | {"voltage_kv": 35, "critical": True}
    later = papers("jining", {"deferred": [OWN]}, supply=critical, works=None)[NOTICE]
    assert "设计" not in box(later)["现在要做"]
    dated = papers("jining", {"deferred": [OWN | {"until": "2026-09-29"}]}, supply=critical, works=None)[NOTICE]
    assert "最迟9月29日、设计审查前补交" in box(dated)["现在要做"]


def test_a_receipt_and_the_notice_leave_the_same_papers_open() -> None:
    result = papers("lianyungang", {"received": [{"document": "identity", "copies": 1}]}, works=None)
    assert says(result["materials_receipt"], "取决于电压等级，确定后告知：用电地址物业权属证明、用电工程项目批准")
    assert says(result[NOTICE], "先带上；是否必交取决于电压等级")


def test_a_circled_number_is_explained_on_every_paper_that_has_one() -> None:
    critical = MEDIUM | {"voltage_kv": 35, "critical": True}
    text = papers("jining", {"deferred": [OWN]}, supply=critical, works=None)[DEFERRAL]
    assert says(text, "① 三(二)1")
    assert says(text, "① 济能字〔2021〕22号，政策依据")
    assert says(text, "该计划期至 2022 年底")
    own = papers("jining", {"deferred": [OWN]}, supply=LOW, works=None)[DEFERRAL]
    assert not says(own, "① 济能字")


def test_the_start_of_works_is_printed_for_every_builder() -> None:
    for owner, text in (("applicant", "何时开工确认办理方式"), ("park", "建设单位确认办理方式")):
        said = f"{text}、办完相应手续后方可开工（通用做法）"
        assert says(papers("linyi", supply=LOW, works=LONG | {"owner": owner})[NOTICE], said)


def test_a_span_without_a_day_says_what_is_open_of_it_and_what_may_last_longer() -> None:
    works = {"length_m": 300, "new_pole_box_or_duct": None}
    text = papers("lianyungang", customer="resident", supply=LOW | {"capacity": 161}, works=works)[NOTICE]
    assert box(text)["何时答复"] == (
        "申请到接电全过程 5 个工作日（是否含外线审批和施工，文件未写明；按低压供电算，能否低压供电由供电企业答复）；"
        "低压配套电网工程完工 5 个工作日（待定）；"
        "低压配套电网工程完工（新立杆、新建分支箱或新建管沟） 10 个工作日（待定）"
    )
    open_ = papers("lianyungang", customer="resident", supply={}, works=works)[NOTICE]
    assert says(open_, "文件没有写明全过程时限是否包含外线审批和工程施工的时间")
