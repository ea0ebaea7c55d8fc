"""The result of a dry run, line by line; long sentences wrap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from gridcounter.desktop.exchange.import_problems import Column, ImportProblemsModel
from gridcounter.desktop.kit.tables import look_like_a_list
from gridcounter.services.exchange.ledger_import import DryRun

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent


#: Widths in characters at which column titles and values wrap.
_TITLE, _FOUND = 9, 14
#: In characters of the table: below this the last column also shows the value found.
_NARROW = 44
_ROWS_SEEN = 2


class ProblemsTable(QTableView):
    """Hidden while there are no lines."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._problems = ImportProblemsModel()
        self.setModel(self._problems)
        look_like_a_list(self, "试读的结果")
        self.setWordWrap(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for column in (Column.TITLE, Column.FOUND):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(Column.ALLOWED, QHeaderView.ResizeMode.Stretch)
        header.sectionResized.connect(self._on_resized)

    @property
    def left_out(self) -> int:
        """How many lines are not shown."""
        return self._problems.left_out

    def set_checked(self, checked: DryRun | None) -> None:
        """None empties and hides the table."""
        self._problems.set_checked(checked)
        self.setVisible(self._problems.rowCount() > 0)
        self.selectRow(0)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        character = self.fontMetrics().horizontalAdvance("中")
        narrow = self.width() < character * _NARROW
        self._problems.set_narrow(narrow=narrow)
        for column in (Column.KIND, Column.FOUND):
            self.setColumnHidden(column, narrow)
        self.horizontalHeader().resizeSection(Column.TITLE, character * _TITLE)
        self.horizontalHeader().resizeSection(Column.FOUND, character * _FOUND)
        head = self.horizontalHeader().sizeHint().height()
        self.setMinimumHeight(head + _ROWS_SEEN * self.verticalHeader().defaultSectionSize())
        self.resizeRowsToContents()

    @Slot(int, int, int)
    def _on_resized(self, column: int, _: int, __: int) -> None:
        if column == Column.ALLOWED:
            self.resizeRowsToContents()
