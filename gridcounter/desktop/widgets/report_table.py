"""A table of the figures as tall as its rows: the page scrolls, not the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from gridcounter.desktop.models.report import IDS_ROLE, ReportModel

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from gridcounter.core.report import ReportTable
    from gridcounter.desktop.theme import Tokens


class ReportTableView(QTableView):
    """`listed` carries a title and the applications behind the number that was clicked, or that Enter stood on."""

    listed = Signal(str, object)

    def __init__(self, table: ReportTable, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report = ReportModel(table, tokens)
        # its own, so that it goes with the table
        self._fitting = QTimer(self)
        self._fitting.setSingleShot(True)
        self._fitting.timeout.connect(self.fit)
        self.setAccessibleName(table.title)
        self.setModel(self._report)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        widest = max(range(len(table.columns)), key=lambda column: table.columns[column][1])
        header.setSectionResizeMode(widest, QHeaderView.ResizeMode.Stretch)
        self.clicked.connect(self._on_chosen)
        self.activated.connect(self._on_chosen)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        super().resizeEvent(event)
        # the columns get their widths after this event, and the rows their heights by those
        self._fitting.start()

    @Slot()
    def fit(self) -> None:
        """As tall as the rows are by now."""
        self.resizeRowsToContents()
        bar = self.horizontalScrollBar()
        more = bar.sizeHint().height() if bar.maximum() else 0
        rows = sum(self.rowHeight(row) for row in range(self._report.rowCount()))
        self.setFixedHeight(self.horizontalHeader().height() + rows + more + 4)

    @Slot(QModelIndex)
    def _on_chosen(self, index: QModelIndex) -> None:
        if ids := index.data(IDS_ROLE):
            self.listed.emit(self._report.title_of(index), ids)
