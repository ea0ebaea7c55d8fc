"""A second start: it raises the window that is open, and where none is open it is told so at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject

from gridcounter import paths
from gridcounter.desktop.runtime.one_window import OneWindow, raise_running

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def runtime(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(paths, "user_config_path", lambda _: tmp_path / "config")
    return tmp_path / "config" / "open"


@pytest.mark.usefixtures("qapp")
def test_a_second_start_raises_the_window_over_the_same_record(tmp_path: Path, runtime: Path) -> None:
    owner, raised = QObject(), []
    window = OneWindow(tmp_path / "office", owner)
    window.wanted.connect(lambda: raised.append(True))

    assert raise_running(tmp_path / "office", 30_000)

    assert raised == [True]
    (file,) = runtime.iterdir()
    assert "office" not in file.name, "what is open where is nobody's business"
    assert runtime.stat().st_mode & 0o077 == 0
    window.leave()
    assert not file.exists()
    owner.deleteLater()


@pytest.mark.usefixtures("qapp")
def test_a_window_over_another_record_is_left_alone(tmp_path: Path) -> None:
    owner = QObject()
    window = OneWindow(tmp_path / "office", owner)
    assert not raise_running(tmp_path / "demo")
    window.leave()
    owner.deleteLater()


@pytest.mark.usefixtures("qapp")
def test_a_window_that_was_killed_is_not_waited_for_long(tmp_path: Path, runtime: Path) -> None:
    """Its file is still there; nobody answers."""
    runtime.mkdir(parents=True)
    file = paths.open_window(tmp_path)
    assert file is not None
    file.write_text("open")
    assert not raise_running(tmp_path, 100)


@pytest.mark.usefixtures("qapp")
def test_a_record_on_a_stick_leaves_nothing_on_the_computer(tmp_path: Path, runtime: Path) -> None:
    (tmp_path / "settings.json").write_text("{}")
    owner = QObject()
    window = OneWindow(tmp_path, owner)
    assert not runtime.exists()
    assert not raise_running(tmp_path)
    window.leave()
    owner.deleteLater()


@pytest.mark.usefixtures("qapp")
def test_where_nothing_can_be_written_the_window_opens_all_the_same(tmp_path: Path, runtime: Path) -> None:
    runtime.parent.mkdir()
    runtime.write_text("a file where the folder should be")
    owner = QObject()
    window = OneWindow(tmp_path, owner)
    assert not raise_running(tmp_path)
    window.leave()
    owner.deleteLater()


@pytest.mark.usefixtures("qapp")
def test_what_lies_in_the_place_of_its_file_is_taken_away_and_not_written_to(tmp_path: Path, runtime: Path) -> None:
    """A pipe there would be waited for, and a second name of another file would be written over."""
    precious, file = tmp_path / "precious", paths.open_window(tmp_path / "office")
    assert file is not None
    precious.write_text("precious")
    runtime.mkdir(parents=True)
    file.hardlink_to(precious)
    owner = QObject()
    window = OneWindow(tmp_path / "office", owner)

    assert file.read_text() == "open"
    assert precious.read_text() == "precious"
    window.leave()
    owner.deleteLater()
