"""The table of 业务台账: sorted by a click, columns as wide as their text or as the user made them, copied."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from gridcounter.core.exchange.spreadsheet_text import to_be_pasted
from gridcounter.desktop.kit.tables import OBJECT_ROLE, look_like_a_list
from gridcounter.desktop.ledger.model import TITLES, Column, LedgerModel

#: The first rows represent all: measuring every one costs more than finding them.
_MEASURED = 64
_TENTH = 10
#: In characters: what the address needs, and the narrowest column.
_ADDRESS, _NARROWEST = 8, 4
#: Shortened in the middle to this many characters before one is hidden; the tooltip says them in full.
_SHORTENED, _SHORTEST = (Column.CATEGORY, Column.STATE), 9
#: Hidden in this order where the table is too narrow: the card shows them too, and what is next implies the state.
_EXPENDABLE = (
    *(Column.OPENED, Column.OFFICIAL, Column.STATE, Column.CATEGORY),
    *(Column.BUSINESS, Column.NUMBER, Column.ADDRESS),
)
#: Those shown from this width on, in characters: they would come and go with what is found.
_WITH_ROOM, _ROOM = (Column.OPENED, Column.OFFICIAL), 90
#: Height of a row in characters: 36 px at 14 px.
_ROW_HEIGHT = 36 / 14


class LedgerTable(QTableView):
    """`widths_changed` carries the widths that the user set, by column name in tenths of a character.

    `opened` carries an application. Of the menu, `phone_wanted` carries an application, `copied` a text and what it is.
    """

    opened = Signal(str)
    widths_changed = Signal(dict)
    phone_wanted = Signal(str)
    copied = Signal(str, str)

    def __init__(self, model: LedgerModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._widths: dict[str, int] = {}
        self._arranging = self._resized = False
        self.rows = model
        self.setModel(model)
        look_like_a_list(self, "申请列表")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        header = self.horizontalHeader()
        header.setResizeContentsPrecision(_MEASURED)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(Column.ADDRESS, QHeaderView.ResizeMode.Stretch)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorShown(True)
        header.setSectionsClickable(True)
        header.sortIndicatorChanged.connect(self._on_sorted)
        header.sectionResized.connect(self._on_resized)
        header.viewport().installEventFilter(self)
        self.activated.connect(self._on_activated)

    def set_widths(self, widths: Mapping[str, int]) -> None:
        """Those kept from earlier; a column that is not named keeps its own."""
        ours = {column.name.lower() for column in Column}
        self._widths = {name: width for name, width in widths.items() if name in ours}
        self.arrange()

    def arrange(self) -> None:
        """Each column as wide as its text or as the user made it; those that do not fit are hidden.

        Nothing is cut off or scrolled sideways; the address gets the room that is left.
        """
        character = self.fontMetrics().horizontalAdvance("中")
        self._arranging = True
        header, wide = self.horizontalHeader(), {Column.ADDRESS: character * _ADDRESS}
        header.setMinimumSectionSize(character * _NARROWEST)
        # a column that stretches takes no width, and would keep the whole room once it stretches no more
        header.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Interactive)
        room = self.viewport().width()
        narrow = _WITH_ROOM if room < character * _ROOM else ()  # not even measured: that takes longer than finding
        for column in Column:
            if column is not Column.ADDRESS and column not in narrow:
                self.showColumn(column)  # Qt gives a hidden one no width for its title
                tenths = self._widths.get(column.name.lower())
                text = max(self._text_of(column) + 1, header.sectionSizeHint(column))
                wide[column] = text if tenths is None else character * tenths // _TENTH
                header.resizeSection(column, wide[column])
        least = wide | {
            column: min(wide[column], character * _SHORTEST)
            for column in _SHORTENED
            if column.name.lower() not in self._widths
        }
        for column in _EXPENDABLE:
            self.setColumnHidden(column, column in narrow or sum(least.values()) > room)
            if self.isColumnHidden(column):
                wide.pop(column, None)
                least.pop(column, None)
        for column in (one for one in _SHORTENED if one in least):
            over = max(0, sum(wide.values()) - room)
            wide[column] = max(least[column], wide[column] - over)
            header.resizeSection(column, wide[column])
        stretched = Column.NAME if self.isColumnHidden(Column.ADDRESS) else Column.ADDRESS
        for column in (Column.NAME, Column.ADDRESS):
            mode = QHeaderView.ResizeMode.Stretch if column is stretched else QHeaderView.ResizeMode.Interactive
            header.setSectionResizeMode(column, mode)
        row = round(character * _ROW_HEIGHT)
        self.verticalHeader().setDefaultSectionSize(row)
        self.setMinimumHeight(header.sizeHint().height() + 2 * (row + self.frameWidth()))
        self._arranging = False

    def _text_of(self, column: Column) -> int:
        """Its width. What is next is read row by row, so only the rows that are seen first are measured by it."""
        if column is not Column.NEXT:
            return self.sizeHintForColumn(column)
        seen = min(self.viewport().height() // self.verticalHeader().defaultSectionSize() + 1, self.rows.rowCount())
        return max((self.sizeHintForIndex(self.rows.index(row, column)).width() for row in range(seen)), default=0)

    def choose(self, application_ids: Collection[str]) -> None:
        """Selects those that are listed; the last one becomes the current row."""
        flags = QItemSelectionModel.SelectionFlag
        self.clearSelection()
        for application in application_ids:
            place = self.rows.place_of(application)
            if place is not None:
                self.selectionModel().setCurrentIndex(self.rows.index(place, 0), flags.Select | flags.Rows)

    def chosen(self) -> list[str]:
        """The selected applications from top to bottom."""
        rows = sorted(self.selectionModel().selectedRows(), key=lambda index: index.row())
        return [str(index.data(OBJECT_ROLE).id) for index in rows]

    def copy_rows(self) -> None:
        """Tab-separated with titles, as a spreadsheet takes it: what the columns show, in full, each as a text."""
        places = sorted(index.row() for index in self.selectionModel().selectedRows())
        if not places:
            return
        shown = [column for column in Column if not self.isColumnHidden(column)]
        lines = [[TITLES[column] for column in shown]]
        lines += [[to_be_pasted(self.rows.whole(place, column)) for column in shown] for place in places]
        self.copied.emit("\n".join("\t".join(line) for line in lines), f"{len(places)} 行")

    def menu_at(self, place: QPoint) -> QMenu | None:
        """What can be done with the row there, or with all that are selected; None beside the rows."""
        index = self.indexAt(place)
        if not index.isValid():
            return None
        row, menu = index.data(OBJECT_ROLE), QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        count = len(self.selectionModel().selectedRows())
        menu.addAction("打开办理（Enter）").triggered.connect(lambda: self.opened.emit(row.id))
        menu.addSeparator()
        menu.addAction("复制电话").triggered.connect(lambda: self.phone_wanted.emit(row.id))
        menu.addAction("复制编号").triggered.connect(lambda: self.copied.emit(row.number, "编号"))
        if row.short_code:
            menu.addAction("复制查询码").triggered.connect(lambda: self.copied.emit(row.short_code, "查询码"))
        menu.addAction(f"复制这 {count} 行（Ctrl+C）").triggered.connect(self.copy_rows)
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        place = self.visualRect(self.currentIndex()).center() if by_key else event.pos()
        menu = self.menu_at(place)
        if menu is not None:
            menu.popup(self.viewport().mapToGlobal(place))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_rows()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Widths are told when the mouse is let go, not at every pixel."""
        if event.type() == QEvent.Type.MouseButtonRelease and self._resized:
            self._resized = False
            self.widths_changed.emit(dict(self._widths))
        return super().eventFilter(watched, event)

    @Slot(int, int, int)
    def _on_resized(self, place: int, _: int, width: int) -> None:
        stretches = self.horizontalHeader().sectionResizeMode(place) == QHeaderView.ResizeMode.Stretch
        if not self._arranging and not stretches and width:
            tenths = round(width * _TENTH / self.fontMetrics().horizontalAdvance("中"))
            self._widths[Column(place).name.lower()] = tenths
            self._resized = True

    @Slot(int, Qt.SortOrder)
    def _on_sorted(self, column: int, order: Qt.SortOrder) -> None:
        """What is chosen stays chosen, and in sight."""
        chosen, current = self.chosen(), self.currentIndex()
        last = [str(current.data(OBJECT_ROLE).id)] if current.isValid() else []
        self.rows.sort(column, order)
        self.choose([*(name for name in chosen if name not in last), *last])
        self.scrollTo(self.currentIndex())

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        self.opened.emit(index.data(OBJECT_ROLE).id)
