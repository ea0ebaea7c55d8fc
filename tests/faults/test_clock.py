"""The computer's clock set back and forward: the journal keeps its order, and backups and locks stay right."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from builders.record_builders import CLERK, DAY, PASSPHRASE, Clock, a_record, opened, tables

from gridcounter.services.applications.intake import Intake
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.recovery import carry_out, plan_recovery
from gridcounter.services.record.opening import open_record
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.manifest import backups_in
from gridcounter.store.custody.verify import examine
from gridcounter.store.database import RECORD_FILE
from gridcounter.store.instance import RecordInUse

NOW = datetime(2026, 9, 21, 1, 0, tzinfo=UTC)
#: A dead battery, a slip in the year, summer time, and right again.
JUMPS = [timedelta(0), timedelta(days=-9000), timedelta(days=3653), timedelta(hours=-1), timedelta(0)]


def test_whatever_the_clock_says_entries_are_in_the_order_in_which_they_were_made(tmp_path: Path) -> None:
    clock, made = Clock(NOW), []
    with a_record(tmp_path / "record", clock) as record:
        intake = Intake(record, CLERK)
        application = intake.open(DAY)
        for place, jump in enumerate(JUMPS):
            clock.at = NOW + jump
            made.append(intake.save(application, {f"field.{place}": (place, None)}).ref)

    with opened(tmp_path / "record", Clock(NOW + timedelta(days=-9000))) as record:
        assert [entry.ref for entry in record.journal.of(application)][1:] == made
        assert len({entry.hlc for entry in record.journal.all()}) == record.journal.count()
        assert record.verify().sound
        before = tables(record.db)
        assert record.rebuild().changed == ()
        assert tables(record.db) == before


def test_no_number_is_given_twice_on_a_day_that_comes_again(tmp_path: Path) -> None:
    clock = Clock(NOW)
    with a_record(tmp_path / "record", clock) as record:
        intake, numbers = Intake(record, CLERK), []
        for jump in JUMPS:
            clock.at = NOW + jump
            numbers += [record.applications.get(intake.open(clock.at.date())).number for _ in range(2)]

        assert len(set(numbers)) == len(numbers) == 10


def test_a_backup_is_due_after_every_jump_and_none_of_before_is_pushed_out(tmp_path: Path) -> None:
    clock = Clock(NOW)
    with a_record(tmp_path / "record", clock) as record:
        intake, backups, made = Intake(record, CLERK), Backups(record, clock), []
        for jump in JUMPS:
            clock.at = NOW + jump
            intake.open(DAY)
            assert backups.needed()
            made.append(backups.make().name)

        found = backups_in(record.folder / BACKUPS)
        assert [backup.name for backup in found] == made[::-1]
        assert all(examine(backup, record.key).sound for backup in found)


def test_a_recovery_takes_what_was_entered_last_not_what_the_wrong_clock_says(tmp_path: Path) -> None:
    clock = Clock(NOW)
    folder = tmp_path / "record"
    with a_record(folder, clock) as record:
        for jump in (timedelta(days=3653), timedelta(0), timedelta(days=-9000)):
            clock.at = NOW + jump
            Intake(record, CLERK).open(DAY)
            Backups(record, clock).make()
    (folder / RECORD_FILE).write_bytes(b"damaged")

    plan = plan_recovery(folder, PASSPHRASE, clock=clock)
    assert plan is not None
    carry_out(plan, clock)

    with opened(folder) as record:
        assert record.applications.count() == 3


@pytest.mark.parametrize("jump", JUMPS[1:3])
def test_the_lock_holds_whatever_the_clock_says(tmp_path: Path, jump: timedelta) -> None:
    with a_record(tmp_path / "record", Clock(NOW)), pytest.raises(RecordInUse):
        open_record(tmp_path / "record", PASSPHRASE, clock=Clock(NOW + jump))
    with opened(tmp_path / "record", Clock(NOW + jump)) as record:
        assert record.verify().sound
