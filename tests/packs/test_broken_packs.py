"""One broken file for each way of being wrong: every problem is told with file, rule, key, what stands there, what may."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gridcounter import paths
from gridcounter.core.policy.check import check_pack
from gridcounter.services.packs import load_packs, read_pack

if TYPE_CHECKING:
    from gridcounter.core.policy.parse import PackProblem

BROKEN = Path(__file__).parent / "broken"
BASELINE = load_packs(paths.policies()).baseline

#: File -> rule, key, part of what was found, part of what is allowed.
EXPECTED: dict[str, list[tuple[str, str, str, str]]] = {
    "alternative_beside_nothing": [
        ("alternative.exempt", "when", "任何案件都不符合", "至少一个案件符合的条件"),
    ],
    "alternative_said_twice": [
        ("alternative.other", "when", "与 alternative.one 同时成立", "互不重叠的条件"),
    ],
    "alternative_to_itself": [
        ("alternative.same", "track", "“filing”", "与 beside 不同的路径"),
    ],
    "class_in_class": [
        ("customer_class.lv", "class", "用在这里会循环", "只用案件的键或 terms"),
    ],
    "class_in_term": [
        ("terms.low", "class", "用在这里会循环", "只用案件的键或 terms"),
    ],
    "clause_and_baseline": [
        ("step.accept", "basis", "与 article 同时填写", "article 和 basis 只写其一"),
    ],
    "condition_no_table": [
        ("limit.grid_side", "when", "“低压”", "一组条件 { 键 = 值 }"),
    ],
    "conflict_for_the_applicant": [
        ("note.check-validity", "audience", "“both”", "clerk：文件内部不一致只给受理员看"),
    ],
    "constant_term": [
        ("terms.low", "low", "任何案件都符合", "能区分案件的条件"),
    ],
    "cyclic_term": [
        ("terms.low", "low", "引用了自己", "不循环的条件"),
        ("terms.high", "high", "引用了自己", "不循环的条件"),
    ],
    "days_twice": [
        ("limit.grid_side", "days", "与 wd 同时填写", "wd（工作日）和 days（日历日）只写其一"),
    ],
    "days_without_approval": [
        ("approval.long", "wd", "5", "exempt 没有审批时限，不写 wd"),
    ],
    "dead_part_of_any": [
        ("cost.to_meter", "when.any.1", "任何案件都不符合", "至少一个案件符合的条件"),
    ],
    "document_state_of_the_engine": [
        ("document.identity", "state", "“online”", "以下之一：required、waived、reference"),
    ],
    "document_without_label": [
        ("document.water_bill", "label", "没有填写，通用做法里也没有这个编号", "资料名称"),
    ],
    "duplicate_approval": [
        ("approval.long", "id", "“long” 重复", "每条规则各有自己的编号"),
    ],
    "duplicate_toml_key": [
        ("文件", "broken/duplicate_toml_key.toml", "不是 TOML（Cannot overwrite a val", "TOML 1.0 文件，键不重复"),
    ],
    "empty_any": [
        ("limit.grid_side", "when.any", "[]", "条件的列表 [ { … }, { … } ]"),
    ],
    "empty_clause": [
        ('cost.to_meter', 'article', '[" "]', '条款；通用做法写 basis = "baseline"'),
    ],
    "empty_label": [
        ("step.accept", "label", "“”", "不为空的文字"),
    ],
    "endless_number": [
        ("approval.short", "when.works.length_m.at_most", "Infinity", "数"),
    ],
    "filing_missing": [
        ("filing", "filing", "没有填写，而有审批规则为 filing", "[filing] 一节：备案的表、渠道和后果"),
    ],
    "filing_unused": [
        ("filing", "filing", "没有审批规则用到", "有 track 为 filing 或 commitment "),
    ],
    "filing_without_clause": [
        ("filing", "article", "[]", "条款"),
    ],
    "gap_in_approvals": [
        ("approval", "when", "〔works.length_m = 150〕", "每个案件恰有一条规则（可用 otherwise = true 收尾）"),
    ],
    "gap_in_classes": [
        ("customer_class", "when", "〔supply.voltage_kv = 5.5〕", "每个案件恰有一条规则（可用 otherwise = true 收尾）"),
    ],
    "gap_in_grid_side": [
        ("limit.grid_side", "when", "〔supply.voltage_kv = 5.5〕", "每个案件恰有一条规则（可用 otherwise = true 收尾）"),
    ],
    "hotline_no_number": [
        ("文件头", "hotlines", "“监督电话”", "不重复的电话号码"),
    ],
    "impossible_number_of_sources": [
        ("limit.grid_side", "when.supply.sources", "3", "以下之一：1、2"),
    ],
    "label_of_a_class_twice": [
        ("customer_class.lv", "label", "“低压用户”", "与同编号的规则相同：“低压”"),
    ],
    "label_without_group": [
        ("approval.short", "when.label", "“短线”", "与 any 写在一起的一句话"),
    ],
    "limit_of_the_engine": [
        ('limit.approval', 'id', '"approval" 已由审批规则的 wd 列出', '其他编号；行政审批的天数写在审批规则'),
    ],
    "many_in_one_file": [
        ("文件头", "issued_on", "“元旦”", "真实的日期，写作 2026-09-21（1990 年至 2199 年）"),
        ("terms.low", "low.supply.voltage", "不认识的键", "以下之一：business、customer、stated_"),
        ("step.accept", "when.customer", "“micro”", "以下之一：resident、micro_enterprise"),
        ("step.accept", "colour", "不认识的键", "这里可用的键：id、article、basis、otherw"),
        ("approval.long", "wd", "0", "不小于 1 的数"),
        ("filing", "title", "（没有填写）", "必填项"),
        ("step.accept", "is", "“lower”", "以下之一：low"),
        ("approval.long", "matters", "“trees”", "以下之一：road_digging"),
        ("approval.long", "unless", "“shorter”", "以下之一：short"),
    ],
    "many_that_only_cases_show": [
        ("文件头", "in_force_until", "2025-12-31", "不早于施行日期 2026-01-01 的日期"),
        ('step.accept', 'article', '[]', '条款；通用做法写 basis = "baseline"'),
        ("document.water_bill", "label", "没有填写，通用做法里也没有这个编号", "资料名称"),
        ("customer_class.hv", "when", "与 customer_class.lv 同时成立", "互不重叠的条件"),
        ("customer_class", "when", "〔supply.voltage_kv = 111〕", "每个案件恰有一条规则（可用 otherwise = true 收尾）"),
        ("approval", "when", "〔works.length_m = 150〕", "每个案件恰有一条规则（可用 otherwise = true 收尾）"),
        ("step.accept", "when", "任何案件都不符合", "至少一个案件符合的条件"),
    ],
    "matter_not_there_for_all": [
        ('approval.short', 'matters', '〔site.area = "town"；works.length_m = 50〕', '在本规则的所有案件里都成立的事项'),
        ('approval.long', 'matters', '〔site.area = "town"；works.length_m = 101〕', '在本规则的所有案件里都成立的事项'),
    ],
    "matter_twice": [
        ("approval.short", "matters", "“road_digging” 重复", "每个事项列一次"),
    ],
    "missing_grid_side": [
        ("limit.grid_side", "when", "没有规则", "每个案件恰有一条规则（可用 otherwise = true 收尾）"),
    ],
    "missing_header_key": [
        ("文件头", "number", "（没有填写）", "必填项"),
    ],
    "missing_unit": [
        ("cost.to_meter", "when.supply.capacity.unit", "“”", "以下之一：kW、kVA"),
    ],
    "needless_unit": [
        ("approval.short", "when.works.length_m.unit", "“kW”", "不写单位：这个键的单位是固定的"),
    ],
    "no_classes": [
        ("customer_class", "when", "没有规则", "每个案件恰有一条规则（可用 otherwise = true 收尾）"),
    ],
    "no_clause": [
        ('approval.long', 'article', '[]', '条款；通用做法写 basis = "baseline"'),
    ],
    "no_operator": [
        ("approval.short", "when.works.length_m", "没有比较", "以下之一：equal、one_of、at_most、less"),
    ],
    "not_toml": [
        ("文件", "broken/not_toml.toml", "不是 TOML（Illegal character "\\n"", "TOML 1.0 文件，键不重复"),
    ],
    "note_said_twice": [
        ("note.check-validity（第 2 条）", "when", "与 note.check-validity（第 1 条） 同时成立", "互不重叠的条件"),
    ],
    "number_of_the_baseline": [
        ("文件头", "number", "“baseline”", "文件的文号（baseline 只用于通用做法）"),
    ],
    "one_hotline": [
        ("文件头", "hotlines", "95598", "95598、12398 并列"),
    ],
    "overlapping_approvals": [
        ("approval.long", "when", "与 approval.short 同时成立", "互不重叠的条件"),
    ],
    "overlapping_classes": [
        ("customer_class.hv", "when", "与 customer_class.lv 同时成立", "互不重叠的条件"),
    ],
    "overlapping_limits": [
        ("limit.grid_side（第 2 条）", "when", "与 limit.grid_side（第 1 条） 同时成立", "互不重叠的条件"),
    ],
    "personal_number": [
        ("note.check-validity", "text", "“使用前请向 13812345678 核对。”", "不含个人手机号和电子邮箱的文字"),
    ],
    "practice_kind": [
        ("文件头", "kind", "“practice”", "以下之一：norm、news"),
    ],
    "section_no_list": [
        ('matter', 'matter', '{"id": "road_digging", "label"', '规则的列表 [[matter]]'),
        ("approval.short", "matters", "“road_digging”", "（本文件没有可用的名称）"),
        ("approval.long", "matters", "“road_digging”", "（本文件没有可用的名称）"),
    ],
    "start_when_posted_without_posting": [
        ("filing", "may_start", "posted，而 post_required 不为 true", "filed，或 post_required = true"),
    ],
    "terms_no_table": [
        ('terms', 'terms', '["low"]', '名称 = { 条件 }'),
    ],
    "track_in_approval": [
        ("approval.short", "track", "用在这里会循环", "只用案件的键或 terms"),
    ],
    "track_of_the_engine": [
        ("approval.long", "track", "“none”", "以下之一：exempt、filing、commitment、"),
    ],
    "track_that_no_rule_gives": [
        ("cost.to_meter", "when", "任何案件都不符合", "至少一个案件符合的条件"),
    ],
    "trigger_of_the_baseline": [
        ("note.check-validity", "trigger", "“across_units”", "只用于通用做法"),
    ],
    "unknown_class": [
        ("limit.grid_side", "class", "“ehv”", "以下之一：hv、lv"),
    ],
    "unknown_header_key": [
        ("文件头", "phone", "不认识的键", "文件头的键：id、place、number、title、is"),
    ],
    "unknown_key": [
        ("terms.low", "low.supply.voltage", "不认识的键", "以下之一：business、customer、stated_"),
    ],
    "unknown_matter": [
        ("approval.short", "matters", "“trees”", "以下之一：road_digging"),
    ],
    "unknown_needs": [
        ("cost.to_meter", "needs", "“weather”", "不重复的键，以下之一：business、customer、s"),
    ],
    "unknown_operator": [
        ("approval.short", "when.works.length_m.under", "不认识的比较", "以下之一：equal、one_of、at_most、less"),
    ],
    "unknown_rule_key": [
        ("step.accept", "days", "不认识的键", "这里可用的键：id、article、basis、otherw"),
    ],
    "unknown_table": [
        ("文件头", "steps", "不认识的键", "文件头的键：id、place、number、title、is"),
    ],
    "unknown_term": [
        ("cost.to_meter", "is", "“lower”", "以下之一：low"),
    ],
    "unknown_track_in_condition": [
        ("cost.to_meter", "track", "“express”", "以下之一：commitment、exempt、filing、"),
    ],
    "unless_names_itself": [
        ("approval.long", "unless", "“long”", "以下之一：short"),
    ],
    "unless_names_nothing": [
        ("approval.long", "unless", "“shorter”", "以下之一：short"),
    ],
    "unreachable_across_units": [
        ("cost.to_meter", "when", "任何案件都不符合", "至少一个案件符合的条件"),
    ],
    "unreachable_connection": [
        ("cost.to_meter", "when", "任何案件都不符合", "至少一个案件符合的条件"),
    ],
    "unreachable_document": [
        ("document.identity", "when", "任何案件都不符合", "至少一个案件符合的条件"),
    ],
    "unreachable_step": [
        ("step.accept", "when", "任何案件都不符合", "至少一个案件符合的条件"),
    ],
    "until_before_from": [
        ("文件头", "in_force_until", "2025-12-31", "不早于施行日期 2026-01-01 的日期"),
    ],
    "unused_matter": [
        ("matter.road_digging", "id", "没有审批规则列出", "审批规则的 matters 列出的事项"),
    ],
    "unused_term": [
        ("terms.high", "high", "没有规则用到", "被规则用到的条件；不用的请删去"),
    ],
    "wd_negative": [
        ("approval.long", "wd", "-5", "不小于 1 的数"),
    ],
    "wd_text": [
        ("approval.long", "wd", "“五”", "整数（不加引号）"),
    ],
    "wd_zero": [
        ("approval.long", "wd", "0", "不小于 1 的数"),
    ],
    "wrong_date": [
        ("文件头", "issued_on", "“2026-02-30”", "真实的日期，写作 2026-09-21（1990 年至 2199 年）"),
    ],
    "wrong_filing_form": [
        ("filing", "form", "“record”", "以下之一：commitment_filing、filing_"),
    ],
    "wrong_id": [
        ("cost.至电能表", "id", "“至电能表”", "合同约定的值（string_pattern_mismatch）"),
    ],
    "wrong_track": [
        ("approval.long", "track", "“approval”", "以下之一：none、exempt、filing、commit"),
    ],
    "wrong_type_of_limit": [
        ("approval.short", "when.works.length_m.at_most", "“100”", "数"),
    ],
    "wrong_word": [
        ("customer_class.lv", "when.customer", "“micro”", "以下之一：resident、micro_enterprise"),
    ],
}


def problems_of(path: Path) -> tuple[PackProblem, ...]:
    pack, problems = read_pack(path)
    return problems if pack is None else check_pack(pack, BASELINE)


@pytest.mark.parametrize("name", sorted(path.stem for path in BROKEN.glob("*.toml")))
def test_every_problem_of_a_broken_pack_is_told_and_no_other(name: str) -> None:
    problems = problems_of(BROKEN / f"{name}.toml")

    told = [(problem.rule, problem.problem.path) for problem in problems]
    assert told == [(rule, path) for rule, path, _, _ in EXPECTED[name]]
    for problem, (_, _, found, allowed) in zip(problems, EXPECTED[name], strict=True):
        assert problem.file == f"broken/{name}.toml"
        assert found in problem.problem.found
        assert allowed in problem.problem.allowed


def test_every_expected_file_is_there() -> None:
    assert sorted(EXPECTED) == sorted(path.stem for path in BROKEN.glob("*.toml"))


def test_a_problem_is_one_line_that_names_file_rule_and_key() -> None:
    [problem] = problems_of(BROKEN / "unknown_class.toml")

    assert str(problem) == "broken/unknown_class.toml［limit.grid_side］class：填写的是 “ehv”；应为以下之一：hv、lv"


def test_a_file_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    path = tmp_path / "pack.toml"
    path.write_bytes('place = "某地"'.encode("gb18030"))

    [problem] = problems_of(path)

    assert problem.problem.found == "不是 UTF-8 编码"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    [problem] = problems_of(tmp_path / "pack.toml")

    assert problem.problem.allowed == "可读的文件"
