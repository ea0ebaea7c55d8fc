"""The issued papers: when, by whom, whether they were delivered; print again, deliver, void and reissue."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QMenu, QPushButton, QWidget

from gridcounter.desktop.kit.confirm import ask_line
from gridcounter.desktop.kit.flow import FlowRow, ListOnTab, vertical
from gridcounter.desktop.kit.tables import wrapped_list
from gridcounter.desktop.kit.theme import Scale
from gridcounter.services.papers.issued_papers import WAYS, IssuedRow

_WHY = "作废后要重新出具。请写明作废原因（留在台账里）："
#: Height of the list: a paper with its state, in three lines.
_LEAST = 84
NOT_DELIVERED, NOT_PRINTED = "已生成未交付", "未打印"


class IssuedList(QWidget):
    """Signals carry the entry that issued the paper, `voided` also the reason; `print_wanted` carries several entries,
    and so does `delivered`, with the way.
    """

    chosen = Signal(str)
    print_wanted = Signal(object)
    delivered = Signal(object, str)
    voided = Signal(str, str)

    def __init__(self, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, IssuedRow] = {}
        self.list = wrapped_list("已出具的文书", self)
        shown = ListOnTab(self.list)
        self.list.setMinimumHeight(scale.px(_LEAST))
        self.list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.again = QPushButton("重印", self)
        self.again.setToolTip("打印存档的那一份，内容不变")
        self.deliver = QPushButton("记录交付　", self)
        ways = QMenu(self.deliver)
        for way, label in WAYS.items():
            ways.addAction(label).setData(way)
        self.deliver.setMenu(ways)
        self.void = QPushButton("作废重出…", self)
        self.void.setToolTip("由值班长办理，要写原因")
        acts = FlowRow(self)
        for button in (self.again, self.deliver, self.void):
            acts.flow.addWidget(button)
        column = vertical(self, 0, 8)
        column.addWidget(shown, 1)
        column.addWidget(acts)
        self.list.currentRowChanged.connect(self._on_row)
        self.list.itemSelectionChanged.connect(self._show_acts)
        self.again.clicked.connect(self._on_again)
        self.void.clicked.connect(self._on_void)
        ways.triggered.connect(self._on_way)
        self._on_row(-1)

    @property
    def current(self) -> str:
        """The entry of the selected paper; "" without a selection."""
        item = self.list.currentItem()
        return "" if item is None else str(item.data(Qt.ItemDataRole.UserRole))

    @property
    def selected(self) -> list[IssuedRow]:
        """The selected papers, from top to bottom."""
        refs = [str(item.data(Qt.ItemDataRole.UserRole)) for item in self.list.selectedItems()]
        return [row for ref, row in self._rows.items() if ref in refs]

    def choose(self) -> None:
        """Selects the paper chosen before, or the newest one."""
        if self.list.count() and not self.list.selectedItems():  # with the focus Qt has a current line, not chosen
            self.list.setCurrentRow(-1)
            self.list.setCurrentRow(0)
        else:
            self._on_row(0)

    def set_rows(self, rows: Sequence[IssuedRow]) -> None:
        """Keeps the selection; emits nothing."""
        before = self.current
        self._rows = {row.ref: row for row in rows}
        with QSignalBlocker(self.list):
            self.list.clear()
            for row in rows:
                item = QListWidgetItem(_words(row), self.list)
                item.setData(Qt.ItemDataRole.UserRole, row.ref)
                if row.ref == before:
                    self.list.setCurrentItem(item)
        self._show_acts()

    @Slot(int)
    def _on_row(self, _: int) -> None:
        self._show_acts()
        if self.current:
            self.chosen.emit(self.current)

    @Slot()
    def _show_acts(self) -> None:
        """Several papers can be printed again or handed over together; one at a time is voided."""
        rows = self.selected
        alone = len(rows) == 1
        self.again.setEnabled(bool(rows))
        self.void.setEnabled(alone and rows[0].standing)
        self.deliver.setEnabled(any(row.awaited for row in rows))

    @Slot()
    def _on_again(self) -> None:
        self.print_wanted.emit([row.ref for row in self.selected])

    @Slot(QAction)
    def _on_way(self, way: QAction) -> None:
        self.delivered.emit([row.ref for row in self.selected if row.awaited], str(way.data()))

    @Slot()
    def _on_void(self) -> None:
        why, sure = ask_line(self, "作废重出", _WHY)
        if sure:
            self.voided.emit(self.current, why)


def _words(row: IssuedRow) -> str:
    first = f"{row.title}　第 {row.version} 版　{_moment(row.issued_at)} {row.issued_by}"
    if row.voided_at:
        return f"{first}\n✕ 已作废：{row.why}"
    if row.delivered_at:
        return f"{first}\n✓ {row.how}　{_moment(row.delivered_at)}"
    if not row.awaited:
        return f"{first}\n" + ("本单位留用，不交申请人" if row.internal else "咨询用，不登记交付")
    return f"{first}\n○ {NOT_DELIVERED}" + ("" if row.printed else f"　● {NOT_PRINTED}")


def _moment(text: str) -> str:
    """2026-09-28T09:31:05.123+08:00 -> 09-28 09:31."""
    return f"{text[5:10]} {text[11:16]}"
