"""What somebody stumbles over who reads a printed paper beside its source, with no knowledge of the program."""

from __future__ import annotations

import copy

import pytest
from builders.paper_builders import PLACES, Raw, an_application, built, random_applications, text_of, texts

from gridcounter.core.papers.form_model import ItemTable
from gridcounter.core.papers.view import Printing

NOTICE, RECEIPT = "one_time_notice", "acceptance_receipt"
HIGH = {"voltage_kv": 10, "capacity": 800, "unit": "kVA", "sources": 1, "critical": False, "dedicated_line": False}
LOW = {"voltage_kv": 0.4, "capacity": 60, "unit": "kW", "sources": 1, "critical": False, "connection": "meter_only"}
WORKS = {"kind": "customer_connection", "length_m": 700, "road_crossing_m": 35, "occupies": ["footway"]}
NOTHING_YET = {"received": None, "deferred": None}


def high(place: str, **changes: object) -> Raw:
    case: Raw = {
        "case.customer": "enterprise",
        "case.supply": HIGH,
        "case.works": WORKS,
        "case.online": [],
        **NOTHING_YET,
    }
    return an_application(place, **copy.deepcopy({**case, **changes}))


@pytest.mark.parametrize("wanted", [NOTICE, "survey_update", "quick_reference", RECEIPT])
def test_a_report_is_nowhere_called_the_local_paper(wanted: str) -> None:
    assert "本地文件" not in texts(high("linyi"), wanted)[wanted]


@pytest.mark.parametrize("place", PLACES)
def test_no_table_has_a_head_and_no_rows(place: str) -> None:
    cases = [*random_applications(20261130, 12), high(place), high(place, **{"case.supply.voltage_kv": 6})]
    for raw in cases:
        for form in built(raw, NOTICE, RECEIPT, printing=Printing(accepted=True)).values():
            tables = [block for block in form.model.blocks if isinstance(block, ItemTable)]
            assert all(table.rows for table in tables), (raw["case"], form.model.paper)


def test_general_practice_is_not_made_a_list_that_nothing_may_be_added_to() -> None:
    assert "不再要求您提供清单以外的资料" not in texts(high("jining"), NOTICE)[NOTICE]


def test_where_the_paper_lists_the_papers_it_is_not_said_to_list_none() -> None:
    text = texts(high("lianyungang", **{"premises.ownership": "rented"}), NOTICE)[NOTICE]

    assert "本地文件没有列清单" not in text
    assert (
        "通常需要（本地文件的清单没有列这几项，以窗口公示为准；仅在代办、租用时用来核对身份和权属，通用做法）" in text
    )


def test_a_tenant_is_asked_for_his_lease() -> None:
    raw = an_application(
        "lianyungang",
        **{"case.supply": LOW, "case.works": None, "case.online": [], "premises.ownership": "rented", **NOTHING_YET},
        agent=None,
    )

    assert "①提交身份证明、租赁合同和产权人证明②建议带上产权人同意证明" in texts(raw, NOTICE)[NOTICE]


def test_the_box_of_the_survey_does_not_refer_to_text_of_the_notice_below_it() -> None:
    for place in PLACES:
        text = texts(high(place), "survey_update")["survey_update"]
        assert "见下表" not in text
        assert "提交下表" not in text


def test_what_the_receipt_refers_to_is_printed_on_it() -> None:
    for place, words in (
        ("liangzihu", "两个环节实现“即报即定、现场答复”（①1）。"),
        ("lianyungang", "现场勘查后直接答复供电方案（①4）。"),
        ("zaozhuang", "供电方案答复不超过国家1479号文件的时限，个工作日（供电企业填写）"),
    ):
        receipt = texts(high(place, **{"case.site.park": "other"}), RECEIPT)[RECEIPT]
        assert receipt.partition("届满日期")[2].count(words) == 1, place


@pytest.mark.parametrize("place", ["lianyungang", "liangzihu"])
def test_no_paper_starts_from_acceptance_what_the_source_counts_from_the_application(place: str) -> None:
    raw = an_application(place, received=[{"document": "identity"}], received_on="2026-09-25")

    for text in texts(raw, RECEIPT, "materials_receipt").values():
        assert "办理时限自受理次日起计算" not in text


