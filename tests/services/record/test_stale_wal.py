"""A log of an earlier session laid beside today's record: SQLite would play it into the file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from builders.record_builders import CLERK, DAY, PASSPHRASE, Clock, a_record, opened

from gridcounter.services.applications.intake import Intake
from gridcounter.services.custody.recovery import plan_recovery
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.record import Record
from gridcounter.store.custody.keys import KEYS_FILE
from gridcounter.store.custody.rekey import READY
from gridcounter.store.custody.stale_wal import StaleWal
from gridcounter.store.database import RECORD_FILE

LOG = f"{RECORD_FILE}-wal"


def take_in(record: Record, many: int) -> None:
    for _ in range(many):
        Intake(record, CLERK).open(DAY, {"applicant.name": "样例"})


def test_the_log_of_an_earlier_session_laid_beside_the_record_moves_nothing(tmp_path: Path) -> None:
    folder, clock = tmp_path / "record", Clock()
    with a_record(folder, clock) as record:
        take_in(record, 2)
    with opened(folder, clock) as record:
        take_in(record, 3)
        shutil.copy(folder / LOG, tmp_path / LOG)
    with opened(folder, clock) as record:
        take_in(record, 6)
        count = record.journal.count()
    before = (folder / RECORD_FILE).read_bytes()
    shutil.copy(tmp_path / LOG, folder / LOG)

    with pytest.raises(StaleWal, match=r"没有打开，也没有改动.*请把它移到别处再打开"):
        open_record(folder, PASSPHRASE, clock=clock)
    with pytest.raises(StaleWal):
        plan_recovery(folder, PASSPHRASE, clock=clock)
    (folder / READY).mkdir()  # as if a change of the key had been interrupted: it is looked at before anything else
    shutil.copy(folder / KEYS_FILE, folder / READY / KEYS_FILE)
    with pytest.raises(StaleWal):
        open_record(folder, PASSPHRASE, clock=clock)
    shutil.rmtree(folder / READY)

    assert (folder / RECORD_FILE).read_bytes() == before
    (folder / LOG).rename(tmp_path / "moved away")
    with opened(folder, clock) as record:
        assert record.found.sentences == []
        assert record.journal.count() == count
        assert record.verify().sound
