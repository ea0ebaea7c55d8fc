"""Work outside the UI thread, and what is deleted while it runs."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gridcounter.desktop.kit.tasks import Tasks


def test_what_is_deleted_while_its_work_runs_lets_it_run_to_its_end(qtbot: QtBot) -> None:
    """Qt waits for the work when it deletes the pool; older versions hold Python's lock meanwhile, for ever."""
    assert qtbot
    page, begun, ended = QObject(), threading.Event(), threading.Event()

    def work() -> int:
        begun.set()
        counted = sum(range(3_000_000))
        ended.set()
        return counted

    Tasks(page).submit(page, work, done=lambda _: None, failed=lambda _: None)
    begun.wait()
    page.deleteLater()
    QTest.qWait(0)
    assert ended.is_set()
