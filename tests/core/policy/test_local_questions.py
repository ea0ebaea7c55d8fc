"""Questions that one paper asks: asked only while something hangs on them, in the words of their paper."""

from __future__ import annotations

from typing import Any

import pytest
from builders.small_papers import PACKS, a_case, a_pack, decided

from gridcounter.core.policy.checks.pack import check_pack
from gridcounter.core.policy.contract import to_contract
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.policy.relevant_keys import keys_that_matter
from gridcounter.core.wording import needs_words, this_project

QUESTIONS = """
[[limit]]
id = "grid_side"
label = "合计"
otherwise = true
article = "1"

[[question]]
id = "land_on"
kind = "date"
label = "土地取得日期"
article = "1"

[[question]]
id = "electrify"
kind = "flag"
label = "是否电能替代项目"
article = "1"

[[question]]
id = "depth"
kind = "number"
unit = "米"
label = "埋深"
about = "works"
article = "1"

[[question]]
id = "use"
kind = "choice"
label = "用途"
choices = [{ id = "shop", label = "商铺" }, { id = "farm", label = "农业" }]
article = "1"

[[cost]]
id = "all"
payer = "grid_company"
label = "全部由供电企业投资"
part = "接入工程"
when = { any = [{ "local.land_on" = { since = "2021-03-01" } }, { "local.electrify" = true }] }
article = "2"

[[approval]]
id = "deep"
track = "permit"
when = { "local.depth" = { more_than = 0.7 }, "local.use" = "shop" }
article = "3"

[[approval]]
id = "rest"
track = "exempt"
otherwise = true
article = "3"
"""


def pack() -> PolicyPack:
    return a_pack(QUESTIONS)


def asked(**result: Any) -> list[str]:  # noqa: ANN401  JSON
    return [one.key for one in decided(pack(), a_case(**result)).questions]


def test_the_pack_of_these_tests_is_sound() -> None:
    assert check_pack(pack(), PACKS.baseline) == ()


@pytest.mark.parametrize(("day", "needs"), [("2021-03-01", ()), ("2021-02-28", ("local.electrify",))])
def test_a_day_counts_from_that_day_on(day: str, needs: tuple[str, ...]) -> None:
    [cost] = decided(pack(), a_case(local={"land_on": day})).costs

    assert cost.needs == needs


def test_a_question_is_asked_only_while_something_hangs_on_it() -> None:
    assert asked() == ["local.land_on", "local.electrify", "local.depth", "local.use"]
    assert asked(local={"depth": 0.7}) == ["local.land_on", "local.electrify", "local.depth"]
    assert asked(local={"electrify": True}) == ["local.electrify", "local.depth", "local.use"]


def test_a_question_about_works_is_not_asked_without_works() -> None:
    assert "local.depth" not in asked(works=None)
    assert decided(pack(), a_case(works=None)).approval.track == "none"


def test_the_window_is_told_to_ask_them_after_all_others() -> None:
    keys = keys_that_matter(a_case(), pack(), PACKS.baseline)

    assert [str(key) for key in keys if key.startswith("local.")] == [
        "local.land_on", "local.electrify", "local.depth", "local.use",
    ]  # fmt: skip
    assert keys.index("works") < keys.index("local.land_on")


def test_what_is_open_is_named_in_the_papers_words() -> None:
    decision = decided(pack(), a_case())

    assert needs_words(decision.costs[0].needs) == "土地取得日期、是否电能替代项目"
    assert needs_words(decision.approval.needs) == "埋深、用途"


def test_conditions_show_limit_and_answer_in_the_papers_words() -> None:
    shown = decided(pack(), a_case(local={"depth": 0.5, "use": "farm"})).approval.conditions
    open_costs = decided(pack(), a_case(local={"depth": 0.5, "use": "farm"}))

    assert open_costs.approval.track == "exempt"
    permit = decided(pack(), a_case(local={"depth": 0.8, "use": "shop"})).approval.conditions
    assert [(one.label, this_project(one)) for one in permit] == [("埋深超过 0.7 米", "0.8 米"), ("用途为商铺", "商铺")]
    assert shown == ()


def test_the_output_is_the_label_book_of_the_questions() -> None:
    answer = to_contract(decided(pack(), a_case(local={"use": "shop"})))
    assert isinstance(answer, dict)

    [use] = [one for one in answer["questions"] if one["key"] == "local.use"]

    assert use == {
        "key": "local.use",
        "label": "用途",
        "kind": "choice",
        "unit": None,
        "choices": [{"id": "shop", "label": "商铺"}, {"id": "farm", "label": "农业"}],
        "value": "shop",
        "basis": [{"source": "样能字〔2026〕6号", "article": "1"}],
    }


def test_wrong_answers_are_refused_all_at_once_and_by_name() -> None:
    wrong = {"land_on": "2021-3-1", "electrify": "yes", "depth": -1, "use": "house", "colour": "red"}

    problems = [*pack().local_problems({"local": wrong}, "case.")]

    assert [(one.path, one.allowed.partition("，")[0]) for one in problems] == [
        ("case.local.land_on", "真实的日期"),
        ("case.local.electrify", "true 或 false（不加引号）"),
        ("case.local.depth", "不小于 0 的数（米）"),
        ("case.local.use", "以下之一：shop、farm"),
        ("case.local.colour", "以下之一：depth、electrify、land_on、use"),
    ]


def test_an_answer_of_another_edition_is_no_answer() -> None:
    decision = decided(pack(), a_case(local={"use": "a shop of before", "depth": True, "gone": 3}))

    assert "local.use" in decision.approval.needs


def test_two_packs_may_ask_two_things_under_one_id() -> None:
    other = a_pack(QUESTIONS.replace("埋深", "沟深"))

    found = [needs_words(decided(one, a_case(local={"use": "shop"})).approval.needs) for one in (pack(), other)]

    assert found == ["埋深", "沟深"]
