"""The order of steps and what each lacks, days as typed, addresses elsewhere: all without a window."""

from __future__ import annotations

from datetime import date

import pytest

from gridcounter.bootstrap import open_assessor
from gridcounter.core.intake.appliances import Appliance, estimated_kw
from gridcounter.core.intake.checklist import (
    ChecklistLine,
    LineState,
    Mark,
    checklist,
    instead_of_complete,
    still_due,
    summary,
)
from gridcounter.core.intake.official_entry import fields_to_copy
from gridcounter.core.intake.places import other_city
from gridcounter.core.intake.steps import (
    STEPS,
    Standing,
    StepKey,
    acts_to_do,
    doubtful_fields,
    has_agent,
    lacking,
    settled_by,
    step_after,
    step_before,
    wrong_fields,
)
from gridcounter.core.policy.decision import Basis, Document
from gridcounter.core.policy.model import DocumentState, Stage
from gridcounter.core.validation.days import read_day

PERSON = "110101199003078005"
TODAY = date(2026, 11, 20)


def a_line(
    name: str,
    state: LineState,
    *,
    stage: Stage = Stage.APPLICATION,
    until: date | None = None,
    usual: bool = False,
) -> ChecklistLine:
    asked = DocumentState.REFERENCE if usual else DocumentState.REQUIRED
    document = Document(name, name, stage, asked, "applicant", (), (Basis("某文", "1"),), required=not usual)
    return ChecklistLine(document, Mark(state, until=until), (LineState.DUE,))


def test_steps_follow_each_other_and_end() -> None:
    assert [step_after(step) for step in STEPS] == [*STEPS[1:], StepKey.PAPERS]
    assert [step_before(step) for step in STEPS] == [StepKey.SITUATION, *STEPS[:-1]]


def test_a_step_lacks_the_questions_that_matter_and_have_no_answer() -> None:
    values = {"case.business": "new_connection", "case.supply.capacity": 8.0}
    asked = ("business", "customer", "supply.capacity", "works")
    found = lacking(Standing(values, asked))
    assert found[StepKey.SITUATION] == ("客户类型", "容量单位")
    assert found[StepKey.WORKS] == ("有无外线工程",)


@pytest.mark.parametrize("values", [{"case.works": None}, {"case.works": {}}, {"case.works.length_m": 8}])
def test_that_there_are_no_works_is_an_answer(values: dict[str, object]) -> None:
    assert lacking(Standing(values, ("works",)))[StepKey.WORKS] == ()


def test_a_contradiction_is_lacking_where_it_is_mended_and_where_it_hides_the_list() -> None:
    found = lacking(Standing({}, contradictory=True))
    assert found[StepKey.SITUATION] == ("前后矛盾的地方",)
    assert found[StepKey.CHECKLIST] == ("用电情形",)


def test_the_works_are_asked_for_only_where_the_applicant_has_them_built() -> None:
    assert "工程名称" not in lacking(Standing({}))[StepKey.APPLICANT]
    assert "工程名称" in lacking(Standing({}, builds=True))[StepKey.APPLICANT]


def test_an_agent_is_asked_for_by_name_only_where_there_is_one() -> None:
    assert "代理人姓名" not in lacking(Standing({}))[StepKey.APPLICANT]
    assert "代理人姓名" in lacking(Standing({"desk.agent": True}))[StepKey.APPLICANT]
    assert has_agent({"agent.name": "某某"})
    assert not has_agent({"agent.name": "某某", "desk.agent": False})
    assert not has_agent({"agent.name": None, "agents": "某某"})