def test_services_are_printed_with_their_clause_and_it_is_listed_below() -> None:
    text = texts(high("lianyungang"), NOTICE)[NOTICE]

    assert "接入工程的电气部分由供电企业出资" in text  # not the applicant's own equipment
    assert "监理单位信息（①7）" in text
    assert "在确保安全的前提下，用户电力接入外线工程采用不停电作业（①14）" in text
    assert "2、3、4、5、6、7、9、10、14。" in text


def test_a_clause_that_says_nothing_of_the_case_is_not_listed() -> None:
    raw = an_application("zaozhuang", **{"case.site.park": "none", "case.works": None})

    assert "2023年11月22日：标题。" in texts(raw, NOTICE)[NOTICE]


def test_rights_are_numbered() -> None:
    text = texts(high("jining"), NOTICE)[NOTICE]

    assert "六、您的权利1.线上" in text
    assert "；7.供电企业不得以任何名义" in text
    alone = high("lianyungang", **{"case.supply.voltage_kv": 6})
    assert "您的权利坚决杜绝" in texts(alone, NOTICE)[NOTICE]


@pytest.mark.parametrize("place", ["jining", "lianyungang", "zaozhuang"])
def test_an_approval_without_days_is_said_to_have_none(place: str) -> None:
    raw = high(place, **{"case.supply.voltage_kv": 35, "case.site.park": "other", "case.works.length_m": 1200})

    for wanted in (NOTICE, "survey_update"):
        assert "办理时限本地文件没有写明天数，由审批部门答复" in texts(raw, wanted)[wanted]


def test_a_consultation_leaves_open_what_the_paper_leaves_open() -> None:
    text = built(high("liangzihu"), NOTICE, printing=Printing(consultation=True))[NOTICE]

    assert "完成申请到接电全过程（是否含外线审批和施工，文件未写明）" in text_of(text)


def test_a_rule_of_thumb_on_temporary_supply_is_marked() -> None:
    text = texts(high("linyi", **{"case.business": "temporary"}), NOTICE)[NOTICE]

    assert "改为正式用电的请重新申请（通用做法）。" in text


def test_what_makes_a_case_uncovered_is_no_condition_that_a_project_meets() -> None:
    for place in ("jining", "zaozhuang"):
        text = texts(high(place, **{"case.supply.voltage_kv": 6, "case.site.park": "other"}), NOTICE)[NOTICE]
        assert "除外：" not in text
        assert "没有规定这种情形" in text


def test_green_is_asked_about_only_where_there_may_be_some() -> None:
    without = texts(high("liangzihu"), NOTICE)[NOTICE]
    digging = texts(high("liangzihu", **{"case.works.occupies": ["green"]}), NOTICE)[NOTICE]

    assert "绿化修复施工（如涉及绿化）" in without
    assert "如涉及绿化" not in digging


def test_who_pays_conditionally_and_who_builds_are_reconciled() -> None:
    raw = high("zaozhuang", **{"case.site.park": "other", "case.works.owner": "applicant"})

    assert "文件写明符合条件的分别由供电企业、由园区出资，本工程登记由您建设" in texts(raw, NOTICE)[NOTICE]


def test_two_that_pay_for_one_line_are_named_as_two() -> None:
    raw = high("jining", **{"case.site.park": "provincial", "case.supply.permanent": True})

    assert "文件写明的出资方有供电企业、政府；同一段由谁出资，请先向供电企业确认。" in texts(raw, NOTICE)[NOTICE]


def test_the_capacity_after_an_increase_is_called_the_total() -> None:
    raw = high("jining", **{"case.business": "capacity_increase"})

    assert "高压10千伏，增容后合计800千伏安" in texts(raw, NOTICE)[NOTICE]


def test_days_of_steps_beside_a_connection_at_once_are_the_last_ones() -> None:
    raw = an_application(
        "jining",
        **{"case.on": "2026-09-28", "case.customer": "resident", "case.supply": LOW, "case.works": None, **NOTHING_YET},
    )

    for text in texts(raw, NOTICE, RECEIPT).values():
        assert "最迟2026年9月29日" in text
        assert "最迟2026年9月28日" not in text
        assert "申请当日" in text
        assert "自申请次日起" not in text
