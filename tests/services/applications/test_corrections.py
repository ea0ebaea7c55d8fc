"""更正: what is locked, what a correction says, moves and leaves to be reissued; the day of 受理 is corrected too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from builders.record_builders import DAY
from builders.told_builders import a_desk, issued, paper_renderer, taken_in

from gridcounter.core.intake.conditions import conditions_field, stored
from gridcounter.core.intake.steps import StepKey
from gridcounter.core.papers.called_for import NOTICE
from gridcounter.core.record.journal import Act, Kind
from gridcounter.errors import Refusal
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.correcting import Correction, NoReasonToCorrect, NothingToCorrect
from gridcounter.services.applications.deadlines import AfterToday
from gridcounter.services.applications.intake import FieldLocked
from gridcounter.services.ledger.application_card import ApplicationCards
from gridcounter.services.papers.corrections import CorrectionPreview, preview_correction
from gridcounter.services.papers.issuing import prepare, reissue
from gridcounter.store.journal.validators.days import AcceptedAfterWhatFollowed, DayChangedElsewhere, DaysOutOfOrder
from gridcounter.store.journal.validators.entries import ChangedElsewhere
from gridcounter.store.queries.corrections import to_be_reissued

CAPACITY, NAME, PHONE = "case.supply.capacity", "applicant.name", "applicant.phone"
WHY = "填写有误"
SMALLER = {"case.supply.voltage_kv": 0.38, CAPACITY: 60.0, "case.supply.unit": "kW"}
TODAY = date(2026, 9, 30)


def preview(desk: ApplicationService, application: str, correction: Correction) -> CorrectionPreview:
    return preview_correction(desk, application, correction).read(paper_renderer(desk))


def last_words(desk: ApplicationService, application: str) -> str:
    return ApplicationCards(desk).read(application).timeline[-1].what


def test_after_acceptance_what_stood_is_locked_and_what_was_empty_is_not(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk, accepted=False)
        assert desk.state(application).locked == frozenset()
        desk.acceptance.receive(application, DAY, DAY)
        desk.acceptance.accept(application, DAY, DAY)
        assert CAPACITY in desk.state(application).locked
        with pytest.raises(FieldLocked, match="用电容量"):
            desk.save(application, CAPACITY, 1600.0)
        desk.save(application, "agent.phone", "0537-2345678")
        desk.save(application, "agent.phone", "0537-2345679")  # not told by any paper yet
        assert desk.state(application).value(CAPACITY) != 1600.0


def test_conditions_that_nobody_looked_at_are_not_looked_at_after_the_acceptance(tmp_path: Path) -> None:
    """The fault: what is noted days later stands on the card as if it had been noted then."""
    with a_desk(tmp_path) as desk:
        application = desk.begin(DAY)
        desk.save(application, "case.business", "transfer")
        desk.acceptance.receive(application, DAY, DAY)
        desk.acceptance.accept(application, DAY, DAY)
        late = [replace(line, met=True, remark="事后补的") for line in desk.state(application).conditions]
        with pytest.raises(FieldLocked, match="办理条件"):
            desk.save(application, conditions_field("transfer"), stored(late))
        seen = desk.acceptance.conditions_at_acceptance(application)
        assert {(line.met, line.remark) for line in seen} == {(None, "")}


def test_what_was_filled_in_later_is_locked_once_a_paper_told_it(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        desk.save(application, "agent.phone", "0537-2345678")
        issued(desk, application)
        with pytest.raises(FieldLocked):
            desk.save(application, "agent.phone", "0537-2345679")


def test_before_acceptance_a_notice_locks_what_it_told(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk, accepted=False)
        issued(desk, application)
        with pytest.raises(FieldLocked):
            desk.save(application, CAPACITY, 1600.0)
        desk.save(application, "desk.temporary_until", "2027-01-01")


def test_a_correction_stands_on_the_timeline_from_what_to_what_and_why(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        desk.correcting.correct(application, Correction({CAPACITY: 1600.0}), WHY, TODAY)
        assert desk.state(application).value(CAPACITY) == 1600.0
        assert CAPACITY in desk.state(application).locked
        words = last_words(desk, application)
        assert words.startswith("更正用电容量：“")
        assert "改为“1600" in words
        assert words.endswith(f"（{WHY}）")


def test_a_personal_number_is_masked_where_a_correction_is_told(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        desk.correcting.correct(application, Correction({PHONE: "0537-7654321"}), WHY, TODAY)
        assert "7654321" not in last_words(desk, application)


def test_a_correction_without_reason_or_change_is_refused(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        with pytest.raises(NoReasonToCorrect):
            desk.correcting.correct(application, Correction({CAPACITY: 1600.0}), "　", TODAY)
        same = Correction({CAPACITY: desk.state(application).value(CAPACITY)})
        with pytest.raises(NothingToCorrect):
            desk.correcting.correct(application, same, WHY, TODAY)


def test_a_correction_over_what_another_has_corrected_is_refused(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        seen = desk.state(application).fields
        desk.correcting.correct(application, Correction({CAPACITY: 1500.0}), WHY, TODAY)
        with pytest.raises(ChangedElsewhere):
            desk.correcting.correct(application, Correction({CAPACITY: 1600.0}), WHY, TODAY, seen=seen)


def test_a_preview_writes_nothing_and_names_what_is_to_be_reissued(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        papers = issued(desk, application)
        before = desk.record.journal.count()
        found = preview(desk, application, Correction({NAME: "任城样例厂"}))
        assert desk.record.journal.count() == before
        assert set(found.papers) == set(papers), found.titles
        assert found.lines
        assert found.moved == ("费用、时限、清单不变",), "what stays is said once"
        assert preview(desk, application, Correction({"premises.ownership": "other"})).papers.keys() <= papers.keys()


def test_what_a_correction_leaves_behind_is_counted_until_it_is_reissued(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        issued(desk, application)
        assert to_be_reissued(desk.record.db) == []
        correction = Correction({NAME: "任城样例厂"})
        found = preview(desk, application, correction)
        desk.correcting.correct(application, correction, WHY, TODAY, papers=tuple(found.papers.values()))
        assert to_be_reissued(desk.record.db) == [application]
        assert "重出" in desk.state(application).to_do[StepKey.PAPERS]
        again = dict(found.papers)
        drawn = paper_renderer(desk).draw(prepare(desk, application, tuple(again.values())), wanted=tuple(again))
        reissue(desk, application, drawn, again, WHY)
        assert to_be_reissued(desk.record.db) == []
        assert preview(desk, application, Correction()).papers == {}


@pytest.mark.parametrize(
    "correction",
    [
        Correction(accepted=date(2026, 9, 18)),
        Correction(received=date(2026, 9, 24)),
        Correction(accepted=date(2030, 1, 1)),
        Correction(received=date(2026, 9, 23), accepted=date(2026, 9, 23)),
    ],
)
def test_a_preview_says_what_the_correction_would_be_refused_with(tmp_path: Path, correction: Correction) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        issued(desk, application)
        clock = desk.deadlines.of(application, TODAY).readings[0].run.clock.id
        desk.deadlines.finish(application, clock, date(2026, 9, 22), TODAY, late="补登")
        found = preview_correction(desk, application, correction, TODAY).read(paper_renderer(desk))
        with pytest.raises(Refusal) as refused:
            desk.correcting.correct(application, correction, WHY, TODAY)
        assert found.refused == str(refused.value)


def test_a_preview_refuses_nothing_that_is_corrected(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        correction = Correction({NAME: "任城样例厂"}, date(2026, 9, 18), date(2026, 9, 18))
        assert preview_correction(desk, application, correction, TODAY).refused == ""
        desk.correcting.correct(application, correction, WHY, TODAY)


def test_days_of_the_works_in_a_wrong_order_are_named_in_the_preview(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk, {"project.start_on": "2026-10-10", "project.finish_on": "2026-10-20"})
        issued(desk, application)
        found = preview(desk, application, Correction({"project.finish_on": "2026-10-01"}))
        assert not found.papers_known
        assert found.wrong == ("计划完工日期：不能早于计划开工日期 2026-10-10",)


def test_a_capacity_that_moves_the_answer_is_told_beforehand(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        issued(desk, application)
        found = preview(desk, application, Correction(SMALLER))
        assert any(line.startswith("用户类别：") for line in found.moved), found.moved
        assert NOTICE in found.papers
        assert "acceptance_receipt" in found.papers  # it rests on what the new notice will tell


def test_without_a_notice_a_corrected_answer_moves_the_clocks(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        before = desk.notice_terms.pinned(application)
        assert before is not None
        desk.correcting.correct(
            application,
            Correction(SMALLER),
            WHY,
            TODAY,
        )
        after = desk.notice_terms.pinned(application)
        assert after is not None
        assert after.class_label != before.class_label


def test_what_a_notice_told_stays_until_it_is_issued_again(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        issued(desk, application)
        before = desk.notice_terms.pinned(application)
        desk.correcting.correct(
            application,
            Correction(SMALLER),
            WHY,
            TODAY,
        )
        assert desk.notice_terms.pinned(application) == before
        assert desk.state(application).differences


def test_a_wrong_day_of_acceptance_moves_clocks_answer_and_papers(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        issued(desk, application)
        friday = date(2026, 9, 18)
        correction = Correction(received=friday, accepted=friday)
        found = preview(desk, application, correction)
        assert "受理日期：“2026年9月21日”改为“2026年9月18日”" in found.lines
        assert any(line.startswith("时限：") and "→" in line for line in found.moved), found.moved
        assert "acceptance_receipt" in found.papers
        desk.correcting.correct(application, correction, WHY, TODAY, papers=tuple(found.papers.values()))
        row, pinned = desk.state(application).row, desk.notice_terms.pinned(application)
        assert (row.received_on, row.accepted_on) == ("2026-09-18", "2026-09-18")
        assert pinned is not None
        assert pinned.case["on"] == "2026-09-18"
        started = {one.run.started_on for one in desk.deadlines.of(application, TODAY).readings if one.run.started_on}
        assert started == {friday}
        # what is in force still says the wrong day, and the papers page says so
        now = preview(desk, application, Correction())
        assert now.papers == found.papers
        assert "受理日期" in last_words(desk, application)


@pytest.mark.parametrize(
    ("received", "accepted", "refusal"),
    [
        (None, date(2026, 9, 18), DaysOutOfOrder),
        (date(2026, 9, 22), None, DaysOutOfOrder),
        (None, date(2026, 10, 1), AfterToday),
        (None, date(2026, 9, 25), AcceptedAfterWhatFollowed),
    ],
)
def test_corrected_days_stay_in_order(
    tmp_path: Path, received: date | None, accepted: date | None, refusal: type[Exception]
) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        clock = desk.deadlines.of(application, TODAY).readings[0].run.clock.id
        desk.deadlines.finish(application, clock, date(2026, 9, 24), date(2026, 9, 24))
        before = desk.state(application).row
        with pytest.raises(refusal):
            desk.correcting.correct(application, Correction(received=received, accepted=accepted), WHY, TODAY)
        assert desk.state(application).row == before


def test_a_day_that_another_has_corrected_is_not_corrected_again(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        (first,) = desk.correcting.correct(application, Correction(received=date(2026, 9, 18)), WHY, TODAY)
        assert first.kind == Kind.DAYS_CORRECTED
        assert first.payload is not None
        with pytest.raises(DayChangedElsewhere):
            desk.record.journal.append(Act(Kind.DAYS_CORRECTED, first.payload, desk.clerk, application))
