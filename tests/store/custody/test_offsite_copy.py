"""An off-site copy: identical or absent; earlier copies stay intact whatever the disk does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from builders.disk_builders import Disk, tell
from builders.extent import some
from builders.record_builders import (
    CLERK,
    DAY,
    PASSPHRASE,
    PDF,
    a_record,
    a_used_record,
    another_record,
    archived_rows,
    opened,
)

from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.record.record import Record
from gridcounter.store import files
from gridcounter.store.custody import offsite
from gridcounter.store.custody.backup import BACKUPS, BackupStopped, OthersBackups, PlaceIsRecord, back_up
from gridcounter.store.custody.manifest import Backup, backups_in
from gridcounter.store.custody.offsite import OffsiteCopyFailed, SourceDamaged, copy_offsite
from gridcounter.store.custody.places import OnDifferentDisks, apart
from gridcounter.store.custody.verify import examine
from gridcounter.store.database import is_suspect
from gridcounter.store.papers import PAPERS_FILE

NOW = datetime(2026, 11, 19, 9, 31, tzinfo=UTC)
PAGE = 4096


def a_backup(record: Record, at: datetime = NOW) -> Backup:
    return back_up(record.folder, record.key, record.folder / BACKUPS, at)


def brought(record: Record, backup: Backup, place: Path, stop: Callable[[], bool] = lambda: False) -> Backup:
    return copy_offsite(record.folder, record.key, backup, place, stop)


def test_what_is_brought_is_the_same_backup_with_its_papers(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        a_used_record(record)
        backup = a_backup(record)

        copy = brought(record, backup, tmp_path / "stick")

        assert (copy.name, copy.manifest) == (backup.name, backup.manifest)
        assert copy.altered() == ()
        assert examine(copy, record.key).papers_missing == 0
        assert backups_in(tmp_path / "stick") == [copy]
        assert sorted(path.name for path in (tmp_path / "stick").iterdir()) == [copy.name, PAPERS_FILE]


def test_only_new_papers_go_to_the_second_place(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        application = a_used_record(record)
        brought(record, a_backup(record), tmp_path / "stick")
        before = archived_rows(tmp_path / "stick" / PAPERS_FILE, record.key)
        Intake(record, CLERK).issue(application, Issue("filing", PDF + b" new", "c", "1", "1"))

        copy = brought(record, a_backup(record, NOW + timedelta(hours=1)), tmp_path / "stick")

        after = archived_rows(tmp_path / "stick" / PAPERS_FILE, record.key)
        assert (after[: len(before)], len(after)) == (before, len(before) + 1)
        assert copy.manifest.papers == 4


def test_the_place_of_another_record_takes_nothing(tmp_path: Path) -> None:
    with a_record(tmp_path / "one") as one, another_record(tmp_path / "other") as other:
        brought(one, a_backup(one), tmp_path / "stick")

        with pytest.raises(OthersBackups):
            brought(other, a_backup(other), tmp_path / "stick")
        with pytest.raises(PlaceIsRecord):
            brought(other, a_backup(other), one.folder)


def test_a_stick_that_is_pulled_out_midway_costs_nothing_that_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_AT_ONCE", 4 * PAGE)
    stick, pulled = tmp_path / "stick", tmp_path / "pulled"
    with a_record(tmp_path / "record") as record:
        a_used_record(record)
        first = brought(record, a_backup(record), stick)
        Intake(record, CLERK).open(DAY, {"premises.address": "长" * 60_000})
        newer = a_backup(record, NOW + timedelta(hours=1))
        looks, moments = 0, 0

        def pull_at(moment: int) -> Callable[[], bool]:
            def look() -> bool:
                nonlocal looks
                looks += 1
                if looks == moment:
                    stick.rename(pulled)
                    stick.write_bytes(b"")  # so that nothing can be made where it was
                return False

            return look

        for moment in range(1, 1000):
            looks = 0
            try:
                brought(record, newer, stick, pull_at(moment))
            except OffsiteCopyFailed as refused:
                assert "本机的备份和那里原有的备份都没有受影响" in str(refused)  # noqa: PT017
                stick.unlink()
                pulled.rename(stick)
                moments += 1
                assert backups_in(stick) == [first]
                assert examine(first, record.key).sound
                continue
            break

        assert moments >= 5
        assert looks == moments
        assert [backup.manifest.entries for backup in backups_in(stick)] == [7, first.manifest.entries]
        assert not list(stick.glob(".*")), "what was left half done is swept away"
        assert examine(newer, record.key).sound
        assert not is_suspect(record.folder)


@pytest.mark.parametrize("step", ["copy_file", "copy_papers", "write_manifest", "place_folder"])
def test_whatever_step_the_disk_refuses_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with a_record(tmp_path / "record") as record:
        a_used_record(record)
        backup = a_backup(record)
        with monkeypatch.context() as broken:
            broken.setattr(offsite, step, refuse)
            with pytest.raises(OffsiteCopyFailed, match="写不进去"):
                brought(record, backup, tmp_path / "stick")

        assert backups_in(tmp_path / "stick") == []
        assert not list((tmp_path / "stick").glob(".*"))
        assert examine(brought(record, backup, tmp_path / "stick"), record.key).sound


def test_what_reads_back_otherwise_than_it_was_written_is_no_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sync_badly(path: Path) -> None:
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)

    monkeypatch.setattr(files, "sync_file", sync_badly)
    with a_record(tmp_path / "record") as record, pytest.raises(OffsiteCopyFailed, match="读回来不对"):
        brought(record, a_backup(record), tmp_path / "stick")

    assert backups_in(tmp_path / "stick") == []


def test_a_backup_that_is_damaged_here_is_not_brought_and_not_blamed_on_the_stick(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        backup = a_backup(record)
        content = bytearray((backup.folder / "record.db").read_bytes())
        content[9000] ^= 1
        (backup.folder / "record.db").write_bytes(content)

        with pytest.raises(SourceDamaged, match="校验值不符"):
            brought(record, backup, tmp_path / "stick")

    assert backups_in(tmp_path / "stick") == []


def test_one_that_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record, pytest.raises(BackupStopped):
        brought(record, a_backup(record), tmp_path / "stick", lambda: True)

    assert list((tmp_path / "stick").iterdir()) == []


FILLING = """
import resource, signal, sys
from pathlib import Path
from gridcounter.errors import Fault
from gridcounter.services.record.opening import (open_record)
from gridcounter.store.custody.offsite import copy_offsite
from gridcounter.store.custody.manifest import backups_in
record = open_record(Path(sys.argv[1]), sys.argv[2])
newest = backups_in(record.folder / "backups")[0]
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]), resource.RLIM_INFINITY))
try:
    copy_offsite(record.folder, record.key, newest, Path(sys.argv[3]))
