"""The views over all clocks, compared with reading every application one by one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from builders.deadline_builders import ACCEPTED, CLOCKS, LATE, a_desk, a_supplement, accepted, clock

from gridcounter.core.deadlines.clocks import ClockState, PauseGround
from gridcounter.core.intake.checklist import LineState, Mark
from gridcounter.core.record.journal import Act, Kind
from gridcounter.errors import Refusal
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.temporary import NotLater, Temporary
from gridcounter.services.ledger.agenda import Agenda, View, ask_agenda, read_agenda

FIRST = date(2026, 8, 3)
_LENGTHS = (1, 2, 3, 5, 7, 15)


@dataclass(frozen=True, repr=False)
class Busy:
    """`untils` are ends of temporary power."""

    desk: ApplicationService
    applications: list[str]
    closed: set[str]
    untils: dict[str, date]


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Busy]:
    """Sixty applications to which anything may have happened."""
    chance = random.Random(7)  # noqa: S311  the same in every run
    with a_desk(tmp_path_factory.mktemp("busy")) as desk:
        applications = [_an_eventful_one(desk, chance) for _ in range(60)]
        store = desk.record.applications
        fields = {one: store.fields(one).get("desk.temporary_until") for one in applications}
        untils = {one: date.fromisoformat(found.value) for one, found in fields.items() if found is not None}
        yield Busy(desk, applications, {one for one in applications if store.get(one).state == "closed"}, untils)


def _an_eventful_one(desk: ApplicationService, chance: random.Random) -> str:
    on = FIRST + timedelta(days=chance.randrange(80))
    today = on + timedelta(days=40)
    clocks = (clock("plan", chance.choice(_LENGTHS), "accepted"), *CLOCKS[1:], clock("next", None, "accepted", 1))
    application, deadlines = accepted(desk, on, *clocks), desk.deadlines
    if chance.random() < 0.5:
        reported = on + timedelta(days=chance.randrange(10))
        deadlines.note_event(application, "completion_reported", reported, today, late=LATE)
    if chance.random() < 0.4:
        rests = on + timedelta(days=chance.randrange(5))
        if chance.random() < 0.5:
            why, ref = PauseGround.SUPPLEMENT, a_supplement(desk, application)
        else:
            why, ref = PauseGround.REQUEST, "书面申请"
        deadlines.pause(application, ["plan"], rests, today, why=why, ref=ref, late=LATE)
        if chance.random() < 0.5:
            deadlines.resume(application, ["plan"], rests + timedelta(days=9), today, late=LATE)
    if chance.random() < 0.3:
        deadlines.finish(application, "plan", on + timedelta(days=20), today, late=LATE)
    if chance.random() < 0.1:
        desk.record.journal.append(Act(Kind.APPLICATION_CLOSED, {"why": ""}, desk.clerk, application))
    if chance.random() < 0.4:
        day = chance.choice([None, (on + timedelta(days=chance.randrange(60))).isoformat()])
        values = {"document": "premises", "until": day}
        desk.record.journal.append(Act(Kind.DOCUMENT_DEFERRED, values, desk.clerk, application))
        if chance.random() < 0.3:
            desk.checklist.set(application, "premises", Mark(chance.choice([LineState.DUE, LineState.RECEIVED])))
    if chance.random() < 0.2:
        desk.save(application, "desk.temporary_until", (on + timedelta(days=chance.randrange(60))).isoformat())
    return application


def one_by_one(busy: Busy, today: date) -> dict[View, set[tuple[str, str]]]:
    """Every clock read for itself, and asked what each view asks."""
    found: dict[View, set[tuple[str, str]]] = {view: set() for view in View}
    sunday = today + timedelta(days=6 - today.weekday())
    for application in busy.applications:
        marks = busy.desk.checklist.marks(application).values()
        if application not in busy.closed and any(mark.state == LineState.DEFERRED for mark in marks):
            found[View.DEFERRED].add((application, ""))
        key, until = (application, ""), busy.untils.get(application)
        if until is not None:
            found[View.ALL].add(key)
            found[View.TEMPORARY].add(key)
            _put(found, key, until, today, sunday)
            if until < today:
                found[View.OVER].add(key)
        for one in busy.desk.deadlines.of(application, today).readings:
            resting = one.state == ClockState.PAUSED
            if application in busy.closed or one.left is None or not (resting or one.state == ClockState.RUNNING):
                continue
            key = (application, one.run.clock.id)
            found[View.ALL].add(key)
            if one.due:
                _put(found, key, one.due.on, today, sunday)
            if one.over:
                found[View.OVER].add(key)
            if resting:
                found[View.PAUSED].add(key)
    return found


def _put(found: dict[View, set[tuple[str, str]]], key: tuple[str, str], due: date, today: date, sunday: date) -> None:
    if due == today:
        found[View.TODAY].add(key)
    if due == today + timedelta(days=1):
        found[View.TOMORROW].add(key)
    if today <= due <= sunday:
        found[View.WEEK].add(key)


@pytest.mark.parametrize("later", [0, 27, 28, 45, 59, 76, 92, 130])
def test_every_view_is_what_reading_all_one_by_one_gives(busy: Busy, later: int) -> None:
    """Before all of them and after, on a Sunday and the Monday after it, within the days off of the National Day."""
    today = FIRST + timedelta(days=later)
    agenda, alone = an_agenda(busy.desk, today), one_by_one(busy, today)
    for view in View:
        rows = agenda.rows(view, 10_000)
        assert {(row.application, row.clock) for row in rows} == alone[view]
        assert len(rows) == agenda.total(view)


def test_rows_say_what_the_clock_itself_says(busy: Busy) -> None:
    desk = busy.desk
    today = FIRST + timedelta(days=60)
    for row in read_agenda(desk.record.db, desk.assessor.calendar, today).rows(View.ALL, 10_000):
        if row.clock:
            clocks = desk.deadlines.of(row.application, today)
            (alone,) = (one for one in desk.deadlines.rows(clocks) if one.clock == row.clock)
            assert (alone.left, alone.due, alone.arithmetic) == (row.left, row.due, row.arithmetic)


def test_the_nearest_come_first_and_a_list_is_cut_after_them(busy: Busy) -> None:
    desk = busy.desk
    agenda = read_agenda(desk.record.db, desk.assessor.calendar, FIRST + timedelta(days=40))
    whole, cut = agenda.rows(View.ALL, 10_000), agenda.rows(View.ALL, 7)
    assert cut == whole[:7]


def test_what_is_folded_again_gives_the_same_views(busy: Busy) -> None:
    desk = busy.desk
    assert desk.record.rebuild().changed == ()


def an_agenda(desk: ApplicationService, today: date) -> Agenda:
    return read_agenda(desk.record.db, desk.assessor.calendar, today)


def test_who_waits_for_the_applicant_is_counted_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    with a_desk(tmp_path_factory.mktemp("desk")) as desk:
        today = date(2026, 9, 29)
        application = accepted(desk, ACCEPTED, clock("plan", 7, "accepted"), clock("whole", 15, "accepted"))
        ref = a_supplement(desk, application)
        desk.deadlines.pause(application, ["plan", "whole"], today, today, why=PauseGround.SUPPLEMENT, ref=ref)
        asked = accepted(desk, name="样例五金店")
        desk.deadlines.pause(asked, ["plan"], today, today, why=PauseGround.REQUEST, ref="书面申请")
        total, rows = an_agenda(desk, today).waiting()
        assert total == 1
        assert [(row.application, row.name) for row in rows] == [(application, "样例面馆")]


def test_temporary_power_is_listed_before_its_end_until_the_applicant_has_answered(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with a_desk(tmp_path_factory.mktemp("desk")) as desk:
        application, today = desk.begin(ACCEPTED), date(2026, 11, 20)
        desk.save(application, "desk.temporary_until", "2026-12-10")
        assert an_agenda(desk, today).temporary_soon == 1
        assert an_agenda(desk, date(2026, 10, 1)).temporary_soon == 0
        (row,) = an_agenda(desk, today).rows(View.TEMPORARY)
        assert (row.due, row.left) == ("12月10日", "还剩 20 日")
        assert "转正式" in row.next
        temporary = Temporary(desk.record, desk.clerk)
        with pytest.raises(NotLater):
            temporary.prolong(application, today, today)
        temporary.prolong(application, date(2027, 3, 1), today)
        (row,) = an_agenda(desk, today).rows(View.TEMPORARY)
        assert row.due == "2027年3月1日"
        temporary.settle(application, "formal")
        assert an_agenda(desk, today).rows(View.TEMPORARY) == ()
        with pytest.raises(ValueError, match="nothing"):
            temporary.settle(application, "nothing")


def test_a_closed_application_still_has_temporary_power_that_ends(tmp_path_factory: pytest.TempPathFactory) -> None:
    with a_desk(tmp_path_factory.mktemp("desk")) as desk:
        application = accepted(desk)
        desk.save(application, "desk.temporary_until", "2026-12-10")
        desk.record.journal.append(Act(Kind.APPLICATION_CLOSED, {"why": "已送电"}, desk.clerk, application))
        agenda = an_agenda(desk, date(2026, 12, 12))
        assert [row.left for row in agenda.rows(View.OVER)] == ["已过 2 日"]


def test_a_year_that_is_not_loaded_is_shown_in_time(tmp_path_factory: pytest.TempPathFactory) -> None:
    with a_desk(tmp_path_factory.mktemp("desk")) as desk:
        last = max(desk.assessor.calendar.years)
        assert an_agenda(desk, date(last, 6, 1)).years_missing == ()
        assert an_agenda(desk, date(last, 11, 20)).years_missing == (last + 1,)
        accepted(desk, date(last, 6, 1), clock("far", 200, "accepted"))
        assert an_agenda(desk, date(last, 6, 2)).years_missing == (last + 1,)


def test_a_worker_reads_over_connections_of_its_own(busy: Busy) -> None:
    desk = busy.desk
    today = FIRST + timedelta(days=40)
    total = ask_agenda(desk.record, desk.assessor.calendar, today, lambda agenda: agenda.total(View.ALL))
    assert total == an_agenda(desk, today).total(View.ALL) > 0


def test_a_refused_act_changes_no_view(tmp_path_factory: pytest.TempPathFactory) -> None:
    with a_desk(tmp_path_factory.mktemp("desk")) as desk:
        application, today = accepted(desk), date(2026, 9, 29)
        before = an_agenda(desk, today).rows(View.ALL)
        with pytest.raises(Refusal, match="依据"):
            desk.deadlines.pause(application, ["plan"], today, today, why=PauseGround.REQUEST, ref=" ")
        assert an_agenda(desk, today).rows(View.ALL) == before
