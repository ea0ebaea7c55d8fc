"""The checklist and the office's own list of what it can call up: what is offered, and what a failure does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from builders.record_builders import a_demo

from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.core.intake.checklist import ChecklistLine, LineState, Mark
from gridcounter.core.intake.sharing import FOUND_SO
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.called_up import could_not_call_up
from gridcounter.services.office.sharing import NotCalledUpHere, Sharing

ON, TODAY = date(2026, 9, 28), date(2026, 9, 29)
ASSESSOR = open_assessor()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ApplicationService]:
    record = a_demo(tmp_path / "demo")
    yield open_application_service(record, ASSESSOR)
    record.close()


@pytest.fixture
def application(desk: ApplicationService) -> str:
    found = desk.begin(ON)
    desk.save_all(found, {"case.business": "new_connection", "case.customer": "enterprise"})
    return found


def line_of(desk: ApplicationService, application: str, document: str) -> ChecklistLine:
    return next(line for line in desk.state(application).lines if line.document.id == document)


def listed(desk: ApplicationService, document: str, customer: str = "") -> None:
    Sharing(desk.record, desk.clerk).add(document, "certificates", FOUND_SO, ON, customer=customer)


def test_without_a_list_every_line_is_as_before(desk: ApplicationService, application: str) -> None:
    """Would catch an empty list that takes 共享 away from a desk that keeps none."""
    lines = desk.state(application).lines
    assert lines
    assert all(line.shared is None for line in lines)
    first = line_of(desk, application, "identity")
    assert first.choices[0] != LineState.ONLINE
    desk.mark(application, "identity", Mark(LineState.ONLINE))
    assert desk.state(application).fields["case.online"].value == ["identity"]


def test_only_what_is_listed_for_the_case_is_offered_and_first(desk: ApplicationService, application: str) -> None:
    """Would catch `online` with a document that is not on the list, and a row of others taken for this case."""
    listed(desk, "identity")
    listed(desk, "premises", customer="resident")
    on_list = line_of(desk, application, "identity")
    assert on_list.choices[0] == LineState.ONLINE
    assert on_list.shared is not None
    assert on_list.state != LineState.ONLINE, "listed is not ticked"
    assert LineState.ONLINE not in line_of(desk, application, "premises").choices
    with pytest.raises(NotCalledUpHere):
        desk.mark(application, "premises", Mark(LineState.ONLINE))
    desk.mark(application, "identity", Mark(LineState.ONLINE))
    assert desk.state(application).fields["case.online"].value == ["identity"]


def test_what_was_called_up_stays_so_when_its_row_ends(desk: ApplicationService, application: str) -> None:
    """Would catch a fact of the case that a later change of the list rewrites."""
    listed(desk, "identity")
    listed(desk, "premises")
    desk.mark(application, "identity", Mark(LineState.ONLINE))
    sharing = Sharing(desk.record, desk.clerk)
    sharing.end(sharing.rows()[0], "接口停用")
    assert line_of(desk, application, "identity").state == LineState.ONLINE


def test_what_cannot_be_called_up_is_counted_and_changes_no_answer(desk: ApplicationService, application: str) -> None:
    """Would catch a failure that counts as the applicant's, that is not counted, or that reads as a change of the
    notice.
    """
    asked = line_of(desk, application, "identity").state
    listed(desk, "identity")
    desk.mark(application, "identity", Mark(LineState.ONLINE))
    before = desk.state(application)
    could_not_call_up(desk, application, "identity", TODAY)
    after = line_of(desk, application, "identity")
    assert (after.state, after.mark.remark) == (asked, "9月29日当场调不到，不是申请人的原因")
    (row,) = Sharing(desk.record, desk.clerk).rows()
    assert (row.failures, row.failed_on) == (1, TODAY)
    now = desk.state(application)
    assert now.fields["case.online"].value == []
    assert before.decision is not None
    assert now.decision is not None
    told = [(one.id, one.label) for one in before.decision.documents]
    assert told == [(one.id, one.label) for one in now.decision.documents]
    assert (before.decision.steps, before.decision.limits) == (now.decision.steps, now.decision.limits)


def test_only_a_row_of_the_list_can_fail(desk: ApplicationService, application: str) -> None:
    with pytest.raises(NotCalledUpHere):
        could_not_call_up(desk, application, "identity", TODAY)
