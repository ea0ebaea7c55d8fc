"""Garbage is collected on the UI thread, while a window is open, and never of itself."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from builders.record_builders import PASSPHRASE, a_record
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gridcounter.bootstrap import open_assessor
from gridcounter.desktop.app import Desktop
from gridcounter.desktop.runtime import garbage
from gridcounter.desktop.runtime.crash_reporter import CrashReporter
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.record.opening import open_record
from gridcounter.settings import SettingsFile


def a_run(qapp: QApplication, folder: Path) -> tuple[list[bool], MainWindow]:
    """Whether Python collected of itself while the window was open, and the closed window."""
    with a_record(folder):
        pass
    found: list[bool] = []
    seen: list[MainWindow] = []

    def look() -> None:
        found.append(gc.isenabled())
        seen.extend(one for one in qapp.topLevelWidgets() if isinstance(one, MainWindow) and one.isVisible())
        seen[0].close()

    desk = Desktop(
        qapp, open_assessor(), SettingsFile(folder.parent / "settings.json"), CrashReporter(folder.parent), demo=False
    )
    QTimer.singleShot(0, qapp, look)
    desk.work(open_record(folder, PASSPHRASE))
    return found, seen[0]


def test_no_worker_meets_a_collection_while_the_window_is_open(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    """A thread that collects destroys the pages of closed tabs beside the thread that draws."""
    del qtbot
    gc.enable()  # as after the modules were loaded

    assert a_run(qapp, tmp_path / "record")[0] == [False]


def test_a_closed_window_follows_the_system_no_more(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    """Its record is closed: at the next sunset its pages were built anew from nothing."""
    _, closed = a_run(qapp, tmp_path / "record")
    work = closed.work
    with qtbot.captureExceptions() as raised:
        qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert raised == []
    assert closed.work is work


def test_a_closed_window_collects_no_more(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else what has no other name is taken apart while its fields have the focus, and its slots are not found."""
    del qtbot
    monkeypatch.setattr(garbage, "_EVERY_MS", 0)
    _, window = a_run(qapp, tmp_path / "record")
    collected: list[str] = []
    gc.callbacks.append(lambda phase, _: collected.append(phase))
    try:
        # more than any threshold asks for
        left: list[list[int]] = [[] for _ in range(100_000)]
        for _ in range(20):
            qapp.processEvents()
        assert collected == []
        assert len(left) == 100_000
    finally:
        gc.callbacks.pop()
    window.deleteLater()
