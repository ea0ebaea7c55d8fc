"""A full disk is no damage: the record opens to be read, and each write says what is wrong."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from builders.record_builders import CLERK, DAY, PASSPHRASE, Clock, a_record

from gridcounter.services.applications.intake import Intake
from gridcounter.services.record.opening import open_record
from gridcounter.store.database import RECORD_FILE, DiskRefused
from gridcounter.store.stores import Stores

#: In a process of its own, which may not lengthen any file: no disk can be more full.
ON_A_FULL_DISK = """
import os, resource, shutil, signal, sys
from collections import namedtuple
from pathlib import Path
from gridcounter.errors import GridcounterError
from gridcounter.services.applications.intake import Intake
from gridcounter.services.record.opening import (open_record)
from datetime import date

sys.dont_write_bytecode = True
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
Usage = namedtuple("Usage", "total used free")
shutil.disk_usage = lambda _: Usage(100, 100, int(sys.argv[3]))
Files = namedtuple("Files", "f_files f_favail")
os.statvfs = lambda _: Files(int(sys.argv[4]), 0)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
record = open_record(Path(sys.argv[1]), sys.argv[2])
print(record.frozen, record.verify().sound, record.journal.count())
with record.reading() as stores:
    print(stores.journal.count())
for write in (lambda: Intake(record, "c1").open(date(2026, 9, 28)), lambda: record.archive.keep(b"%PDF")):
    try:
        write()
    except GridcounterError as refused:
        print(refused)
record.close()
"""


def on_a_full_disk(folder: Path, free: int = 0, files: int = 0) -> tuple[list[str], str]:
    """`files`: how many its list holds, none of them free; 0 for a disk without such a list."""
    command = [sys.executable, "-c", ON_A_FULL_DISK, str(folder), PASSPHRASE, str(free), str(files)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    return done.stdout.splitlines(), done.stderr


def a_record_in(folder: Path) -> int:
    with a_record(folder, Clock()):
        pass
    with closing(open_record(folder, PASSPHRASE, clock=Clock())) as record:
        Intake(record, CLERK).open(DAY)
        return record.journal.count()


def test_it_opens_to_be_read_and_each_write_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "record"
    entries = a_record_in(folder)
    said, trouble = on_a_full_disk(folder)
    assert (said[:2], trouble) == ([f"True True {entries}", str(entries)], "")
    assert len(said) == 4
    assert all("磁盘已满" in line for line in said[2:])
    with closing(open_record(folder, PASSPHRASE, clock=Clock())) as record:
        assert (record.frozen, record.journal.count(), record.verify().sound) == (False, entries, True)


def test_a_disk_that_takes_no_more_files_is_full_whatever_room_it_has(tmp_path: Path) -> None:
    """The fault: the record did not open even to be read, and the disk had room enough."""
    folder = tmp_path / "record"
    entries = a_record_in(folder)
    said, trouble = on_a_full_disk(folder, 10_000_000, 40)
    assert (said[:2], trouble) == ([f"True True {entries}", str(entries)], "")
    assert all("磁盘已满" in line for line in said[2:])


def test_a_disk_with_room_that_refuses_is_reported_as_such(tmp_path: Path) -> None:
    folder = tmp_path / "record"
    a_record_in(folder)
    said, trouble = on_a_full_disk(folder, 10_000_000)
    assert said == []
    assert "DiskRefused" in trouble


def test_entries_left_in_the_log_are_never_read_past(tmp_path: Path) -> None:
    """A file without its log is an older state: it must not be shown as today's."""
    folder = tmp_path / "record"
    a_record_in(folder)
    (folder / f"{RECORD_FILE}-wal").write_bytes(b"entries")
    said, trouble = on_a_full_disk(folder)
    assert said == []
    assert "磁盘已满" in trouble


def test_a_full_disk_during_verify_is_not_called_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Stores) -> tuple[str, ...]:
        raise DiskRefused(RECORD_FILE, "磁盘已满")

    with a_record(tmp_path / "record", Clock()) as record:
        monkeypatch.setattr(Stores, "damage", full)
        with pytest.raises(DiskRefused, match="没有保存"):
            record.verify()


def test_a_disk_that_cannot_be_read_is_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def bad(_: Stores) -> tuple[str, ...]:
        raise DiskRefused(RECORD_FILE, "磁盘出错")

    with a_record(tmp_path / "record", Clock()) as record:
        monkeypatch.setattr(Stores, "damage", bad)
        assert not record.verify().sound
