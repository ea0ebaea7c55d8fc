"""Guides, explanations and reports: texts about a policy document may have no number and no first day of their own."""

from __future__ import annotations

import tomllib
from datetime import date

import pytest
from builders.small_papers import HEADER, RULES, a_pack

from gridcounter.core.policy.header import PolicyKind
from gridcounter.core.policy.parse import parse_pack

TITLE_ALONE = 'id = "yangli"\nplace = "样例市"\ntitle = "用电报装一看就会"\nkind = "{}"\n'


@pytest.mark.parametrize("kind", [PolicyKind.GUIDE, PolicyKind.INTERPRETATION, PolicyKind.NEWS])
def test_a_text_without_number_and_first_day_has_its_title_and_always_holds(kind: PolicyKind) -> None:
    header = a_pack(header=TITLE_ALONE.format(kind)).header

    assert header.named == "《用电报装一看就会》"
    assert header.begins_words == "没有写施行日期"
    assert header.in_force_from <= date(1990, 1, 1)


def test_a_document_needs_its_number_and_its_first_day() -> None:
    pack, problems = parse_pack(tomllib.loads(TITLE_ALONE.format("norm") + RULES), source="small")

    assert pack is None
    assert [problem.problem.path for problem in problems] == ["number", "in_force_from"]


def test_a_first_day_that_is_written_is_told() -> None:
    assert a_pack(header=HEADER).header.begins_words == "自 2026年2月1日起"


@pytest.mark.parametrize(("code", "right"), [("31", False), ("3708", True), ("370811", True), ("3708112", False)])
def test_the_code_of_a_region_says_how_many_figures_it_has(code: str, right: bool) -> None:  # noqa: FBT001  a row
    _, problems = parse_pack(tomllib.loads(f'region_codes = ["{code}"]\n' + HEADER + RULES), source="small")

    assert [str(one) for one in problems if "前 4 到 6 位数字" not in str(one)] == []
    assert (problems == ()) is right


def test_a_second_filing_leads_to_regimes() -> None:
    text = HEADER + RULES + '[[filing]]\nform = "filing_record"\ntitle = "备案表"\narticle = "1"\n'
    _, problems = parse_pack(tomllib.loads(text), source="small")

    assert [str(problem) for problem in problems] == [
        "small［filing］filing：填写的是 [[filing]]；应为[filing]，只写一节；几种备案、承诺的办法写 [[regime]]"
    ]


def test_hours_are_said_in_the_words_of_the_paper() -> None:
    text = HEADER + RULES + '[[limit]]\nid = "x"\nlabel = "答复"\nhours = 3\narticle = "1"\n'
    _, problems = parse_pack(tomllib.loads(text), source="small")

    assert len(problems) == 1
    assert "words：文件以小时计的，照原话写在 words 里" in str(problems[0])
