"""Figures, dates, clauses and open points as an applicant reads them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from builders.paper_builders import paperwork

from gridcounter.core.policy.conditions import Operator
from gridcounter.core.policy.decision import Basis, Limit, ShownCondition
from gridcounter.core.policy.model import Event
from gridcounter.core.wording import (
    actor,
    arithmetic,
    circled,
    clause,
    counted_from,
    day_in_full,
    due_words,
    duration,
    gap_words,
    in_order_of_the_paper,
    met_words,
    needs_words,
    this_project,
)

CALENDAR = paperwork().assessor.calendar
ACCEPTED = date(2026, 9, 28)


def a_limit(**changes: Any) -> Limit:  # noqa: ANN401  the fields of Limit
    given: dict[str, Any] = {
        "id": "plan_reply", "label": "答复供电方案", "wd": None, "days": None, "counts_from": None, "due_on": None,
        "provisional": False, "needs": (), "basis": (),
    }  # fmt: skip
    return Limit(**given | changes)


def from_acceptance(days: int, accepted: date = ACCEPTED) -> Limit:
    due = CALENDAR.due_on(accepted, days)
    return a_limit(wd=days, counts_from=Event.ACCEPTED, due_on=due.on, provisional=due.provisional)


def a_condition(operator: str, limit: object, value: object, **changes: Any) -> ShownCondition:  # noqa: ANN401
    given: dict[str, Any] = {
        "key": "works.road_crossing_m", "operator": Operator(operator), "limit": limit, "value": value, "met": None,
        "gap": None, "label": "样例条件",
    }  # fmt: skip
    return ShownCondition(**given | changes)


def test_working_days_are_counted_as_such() -> None:
    assert duration(a_limit(wd=7)) == "7 个工作日"


@pytest.mark.parametrize(("days", "text"), [(0, "当日"), (1, "次日"), (5, "5 日内")])
def test_calendar_days_read_as_the_paper_says_them(days: int, text: str) -> None:
    assert duration(a_limit(days=days)) == text


def test_where_the_paper_gives_no_days_the_supplier_answers() -> None:
    assert "供电企业" in duration(a_limit())
    assert "天" not in duration(a_limit())


def test_an_open_limit_never_looks_settled() -> None:
    assert "待定" in duration(a_limit(needs=("supply.sources",)))
    assert duration(a_limit(wd=3, needs=("supply.sources",))).startswith("3 个工作日")
    assert "待定" in duration(a_limit(wd=3, needs=("supply.sources",)))


def test_what_decides_an_open_point_is_named_once_in_words() -> None:
    assert needs_words(("supply.sources", "works.length_m", "supply.sources")) == "电源数、线路总长"


def test_a_clock_is_counted_from_the_day_after_its_event() -> None:
    assert counted_from(a_limit(wd=2, counts_from=Event.ACCEPTED)) == "自受理次日起"
    assert counted_from(a_limit(wd=2, id="grid_side")) == "文件所列合计"
    assert counted_from(a_limit(id="grid_side")) == ""
    assert counted_from(a_limit(wd=2)) == ""


def test_a_due_date_is_printed_in_full_and_marked_when_it_is_provisional() -> None:
    assert due_words(a_limit(due_on=date(2026, 10, 13))) == "2026年10月13日"
    assert due_words(a_limit(due_on=date(2150, 1, 5), provisional=True)) == "2150年1月5日（暂估）"


def test_a_later_clock_has_no_date_until_its_event() -> None:
    assert due_words(a_limit(wd=5, counts_from=Event.COMPLETION_REPORTED)) == "报验后确定"
    assert due_words(a_limit(counts_from=Event.COMPLETION_REPORTED)) == ""
    assert due_words(a_limit(wd=5, counts_from=Event.ACCEPTED, needs=("works",))) == ""


def test_the_arithmetic_names_holidays_make_up_days_and_the_end() -> None:
    result = arithmetic(from_acceptance(7), ACCEPTED, CALENDAR)

    for words in ("9月28日受理", "当日不计", "10月1日至10月7日放假", "10月10日（星期六）调休上班", "第 7 个工作日"):
        assert words in result
    assert re.search(r"2026年10月13日\S*$", result)


def test_the_arithmetic_of_an_ordinary_week_names_no_holiday() -> None:
    accepted = date(2026, 9, 7)

    result = arithmetic(from_acceptance(3, accepted), accepted, CALENDAR)

    assert "放假" not in result
    assert "调休" not in result
    assert "2026年9月10日" in result


def test_a_year_without_calendar_is_said_to_be_provisional() -> None:
    accepted = date(2150, 3, 2)

    assert "尚未公布" in arithmetic(from_acceptance(3, accepted), accepted, CALENDAR)


def test_without_a_date_there_is_no_arithmetic() -> None:
    assert arithmetic(a_limit(wd=3), ACCEPTED, CALENDAR) == ""
    assert arithmetic(a_limit(days=3, due_on=date(2026, 10, 1)), ACCEPTED, CALENDAR) == ""


@pytest.mark.parametrize("year", range(2010, 2027))
def test_no_working_day_lies_in_a_spell_of_holidays(year: int) -> None:
    """Every spell that the arithmetic names is off from its first day to its last."""
    for month in range(1, 13):
        accepted = date(year, month, 1)
        result = arithmetic(from_acceptance(25, accepted), accepted, CALENDAR)
        for spell in re.findall(r"(\d+)月(\d+)日至(\d+)月(\d+)日放假", result):
            first_month, first, last_month, last = map(int, spell)
            begins = date(year + (first_month < month), first_month, first)
            ends = date(year + (last_month < month), last_month, last)
            days = [begins + timedelta(days=n) for n in range((ends - begins).days + 1)]
            assert not any(CALENDAR.is_workday(day) for day in days), result


@pytest.mark.parametrize(
    ("operator", "limit", "value", "met", "gap", "text"),
    [
        ("at_most", 30, 35, False, 5, "不符合，超出 5 米"),
        ("at_most", 30, 35.5, False, 5.5, "不符合，超出 5.5 米"),
        ("less_than", 30, 30, False, 0, "不符合，恰为限值"),
        ("at_least", 30, 20, False, 10, "不符合，不足 10 米"),
        ("more_than", 30, 30, False, 0, "不符合，恰为限值"),
        ("at_most", 30, 12, True, 18, "符合（比上限少 18 米）"),
        ("at_most", 30, 30, True, 0, "符合"),
        ("at_most", 30, None, None, None, "待勘查"),
        ("equal", 30, 20, False, 10, "不符合"),
    ],
)
def test_a_condition_says_the_distance_to_its_limit(
    operator: str, limit: object, value: object, met: object, gap: object, text: str
) -> None:
    assert met_words(a_condition(operator, limit, value, met=met, gap=gap)) == text


def test_a_list_or_a_word_has_no_distance() -> None:
    surfaces = a_condition("subset_of", ("footway",), ("green",), key="works.occupies", met=False)

    assert met_words(surfaces) == "不符合"
    assert this_project(surfaces) == "绿地"


def test_an_unknown_value_waits_for_the_survey_and_an_empty_list_is_none() -> None:
    assert this_project(a_condition("at_most", 30, None)) == "待勘查"
    assert this_project(a_condition("subset_of", ("footway",), (), key="works.occupies")) == "无"
    assert this_project(a_condition("at_most", 30, 35)) == "35 米"


def test_a_gap_in_one_phrase() -> None:
    crossing = a_condition("at_most", 30, 35, met=False, gap=5)

    assert gap_words(crossing) == "穿越城市道路长度 35 米，超过 30 米上限"


def test_a_clause_is_the_circled_paper_and_its_articles() -> None:
    order = {"甲字1号": "①", "baseline": "通用做法"}
    basis = (Basis("甲字1号", "三"), Basis("甲字1号", "附件2"), Basis("baseline"), Basis("乙字2号", "1"))

    assert clause(basis, order) == "① 三、附件2；通用做法；乙字2号 1"


def test_papers_beyond_twenty_have_plain_numbers() -> None:
    assert circled(0) == "①"
    assert circled(19) == "⑳"
    assert circled(20) == "(21)"


def test_the_applicant_is_you() -> None:
    assert actor("applicant") == "您"
    assert actor("applicant", you=False) == "申请人"
    assert actor("grid_company") == "供电企业"
    assert actor(None) == ""


def test_a_day_is_in_full_and_a_missing_one_is_nothing() -> None:
    assert day_in_full(date(2026, 1, 5)) == "2026年1月5日"
    assert day_in_full(None) == ""


def test_the_articles_of_a_paper_are_listed_in_its_own_order() -> None:
    lines = ["附件2-17", "三(一)3", "附件2-4", "附件1注2", "附件1", "三(一)10", "二", "全文", "五(三)", "三(二)1", "二"]

    assert in_order_of_the_paper(lines) == [
        *("全文", "二", "三(一)3", "三(一)10", "三(二)1", "五(三)", "附件1", "附件1注2", "附件2-4", "附件2-17")
    ]
    assert in_order_of_the_paper(["13", "8", "1"]) == ["1", "8", "13"]
    paragraphs = ["据介绍，下一步", "我市高度重视电力营商环境", "聚焦服务体验"]
    assert in_order_of_the_paper(paragraphs) == paragraphs
