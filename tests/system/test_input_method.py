"""Chinese typed through IBus and libpinyin, key by key, into the real window."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from builders.window.window_builders import until
from PySide6.QtWidgets import QApplication, QLineEdit

from gridcounter.core.intake.steps import StepKey
from gridcounter.desktop.intake.page import IntakePage

if TYPE_CHECKING:
    from gridcounter.desktop.shell.main_window import MainWindow
    from gridcounter.services.record.record import Record

FIELD = "premises.address"
_LONGEST_S = 60.0  # other programs are waited for


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


def test_enter_while_composing_takes_the_letters_and_stays_in_the_field(window: MainWindow) -> None:
    page, edit = a_field(window)

    press(*"jining", "Return")
    until(lambda: bool(edit.text()), _LONGEST_S)

    assert edit.text() == "jining"
    assert QApplication.focusWidget() is edit
    assert page.step == StepKey.APPLICANT
