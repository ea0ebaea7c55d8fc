"""原文: which passage of a paper a clause names, whatever its numbering and line breaks; which figures stand in it."""

from __future__ import annotations

import pytest
from builders.calls import calls_of
from builders.invented_paper import EVERY_NUMBERING, PAPER
from builders.sixth_place import PACK

from gridcounter.core.original.check import check_original
from gridcounter.core.original.excerpt import excerpt
from gridcounter.core.original.figures import Figure, places_of
from gridcounter.core.original.numbering import number_of
from gridcounter.core.original.passages import Original, Passage, plain
from gridcounter.core.policy.model import PolicyPack
from gridcounter.services.office.packs import parse_file

TITLE = "样例市办电办法"
WHOLE = Original(EVERY_NUMBERING)


def read(text: str) -> PolicyPack:
    pack, problems = parse_file(text.encode(), "yangli/pack.toml")
    assert pack is not None, problems
    return pack


def the_one(clause: str, paper: Original = WHOLE) -> Passage:
    (found,) = paper.named(clause, TITLE)
    return found


@pytest.mark.parametrize(
    ("clause", "begins", "ends"),
    [
        ("印发通知二", "二是加强宣传。", "二是加强宣传。"),
        ("二", "二是", "宣传。"),
        ("第一条", "第一条 为规范", "制定本办法。"),
        ("2条", "第二条 本办法", "（2）有场地。"),
        ("第二条(二)", "（二）总投资", "（2）有场地。"),
        ("第二条（一）", "（一）用电容量", "及以下的；"),
        ("二条(二)1(2)", "（2）有场地", "有场地。"),
        ("十二条", "第十二条 低压", "减为3.5日。"),
        ("附件1", "附件1", "居民当日办结。"),
        ("附件1注1", "注：1. 重要用户", "另行答复。"),
        ("附件1注2", "2. 居民", "当日办结。"),
        ("附件2-1", "1　压减环节", "供电所"),
        ("附件2-2", "2　公开信息，", "不少于12项　供电所"),
        ("附件2-3", "3　联合办理", "各单位"),
        ("标题", "样例市办电办法", "样例市办电办法"),
        ("现将办法", "现将办法印发", "三点要求："),
        ("全文", "关于印发", "各单位"),
    ],
)
def test_a_clause_names_one_passage(clause: str, begins: str, ends: str) -> None:
    found = the_one(clause)

    assert found.text.strip().startswith(begins)
    assert found.text.strip().endswith(ends)


@pytest.mark.parametrize("clause", ["第三条", "附件3", "附件2-4", "附件1注3", "四", "印发通知四", "没有这一段"])
def test_a_clause_that_is_not_in_the_paper_names_nothing(clause: str) -> None:
    assert WHOLE.named(clause, TITLE) == ()


def test_a_clause_that_could_be_several_names_all_of_them() -> None:
    paper = Original("一、甲\n1. 早。\n（1）头。\n二、乙\n1. 晚。\n")

    assert [one.text for one in paper.named("1", "")] == ["1. 早。\n（1）头。", "1. 晚。"]
    assert [one.text for one in paper.named("二1", "")] == ["1. 晚。"]


def test_a_passage_stands_under_its_headings() -> None:
    assert the_one("5", Original(PAPER)).heading == ("二、手续更少",)
    assert the_one("第二条(二)1").heading == (
        "第一章 总则",
        "第二条 本办法所称小微企业，以登记为准。",
        "（二）总投资一百万元以下的。",
    )


def test_a_title_that_is_not_the_papers_is_noticed() -> None:
    assert WHOLE.named("标题", "另一个办法") == ()


@pytest.mark.parametrize("width", range(12, 41))
def test_lines_may_be_broken_anywhere(width: int) -> None:
    """As they come out of a PDF: a number within a sentence may stand first on its line."""
    lines = (line[at : at + width] for line in PAPER.splitlines() for at in range(0, max(len(line), 1), width))
    broken, whole = Original("\n".join(line for line in lines if line)), Original(PAPER)

    for clause in "234567":
        (found,), (wanted,) = broken.named(clause, TITLE), whole.named(clause, TITLE)
        # what follows a last number without any is the end of the paper
        assert plain(found.text).startswith(plain(wanted.text)) or plain(found.text) == plain(wanted.text), clause


def test_a_table_that_lost_its_tabs_keeps_its_rows() -> None:
    paper = Original(EVERY_NUMBERING.replace("\t", " "))

    assert [the_one(f"附件2-{row}", paper).text[:6] for row in (1, 2, 3)] == ["1 压减环节", "2 公开信息", "3 联合办理"]


def test_markup_of_a_page_of_the_web_is_no_part_of_the_text() -> None:
    paper = Original("<p>据了解，**办电**更快。</p>\n<p>据介绍，下一步还要快。</p>")

    assert the_one("据了解", paper).text == "据了解，办电更快。"


def test_numerals() -> None:
    assert [number_of(text) for text in ("一", "十", "十二", "二十", "二十三", "一百", "一百零五", "7")] == [
        *(1, 10, 12, 20, 23, 100, 105, 7),
    ]


