"""What papers print of places written from the handbook alone: all that the source says, and never more."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from builders.paper_builders import CREDIT_CODE, paperwork, text_of

from gridcounter import paths
from gridcounter.core.papers.build import BuiltForm
from gridcounter.core.papers.view import Printing
from gridcounter.services.office.assessment import Assessor
from gridcounter.services.office.packs import load_packs
from gridcounter.services.papers.paperwork import Paperwork

WORKS = {"owner": "applicant", "occupies": ["footway"], "dig_length_m": 80, "road_class": "branch"}
OLD_ROAD = WORKS | {"road_built_on": "2010-01-01"}
HIGH = {"voltage_kv": 10, "capacity": 400, "unit": "kVA"}


@cache
def _work() -> Paperwork:
    known = paperwork()
    packs = load_packs(paths.policies(), Path(__file__).parent / "places")
    return Paperwork(Assessor(packs, known.assessor.calendar), known.forms, known.faces)


def printed(place: str, paper: str = "one_time_notice", **case: Any) -> str:  # noqa: ANN401  JSON
    return text_of(_form(place, paper, case))


def marks(place: str, paper: str) -> tuple[str, ...]:
    return _form(place, paper, {}).model.head.marks


def _form(place: str, paper: str, case: dict[str, Any], **more: Any) -> BuiltForm:  # noqa: ANN401  JSON
    known = {"locality": place, "on": "2026-09-21", "business": "new_connection", "customer": "enterprise"}
    application = _work().assessor.read_application(json.dumps({"case": known | case} | more))
    (form,) = _work().build(application, [paper], Printing())
    return form


def test_a_promise_instead_of_a_permit_says_when_works_start_and_what_is_owed_afterwards() -> None:
    notice = printed("xilingol", supply=HIGH, works=OLD_ROAD, local={"overhauled": False})

    for said in ("免于办理审批手续，实行告知承诺制", "提供资料后即可开工", "加盖公章的施工图纸", "完工后验收"):
        assert said in notice
    assert "许可决定" not in notice


def test_a_road_has_whole_years_and_no_distance_to_a_limit() -> None:
    notice = printed("xilingol", supply=HIGH, works=OLD_ROAD, local={"overhauled": False})

    assert "道路建成年限不小于5年16年多✓符合" in notice
    assert "比下限多" not in notice


def test_a_condition_on_what_is_not_there_is_said_without_two_denials() -> None:
    notice = printed("xilingol", supply=HIGH, works=OLD_ROAD, local={"overhauled": False})
    reference = printed("xilingol", "quick_reference")

    assert "道路等级不是主干路支路✓符合" in notice
    assert "除外：不占用" not in reference
    assert "占用人行道、非机动车道、机动车道：" in reference


def test_the_quick_reference_calls_a_way_by_its_regime() -> None:
    reference = printed("xilingol", "quick_reference")

    assert "免于办理审批手续，实行告知承诺制" in reference
    assert "按文件所列条款办理" not in reference


def test_an_excluded_low_voltage_is_high_voltage_and_not_everybody() -> None:
    reference = printed("suqian", "quick_reference")

    assert "新建居住区，高压" in reference
    assert "（全部；" not in reference.partition("由谁出资")[2]


def test_a_report_has_its_title_once_and_never_a_day_of_its_own() -> None:
    notice = printed("suqian", supply=HIGH, works={}, local={"land_on": "2022-05-01"})

    title = "《宿迁2023年接入工程出资的报道》"
    assert f"①{title}（新闻报道，不是正式文件）" in notice
    assert notice.count(title) == 1
    assert "1990" not in notice
    assert "由供电企业确认" in notice


def test_a_form_of_the_office_is_a_guide_and_no_explanation() -> None:
    notice = printed("shenzhen", business="suspension")

    assert "提前5天申请；一年两次，每次不少于15天，不超过6个月" in notice
    assert "（办事指南，不是文件本身）" in notice
    assert "政策解读" not in notice
    assert "报道" not in notice


@pytest.mark.parametrize("word", ["外线工程", "用户类别", "由谁出资"])
def test_suspending_has_nothing_of_connecting(word: str) -> None:
    assert word not in printed("shenzhen", business="suspension")


def test_a_source_on_suspending_says_nothing_of_connecting() -> None:
    notice = printed("shenzhen", supply=HIGH, works={})

    assert "提前5天" not in notice
    assert "办事指南没有规定这种情形" in notice


def test_of_two_documents_the_one_of_the_paper_is_cited_beside_general_practice() -> None:
    notice = printed("puning", customer="resident", supply={"voltage_kv": 0.22}, works=None)

    [row] = re.findall(r"或者村（居）委会证明和镇的意见.*?①全文", notice)
    assert "通用做法；①全文" in row
    assert "没有列清单" not in notice


def test_the_quick_reference_asks_nobody_for_a_document_that_stands_in_for_another() -> None:
    reference = printed("puning", "quick_reference")

    assert "村（居）委会证明和镇的意见（申请时，可代替用电地址物业权属证明；全部）" in reference
    assert "村（居）委会证明和镇的意见（申请时，需提交" not in reference


@pytest.mark.parametrize("place", ["xilingol", "suqian"])
@pytest.mark.parametrize("paper", ["one_time_notice", "quick_reference"])
def test_each_paper_of_a_report_says_so_at_its_head_without_a_note_of_the_pack(place: str, paper: str) -> None:
    assert "依据为新闻报道，不是文件" in marks(place, paper)


@pytest.mark.parametrize(("place", "said"), [("anyang", "办事指南"), ("zhongshan", "政策解读")])
def test_a_receipt_says_of_a_guide_that_it_is_not_the_document(place: str, said: str) -> None:
    applicant = {"name": "样例面馆", "id_kind": "uscc", "id_number": CREDIT_CODE}
    receipt = text_of(_form(place, "acceptance_receipt", {}, applicant=applicant))

    assert f"》（{said}，不是文件本身）。" in receipt


def test_what_is_no_report_is_not_called_one() -> None:
    assert "依据为新闻报道，不是文件" not in marks("puning", "one_time_notice")


def test_a_local_yes_is_shown_as_yes() -> None:
    notice = printed("anyang", supply=HIGH, works={}, local={"in_zone": True, "protected_kv": 110})

    assert "在电力设施保护区内作业：是是✓符合" in notice
    assert "办理电力设施保护区内作业许可" in notice


def test_a_source_without_classes_leaves_no_empty_table() -> None:
    assert "环节与时限（工作日）" not in printed("anyang", "quick_reference")
