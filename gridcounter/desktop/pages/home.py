"""工作台: what is not in the official system yet, what is on the way, and the way to the next customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gridcounter.desktop.models.ledger import STATES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridcounter.services.ledger import Ledger, LedgerRow

_SHOWN = 12
_NEAREST = 3


class HomePage(QWidget):
    """`opened` carries an application, `begun` asks for a new one."""

    opened = Signal(str)
    begun = Signal()

    def __init__(self, ledger: Ledger, greeting: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Page")
        self._ledger = ledger
        title = QLabel(greeting, self)
        title.setObjectName("Title")
        title.setWordWrap(True)
        self._new = QPushButton("＋ 业务受理（Ctrl+N）", self)
        self._new.setObjectName("Primary")
        top = QHBoxLayout()
        top.addWidget(title, 1)
        top.addWidget(self._new)
        self._not_entered = _Card(
            "未录入业务系统", "受理后尚未录入供电企业业务系统的申请；录入后填写业务系统编号", self
        )
        self._on_the_way = _Card("正在填写", "还没有收件或受理的申请", self)
        cards = QHBoxLayout()
        cards.setSpacing(16)
        cards.addWidget(self._not_entered)
        cards.addWidget(self._on_the_way)
        recent = QLabel("最近办理", self)
        recent.setObjectName("Section")
        self._recent = QListWidget(self)
        self._recent.setAccessibleName("最近办理")
        self._empty = QLabel("还没有申请。有人来办电时按 Ctrl+N，边问边填，右边就有答案。", self)
        self._empty.setObjectName("Hint")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 16)
        whole.setSpacing(16)
        whole.addLayout(top)
        whole.addLayout(cards)
        whole.addWidget(recent)
        whole.addWidget(self._empty)
        whole.addWidget(self._recent, 1)
        self._new.clicked.connect(self.begun)
        self._recent.itemActivated.connect(self._on_item)

    def refresh(self) -> None:
        rows = self._ledger.find()
        self._not_entered.show_rows([row for row in rows if row.state == "accepted" and not row.official_number])
        self._on_the_way.show_rows([row for row in rows if row.state == "open"])
        self._recent.clear()
        for row in rows[:_SHOWN]:
            item = QListWidgetItem(f"{row.name or '未填名称'}　{row.address}　{STATES[row.state]}　{row.number}")
            item.setData(Qt.ItemDataRole.UserRole, row.id)
            self._recent.addItem(item)
        self._empty.setVisible(not rows)
        self._recent.setVisible(bool(rows))

    @Slot(QListWidgetItem)
    def _on_item(self, item: QListWidgetItem) -> None:
        self.opened.emit(item.data(Qt.ItemDataRole.UserRole))


class _Card(QFrame):
    """A figure, and the nearest three."""

    def __init__(self, title: str, hint: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("Card")
        head = QLabel(title, self)
        head.setObjectName("Section")
        self._figure = QLabel("0", self)
        self._figure.setObjectName("Figure")
        self._nearest = QLabel(self)
        self._nearest.setWordWrap(True)
        told = QLabel(hint, self)
        told.setObjectName("Hint")
        told.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        for widget in (head, self._figure, self._nearest, told):
            column.addWidget(widget)
        column.addStretch(1)

    def show_rows(self, rows: Sequence[LedgerRow]) -> None:
        self._figure.setText(str(len(rows)))
        self._nearest.setText("\n".join(f"{row.name or '未填名称'}　{row.number}" for row in rows[:_NEAREST]))
        self._nearest.setVisible(bool(rows))
