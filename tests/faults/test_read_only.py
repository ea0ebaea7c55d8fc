"""A read-only folder: each act gives a message, and the files stay unchanged.

Root may write anywhere, so a process of root drops that right first.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders.record_builders import CLERK, DAY, PASSPHRASE, PDF, PIN, a_record, opened

from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.custody.backups import Backups

#: What capset calls version 3; no rights at all, so that those of the files count.
UNPRIVILEGED = """
import ctypes, sys
ctypes.CDLL(None).capset((ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)())
from gridcounter.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "record"
    with a_record(folder):
        pass
    with opened(folder) as record:
        application = Intake(record, CLERK).open(DAY)
        Intake(record, CLERK).issue(application, Issue("one_time_notice", PDF, "c", "1", "1"))
        Backups(record).make()
    (tmp_path / "passphrase").write_text(PASSPHRASE, "utf-8")
    (tmp_path / "pin").write_text(PIN, "utf-8")
    (tmp_path / "empty").mkdir()
    everything = [tmp_path, *tmp_path.rglob("*")]
    for path in everything:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield tmp_path
    for path in everything:
        path.chmod(0o755 if path.is_dir() else 0o644)


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "command",
    [
        ["record", "verify"],
        ["record", "backup"],
        ["record", "restore", "--yes"],
        ["record", "rebuild"],
        ["record", "export", "--out", "list.xlsx"],
        ["record", "create", "--place", "jining", "--code", "A", "--office", "大厅", "--clerk", "甲"],
    ],
    ids=lambda command: command[1],
)
def test_what_needs_to_write_says_so_and_leaves_everything_as_it_was(command: list[str], read_only: Path) -> None:
    before = contents(read_only)
    creating = command[1] == "create"
    data = read_only / ("empty/new" if creating else "record")
    options = ["--data", str(data), "--passphrase-file", str(read_only / "passphrase")]
    options += ["--pin-file", str(read_only / "pin")] if creating else []

    ran = subprocess.run(
        [sys.executable, "-c", UNPRIVILEGED, *command, *options],
        capture_output=True,
        text=True,
        check=False,
        cwd=read_only,
        env={"XDG_STATE_HOME": str(read_only / "empty"), "HOME": str(read_only / "empty"), "PATH": ""},
    )

    assert ran.returncode in {1, 3}, ran.stderr
    assert "Traceback" not in ran.stderr
    assert "程序出错" not in ran.stderr
    assert "文件夹权限" in ran.stderr
    assert contents(read_only) == before
