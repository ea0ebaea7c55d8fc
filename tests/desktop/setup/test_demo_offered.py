"""先看演示: the first page of a new office opens the demonstration, and makes no record of the office."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSettings

from gridcounter import paths
from gridcounter.bootstrap import open_assessor
from gridcounter.desktop import app
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.runtime.crash_reporter import CrashReporter
from gridcounter.desktop.setup.first_start import SetupDialog
from gridcounter.services.applications import demo
from gridcounter.services.office.offices import record_exists

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


def test_the_button_stands_on_the_first_page_only(qtbot: QtBot, tmp_path: Path) -> None:
    setting_up = SetupDialog(tmp_path / "new", open_assessor(), Scale())
    qtbot.addWidget(setting_up)
    setting_up.show()
    assert setting_up.demo.isVisible()
    setting_up.show_step(1)
    assert not setting_up.demo.isVisible()
    setting_up.show_step(0)
    setting_up.demo.click()
    assert (setting_up.wants_demo, setting_up.wants_backup, setting_up.isVisible()) == (True, False, False)


@pytest.mark.usefixtures("qapp")
def test_what_opens_is_the_demonstration_and_the_office_is_still_to_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "demo_record", lambda: tmp_path / "demo")
    monkeypatch.setattr(SetupDialog, "exec", lambda dialog: dialog.demo.click())
    monkeypatch.setattr(app, "raise_running", lambda _: False)
    chosen = Namespace(demo=False, data=None)
    record, told = app._ask(tmp_path / "office", open_assessor(), Scale(), chosen)  # noqa: SLF001  as main does
    assert record is not None
    try:
        assert (record.folder, told, chosen.demo) == (tmp_path / "demo", "", True)
        assert not record_exists(tmp_path / "office")
    finally:
        record.close()


@pytest.mark.usefixtures("qapp")
def test_a_demonstration_that_is_open_comes_to_the_front(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "demo_record", lambda: tmp_path / "demo")
    monkeypatch.setattr(SetupDialog, "exec", lambda dialog: dialog.demo.click())
    asked: list[Path] = []

    def raised(folder: Path) -> bool:
        asked.append(folder)
        return True

    monkeypatch.setattr(app, "raise_running", raised)
    found = app._ask(tmp_path / "office", open_assessor(), Scale(), Namespace(demo=False, data=None))  # noqa: SLF001
    assert found == (None, "")
    assert asked == [tmp_path / "demo"]


@pytest.mark.usefixtures("qapp")
def test_on_a_stick_the_demonstration_lies_where_nothing_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It once stayed in the data folder of whoever lent his computer."""
    monkeypatch.setattr(paths, "passing_demo", lambda: tmp_path / "temporary" / "demo")
    monkeypatch.setattr(paths, "demo_record", lambda: tmp_path / "lasting")
    monkeypatch.setattr(SetupDialog, "exec", lambda dialog: dialog.demo.click())
    chosen = Namespace(demo=False, data=tmp_path / "stick")
    record, _ = app._ask(chosen.data, open_assessor(), Scale(), chosen)  # noqa: SLF001  as main does
    assert record is not None
    assert record.folder == paths.passing_demo()
    demo.remove_demo(record.folder)
    assert record_exists(record.folder), "a window has it open"
    record.close()
    demo.remove_demo(record.folder)
    assert [path.name for path in tmp_path.rglob("*")] == ["temporary"]


def test_a_window_removes_the_demonstration_when_it_ends_and_one_left_behind_when_it_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    shown = tmp_path / "temporary" / "demo"
    (shown / "papers").mkdir(parents=True)  # of a window that was killed
    monkeypatch.setattr(paths, "passing_demo", lambda: shown)
    monkeypatch.setattr(app, "QApplication", lambda _: qapp)
    monkeypatch.setattr(CrashReporter, "watch", lambda _: None)
    monkeypatch.setattr(QSettings, "setPath", lambda *_: None)
    seen: list[bool] = []

    def answer(dialog: SetupDialog) -> None:
        seen.append(shown.exists())
        dialog.demo.click()

    monkeypatch.setattr(SetupDialog, "exec", answer)
    monkeypatch.setattr(app.Desktop, "work", lambda _, record, __: seen.append(record.folder == shown))
    assert app.main(["--data", str(tmp_path / "stick")]) == 0
    assert seen == [False, True]
    assert not shown.exists()


def test_what_is_no_folder_of_a_demonstration_is_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (tmp_path / "demo").symlink_to(other)
    for place in ("demo", "nowhere"):
        demo.remove_demo(tmp_path / place)
    assert other.is_dir()
