"""The notice of what was saved offers to take the change back: only after a change, and only while it is in front."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from builders.record_builders import CLERK
from builders.window.small_office import a_small_office
from builders.window.window_builders import a_window, page_in_front
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from gridcounter.desktop.kit.day import today
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.desktop.shell.saved_line import SavedLine

NAME = "applicant.name"


@pytest.fixture
def window(qapp: object, tmp_path: Path) -> Iterator[MainWindow]:
    del qapp
    with a_small_office(tmp_path) as record, a_window(record) as opened:
        opened.lock_page.identified.emit(CLERK)
        opened.begin()
        yield opened


def line_of(window: MainWindow) -> SavedLine:
    found = window.findChild(SavedLine)
    assert isinstance(found, SavedLine)
    return found


def say(window: MainWindow, name: str) -> None:
    page = page_in_front(window)
    page.show_step(2)
    edit = page.answers[NAME].findChild(QLineEdit)
    assert edit is not None
    edit.setFocus()
    edit.setText(name)
    edit.clearFocus()


def name_of(window: MainWindow) -> object:
    service = window._session.service  # noqa: SLF001  the record under the window
    return service.state(page_in_front(window).application).value(NAME)


def test_the_notice_of_a_change_takes_it_back(window: MainWindow) -> None:
    line = line_of(window)
    assert line.undo.isHidden()
    say(window, "AB")
    assert line.text().startswith("已保存 ")
    assert line.undo.isVisible()
    say(window, "ABC")
    QTest.mouseClick(line.undo, Qt.MouseButton.LeftButton)
    assert name_of(window) == "AB"
    assert line.undo.isHidden()  # what was taken back is nothing that the notice takes back again


def test_an_act_that_is_no_change_of_an_answer_offers_nothing(window: MainWindow) -> None:
    """It would take back the answer before the act, and leave the act."""
    say(window, "AB")
    page_in_front(window).review.received.emit(today(), "")
    assert window._session.service.state(page_in_front(window).application).row.received_on  # noqa: SLF001
    assert line_of(window).undo.isHidden()


def test_on_another_page_or_tab_the_offer_is_gone(window: MainWindow) -> None:
    line = line_of(window)
    say(window, "AB")
    window.show_page(PageKey.LEDGER)
    assert line.undo.isHidden()
    window.show_page(PageKey.INTAKE)
    assert line.undo.isHidden()
    say(window, "ABC")
    assert line.undo.isVisible()
    window.begin()
    assert line.undo.isHidden()


def test_what_is_saved_by_leaving_the_page_offers_nothing_on_the_next(window: MainWindow) -> None:
    page = page_in_front(window)
    page.show_step(2)
    edit = page.answers[NAME].findChild(QLineEdit)
    assert edit is not None
    edit.setFocus()
    edit.setText("AB")
    window.show_page(PageKey.LEDGER)
    assert name_of(window) == "AB"
    assert line_of(window).undo.isHidden()
