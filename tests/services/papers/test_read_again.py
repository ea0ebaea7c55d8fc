"""What a clerk and a proof-reader stumbled over in forty printed applications; held for whatever is applied for."""

from __future__ import annotations

import re

import pytest
from builders.paper_builders import an_application, built, texts
from builders.papers_told import box, everything, field, rows, text_of_model, told
from test_read_by_an_outsider import NOTICE, RECEIPT, high

from gridcounter.core.papers.form_model import Callout, FormModel, Heading, Prose, texts_of
from gridcounter.core.papers.view import Printing
from gridcounter.core.policy.keys import KEYS, FlagKey
from gridcounter.core.wording import needs_words
from gridcounter.errors import Refusal


@pytest.mark.parametrize(
    ("place", "length", "crossing", "said"),
    [
        ("liangzihu", 1000, 12, "线路总长 1000 米，超过 600 米上限"),
        ("liangzihu", 1000, 35, "穿越城市道路长度超过 30 米上限；线路总长超过 600 米上限"),
        ("lianyungang", 1000, 12, "线路总长 1000 米，不满足小于 1000 米的条件"),
    ],
)
def test_a_missed_condition_names_its_limit(place: str, length: int, crossing: int, said: str) -> None:
    works = {"kind": "customer_connection", "length_m": length, "road_crossing_m": crossing, "occupies": ["footway"]}
    line = box(built(high(place, **{"case.works": works}), NOTICE)[NOTICE].model)["外线手续"]

    assert f"（{said}）" in line


def test_no_distance_is_printed_where_it_would_read_as_a_limit() -> None:
    for raw, papers in everything():
        for paper, model in papers.items():
            assert "距限值" not in "".join(texts_of(model)), (raw["case"], paper)
        assert not re.search("超出 |不足 ", box(papers[NOTICE])["外线手续"]), raw["case"]


def test_the_proof_of_identity_is_never_open() -> None:
    """Whatever is not known yet, no paper leaves open whether that is asked for."""
    for raw, papers in everything():
        for paper in (NOTICE, "info_sheet"):
            states = {row[0]: row[2 if paper == NOTICE else 1] for row in rows(papers[paper], "资料")}
            assert states["用电人有效身份证明"] != "待定", (raw["case"], paper)
        assert "可能需要提交：用电人有效身份证明" not in text_of_model(papers[NOTICE]), raw["case"]


def test_what_was_handed_in_or_deferred_is_not_announced() -> None:
    for raw, papers in everything():
        open_still = {row[0] for row in rows(papers[NOTICE], "资料") if row[2] == "待定"}
        announced = {
            row[0].partition("提交：")[2]
            for row in rows(papers[NOTICE], "事项")
            if row[0].startswith(("可能需要提交：", "可能建议提交："))
        }
        assert announced == open_still, raw["case"]


def test_no_survey_comes_before_the_application() -> None:
    for raw, papers in everything():
        assert "申请时，勘查" not in text_of_model(papers[NOTICE]), raw["case"]


def required_perhaps(papers: dict[str, FormModel]) -> set[str]:
    """Of what is open at the application; what general practice may advise is never 必交."""
    at_once = {row[0] for row in rows(papers["info_sheet"], "资料") if row[1:] == ("待定", "申请时")}
    return {name for name in at_once if f"可能需要提交：{name}" in text_of_model(papers[NOTICE])}


def test_nothing_is_complete_while_a_paper_may_be_asked_for() -> None:
    waiting = 0
    for raw, papers in everything():
        open_still = required_perhaps(papers)
        tasks = box(papers[NOTICE])["现在要做"]
        assert ("要不要交" in tasks) == bool(open_still), (raw["case"], tasks)
        assert not (open_still and "资料已齐" in tasks), raw["case"]
        waiting += bool(open_still)
    assert waiting


def test_the_receipt_calls_nothing_missing_that_the_notice_leaves_open() -> None:
    seen = 0
    for raw, papers in everything():
        if "materials_receipt" not in papers:
            continue
        receipt = text_of_model(papers["materials_receipt"])
        open_still = {row[0] for row in rows(papers[NOTICE], "资料") if row[2] == "待定"}
        listed = {row[0] for row in rows(papers["materials_receipt"], "资料")}
        assert not open_still & listed, raw["case"]
        now = required_perhaps(papers)
        assert ("下列资料是否必交" in receipt) == bool(now), raw["case"]
        assert not any(name in receipt for name in open_still - now), raw["case"]
        seen += bool(now)
    assert seen


def test_no_supplement_is_asked_for_that_may_not_be_needed() -> None:
    raw = high(
        "lianyungang",
        **{"case.supply.voltage_kv": ..., "received": [{"document": "identity"}], "received_on": "2026-09-25"},
    )

    with pytest.raises(Refusal, match="是否要交还没有确定"):
        built(raw, "supplement_notice")


