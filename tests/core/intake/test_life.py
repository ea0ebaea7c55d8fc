"""The ribbon of an application's life: one stage is now, the act is that stage's, nothing done stands behind it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.calendar_year import CalendarYear
from gridcounter.core.deadlines.clocks import Clock, Pause, Run, read_clock
from gridcounter.core.intake.life import Act, ActId, Facts, Life, StageState, life_of

if TYPE_CHECKING:
    from gridcounter.core.deadlines.clocks import Reading

TODAY = date(2026, 11, 30)
CALENDAR = WorkCalendar({2026: CalendarYear(year=2026, holidays=(), make_up=())})
DONE, NOW, LATER = ORDER = tuple(StageState)
DAY = "2026-11-28"
#: The stages in which an act can be next.
OF_STAGE = {
    ActId.ISSUE: {"告知", "交付"},
    ActId.HAND_OVER: {"告知", "交付"},
    ActId.REISSUE: {"告知（内容已变）"},
    ActId.RECEIVE: {"收件"},
    ActId.ACCEPT: {"受理"},
    ActId.ENTER: {"录入业务系统"},
    ActId.NOTE: {"方案答复", "验收送电"},
    ActId.RESUME: {"方案答复", "验收送电"},
    ActId.FINISH: {"方案答复", "验收送电"},
    ActId.CLOSE: {"办结"},
}


def reading(
    name: str,
    label: str,
    started: str = "",
    ended: str = "",
    *,
    wd: int = 5,
    paused: bool = False,
    event: str = "accepted",
) -> Reading:
    clock = Clock(name, label, "grid_company", wd, None, event)
    pauses = (Pause(date(2026, 11, 26)),) if paused else ()
    run = Run(
        clock,
        date.fromisoformat(started) if started else None,
        date.fromisoformat(ended) if ended else None,
        pauses,
    )
    return read_clock(run, TODAY, CALENDAR)


PLAN = reading("plan", "方案答复", "2026-11-25")
CONNECT = reading("connect", "验收送电", event="completion_reported")
READINGS = [
    PLAN,
    CONNECT,
    reading("plan", "方案答复", "2026-11-25", paused=True),
    reading("plan", "方案答复", "2026-11-25", "2026-11-27"),
    reading("connect", "验收送电", "2026-11-26", wd=1, event="completion_reported"),
]
DAYS = st.sampled_from(["", DAY])
FACTS = st.builds(
    Facts,
    st.just(TODAY),
    missing=st.sampled_from([(), ("客户类型",)]),
    brought=st.booleans(),
    issued_on=DAYS,
    told_on=DAYS,
    received_on=DAYS,
    accepted_on=DAYS,
    accepted_first=st.booleans(),
    entered_on=DAYS,
    entered=st.booleans(),
    to_issue=st.booleans(),
    waiting=st.sampled_from([0, 3]),
    handed_over_on=DAYS,
    changed=st.booleans(),
    readings=st.lists(st.sampled_from(READINGS), max_size=2, unique_by=lambda one: one.run.clock.id).map(tuple),
    passed_on=DAYS,
    closed_on=DAYS,
    end=st.sampled_from(["", "", "申请人撤回"]),
).filter(lambda facts: bool(facts.accepted_on) or not facts.accepted_first)
ALL_DONE = Facts(
    TODAY,
    issued_on=DAY,
    told_on=DAY,
    received_on=DAY,
    accepted_on=DAY,
    entered_on=DAY,
    entered=True,
    handed_over_on=DAY,
)


def now(life: Life) -> str:
    (label,) = [stage.label for stage in life.stages if stage.state == NOW]
    return label


def act(life: Life) -> Act:
    assert life.act is not None
    return life.act


@given(FACTS)
def test_exactly_one_stage_is_now_unless_closed_and_the_act_is_its_own(facts: Facts) -> None:
    life = life_of(facts)
    states = [stage.state for stage in life.stages]

    if facts.end:
        assert life.act is None
        assert set(states) == {DONE}
        assert life.stages[-1].label == facts.end
    else:
        assert states.count(NOW) == 1
        assert now(life) in OF_STAGE[act(life).id]
        assert act(life).label


@given(FACTS)
def test_what_is_done_stands_first_and_what_is_later_last(facts: Facts) -> None:
    states = [stage.state for stage in life_of(facts).stages]
    assert states == sorted(states, key=ORDER.index)


@given(FACTS)
def test_no_stage_is_shown_twice(facts: Facts) -> None:
    labels = [stage.label for stage in life_of(facts).stages]
    assert len(labels) == len(set(labels))


@given(FACTS)
def test_the_number_is_entered_after_the_papers_are_handed_over_however_the_application_stands(facts: Facts) -> None:
    """Unless it was entered before: the two never change places while neither is done, nor once both are."""
    life = life_of(facts)
    of = {stage.label: place for place, stage in enumerate(life.stages)}
    done = {stage.label: stage.state == DONE for stage in life.stages}
    if {"交付", "录入业务系统"} <= of.keys() and done["交付"] == done["录入业务系统"]:
        assert of["交付"] < of["录入业务系统"]


def test_the_stages_of_one_set_after_the_acceptance_keep_their_places_to_the_end() -> None:
    """收件, 受理, 告知, 交付, 录入, as they were shown from the first step on."""
    begun = Facts(TODAY, brought=True)
    received = replace(begun, received_on=DAY)
    accepted = replace(received, accepted_on=DAY, to_issue=True)
    issued = replace(accepted, issued_on=DAY, accepted_first=True, to_issue=False, waiting=3)
    told = replace(issued, told_on=DAY, waiting=0, handed_over_on=DAY)
    entered = replace(told, entered=True, entered_on=DAY)
    for facts in (begun, received, accepted, issued, told, entered):
        shown = [stage.label for stage in life_of(facts).stages]
        assert shown == ["收件", "受理", "告知", "交付", "录入业务系统", "办结"]


@given(FACTS)
def test_nothing_is_accepted_or_received_twice_and_nothing_accepted_before_it_was_received(facts: Facts) -> None:
    life = life_of(facts)
    if life.act is None:
        return
    if facts.accepted_on:
        assert life.act.id not in {ActId.ACCEPT, ActId.RECEIVE}
    if not facts.received_on and not facts.accepted_on:
        assert life.act.id != ActId.ACCEPT
    if not facts.accepted_on:
        assert life.act.id not in {ActId.ENTER, ActId.FINISH, ActId.NOTE}


@given(FACTS)
def test_papers_on_the_desk_are_handed_over_before_anything_of_the_office(facts: Facts) -> None:
    """Once the applicant was told: the number, the clocks and the end can wait until he has left."""
    life = life_of(facts)
    gone = facts.end or (facts.passed_on and not facts.accepted_on)
    lacking = facts.accepted_on and facts.to_issue
    if facts.waiting and facts.issued_on and not facts.changed and not gone:
        assert act(life).id == (ActId.ISSUE if lacking else ActId.HAND_OVER)


def test_what_does_not_hold_any_more_is_issued_again_before_it_is_handed_over() -> None:
    told = Facts(TODAY, issued_on=DAY, received_on=DAY, accepted_on=DAY, waiting=2, changed=True)
    for facts in (told, replace(told, told_on=DAY)):
        life = life_of(facts)
        assert (now(life), act(life).id) == ("告知（内容已变）", ActId.REISSUE)


def test_who_lacks_something_is_told_before_anything_is_received() -> None:
    life = life_of(Facts(TODAY, missing=("产权证明",)))
    assert [stage.label for stage in life.stages] == ["告知", "收件", "受理", "交付", "录入业务系统", "办结"]
    assert act(life) == Act(ActId.ISSUE, "出具一次性告知书")


def test_with_everything_there_one_set_of_papers_comes_after_the_acceptance() -> None:
    life = life_of(Facts(TODAY, brought=True, missing=("园区级别",)))
    assert [stage.label for stage in life.stages][:3] == ["收件", "受理", "告知"]
    assert act(life) == Act(ActId.RECEIVE, "收件", ("园区级别",))

    accepted = life_of(Facts(TODAY, brought=True, received_on=DAY, accepted_on=DAY, to_issue=True))
    assert now(accepted) == "告知"
    assert act(accepted) == Act(ActId.ISSUE, "出具整套文书")


@pytest.mark.parametrize(
    ("changes", "stage", "expected"),
    [
        ({"issued_on": DAY, "missing": ("产权证明",), "waiting": 1}, "告知", ActId.HAND_OVER),
        ({"issued_on": DAY, "told_on": DAY, "missing": ("产权证明",)}, "收件", ActId.RECEIVE),
        ({"issued_on": DAY, "told_on": DAY, "received_on": DAY}, "受理", ActId.ACCEPT),
        ({"issued_on": DAY, "told_on": DAY, "accepted_on": DAY, "to_issue": True}, "交付", ActId.ISSUE),
        ({"issued_on": DAY, "told_on": DAY, "accepted_on": DAY}, "录入业务系统", ActId.ENTER),
        ({"issued_on": DAY, "told_on": DAY, "accepted_on": DAY, "waiting": 2}, "交付", ActId.HAND_OVER),
        ({"issued_on": DAY, "accepted_on": DAY, "waiting": 1, "to_issue": True}, "告知", ActId.ISSUE),
        ({"passed_on": DAY, "missing": ("产权证明",)}, "办结", ActId.CLOSE),
    ],
)
def test_each_act_follows_from_what_is_on_record(changes: dict[str, Any], stage: str, expected: ActId) -> None:
    life = life_of(replace(Facts(TODAY), **changes))
    assert (now(life), act(life).id) == (stage, expected)


def test_of_running_clocks_the_earliest_is_next_whatever_its_place_on_the_notice() -> None:
    late, early = reading("plan", "方案答复", "2026-11-25", wd=9), reading("connect", "验收送电", "2026-11-26", wd=3)
    life = life_of(replace(ALL_DONE, readings=(late, early)))

    assert [(stage.label, stage.day) for stage in life.stages][-3:] == [
        ("验收送电", "12-01前"),
        ("方案答复", "12-08前"),
        ("办结", ""),
    ]
    assert act(life) == Act(ActId.FINISH, "登记办完：验收送电", about="connect")


def test_a_clock_that_waits_asks_for_its_event_and_a_paused_one_to_be_resumed() -> None:
    assert act(life_of(replace(ALL_DONE, readings=(CONNECT,)))) == Act(ActId.NOTE, "登记报验", about="connect")
    paused = life_of(replace(ALL_DONE, readings=(READINGS[2],)))
    assert act(paused) == Act(ActId.RESUME, "登记恢复：方案答复", about="plan")
    assert [stage.day for stage in paused.stages if stage.state == NOW] == ["暂停"]


def test_a_day_of_another_year_is_written_with_its_year() -> None:
    assert life_of(replace(ALL_DONE, told_on="2025-12-30")).stages[0].day == "2025-12-30"
    assert life_of(ALL_DONE).stages[0].day == "11-28"


def test_what_connects_nothing_ends_when_it_is_done_and_its_open_conditions_stand_with_the_acceptance() -> None:
    facts = Facts(TODAY, brought=True, received_on="2026-11-27", connects=False, unmet=("没有欠费（不符合）",))
    life = life_of(facts)
    assert life.act == Act(ActId.ACCEPT, "受理", ("没有欠费（不符合）",))
    done = replace(
        facts,
        accepted_on="2026-11-27",
        accepted_first=True,
        issued_on="2026-11-27",
        told_on="2026-11-27",
        handed_over_on="2026-11-27",
        entered=True,
    )
    assert life_of(done).act == Act(ActId.LOOK, "核对办理条件", ("没有欠费（不符合）",)), "before the end"
    met = replace(done, unmet=())
    last = life_of(met).act
    assert (last and last.id, last and last.label) == (ActId.CLOSE, "已办完，办结")
    connected = life_of(replace(met, connects=True)).act
    assert connected is not None
    assert connected.label == "已送电，办结"
