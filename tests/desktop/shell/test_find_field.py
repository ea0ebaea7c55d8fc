"""The search field in the header of every page, and what falls due tomorrow on 工作台."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from builders.record_builders import CLERK
from builders.window.small_office import a_small_office
from builders.window.still_clock import STILL
from builders.window.story import settle
from builders.window.window_builders import a_window
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from gridcounter.desktop.ledger.model import Column
from gridcounter.desktop.search.find_field import FindField
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.ledger.agenda import View
from gridcounter.services.ledger.ledger import Chip

PAGES = (PageKey.HOME, PageKey.INTAKE, PageKey.DEADLINES, PageKey.POLICY, PageKey.FIGURES)


@pytest.fixture
def window(qapp: object, tmp_path: Path) -> Iterator[MainWindow]:
    del qapp
    with a_small_office(tmp_path) as record, a_window(record) as opened:
        opened.lock_page.identified.emit(CLERK)
        yield opened


def field_on(window: MainWindow, place: PageKey) -> FindField:
    window.show_page(place)
    (field,) = (field for field in window.work.findChildren(FindField) if field.isVisible())
    return field


@pytest.mark.parametrize("place", PAGES, ids=lambda place: place.name)
def test_what_is_typed_in_a_header_goes_on_in_the_ledger(window: MainWindow, place: PageKey) -> None:
    window.work.ledger.chips[Chip.CLOSED].click()
    window.work.ledger.show_these("某个数", [])
    field = field_on(window, place)
    assert "Ctrl+K" in field.placeholderText()
    field.setFocus()
    QTest.keyClicks(field, "d")
    focused = QApplication.focusWidget()
    ledger = window.work.ledger
    assert window.work.place is PageKey.LEDGER
    assert focused is ledger.search
    QTest.keyClicks(focused, "ff")
    assert ledger.search.text() == "dff"
    assert [ledger.table.model().index(0, Column.NAME).data()] == ["样例豆腐坊有限公司"]
    assert field.text() == ""


@pytest.mark.parametrize("place", PAGES, ids=lambda place: place.name)
def test_ctrl_k_leads_to_the_field_in_the_header_of_the_page(window: MainWindow, place: PageKey) -> None:
    """Once it left the page before a letter was typed."""
    field = field_on(window, place)
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is field
    assert window.work.place is place


@pytest.mark.parametrize("place", [PageKey.LEDGER, PageKey.SETTINGS, PageKey.HOME], ids=lambda place: place.name)
def test_without_a_field_in_the_header_ctrl_k_leads_to_the_list(window: MainWindow, place: PageKey) -> None:
    window.show_page(place)
    window.resize(911, 512)
    settle()
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.work.place is PageKey.LEDGER
    assert QApplication.focusWidget() is window.work.ledger.search


def test_enter_in_an_empty_field_opens_the_whole_list(window: MainWindow) -> None:
    QTest.keyClick(field_on(window, PageKey.HOME), Qt.Key.Key_Return)
    assert window.work.place is PageKey.LEDGER
    assert window.work.ledger.table.model().rowCount() > 1


def test_what_ends_tomorrow_is_told_under_what_ends_today(window: MainWindow) -> None:
    window.tasks.wait()
    settle()
    assert window.work.home.due.cards[0].more is None
    STILL.set("09-15 09:00")
    window.show_page(PageKey.HOME)
    window.tasks.wait()
    settle()
    (more,) = (each for each in window.work.home.findChildren(QPushButton) if each.text().startswith("明天到期"))
    assert more.text() == "明天到期 1 项"
    more.click()
    assert window.work.place is PageKey.DEADLINES
    assert window.work.deadlines.view is View.TOMORROW