def test_a_capacity_has_its_unit_or_says_that_it_is_open() -> None:
    figure = re.compile(r"(?:，|合计 ?|^)(\d[\d.]*)(?=，|$)")
    for raw, papers in everything():
        supply = raw["case"]["supply"]
        wanted = box(papers[NOTICE])["您的申请"]
        assert not figure.search(wanted), wanted
        if supply.get("capacity") is not None:
            assert ("（单位待确认）" in wanted) == (supply.get("unit") is None), wanted


def test_what_was_accepted_is_not_answered_on_acceptance() -> None:
    for raw, papers in everything():
        for paper in (NOTICE, RECEIPT):
            assert "受理时书面" not in text_of_model(papers[paper]), (raw["case"], paper)
            assert "受理时由供电企业" not in text_of_model(papers[paper]), (raw["case"], paper)


def test_a_consultation_says_that_the_answer_comes_on_acceptance() -> None:
    asked = built(high("linyi"), NOTICE, printing=Printing(consultation=True))[NOTICE].model

    assert box(asked)["何时答复"] == "报道没有写明天数，由供电企业受理时答复"


def test_the_box_does_not_call_silent_what_the_table_of_costs_answers() -> None:
    for raw, papers in everything():
        money = box(papers[NOTICE])["由谁出资"]
        listed = rows(papers[NOTICE], "部分（适用范围）")
        if money.startswith(("本地文件没有写明", "报道没有写明")):
            assert not listed, (raw["case"], money)


@pytest.mark.parametrize(
    ("site", "said"),
    [
        ({"park": "national"}, "园区提供基础通道（管廊、管沟）；其他由供电企业告知"),
        ({}, "园区内的管廊、管沟待定，取决于园区级别；其他由供电企业告知"),
    ],
)
def test_a_part_beside_the_connection_is_printed(site: dict[str, str], said: str) -> None:
    raw = high("jining", **{"case.site": site, "case.customer": "other", "case.supply.permanent": False})

    assert box(built(raw, NOTICE)[NOTICE].model)["由谁出资"] == said


@pytest.mark.parametrize(
    ("occupied", "asked"), [(["green"], False), (["carriageway"], True), (..., True), (None, True)]
)
def test_green_is_asked_about_unless_it_is_dug_up(occupied: object, *, asked: bool) -> None:
    raw = high("liangzihu", **{"case.works.occupies": occupied})

    assert ("绿化修复施工（如涉及绿化）" in text_of_model(built(raw, NOTICE)[NOTICE].model)) == asked


def test_what_decides_yes_or_no_is_named_as_a_question() -> None:
    for key, kind in KEYS.items():
        if isinstance(kind, FlagKey):
            assert re.search("是否|有无", needs_words((key,))), key


def test_what_follows_from_a_branch_is_a_way_of_handling_it() -> None:
    """One consequence for each branch, never a condition in its place; of a line that is not there nothing follows."""
    seen = 0
    for raw, papers in everything():
        listed = rows(papers[NOTICE], "情形")
        leads = [row for row in listed if not row[0].startswith("并且：")]
        met_before = False
        for condition, _, met, then in listed:
            later = condition.startswith("并且：")
            assert not (later and met_before) or met[:1] in "✓—", (raw["case"], "what is open stands first", condition)
            met_before = met.startswith("✓")
            assert "须同时符合" not in then, raw["case"]
            assert (then == "同上") == later, (raw["case"], condition)
            assert then != "无外线工程", raw["case"]
            if "无外线工程" in condition:
                assert then == "不用办外线手续"
            if named := re.search("第 (\\d) 种情形", condition):
                assert any(row[0].startswith(f"{named[1]}. ") for row in leads), raw["case"]
        seen += bool(listed)
        assert len(leads) != 1 or not leads[0][0].startswith("1. "), raw["case"]
    assert seen


def test_a_total_has_no_start() -> None:
    for _, papers in everything():
        for paper, start in ((NOTICE, 2), (RECEIPT, 1)):
            starts = {row[start] for row in rows(papers[paper], "环节、时限")}
            assert all(one == "—" or one.startswith("自") or one.endswith(("当日", "当时")) for one in starts), starts


def test_no_space_precedes_a_chinese_word_after_a_filled_in_value() -> None:
    for raw, papers in everything():
        for paper, model in papers.items():
            written = "\n".join(texts_of(model))
            assert not re.search("日 前|由 [^\\n]* 代为告知", written), (raw["case"], paper)


def test_what_was_deferred_is_no_news_of_a_survey() -> None:
    seen = set()
    for raw, papers in everything():
        heads = {block.text.partition("、")[2] for block in papers[NOTICE].blocks if isinstance(block, Heading)}
        announced = [row[0] for row in rows(papers[NOTICE], "事项") if len(row) == 2]
        others = [what for what in announced if not what.startswith("后补资料：")]
        assert ("勘查后可能新增的事项" in heads) == bool(others), raw["case"]
        assert ("后补的资料" in heads) == (bool(announced) and not others), raw["case"]
        seen.add(bool(others))
    assert seen == {True, False}


