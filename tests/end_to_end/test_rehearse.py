"""The self-test as `make dist` runs it on the frozen program; everything it writes is in one folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gridcounter.services.applications import demo
from gridcounter.services.record.opening import open_record
from gridcounter.store.papers import kept_by

RUN = "from gridcounter.desktop.entry import run; run()"
FULL_DISK = """
from gridcounter.desktop.kit import output
from gridcounter.errors import Fault
def refuse(path, content):
    raise Fault("磁盘已满")
output.write_file = refuse
"""


def rehearse(out: Path, home: Path, *more: str, before: str = "") -> tuple[int, dict[str, object]]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    command = [sys.executable, "-c", before + RUN, "--rehearse", str(out), *more]
    environment = {**ours, "HOME": str(home), "LOCALAPPDATA": str(home), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert (out / "rehearsal.json").is_file(), (done.returncode, done.stderr.decode("utf-8", "replace")[-2000:])
    return done.returncode, json.loads((out / "rehearsal.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Where it was, and the home of whoever sat there."""
    out, home = tmp_path_factory.mktemp("stick"), tmp_path_factory.mktemp("home")
    code, report = rehearse(out, home, "--dark", "--scale", "150")
    assert (code, report["trouble"]) == (0, "")
    return out, home


def test_what_the_window_saved_is_what_the_record_has(rehearsed: tuple[Path, Path]) -> None:
    out, _ = rehearsed
    record = open_record(out / "demo", demo.PASSPHRASE)
    try:
        archived = {record.archive.content(sha256) for what, _, sha256 in kept_by(record.db) if what == "文书"}
    finally:
        record.close()
    assert {path.read_bytes() for path in out.glob("*.pdf")} == archived
    assert {path.stem for path in out.glob("*.docx")} == {path.stem for path in out.glob("*.pdf")}


def test_with_a_folder_of_its_own_nothing_but_a_note_of_its_end_is_written_elsewhere(
    rehearsed: tuple[Path, Path],
) -> None:
    """The note holds a device, a number and a hash: with it the folder of yesterday in its place is told."""
    _, home = rehearsed
    (note,) = (path for path in home.rglob("*") if path.is_file())
    assert note.parent.name == "last-seen"
    assert set(json.loads(note.read_text())["note"]) == {"bound", "heads", "open_since", "followed", "wraps"}


def test_settings_lie_beside_the_record_and_do_not_keep_it_from_being_made(rehearsed: tuple[Path, Path]) -> None:
    out, _ = rehearsed
    values = json.loads((out / "demo" / "settings.json").read_text("utf-8"))
    assert (values["theme"], values["text_percent"]) == ("dark", 150)


def test_the_second_time_only_the_window_is_opened(rehearsed: tuple[Path, Path]) -> None:
    out, home = rehearsed
    (out / "one_time_notice.pdf").unlink()
    code, report = rehearse(out, home)
    assert (code, report["trouble"]) == (0, "")
    assert isinstance(report["usable"], float)
    assert not (out / "one_time_notice.pdf").exists()


def test_where_a_paper_cannot_be_saved_the_self_test_says_so(tmp_path: Path) -> None:
    code, report = rehearse(tmp_path / "stick", tmp_path, before=FULL_DISK)
    assert code == 1
    assert report["trouble"] == "演练停在“存用电业务办理一次性告知书（.pdf）”：磁盘已满"
