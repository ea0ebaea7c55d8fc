"""Acts on clocks over a real record: start, pause, resumption, end, and late entries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from builders.deadline_builders import ACCEPTED, CLOCKS, LATE, a_desk, a_supplement, accepted, clock

from gridcounter.core.deadlines.clocks import ClockState, PauseGround, Reading
from gridcounter.errors import Refusal
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.deadlines import (
    AfterToday,
    ChangedWithoutReason,
    LateWithoutReason,
    NoSuchEvent,
    NothingPaused,
    running_beside,
)
from gridcounter.services.ledger.application_card import ApplicationCards

NEXT = date(2026, 9, 29)


def reading(desk: ApplicationService, application: str, clock: str, today: date = NEXT) -> Reading:
    found = desk.deadlines.of(application, today).reading(clock)
    assert found is not None
    return found


def moments(desk: ApplicationService, application: str) -> list[str]:
    return [moment.what for moment in ApplicationCards(desk).read(application).timeline]


def test_accepting_starts_its_clocks_and_a_sum_is_none(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        clocks = desk.deadlines.of(accepted(desk), NEXT)
        assert [(one.run.clock.id, str(one.state)) for one in clocks.readings] == [
            ("plan", "running"),
            ("connect", "waiting"),
            ("silent", "running"),
        ]
        assert list(clocks.events) == ["accepted", "completion_reported"]


def test_a_noted_event_starts_its_clock(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = accepted(desk)
        desk.deadlines.note_event(application, "completion_reported", NEXT, NEXT)
        assert reading(desk, application, "connect").state == ClockState.RUNNING
        assert moments(desk, application)[-1] == "报验，2026-09-29，次日起算"


def test_another_day_of_an_event_says_why(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = accepted(desk)
        noted = desk.deadlines.note_event
        noted(application, "completion_reported", NEXT, NEXT)
        with pytest.raises(ChangedWithoutReason, match="2026-09-29"):
            noted(application, "completion_reported", date(2026, 9, 30), date(2026, 9, 30))
        noted(application, "completion_reported", date(2026, 9, 30), date(2026, 9, 30), late="日期写错")
        assert reading(desk, application, "connect").run.started_on == date(2026, 9, 30)


def test_an_event_that_starts_nothing_is_refused(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = accepted(desk, ACCEPTED, *CLOCKS, clock("whole", 5, "applied"))
        for event in ("signed", "accepted", "applied"):
            with pytest.raises(NoSuchEvent):
                desk.deadlines.note_event(application, event, NEXT, NEXT)


def test_a_supplement_pauses_the_clock_and_its_paper_is_named(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = accepted(desk)
        ref = a_supplement(desk, application)
        (ground,) = desk.deadlines.of(application, NEXT).grounds
        assert ground.ref == ref
        desk.deadlines.pause(application, ["plan"], NEXT, NEXT, why=PauseGround.SUPPLEMENT, ref=ref)
        assert reading(desk, application, "plan").state == ClockState.PAUSED
        back = date(2026, 10, 12)
        desk.deadlines.resume(application, ["plan"], back, back)
        due = reading(desk, application, "plan", back).due
        assert due is not None
        assert due.on == date(2026, 10, 20)
        result = moments(desk, application)
        assert result[-2].startswith("时限暂停，2026-09-29：方案答复；依据《补充资料告知单》第 1 版")
        assert result[-1] == "时限恢复，2026-10-12，次日起接着算：方案答复"


def test_what_is_entered_after_its_day_carries_its_reason_and_stays_marked(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application, today = accepted(desk, late=LATE), date(2026, 10, 9)
        deadlines = desk.deadlines
        acts: list[Callable[[str], object]] = [
            lambda late: deadlines.note_event(application, "completion_reported", NEXT, today, late=late),
            lambda late: deadlines.pause(
                application, ["plan"], NEXT, today, why=PauseGround.REQUEST, ref="书面申请", late=late
            ),
            lambda late: deadlines.resume(application, ["plan"], NEXT, today, late=late),
            lambda late: deadlines.finish(application, "plan", NEXT, today, late=late),
        ]
        for act in acts:
            with pytest.raises(LateWithoutReason):
                act(" ")
            act("事后补记")
        assert all(what.endswith("（补录：事后补记）") for what in moments(desk, application)[-4:])
        assert f"受理，2026-09-28，当日不计（补录：{LATE}）" in moments(desk, application)
        clocks = desk.deadlines.of(application, today)
        assert clocks.late(reading(desk, application, "plan")) == f"{LATE}；事后补记"


def test_what_has_not_happened_yet_is_not_noted(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application, count = accepted(desk), desk.record.journal.count()
        with pytest.raises(AfterToday):
            desk.deadlines.finish(application, "plan", NEXT, ACCEPTED)
        nothings: list[Callable[[], object]] = [
            lambda: desk.deadlines.pause(application, [], NEXT, NEXT, why=PauseGround.REQUEST, ref="x"),
            lambda: desk.deadlines.resume(application, [], NEXT, NEXT),
        ]
        for nothing in nothings:
            with pytest.raises(NothingPaused):
                nothing()
        with pytest.raises(Refusal, match="还没有起算"):
            desk.deadlines.finish(application, "connect", NEXT, NEXT)
        assert desk.record.journal.count() == count


def test_a_supplement_stops_all_that_run_and_they_go_on_together(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = accepted(desk)
        desk.deadlines.note_event(application, "completion_reported", NEXT, NEXT)
        clocks = desk.deadlines.of(application, NEXT)
        assert running_beside(clocks, "connect", ClockState.RUNNING) == ("connect", "plan")
        assert running_beside(clocks, "plan", ClockState.PAUSED) == ("plan",)


def test_an_application_without_an_answer_has_no_clocks(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        assert desk.deadlines.of(desk.begin(ACCEPTED), NEXT).readings == ()
