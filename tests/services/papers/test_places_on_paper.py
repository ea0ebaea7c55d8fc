"""Notices under packs that are not shipped: a regime's own words, matters that are touched, sums, charges."""

from __future__ import annotations

import json
from typing import Any

import pytest
from builders.tried_packs import OWNED, tried

from gridcounter.core.papers.form_model import texts_of
from gridcounter.core.papers.view import Printing


def text(place: str, **case: Any) -> str:  # noqa: ANN401  JSON
    """The words of the notice to somebody of this place."""
    given = {"locality": place, "on": "2026-09-21", "business": "new_connection", **case}
    raw = {"case": given, "applicant": {"name": "样例厂"}}
    [built] = tried().build(tried().read_application(json.dumps(raw)), ("one_time_notice",), Printing())
    return "\n".join(texts_of(built.model))


HV = {"voltage_kv": 10, "capacity": 200, "unit": "kVA"}
LV = {"voltage_kv": 0.38, "capacity": 100, "unit": "kW"}


@pytest.mark.parametrize(
    ("supply", "works", "words"),
    [
        (LV, {"occupies": []}, "实行免审制"),
        (HV, {"occupies": ["green"], "green_area_m2": 15}, "实行承诺制"),
        (HV, {"occupies": ["green"], "green_area_m2": 16, "length_m": 300}, "实行备案制"),
        (HV, {"occupies": ["green"], "green_area_m2": 31}, "实行限时联审制"),
    ],
)
def test_each_regime_is_told_in_its_own_words_and_no_other(
    supply: dict[str, Any], works: dict[str, Any], words: str
) -> None:
    notice = text("yichuan", supply=supply, works={**OWNED, **works})

    assert words in notice
    assert "行政许可" not in notice
    told = [other for other in ("免审制", "承诺制", "备案制", "联审制") if other in notice]
    assert told == [words[-3:]]


def test_a_promise_is_filled_in_on_the_promise_and_a_record_on_the_record() -> None:
    green = {**OWNED, "occupies": ["green"]}

    promise = text("yichuan", supply=HV, works={**green, "green_area_m2": 15})
    record = text("yichuan", supply=HV, works={**green, "green_area_m2": 16, "length_m": 300})

    assert ("填《伊川县电力接入外线工程承诺书》" in promise, "备案表" in promise) == (True, False)
    assert "填《伊川县电力接入外线工程备案表》" in record
    assert "取得审批部门的许可决定" not in promise + record


def test_what_is_owed_after_the_works_is_told() -> None:
    assert "完工后按标准恢复" in text("yichuan", supply=LV, works={**OWNED, "occupies": []})


def test_a_charge_that_is_waived_has_no_payer() -> None:
    notice = text("yichuan", supply=HV, works={**OWNED, "occupies": []})

    assert "免收" in notice
    assert "由免收" not in notice
    assert "政府" not in notice


def test_branches_name_what_decides_between_regimes() -> None:
    notice = text("yichuan", supply=HV, works={**OWNED, "occupies": ["green"]})

    assert "绿地占用面积不超过 15 平方米" in notice
    assert "文件没有列出的电压等级" not in notice


def test_only_the_matters_that_are_touched_are_listed_with_their_offices_in_turn() -> None:
    notice = text(
        "zhongshan",
        supply=HV,
        works={**OWNED, "occupies": ["footway", "green"]},
        local={"highway": False, "bridge": False, "forest": False},
    )

    order = [
        notice.index(one) for one in ("建设工程规划许可", "影响交通安全的占道", "占用、挖掘城市道路", "占用城市绿地")
    ]
    assert order == sorted(order)
    assert "如涉及：是否涉及河道、水利设施待定" in notice
    assert "公安交警部门" in notice
    assert "涉路施工许可" not in notice
    assert "使用林地审核" not in notice


def test_the_papers_own_questions_stand_among_the_particulars() -> None:
    notice = text("zhongshan", supply=HV, works=OWNED, local={"water": True, "highway": False})

    assert "是否涉及公路：否" in notice
    assert "是否涉及河道、水利设施：是" in notice
    assert "是否涉及桥梁、隧道：待补全" in notice


def test_an_explanation_is_cited_as_what_it_is() -> None:
    notice = text("zhongshan", supply=HV, works=OWNED)

    assert "（政策解读，不是文件本身）" in notice
    assert "本地文件" not in notice


def test_a_total_is_printed_as_a_sum() -> None:
    notice = text("beijing", supply=LV, works={**OWNED, "occupies": ["footway"], "dig_area_m2": 120})

    assert "40 个工作日" in notice
    assert "各项之和" in notice


def supplied() -> str:
    return text("yangli", applied_on="2026-09-18", works=OWNED)


def test_days_of_a_reply_are_never_announced_as_power() -> None:
    assert "2026年9月23日" in supplied()
    assert "接电" not in supplied()


def test_what_the_supplier_prepares_is_not_asked_of_the_applicant() -> None:
    assert "由供电企业准备，不用您提交：盖章的施工图纸" in supplied()
    assert "盖章的施工图纸\n" not in supplied().partition("由供电企业准备")[0]


def test_two_documents_of_which_one_will_do_are_one_row_and_counted_once() -> None:
    assert "不动产权证，或者村委会证明" in supplied()
    assert "提交不动产权证" in supplied()
    assert "提交不动产权证、" not in supplied()


def test_where_the_supplier_files_the_applicant_fills_in_nothing_and_starts_as_the_paper_says() -> None:
    notice = supplied()

    assert "由供电企业办理，您不用办" in notice
    assert "填《告知承诺书》" not in notice
    assert "供电企业提供施工图纸和告知承诺书后，即可开工" in notice
    assert "许可决定" not in notice


def test_what_a_limit_does_not_count_is_the_papers_own_sentence() -> None:
    assert "供电方案答复不含用户补正资料的时间。" in supplied()