def test_services_are_introduced_by_the_text_before_them() -> None:
    for raw, papers in everything():
        notice = text_of_model(papers[NOTICE])
        assert notice.count("据报道：") <= 1, raw["case"]
        assert "服务和做法还有这些" not in notice, raw["case"]


def test_each_task_says_what_to_do() -> None:
    for raw, papers in everything():
        for task in re.split("[\u3000]*[①②③④⑤]", box(papers[NOTICE])["现在要做"]):
            assert not task.startswith("通常需要") or "已收到" in task, (raw["case"], task)


def test_what_is_asked_at_the_window_no_survey_finds_out() -> None:
    for raw, papers in everything():
        line = box(papers[NOTICE])["外线手续"]
        if "取决于客户类型" in line:
            assert line.startswith("补全"), (raw["case"], line)
            assert "告诉窗口" in box(papers[NOTICE])["现在要做"], raw["case"]


def test_the_receipt_answers_as_the_box_does_and_every_span_is_a_limit() -> None:
    for raw, papers in everything():
        answer = box(papers[NOTICE])["何时答复"]
        receipt = next(block for block in papers[RECEIPT].blocks if isinstance(block, Callout))
        assert told(receipt.lines) == answer, raw["case"]
        if "不超过" in answer:
            spans = answer.replace("（", "；").split("；")
            assert all("不超过" in span for span in spans if re.search("\\d 个工作日$", span)), answer


def test_trees_and_posts_of_the_filing_are_on_the_sheet_that_is_copied_from() -> None:
    seen = 0
    for raw, papers in everything():
        if "commitment_filing" in papers or "filing_record" in papers:
            sheet, form = papers["info_sheet"], papers.get("commitment_filing") or papers["filing_record"]
            for label in ("涉及树木", "涉及路灯杆") if field(sheet, "占用路段") else ():
                assert field(sheet, label) == field(form, label), (raw["case"], label)
                seen += 1
    assert seen


def test_the_filing_form_ends_its_sentences_and_leaves_room_for_who_pays() -> None:
    consequences = 0
    for raw, papers in everything():
        for paper in ("commitment_filing", "filing_record"):
            if paper in papers:
                assert field(papers[paper], "外线出资") != (), raw["case"]
                parts = [told(b.paragraphs) for b in papers[paper].blocks if isinstance(b, Prose)]
                punished = [part for part in parts if "行政处罚" in part and "违反" in part]
                assert all(part.endswith("。") for part in punished), raw["case"]
                consequences += bool(punished)
    assert consequences


def test_no_mark_is_explained_that_the_receipt_does_not_bear() -> None:
    for raw, papers in everything():
        receipt = text_of_model(papers["materials_receipt"]) if "materials_receipt" in papers else ""
        assert receipt.count("①") != 1, raw["case"]


def test_a_report_is_named_once_with_its_day_and_its_paragraphs_are_called_so() -> None:
    for raw, papers in everything():
        if raw["case"]["locality"] == "linyi":
            notice = text_of_model(papers[NOTICE])
            assert notice.count("（新闻报道") == 1, raw["case"]
            assert "2022-03-15" not in notice, raw["case"]
            assert not re.search("①据|、据|①我市", notice), raw["case"]


def test_what_was_deferred_is_in_every_list_of_papers() -> None:
    seen = 0
    for raw, papers in everything():
        for row in rows(papers["deferral_note"], "资料") if "deferral_note" in papers else ():
            for paper, state in ((NOTICE, 2), ("info_sheet", 1)):
                states = {line[0]: line[state] for line in rows(papers[paper], "资料")}
                assert states[row[0]].startswith("后补"), (raw["case"], paper)
            seen += 1
    assert seen


def test_a_list_that_nothing_is_added_to_and_what_is_usual_beside_it_are_reconciled() -> None:
    for raw, papers in everything():
        notice = text_of_model(papers[NOTICE])
        if "只需提供" in notice and "清单没有列这几项" in notice:
            assert "仅在代办、租用时用来核对身份和权属，通用做法" in notice, raw["case"]


def test_where_there_is_no_line_nobody_asks_whether_its_days_are_counted() -> None:
    seen = 0
    for raw, papers in everything():
        notice = text_of_model(papers[NOTICE])
        asked = [part for part in ("外线审批和工程施工", "您的受电工程施工的时间") if f"是否包含{part}" in notice]
        if raw["case"].get("works", ...) is None:
            assert "外线审批和工程施工" not in asked, raw["case"]
            seen += bool(asked)
        if asked and "申请到接电全过程（" in (answer := box(papers[NOTICE])["何时答复"]):
            assert "（是否含" in answer, raw["case"]
    assert seen


def test_the_info_sheet_is_the_copy_of_the_clerk_and_not_of_the_applicant() -> None:
    seen = texts(an_application("jining"), "info_sheet", "one_time_notice")
    assert "录入联" in seen["info_sheet"]
    assert "申请人联" not in seen["info_sheet"]
    assert "申请人联" in seen["one_time_notice"]
