"""The desktop program: open or set up the record, then the window."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_log_path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from gridcounter import paths
from gridcounter.bootstrap import open_assessor
from gridcounter.desktop.backing_up import ClosingBackup
from gridcounter.desktop.counter import Counter
from gridcounter.desktop.dressing import dress, show_whole, tokens_of, use_shipped_input_method
from gridcounter.desktop.main_window import MainWindow
from gridcounter.desktop.mishaps import Mishaps
from gridcounter.desktop.theme import Scale
from gridcounter.errors import GridcounterError
from gridcounter.services import demo as demonstration
from gridcounter.services.offices import record_exists
from gridcounter.services.record import open_record
from gridcounter.settings import TEXT_PERCENTS, SettingsFile, Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridcounter.desktop.theme import Tokens
    from gridcounter.services.assessment import Assessor
    from gridcounter.services.record import Record

__all__ = ["build_window", "dress", "main", "run"]


def run() -> None:
    # until the window stands there is no garbage to look for
    gc.disable()
    sys.exit(main(sys.argv[1:]))


def main(arguments: Sequence[str]) -> int:
    chosen = _parse(arguments)
    use_shipped_input_method(os.environ)
    application = QApplication(sys.argv[:1])
    mishaps = Mishaps(user_log_path("gridcounter"))
    mishaps.watch()
    file = _settings_of(chosen)
    settings = file.load()
    tokens, scale = tokens_of(settings.theme), Scale(settings.text_percent)
    dress(application, tokens, scale)
    assessor = open_assessor()
    folder = chosen.data or (paths.demo_record() if chosen.demo else paths.office_record())
    try:
        record, told = (_demo(folder), "") if chosen.demo else _ask(folder, assessor, scale)
    except GridcounterError as refused:
        QMessageBox.warning(None, "gridcounter", str(refused))
        return 1
    if record is None:
        return 0
    try:
        window = build_window(record, assessor, tokens, scale, demo=chosen.demo, file=file)
        mishaps.happened.connect(window.show_trouble)
        if told or file.problems:
            window.show_trouble("；".join((*([told] if told else []), *file.problems)))
        show_whole(window)
        QTimer.singleShot(0, window, window.warm_up)
        gc.enable()
        code = application.exec()
        if not chosen.demo:
            _back_up(record, scale)
        return code
    finally:
        record.close()


def build_window(
    record: Record, assessor: Assessor, tokens: Tokens, scale: Scale, *, demo: bool, file: SettingsFile | None = None
) -> MainWindow:
    """Without a file, settings last as long as the window."""
    return MainWindow(Counter(record, assessor, file, demo=demo), tokens, scale)


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="gridcounter-desk", description="用电报装受理台")
    parser.add_argument("--data", type=Path, metavar="文件夹", help="台账所在的文件夹")
    parser.add_argument("--demo", action="store_true", help="打开演示台账")
    parser.add_argument("--dark", action="store_true", help="深色界面，记在设置里")
    parser.add_argument("--scale", type=int, choices=TEXT_PERCENTS, help="文字大小，百分比，记在设置里")
    return parser.parse_args(list(arguments))


def _settings_of(chosen: argparse.Namespace) -> SettingsFile:
    """What the command line says is kept, so that the window's own settings page shows what holds."""
    file = SettingsFile()
    if chosen.dark or chosen.scale:
        settings = file.load()
        theme = Theme.DARK if chosen.dark else settings.theme
        file.save(replace(settings, theme=theme, text_percent=chosen.scale or settings.text_percent))
    return file


def _demo(folder: Path) -> Record:
    if record_exists(folder):
        return open_record(folder, demonstration.PASSPHRASE)
    return demonstration.create_demo(folder, paths.demo_applications() / "desk")


def _ask(folder: Path, assessor: Assessor, scale: Scale) -> tuple[Record | None, str]:
    """The record, and what its user should know before going on."""
    if record_exists(folder):
        # whichever of the two is not asked for is not loaded
        from gridcounter.desktop.pages.start import StartDialog  # noqa: PLC0415

        opening = StartDialog(folder, scale)
        return (opening.record, opening.told) if opening.exec() else (None, "")
    # as above
    from gridcounter.desktop.pages.setup import SetupDialog  # noqa: PLC0415

    setting_up = SetupDialog(folder, assessor.packs, scale)
    setting_up.exec()
    return setting_up.record, ""


def _back_up(record: Record, scale: Scale) -> None:
    closing = ClosingBackup(record, scale)
    closing.run()
    if closing.trouble:
        QMessageBox.warning(None, "gridcounter", closing.trouble)
