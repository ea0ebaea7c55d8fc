"""The window is painted before anything else is begun: until then a screen shows it black."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from builders.window.window_builders import ASSESSOR, a_demo_record, application, until
from PySide6.QtCore import QEvent, QObject

from gridcounter.desktop.app import Desktop
from gridcounter.desktop.runtime.crash_reporter import CrashReporter
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.settings import SettingsFile

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


class Paints(QObject):
    def __init__(self, begun: list[str]) -> None:
        super().__init__()
        self._begun = begun

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, MainWindow) and event.type() == QEvent.Type.Paint:
            self._begun.append("painted")
        return False


def test_nothing_is_loaded_between_showing_the_window_and_painting_it(
    qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Libraries, the look at the backups and the rest of the start kept it black for a tenth of a second."""
    del qapp
    begun: list[str] = []
    monkeypatch.setattr(MainWindow, "warm_up", lambda _: begun.append("warmed up"))
    with a_demo_record(tmp_path) as record:
        file, paints = SettingsFile(tmp_path / "settings.json"), Paints(begun)
        desk = Desktop(application(), ASSESSOR, file, CrashReporter(tmp_path), demo=True)
        application().installEventFilter(paints)
        window = desk._window(record)  # noqa: SLF001  as `work` makes it
        until(lambda: "warmed up" in begun)
        application().removeEventFilter(paints)
        assert begun[0] == "painted"
        assert not gc.isenabled(), "garbage is collected by the window, never by a worker"
        window.close()
        window.deleteLater()
