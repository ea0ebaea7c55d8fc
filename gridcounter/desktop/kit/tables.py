"""What the tables and lists of the window share: a model, the role of a row's object, how cells and rows look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QTableView, QWidget

from gridcounter.core.exchange.spreadsheet_text import to_be_pasted
from gridcounter.desktop.session.clipboard import CopiedText

#: The object of a row.
OBJECT_ROLE = Qt.ItemDataRole.UserRole + 1


class RowsModel(QAbstractTableModel):
    """Rows under titles, one for each column."""

    def __init__(self, titles: Iterable[str], rows: Sequence[Any] = ()) -> None:
        super().__init__()
        self._titles = tuple(titles)
        self._rows = rows

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        return None


def copy_as_text(view: QAbstractItemView) -> None:
    """Ctrl+C copies the cell in front, as Qt's views do, but as a text wherever it is pasted, and for a while only."""
    keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), view)
    keys.setContext(Qt.ShortcutContext.WidgetShortcut)
    keys.activated.connect(partial(_copy_cell, view))


def _copy_cell(view: QAbstractItemView) -> None:
    index = view.currentIndex()
    if index.isValid():
        CopiedText(to_be_pasted(str(index.data(Qt.ItemDataRole.DisplayRole) or "")))


def spoken(text: str, title: str) -> str:
    """What a screen reader says of a cell: of an empty one the title of its column."""
    return text or f"{title}：空"


def wrapped_list(name: str, parent: QWidget) -> QListWidget:
    """Lines as long as they are, with no way sideways; `name` is for screen readers."""
    made = QListWidget(parent)
    made.setAccessibleName(name)
    made.setWordWrap(True)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    copy_as_text(made)
    return made


def look_like_a_list(table: QTableView, name: str) -> None:
    """Rows on one line without a grid, selected whole, under titles on the left; `name` is for screen readers."""
    table.setAccessibleName(name)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    # addresses of one town begin alike and differ at their end
    table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    table.verticalHeader().hide()
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setHighlightSections(False)
