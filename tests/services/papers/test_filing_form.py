"""The filing forms of every place: the arrangement from the road to the seal, without text of another place."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from builders.paper_builders import Raw, a_full_application, as_pdf, built, plain
from builders.tried_packs import tried
from pypdf import PdfReader

from gridcounter.core.papers.form_model import (
    Blank,
    Block,
    Content,
    FieldGrid,
    FormModel,
    Heading,
    ItemRow,
    ItemTable,
    Party,
    Prose,
    Signatures,
    Tick,
    texts_of,
)
from gridcounter.core.papers.view import Printing
from gridcounter.documents.profiles import LARGE, NORMAL, PORTABLE, Profile

DOUBTED = "待核对：与登记的开挖、占用情况不一致"
FORMS = {
    "jining": "commitment_filing",
    "liangzihu": "commitment_filing",
    "lianyungang": "filing_record",
    "zaozhuang": "permit_commitment",
}
STRETCHES: list[dict[str, Any]] = [
    {"road": "样例路南侧", "surface": "footway", "length_m": 32, "width_m": 3.9, "reason": "敷设电缆",
     "trees": 2, "trees_kind": "国槐", "lamp_posts": 1},
    {"road": "样例路", "surface": "cycle_lane", "length_m": 0.1, "width_m": 0.3, "reason": "电缆井",
     "from_on": "2026-10-14", "to_on": "2026-10-15", "trees": 0, "lamp_posts": 0},
    {"road": "样例巷", "surface": "footway", "length_m": 10, "width_m": 0.5, "reason": "杆基",
     "trees": 1, "trees_kind": "法桐", "lamp_posts": 0},
]  # fmt: skip


def a_filing(place: str, rows: object = STRETCHES, **changes: object) -> Raw:
    at_35 = place == "zaozhuang"
    supply = {"voltage_kv": 35 if at_35 else 10, "capacity": 800, "unit": "kVA", "sources": 1, "dedicated_line": False}
    works = {"kind": "customer_connection", "owner": "applicant", "length_m": 397, "road_crossing_m": 12,
             "occupies": ["footway", "cycle_lane"], "cycle_lane_passable": True}  # fmt: skip
    whole: dict[str, object] = {
        "case.customer": "enterprise",
        "case.supply": supply,
        "case.site.park": "provincial" if at_35 else "none",
        "case.works": works,
        "project.stretches": rows,
        "project.dig_area_m2": 99,
        "office.authorities": {"filing": {"name": "样例审批局", "window": "12号窗口", "phone": "000-0000020"}},
    }
    return a_full_application(place, **{**whole, **changes})


def form_of(raw: Raw, printing: Printing | None = None) -> FormModel:
    paper = FORMS[raw["case"]["locality"]]
    return built(raw, paper, printing=printing)[paper].model


def text_of(content: Content) -> str:
    return "/".join("".join(told(part) for part in line) for line in content)


def told(part: object) -> str:
    match part:
        case Tick(on=on):
            return "☑" if on else "□"
        case Blank():
            return "＿"
        case _:
            return plain(getattr(part, "text", ""))


def section(model: FormModel, title: str) -> list[Block]:
    """What stands under the heading whose words begin so, whatever its letter."""
    found: list[Block] = []
    for block in model.blocks:
        if isinstance(block, Heading):
            if found:
                break
            inside = block.text[1:].strip().startswith(title)
        elif inside:
            found.append(block)
    assert found, title
    return found


def pairs(blocks: list[Block]) -> list[tuple[str, str]]:
    return [
        (field.label, text_of(field.value))
        for block in blocks
        if isinstance(block, FieldGrid)
        for row in block.rows
        for field in row
    ]


def rows(blocks: list[Block]) -> list[tuple[str, ...]]:
    return [
        tuple(text_of(cell) for cell in row.cells)
        for block in blocks
        if isinstance(block, ItemTable)
        for row in block.rows
        if isinstance(row, ItemRow)
    ]


def parties(blocks: list[Block]) -> list[Party]:
    return [party for block in blocks if isinstance(block, Signatures) for party in block.parties]


@pytest.mark.parametrize("place", FORMS)
def test_the_road_is_printed_row_by_row_with_its_area_and_the_sum_of_the_rows(place: str) -> None:
    under = section(form_of(a_filing(place)), "占用挖掘")

    (table,) = [block for block in under if isinstance(block, ItemTable)]
    assert [column.title for column in table.columns] == [
        "道路、路段", "部位", "长×宽（米）", "面积（㎡）", "事由", "占用起、止", "可通行"
    ]  # fmt: skip
    assert rows(under) == [
        ("样例路南侧", "人行道", "32×3.9", "124.8", "敷设电缆", "2026-10-12/2026-10-30", "□是/□否"),
        ("样例路", "非机动车道", "0.1×0.3", "0.03", "电缆井", "2026-10-14/2026-10-15", "☑是/□否"),
        ("样例巷", "人行道", "10×0.5", "5", "杆基", "2026-10-12/2026-10-30", "□是/□否"),
        ("",) * 7,
    ]
    assert pairs(under) == [
        ("挖掘面积合计", "129.83平方米"),
        ("穿越城市道路", "12米"),
        ("占用绿地", "3.25平方米"),
        ("道路建成或大修", "2015年6月30日"),
        ("涉及树木", "国槐2棵、法桐1棵"),
        ("涉及路灯杆", "1根"),
    ]


@pytest.mark.parametrize(
    ("place", "conditions"),
    [
        (
            "jining",
            [
                ("10千伏", "10千伏", "✓符合"),
                ("专变（非变电站直接出线）", "非专线", "✓符合"),
                ("企业", "企业（非小微）", "✓符合"),
                ("电力接入工程", "用户接入工程", "✓符合"),
            ],
        ),
        (
            "liangzihu",
            [
                ("穿越城市道路长度不超过30米", "12米", "✓符合（比上限少18米）"),
                ("线路总长不超过600米", "397米", "✓符合（比上限少203米）"),
            ],
        ),
        (
            "lianyungang",
            [
                ("线路总长小于1000米", "397米", "✓符合（比上限少603米）"),
                # the application has green of 3.25 ㎡ beside
                (
                    "占用挖掘部位仅限人行道、非机动车道",
                    "人行道、非机动车道",
                    DOUBTED,
                ),
                ("占用非机动车道的，该方向仍能通行非机动车", "非机动车道仍可通行", "✓符合"),
            ],
        ),
        ("zaozhuang", [("工业（产业）园区内", "省级园区", "✓符合"), ("35千伏及以上", "35千伏", "✓符合")]),
    ],
)
def test_the_conditions_are_those_of_the_clause_with_what_this_project_has(
    place: str, conditions: list[tuple[str, ...]]
) -> None:
    assert rows(section(form_of(a_filing(place)), "条件核对")) == conditions


def test_a_low_voltage_company_sees_the_two_facts_that_carry_its_exemption() -> None:
    low = {"voltage_kv": 0.4, "capacity": 120, "unit": "kW", "sources": 1, "connection": "works"}
    result = rows(section(form_of(a_filing("jining", **{"case.supply": low})), "条件核对"))

    assert result == [("企业", "企业（非小微）", "✓符合"), ("低压用电", "0.4千伏", "✓符合")]


def test_a_word_of_one_article_that_the_case_does_not_meet_is_not_held_against_it() -> None:
    """三(一)3 speaks of 企业, 附件2-17 of 用户: an office files all the same."""
    result = rows(section(form_of(a_filing("jining", **{"case.customer": "other"})), "条件核对"))

    assert [row[0] for row in result] == ["10千伏", "专变（非变电站直接出线）", "电力接入工程"]
    assert all(row[2] == "✓符合" for row in result)


PUSHER = ("推送单位", True, ("由供电企业经“一链办理”推送，与签章的本表一致", "推送人：", "流水号：", "推送日期：＿"))
ENTERED = ("收件日期：", "编号：", "处理：□备案□退回补正", "□不属范围", "经办人：", "抄送：")
DECIDED = ("收件日期：", "编号：", "处理：□准予□不予", "□退回补正□不属范围", "经办人：", "抄送：")


@pytest.mark.parametrize(
    ("place", "blocks"),
    [
        ("jining", [PUSHER, ("受理登记", False, ENTERED), ("受理机关", True, ())]),
        ("liangzihu", [("受理登记", False, ENTERED), ("受理机关", True, ())]),
        ("lianyungang", [("受理登记", False, ENTERED), ("受理机关", True, ())]),
        ("zaozhuang", [("受理登记", False, DECIDED), ("受理机关", True, ())]),
    ],
)
def test_who_pushes_is_before_the_authority_and_a_permit_may_be_refused(
    place: str, blocks: list[tuple[str, bool, tuple[str, ...]]]
) -> None:
    heading = "推送单位和受理机关填写" if place == "jining" else "受理机关填写"
    found = parties(section(form_of(a_filing(place)), heading))

    assert [(one.title, one.seal, tuple(text_of((line,)) for line in one.lines)) for one in found] == blocks


@pytest.mark.parametrize("place", FORMS)
def test_the_restored_road_is_accepted_by_somebody_on_a_day_with_a_result(place: str) -> None:
    assert pairs(section(form_of(a_filing(place)), "竣工与恢复验收")) == [
        ("竣工日期", "＿"),
        ("恢复完成", "＿"),
        ("验收日期", "＿"),
        ("验收单位、人", "＿"),
        ("验收结果", "□达到原有标准□需整改，复查＿"),
    ]


def whole_text(model: FormModel) -> str:
    return "".join(
        text
        for block in model.blocks
        for text in (
            [block.text]
            if isinstance(block, Heading)
            else [text_of(block.paragraphs)]
            if isinstance(block, Prose)
            else []
        )
    )


STATEMENTS = ("已知晓告知内容", "已符合告知的条件", "愿意承担不实承诺的后果", "真实意思表示")


@pytest.mark.parametrize("place", FORMS)
def test_the_authority_informs_and_the_applicant_answers_where_the_paper_says_so(place: str) -> None:
    """Nothing is borrowed: the authority's half is empty for the authority to fill."""
    model = form_of(a_filing(place))
    text = whole_text(model)

    assert [said in text for said in STATEMENTS] == [place in {"liangzihu", "zaozhuang"}] * len(STATEMENTS)
    if place in {"jining", "lianyungang"}:
        assert "行政机关告知" not in text
        return
    informed = pairs(section(model, "行政机关告知（由审批部门填写）"))
    points = {
        "zaozhuang": ["依据", "应当符合的条件", "应当提交的材料", "告知承诺的效力", "不实承诺的后果"],
        "liangzihu": ["依据和条件", "应当提交的材料", "告知承诺的效力", "不实承诺的后果"],
    }
    assert informed == [(point, "") for point in points[place]]


