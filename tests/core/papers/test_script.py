"""念给您听: five sentences for any case of any place, in the applicant's words, with nothing of the person."""

from __future__ import annotations

import re

import pytest
from paper_builders import PLACES, an_application, random_applications, read

from gridcounter.bootstrap import open_assessor
from gridcounter.core.papers.script import script
from gridcounter.core.papers.wording import with_builder

ASSESSOR = open_assessor()


def told(raw: dict[str, object]) -> tuple[str, ...]:
    application = read(raw)
    return script(application.case, ASSESSOR.assess_application(application))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_case_is_five_sentences_in_the_applicants_words(seed: int) -> None:
    for raw in random_applications(seed, 60):
        sentences = told(raw)
        assert len(sentences) == 5
        for sentence in sentences:
            assert sentence.endswith("。")
            assert sentence.count("。") == 1
            assert not re.search(r"None|，，|、、|；；|冲突|矛盾|\d 天|，。|；。", sentence), sentence


@pytest.mark.parametrize("place", PLACES)
def test_nothing_of_the_person_is_read_out(place: str) -> None:
    raw = an_application(place)
    person, premises = raw["applicant"], raw["premises"]
    whole = "".join(told(raw))
    for value in [*person.values(), *premises.values()]:
        if isinstance(value, str) and len(value) > 3:
            assert value not in whole


def test_days_come_from_the_paper_and_a_silent_paper_gives_none() -> None:
    assert "受理以后 2 个工作日内业务受理并答复供电方案" in told(an_application("jining"))[2]
    assert not re.search(r"\d", told(an_application("linyi"))[2])


@pytest.mark.parametrize("seed", [4, 5])
def test_of_the_outside_line_nothing_is_read_out_that_the_paper_does_not_say(seed: int) -> None:
    for raw in random_applications(seed, 60):
        application = read(raw)
        decision = ASSESSOR.assess_application(application)
        sentence = script(application.case, decision)[4]

        if decision.approval.label is not None:
            assert decision.approval.label in sentence
        assert ("施工单位" in sentence) <= with_builder(decision.approval)
        assert "几个部门" not in sentence


def test_a_newspaper_is_not_called_a_document() -> None:
    for raw in [an_application("linyi"), *random_applications(6, 60)]:
        if raw["case"]["locality"] == "linyi":
            assert "文件" not in "".join(told(raw)).replace("项目批准（备案）文件", "")


def test_both_lines_to_call_are_named_last() -> None:
    assert told(an_application("jining"))[4].endswith("95598、12398。")
