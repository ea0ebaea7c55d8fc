"""The ledger as a table: one row for each application, from its identity to its next step."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from gridcounter.core.labels import APPLICATION_STATES
from gridcounter.desktop.kit.shortening import COLUMN, LINE, shortened, whole_text
from gridcounter.desktop.kit.table_roles import OBJECT_ROLE, spoken
from gridcounter.services.applications.closing import CONNECTED, ENDED

if TYPE_CHECKING:
    from gridcounter.services.ledger.ledger import Found, LedgerRow


class Column(IntEnum):
    """The columns from left to right."""

    NUMBER = 0
    NAME = 1
    ADDRESS = 2
    STATE = 3
    OFFICIAL = 4
    OPENED = 5
    NEXT = 6


TITLES = {
    Column.NUMBER: "编号",
    Column.NAME: "用电人",
    Column.ADDRESS: "用电地址",
    Column.STATE: "环节",
    Column.OFFICIAL: "业务系统编号",
    Column.OPENED: "登记时间",
    Column.NEXT: "下一步",
}

STATES = APPLICATION_STATES
_NEXT = {
    "consultation": "要办时转为业务受理",
    "open": "收件",
    "received": "受理",
    "accepted": "按时限办理",
    "closed": "—",
    "purged": "—",
}


_EMPTY = "这里列出本单位登记的全部申请。还没有申请：按 Ctrl+N 开始第一件。"
_NOTHING = "没有找到。请少写几个字，换成电话尾号、编号再找，或者点“全部”。"


def count_words(found: Found, *, narrowed: bool) -> str:
    """The number of rows, and what to do if there are none."""
    if not found.total:
        return _NOTHING if narrowed else _EMPTY
    if found.total > len(found.rows):
        total = f"{found.total:,} 件" + ("以上" if found.more else "")
        return f"共 {total}，列出最新的 {len(found.rows)} 件；再写几个字可以缩小范围"
    return f"共 {found.total:,} 件"


class LedgerModel(QAbstractTableModel):
    """Rows of the ledger; OBJECT_ROLE gives the row."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[LedgerRow] = ()

    def set_rows(self, rows: Sequence[LedgerRow]) -> None:
        """Resets the model: selection is lost."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: N802, B008  Qt's
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:  # noqa: N802
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return TITLES[Column(section)]
        return None

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == OBJECT_ROLE:
            return row
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            column = Column(index.column())
            shown = shortened(_words(row, column), LINE if column is Column.ADDRESS else COLUMN)
            return shown if role == Qt.ItemDataRole.DisplayRole else spoken(shown, TITLES[column])
        if role == Qt.ItemDataRole.ToolTipRole:
            return whole_text(_words(row, Column(index.column())))
        return None


def called(row: LedgerRow) -> str:
    """The applicant's name; a phrase without one, or if the application was purged."""
    if row.purged_on:
        return f"{row.purged_on} 按留存期清除"
    return row.name or ("未留姓名" if row.state == "consultation" else "未填名称")


def ended(label: str, on: str) -> str:
    """已办结 2026-11-28; 申请人撤回 2026-11-28."""
    return " ".join(filter(None, (STATES["closed"] if label == ENDED[CONNECTED] else label, on)))


def next_step(row: LedgerRow) -> str:
    """The next step, in Chinese."""
    if row.state == "accepted" and not row.official_number:
        return "录入业务系统"
    if row.deferred and row.state == "accepted":  # before that nothing waits for it
        return "收后补资料"
    return _NEXT[row.state]


def _words(row: LedgerRow, column: Column) -> str:
    match column:
        case Column.NUMBER:
            return row.number
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
        case Column.OPENED:
            return row.opened_at[:16].replace("T", " ")
        case Column.NEXT:
            return next_step(row)
