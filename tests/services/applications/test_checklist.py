"""Documents received and deferred, and the acts of acceptance, on a real record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from builders.record_builders import a_demo, an_answer

from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.core.application import ApplicationId
from gridcounter.core.intake.checklist import LineState, Mark
from gridcounter.core.intake.steps import StepKey
from gridcounter.core.record.journal import Act, Kind
from gridcounter.errors import Refusal
from gridcounter.services.applications.acceptance import AcceptedTooEarly, NothingSaid, NotReceivedYet, ReceivedTooLate
from gridcounter.services.applications.agenda_rows import deferral_row
from gridcounter.services.applications.appliances import load_appliances
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.checklist import DeferredTooEarly, RemarkTooLong, TooManyCopies
from gridcounter.services.applications.deadlines import AfterToday
from gridcounter.services.ledger.application_card import ApplicationCards
from gridcounter.store.journal.projections.purge import remains_of
from gridcounter.store.queries.deferred_documents import waiting

ASSESSOR = open_assessor()
ON = date(2026, 9, 28)
TODAY = date(2026, 11, 20)
LATE = "停电手工受理"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ApplicationService]:
    record = a_demo(tmp_path / "demo")
    yield open_application_service(record, ASSESSOR)
    record.close()


@pytest.fixture
def application(desk: ApplicationService) -> str:
    """High voltage and critical: the local paper itself requires documents."""
    found = desk.begin(ON)
    answers = {
        "case.business": "new_connection",
        "case.customer": "enterprise",
        "case.supply.voltage_kv": 10,
        "case.supply.capacity": 800.0,
        "case.supply.unit": "kVA",
        "case.supply.sources": 1,
        "case.supply.critical": True,
        "case.works": None,
    }
    desk.save_all(found, answers)
    return found


def due_document(desk: ApplicationService, application: str) -> str:
    return next(line.document.id for line in desk.state(application).lines if line.state == LineState.DUE)


def state_of(desk: ApplicationService, application: str, document: str) -> Mark:
    return next(line.mark for line in desk.state(application).lines if line.document.id == document)


def test_a_received_document_reaches_the_papers(desk: ApplicationService, application: str) -> None:
    document = due_document(desk, application)
    desk.mark(application, document, Mark(LineState.RECEIVED, copies=2, original_seen=True))
    read, problems = desk.application(application)
    assert problems == ()
    assert read is not None
    assert read.received is not None
    assert [(row.document, row.copies, row.original_seen) for row in read.received] == [(document, 2, True)]


def test_a_deferred_document_reaches_the_papers_with_its_day(desk: ApplicationService, application: str) -> None:
    document = due_document(desk, application)
    desk.mark(application, document, Mark(LineState.DEFERRED, until=date(2026, 10, 20)))
    read, _ = desk.application(application)
    assert read is not None
    assert read.deferred is not None
    assert [(row.document, row.until) for row in read.deferred] == [(document, date(2026, 10, 20))]


def test_what_is_deferred_to_before_the_acceptance_is_refused(desk: ApplicationService, application: str) -> None:
    document = due_document(desk, application)
    with pytest.raises(DeferredTooEarly):
        desk.mark(application, document, Mark(LineState.DEFERRED, until=date(2026, 9, 1)))
    assert state_of(desk, application, document).state == LineState.DUE


def test_more_copies_than_a_form_can_say_are_refused(desk: ApplicationService, application: str) -> None:
    document = due_document(desk, application)
    for copies in (0, 99):
        desk.mark(application, document, Mark(LineState.RECEIVED, copies=copies))
        assert state_of(desk, application, document).copies == copies
    for copies in (-1, 100):
        with pytest.raises(TooManyCopies):
            desk.mark(application, document, Mark(LineState.RECEIVED, copies=copies))


def test_what_was_said_can_be_taken_back_and_the_journal_keeps_both(desk: ApplicationService, application: str) -> None:
    document = due_document(desk, application)
    desk.mark(application, document, Mark(LineState.RECEIVED, copies=1))
    desk.mark(application, document, Mark(LineState.DUE))
    assert state_of(desk, application, document).state == LineState.DUE
    kinds = [entry.kind for entry in desk.record.journal.of(application)]
    assert kinds.count("document_received") == 2
    assert desk.record.verify().sound


def test_an_online_certificate_takes_the_place_of_paper_and_back(desk: ApplicationService, application: str) -> None:
    document = due_document(desk, application)
    desk.mark(application, document, Mark(LineState.RECEIVED, copies=1))
    desk.mark(application, document, Mark(LineState.ONLINE))
    assert desk.state(application).value("case.online") == [document]
    assert state_of(desk, application, document).state == LineState.ONLINE
    desk.mark(application, document, Mark(LineState.DUE))
    assert desk.state(application).value("case.online") == []
    assert state_of(desk, application, document).state == LineState.DUE


def test_a_document_that_is_not_asked_for_any_more_is_not_on_the_papers(
    desk: ApplicationService, application: str
) -> None:
    document = due_document(desk, application)
    desk.mark(application, document, Mark(LineState.DEFERRED))
    desk.save(application, "case.supply.voltage_kv", 0.22)
    desk.save(application, "case.customer", "resident")
    read, _ = desk.application(application)
    assert read is not None
    assert read.deferred is None


def test_receiving_starts_no_clock_and_accepting_does(desk: ApplicationService, application: str) -> None:
    desk.acceptance.receive(application, date(2026, 9, 29), TODAY, late=LATE)
    desk.acceptance.accept(application, date(2026, 10, 9), TODAY, late=LATE)
    state = desk.state(application)
    assert state.case is not None
    assert state.case.on == date(2026, 10, 9)
    assert StepKey.REVIEW not in state.to_do
    read, problems = desk.application(application)
    assert problems == ()
    assert read is not None
    assert (read.received_on, read.case.on) == (date(2026, 9, 29), date(2026, 10, 9))


def test_an_acceptance_of_old_without_a_day_of_receipt_was_received_that_day(
    desk: ApplicationService, application: str
) -> None:
    values = {"on": "2026-10-09", "answer": an_answer()}
    desk.record.journal.append(Act(Kind.APPLICATION_ACCEPTED, values, desk.clerk, application))
    read, _ = desk.application(application)
    assert read is not None
    assert read.received_on == date(2026, 10, 9)


def test_papers_between_receiving_and_accepting_carry_no_contradiction(
    desk: ApplicationService, application: str
) -> None:
    desk.acceptance.receive(application, date(2026, 10, 9), TODAY, late=LATE)
    read, problems = desk.application(application)
    assert problems == ()
    assert read is not None
    assert read.case.on == date(2026, 10, 9)


def test_days_that_cannot_be_are_refused(desk: ApplicationService, application: str) -> None:
    acts = desk.acceptance
    with pytest.raises(NotReceivedYet):
        acts.accept(application, ON, TODAY, late=LATE)
    with pytest.raises(AfterToday):
        acts.receive(application, date(2026, 11, 21), TODAY, late=LATE)
    acts.receive(application, ON, TODAY, late=LATE)
    with pytest.raises(AcceptedTooEarly):
        acts.accept(application, date(2026, 9, 27), TODAY, late=LATE)
    with pytest.raises(AfterToday):
        acts.accept(application, date(2026, 12, 1), TODAY, late=LATE)
    acts.accept(application, ON, TODAY, late=LATE)
    with pytest.raises(ReceivedTooLate):
        acts.receive(application, date(2026, 9, 29), TODAY, late=LATE)
    with pytest.raises(Refusal, match="已于"):
        acts.accept(application, ON, TODAY, late=LATE)


def test_passing_on_says_to_whom_and_why(desk: ApplicationService, application: str) -> None:
    acts = desk.acceptance
    assert acts.handed_over(application) is None
    with pytest.raises(NothingSaid, match="为什么"):
        acts.hand_over(application, "城区供电所", " ", ON)
    acts.hand_over(application, "城区供电所", "不在本处辖区", ON)
    found = acts.handed_over(application)
    assert found is not None
    assert (found.to, found.why, found.on) == ("城区供电所", "不在本处辖区", "2026-09-28")
    assert StepKey.REVIEW not in desk.state(application).to_do


def test_an_official_number_is_kept_without_its_blanks(desk: ApplicationService, application: str) -> None:
    with pytest.raises(NothingSaid):
        desk.acceptance.enter_official_number(application, "  ")
    desk.acceptance.enter_official_number(application, " 370800001 ")
    assert desk.state(application).row.official_number == "370800001"


def test_an_agent_asks_for_an_authorization(desk: ApplicationService, application: str) -> None:
    before = {line.document.id for line in desk.state(application).lines}
    desk.save(application, "desk.agent", True)  # noqa: FBT003  the answer
    assert "authorization" in {line.document.id for line in desk.state(application).lines} - before
    read, _ = desk.application(application)
    assert read is not None
    assert read.agent is not None
    desk.save(application, "agent.name", "某某")
    desk.save(application, "desk.agent", False)  # noqa: FBT003
    read, _ = desk.application(application)
    assert read is not None
    assert read.agent is None


def test_no_meter_answers_the_business_in_the_same_entry(desk: ApplicationService) -> None:
    application = desk.begin(ON)
    before = desk.record.journal.count()
    desk.save(application, "desk.meter", "none")
    assert desk.state(application).value("case.business") == "new_connection"
    assert desk.record.journal.count() == before + 1


def test_appliances_are_data_with_a_rating_each() -> None:
    found = load_appliances()
    assert len({each.id for each in found}) == len(found) >= 8
    assert all(0 < each.kw <= 20 for each in found)


def test_a_remark_is_kept_with_the_mark_and_read_on_the_card_and_in_the_timeline(
    desk: ApplicationService, application: str
) -> None:
    """The brother who brings it on Thursday was nowhere to be noted."""
    deferred = Mark(LineState.DEFERRED, until=date(2027, 1, 20), remark="  周四由弟弟送来\u200b ")
    desk.mark(application, "premises", deferred)
    noted = state_of(desk, application, "premises")
    assert (noted.state, noted.remark) == (LineState.DEFERRED, "周四由弟弟送来")

    card = ApplicationCards(desk).read(application)
    assert "用电地址物业权属证明（参考，后补，2027年1月20日前；周四由弟弟送来）" in card.missing
    assert any(entry.text.endswith("后补，2027-01-20 前（备注：周四由弟弟送来）") for entry in card.timeline)

    desk.mark(application, "premises", Mark(LineState.REFERENCE))
    assert state_of(desk, application, "premises") == Mark(LineState.REFERENCE)


def test_a_remark_is_written_on_what_nobody_marked_and_stays_whatever_becomes_of_the_document(
    desk: ApplicationService, application: str
) -> None:
    own = state_of(desk, application, "identity").state
    desk.mark(application, "identity", Mark(own, remark="周四由弟弟送来"))
    assert state_of(desk, application, "identity") == Mark(own, remark="周四由弟弟送来")
    card = ApplicationCards(desk).read(application)
    assert any("周四由弟弟送来" in words for words in card.missing)
    assert card.timeline[-1].text.endswith("备注：周四由弟弟送来")

    for state in (LineState.ONLINE, LineState.RECEIVED, own):
        desk.mark(application, "identity", replace(state_of(desk, application, "identity"), state=state))
        assert state_of(desk, application, "identity") == Mark(state, remark="周四由弟弟送来")
    desk.mark(application, "identity", Mark(own))
    assert state_of(desk, application, "identity") == Mark(own)
    assert ApplicationCards(desk).read(application).timeline[-1].text.startswith("删去")
    before = desk.record.journal.count()
    desk.mark(application, "identity", Mark(own))
    assert desk.record.journal.count() == before
    assert desk.record.rebuild().changed == ()


def test_a_remark_alone_is_for_the_desk_and_changes_no_paper(desk: ApplicationService, application: str) -> None:
    before = desk.application(application)
    desk.mark(application, "identity", Mark(LineState.DUE, remark="周四由弟弟送来"))
    assert desk.application(application) == before
    remains = remains_of(desk.record.db, ApplicationId(application))
    assert "弟弟" not in json.dumps(remains, ensure_ascii=False)


def test_a_remark_is_a_line_and_a_letter_is_refused_without_losing_the_mark(
    desk: ApplicationService, application: str
) -> None:
    desk.mark(application, "premises", Mark(LineState.RECEIVED, copies=1, remark="备" * 200))
    with pytest.raises(RemarkTooLong):
        desk.mark(application, "premises", Mark(LineState.RECEIVED, copies=2, remark="备" * 201))
    assert state_of(desk, application, "premises") == Mark(LineState.RECEIVED, copies=1, remark="备" * 200)


def test_a_purge_leaves_no_remark(desk: ApplicationService, application: str) -> None:
    desk.mark(application, "premises", Mark(LineState.DEFERRED, remark="弟弟送来"))
    remains = remains_of(desk.record.db, ApplicationId(application))
    assert "弟弟" not in json.dumps(remains, ensure_ascii=False)


@pytest.mark.parametrize(("reading", "missing"), [(True, False), (False, False), (None, True)])
def test_how_the_office_reads_a_sole_trader_is_not_asked_again_of_each_of_them(
    desk: ApplicationService, *, reading: bool | None, missing: bool
) -> None:
    at_the_desk = replace(desk, sole_proprietor_as_micro=reading)
    found = at_the_desk.begin(ON)
    at_the_desk.save_all(found, {"case.customer": "sole_proprietor", "case.supply.voltage_kv": 0.38})
    lacks = at_the_desk.state(found).lacking[StepKey.SITUATION]
    assert any("个体工商户" in each for each in lacks) == missing


def test_general_practice_that_follows_is_noted_at_the_desk_and_demanded_by_no_paper(
    desk: ApplicationService, application: str
) -> None:
    """The notice would have told the applicant to bring by Thursday what no paper asks for."""
    desk.mark(application, "premises", Mark(LineState.DEFERRED, until=date(2027, 3, 1), remark="周四送来"))
    kept = state_of(desk, application, "premises")
    assert (kept.until, kept.latest) == (date(2027, 3, 1), ""), "no step waits for it, whatever its day"
    read, problems = desk.application(application)
    assert problems == ()
    assert read is not None
    assert read.deferred is None
    with pytest.raises(DeferredTooEarly):
        desk.mark(application, "premises", Mark(LineState.DEFERRED, until=date(2026, 9, 1)))
    (waits,) = waiting(desk.record.db)
    row = deferral_row(waits, date(2027, 2, 28), ("", ""))
    assert row.arithmetic.startswith("产权证明后补到 2027年3月1日，没有也不影响办理。")
    assert (row.left, row.over) == ("还剩 1 日", False)