except Fault as full:
    print(full)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
record.close()
"""


@pytest.mark.parametrize("room", some([0, 100, 5 * PAGE, 60 * PAGE], 3))
def test_a_full_stick_is_one_sentence_and_its_older_copies_stay_good(tmp_path: Path, room: int) -> None:
    stick = tmp_path / "stick"
    with a_record(tmp_path / "record") as record:
        application = a_used_record(record)
        first = brought(record, a_backup(record), stick)
        Intake(record, CLERK).issue(application, Issue("filing", PDF + bytes(300_000), "c", "1", "1"))
        newer = a_backup(record, NOW + timedelta(hours=1))

    ran = subprocess.run(
        [sys.executable, "-c", FILLING, str(tmp_path / "record"), PASSPHRASE, str(stick), str(room)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    (said,) = ran.stdout.splitlines()
    assert said.startswith(f"备份没有拷到 {stick}")
    assert backups_in(stick) == [first]
    with opened(tmp_path / "record") as record:
        assert examine(first, record.key).sound
        assert examine(first, record.key).papers_missing == 0
        assert examine(newer, record.key).sound
        assert examine(brought(record, newer, stick), record.key).papers_missing == 0


# which disk


def test_two_disks_are_distinguished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stick, data = tmp_path / "stick", tmp_path / "data"
    tell(
        monkeypatch,
        Disk("/dev/disk0", str(tmp_path)),
        Disk("/dev/disk1", str(stick)),
        Disk("D:", str(data), "NTFS", "rw,fixed"),
    )

    assert apart(tmp_path / "record", tmp_path / "backups") is OnDifferentDisks.SAME
    assert apart(tmp_path / "record", stick / "a") is OnDifferentDisks.APART
    assert apart(tmp_path / "record", data) is OnDifferentDisks.UNSURE, "Windows: perhaps the same disk"
    tell(monkeypatch)
    assert apart(tmp_path / "record", stick) is OnDifferentDisks.UNSURE


def test_two_partitions_of_one_disk_are_one_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As /sys/class/block of Linux links to them."""
    blocks, devices = tmp_path / "block", tmp_path / "devices"
    blocks.mkdir()
    for disk, name in (("sda", "sda1"), ("sda", "sda2"), ("sdb", "sdb1")):
        (devices / disk / name).mkdir(parents=True)
        (devices / disk / name / "partition").write_bytes(b"1")
        (blocks / name).symlink_to(devices / disk / name)
    monkeypatch.setattr("gridcounter.store.custody.places._BLOCKS", blocks)
    tell(monkeypatch, *(Disk(f"/dev/{name}", str(tmp_path / name)) for name in ("sda1", "sda2", "sdb1")))

    assert apart(tmp_path / "sda1", tmp_path / "sda2") is OnDifferentDisks.SAME
    assert apart(tmp_path / "sda1", tmp_path / "sdb1") is OnDifferentDisks.APART
