"""One table of the figures: a number with applications behind it opens their list."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from gridcounter.core.reports.report import ReportTable, cell_text
from gridcounter.desktop.kit.tables import RowsModel
from gridcounter.desktop.kit.theme import Tokens

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
