"""办理指引 and the pages of a pack: every line of an answer from its own field, with colour, word and clause."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from builders.invented_paper import PAPER
from builders.sixth_place import sixth_place
from PySide6.QtGui import QTextDocument

from gridcounter import paths
from gridcounter.bootstrap import open_assessor
from gridcounter.core.case import Actor, Payer
from gridcounter.core.overview.class_table import SECTION_TITLES, class_table, classes_of
from gridcounter.core.overview.rule_words import RuleWords, rule_words
from gridcounter.core.policy.decision import (
    Approval,
    Bases,
    Basis,
    Branch,
    Cost,
    CustomerClass,
    Decision,
    Document,
    Limit,
    Note,
    Policy,
    ShownCondition,
    Step,
)
from gridcounter.core.policy.header import PolicyKind
from gridcounter.core.policy.model import (
    ApprovalRule,
    Audience,
    CostRule,
    DocumentRule,
    DocumentState,
    Event,
    LimitRule,
    NoteKind,
    NoteRule,
    RightRule,
    ServiceRule,
    Stage,
    StepRule,
    Track,
)
from gridcounter.core.policy.rule import Rule
from gridcounter.core.validation.models import Problem
from gridcounter.desktop.intake.guidance_text import GuidanceText
from gridcounter.desktop.kit.theme import DARK, LIGHT, Scale
from gridcounter.desktop.policy.adoption_dialog import _words
from gridcounter.desktop.policy.policy_text import clause_html, table_html
from gridcounter.services.office.originals import original_beside
from gridcounter.services.office.packs import load_packs
from gridcounter.services.office.shipped_comparison import Standing
from gridcounter.services.policy.adopted_packs import NewEdition
from gridcounter.services.policy.impact import Affected, Impact
from gridcounter.services.policy.pack_files import CheckedPack

if TYPE_CHECKING:
    from pathlib import Path

NUMBER = "样例〔2026〕1号"


def on(*articles: str) -> Bases:
    return tuple(Basis(NUMBER, article) for article in articles)


def a_step(
    label: str, wd: int | None, begins: Event | None, due: date | None, basis: Bases, needs: tuple[str, ...] = ()
) -> Step:
    return Step("step", label, "grid_company", wd, begins, due, provisional=False, needs=needs, basis=basis)


def a_limit(
    name: str,
    label: str,
    wd: int | None,
    begins: Event | None,
    due: date,
    basis: Bases,
    *,
    days: int | None = None,
    provisional: bool = False,
) -> Limit:
    return Limit(name, label, wd, days, begins, due, provisional=provisional, needs=(), basis=basis)


PRACTICE = (Basis("baseline"),)
LENGTH = ShownCondition("works.length_m", "at_most", 200, 400, met=False, gap=200, label="线路总长不超过 200 米")  # type: ignore[arg-type]
DECISION = Decision(
    policy=Policy("jining", NUMBER, date(2026, 1, 1), next(iter(PolicyKind)), "sha256:1"),
    customer_class=CustomerClass("high", "高压单电源用户", ("supply.sources",), on("二（一）")),
    steps=(
        a_step("方案答复", 7, Event.ACCEPTED, date(2026, 10, 9), on("三（一）")),
        a_step("设计审查", 5, Event.DESIGN_SUBMITTED, None, on("三（二）")),
        a_step("装表接电", None, None, None, PRACTICE, ("supply.critical",)),
    ),
    limits=(
        a_limit("grid_side", "供电企业合计", 20, None, date(2027, 1, 4), on("三"), provisional=True),
        a_limit("notice", "一次性告知", None, Event.ACCEPTED, date(2026, 9, 28), PRACTICE, days=0),
    ),
    documents=(
        Document("identity", "身份证明", Stage.APPLICATION, DocumentState.REQUIRED, "applicant", (), on("附件1")),
        Document("licence", "营业执照", Stage.APPLICATION, DocumentState.ONLINE, "applicant", (), on("附件2")),
        Document("drawing", "设计图纸", Stage.DESIGN_REVIEW, DocumentState.WAIVED, "applicant", (), on("附件3")),
        Document("test", "试验报告", Stage.FINAL_INSPECTION, DocumentState.REFERENCE, "builder", (), PRACTICE),
        Document("consent", "同意书", Stage.MID_INSPECTION, DocumentState.UNDETERMINED, "applicant", (), on("附件4")),
    ),
    approval=Approval(
        track=Track.PERMIT,
        label="办理<样例>审批",
        channel=None,
        may=False,
        alternatives=(),
        actor="government",
        wd=3,
        matters=(),
        conditions=(
            LENGTH,
            ShownCondition("supply.critical", "equal", limit=False, value=None, met=None, gap=None, label="非重要用户"),  # type: ignore[arg-type]
            ShownCondition("supply.permanent", "equal", limit=True, value=True, met=True, gap=None, label="永久用电"),  # type: ignore[arg-type]
            ShownCondition("customer", "equal", limit="resident", value="resident", met=True, gap=None, label="居民"),  # type: ignore[arg-type]
        ),
        needs=("works.occupies",),
        branches=(Branch(Track.FILING, 1, (LENGTH,), "样例备案"), Branch(Track.UNDETERMINED, None, ())),
        filing=None,
        basis=on("四（二）", "四（三）", "四（二）"),
    ),
    costs=(
        Cost("line", "grid_company", "出资说明", (), on("五"), part="外线"),
        Cost("meter", "applicant", "出资说明", ("supply.capacity",), PRACTICE, part="表后线"),
    ),
    services=(),
    rights=(),
    hotlines=("95598",),
    notes=(
        Note("n1", NoteKind.CONFLICT, Audience.CLERK, "两处不一致", on("六")),
        Note("n2", NoteKind.SILENT, Audience.BOTH, "没有写", on("六")),
        Note("n3", NoteKind.OUTDATED, Audience.BOTH, "请核对", on("六")),
        Note("n4", NoteKind.ASSUMPTION, Audience.CLERK, "这样理解", on("六")),
        Note("n5", NoteKind.TARGET, Audience.BOTH, "以后才有", on("六")),
        Note("n6", NoteKind.NEWS, Audience.CLERK, "报上说的", on("六")),
    ),
)
TOLD = [
    "高压单电源用户 ○ 取决于：电源数 ［二（一）］",
    "念给您听（F7）",
    "时限",
    "方案答复 7 个工作日 自受理次日起 2026年10月9日 ［三（一）］",
    "设计审查 5 个工作日 自送审次日起 送审后确定 ［三（二）］",
    "装表接电 供电企业答复 ［通用做法］",
    "供电企业合计 20 个工作日 文件所列合计 2027年1月4日（暂估） ［三］",
    "一次性告知 当日 受理当日 2026年9月28日 ［通用做法］",
    "资料",
    "〔需提交〕身份证明（申请时） ［附件1］",
    "〔电子证照共享·免提交〕营业执照（申请时） ［附件2］",
    "〔免提交〕设计图纸（设计审查时） ［附件3］",
    "〔参考〕试验报告（竣工检验时） ［通用做法］",
    "〔待定〕同意书（中间检查时） ［附件4］",
    "费用",
    "外线：供电企业 ［五］",
    "表后线：申请人 ○ 取决于：用电容量 ［通用做法］",
    "外线",
    "办理<样例>审批，3 个工作日，由政府办理 ○ 取决于：占用挖掘部位 ［四（二）、四（三）］",
    "条件 线路总长不超过 200 米 实际 400 米 ✗ 不符合，超出 200 米",
    "条件 非重要用户 待勘查",
    "条件 永久用电 ✓ 符合",
    "线路总长不超过 200 米 → 样例备案，1 个工作日",
    "其他情形 → 尚不能判定",
    "提示",
    "〔文件内部不一致〕两处不一致",
    "〔文件未规定〕没有写",
    "〔请核对时效〕请核对",
    "〔本系统的理解〕这样理解",
    "〔已公布、未施行〕以后才有",
    "〔新闻报道〕报上说的",
]


def lines(html: str) -> list[str]:
    """Qt makes a plain space of every wide one."""
    document = QTextDocument()
    document.setHtml(html)
    return [line.replace("\xa0", " ").strip() for line in document.toPlainText().splitlines()]


def colour_of(html: str, text: str) -> str:
    """Of the nearest mark before it."""
    return str(re.findall(r"color:(#[0-9A-F]{6})", html[: html.index(text)])[-1])


@pytest.mark.usefixtures("qapp")
def test_the_answer_is_shown_whole_and_each_line_leads_to_its_own_clause() -> None:
    text = GuidanceText(LIGHT, Scale())
    assert lines(text.of_decision(DECISION)) == TOLD
    cited = [on("二（一）"), on("三（一）"), on("三（二）"), PRACTICE, on("三"), PRACTICE, on("附件1"), on("附件2")]
    cited += [on("附件3"), PRACTICE, on("附件4"), on("五"), PRACTICE, DECISION.approval.basis]
    assert text.clauses == cited
    text.of_decision(DECISION)
    assert text.clauses == cited, "counted anew with each answer"
    text.of_problems(())
    assert text.clauses == []


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_what_is_open_shared_met_or_missed_has_its_own_colour(tokens: object) -> None:
    t = LIGHT if tokens is LIGHT else DARK
    html = GuidanceText(t, Scale()).of_decision(DECISION)
    values = {
        "方案答复": t.text,
        "装表接电": t.muted,
        "〔需提交〕": t.text,
        "〔电子证照共享·免提交〕": t.info,
        "〔免提交〕": t.info,
        "〔参考〕": t.muted,
        "〔待定〕": t.muted,
        "不符合，超出 200 米": t.danger,
        "<b>待勘查": t.muted,
        "<b>✓ 符合": t.ok,
        "〔文件内部不一致〕": t.warn,
        "〔文件未规定〕": t.muted,
        "〔请核对时效〕": t.warn,
        "其他情形": t.muted,
    }
    assert {text: colour_of(html, text) for text in values} == values


@pytest.mark.usefixtures("qapp")
def test_contradictions_are_shown_instead_of_an_answer_and_no_mark_is_read_as_markup() -> None:
    html = GuidanceText(LIGHT, Scale()).of_problems([Problem("case.supply.capacity", "<b>0</b>", "大于 0 的数")])
    result = lines(html)
    assert result[0] == "前后矛盾，改好后继续给出指引"
    assert "用电容量" in result[1]
    assert "<b>0</b>" in result[1]
    assert colour_of(html, "前后矛盾") == LIGHT.danger


def test_a_sentence_of_a_pack_is_never_read_as_markup() -> None:
    text = GuidanceText(LIGHT, Scale())
    note = Note("n", NoteKind.SILENT, Audience.BOTH, "长度<200 米 & 其他", on("<六>"))
    html = text.of_decision(replace(DECISION, notes=(note,)))
    assert "长度&lt;200 米 &amp; 其他" in html


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (
            StepRule(id="a", label="答复", actor=Actor.GRID_COMPANY, wd=7, counts_from=Event.ACCEPTED),
            RuleWords("答复", "7 个工作日", "自受理次日起；由供电企业办理"),
        ),
        (StepRule(id="a", label="答复", actor=Actor.APPLICANT), RuleWords("答复", "没有写天数", "由申请人办理")),
        (LimitRule(id="a", label="告知", wd=20), RuleWords("告知", "20 个工作日", "文件所列合计")),
        (LimitRule(id="a", label="告知", days=0, counts_from=Event.APPLIED), RuleWords("告知", "当日", "从申请当日算")),
        (LimitRule(id="a", label="告知", days=1), RuleWords("告知", "次日")),
        (LimitRule(id="a", label="告知", days=30), RuleWords("告知", "30 日内")),
        (LimitRule(id="a", label="告知"), RuleWords("告知", "没有写天数")),
        (LimitRule(id="a", label="告知", words="见某文"), RuleWords("告知", "见某文")),
        (ApprovalRule(id="a", track=Track.PERMIT, label="办理审批", wd=3), RuleWords("办理审批", "3 个工作日")),
        (ApprovalRule(id="a", track=Track.EXEMPT, may=True), RuleWords("可以按文件所列条款办理")),
        (ApprovalRule(id="a", track=Track.NOT_COVERED), RuleWords("本地文件没有规定")),
        (
            CostRule(id="a", payer=Payer.APPLICANT, label="自行负责", part="表后线", upto="160千瓦"),
            RuleWords("表后线（160千瓦）", "申请人", "自行负责"),
        ),
        (CostRule(id="a", label="没写", part="表后线"), RuleWords("表后线", "由供电企业确认", "没写")),
        (
            NoteRule(id="a", kind=NoteKind.TARGET, audience=Audience.BOTH, text="以后施行"),
            RuleWords("以后施行", "已公布、未施行"),
        ),
        (
            DocumentRule(
                id="test",
                stage=Stage.FINAL_INSPECTION,
                actor=Actor.BUILDER,
                label="报告",
                accepts=("甲", "乙"),
                issuer="某所",
            ),
            RuleWords("报告", "需提交", "竣工检验时 · 甲；乙 · 某所出具"),
        ),
        (ServiceRule(id="a", label="上门服务", audience=Audience.BOTH), RuleWords("上门服务")),
        (RightRule(id="a", label="可以投诉", audience=Audience.BOTH), RuleWords("可以投诉")),
    ],
)
def test_every_kind_of_rule_is_shown_in_words(rule: Rule, words: RuleWords) -> None:
    packs = open_assessor().packs
    assert rule_words(rule, packs.editions["jining"][0], packs.baseline) == words


def test_a_document_of_the_pack_takes_what_it_leaves_out_from_general_practice() -> None:
    packs = open_assessor().packs
    words = rule_words(
        DocumentRule(id="identity", stage=Stage.APPLICATION, actor=Actor.APPLICANT),
        packs.editions["jining"][0],
        packs.baseline,
    )
    assert words.what == "用电人有效身份证明"
    assert "身份证、户口簿" in words.detail


@pytest.mark.usefixtures("qapp")
def test_a_clause_is_named_with_its_paper_and_general_practice_says_so() -> None:
    result = lines(clause_html((*on("三（一）"), *PRACTICE), None, None, LIGHT, Scale()))
    assert result == [
        f"{NUMBER} 三（一）",
        f"程序里没有存文件原文，上面是按这一条记下的内容。要看原句，请翻 {NUMBER} 三（一）。",
        "通用做法：各地办电通常这样办，本地文件没有单独写。",
    ]


@pytest.mark.usefixtures("qapp")
def test_behind_a_clause_stands_what_it_says_to_this_customer_and_on_what_condition() -> None:
    """A dozen titles of all kinds of customers stood there, none with the customers it was for."""
    packs = open_assessor().packs
    pack = packs.editions["jining"][0]
    table = class_table(pack, packs.baseline, "mv10_dual", date(2026, 11, 30))
    basis = (Basis(pack.header.number, "附件1"),)
    result = lines(clause_html(basis, pack, table, LIGHT, Scale()))
    assert result[0] == "济能字〔2021〕22号 附件1"
    assert result[1] == f"《{pack.header.title}》 2021年5月31日"
    assert result[2] == "用户类别 10千伏双电源"
    at = result.index("环节 设计审查 3 个工作日")
    assert result[at + 1 : at + 3] == ["自送审次日起；由供电企业办理", "适用：重要用户"]
    assert not any("低压" in line or "35千伏" in line for line in result)
    outside = lines(clause_html((Basis(pack.header.number, "三(一)2"),), pack, table, LIGHT, Scale()))
    assert any("文件写的条件：10千伏、专线（变电站直接出线）" in line for line in outside)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("place", ["jining", "liangzihu", "lianyungang", "linyi", "zaozhuang"])
def test_the_table_of_a_class_shows_each_line_with_its_condition_and_says_where_there_is_none(place: str) -> None:
    packs = open_assessor().packs
    pack = packs.editions[place][0]
    for name in (*classes_of(pack), None):
        table = class_table(pack, packs.baseline, name, date(2026, 11, 30))
        result = lines(table_html(table, LIGHT, Scale()))
        for section, title in SECTION_TITLES.items():
            start = next(at for at, line in enumerate(result) if line.startswith(title))
            rows = table.sections[section]
            if not rows:
                assert result[start + 1] == table.silent
            for row in rows:
                shown = [row.words.what, *([row.words.detail] if row.words.detail else [])]
                shown += [row.words.value or "—"] if section not in {"service", "right"} else []
                shown.append(row.when or "都适用")
                assert any(result[at : at + len(shown)] == shown for at in range(start, len(result))), row


def test_what_a_new_edition_would_change_is_told_with_how_many_were_told() -> None:
    pack = open_assessor().packs.editions["jining"][0]
    two = tuple(Affected(f"a{n}", f"JN1-{n}", "样例", "open", pinned=n == 1, changes=()) for n in (1, 2))
    lines = list(
        _words(NewEdition(CheckedPack(pack, {}), pack, Standing(""), ""), Impact(date(2026, 9, 28), 5, 1, two))
    )
    assert lines[2:] == [
        f"与现有的 {pack.header.number} 同一天起施行：启用以后由它代替（按更正处理）。",
        "按 2026年9月28日受理看：在办 5 件，有变化 2 件；1 件填写有矛盾，没有答复可比。",
        "其中 1 件已经告知过，仍按告知的办；要改，逐件登记。",
    ]
    assert (
        len(
            list(
                _words(
                    NewEdition(CheckedPack(pack, {}), None, Standing(""), ""), Impact(date(2026, 9, 28), 5, 0, two[1:])
                )
            )
        )
        == 3
    )


def approval_of(decision: Decision) -> list[str]:
    found = lines(GuidanceText(LIGHT, Scale()).of_decision(decision))
    return found[found.index("外线") + 1 : found.index("提示")]


def a_condition(label: str) -> ShownCondition:
    return ShownCondition("works", "equal", limit=False, value=None, met=None, gap=None, label=label)  # type: ignore[arg-type]


@pytest.mark.usefixtures("qapp")
def test_no_line_of_the_outside_works_says_a_thing_twice() -> None:
    """无外线工程 → 无外线工程, 非专线 非专线, and a wall of 不符合 told a clerk nothing."""
    undecided = replace(
        DECISION.approval,
        track=Track.UNDETERMINED,
        label=None,
        wd=None,
        conditions=(),
        actor="grid_company",
        branches=(
            Branch(Track.NONE, None, (a_condition("无外线工程"),)),
            Branch(Track.FILING, 2, (LENGTH,), "样例备案，2 个工作日内办完"),
            Branch(Track.PARALLEL, 3, (a_condition("不符合：甲"), a_condition("不符合：乙")), "并联审批"),
            Branch(Track.NOT_COVERED, None, (a_condition("除外：10 千伏"), a_condition("除外：35 千伏"))),
        ),
    )
    assert approval_of(replace(DECISION, approval=undecided)) == [
        "尚不能判定 ○ 取决于：占用挖掘部位 ［四（二）、四（三）］",
        "无外线工程 → 不用办外线手续",
        "线路总长不超过 200 米 → 样例备案，2 个工作日内办完",
        "有一项不符合（甲；乙） → 并联审批，3 个工作日",
        "文件没有列出的电压等级 → 本地文件未作规定",
    ]
    said = replace(DECISION.approval, label="3 个工作日内完成审批", conditions=(), branches=(), needs=())
    assert approval_of(replace(DECISION, approval=said))[0].startswith("3 个工作日内完成审批，由政府办理")


@pytest.mark.usefixtures("qapp")
def test_before_the_first_answers_the_guidance_says_what_to_choose() -> None:
    text = GuidanceText(LIGHT, Scale())
    text.of_decision(DECISION)
    result = lines(text.of_beginning(business=False))
    assert result[0] == "先选客户类型和电压等级"
    assert "待定" not in "".join(result)
    assert text.clauses == [], "no link of an earlier answer is left"


@pytest.mark.usefixtures("qapp")
def test_behind_a_clause_stands_its_passage_of_the_paper_with_the_figures_marked(tmp_path: Path) -> None:
    folder = sixth_place(tmp_path)
    (folder / "原文.txt").write_text(PAPER, "utf-8")
    packs = load_packs(paths.policies(), tmp_path)
    pack = packs.newest("yangli")
    table = class_table(pack, packs.baseline, "lv", date(2026, 11, 30))
    basis = (Basis(pack.header.number, "2"),)

    html = clause_html(basis, pack, table, LIGHT, Scale(), original_beside(pack, packs))
    without = lines(clause_html(basis, pack, table, LIGHT, Scale()))

    result = lines(html)
    at = result.index("原文 一、办电更快")
    assert result[at + 1].startswith("2. 尽快受理。样例受理自收到申请次日起4个工作日内完成，联系人 样例，电话 ×")
    assert "环节 样例受理 4 个工作日" in result
    assert re.findall(rf'<b style="background:{LIGHT.warn_soft}">(.*?)</b>', html) == ["4"]
    assert not any("程序里没有存文件原文" in line for line in result)
    assert any("程序里没有存文件原文" in line for line in without)


@pytest.mark.usefixtures("qapp")
def test_a_clause_that_the_paper_does_not_have_is_looked_up_on_paper(tmp_path: Path) -> None:
    folder = sixth_place(tmp_path)
    (folder / "原文.txt").write_text("另一份文件。", "utf-8")
    packs = load_packs(paths.policies(), tmp_path)
    pack = packs.newest("yangli")

    html = clause_html((Basis(pack.header.number, "2"),), pack, None, LIGHT, Scale(), original_beside(pack, packs))

    assert "程序里没有存文件原文" in html