@pytest.mark.parametrize(
    ("standing", "acts"),
    [
        (Standing({}), {StepKey.REVIEW: ("收件", "受理"), StepKey.PAPERS: ("出具",)}),
        (Standing({}, received=True, issued=True), {StepKey.REVIEW: ("受理",)}),
        (Standing({}, received=True, accepted=True, issued=True), {StepKey.PAPERS: ("录入",)}),
        (Standing({}, accepted=True, issued=True, official_number="1"), {}),
        (Standing({}, handed_over=True, issued=True), {}),
        (Standing({}, accepted=True, issued=True, left_behind=True), {StepKey.PAPERS: ("重出", "录入")}),
        (Standing({}, consultation=True), {StepKey.PAPERS: ("打印",)}),
        (Standing({}, consultation=True, issued=True), {}),
    ],
)
def test_an_act_is_to_be_done_and_nothing_that_a_step_lacks(
    standing: Standing, acts: dict[StepKey, tuple[str, ...]]
) -> None:
    assert acts_to_do(standing) == acts
    said = [name for names in lacking(standing).values() for name in names]
    assert not {"收件", "受理", "出具", "重出", "打印"} & set(said)


def test_who_only_asks_lacks_answers_and_nothing_else() -> None:
    asking = Standing({}, ("business", "works"), builds=True, consultation=True)
    assert lacking(asking) == {
        StepKey.SITUATION: ("办理业务",),
        StepKey.WORKS: ("有无外线工程",),
        StepKey.APPLICANT: (),
        StepKey.CHECKLIST: (),
        StepKey.REVIEW: (),
        StepKey.PAPERS: (),
    }
    printed = lacking(Standing({}, contradictory=True, issued=True, consultation=True))
    assert (printed[StepKey.CHECKLIST], printed[StepKey.PAPERS]) == (("用电情形",), ())


def test_what_is_said_of_the_meter_and_what_is_applied_for_go_together_or_are_doubted() -> None:
    values = {
        (meter, business): doubtful_fields({"desk.meter": meter, "case.business": business}, "某市", ()) != {}
        for meter in ("none", "more", "same", "unsure")
        for business in ("new_connection", "capacity_increase", "temporary")
    }
    assert {pair for pair, doubted in values.items() if doubted} == {
        ("none", "capacity_increase"),
        ("more", "new_connection"),
        ("same", "new_connection"),
        ("same", "capacity_increase"),
    }


def test_the_official_number_is_wanted_once_it_is_accepted() -> None:
    assert lacking(Standing({}, issued=True))[StepKey.PAPERS] == ()
    entering = Standing({}, issued=True, accepted=True)
    assert lacking(entering)[StepKey.PAPERS] == (), "nothing is lacking on a paper"
    assert acts_to_do(entering)[StepKey.PAPERS] == ("录入",)
    assert lacking(Standing({}, issued=True, accepted=True, official_number="9"))[StepKey.PAPERS] == ()


def test_no_meter_means_a_new_connection_unless_it_is_temporary() -> None:
    assert settled_by("desk.meter", "none", {}) == {"case.business": "new_connection"}
    assert settled_by("desk.meter", "more", {"case.business": "new_connection"}) == {
        "case.business": "capacity_increase"
    }
    assert settled_by("desk.meter", "none", {"case.business": "temporary"}) == {}
    assert settled_by("desk.meter", "same", {}) == {}
    assert settled_by("case.customer", "none", {}) == {}


def test_a_check_digit_is_looked_at_once_the_number_is_long_enough() -> None:
    wrong = {"applicant.id_kind": "resident_id", "applicant.id_number": PERSON[:-1] + "0"}
    assert "有误" in wrong_fields(wrong, typing="applicant.id_number")["applicant.id_number"]
    assert wrong_fields(wrong | {"applicant.id_number": PERSON}) == {}
    half = {"applicant.id_kind": "resident_id", "applicant.id_number": PERSON[:9]}
    assert wrong_fields(half, typing="applicant.id_number") == {}
    assert "applicant.id_number" in wrong_fields(half)
    assert wrong_fields({"applicant.id_kind": "passport", "applicant.id_number": "E1"}) == {}
    assert lacking(Standing(half, wrong=wrong_fields(half)))[StepKey.APPLICANT][-1] == "证件号码有误"


def test_works_are_not_finished_before_they_start() -> None:
    values = {"project.start_on": "2026-10-12", "project.finish_on": "2026-10-01", "project.restore_by": "2026-10-05"}
    assert wrong_fields(values) == {"project.finish_on": "不能早于计划开工日期 2026-10-12"}


