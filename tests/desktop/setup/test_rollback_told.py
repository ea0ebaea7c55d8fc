"""An earlier file in the record's place is told in the window that opens it, and for a week after."""

from __future__ import annotations

from pathlib import Path

from builders.record_builders import CLERK, DAY, PASSPHRASE, a_record, opened
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gridcounter.bootstrap import open_assessor
from gridcounter.desktop.app import Desktop
from gridcounter.desktop.runtime.crash_reporter import CrashReporter
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.applications.intake import Intake
from gridcounter.services.record.opening import open_record
from gridcounter.settings import SettingsFile
from gridcounter.store.database import RECORD_FILE


def told_on_opening(qapp: QApplication, folder: Path) -> str:
    """What stands in the bar of the window, which is closed then."""
    seen: list[str] = []

    def look() -> None:
        (window,) = (one for one in qapp.topLevelWidgets() if isinstance(one, MainWindow) and one.isVisible())
        seen.append(window.trouble.text.text() if window.trouble.isVisible() else "")
        window.close()

    desk = Desktop(
        qapp, open_assessor(), SettingsFile(folder.parent / "settings.json"), CrashReporter(folder.parent), demo=False
    )
    QTimer.singleShot(0, qapp, look)
    desk.work(open_record(folder, PASSPHRASE))
    return seen[0]


def test_it_stands_above_the_pages_at_each_opening(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    del qtbot
    folder = tmp_path / "record"
    with a_record(folder) as record:
        Intake(record, CLERK).open(DAY)
    then = (folder / RECORD_FILE).read_bytes()
    assert told_on_opening(qapp, folder) == ""
    with opened(folder) as record:
        Intake(record, CLERK).open(DAY)
    (folder / RECORD_FILE).write_bytes(then)

    told = told_on_opening(qapp, folder)

    assert told.startswith("这份台账比以前见过的旧，可能有人用旧文件换掉了它：")
    assert "与台账旁边的备份、本机另外记下的登记相比，至少缺少" in told
    # whoever laid it there may have opened it first
    assert told_on_opening(qapp, folder).startswith("台账退回过：")