@pytest.mark.parametrize("place", FORMS)
def test_what_follows_from_a_breach_is_only_where_the_paper_says_it(place: str) -> None:
    text = whole_text(form_of(a_filing(place)))

    assert ("法律后果" in text) == (place == "jining")
    for word in ("处罚", "失信"):
        assert (word in text) == (place == "jining")
    for word in ("赔偿", "法律责任", "敬请谅解"):
        assert word not in text
    assert "条文为通用做法" in text


STARTS = {
    "jining": "备案表已推送、安全措施已按承诺落实、备案表已在施工地点张贴后，即可开工"
    "（济能字〔2021〕22号三(一)3、附件2-21）。",
    "lianyungang": "备案完成即可施工（连政办传〔2021〕56号2）。",
    "liangzihu": "文件没有写明，请向受理备案的部门确认后开工。",
    "zaozhuang": "取得审批部门的许可决定后方可开工（通用做法）。",
}


def test_who_pays_is_no_remark_in_brackets_where_no_payer_is_certain() -> None:
    """At 35 kV in a park the supplier has to confirm that it pays."""
    paid = dict(pairs(section(form_of(a_filing("zaozhuang")), "工程")))["外线出资"]
    others = dict(pairs(section(form_of(a_filing("lianyungang")), "工程")))["外线出资"]

    assert paid == "由谁建设、怎样结算，由供电企业确认"
    assert others.endswith("：供电企业（由谁建设、怎样结算，由供电企业确认）")