def test_the_street_is_not_restored_before_the_works_end_and_all_problems_are_reported_at_once() -> None:
    values = {"project.start_on": "2026-10-12", "project.finish_on": "2026-10-10", "project.restore_by": "2026-10-09"}
    assert wrong_fields(values) == {
        "project.finish_on": "不能早于计划开工日期 2026-10-12",
        "project.restore_by": "不能早于计划完工日期 2026-10-10",
    }


def test_the_agents_number_is_looked_at_as_the_applicants_is() -> None:
    for person in ("applicant", "agent"):
        wrong = {f"{person}.id_kind": "resident_id", f"{person}.id_number": PERSON[:-1] + "0"}
        assert set(wrong_fields(wrong)) == {f"{person}.id_number"}


@pytest.mark.parametrize(
    ("address", "elsewhere"),
    [
        ("曲阜市样例路1号", ""),
        ("样例路1号", ""),
        ("上海路3号", ""),
        ("", ""),
        ("山东省临沂市兰山区样例路1号", "临沂市"),
        ("滕州市样例路1号", "滕州市"),
        ("北京市朝阳区", "北京市"),
    ],
)
def test_an_address_of_another_city_is_named(address: str, elsewhere: str) -> None:
    assert other_city(address, ("3708",)) == elsewhere


def test_without_region_codes_no_address_is_doubted() -> None:
    assert other_city("北京市朝阳区", ()) == ""
    assert doubtful_fields({"premises.address": "北京市朝阳区"}, "某市", ("3708",)) == {
        "premises.address": "地址写的是北京市，本处办理某市的业务，请核对"
    }


@pytest.mark.parametrize(
    "text", ["2026-10-20", "2026/10/20", "2026年10月20日", "20261020", "10-20", "10.20", "10月20日", "1020", " 10-20 "]
)
def test_a_day_is_read_the_short_way(text: str) -> None:
    assert read_day(text, TODAY) == date(2026, 10, 20)


def test_a_day_without_its_year_is_the_nearest_one() -> None:
    assert read_day("1-5", TODAY) == date(2027, 1, 5)
    assert read_day("12-30", date(2026, 1, 4)) == date(2025, 12, 30)