@pytest.mark.parametrize(
    ("value", "text", "stands"),
    [
        (15, "不超过十五个工作日", True),
        (5, "不超过十五个工作日", False),
        (5, "第五条", False),
        (3, "3个工作日", True),
        (3, "13个工作日", False),
        (3, "3.5日", False),
        (3.5, "3.5日", True),
        (1250, "1,250米", True),
        (1250, "1250千伏安", True),
        (250, "1,250米", False),
        (250, "1250米", False),
        (20, "二十天", True),
        (2, "2023年", False),
        (5, "5. 三个工作日", False),
        (5, "甲。\n5　三个工作日", False),
        (5, "5个工作日", True),
    ],
)
def test_a_figure_stands_where_it_is_written(value: float, text: str, stands: bool) -> None:  # noqa: FBT001
    assert bool(places_of(Figure("wd", value), text)) is stands


def test_the_pack_of_the_invented_paper_has_no_problem() -> None:
    assert check_original(read(PACK), Original(PAPER)) == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'article = "2"',
            'article = "12"',
            "yangli/pack.toml［step.accept］article：填写的是 “12”，原文里没有这一处；",
        ),
        ("wd = 4", "wd = 5", "［step.accept］工作日：填写的是 5，条款 2 里找不到 5；应为条款里写的数；"),
        ("at_most = 100", "at_most = 120", "［approval.short］works.length_m：填写的是 120，条款 5 里找不到 120；"),
        ("at_most = 1 }", 'at_most = 1 }, "supply.capacity" = { at_most = 160, unit = "kW" }', "［terms.low］"),
        ('article = ["5"]', 'article = ["8"]', "［filing］article：填写的是 “8”，原文里没有这一处；"),
        ('id = "yangli"', 'id = "yangli"\nhotlines_article = ["9"]', "［hotlines_article］article：填写的是 “9”"),
    ],
)
def test_what_does_not_stand_in_the_paper_is_a_problem(old: str, new: str, said: str) -> None:
    assert old in PACK
    problems = [str(one) for one in check_original(read(PACK.replace(old, new, 1)), Original(PAPER))]

    assert any(said in one for one in problems), problems


def test_a_clause_with_several_places_is_a_problem_that_names_them() -> None:
    paper = Original(PAPER.replace("二、手续更少", "二、手续更少\n\n1. 少跑。\n\n2. 不跑。"))

    problems = [str(one) for one in check_original(read(PACK), paper)]

    assert any("“2”，原文里有 2 处：“2.尽快受理。样例受理自”、“2.不跑。”" in one for one in problems), problems


def test_a_figure_in_any_clause_of_the_rule_is_enough() -> None:
    pack = read(PACK.replace('wd = 4\ncounts_from = "accepted"\narticle = "2"', 'wd = 9\narticle = ["2", "3"]', 1))

    assert check_original(pack, Original(PAPER)) == ()


def test_the_figures_are_marked_and_a_long_passage_is_cut_to_their_sentences() -> None:
    short = excerpt("一共9个工作日。", [Figure("wd", 9)])
    long = excerpt("开头。" + "别的话。" * 200 + "一共9个工作日。" + "别的话。" * 200, [Figure("wd", 9)])

    assert [(one.text, one.marked) for one in short] == [("一共", False), ("9", True), ("个工作日。", False)]
    assert "".join(one.text for one in long) == "开头。……一共9个工作日。……"
    assert [one.text for one in long if one.marked] == ["9"]


@pytest.mark.parametrize("clause", ["十二条", "附件1", "附件1注2", "附件2-1", "附件2-3"])
def test_without_blank_lines_the_annexes_are_found_behind_their_list(clause: str) -> None:
    """As a PDF gives it."""
    paper = Original("\n".join(line for line in EVERY_NUMBERING.splitlines() if line))

    assert plain(the_one(clause, paper).text) == plain(the_one(clause).text)


@pytest.mark.parametrize(
    "line", ["一、甲\n", "第一章\n", "第一条 甲\n", "附件1\n", "（一）甲\n", "1.甲\n", "甲乙丙\n", "一是甲。\n"]
)
def test_a_paper_four_times_as_long_is_not_more_than_five_times_the_work(line: str) -> None:
    """A paper from outside may repeat one line: 400,000 letters of `一、` were read for a quarter of an hour."""
    pack = read(PACK)

    def work(lines: int) -> int:
        return calls_of(lambda: check_original(pack, Original(line * lines)))

    assert work(4_000) < 5 * work(1_000)


def test_of_a_passage_with_a_figure_in_each_sentence_no_more_is_shown_than_a_page_holds() -> None:
    shown = excerpt("五日内答复；" * 60_000, [Figure("wd", 5)])

    assert sum(len(piece.text) for piece in shown) < 7_000
    assert shown[-1].text == "……"
    assert all(piece.text == "五" for piece in shown if piece.marked)


@pytest.mark.parametrize("clause", ["附件1-1", "附件2-1", "附件3-2"])
def test_an_annex_alone_on_its_line_begins_behind_a_row_that_ends_without_a_stop(clause: str) -> None:
    long = "10千伏，1000千伏安以上，35千伏以上各电压等级，以及160千瓦以上的低压用户"
    rows = f"序号 | 用户 | 时限\n1 | 低压用户 | 2\n2 | {long} | 9\n"
    paper = Original(
        f"一、照清单办理。\n2026年8月10日\n附件：1.时限\n2.资料\n3.审批\n附件1\n时限\n{rows}附件2\n资料\n{rows}附件3\n审批\n{rows}"
    )

    assert plain(the_one(clause, paper).text).startswith(clause[-1])


def test_nothing_at_all_is_no_figure_of_a_paper() -> None:
    """不挖掘: a limit of 0 stands in words."""
    pack = PACK.replace("at_most = 100", "at_most = 0", 1)
    assert pack != PACK
    assert not [one for one in check_original(read(pack), Original(PAPER)) if "length_m" in str(one)]
