"""The desktop program: opens or creates the record, then shows the window."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_log_path
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from gridcounter import __version__, paths
from gridcounter.bootstrap import open_assessor
from gridcounter.desktop.custody.backing_up import ClosingBackup
from gridcounter.desktop.custody.restore_dialog import RestoreDialog
from gridcounter.desktop.kit.appearance import apply_theme, show_in_place, tokens_of, use_shipped_input_method
from gridcounter.desktop.kit.confirm import tell
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.theme import Scale, Tokens
from gridcounter.desktop.runtime.crash_reporter import LOG_FILE, CrashReporter
from gridcounter.desktop.runtime.one_window import OneWindow, raise_running
from gridcounter.desktop.session.session import Session
from gridcounter.desktop.setup.start import StartDialog
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.desktop.shell.self_test import SelfTest
from gridcounter.errors import Fault, GridcounterError
from gridcounter.services.applications import demo as demonstration
from gridcounter.services.custody.offsite import OffsiteTarget
from gridcounter.services.custody.recovery_plan import RecoveryPlan
from gridcounter.services.files.file_access import warning_of
from gridcounter.services.office.assessment import Assessor
from gridcounter.services.office.offices import record_exists
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.record import Record
from gridcounter.settings import SETTINGS_FILE, TEXT_PERCENTS, Settings, SettingsFile, Theme

if TYPE_CHECKING:
    from gridcounter.services.custody.rekeying import Renewal

__all__ = ["apply_theme", "build_window", "main"]


def main(arguments: Sequence[str]) -> int:
    """Opens or creates the record, then shows the window until it is closed; returns the exit code.

    `arguments` are those of the command line without the program's name.
    """
    chosen = _parse(arguments)
    use_shipped_input_method(os.environ)
    application = QApplication(sys.argv[:1])
    crash_reporter = CrashReporter(user_log_path("gridcounter"))
    crash_reporter.watch()
    file = SettingsFile(chosen.data / SETTINGS_FILE if chosen.data else None)
    settings = _as_asked(file.load(), chosen)
    tokens, scale = tokens_of(settings.theme), Scale(settings.text_percent)
    apply_theme(application, tokens, scale)
    assessor = open_assessor(leave_nothing=bool(chosen.data))  # a stick leaves nothing on another's computer
    folder = chosen.data or (paths.demo_record() if chosen.demo else paths.office_record())
    known = record_exists(folder)
    demonstration.remove_demo(paths.passing_demo())  # left by a window that was killed
    if chosen.data:
        paths.keep_beside(folder)
    record = None
    try:
        if not chosen.rehearse and raise_running(folder):
            return 0
        record, text = (_demo(folder, assessor), "") if chosen.demo else _ask(folder, assessor, scale, chosen)
        if record is None:
            return 0
        desktop = Desktop(application, assessor, file, crash_reporter, demo=chosen.demo)
        if chosen.data:
            _keep_beside(chosen.data, crash_reporter)
        kept = _keep(file, settings, chosen.data and chosen.data / SETTINGS_FILE)
        text = "；".join(part for part in (text, kept) if part)
        if chosen.rehearse:
            return desktop.rehearse(record, chosen.rehearse, known=known)
        desktop.work(record, text)
    except GridcounterError as refused:
        tell(str(refused))
        return 1
    finally:
        if record is not None:
            record.close()
        demonstration.remove_demo(paths.passing_demo())
    return 0


_FULL = "磁盘已满：台账现在只能看，不能登记，也不能出文书。请腾出磁盘空间，再关掉窗口重新打开"


@dataclass(frozen=True)
class Desktop:
    """Shows one window after another over the same record.

    The record is closed and reopened when it returns to a backup.
    """

    application: QApplication
    assessor: Assessor
    file: SettingsFile
    crash_reporter: CrashReporter
    demo: bool

    def work(self, record: Record, text: str = "") -> None:
        """Runs until the user closes the window. Raises GridcounterError if the record does not open again."""
        while True:
            recovery_plan = self._one_window(record, text)
            if recovery_plan is None:
                return
            going = RestoreDialog(recovery_plan, Scale(self.file.load().text_percent))
            going.run()
            if going.record is None:
                raise going.failure
            record, text = going.record, going.message

    def rehearse(self, record: Record, out: Path, *, known: bool) -> int:
        """Runs the self-test in a separate window; returns its exit code. `known`: the record existed before."""
        self_test = SelfTest(self._window(record), out, whole=not known)
        self.crash_reporter.happened.connect(self_test.give_up)
        self.application.exec()
        return self_test.write()

    def _one_window(self, record: Record, text: str) -> RecoveryPlan | None:
        """The recovery plan to carry out once the record is closed, or None."""
        try:
            window = self._window(record, text)
            self.application.exec()
            if window.renewal is None and not self.demo:
                _back_up(record, window.scale, window.offsite_target)
        finally:
            record.close()
        if window.renewal is not None:
            _renew(window.renewal, window.scale)
        return window.going_back

    def _window(self, record: Record, text: str = "") -> MainWindow:
        settings = self.file.load()
        tokens, scale = tokens_of(settings.theme), Scale(settings.text_percent)
        window = build_window(record, self.assessor, tokens, scale, demo=self.demo, file=self.file)
        self.crash_reporter.happened.connect(window.show_trouble)
        found = [*([_FULL] if record.frozen else []), *record.found.sentences]
        wide = warning_of(record.folder)
        said = [*([text] if text else []), *found, *self.file.problems, *([wide] if wide else [])]
        if said:
            window.show_trouble("；".join(said))
        window.first_paint.painted.connect(window.warm_up)
        one_window = OneWindow(record.folder, window)
        one_window.wanted.connect(window.come_to_front)
        window.closed.connect(one_window.leave)
        show_in_place(window, settings.window)
        return window


def build_window(
    record: Record, assessor: Assessor, tokens: Tokens, scale: Scale, *, demo: bool, file: SettingsFile | None = None
) -> MainWindow:
    """Without a file, settings last as long as the window."""
    return MainWindow(Session(record, assessor, file, demo=demo), tokens, scale)


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="gridcounter-desk", description="用电报装受理台")
    parser.add_argument("--version", action="version", version=f"gridcounter {__version__}")
    parser.add_argument("--data", type=_folder, metavar="文件夹", help="台账所在的文件夹，设置也在里面；可以在 U 盘上")
    parser.add_argument("--demo", action="store_true", help="打开演示台账")
    parser.add_argument("--dark", action="store_true", help="深色界面，记在设置里")
    parser.add_argument("--scale", type=int, choices=TEXT_PERCENTS, help="文字大小，百分比，记在设置里")
    parser.add_argument(
        "--rehearse",
        type=_folder,
        metavar="文件夹",
        help="自己演练一遍：在这个文件夹里建演示台账，出具文书并存成 PDF 和 Word，然后退出；再次运行只开关一次窗口",
    )
    chosen = parser.parse_args(list(arguments))
    if chosen.rehearse:
        chosen.demo, chosen.data = True, chosen.rehearse / "demo"
    return chosen


def _folder(text: str) -> Path:
    return Path(text).absolute()


def _as_asked(settings: Settings, chosen: argparse.Namespace) -> Settings:
    theme = Theme.DARK if chosen.dark else settings.theme
    return replace(settings, theme=theme, text_percent=chosen.scale or settings.text_percent)


def _keep(file: SettingsFile, settings: Settings, beside: Path | None) -> str:
    """Saves the options of the command line, so that the settings page shows the values in use.

    Call it once there is a record: nothing else may lie in a folder that one is created in. Returns a sentence on
    failure. `beside` is the file in the record's own folder, which is written in any case: it says that the notes of
    this record stay there.
    """
    try:
        if settings != file.load() or (beside and not beside.exists()):
            file.save(settings)
    except Fault as wrong:
        return str(wrong)
    return ""


def _keep_beside(folder: Path, crash_reporter: CrashReporter) -> None:
    """On another person's computer: the log and the state of Qt's dialogs are kept beside the record."""
    crash_reporter.log = folder / "log" / LOG_FILE
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(folder))


def _demo(folder: Path, assessor: Assessor) -> Record:
    if record_exists(folder):
        return open_record(folder, demonstration.PASSPHRASE)
    return demonstration.create_demo(folder, paths.demo_applications() / "desk", assessor, today())


def _ask(folder: Path, assessor: Assessor, scale: Scale, chosen: argparse.Namespace) -> tuple[Record | None, str]:
    """The record, and what its user should know before continuing. `chosen.demo` is set if that is wanted."""
    if record_exists(folder):
        return _open(folder, scale, restoring=False)
    from gridcounter.desktop.setup.first_start import SetupDialog

    setting_up = SetupDialog(folder, assessor, scale)
    setting_up.exec()
    if setting_up.wants_demo:
        chosen.demo = True
        # in the folder named on the command line the office's own record will lie, and nothing else may; and whoever
        # brings a stick leaves nothing on another's computer
        shown = paths.passing_demo() if chosen.data else paths.demo_record()
        return (None, "") if raise_running(shown) else (_demo(shown, assessor), "")
    if setting_up.wants_to_join:
        from gridcounter.desktop.setup.joining import JoinDialog

        joining = JoinDialog(folder, scale)
        joining.exec()
        return joining.record, ""
    return _open(folder, scale, restoring=True) if setting_up.wants_backup else (setting_up.record, "")


def _open(folder: Path, scale: Scale, *, restoring: bool) -> tuple[Record | None, str]:
    opening = StartDialog(folder, scale, restoring=restoring)
    return (opening.record, opening.message) if opening.exec() else (None, "")


def _renew(renewal: Renewal, scale: Scale) -> None:
    from gridcounter.desktop.setup.renewal import RenewalDialog

    renewing = RenewalDialog(renewal, scale)
    renewing.begin()
    renewing.exec()


def _back_up(record: Record, scale: Scale, second: OffsiteTarget | None) -> None:
    closing = ClosingBackup(record, scale, second)
    closing.run()
    if closing.trouble:
        tell(closing.trouble)
