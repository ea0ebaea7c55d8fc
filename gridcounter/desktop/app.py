"""The desktop program: open or set up the record, then the window."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_data_path
from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QMessageBox

from gridcounter import paths
from gridcounter.bootstrap import face_files, open_assessor, open_desk, open_handover, open_ledger
from gridcounter.desktop.main_window import MainWindow
from gridcounter.desktop.pages.start import StartDialog
from gridcounter.desktop.theme import DARK, LIGHT, Scale, palette, style_sheet
from gridcounter.errors import GridcounterError
from gridcounter.services import demo as demonstration
from gridcounter.services.offices import record_exists
from gridcounter.services.record import open_record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridcounter.desktop.theme import Tokens
    from gridcounter.services.assessment import Assessor
    from gridcounter.services.record import Record

_SCALES = (100, 125, 150, 175, 200)


def run() -> None:
    sys.exit(main(sys.argv[1:]))


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="gridcounter-desk", description="用电报装受理台")
    parser.add_argument("--data", type=Path, metavar="文件夹", help="台账所在的文件夹")
    parser.add_argument("--demo", action="store_true", help="打开演示台账")
    parser.add_argument("--dark", action="store_true", help="深色界面")
    parser.add_argument("--scale", type=int, choices=_SCALES, default=_SCALES[0], help="文字大小，百分比")
    chosen = parser.parse_args(list(arguments))
    application = QApplication(sys.argv[:1])
    tokens, scale = (DARK if chosen.dark else LIGHT), Scale(chosen.scale)
    dress(application, tokens, scale)
    assessor = open_assessor()
    folder = chosen.data or user_data_path("gridcounter") / ("demo" if chosen.demo else "office")
    try:
        record = _demo(folder) if chosen.demo else _ask(folder, assessor)
    except GridcounterError as refused:
        QMessageBox.warning(None, "gridcounter", str(refused))
        return 1
    if record is None:
        return 0
    try:
        window = build_window(record, assessor, tokens, scale, demo=chosen.demo)
        window.show()
        return application.exec()
    finally:
        record.close()


def dress(application: QApplication, tokens: Tokens, scale: Scale) -> None:
    """Faces of our own, so that the window reads right on a bare Linux; Chinese standard buttons; the theme."""
    families = []
    for path in face_files():
        number = QFontDatabase.addApplicationFont(str(path))
        families += QFontDatabase.applicationFontFamilies(number)
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(QLocale("zh_CN"), "qtbase", "_", folder):
        application.installTranslator(translator)
    application.setStyle("Fusion")
    application.setPalette(palette(tokens))
    application.setStyleSheet(style_sheet(tokens, scale, families[0] if families else ""))


def build_window(record: Record, assessor: Assessor, tokens: Tokens, scale: Scale, *, demo: bool) -> MainWindow:
    desk = open_desk(record, assessor)
    return MainWindow(
        desk, open_ledger(record), open_handover(assessor, ("演示",) if demo else ()), tokens, scale, demo=demo
    )


def _demo(folder: Path) -> Record:
    if record_exists(folder):
        return open_record(folder, demonstration.PASSPHRASE)
    return demonstration.create_demo(folder, paths.demo_applications() / "desk")


def _ask(folder: Path, assessor: Assessor) -> Record | None:
    packs = assessor.packs
    places = {name: packs.editions[name][-1].header.place for name in packs.localities}
    dialog = StartDialog(folder, places, exists=record_exists(folder))
    if not dialog.exec() or dialog.record is None:
        return None
    if dialog.recovery_code:
        told = f"恢复码（请抄写或打印后锁好，忘记口令时用它打开台账）：\n\n{dialog.recovery_code}"
        QMessageBox.information(None, "恢复码", told)
    return dialog.record
