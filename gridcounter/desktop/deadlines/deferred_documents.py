"""后补: documents to follow and their dates, and a button to the checklist that marks them as received."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from gridcounter.desktop.kit.flow import vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.services.applications.agenda_rows import DueRow


class DeferralActs(QWidget):
    """`opened` carries the application."""

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._application = ""
        self.words = PlainLabel(self, wraps=True)
        self.open = QPushButton("打开这件申请", self)
        column = vertical(self, 0)
        column.addWidget(self.words)
        column.addWidget(self.open, 0, Qt.AlignmentFlag.AlignLeft)
        self.open.clicked.connect(self._on_open)
        self.hide()

    def show_row(self, row: DueRow) -> None:
        """The row of a deferred document."""
        self._application = row.application
        self.words.setText(row.arithmetic)
        self.show()

    @Slot()
    def _on_open(self) -> None:
        self.opened.emit(self._application)
