"""What a screen reader meets in the real window, asked for over the accessibility bus as Orca does."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from builders.window.window_builders import pages_of
from PySide6.QtCore import QEventLoop, QProcess, Qt, QTimer
from PySide6.QtWidgets import QTableView

from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.record.record import Record

#: pyatspi is a package of the system, so it is the system's Python that has it.
PYTHON, READER = "/usr/bin/python3", Path(__file__).with_name("seen_by_screen_reader.py")
_LONGEST_MS = 120_000

# Qt's own bridge lacks a call that newer at-spi asks for first, and says so
pytestmark = pytest.mark.qt_log_ignore("AtSpiAdaptor::applicationInterface does not implement", extend=True)


@dataclass(frozen=True)
class Node:
    role: str
    name: str
    way: tuple[str, ...]
    showing: bool
    reached: bool
    text: str = ""


def seen(*wanted: str) -> list[Node]:
    """Asked by another process, for that is how the bus works; meanwhile the window answers."""
    reader, loop = QProcess(), QEventLoop()
    reader.finished.connect(loop.quit)
    reader.errorOccurred.connect(loop.quit)
    QTimer.singleShot(_LONGEST_MS, loop.quit)
    reader.start(PYTHON, [str(READER), str(os.getpid()), *wanted])
    loop.exec()
    assert reader.state() == QProcess.ProcessState.NotRunning, "no answer"
    result = bytes(reader.readAllStandardOutput().data()).decode()
    assert reader.exitCode() == 0, bytes(reader.readAllStandardError().data()).decode()
    nodes = [Node(**{**raw, "way": tuple(raw["way"])}) for raw in map(json.loads, result.splitlines())]
    assert nodes, "the window is not on the bus"
    return nodes


def test_whatever_can_be_reached_has_a_name_on_every_page(window: MainWindow) -> None:
    nameless = []
    for page in pages_of(window):
        nodes = seen()
        assert any(node.reached for node in nodes), page
        nameless += [(page, node) for node in nodes if node.reached and not node.name]
    assert nameless == []


def test_every_filled_cell_of_the_ledger_has_a_text(window: MainWindow) -> None:
    window.show_page(PageKey.LEDGER)
    table = next(each for each in window.work.ledger.findChildren(QTableView) if each.accessibleName() == "申请列表")
    model = table.model()
    shown = [
        model.index(row, column).data(Qt.ItemDataRole.AccessibleTextRole)
        for row in range(model.rowCount())
        for column in range(model.columnCount())
    ]

    lines = [node.name for node in seen() if node.role == "table cell" and "table 申请列表" in node.way]

    assert len(shown) > model.rowCount()
    assert [text for text in shown if text and text not in lines] == []


def test_a_locked_window_tells_nobodys_name_address_or_number(window: MainWindow, record: Record) -> None:
    """From outside, and of what is hidden too: another program of the same user could ask as well."""
    for page in pages_of(window):
        if page == "ledger 概况":
            assert secrets(seen("hidden"), record), "there is something to be told"
        if page == "lock":
            break

    nodes = seen("hidden")

    assert secrets(nodes, record) == []
    assert any(node.name == "操作码" for node in nodes), "the lock page is told"
    window.lock_page.pin.setText("471108")
    window.lock_page.enter.click()
    assert not window.locked
    assert secrets(seen("hidden"), record)


def test_only_the_page_in_front_shows(window: MainWindow, record: Record) -> None:
    """Qt tells the lines of a hidden list as if they showed; only the page in front is in the tree."""
    window.show_page(PageKey.LEDGER)
    assert [node for node in secrets(seen("hidden"), record) if node.role == "table cell"]

    window.show_page(PageKey.FIGURES)

    assert secrets(seen("hidden"), record) == []


def test_roles_say_what_a_thing_is(window: MainWindow) -> None:
    """One of several is a radio button, as the places of the rail are; the answer to a case is read whole."""
    window.show_page(PageKey.HOME)
    rail = [node for node in seen() if node.name in {"工作台", "业务受理", "业务台账"} and node.reached]
    assert {node.role for node in rail} == {"radio button"}
    window.begin()
    nodes = seen("hidden")
    choices = [node for node in nodes if node.name.startswith("客户类型：")]
    assert {node.role for node in choices} == {"radio button"}
    assert any("时限" in node.text and "资料" in node.text for node in nodes if node.name == "办理指引")


def secrets(nodes: list[Node], record: Record) -> list[Node]:
    fields = ("applicant.name", "premises.address", "applicant.phone", "applicant.id_number")
    rows = record.applications.recent(50)
    known = [record.applications.fields(row.id) for row in rows]
    values = {str(one[field].value) for one in known for field in fields if field in one}
    values |= {row.number for row in rows}
    # the title of the window names the office, which may share a word with an applicant
    told = [node for node in nodes if node.role != "frame"]
    return [node for node in told if any(value in node.name or value in node.text for value in values if value)]
