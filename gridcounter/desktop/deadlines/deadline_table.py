"""A table of deadlines: as wide as its text, with the last column always visible."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from gridcounter.desktop.deadlines.model import Column, DeadlineModel
from gridcounter.desktop.kit.shortening import COLUMN, TAB
from gridcounter.desktop.kit.tables import OBJECT_ROLE, copy_as_text, look_like_a_list
from gridcounter.desktop.kit.theme import Tokens
from gridcounter.services.applications.agenda_rows import DueRow

#: Height of a row in characters: 36 px at 14 px.
_ROW_HEIGHT = 36 / 14
#: Whose texts give a column its width: also some below those in sight, else scrolling shows cut names.
_ROWS_MEASURED = 100
#: What a step needs, in characters; where it has less, a name has so many cells.
_LEAST, _FEW = 6, 14


class DeadlineTable(QTableView):
    """`chosen` carries the row that is current now, `opened` its application."""

    chosen = Signal(object)
    opened = Signal(str)

    def __init__(
        self,
        name: str,
        tokens: Tokens,
        hidden: Collection[Column] = (),
        expendable: Sequence[Column] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._expendable = expendable
        self.rows = DeadlineModel(tokens)
        self.setModel(self.rows)
        look_like_a_list(self, name)
        copy_as_text(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.horizontalHeader()
        header.setResizeContentsPrecision(_ROWS_MEASURED)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(Column.WHAT, QHeaderView.ResizeMode.Stretch)
        for column in hidden:
            self.hideColumn(column)
        self.selectionModel().currentRowChanged.connect(self._on_row)
        self.activated.connect(self._on_activated)

    @property
    def current(self) -> DueRow | None:
        """The selected row; None without a selection."""
        index = self.currentIndex()
        return index.data(OBJECT_ROLE) if index.isValid() else None

    def set_rows(self, rows: Sequence[DueRow]) -> None:
        """Keeps the selection if its row is still there; else selects the first one."""
        before = self.current
        self.rows.set_rows(rows)
        self.verticalHeader().setDefaultSectionSize(round(self.fontMetrics().horizontalAdvance("中") * _ROW_HEIGHT))
        place = self.rows.place_of(before.application, before.clock) if before else None
        if rows:
            self.selectRow(place or 0)
        else:
            self.chosen.emit(None)
        self._adapt()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._adapt()

    def _adapt(self) -> None:
        """Hides the optional columns that do not fit: nothing is cut off or scrolled horizontally."""
        header = self.horizontalHeader()
        self.rows.shorten_names(COLUMN)
        for column in self._expendable:  # a hidden column says that its title needs no room
            self.showColumn(column)
        wide = {
            column: max(self.sizeHintForColumn(column) + 1, header.sectionSizeHint(column))
            for column in Column
            if column in self._expendable or not self.isColumnHidden(column)
        }
        for column in self._expendable:
            self.setColumnHidden(column, sum(wide.values()) > self.viewport().width())
            if self.isColumnHidden(column):
                del wide[column]
        over = sum(wide.values()) - self.viewport().width()
        if over > 0:
            few = wide[Column.WHAT] - over < _LEAST * self.fontMetrics().horizontalAdvance("中")
            self.rows.shorten_names(_FEW if few else TAB)

    @Slot()
    def _on_row(self) -> None:
        self.chosen.emit(self.current)

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        self.opened.emit(index.data(OBJECT_ROLE).application)
