"""念给您听: five sentences for any case of any place, in the applicant's words, without personal data."""

from __future__ import annotations

import re

import pytest
from builders.paper_builders import PLACES, an_application, random_applications, read

from gridcounter.bootstrap import open_assessor
from gridcounter.core.papers.spoken_summary import script
from gridcounter.core.wording import with_builder

ASSESSOR = open_assessor()
A_HOME = {"case.customer": "resident", "case.supply": {"voltage_kv": 0.22, "capacity": 8, "unit": "kW"}}
#: At Jining nobody is named who pays for the connection itself.
TEMPORARY = {"case.business": "temporary", "case.works": None, "case.supply": {"voltage_kv": 35}}


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


@pytest.mark.parametrize(
    ("place", "changes", "said"),
    [
        ("linyi", {"case.works": None}, "您这里没有红线外的线路工程，不用办道路、绿地这些手续"),
        ("jining", A_HOME, "外面的线路：“零审批”，不用办理行政审批，您不用办"),
        (
            "linyi",
            {"case.works": {"length_m": 100}},
            "外面线路的手续，报道没有规定，由供电企业和审批部门确认后再告诉您",
        ),
    ],
)
def test_where_there_is_nothing_to_handle_or_it_is_not_known_how_that_is_said(
    place: str, changes: dict[str, object], said: str
) -> None:
    assert told(an_application(place, **changes))[4] == f"{said}；有不清楚的，随时问我们，也可以打 95598、12398。"


@pytest.mark.parametrize(
    ("park", "said"),
    [
        (..., "本地文件没有写明，由供电企业告诉您，收费看当地公示。"),
        ("none", "本地文件没有写明，由供电企业告诉您，收费看当地公示。"),
        ("national", "园区提供基础通道（管廊、管沟），其他的看当地公示。"),
    ],
)
def test_who_pays_for_a_part_beside_the_connection_is_said_once_it_is_settled(park: object, said: str) -> None:
    raw = an_application("jining", **TEMPORARY, **{"case.site.park": park})

    assert told(raw)[3] == f"花钱的事，{said}"
