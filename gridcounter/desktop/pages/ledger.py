"""业务台账: every application of the office, found by any part of it; Enter opens one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QLineEdit, QTableView, QVBoxLayout, QWidget

from gridcounter.desktop.models.ledger import OBJECT_ROLE, Column, LedgerModel

if TYPE_CHECKING:
    from gridcounter.services.ledger import Ledger


class LedgerPage(QWidget):
    """`opened` carries the application chosen."""

    opened = Signal(str)

    def __init__(self, ledger: Ledger, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Page")
        self._ledger = ledger
        self._model = LedgerModel()
        self._build()
        self._wire()

    def _build(self) -> None:
        title = QLabel("业务台账", self)
        title.setObjectName("Title")
        self.search = QLineEdit(self)
        self.search.setAccessibleName("搜索")
        self.search.setPlaceholderText("姓名、电话、编号、地址，写其中几个字就行")
        self.search.setClearButtonEnabled(True)
        self._table = QTableView(self)
        self._table.setAccessibleName("申请列表")
        self._table.setModel(self._model)
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setShowGrid(False)
        self._table.setTabKeyNavigation(False)
        self._table.setWordWrap(False)
        self._table.verticalHeader().hide()
        self._table.verticalHeader().setDefaultSectionSize(36)
        header = self._table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(Column.ADDRESS, QHeaderView.ResizeMode.Stretch)
        self._empty = QLabel("这里列出本单位登记的全部申请。还没有申请：按 Ctrl+N 开始第一件。", self)
        self._empty.setObjectName("Hint")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 16)
        whole.setSpacing(8)
        whole.addWidget(title)
        whole.addWidget(self.search)
        whole.addWidget(self._empty)
        whole.addWidget(self._table, 1)

    def _wire(self) -> None:
        self.search.textChanged.connect(self._on_search)
        self.search.returnPressed.connect(self._on_return)
        self._table.activated.connect(self._on_activated)

    def refresh(self) -> None:
        rows = self._ledger.find(self.search.text())
        self._model.set_rows(rows)
        self._empty.setVisible(not rows)
        if self.search.text() and not rows:
            self._empty.setText("没有找到。请少写几个字，或换成电话尾号、编号再找。")

    @Slot(str)
    def _on_search(self, _: str) -> None:
        self.refresh()

    @Slot()
    def _on_return(self) -> None:
        if self._model.rowCount():
            self._on_activated(self._model.index(0, 0))

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        self.opened.emit(index.data(OBJECT_ROLE).id)
