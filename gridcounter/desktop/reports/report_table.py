"""A table of the figures as tall as its rows: the page scrolls, not the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from gridcounter.core.reports.report import ReportTable
from gridcounter.desktop.reports.model import IDS_ROLE, ReportModel

if TYPE_CHECKING:
    from gridcounter.desktop.kit.theme import Tokens


#: Padding of a cell, in characters; and a height that exceeds any text, in pixels.
_AIR, _TALL = 20 / 14, 10_000


class ReportTableView(QTableView):
    """`listed` carries title and applications of the number that was clicked or activated by Enter."""

    listed = Signal(str, object)

    def __init__(self, table: ReportTable, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report = ReportModel(table, tokens)
        # a member, so that it is deleted with the table
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
        self._widest = max(range(len(table.columns)), key=lambda column: table.columns[column][1])
        header.setSectionResizeMode(self._widest, QHeaderView.ResizeMode.Stretch)
        header.sectionResized.connect(self._on_width)
        self.clicked.connect(self._on_chosen)
        self.activated.connect(self._on_chosen)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        super().resizeEvent(event)
        # column widths are set after this event, and row heights depend on them
        self._fitting.start()

    @Slot()
    def _on_width(self) -> None:
        self._fitting.start()

    @Slot()
    def fit(self) -> None:
        """Sets the height to that of all rows."""
        font = self.fontMetrics()
        air = round(font.horizontalAdvance("中") * _AIR)
        room = self.columnWidth(self._widest) - air
        wrap = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere
        for row in range(self._report.rowCount()):
            text = str(self._report.index(row, self._widest).data())
            # measured here: Qt ignores the style's padding when it wraps a text
            self.setRowHeight(row, font.boundingRect(QRect(0, 0, room, _TALL), wrap, text).height() + air)
        bar = self.horizontalScrollBar()
        more = bar.sizeHint().height() if bar.maximum() else 0
        rows = sum(self.rowHeight(row) for row in range(self._report.rowCount()))
        self.setFixedHeight(self.horizontalHeader().height() + rows + more + 4)

    @Slot(QModelIndex)
    def _on_chosen(self, index: QModelIndex) -> None:
        if ids := index.data(IDS_ROLE):
            self.listed.emit(self._report.title_of(index), ids)
