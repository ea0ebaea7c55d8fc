"""A record whose file gets the contents of an earlier day while it is open, as by a program that syncs folders."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from builders.record_builders import CLERK, DAY, PASSPHRASE, Clock, a_record, opened

from gridcounter.services.applications.intake import Intake
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.recovery import carry_out, plan_recovery
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.record import Record
from gridcounter.store.database import RECORD_FILE, RecordDamaged, is_suspect


def written_over(record: Record, earlier: bytes) -> None:
    """The file stays the same one, so that neither its name nor its number tells of it."""
    record.write(lambda stores: stores.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone())
    with (record.folder / RECORD_FILE).open("r+b") as file:
        file.write(earlier)
        file.truncate(len(earlier))


def test_the_next_backup_calls_it_damage_and_not_a_fault_of_the_backup(tmp_path: Path) -> None:
    """The fault: 台账本身没有受影响 was said of it by every backup until the evening."""
    folder = tmp_path / "record"
    with a_record(folder, Clock()) as record:
        Intake(record, CLERK).open(DAY)
        Backups(record, Clock()).make()
        entries = record.journal.count()
    earlier = (folder / RECORD_FILE).read_bytes()

    with opened(folder) as record:
        for _ in range(20):  # some pages more
            Intake(record, CLERK).open(DAY)
        written_over(record, earlier)
        Intake(record, CLERK).open(DAY)
        with pytest.raises(RecordDamaged, match=RECORD_FILE):
            Backups(record, Clock()).make()

    assert is_suspect(folder)
    plan = plan_recovery(folder, PASSPHRASE, clock=Clock())
    assert plan is not None
    assert plan.damaged == (RECORD_FILE,)
    assert carry_out(plan, Clock())[0].entries == entries
    with closing(open_record(folder, PASSPHRASE, clock=Clock())) as record:
        assert record.verify().sound
