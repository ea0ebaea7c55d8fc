"""Files for their owner only, replaced whole or not at all, and what earlier versions left open narrowed."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders.record_builders import CHEAP, PASSPHRASE, a_record, a_setup, opened

from gridcounter.errors import Fault
from gridcounter.services.files.file_access import warning_of
from gridcounter.services.files.private_files import write_file
from gridcounter.services.record.opening import create_record
from gridcounter.store import files


@pytest.fixture
def open_mask() -> Iterator[None]:
    """Of a machine that takes nothing away from others."""
    before = os.umask(0)
    yield
    os.umask(before)


def wide(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder, *folder.rglob("*")) if path.stat().st_mode & 0o077)


@pytest.mark.usefixtures("open_mask")
def test_a_new_record_is_its_owners(tmp_path: Path) -> None:
    record, _ = create_record(tmp_path / "record", PASSPHRASE, a_setup(), cost=CHEAP)
    assert {path.name for path in record.folder.iterdir()} >= {"record.db", "record.db-wal", "record.holder"}
    assert wide(record.folder) == []
    record.close()


def test_a_record_that_stood_open_to_all_is_narrowed_when_it_is_opened(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        folder = record.folder
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    with opened(folder):
        assert wide(folder) == []
        assert warning_of(folder) == ""


def test_what_cannot_be_narrowed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    with a_record(tmp_path / "record") as record:
        folder = record.folder
    folder.chmod(0o755)
    monkeypatch.setattr(Path, "chmod", refuse)
    with opened(folder):
        assert "别的用户也能看这个文件夹" in warning_of(folder)


def test_a_link_in_the_folder_leaves_what_it_points_to_alone(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("of somebody else", "utf-8")
    other.chmod(0o644)
    (tmp_path / "record").mkdir()
    (tmp_path / "record" / "link").symlink_to(other)
    files.narrow(tmp_path / "record")
    assert stat.S_IMODE(other.stat().st_mode) == 0o644


@pytest.mark.usefixtures("open_mask")
def test_what_a_clerk_saves_is_the_clerks_own_whoever_could_read_the_older_one(tmp_path: Path) -> None:
    path = tmp_path / "恢复单.pdf"
    path.write_bytes(b"older")
    write_file(path, b"newer")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"newer", 0o600)


def test_no_folder_is_made_where_a_stick_was_pulled_out(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="没有存下来"):
        write_file(tmp_path / "stick" / "恢复单.pdf", b"new")
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_full_leaves_the_older_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "恢复单.pdf"
    write_file(path, b"older")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Fault, match="没有存下来"):
        write_file(path, b"newer, and much longer")
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {"恢复单.pdf": b"older"}
