"""Ctrl+L locks whatever is open in front: a shortcut of the window is not heard while a dialog is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from builders.window.lock_builders import unlock
from builders.window.small_office import a_small_office
from builders.window.window_builders import a_window, until
from builders.window.window_texts import on_the_screen
from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QInputDialog, QLineEdit

from gridcounter.desktop.exchange.import_dialog import ImportDialog
from gridcounter.desktop.kit import file_dialogs
from gridcounter.desktop.kit.confirm import confirmed
from gridcounter.desktop.policy.adoption_dialog import AdoptionDialog
from gridcounter.desktop.policy.clause import ClauseDialog
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow

_CONTROL = Qt.KeyboardModifier.ControlModifier
#: The first may come before the dialog has the keys.
MOST_PRESSED = 40
_NO_NATIVE = Qt.ApplicationAttribute.AA_DontUseNativeDialogs


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    qapp.setAttribute(_NO_NATIVE)
    with a_small_office(tmp_path) as record, a_window(record, demo=False) as opened:
        unlock(opened, "c1", "471108")
        yield opened
    QCoreApplication.setAttribute(_NO_NATIVE, False)  # noqa: FBT003  Qt's signature


def a_question(window: MainWindow) -> None:
    assert not confirmed(window, "清除？", "不能恢复", act="清除", leave="先不清除")


def a_harmless_question(window: MainWindow) -> None:
    assert not confirmed(window, "保存？", "可以改", act="保存", leave="先不存", harmless=True)


def a_line(window: MainWindow) -> None:
    assert not QInputDialog.getText(window, "gridcounter", "为什么？", text="写到一半")[1]


def a_file_to_write(window: MainWindow) -> None:
    assert file_dialogs.pdf_to_write(window, "存 PDF", "文书.pdf") is None


def a_folder(window: MainWindow) -> None:
    assert file_dialogs.folder_to_read(window, "选文件夹") is None


def a_printer(window: MainWindow) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.NativeFormat)
    assert QPrintDialog(printer, window).exec() == QDialog.DialogCode.Rejected


def one_after_the_other(window: MainWindow) -> None:
    """What waited for the first answer asks the next question."""
    for _ in range(3):
        confirmed(window, "清除？", "不能恢复", act="清除", leave="先不清除")


def one_over_the_other(window: MainWindow) -> None:
    dialog = ImportDialog(window._session.service, window.tasks, window)  # noqa: SLF001
    dialog.begin()
    a_question(window)
    dialog.deleteLater()


def an_import(window: MainWindow) -> None:
    ImportDialog(window._session.service, window.tasks, window).begin()  # noqa: SLF001


def a_pack(window: MainWindow) -> None:
    window.show_page(PageKey.POLICY)
    dialog = window.work.policy._adopting()  # noqa: SLF001
    assert isinstance(dialog, AdoptionDialog)


def a_trial(window: MainWindow) -> None:
    window.show_page(PageKey.POLICY)
    window.work.policy.trial.click()


def an_original(window: MainWindow) -> None:
    window.show_page(PageKey.POLICY)
    window.work.policy.original.click()


def the_slip(window: MainWindow) -> None:
    window.show_page(PageKey.HOME)
    window.home.shift.click()


def a_clause(window: MainWindow) -> None:
    ClauseDialog("第一条", window.scale, window).open()


def the_manual(window: MainWindow) -> None:
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_F1)


OPENED = (
    a_question,
    a_harmless_question,
    a_line,
    a_file_to_write,
    a_folder,
    a_printer,
    one_after_the_other,
    one_over_the_other,
    an_import,
    a_pack,
    a_trial,
    an_original,
    the_slip,
    a_clause,
    the_manual,
)


def in_front(window: MainWindow) -> list[object]:
    return [top for top in QApplication.topLevelWidgets() if top.isVisible() and top is not window]


@pytest.mark.parametrize("way", ["key", "idle", "the system"])
@pytest.mark.parametrize("opens", OPENED)
def test_it_locks_and_nothing_stays_in_front(window: MainWindow, opens: Callable[[MainWindow], None], way: str) -> None:
    found = []

    def press() -> None:
        at = QApplication.focusWindow()
        if not in_front(window) or at is None:
            QTimer.singleShot(5, window, press)  # it has not come up yet
            return
        if way == "key":
            QTest.keyPress(at, Qt.Key.Key_L, _CONTROL)  # of what is closed by it nobody lets the key go
        elif way == "idle":
            window.idle.timer.start(0)
        else:
            window.system_lock.must_lock.emit()
        found.append(at)
        if len(found) < MOST_PRESSED and not window.locked:
            QTimer.singleShot(5, window, press)

    QTimer.singleShot(0, window, press)
    opens(window)
    until(lambda: bool(found) and window.locked and not in_front(window))

    assert window.lock_page.isVisible()
    assert not window.work.isVisible()
    assert "已锁定" in on_the_screen()
    unlock(window, "c1", "471108")
    assert not window.locked
    assert in_front(window) == []


def test_a_field_left_for_a_dialog_is_saved(window: MainWindow) -> None:
    window.begin()
    page = window.tabs.pages()[-1]
    page.show_step(2)
    edit = page.answers["applicant.contact"].findChild(QLineEdit)
    assert edit is not None
    edit.setFocus()
    QTest.keyClicks(edit, "linshi")
    an_import(window)
    (dialog,) = window.findChildren(ImportDialog)
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_L, _CONTROL)
    until(lambda: window.locked)

    saved = window._session.record.applications.fields(page.application)  # noqa: SLF001
    assert saved["applicant.contact"].value == "linshi"


def test_what_opens_while_it_is_locked_is_closed_but_not_what_the_lock_page_opens(window: MainWindow) -> None:
    window.lock()
    late = QDialog(window)
    late.show()
    QTest.qWait(0)
    assert not late.isVisible()
    window.lock_page.forgotten.click()
    QTest.qWait(0)
    assert len(in_front(window)) == 1
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_F1)
    QTest.qWait(0)
    assert len(in_front(window)) == 2
