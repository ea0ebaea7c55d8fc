"""The desktop turns dark while a dialog is open: its page was built anew, so it vanished unanswered, and the act that
waited for it failed on a page that was no more, with 是程序的问题.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from builders.window.lock_builders import unlock
from builders.window.small_office import a_small_office
from builders.window.window_builders import a_window, until
from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QInputDialog, QLineEdit, QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from gridcounter.desktop.kit import file_dialogs, waiting
from gridcounter.desktop.kit.confirm import ask_line, confirmed
from gridcounter.desktop.shell.main_window import MainWindow

_NO_NATIVE = Qt.ApplicationAttribute.AA_DontUseNativeDialogs


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    qapp.setAttribute(_NO_NATIVE)
    monkeypatch.setattr(waiting, "AGAIN_MS", 0)
    with a_small_office(tmp_path) as record, a_window(record, demo=False) as opened:
        unlock(opened, "c1", "471108")
        yield opened
    QCoreApplication.setAttribute(_NO_NATIVE, False)  # noqa: FBT003  Qt's signature


def a_question(window: MainWindow) -> object:
    return confirmed(window.home, "清除？", "不能恢复", act="清除", leave="先不清除")


def yes(dialog: object) -> None:
    assert isinstance(dialog, QMessageBox)
    next(button for button in dialog.buttons() if button.text() == "清除").click()


def a_line(window: MainWindow) -> object:
    return ask_line(window.work.papers, "重出", "为什么？")


def written(dialog: object) -> None:
    assert isinstance(dialog, QInputDialog)
    dialog.setTextValue("写到一半")
    dialog.accept()


def a_file(window: MainWindow) -> object:
    return file_dialogs.pdf_to_write(window.work.papers, "存 PDF", "文书.pdf")


def named(dialog: object) -> None:
    assert isinstance(dialog, QFileDialog)
    edit = dialog.findChild(QLineEdit)
    assert edit is not None
    edit.setText("甲.pdf")
    QDialog.accept(dialog)


def a_menu(window: MainWindow) -> object:
    menu = QMenu(window.home)
    menu.addAction("复制")
    chosen = menu.exec()
    return chosen and chosen.text()


def chosen(menu: object) -> None:
    assert isinstance(menu, QMenu)
    menu.setActiveAction(menu.actions()[0])
    QTest.keyClick(menu, Qt.Key.Key_Return)


OPENED: dict[Callable[[MainWindow], object], tuple[Callable[[object], None], object]] = {
    a_question: (yes, True),
    a_line: (written, ("写到一半", True)),
    a_file: (named, None),
    a_menu: (chosen, "复制"),
}


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.parametrize("opens", OPENED)
def test_a_dialog_open_at_dusk_stays_and_is_answered_and_then_the_pages_are_built_anew(
    window: MainWindow, qtbot: QtBot, opens: Callable[[MainWindow], object]
) -> None:
    answer, expected = OPENED[opens]
    work, stayed = window.work, []

    def dusk() -> None:
        dialog = QApplication.activeModalWidget() or QApplication.activePopupWidget()
        if dialog is None:
            QTimer.singleShot(5, window, dusk)  # it has not come up yet
            return
        QApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
        for _ in range(5):
            QTest.qWait(1)
        stayed.append(window.work is work and dialog.isVisible())
        answer(dialog)

    QTimer.singleShot(0, window, dusk)
    with qtbot.captureExceptions() as raised:
        result = opens(window)
    assert raised == []
    assert stayed == [True]
    assert result == expected or isinstance(result, Path)
    until(lambda: window.work is not work)
    assert window.work.isVisible()


def test_locked_with_a_dialog_open_at_dusk_the_pages_are_built_behind_the_lock(window: MainWindow) -> None:
    work = window.work

    def dusk() -> None:
        QApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
        window.lock()

    QTimer.singleShot(50, window, dusk)
    a_question(window)
    until(lambda: window.work is not work)
    assert window.locked
    assert window.lock_page.isVisible()
    assert not window.work.isVisible()
