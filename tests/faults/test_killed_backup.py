"""A process that makes backups is killed at random moments: a partial one is never taken for a complete one."""

from __future__ import annotations

import random
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from builders.record_builders import CLERK, DAY, PASSPHRASE, a_record, opened

from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.custody.backups import Backups
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.manifest import backups_in, unreadable_in
from gridcounter.store.custody.verify import examine

KILLS = 8
BACKING_UP = Path(__file__).with_name("backing_up.py")


def killed_after(folder: Path, milliseconds: float) -> list[str]:
    with subprocess.Popen(
        [sys.executable, str(BACKING_UP), str(folder), PASSPHRASE], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "opened\n"
            with suppress(subprocess.TimeoutExpired):
                process.wait(milliseconds / 1000)
                pytest.fail("it ended by itself")
        finally:
            process.kill()
        return [line.strip() for line in process.stdout if line.endswith("\n")]


def test_a_killed_backup_is_never_taken_for_a_whole_one(tmp_path: Path) -> None:
    chance = random.Random("kills")  # noqa: S311  it decides when to kill
    folder = tmp_path / "record"
    with a_record(folder) as record:
        intake = Intake(record, CLERK)
        application = intake.open(DAY, {"applicant.name": "李四"})
    lines: list[str] = []
    for kill in range(KILLS):
        with opened(folder) as record:  # something to bring over each time
            for paper in range(60):
                content = b"%PDF" + chance.randbytes(20_000)
                Intake(record, CLERK).issue(application, Issue("one_time_notice", content, f"{kill}-{paper}", "1", "1"))

        lines += killed_after(folder, chance.uniform(5, 250))

        with opened(folder) as record:
            found = backups_in(folder / BACKUPS)
            assert unreadable_in(folder / BACKUPS) == []
            assert set(lines) <= {backup.name for backup in found}
            for backup in found:
                examined = examine(backup, record.key)
                assert examined.sound
                assert examined.papers_missing == 0
            assert record.verify().sound
    with opened(folder) as record:
        Backups(record).make()
    assert list((folder / BACKUPS).glob(".*")) == []
