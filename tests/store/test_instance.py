"""One process for each record; the lock ends with its process."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import filelock
import pytest

from gridcounter.store.instance import HOLDER_FILE, CannotLock, Instance, RecordInUse

HOLD = """
import sys
from pathlib import Path
from gridcounter.store.instance import Instance
held = Instance(Path(sys.argv[1]), since="09-21 08:30")
print("held", flush=True)
sys.stdin.read()
held.release()
"""


def another_process(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_the_holder_in_another_process_is_named(tmp_path: Path) -> None:
    with another_process(tmp_path) as process:
        with pytest.raises(RecordInUse, match=r"已经打开（电脑 .+，用户 .+，09-21 08:30 起）.*请先在那里关闭"):
            Instance(tmp_path, since="")
        process.communicate("")

    Instance(tmp_path, since="").release()
    assert not (tmp_path / HOLDER_FILE).exists()


def test_the_lock_ends_with_a_killed_process_and_its_note_is_ignored(tmp_path: Path) -> None:
    with another_process(tmp_path) as process:
        process.send_signal(signal.SIGKILL)
    left = (tmp_path / HOLDER_FILE).read_text("utf-8")
    assert json.loads(left)["process"] == process.pid

    held = Instance(tmp_path, since="09-21 09:00")
    try:
        # as between taking the lock and writing the note
        (tmp_path / HOLDER_FILE).write_text(left, "utf-8")
        with pytest.raises(RecordInUse, match="已经打开（另一个窗口）"):
            Instance(tmp_path, since="")
    finally:
        held.release()


@pytest.mark.parametrize("note", ["", "{", "[]", "[" * 100_000, '{"process": "x"}', '{"process": 1, "started": 0}'])
def test_an_unreadable_note_is_no_hindrance(tmp_path: Path, note: str) -> None:
    held = Instance(tmp_path, since="")
    (tmp_path / HOLDER_FILE).write_text(note, "utf-8")

    with pytest.raises(RecordInUse, match="另一个窗口"):
        Instance(tmp_path, since="")
    held.release()


def test_released_twice_it_leaves_the_next_holder_alone(tmp_path: Path) -> None:
    first = Instance(tmp_path, since="")
    first.release()
    second = Instance(tmp_path, since="")
    first.release()

    assert (tmp_path / HOLDER_FILE).exists()
    with pytest.raises(RecordInUse):
        Instance(tmp_path, since="")
    second.release()


def test_a_folder_that_cannot_be_locked_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(CannotLock, match="不能加锁"):
        Instance(tmp_path / "file", since="")


def test_a_lock_that_would_outlive_its_process_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gridcounter.store.instance.FileLock", filelock.SoftFileLock)

    with pytest.raises(CannotLock):
        Instance(tmp_path, since="")
    assert list(tmp_path.iterdir()) == []


def test_the_lock_holds_although_its_note_cannot_be_written(tmp_path: Path) -> None:
    """A full disk takes no note, and what lies there can be read all the same."""
    (tmp_path / HOLDER_FILE).mkdir()
    for _ in range(2):
        held = Instance(tmp_path, since="")
        with pytest.raises(RecordInUse, match="另一个窗口"):
            Instance(tmp_path, since="")
        held.release()
