"""Chinese typed through IBus and libpinyin, key by key, into the real window."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from builders.window.window_builders import until
from PySide6.QtCore import QEvent, QObject, QProcess
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from gridcounter.core.intake.steps import StepKey
from gridcounter.desktop.intake.page import IntakePage
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.record.record import Record
from system.servers import said

FIELD = "premises.address"
#: What libpinyin composes of jining.
WORD = "济宁"
_LONGEST_S = 60.0  # other programs are waited for
ANOTHER = """
from PySide6.QtWidgets import QApplication, QLineEdit
program = QApplication([])
field = QLineEdit()
field.setWindowTitle("another")
field.setGeometry(1150, 300, 200, 100)
field.show()
program.exec()
"""


def a_field(window: MainWindow, name: str = FIELD) -> tuple[IntakePage, QLineEdit]:
    """Of a new application, ready to be typed into."""
    window.begin()
    page = window.tabs.currentWidget()
    assert isinstance(page, IntakePage)
    page.show_step([StepKey.SITUATION, StepKey.WORKS, StepKey.APPLICANT].index(StepKey.APPLICANT))
    edit = page.answers[name].findChild(QLineEdit)
    assert edit is not None
    edit.setFocus()
    until(edit.hasFocus, _LONGEST_S)
    return page, edit


def press(*keys: str) -> None:
    """On the keyboard of the screen, not in Qt."""
    subprocess.run(["xdotool", "key", "--delay", "20", *keys], check=True)


def test_a_word_chosen_from_the_candidates_is_in_the_field_and_on_record(window: MainWindow, record: Record) -> None:
    page, edit = a_field(window)

    press(*"jining", "1")
    until(lambda: bool(edit.text()), _LONGEST_S)
    assert edit.text() == "济宁"
    assert FIELD not in record.applications.fields(page.application)
    press("Tab")
    until(lambda: not edit.hasFocus(), _LONGEST_S)

    assert record.applications.fields(page.application)[FIELD].value == "济宁"


def lock(page: IntakePage) -> None:
    window = page.window()
    assert isinstance(window, MainWindow)
    window.lock()


#: Other keys with Ctrl libpinyin keeps to itself while it composes.
WAYS_OUT: dict[str, Callable[[IntakePage], object]] = {
    "another field": lambda page: click(page.answers["applicant.contact"].findChild(QLineEdit)),
    "下一步": lambda page: click(a_button(page, "下一步")),
    "a step": lambda page: click(a_button(page, "5 ")),
    "Ctrl+Enter": lambda _: press("ctrl+Return"),
    "F7": lambda _: press("F7"),
    "another customer": lambda _: press("ctrl+Tab"),
    "nobody there any more": lock,
}


@pytest.mark.parametrize("way", WAYS_OUT)
def test_a_word_being_composed_is_kept_when_the_field_is_left(window: MainWindow, record: Record, way: str) -> None:
    window.begin()  # one more customer to turn to
    page, edit = a_field(window)
    composed = Composed(edit)
    press(*"jining")
    until(lambda: composed.text == WORD, _LONGEST_S)

    WAYS_OUT[way](page)
    until(lambda: QApplication.focusWidget() is not edit, _LONGEST_S)

    assert edit.text() == WORD
    until(lambda: FIELD in record.applications.fields(page.application), _LONGEST_S)
    assert record.applications.fields(page.application)[FIELD].value == WORD
    for dialog in QApplication.topLevelWidgets():
        if dialog is not window:
            dialog.close()


def test_a_word_being_composed_is_kept_at_a_click_into_another_program(window: MainWindow, record: Record) -> None:
    """Whether the input method or the window is told first."""
    window.resize(1100, 740)
    window.move(0, 0)
    other = QProcess()
    other.start(sys.executable, ["-c", ANOTHER])
    try:
        until(lambda: said("xdotool", "getwindowfocus", "getwindowname") == "another", _LONGEST_S)
        page, edit = a_field(window)
        until(lambda: has_the_keys(window, edit), _LONGEST_S)
        composed = Composed(edit)
        until(lambda: begun(composed, edit), _LONGEST_S)
        press_at(1250, 350)
        until(lambda: FIELD in record.applications.fields(page.application), _LONGEST_S)
        assert not window.isActiveWindow()
        assert record.applications.fields(page.application)[FIELD].value == WORD
    finally:
        other.kill()
        other.waitForFinished()


def has_the_keys(window: MainWindow, edit: QLineEdit) -> bool:
    """It is clicked until the screen says so: a click may come while the other window is still being put up."""
    click(edit)
    return said("xdotool", "getwindowfocus", "getwindowname") == window.windowTitle() and edit.hasFocus()


def begun(composed: Composed, edit: QLineEdit) -> bool:
    """Typed anew until the whole word is composed: keys may come before the input method was told of the focus."""
    press(*["BackSpace"] * 8)
    edit.clear()
    press(*"jining")
    for _ in range(400):
        QTest.qWait(5)
        if composed.text == WORD:
            return True
    return False


def test_escape_gives_the_word_up(window: MainWindow, record: Record) -> None:
    page, edit = a_field(window)
    composed = Composed(edit)
    press(*"jining")
    until(lambda: composed.text == WORD, _LONGEST_S)
    press("Escape")
    until(lambda: not composed.text, _LONGEST_S)

    press("Tab")
    until(lambda: not edit.hasFocus(), _LONGEST_S)

    assert edit.text() == ""
    assert FIELD not in record.applications.fields(page.application)


class Composed(QObject):
    """What the field shows underlined."""

    def __init__(self, edit: QLineEdit) -> None:
        super().__init__(edit)
        self.text = ""
        edit.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QInputMethodEvent):
            self.text = event.preeditString()
        return super().eventFilter(watched, event)


def click(widget: QWidget | None) -> None:
    """With the mouse of the screen, in the middle of the widget."""
    assert widget is not None
    at = widget.mapToGlobal(widget.rect().center())
    press_at(at.x(), at.y())


def press_at(x: int, y: int) -> None:
    subprocess.run(["xdotool", "mousemove", str(x), str(y), "click", "1"], check=True)


def a_button(page: IntakePage, begins: str) -> QAbstractButton:
    found = [each for each in page.findChildren(QAbstractButton) if each.text().startswith(begins)]
    return next(each for each in found if each.isVisible())


def test_enter_while_composing_takes_the_letters_and_stays_in_the_field(window: MainWindow) -> None:
    page, edit = a_field(window)

    press(*"jining", "Return")
    until(lambda: bool(edit.text()), _LONGEST_S)

    assert edit.text() == "jining"
    assert QApplication.focusWidget() is edit
    assert page.step == StepKey.APPLICANT
