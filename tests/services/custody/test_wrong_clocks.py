"""The seven days of a rule, and of who may confirm a purge, count by today and not by one entry of a wrong clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from builders.record_builders import CHEAP, CLERK, Clock, a_record

from gridcounter.services.applications.intake import Intake
from gridcounter.services.custody.purging import rule_of, set_rule
from gridcounter.services.custody.who_confirms import ChangedLately, who_may_confirm
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Role
from gridcounter.services.record.record import Record
from gridcounter.store.journal.append import ClockBeyond

NOW = datetime(2026, 9, 21, 1, tzinfo=UTC)
TEN_YEARS = timedelta(days=3652)


def enter(record: Record, clock: Clock, at: datetime) -> None:
    clock.at = at
    Intake(record, CLERK).open(at.date(), {"applicant.name": "样例"})


@pytest.mark.parametrize("one_more", [False, True], ids=["it is the last entry", "one was made since"])
def test_one_entry_ten_years_ahead_does_not_put_a_new_rule_off_for_ten_years(tmp_path: Path, *, one_more: bool) -> None:
    clock = Clock(NOW)
    with a_record(tmp_path / "record", clock) as record:
        enter(record, clock, NOW + TEN_YEARS)
        clock.at = NOW + timedelta(hours=1)
        if one_more:
            enter(record, clock, clock.at)

        set_rule(record, CLERK, 12, "样例期限表", NOW.date())

        rule = rule_of(record)
        assert rule is not None
        assert rule.holds_from == NOW.date() + timedelta(days=7)


def test_whoever_left_two_months_ago_is_not_of_this_week_after_an_entry_ten_years_ahead(tmp_path: Path) -> None:
    clock = Clock(NOW)
    with a_record(tmp_path / "record", clock) as record:
        clerks = Clerks(record, cost=CHEAP)
        leader = clerks.add(CLERK, "赵刚", Role.LEADER, "802466")
        clock.at = NOW + timedelta(days=30)
        enter(record, clock, NOW + TEN_YEARS)
        clock.at = NOW + timedelta(days=31)
        clerks.leave(CLERK, leader)
        with pytest.raises(ChangedLately):
            who_may_confirm(record, CLERK)

        clock.at = NOW + timedelta(days=91)

        assert who_may_confirm(record, CLERK) == []


def test_whoever_left_with_a_clock_ahead_counts_as_of_the_day_on_which_it_was_right_again(tmp_path: Path) -> None:
    """The clock set ahead for the one act does not shorten the week, nor make it longer than a week."""
    clock = Clock(NOW)
    with a_record(tmp_path / "record", clock) as record:
        clerks = Clerks(record, cost=CHEAP)
        leader = clerks.add(CLERK, "赵刚", Role.LEADER, "802466")
        clock.at = NOW + TEN_YEARS
        clerks.leave(CLERK, leader)
        for day in (30, 31, 32):
            enter(record, clock, NOW + timedelta(days=day))
        with pytest.raises(ChangedLately):
            who_may_confirm(record, CLERK)

        clock.at = NOW + timedelta(days=38)

        assert who_may_confirm(record, CLERK) == []


def test_a_clock_set_back_does_not_begin_the_wait_of_a_first_rule_earlier(tmp_path: Path) -> None:
    clock = Clock(NOW)
    with a_record(tmp_path / "record", clock) as record:
        for day in (1, 2, 3):
            enter(record, clock, NOW + timedelta(days=day))
        clock.at = NOW - timedelta(days=20)

        set_rule(record, CLERK, 12, "样例期限表", clock.at.date())

        rule = rule_of(record)
        assert rule is not None
        assert rule.holds_from == NOW.date() + timedelta(days=3 + 7)


def test_a_clock_centuries_ahead_enters_nothing_and_leaves_the_record_usable(tmp_path: Path) -> None:
    """The clock of an entry has thirteen digits: one of the year 2400 was the last entry that could ever be made."""
    clock = Clock(NOW)
    with a_record(tmp_path / "record", clock) as record:
        count = record.journal.count()
        for year in (2287, 2400, 9999):
            with pytest.raises(ClockBeyond, match=f"本机的日期是 {year} 年，明显不对"):
                enter(record, clock, datetime(year, 6, 1, tzinfo=UTC))
        assert record.journal.count() == count

        enter(record, clock, datetime(2286, 11, 1, tzinfo=UTC))
        enter(record, clock, NOW + timedelta(days=1))

        assert record.verify().sound
        assert len(record.verify().off_clock) == 1


def test_a_clock_that_falls_between_two_looks_is_found(tmp_path: Path) -> None:
    """What was looked at is not looked at again; what came since is, and what was found stays found."""
    clock = Clock(NOW)
    with a_record(tmp_path / "record", clock) as record:
        enter(record, clock, NOW)
        assert record.journal.off_clock() == {}
        enter(record, clock, NOW + timedelta(hours=1))
        assert record.journal.off_clock() == {}
        enter(record, clock, NOW + TEN_YEARS)
        enter(record, clock, NOW + timedelta(hours=2))
        found = record.journal.off_clock()
        assert found
        enter(record, clock, NOW + timedelta(hours=3))
        assert set(found) <= set(record.journal.off_clock())


def test_what_was_looked_at_is_not_looked_at_again(tmp_path: Path) -> None:
    """On a record of a busy year, each application that was chosen waited for most of a second."""
    clock = Clock(NOW)
    with a_record(tmp_path / "record", clock) as record:
        enter(record, clock, NOW)
        record.journal.off_clock()
        steps = 0

        def count() -> int:
            nonlocal steps
            steps += 1
            return 0

        connection = record.db.conn
        connection.set_progress_handler(count, 1)
        record.journal.off_clock()
        few = steps
        connection.set_progress_handler(None, 0)
        for minute in range(40):
            enter(record, clock, NOW + timedelta(minutes=minute))
        record.journal.off_clock()
        steps = 0
        connection.set_progress_handler(count, 1)
        record.journal.off_clock()
        connection.set_progress_handler(None, 0)
        assert steps <= few, "however many entries there are"
