"""The result of a dry run: a line for each problem, then the notices; long sentences wrap."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from gridcounter.desktop.kit.shortening import whole_text
from gridcounter.desktop.kit.tables import RowsModel, copy_as_text, look_like_a_list, spoken
from gridcounter.services.exchange.ledger_import import DryRun

#: The most lines shown; more cannot be fixed at once.
MOST_SHOWN = 500


class Column(IntEnum):
    """The columns from left to right."""

    ROW = 0
    KIND = 1
    TITLE = 2
    FOUND = 3
    ALLOWED = 4


TITLES = {
    Column.ROW: "行",
    Column.KIND: "类别",
    Column.TITLE: "列",
    Column.FOUND: "填写的是",
    Column.ALLOWED: "应为或说明",
}
#: Widths in characters at which column titles and values wrap.
_TITLE, _FOUND = 9, 14
#: In characters of the table: below this the last column also shows the value found.
_NARROW = 44
_ROWS_SEEN = 2
_BOTH = "说明"
_WRONG, _LOOK = "✕ 有误", "！提示"


class ImportProblemsModel(RowsModel):
    """Problems and notices of a dry run, at most MOST_SHOWN lines; `left_out` counts the rest."""

    def __init__(self) -> None:
        super().__init__(TITLES.values())
        self._narrow = False
        self.left_out = 0

    def set_checked(self, checked: DryRun | None) -> None:
        """Resets the model; None empties it."""
        lines: list[tuple[str, ...]] = []
        if checked is not None:
            lines = [
                (str(row.row), _WRONG, row.problem.path, row.problem.found, row.problem.allowed)
                for row in checked.problems
            ]
            lines += [(str(result.row or ""), _LOOK, "", "", result.text) for result in checked.notices]
        self.beginResetModel()
        self._rows, self.left_out = lines[:MOST_SHOWN], max(0, len(lines) - MOST_SHOWN)
        self.endResetModel()

    def set_narrow(self, *, narrow: bool) -> None:
        """In a narrow table the last column also shows the value found."""
        if narrow != self._narrow:
            self.beginResetModel()
            self._narrow = narrow
            self.endResetModel()

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        title = super().headerData(section, orientation, role)
        return _BOTH if title and self._narrow and section == Column.ALLOWED else title

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> object:
        if not index.isValid():
            return None
        words = self._words(self._rows[index.row()], index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return words
            case Qt.ItemDataRole.ToolTipRole:
                return whole_text(words)
            case Qt.ItemDataRole.AccessibleTextRole:
                return spoken(words, str(self.headerData(index.column(), Qt.Orientation.Horizontal)))
        return None

    def _words(self, line: tuple[str, ...], column: int) -> str:
        if self._narrow and column == Column.ALLOWED and line[Column.FOUND]:
            return f"填写的是 {line[Column.FOUND]}；应为{line[Column.ALLOWED]}"
        return line[column]


class ProblemsTable(QTableView):
    """Hidden while there are no lines."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._problems = ImportProblemsModel()
        self.setModel(self._problems)
        look_like_a_list(self, "试读的结果")
        copy_as_text(self)
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
