"""A table of sentences: rows as high as their text, the last columns as wide as there is room."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal, Slot
from PySide6.QtGui import QColor, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from gridcounter.desktop.kit.shortening import whole_text
from gridcounter.desktop.kit.tables import OBJECT_ROLE, RowsModel, copy_as_text, look_like_a_list, spoken

#: After these a long path of the contract may go on in the next line.
_BREAKS = re.compile(r"[_.](?=\w)|\[|\]")
#: The most rows shown; more cannot be mended at once.
MOST_SHOWN = 500

#: Beside, above and below the text of a cell, in characters: as the theme has it, and a little more.
_WHITE = 0.5


class SentencesModel(RowsModel):
    """`words` says what stands in the columns of a row, `colour` a row's colour or ""."""

    def __init__(
        self, titles: Sequence[str], words: Callable[[Any], Sequence[str]], colour: Callable[[Any], str]
    ) -> None:
        super().__init__(titles)
        self._words, self._colour = words, colour

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Resets the model."""
        self.beginResetModel()
        self._rows = rows[:MOST_SHOWN]
        self.endResetModel()

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        words = self._words(row)[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _BREAKS.sub("\\g<0>\u200b", words)
            case Qt.ItemDataRole.ToolTipRole:
                return whole_text(words)
            case Qt.ItemDataRole.AccessibleTextRole:
                return spoken(words, self._titles[index.column()])
            case Qt.ItemDataRole.ForegroundRole:
                colour = self._colour(row)
                return QColor(colour) if colour else None
            case _ if role == OBJECT_ROLE:
                return row
        return None


class SentencesTable(QTableView):
    """`taken` carries the object of a row that was clicked, or on which Enter was pressed.

    `shares` are the widths of columns in characters; the others share the rest.
    """

    taken = Signal(object)

    def __init__(self, name: str, model: SentencesModel, shares: Mapping[int, int], parent: QWidget) -> None:
        super().__init__(parent)
        self._sentences, self._shares = model, shares
        self.setModel(model)
        look_like_a_list(self, name)
        copy_as_text(self)
        self.setWordWrap(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.horizontalHeader()
        for column in range(model.columnCount()):
            fixed = column in shares
            mode = QHeaderView.ResizeMode.Interactive if fixed else QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(column, mode)
        header.sectionResized.connect(self._on_resized)
        self.clicked.connect(self._on_taken)
        self.activated.connect(self._on_taken)

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Shows these, from the top."""
        self._sentences.set_rows(rows)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        """Hidden, it had no width to go by."""
        super().showEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """In a narrow table each of the fixed columns gives way."""
        letter = self.fontMetrics().horizontalAdvance("中")
        wanted = sum(self._shares.values()) * letter
        room = self.viewport().width() * 2 // 3
        for column, share in self._shares.items():
            width = share * letter
            self.horizontalHeader().resizeSection(column, width if wanted <= room else width * room // wanted)
        self._fit_rows()

    def _fit_rows(self) -> None:
        """Qt reckons the lines without the white beside them, and so sometimes one too few."""
        model, metrics = self._sentences, self.fontMetrics()
        white = round(metrics.horizontalAdvance("中") * _WHITE)
        rooms = [QRect(0, 0, self.columnWidth(column) - 2 * white, 0) for column in range(model.columnCount())]
        wraps = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere
        for row in range(model.rowCount()):
            texts = (str(model.index(row, column).data()) for column in range(len(rooms)))
            lines = [metrics.boundingRect(room, wraps, text).height() for room, text in zip(rooms, texts, strict=True)]
            self.setRowHeight(row, max(lines) + 2 * white)

    @Slot(int, int, int)
    def _on_resized(self, column: int, _: int, __: int) -> None:
        """The last one is laid out after the others, and again when a scroll bar comes."""
        if column == self._sentences.columnCount() - 1:
            self._fit_rows()

    @Slot(QModelIndex)
    def _on_taken(self, index: QModelIndex) -> None:
        self.taken.emit(index.data(OBJECT_ROLE))
