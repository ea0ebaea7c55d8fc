"""What the list shows beside a row: the class told, and of our running clocks the one that ends first."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from builders.deadline_builders import ASSESSOR, a_desk, accepted, clock

from gridcounter.core.deadlines.clocks import ClockState, PauseGround, read_clock
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.ledger.ledger import Ledger
from gridcounter.services.ledger.row_details import RowDetails
from gridcounter.store.queries.clocks import ClockStore

MONDAY, TUESDAY = date(2026, 9, 14), date(2026, 9, 15)
LONG, SHORT = clock("sum", 9, "accepted"), clock("plan", 3, "accepted")
THEIRS = clock("works", 1, "accepted") | {"actor": "applicant"}


def details(desk: ApplicationService, application: str) -> RowDetails:
    (found,) = Ledger(desk.record).details([application], ASSESSOR.calendar).values()
    return found


def test_the_nearest_of_our_clocks_is_told_and_what_others_do_is_left_out(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = accepted(desk, MONDAY, LONG, SHORT, THEIRS, clock("connect", 1, "completion_reported"))
        found = details(desk, application)
        assert (found.clock, found.paused) == ("方案答复", False)
        assert found.due is not None
        assert found.due.on == date(2026, 9, 17)
        assert found.category
        draft = desk.intake.open(MONDAY, {})
        assert details(desk, draft) == RowDetails()


def test_a_limit_over_the_whole_course_names_nobody_and_is_ours_but_not_the_days_of_the_authority(
    tmp_path: Path,
) -> None:
    """The card said 已逾期 while the list beside it had no day at all."""
    with a_desk(tmp_path) as desk:
        whole = clock("whole_process", 15, "accepted") | {"actor": ""}
        application = accepted(desk, MONDAY, whole, clock("approval", 2, "accepted") | {"actor": ""})
        assert details(desk, application).clock == "whole_process"


def test_a_paused_clock_has_no_day_and_the_next_one_comes_forward(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = accepted(desk, MONDAY, LONG, SHORT)
        desk.deadlines.pause(application, ["plan"], TUESDAY, TUESDAY, why=PauseGround.REQUEST, ref="申请书")
        assert details(desk, application).clock == "sum"
        desk.deadlines.pause(application, ["sum"], TUESDAY, TUESDAY, why=PauseGround.REQUEST, ref="申请书")
        assert details(desk, application) == RowDetails(category=details(desk, application).category, paused=True)
        desk.deadlines.resume(application, ["plan"], TUESDAY, TUESDAY)
        assert details(desk, application).clock == "方案答复"


def test_a_list_is_told_what_each_clock_says_one_by_one(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        several = [accepted(desk, MONDAY, clock("plan", wd, "accepted"), LONG) for wd in (2, 5, 12)]
        found = Ledger(desk.record).details([*several, "nobody"], ASSESSOR.calendar)
        assert list(found) == [*several, "nobody"]
        for application in several:
            runs = ClockStore(desk.record.db).runs(application)
            readings = [read_clock(run, TUESDAY, ASSESSOR.calendar) for run in runs]
            days = [one.due.on for one in readings if one.due and one.state == ClockState.RUNNING]
            due = found[application].due
            assert due is not None
            assert due.on == min(days)