@pytest.mark.parametrize("text", ["", "明天", "13-01", "2-30", "2026-02-30", "0001-01-01", "8"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert read_day(text, TODAY) is None


def test_the_list_is_summarised_in_one_line() -> None:
    lines = [
        a_line("甲", LineState.DUE),
        a_line("乙", LineState.RECEIVED),
        a_line("丙", LineState.DEFERRED, until=date(2026, 10, 20)),
        a_line("丁", LineState.DUE, stage=Stage.FINAL_INSPECTION),
    ]
    assert summary(lines, TODAY) == "需提交 1，已收 1，后补 1（最迟10月20日）；以后环节 1"
    assert still_due(lines) == ["甲"]
    assert summary([a_line("丙", LineState.DEFERRED)]) == "需提交 0，已收 0，后补 1（未定日期）"


def test_a_day_of_another_year_is_said_with_its_year() -> None:
    """On 20 November 1月25日 could be the one that is past."""
    later = [a_line("丙", LineState.DEFERRED, until=date(2027, 1, 25))]
    assert summary(later, TODAY) == "需提交 0，已收 0，后补 1（最迟2027年1月25日）"
    assert summary(later, date(2027, 1, 4)) == "需提交 0，已收 0，后补 1（最迟1月25日）"
    assert "2027年1月25日" in summary(later)


def test_general_practice_is_counted_apart_and_never_as_missing() -> None:
    usual = [a_line(name, LineState.RECEIVED, usual=True) for name in "甲乙丙"]
    usual.append(a_line("丁", LineState.REFERENCE, usual=True))
    assert summary(usual) == "参考 4，已收 3"
    assert still_due(usual) == []
    assert summary([a_line("戊", LineState.DUE), *usual]) == "需提交 1，已收 0；参考 4，已收 3"
    assert summary([*usual, a_line("己", LineState.RECEIVED, stage=Stage.FINAL_INSPECTION)]) == (
        "需提交 0，已收 1；参考 4，已收 3"
    )


def test_a_list_is_complete_only_where_what_the_paper_requires_is_there() -> None:
    """A tick beside things that nobody brought read as if everything had been collected."""
    there, usual = a_line("甲", LineState.RECEIVED), a_line("乙", LineState.REFERENCE, usual=True)
    assert instead_of_complete([there, usual]) == ""
    assert instead_of_complete([a_line("甲", LineState.WAIVED), usual]) == ""
    assert instead_of_complete([usual]) == "参考 1，已收 0"
    assert instead_of_complete([usual, a_line("丙", LineState.DEFERRED, usual=True)]) == "参考 2，后补 1"
    assert instead_of_complete([there, a_line("丁", LineState.DEFERRED)]) == "后补 1"
    assert instead_of_complete([]) == ""
    assert instead_of_complete([there, usual], consultation=True) == "2 项"


def test_general_practice_can_be_deferred_and_read_online_but_there_is_nothing_to_waive() -> None:
    assessor = open_assessor()
    decision = assessor.assess(assessor.read_case('{"locality": "jining", "on": "2026-09-21", "customer": "resident"}'))
    states = {line.document.id: line for line in checklist(decision, {})}
    premises = states["premises"]
    assert premises.usual
    assert premises.choices == (LineState.REFERENCE, LineState.RECEIVED, LineState.ONLINE, LineState.DEFERRED)
    deferred = Mark(LineState.DEFERRED, until=date(2026, 10, 20), remark="周四由弟弟送来")
    marked = {line.document.id: line for line in checklist(decision, {"premises": deferred})}
    assert marked["premises"].mark == deferred
    assert LineState.DEFERRED not in states["identity"].choices, "never who he is"


def test_a_capacity_is_the_sum_of_what_is_counted() -> None:
    some = (Appliance("a", "甲", 1.2), Appliance("b", "乙", 7.0))
    assert estimated_kw(some, {"a": 3, "b": 1, "c": 9}) == pytest.approx(10.6)
    assert estimated_kw(some, {}) == 0


def test_what_is_copied_is_what_is_known_in_the_words_of_the_trade() -> None:
    values = {
        "applicant.name": "样例",
        "case.business": "new_connection",
        "case.supply.capacity": 160.0,
        "case.supply.unit": "kVA",
        "case.supply.critical": False,
        "agent.name": None,
    }
    lines = [(field.label, field.text) for field in fields_to_copy(values, "2026-09-28")]
    assert lines == [
        ("用电人名称", "样例"),
        ("办理业务", "新装"),
        ("用电容量（千伏安）", "160"),
        ("是否重要用户", "非重要用户"),
        ("受理日期", "2026-09-28"),
    ]


def test_what_is_asked_for_at_low_voltage_is_asked_for_in_kilowatts_and_a_unit_already_said_stays() -> None:
    volts, unit, capacity = "case.supply.voltage_kv", "case.supply.unit", "case.supply.capacity"
    assert settled_by(volts, 0.38, {}) == {unit: "kW"}
    assert settled_by(volts, 0.22, {unit: "kVA"}) == {}
    assert settled_by(volts, 10, {}) == {}
    assert settled_by(volts, 10, {unit: "kW"}) == {unit: None}, "it came with the voltage that was a slip"
    assert settled_by(volts, 10, {unit: "kW", capacity: 60}) == {}, "somebody read it beside a number"
    assert settled_by(volts, None, {}) == {}


def test_what_the_office_settled_is_never_missing_and_what_it_did_not_is_missing_with_the_place_to_settle_it() -> None:
    """去填 led to a page on which nothing could be filled in."""
    asked = ("sole_proprietor_as_micro",)
    trader = {"case.customer": "sole_proprietor"}
    open_ = lacking(Standing(trader, asked))[StepKey.SITUATION]
    assert open_ == ("本单位是否按小微企业办理个体工商户（在 设置 › 单位资料 里定）",)
    assert lacking(Standing(trader | {"case.sole_proprietor_as_micro": False}, asked))[StepKey.SITUATION] == ()
    assert lacking(Standing({}, asked))[StepKey.SITUATION] == (), "of nobody but a sole trader"
