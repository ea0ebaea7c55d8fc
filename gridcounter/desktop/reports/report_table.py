"""A table of the figures as tall as its rows: the page scrolls, not the table."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView, QWidget

from gridcounter.core.reports.report import ReportTable, cell_text
from gridcounter.desktop.kit.tables import RowsModel
from gridcounter.desktop.kit.theme import Tokens

#: Padding of a cell, in characters; and a height that exceeds any text, in pixels.
_AIR, _TALL = 20 / 14, 10_000


#: The applications behind a number.
IDS_ROLE = Qt.ItemDataRole.UserRole + 1


class ReportModel(RowsModel):
    """One table of the report; IDS_ROLE gives the applications behind a number."""

    def __init__(self, table: ReportTable, tokens: Tokens) -> None:
        super().__init__((title for title, _ in table.columns), table.rows)
        self._table = table
        self._tokens = tokens
        cells = [[row[column] for row in table.rows] for column in range(len(table.columns))]
        self._counted = {place for place, column in enumerate(cells) if not any(isinstance(one, str) for one in column)}

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(section)
        return super().headerData(section, orientation, role)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        cell = self._table.rows[index.row()][index.column()]
        ids = self._table.ids[index.row()].get(index.column(), ())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell_text(cell)
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._side(index.column())
            case Qt.ItemDataRole.ForegroundRole if ids:
                return QColor(self._tokens.accent)
            case Qt.ItemDataRole.FontRole if ids:
                font = QFont()
                font.setUnderline(True)
                return font
            case Qt.ItemDataRole.ToolTipRole if ids:
                return f"在台账里列出这 {len(set(ids))} 件"
            case Qt.ItemDataRole.AccessibleTextRole:
                where = f"{self._table.rows[index.row()][0]}，{self._table.columns[index.column()][0]}"
                return f"{where}：{cell_text(cell)}" + ("，回车列出" if ids else "")
            case _:
                return ids if role == IDS_ROLE else None

    def title_of(self, index: QModelIndex) -> str:
        """The title of the list behind this number."""
        first = min(self._table.ids[index.row()])
        row, column = self._table.rows[index.row()][0], self._table.columns[index.column()][0]
        return f"{row}" if index.column() == first else f"{row}，{column}"

    def _side(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if column in self._counted else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


class ReportTableView(QTableView):
    """`listed` carries title and applications of the number that was clicked or activated by Enter."""

    listed = Signal(str, object)

    def __init__(self, table: ReportTable, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report = ReportModel(table, tokens)
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
        # The layout asks for the height that goes with a width, and places all tables at once: a table that took its
        # height by itself, a moment later, was drawn over the next one until something else moved.
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.clicked.connect(self._on_chosen)
        self.activated.connect(self._on_chosen)

    def heightForWidth(self, width: int) -> int:
        """That of all rows."""
        room, other = self._room(width)
        bar = self.horizontalScrollBar().sizeHint().height() if other + self._least() > self._inner(width) else 0
        return self.horizontalHeader().sizeHint().height() + sum(self._heights(room)) + bar + 2 * self.frameWidth() + 2

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.heightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room, other = self._room(self.width())
        header = self.horizontalHeader()
        if other + self._least() > self._inner(self.width()):  # a stretched column would be narrower than its title
            header.setSectionResizeMode(self._widest, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(self._widest, self._least())
        else:
            header.setSectionResizeMode(self._widest, QHeaderView.ResizeMode.Stretch)
        for row, height in enumerate(self._heights(room)):
            self.setRowHeight(row, height)

    def _room(self, width: int) -> tuple[int, int]:
        """For the widest column at this width, and for the others together."""
        header, columns = self.horizontalHeader(), range(self._report.columnCount())
        others = (column for column in columns if column != self._widest)
        other = sum(max(self.sizeHintForColumn(one), header.sectionSizeHint(one)) for one in others)
        return max(self._inner(width) - other, self._least()), other

    def _inner(self, width: int) -> int:
        return width - 2 * self.frameWidth()

    def _least(self) -> int:
        """Of the widest column: its title is whole."""
        header = self.horizontalHeader()
        return max(header.minimumSectionSize(), header.sectionSizeHint(self._widest))

    def _heights(self, room: int) -> list[int]:
        """Of each row. Measured here: Qt ignores the style's padding when it wraps a text."""
        font = self.fontMetrics()
        air = round(font.horizontalAdvance("中") * _AIR)
        wrap = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere
        texts = (str(self._report.index(row, self._widest).data()) for row in range(self._report.rowCount()))
        return [font.boundingRect(QRect(0, 0, room - air, _TALL), wrap, text).height() + air for text in texts]

    @Slot(QModelIndex)
    def _on_chosen(self, index: QModelIndex) -> None:
        if ids := index.data(IDS_ROLE):
            self.listed.emit(self._report.title_of(index), ids)
