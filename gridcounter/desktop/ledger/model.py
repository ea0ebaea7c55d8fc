"""The ledger as a table: one row for each application, from its identity to its next step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from enum import IntEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from gridcounter.core.labels import APPLICATION_STATES
from gridcounter.core.wording import day_near
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.shortening import COLUMN, LINE, TAB, short_number, shortened, whole_text
from gridcounter.desktop.kit.tables import OBJECT_ROLE, RowsModel, spoken
from gridcounter.desktop.kit.waiting import busy
from gridcounter.services.applications.closing import CONNECTED, ENDED
from gridcounter.services.ledger.row_details import RowDetails

if TYPE_CHECKING:
    from gridcounter.services.ledger.ledger import Found, LedgerRow


class Column(IntEnum):
    """The columns from left to right."""

    NUMBER = 0
    NAME = 1
    ADDRESS = 2
    BUSINESS = 3
    CATEGORY = 4
    STATE = 5
    DUE = 6
    NEXT = 7
    OFFICIAL = 8
    OPENED = 9


TITLES = {
    Column.NUMBER: "编号 查询码",
    Column.NAME: "用电人",
    Column.ADDRESS: "用电地址",
    Column.BUSINESS: "业务",
    Column.CATEGORY: "类别",
    Column.STATE: "环节",
    Column.DUE: "到期",
    Column.NEXT: "下一步",
    Column.OFFICIAL: "业务系统编号",
    Column.OPENED: "登记时间",
}

STATES = APPLICATION_STATES
#: Where no act is next: a consultation has no course of its own, and what ended needs nothing.
_NO_ACT = {"consultation": "要办时转为业务受理", "closed": "—", "purged": "—"}
_LATE = "⚠ "
_CELLS = {Column.ADDRESS: LINE, Column.BUSINESS: TAB, Column.CATEGORY: LINE}


_EMPTY = "这里列出本单位登记的全部申请。还没有申请：按 Ctrl+N 开始第一件。"
_NOTHING = "没有找到。请少写几个字，换成电话尾号、编号再找，或者点“全部”。"
_NOTHING_OF_IT = "“{business}”里没有找到。请换一种业务、少写几个字，或者选“全部业务”。"
_NO_DETAILS = RowDetails()
#: Sorts what is empty behind all words, in both orders.
_NONE = ""


def count_words(found: Found, *, narrowed: bool, business: str = "") -> str:
    """The number of rows, and what to do if there are none; `business` is the name of the only one listed."""
    if not found.total and business:
        return _NOTHING_OF_IT.format(business=business)
    if not found.total:
        return _NOTHING if narrowed else _EMPTY
    if found.total > len(found.rows):
        total = f"{found.total:,} 件" + ("以上" if found.more else "")
        return f"共 {total}，列出最新的 {len(found.rows)} 件，排序只在这些里；再写几个字可以缩小范围"
    return f"共 {found.total:,} 件"


class LedgerModel(RowsModel):
    """Rows of the ledger; OBJECT_ROLE gives the row.

    `act_of` reads the next act of one application as its card says it. It is asked once for each row that is shown,
    sorted by or copied, until `forget`.
    """

    def __init__(self, act_of: Callable[[str], str] | None = None) -> None:
        super().__init__(TITLES.values())
        self._act_of = act_of
        self._found: Sequence[LedgerRow] = ()
        self._details: Mapping[str, RowDetails] = {}
        self._acts: dict[str, str] = {}
        self._sorted: tuple[int, Qt.SortOrder] = (-1, Qt.SortOrder.AscendingOrder)

    def set_rows(self, rows: Sequence[LedgerRow], details: Mapping[str, RowDetails] = MappingProxyType({})) -> None:
        """Resets the model: selection is lost, the order stays the chosen one."""
        self.beginResetModel()
        self._found, self._details = rows, details
        self._rows = self._in_order()
        self.endResetModel()

    def forget(self) -> None:
        """Something may have been done since the acts were read."""
        self._acts.clear()

    def tell_act(self, application: str, label: str) -> None:
        """The next act as the card has just read it."""
        self._acts[application] = label
        place = self.place_of(application)
        if place is not None:
            index = self.index(place, Column.NEXT)
            self.dataChanged.emit(index, index)

    def place_of(self, application: str) -> int | None:
        """The row number; None if it is not listed."""
        return next((place for place, row in enumerate(self._rows) if row.id == application), None)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """The rows shown; those with equal words keep their order, and column -1 gives that of the record back.

        Resets the model.
        """
        self._sorted = column, order
        self.beginResetModel()
        self._rows = self._in_order()
        self.endResetModel()

    def _in_order(self) -> Sequence[LedgerRow]:
        number, order = self._sorted
        if number < 0:
            return self._found
        column = Column(number)
        with busy() if column is Column.NEXT else nullcontext():  # then each row is asked
            keys = {row.id: self._sorted_by(row, column) for row in self._found}
        known = [row for row in self._found if keys[row.id] != _NONE]
        backwards = order == Qt.SortOrder.DescendingOrder
        known.sort(key=lambda row: keys[row.id], reverse=backwards)
        return [*known, *(row for row in self._found if keys[row.id] == _NONE)]

    def _sorted_by(self, row: LedgerRow, column: Column) -> str:
        match column:
            case Column.NUMBER:
                return row.number
            case Column.NAME:
                return row.name
            case Column.OPENED:
                return row.opened_at
            case Column.OFFICIAL:
                return row.official_number
            case Column.DUE:
                due = self._details.get(row.id, _NO_DETAILS).due
                return due.on.isoformat() if due else _NONE
            case Column.NEXT if row.state == "closed":
                return _NONE
        return self._words(row, column).replace("—", _NONE)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> object:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], Column(index.column())
        if role == OBJECT_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return shortened(self._words(row, column), _CELLS.get(column, COLUMN))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(shortened(self.whole(index.row(), column), LINE), TITLES[column])
        if role == Qt.ItemDataRole.ToolTipRole:
            return whole_text(self.whole(index.row(), column))
        return None

    def whole(self, place: int, column: Column) -> str:
        """The cell in full: the whole number, and for which clock the day is."""
        row = self._rows[place]
        if column is Column.NUMBER:
            return f"{row.number} {row.short_code}".strip()
        details = self._details.get(row.id, _NO_DETAILS)
        if column is Column.DUE and details.due:
            over = "，已过期" if details.due.on < today() else ""
            return f"{details.clock}：{self._due(row).removeprefix(_LATE)}{over}"
        if column is Column.BUSINESS:
            return details.business
        return self._words(row, column)

    def _due(self, row: LedgerRow) -> str:
        details, day = self._details.get(row.id, _NO_DETAILS), today()
        if details.due is None:
            return "暂停" if details.paused else ""
        mark = "（暂估）" if details.due.provisional else ""
        late = _LATE if details.due.on < day else ""
        return f"{late}{'今天' if details.due.on == day else day_near(details.due.on, day)}{mark}"

    def _words(self, row: LedgerRow, column: Column) -> str:
        if column is Column.BUSINESS:
            return self._details.get(row.id, _NO_DETAILS).business.partition("（")[0]  # the rest explains the name
        if column is Column.CATEGORY:
            return self._details.get(row.id, _NO_DETAILS).category
        if column is Column.DUE:
            return self._due(row)
        if column is Column.NEXT:
            return self._next(row)
        return _words(row, column)

    def _next(self, row: LedgerRow) -> str:
        if row.state in _NO_ACT:  # beside the card 环节 may have no room
            ended_so = row.state == "closed" and ENDED.get(row.closed_why, ENDED[CONNECTED]) != ENDED[CONNECTED]
            return _NO_ACT[row.state] + (f"（{ENDED[row.closed_why]}）" if ended_so else "")
        if row.id not in self._acts:
            self._acts[row.id] = self._act_of(row.id) if self._act_of else ""
        return self._acts[row.id]


def called(row: LedgerRow) -> str:
    """The applicant's name; a phrase without one, or if the application was purged."""
    if row.purged_on:
        return f"{row.purged_on} 按留存期清除"
    return row.name or ("未留姓名" if row.state == "consultation" else "未填名称")


def ended(label: str, on: str) -> str:
    """已办结 2026-11-28; 申请人撤回 2026-11-28."""
    return " ".join(filter(None, (STATES["closed"] if label == ENDED[CONNECTED] else label, on)))


def _words(row: LedgerRow, column: Column) -> str:
    match column:
        case Column.NUMBER:
            return f"{short_number(row.number)} {row.short_code}".strip()
        case Column.NAME:
            return called(row)
        case Column.ADDRESS:
            return row.address
        case Column.STATE:
            if row.state != "closed":
                return STATES[row.state]
            return ended(ENDED.get(row.closed_why, ENDED[CONNECTED]), row.closed_at[:10])
        case Column.OFFICIAL:
            return row.official_number or ("未录入" if row.state == "accepted" else "—")
    return row.opened_at[:16].replace("T", " ")
