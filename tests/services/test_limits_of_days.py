"""Each limit in days and seconds: at the limit, and one step beyond."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from builders.deadline_builders import a_desk, a_supplement, accepted, clock
from builders.record_builders import CHEAP, CLERK, a_record

from gridcounter.core.deadlines.clocks import PauseGround
from gridcounter.core.record.journal import Act, Kind
from gridcounter.services.applications.deadlines import AfterToday, LateWithoutReason
from gridcounter.services.applications.temporary import NotLater, Temporary
from gridcounter.services.custody.backups import Backups
from gridcounter.services.ledger.agenda import View, deferral_words, read_agenda
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.wrong_tries import WaitForPin, WrongPin
from gridcounter.store.custody.verify import last_proof, prove
from gridcounter.store.journal.validators.life import EndedBeforeStart, ResumedBeforePause
from gridcounter.store.queries.clocks import ClockStore

if TYPE_CHECKING:
    from pathlib import Path

    from gridcounter.services.applications.application_service import ApplicationService
    from gridcounter.services.ledger.agenda import Agenda

#: Of one week.
MONDAY, WEDNESDAY = date(2026, 9, 14), date(2026, 9, 16)
ONE_DAY, ONE_SECOND = timedelta(days=1), timedelta(seconds=1)


class Still:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.at = datetime(2026, 9, 21, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


def agenda_of(desk: ApplicationService, today: date) -> Agenda:
    return read_agenda(desk.record.db, desk.assessor.calendar, today)


def listed(desk: ApplicationService, view: View, today: date) -> list[str]:
    return [row.application for row in agenda_of(desk, today).rows(view)]


# backups


def test_a_backup_is_due_when_the_last_is_a_day_old_and_not_a_second_before(tmp_path: Path) -> None:
    still = Still()
    with a_record(tmp_path / "record") as record:
        backups = Backups(record, still)
        backups.make()
        due = {}
        for after in (timedelta(0), ONE_DAY - ONE_SECOND, ONE_DAY, -ONE_SECOND):
            still.at = Still().at + after
            due[after] = backups.due()

    assert list(due.values()) == [False, False, True, True]


def test_a_proof_holds_seven_days_to_the_second(tmp_path: Path) -> None:
    still = Still()
    with a_record(tmp_path / "record") as record:
        backups = Backups(record, still)
        backups.keep_up()
        first = last_proof(backups.place, still.at, record.key)
        assert first == still.at, "one of this very moment counts"
        assert last_proof(backups.place, still.at - ONE_SECOND, record.key) is None
        still.at += timedelta(days=7) - ONE_SECOND
        backups.prove_if_due()
        assert last_proof(backups.place, still.at, record.key) == first
        still.at += ONE_SECOND
        backups.prove_if_due()
        assert last_proof(backups.place, still.at, record.key) == still.at


def test_the_latest_of_several_proofs_is_reported(tmp_path: Path) -> None:
    still = Still()
    with a_record(tmp_path / "record") as record:
        backups = Backups(record, still)
        made = []
        for _ in range(2):
            made.append(backups.make())
            still.at += timedelta(hours=1)
        prove(made[0], record.key, still.at, lambda: None)
        prove(made[1], record.key, still.at - timedelta(minutes=30), lambda: None)

        assert last_proof(backups.place, still.at, record.key) == still.at


# PINs


def test_a_wait_is_over_when_its_last_second_is(tmp_path: Path) -> None:
    now = [0.0]
    with a_record(tmp_path / "record") as record:
        clerks = Clerks(record, lambda: now[0], CHEAP)
        for _ in range(2):
            with pytest.raises(WrongPin):
                clerks.identify(CLERK, "0000")
        with pytest.raises(WaitForPin):
            clerks.identify(CLERK, "0000")
        now[0] = 29.5
        with pytest.raises(WaitForPin, match="请过 1 秒") as wait:
            clerks.identify(CLERK, "471108")
        assert wait.value.seconds == 0.5
        now[0] = 30.0
        assert clerks.identify(CLERK, "471108").id == CLERK
        with pytest.raises(WrongPin, match="再错 2 次"):
            clerks.identify(CLERK, "0000")


# what is due


@pytest.mark.parametrize(
    ("days", "views"),
    [
        (-1, {View.OVER}),
        (0, {View.TODAY, View.WEEK}),
        (1, {View.TOMORROW, View.WEEK}),
        (2, {View.WEEK}),
        (4, {View.WEEK}),
        (5, set()),
    ],
)
def test_a_clock_is_due_today_tomorrow_this_week_or_over(days: int, views: set[View], tmp_path: Path) -> None:
    """Days of the calendar from a Wednesday: the fourth is Sunday, the fifth is Monday of next week."""
    with a_desk(tmp_path) as desk:
        ends = WEDNESDAY + timedelta(days=days)
        application = accepted(desk, MONDAY, clock("plan", None, "accepted", (ends - MONDAY).days))

        found = {view for view in View if application in listed(desk, view, WEDNESDAY)}

        assert found == {View.ALL, *views}


def test_a_paused_clock_is_over_the_day_after_its_last(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = accepted(desk, MONDAY, clock("plan", None, "accepted", 2))
        ref = a_supplement(desk, application)
        desk.deadlines.pause(application, ["plan"], MONDAY, MONDAY, why=PauseGround.SUPPLEMENT, ref=ref)
        desk.deadlines.resume(application, ["plan"], MONDAY, MONDAY)

        over = [listed(desk, View.OVER, WEDNESDAY + timedelta(days=later)) for later in (0, 1)]

        assert over == [[], [application]]


@pytest.mark.parametrize(("before", "soon"), [(31, 0), (30, 1), (0, 1), (-1, 1)])
def test_temporary_power_is_reported_thirty_days_before(before: int, soon: int, tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application, today = desk.begin(MONDAY), WEDNESDAY
        until = today + timedelta(days=before)
        desk.save(application, "desk.temporary_until", until.isoformat())

        assert agenda_of(desk, today).temporary_soon == soon
        (row,) = agenda_of(desk, today).rows(View.TEMPORARY)
        assert (row.over, row.today) == (before < 0, before == 0)
        assert listed(desk, View.OVER, today) == ([application] if before < 0 else [])


def test_temporary_power_is_prolonged_to_tomorrow_at_the_least(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = desk.begin(MONDAY)
        with pytest.raises(NotLater):
            Temporary(desk.record, desk.clerk).prolong(application, WEDNESDAY, WEDNESDAY)
        Temporary(desk.record, desk.clerk).prolong(application, WEDNESDAY + ONE_DAY, WEDNESDAY)
        assert desk.state(application).value("desk.temporary_until") == "2026-09-17"
        # and never to a day that ends it sooner, or where it ended before
        with pytest.raises(NotLater):
            Temporary(desk.record, desk.clerk).prolong(application, WEDNESDAY + ONE_DAY, MONDAY)
        Temporary(desk.record, desk.clerk).prolong(application, WEDNESDAY + 2 * ONE_DAY, MONDAY)


def test_a_missing_year_is_reported_sixty_days_before_it(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        last = max(desk.assessor.calendar.years)
        first = date(last + 1, 1, 1) - timedelta(days=60)

        lines = [agenda_of(desk, day).years_missing for day in (first - ONE_DAY, first)]

        assert lines == [(), (last + 1,)]


def test_what_was_deferred_presses_today_and_is_past_tomorrow(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = accepted(desk, MONDAY, clock("plan", None, "accepted", 90))
        for document, days in (("premises", -1), ("identity", 0), ("authorization", 1)):
            values = {"document": document, "until": (WEDNESDAY + timedelta(days=days)).isoformat()}
            desk.record.journal.append(Act(Kind.DOCUMENT_DEFERRED, values, desk.clerk, application))
        agenda = agenda_of(desk, WEDNESDAY)

        rows = agenda.rows(View.DEFERRED)

        assert agenda.deferrals_due == (1, 1)
        assert deferral_words(agenda) == ["后补资料今天到期 1 项", "后补资料过期未补 1 项"]
        assert [(row.document, row.left, row.today, row.over) for row in rows] == [
            ("premises", "已过 1 日", False, True),
            ("identity", "今天到期", True, False),
            ("authorization", "还剩 1 日", False, False),
        ]


# what is entered


def test_a_day_is_entered_from_its_start_to_today(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = accepted(desk, WEDNESDAY, clock("plan", None, "accepted", 90))
        finish = desk.deadlines.finish
        with pytest.raises(AfterToday):
            finish(application, "plan", WEDNESDAY + ONE_DAY, WEDNESDAY)
        with pytest.raises(EndedBeforeStart):
            finish(application, "plan", WEDNESDAY - ONE_DAY, WEDNESDAY, late="补录")
        with pytest.raises(LateWithoutReason):
            finish(application, "plan", WEDNESDAY, WEDNESDAY + ONE_DAY)
        finish(application, "plan", WEDNESDAY, WEDNESDAY)


def test_a_pause_ends_on_its_own_day_at_the_earliest(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = accepted(desk, MONDAY, clock("plan", None, "accepted", 90))
        pause, resume = desk.deadlines.pause, desk.deadlines.resume
        with pytest.raises(EndedBeforeStart):
            pause(application, ["plan"], MONDAY - ONE_DAY, MONDAY, why=PauseGround.REQUEST, ref="申请书", late="补录")
        pause(application, ["plan"], WEDNESDAY, WEDNESDAY, why=PauseGround.REQUEST, ref="申请书")
        with pytest.raises(ResumedBeforePause):
            resume(application, ["plan"], WEDNESDAY - ONE_DAY, WEDNESDAY, late="补录")
        resume(application, ["plan"], WEDNESDAY, WEDNESDAY)
        for _ in range(9):  # an entry of two digits in its number is not an earlier one
            pause(application, ["plan"], WEDNESDAY, WEDNESDAY, why=PauseGround.REQUEST, ref="申请书")
            resume(application, ["plan"], WEDNESDAY, WEDNESDAY)
        pause(application, ["plan"], WEDNESDAY, WEDNESDAY, why=PauseGround.REQUEST, ref="申请书")

        ((text,), _) = desk.deadlines.on_paper(application)
        assert text.endswith("恢复的次日起接着算。")
        (run,) = (one.run for one in desk.deadlines.of(application, WEDNESDAY).readings)
        assert [(one.on, one.until) for one in run.pauses] == [(WEDNESDAY, WEDNESDAY)] * 10 + [(WEDNESDAY, None)]
        ((_, seen),) = ClockStore(desk.record.db).rested()
        assert seen.pauses == run.pauses
