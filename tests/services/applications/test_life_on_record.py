"""The life of an application as it stands on record: what each act makes next, and which papers it brings about."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from builders.record_builders import DAY
from builders.told_builders import (
    FACTORY,
    a_desk,
    corrected,
    drawn,
    issued,
    paper_renderer,
    taken_in,
    under_a_later_edition,
)

from gridcounter.core.deadlines.clocks import ENDED_BY
from gridcounter.core.intake.checklist import LineState, Mark
from gridcounter.core.intake.life import Act, ActId, StageState
from gridcounter.errors import Refusal
from gridcounter.services.applications.life import read_end, read_life
from gridcounter.services.ledger.application_card import ApplicationCards
from gridcounter.services.papers.issued_papers import IssuedPapers
from gridcounter.services.papers.issuing import prepare, reissue
from gridcounter.store.queries.clocks import NotedEvent

if TYPE_CHECKING:
    from pathlib import Path

    from gridcounter.services.applications.application_service import ApplicationService


def following(desk: ApplicationService, application: str) -> tuple[str, Act]:
    """The stage that is now, and its act."""
    life = read_life(desk, desk.state(application), DAY)
    assert life.act is not None
    (now,) = [stage.label for stage in life.stages if stage.state == StageState.NOW]
    return now, life.act


def hand_over_all(desk: ApplicationService, application: str) -> int:
    papers = IssuedPapers(desk)
    return papers.deliver_all(papers.awaited(application), "in_person")


def test_from_the_notice_to_the_end_each_act_makes_the_next_one(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk, accepted=False)
        assert following(desk, application)[1].id == ActId.ISSUE
        assert set(issued(desk, application)) >= {"one_time_notice", "info_sheet"}
        assert following(desk, application)[1].id == ActId.HAND_OVER
        hand_over_all(desk, application)
        assert following(desk, application)[0] == "收件"
        desk.acceptance.receive(application, DAY, DAY)
        assert following(desk, application)[0] == "受理"
        desk.acceptance.accept(application, DAY, DAY)
        assert following(desk, application) == ("交付", following(desk, application)[1])
        assert following(desk, application)[1].id == ActId.ISSUE
        issued(desk, application)
        assert following(desk, application)[1].id == ActId.HAND_OVER
        hand_over_all(desk, application)
        assert following(desk, application)[0] == "录入业务系统"
        desk.acceptance.enter_official_number(application, "370800001")
        label, act = following(desk, application)
        assert (label, act.id) == ("业务受理并答复供电方案", ActId.FINISH)
        desk.deadlines.finish(application, act.about, DAY, DAY)
        assert following(desk, application)[1].id == ActId.NOTE
        desk.closing.close(application, "connected", DAY, DAY)
        life = read_life(desk, desk.state(application), DAY)
        assert life.act is None
        assert {stage.state for stage in life.stages} == {StageState.DONE}


def test_stages_stay_where_they_were_shown_when_one_set_is_issued_handed_over_and_entered(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)

        def first_five() -> list[str]:
            return [stage.label for stage in read_life(desk, desk.state(application), DAY).stages][:5]

        shown = first_five()
        assert shown == ["收件", "受理", "告知", "交付", "录入业务系统"]
        issued(desk, application)
        assert first_five() == shown
        hand_over_all(desk, application)
        assert first_five() == shown
        desk.acceptance.enter_official_number(application, "370800001")
        assert first_five() == shown


def test_before_the_acceptance_there_is_no_receipt_and_after_it_just_what_it_brings_about(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk, accepted=False)
        before = {name for name, paper in drawn(desk, application).items() if not paper.issued}
        assert not before & {"acceptance_receipt", "materials_receipt"}
        issued(desk, application)
        line = desk.state(application).lines[0].document.id
        desk.mark(application, line, Mark(LineState.RECEIVED, copies=1))
        desk.acceptance.receive(application, DAY, DAY)
        desk.acceptance.accept(application, DAY, DAY)
        after = {name for name, paper in drawn(desk, application).items() if not paper.issued}
        assert after == {"acceptance_receipt", "materials_receipt"}


def test_the_set_is_handed_over_in_one_act_without_the_sheet_of_the_office(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        issued(desk, application)
        papers = IssuedPapers(desk)
        assert papers.waiting()[0] == {application}
        many = hand_over_all(desk, application)
        rows = {row.paper: row for row in papers.of(application)}
        assert many == len(rows) - 1
        assert not rows["info_sheet"].delivered_at
        assert not rows["info_sheet"].awaited
        assert papers.waiting()[0] == frozenset()
        assert not any("采集单" in words for words in ApplicationCards(desk).read(application).issued)


def test_all_or_none_of_a_set_is_handed_over(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        issued(desk, application)
        papers = IssuedPapers(desk)
        refs = papers.awaited(application)
        papers.void(refs[-1], "写错")
        with pytest.raises(Refusal, match="已经作废"):
            papers.deliver_all(refs, "in_person")
        assert papers.awaited(application) == refs[:-1]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("applicant.name", "样例二厂"),
        ("case.supply.critical", True),
        ("premises.address", "样例街9号"),
        ("applicant.phone", "13900001234"),
    ],
)
def test_what_the_notice_told_and_does_not_hold_is_the_next_act_until_it_is_told_again(
    tmp_path: Path, field: str, value: object
) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        desk.save_all(application, {"premises.address": "样例街8号", "applicant.phone": "13900004321"})
        issued(desk, application)
        hand_over_all(desk, application)
        before = following(desk, application)[1].id
        corrected(desk, application, field, value)
        assert following(desk, application)[1].id == ActId.REISSUE
        standing = {row.paper: row.ref for row in IssuedPapers(desk).of(application) if row.standing}
        stale = {name: standing[name] for name, paper in drawn(desk, application).items() if paper.changed}
        assert "one_time_notice" in stale
        prepared = prepare(desk, application, tuple(stale.values()))
        again = paper_renderer(desk).draw(prepared, "normal", tuple(stale))
        reissue(desk, application, again, stale, "填错")
        assert following(desk, application)[1].id == ActId.HAND_OVER
        hand_over_all(desk, application)
        assert following(desk, application)[1].id == before


def test_what_is_filled_in_by_the_course_itself_or_put_back_is_no_change(tmp_path: Path) -> None:
    """By the bar and by the papers alike: what was handed in, days, the number, what a paper had left blank."""
    with a_desk(tmp_path) as desk:
        application = taken_in(desk, accepted=False)
        issued(desk, application)
        hand_over_all(desk, application)
        for line in desk.state(application).lines:
            if LineState.RECEIVED in line.choices:
                desk.mark(application, line.document.id, Mark(LineState.RECEIVED, copies=1))
        desk.acceptance.receive(application, DAY, DAY)
        desk.acceptance.accept(application, DAY, DAY)
        desk.acceptance.enter_official_number(application, "370800001")
        corrected(desk, application, "applicant.name", "写错")
        corrected(desk, application, "applicant.name", FACTORY["applicant.name"])
        desk.save_all(application, {"applicant.phone": "13900001234", "premises.address": "样例街8号"})
        assert following(desk, application)[1].id == ActId.ISSUE
        assert not any(paper.changed for paper in drawn(desk, application).values())


def test_a_later_edition_of_the_policy_alone_makes_nothing_to_be_told_again(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        issued(desk, application)
        hand_over_all(desk, application)
        later = under_a_later_edition(desk, tmp_path)
        assert later.state(application).differences
        assert following(later, application)[1].id != ActId.REISSUE


def test_who_brought_everything_is_told_with_the_papers_of_the_acceptance(tmp_path: Path) -> None:
    person = {
        "applicant.id_kind": "uscc", "applicant.id_number": "91370000MA0EXAMP0K", "applicant.phone": "13900001234",
        "premises.address": "样例路8号", "premises.ownership": "owned", "case.works": None,
    }  # fmt: skip
    with a_desk(tmp_path) as desk:
        application = taken_in(desk, accepted=False)
        assert following(desk, application)[0] == "告知"
        known = {key: value for key, value in person.items() if key != "case.works"}
        desk.save_all(application, known)
        desk.save_all(application, {"case.works.owner": "grid_company"})
        for line in desk.state(application).lines:
            if line.state == LineState.DUE:
                desk.mark(application, line.document.id, Mark(LineState.RECEIVED, copies=1))
        assert following(desk, application)[0] == "收件"


def test_an_application_that_was_passed_on_has_only_its_end_left(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk, accepted=False)
        desk.acceptance.hand_over(application, "供电营业厅", "不在本处", DAY)
        life = read_life(desk, desk.state(application), DAY)
        assert [stage.label for stage in life.stages] == ["转办", "办结"]
        assert life.act is not None
        assert life.act.id == ActId.CLOSE


def test_a_withdrawal_is_told_with_its_day_and_reason_until_it_is_taken_back(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application, later = taken_in(desk), DAY + timedelta(days=1)
        with pytest.raises(Refusal, match="为什么办结"):
            desk.closing.close(application, "withdrawn", DAY, DAY, reason=" ")
        desk.closing.close(application, "withdrawn", DAY, later, reason="暂不用电", late="昨天打的电话")
        end = read_end(desk, desk.state(application))
        assert end is not None
        assert (end.label, end.on, end.reason) == ("申请人撤回", DAY.isoformat(), "暂不用电")
        assert ApplicationCards(desk).read(application).timeline[-1].what.startswith("办结：申请人撤回，暂不用电")
        life = read_life(desk, desk.state(application), later)
        assert (life.stages[-1].label, life.stages[-1].day) == ("申请人撤回", "09-21")
        desk.closing.reopen(application, "点错了")
        assert read_end(desk, desk.state(application)) is None


def test_an_enquiry_has_no_life(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = desk.begin_consultation(DAY)
        assert read_life(desk, desk.state(application), DAY).stages == ()


def test_no_two_papers_of_a_set_are_called_the_same(tmp_path: Path) -> None:
    """The form and its copy in the street had one name, in the list and as a file."""
    with a_desk(tmp_path) as desk:
        application = taken_in(desk, {"case.supply.dedicated_line": False})
        papers = drawn(desk, application)
        assert {"commitment_filing", "commitment_filing_posted"} <= set(papers)
        titles = [paper.title for paper in papers.values()]
        assert len(titles) == len(set(titles))


SHOP = {
    "case.business": "new_connection",
    "case.customer": "enterprise",
    "case.supply.voltage_kv": 0.38,
    "case.supply.capacity": 60.0,
    "case.supply.unit": "kW",
    "case.supply.connection": "works",
    "case.works.kind": "customer_connection",
    "applicant.name": "样例小店",
}


def a_shop(desk: ApplicationService) -> str:
    application = desk.begin(DAY)
    desk.save_all(application, SHOP)
    desk.acceptance.receive(application, DAY, DAY)
    desk.acceptance.accept(application, DAY, DAY)
    issued(desk, application)
    hand_over_all(desk, application)
    desk.acceptance.enter_official_number(application, "370800001")
    return application


@pytest.mark.parametrize("first", ["the step", "the event"])
def test_who_has_signed_is_asked_once_whether_the_step_or_the_event_is_recorded(tmp_path: Path, first: str) -> None:
    with a_desk(tmp_path) as desk:
        application = a_shop(desk)
        assert following(desk, application)[1] == Act(ActId.FINISH, "登记办完：受理签约", about="accept_and_sign")
        if first == "the step":
            desk.deadlines.finish(application, "accept_and_sign", DAY, DAY)
        else:
            desk.deadlines.note_event(application, "signed", DAY, DAY)
        assert following(desk, application)[1] == Act(ActId.FINISH, "登记办完：施工接电", about="build_and_connect")
        clocks = desk.deadlines.of(application, DAY)
        assert (clocks.events["signed"], clocks.finished["accept_and_sign"]) == (NotedEvent(DAY, ""),) * 2


def test_a_new_day_of_the_signing_moves_what_counts_from_it(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = a_shop(desk)
        right, later, why = date(2026, 9, 23), date(2026, 9, 24), "记错了日期"
        desk.deadlines.finish(application, "accept_and_sign", DAY, DAY)
        desk.deadlines.finish(application, "accept_and_sign", right, later, late=why)
        clocks = desk.deadlines.of(application, later)
        assert clocks.events["signed"] == clocks.finished["accept_and_sign"] == NotedEvent(right, why)
        desk.deadlines.note_event(application, "signed", DAY, later, late="还是头一天")
        clocks = desk.deadlines.of(application, later)
        assert clocks.finished["accept_and_sign"].on == DAY
        assert desk.record.rebuild().changed == ()


@pytest.mark.parametrize("by_events", [True, False])
def test_no_act_of_the_limits_is_asked_twice_until_the_end(tmp_path: Path, *, by_events: bool) -> None:
    with a_desk(tmp_path) as desk:
        application = a_shop(desk)
        asked: list[tuple[ActId, str]] = []
        while (act := following(desk, application)[1]).id != ActId.CLOSE:
            asked.append((act.id, act.about))
            ends = next((event for event, clock in ENDED_BY.items() if clock == act.about), "")
            if ends and by_events:
                desk.deadlines.note_event(application, ends, DAY, DAY)
            else:
                desk.deadlines.finish(application, act.about, DAY, DAY)
        assert asked == [(ActId.FINISH, "accept_and_sign"), (ActId.FINISH, "build_and_connect")]
