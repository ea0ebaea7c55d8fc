"""Deadlines as a table: from the applicant to the next step. Late rows differ by word, icon and colour."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from gridcounter.core.application import ApplicationId
from gridcounter.desktop.kit.appearance import own_icon
from gridcounter.desktop.kit.shortening import COLUMN, shortened, whole_text
from gridcounter.desktop.kit.tables import OBJECT_ROLE, RowsModel, spoken
from gridcounter.desktop.kit.theme import Tokens
from gridcounter.services.applications.agenda_rows import DueRow


class Column(IntEnum):
    """The columns from left to right."""

    NUMBER = 0
    NAME = 1
    WHAT = 2
    STARTED = 3
    DUE = 4
    LEFT = 5
    NEXT = 6


TITLES = {
    Column.NUMBER: "编号",
    Column.NAME: "申请人",
    Column.WHAT: "环节",
    Column.STARTED: "起算",
    Column.DUE: "到期",
    Column.LEFT: "还剩",
    Column.NEXT: "下一步",
}


class DeadlineModel(RowsModel):
    """Rows of due items; OBJECT_ROLE gives the DueRow."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__(TITLES.values())
        self._cells = COLUMN
        self._late, self._today = QColor(tokens.danger), QColor(tokens.warn)
        self._late_icon = own_icon("late", tokens)
        self._today_icon = own_icon("today", tokens)

    def shorten_names(self, cells: int) -> None:
        """The width that a name may take, in cells."""
        if cells != self._cells and self._rows:
            self._cells = cells
            self.dataChanged.emit(self.index(0, Column.NAME), self.index(len(self._rows) - 1, Column.NAME))

    def set_rows(self, rows: Sequence[DueRow]) -> None:
        """Resets the model: selection is lost."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def place_of(self, application_id: ApplicationId, clock: str) -> int | None:
        """The row number; None if the clock is not listed."""
        found = (n for n, row in enumerate(self._rows) if (row.application, row.clock) == (application_id, clock))
        return next(found, None)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> object:
        """Colour and icon mark items that are late or end today."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], Column(index.column())
        if role == OBJECT_ROLE:
            return row
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return shortened(_words(row, column), self._cells) if column == Column.NAME else _words(row, column)
            case Qt.ItemDataRole.AccessibleTextRole:
                return spoken(_words(row, column), TITLES[column])
            case Qt.ItemDataRole.ToolTipRole:
                return whole_text((row.name or "未填名称") if column == Column.NAME else _words(row, column))
        return self._mark(row, column, role)

    def _mark(self, row: DueRow, column: Column, role: int) -> object:
        if column != Column.LEFT or not (row.over or row.today):
            return None
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._late if row.over else self._today
        if role == Qt.ItemDataRole.DecorationRole:
            return self._late_icon if row.over else self._today_icon
        return None


def _words(row: DueRow, column: Column) -> str:
    return {
        Column.NUMBER: row.number,
        Column.NAME: shortened(row.name or "未填名称", COLUMN),
        Column.WHAT: row.what,
        Column.STARTED: row.started,
        Column.DUE: row.due,
        Column.LEFT: row.left,
        Column.NEXT: row.next,
    }[column]
