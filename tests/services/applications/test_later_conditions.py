"""办理条件 after 受理: what was found then stays, what is found later is beside it, and the next act leads there."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders.record_builders import DAY
from builders.told_builders import a_desk

from gridcounter.core.intake.conditions import conditions_field, stored
from gridcounter.core.record.journal import Kind
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.correcting import Correction
from gridcounter.services.applications.later_conditions import NothingLookedAt, OtherConditions, look_again
from gridcounter.services.applications.life import read_life
from gridcounter.services.ledger.application_card import ApplicationCards
from gridcounter.store.journal.validators.entries import AlreadyClosed, NotAcceptedYet

WHY = "还欠 86 元，周三交清"


def a_transfer(desk: ApplicationService, *, accepted: bool = True) -> tuple[str, str, str]:
    """Its application, a condition that is met and one that is not, with the reason."""
    application = desk.begin(DAY)
    desk.save(application, "case.business", "transfer")
    desk.save(application, "desk.account_number", "3708001234")
    met, unmet = desk.state(application).conditions
    lines = stored([type(met)(met.text, met=True), type(met)(unmet.text, met=False, remark=WHY)])
    desk.save(application, conditions_field("transfer"), lines)
    if accepted:
        desk.acceptance.receive(application, DAY, DAY)
        desk.acceptance.accept(application, DAY, DAY)
    return application, met.text, unmet.text


def conditions_on_card(desk: ApplicationService, application: str) -> list[tuple[str, str]]:
    lines = ApplicationCards(desk).read(application).particulars
    first = next(place for place, line in enumerate(lines) if line.label == "办理条件")
    return [(line.label, line.text) for line in lines[first:]]


def labels_ahead(desk: ApplicationService, application: str) -> list[str]:
    return [stage.label for stage in read_life(desk, desk.state(application), DAY).stages]


def test_a_condition_met_later_stands_beside_what_was_found_at_the_acceptance(tmp_path: Path) -> None:
    """The faults: nowhere to enter it, or the acceptance reads as if it had been met then."""
    with a_desk(tmp_path) as desk:
        application, met, unmet = a_transfer(desk)
        assert "办理条件" in labels_ahead(desk, application)

        look_again(desk, application, unmet, "12月2日已交清", met=True)

        assert conditions_on_card(desk, application) == [
            ("办理条件", f"{met}：符合"),
            ("", f"{unmet}：符合（12月2日已交清）"),
            ("受理时的办理条件", f"{met}：符合"),
            ("", f"{unmet}：不符合（{WHY}）"),
        ]
        said = [line.what for line in ApplicationCards(desk).read(application).timeline]
        assert f"受理以后核对办理条件：{unmet}，符合" in said
        assert "办理条件" not in labels_ahead(desk, application)


def test_what_is_noted_with_it_stands_in_no_entry_that_leaves_the_house(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application, _, unmet = a_transfer(desk)
        look_again(desk, application, unmet, "样例某的哥哥交的", met=True)
        (entry,) = [one for one in desk.record.journal.of(application) if one.kind == Kind.CONDITIONS_SEEN]
        assert entry.payload == {"conditions": [{"text": unmet, "met": True}]}


def test_the_next_act_leads_to_what_is_not_met_before_the_end(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application, _, unmet = a_transfer(desk)
        stages = labels_ahead(desk, application)
        assert stages.index("办理条件") == stages.index("办结") - 1
        act = read_life(desk, desk.state(application), DAY).act
        assert act is not None
        assert act.label == "出具整套文书", "what the applicant waits for comes first"
        look_again(desk, application, unmet, "", met=False)
        assert "办理条件" in labels_ahead(desk, application), "still not met"


def test_the_conditions_of_a_business_corrected_after_acceptance_have_a_place(tmp_path: Path) -> None:
    """The fault: they stay 没有核对 for ever."""
    with a_desk(tmp_path) as desk:
        application, _, _ = a_transfer(desk)
        desk.correcting.correct(application, Correction({"case.business": "closing"}), "申请人改方案", DAY)
        conditions = desk.state(application).conditions
        assert {line.met for line in conditions} == {None}
        for line in conditions:
            look_again(desk, application, line.text, "", met=True)
        assert {line.met for line in desk.state(application).conditions} == {True}
        assert ("办理条件", f"{conditions[0].text}：符合") in conditions_on_card(desk, application)
        assert "办理条件" not in labels_ahead(desk, application)


def test_what_is_no_condition_of_it_or_was_not_looked_at_is_refused(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application, _, unmet = a_transfer(desk)
        with pytest.raises(OtherConditions):
            look_again(desk, application, "没有这一条", "", met=True)
        with pytest.raises(NothingLookedAt):
            look_again(desk, application, unmet, "", met=None)


def test_before_the_acceptance_and_after_the_end_there_is_nothing_to_look_at_again(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application, _, unmet = a_transfer(desk, accepted=False)
        before = desk.state(application).conditions
        with pytest.raises(NotAcceptedYet):
            look_again(desk, application, unmet, "", met=True)
        assert desk.state(application).conditions == before, "all or nothing is written"
        desk.acceptance.receive(application, DAY, DAY)
        desk.acceptance.accept(application, DAY, DAY)
        desk.closing.close(application, "done", DAY, DAY)
        with pytest.raises(AlreadyClosed):
            look_again(desk, application, unmet, "", met=True)