@pytest.mark.parametrize("place", FORMS)
def test_the_start_of_works_is_cited_from_its_own_clause(place: str) -> None:
    assert f"何时可以开工：{STARTS[place]}" in whole_text(form_of(a_filing(place)))


def test_a_stretch_that_was_not_measured_leaves_lines_and_is_named() -> None:
    raw = a_filing("jining", [{"road": "样例路", "surface": "footway"}])
    form = built(raw, "commitment_filing")["commitment_filing"]
    first = rows(section(form.model, "占用挖掘"))[0]

    assert first == ("样例路", "人行道", "＿", "＿", "＿", "2026-10-12/2026-10-30", "□是/□否")
    assert "project.stretches" in form.blanks
    assert dict(pairs(section(form.model, "占用挖掘")))["挖掘面积合计"] == "99平方米"


def test_without_stretches_each_surface_has_a_row_to_fill() -> None:
    form = built(a_filing("jining", None), "commitment_filing")["commitment_filing"]

    assert [row[1] for row in rows(section(form.model, "占用挖掘"))] == ["人行道", "非机动车道", ""]
    assert "project.stretches" in form.blanks


def test_green_stretches_are_summed_as_green() -> None:
    green = [{"surface": "green", "length_m": 2.5, "width_m": 3}, {"surface": "footway", "length_m": 1, "width_m": 1}]
    values = dict(pairs(section(form_of(a_filing("jining", green)), "占用挖掘")))

    assert (values["挖掘面积合计"], values["占用绿地"]) == ("8.5平方米", "7.5平方米")


