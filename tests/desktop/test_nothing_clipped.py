"""On a small screen and with large text: nothing on any page is cut off, and everything can be scrolled to."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from builders.extent import some
from builders.told_builders import corrected
from builders.window.opened_dialogs import opened_dialogs
from builders.window.window_builders import a_demo_record, a_window, dialogs, laid_out, settle_layout
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListWidget,
    QScrollArea,
    QSplitterHandle,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QTabBar,
    QTableView,
    QTextBrowser,
    QWidget,
)

from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.core.validation.clerk_names import LONGEST_CLERK_NAME
from gridcounter.desktop.help.pages import DIALOGS
from gridcounter.desktop.kit.theme import DARK, LIGHT
from gridcounter.desktop.reports.report_table import ReportTableView
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.record.record import Record

SMALL, SCREEN = (911, 512), (1366, 768)
LOOKED_AT = [(size, percent) for percent in (100, 125, 150, 200) for size in (SCREEN, SMALL)]
#: What scrolls shows at least a question with its answers, in pixels at the base size.
LEAST_SCROLLED = 64
#: The guidance as a strip: two lines.
LEAST_STRIP = 40
#: Beside, above and below the text of a cell, in characters.
WHITE = 6 / 14
#: In characters: its beginning and its end.
LEAST_OF_AN_ADDRESS = 6


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(("size", "percent"), some(LOOKED_AT, 3))
def test_nothing_on_any_page_is_cut(record: Record, size: tuple[int, int], percent: int) -> None:
    tokens = DARK if percent == 125 else LIGHT  # colours take no room: one in four is enough
    with a_window(record, tokens=tokens, percent=percent, size=size) as window:
        assert cut_anywhere(window, size, percent) == ""


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    ("applicant", "clerk", "percent"),
    [
        ("样" * 55, "样" * LONGEST_CLERK_NAME, 100),
        ("样" * 55, "样" * LONGEST_CLERK_NAME, 200),
        ("SHANDONG.YANGLI.HYDRAULIC.TECHNOLOGY.COMPANY.LIMITED.QF", "W" * LONGEST_CLERK_NAME, 100),
    ],
    ids=["Chinese", "Chinese twice as large", "Latin"],
)
def test_long_names_push_nothing_out_of_a_small_window(
    tmp_path: Path, applicant: str, clerk: str, percent: int
) -> None:
    """A second attack: an applicant of 55 characters made 工作台 37 pixels too wide."""
    with a_demo_record(tmp_path) as record:
        desk = open_application_service(record, open_assessor())
        for row in record.applications.recent(50):
            corrected(desk, row.id, "applicant.name", applicant)
        Clerks(record).change("c1", "c1", name=clerk)
        with a_window(record, percent=percent, size=SMALL) as window:
            assert cut_anywhere(window, SMALL, percent) == ""


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("percent", [100, 200])
def test_nothing_of_the_dialogs_is_cut(record: Record, tmp_path: Path, percent: int) -> None:
    with a_window(record, percent=percent, size=SMALL) as window:
        found = []
        walked = set()
        for name, dialog in chain(opened_dialogs(window, percent), dialogs(window, tmp_path, percent)):
            walked.add(type(dialog).__name__)
            settle_layout()
            room = dialog.screen().availableSize().expandedTo(window.size())  # some are a part of their window
            if dialog.width() > room.width() or dialog.height() > room.height():
                found.append(f"{name} opens larger than the screen: {dialog.width()} × {dialog.height()}")
            found += [f"{name}: {wrong}" for wrong in cut(dialog, percent)]
            dialog.resize(min(dialog.width(), SMALL[0]), min(dialog.height(), SMALL[1]))
            settle_layout()
            if dialog.width() > SMALL[0] or dialog.height() > SMALL[1]:
                found.append(f"{name}: {dialog.width()} × {dialog.height()}")
            found += [f"{name}: {wrong}" for wrong in cut(dialog, percent)]
        assert not found, "\n".join(found)
        assert walked >= set(DIALOGS), "every dialog is looked at"


def cut_anywhere(window: MainWindow, size: tuple[int, int], percent: int) -> str:
    """On any page, one line each; also a page for which the window grew."""
    found = []
    for name in laid_out(window):
        if (window.width(), window.height()) != size:
            found.append(f"{name}: grown to {window.width()} × {window.height()}")
            window.resize(*size)
        found += [f"{name}: {wrong}" for wrong in cut(window, percent)]
    return "\n".join(found)


def cut(root: QWidget, percent: int) -> list[str]:
    """Every way of not showing all of a text, or of a control."""
    return [
        f"{type(widget).__name__} {text_of(widget)!r}: {wrong}"
        for widget in root.findChildren(QWidget)
        if widget.isVisible()
        for wrong in (*too_small(widget), *outside(widget, root), *cannot_scroll(widget, percent))
    ]


def text_of(widget: QWidget) -> str:
    if isinstance(widget, QComboBox):
        return widget.currentText()
    return widget.text() if isinstance(widget, QLabel | QAbstractButton | QLineEdit) else widget.accessibleName()


def too_small(widget: QWidget) -> Iterator[str]:
    """For the text that it shows."""
    match widget:
        case QLabel() if widget.text():
            need = widget.heightForWidth(widget.width()) if widget.wordWrap() else widget.sizeHint().height()
            yield from smaller(widget.size(), QSize(widget.minimumSizeHint().width(), need))
        case QAbstractButton() if widget.text():
            yield from smaller(widget.size(), widget.sizeHint())
        case QComboBox():
            wide = max(widget.fontMetrics().horizontalAdvance(widget.itemText(at)) for at in range(widget.count()))
            yield from smaller(field_of(widget).size(), QSize(wide, widget.fontMetrics().height()))
        case QLineEdit() if widget.placeholderText():
            wide = widget.fontMetrics().horizontalAdvance(widget.placeholderText())
            yield from smaller(line_of(widget).size(), QSize(wide, 0))
        case QTabBar() if not widget.usesScrollButtons():
            tabs = sum(widget.tabRect(at).width() for at in range(widget.count()))
            yield from smaller(widget.size(), QSize(tabs, 0))
        case QHeaderView():
            shown = [at for at in range(widget.count()) if not widget.isSectionHidden(at)]
            for at in shown:
                yield from smaller(QSize(widget.sectionSize(at), 0), QSize(widget.sectionSizeHint(at), 0))
        case QTableView():
            yield from cells_cut(widget)
        case QListWidget():
            yield from lines_of_list_cut(widget)


def smaller(size: QSize, need: QSize) -> Iterator[str]:
    if size.width() < need.width() or size.height() < need.height():
        yield f"{size.width()} × {size.height()}, needs {need.width()} × {need.height()}"


def field_of(box: QComboBox) -> QRect:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    part = QStyle.SubControl.SC_ComboBoxEditField
    return box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, box)


def line_of(edit: QLineEdit) -> QRect:
    option = QStyleOptionFrame()
    edit.initStyleOption(option)
    inside = edit.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, edit)
    return inside.adjusted(2, 0, -2, 0)  # what Qt keeps free on either side


def cells_cut(table: QTableView) -> Iterator[str]:
    """An address and a step may lose their middle: all of it stands on the card, or below."""
    model = table.model()
    for column in range(model.columnCount()):
        if table.isColumnHidden(column):
            continue
        if table.wordWrap() and model.columnCount() > 0:
            yield from lines_cut(table, column)
            continue
        wide = max(
            (table.sizeHintForIndex(model.index(row, column)).width() for row in range(model.rowCount())), default=0
        )
        character = table.fontMetrics().horizontalAdvance("中")
        cells = [model.index(row, column) for row in range(model.rowCount())]
        # in a card below, or in the tooltip, it stands in full
        stretched = table.horizontalHeader().sectionResizeMode(column) == QHeaderView.ResizeMode.Stretch
        told = stretched or all(str(cell.data()) in str(cell.data(Qt.ItemDataRole.ToolTipRole)) for cell in cells)
        need = min(wide, LEAST_OF_AN_ADDRESS * character) if told else wide
        if table.columnWidth(column) < need:
            yield f"column {column} is {table.columnWidth(column)} wide, needs {need}"


def lines_of_list_cut(shown: QListWidget) -> Iterator[str]:
    """One too long for the width is broken, or at least told whole when one points at it."""
    for item in map(shown.item, range(shown.count())):
        wide = shown.visualItemRect(item).width() < shown.sizeHintForIndex(shown.indexFromItem(item)).width()
        if (wide or shown.horizontalScrollBar().maximum() > 0) and not shown.wordWrap() and not item.toolTip():
            yield f"{item.text()!r} is cut"


def lines_cut(table: QTableView, column: int) -> Iterator[str]:
    """What is broken into lines needs their height, and has white on every side."""
    white = round(table.fontMetrics().horizontalAdvance("中") * WHITE)
    room = QRect(0, 0, table.columnWidth(column) - 2 * white, 0)
    wrap = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere
    for row in range(table.model().rowCount()):
        need = (
            table.fontMetrics().boundingRect(room, wrap, str(table.model().index(row, column).data())).height()
            + 2 * white
        )
        if table.rowHeight(row) < need:
            yield f"row {row} is {table.rowHeight(row)} high, column {column} needs {need}"


def outside(widget: QWidget, root: QWidget) -> Iterator[str]:
    """Of what its parent shows, unless that scrolls down to it."""
    parent = widget.parentWidget()
    if parent is None or widget is root or isinstance(widget, QSplitterHandle):
        return
    scroll = parent.parentWidget()
    scrolls = isinstance(scroll, QAbstractScrollArea) and scroll.viewport() is parent
    place, room = widget.geometry(), parent.rect()
    if scrolls:
        room.setTop(min(0, place.top()))
        room.setBottom(max(room.bottom(), place.bottom()))
    if not room.contains(place):
        yield f"{place.getRect()} outside of {type(parent).__name__} {parent.size().toTuple()}"


def cannot_scroll(widget: QWidget, percent: int) -> Iterator[str]:
    """Nothing scrolls sideways but a table of figures, which has a bar for it."""
    if not isinstance(widget, QScrollArea | QTextBrowser | QTableView):
        return
    if widget.horizontalScrollBar().maximum() > 0 and not isinstance(widget, ReportTableView):
        yield f"scrolls sideways by {widget.horizontalScrollBar().maximum()}"
    least = (LEAST_STRIP if widget.objectName() == "Guidance" else LEAST_SCROLLED) * percent / 100
    if widget.verticalScrollBar().maximum() > 0 and widget.viewport().height() < least:
        yield f"shows only {widget.viewport().height()} pixels of what it scrolls"