def posted(**printing: Any) -> tuple[list[tuple[str, str]], str]:  # noqa: ANN401  of Printing
    raw = a_filing("jining")
    model = built(raw, "commitment_filing_posted", printing=Printing(**printing))["commitment_filing_posted"].model
    return pairs(list(model.blocks)), model.subtitle + whole_text(model)


def test_the_posted_copy_is_an_extract_with_its_number_the_road_and_whom_to_call() -> None:
    words, text = posted()

    assert "摘要" in text
    assert "全表存放在" in text
    assert words[:2] == [("备案编号", "＿"), ("推送日期", "＿")]
    assert ("占用挖掘", "人行道129.8平方米、非机动车道0.03平方米") in words
    assert ("监督电话", "样例审批局/000-0000020") in words
    assert "谅解" not in text


@pytest.mark.parametrize("profile", [NORMAL, PORTABLE], ids=lambda profile: profile.name)
@pytest.mark.parametrize("place", FORMS)
def test_a_form_with_four_stretches_has_two_pages(place: str, profile: Profile) -> None:
    rows_ = [{**STRETCHES[0], "road": f"样例路{place}号段"} for place in range(1, 5)]

    assert pages(form_of(a_filing(place, rows_)), profile) == 2


@pytest.mark.parametrize("profile", [NORMAL, PORTABLE, LARGE], ids=lambda profile: profile.name)
@pytest.mark.parametrize("count", [0, 1, 14])
@pytest.mark.parametrize("place", FORMS)
def test_no_seal_is_alone_on_a_page(place: str, count: int, profile: Profile) -> None:
    content = as_pdf(form_of(a_filing(place, [STRETCHES[0]] * count)), profile)

    for page in PdfReader(BytesIO(content)).pages:
        text = plain(page.extract_text())
        if "受理机关（盖章）" in text:
            assert "施工单位（盖章）" in text
            assert "附件" in text


def pages(model: FormModel, profile: Profile) -> int:
    return len(PdfReader(BytesIO(as_pdf(model, profile))).pages)


@pytest.mark.parametrize("asked_for_the_form", [None, 99])
def test_an_area_that_the_policy_has_asked_of_the_works_is_the_one_on_the_form(asked_for_the_form: int | None) -> None:
    works = {"owner": "applicant", "length_m": 200, "occupies": ["green"], "green_area_m2": 12.5}
    case = {"locality": "yichuan", "on": "2026-09-21", "supply": {"voltage_kv": 10}}
    works["road_built_on"], works["road_overhauled_on"] = "2010-05-01", "2019-06-01"
    raw = {"case": {**case, "works": works}, "project": {"green_area_m2": asked_for_the_form}}
    [form] = tried().build(tried().read_application(json.dumps(raw)), ["commitment_filing"])

    said = "\n".join(texts_of(form.model))
    assert "12.5 平方米" in said
    assert "2019年6月1日" in said
    assert "99" not in said
    assert "project.green_area_m2" not in form.blanks


def test_an_area_that_is_still_asked_of_the_works_is_to_be_filled_in_there() -> None:
    case = {"locality": "yichuan", "on": "2026-09-21", "supply": {"voltage_kv": 10}}
    works = {"owner": "applicant", "length_m": 150, "occupies": ["green"]}
    application = tried().read_application(json.dumps({"case": {**case, "works": works}, "project": {"name": "样例"}}))
    [form] = tried().build(application, ["info_sheet"])

    assert "case.works.green_area_m2" in form.blanks
    assert "project.green_area_m2" not in form.blanks
