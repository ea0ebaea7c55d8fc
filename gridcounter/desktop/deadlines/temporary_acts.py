"""Below the list of 时限: what is done about temporary power, and the way to a document that is to follow."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from gridcounter.core.intake.steps import OUTCOMES
from gridcounter.desktop.kit.day import DayEdit, today
from gridcounter.desktop.kit.flow import FlowLayout, vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.errors import GridcounterError
from gridcounter.services.applications.agenda_rows import DueRow
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.temporary import Temporary


class TemporaryActs(QWidget):
    """`done` carries the application, `message` a short sentence for the status line."""

    done = Signal(str)
    message = Signal(str)

    def __init__(self, service: ApplicationService, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._temporary = Temporary(service.record, service.clerk)
        self._application = ""
        self.words = PlainLabel(self, wraps=True)
        line = QWidget(self)
        flow = FlowLayout(line)
        self.day = DayEdit("延期到", line)
        self.prolong = QPushButton("登记延期", line)
        self.outcomes = {outcome: QPushButton(label, line) for outcome, label in OUTCOMES.items()}
        named = PlainLabel("延期到", line)
        named.setBuddy(self.day)
        named.setMinimumHeight(self.day.sizeHint().height())
        for widget in (named, self.day, self.prolong, *self.outcomes.values()):
            flow.addWidget(widget)
        self.problem = PlainLabel(self, look="Problem", wraps=True)
        column = vertical(self, 0)
        for part in (self.words, line, self.problem):
            column.addWidget(part)
        self.prolong.clicked.connect(self._on_prolong)
        for outcome, button in self.outcomes.items():
            button.setProperty("outcome", outcome)
            button.clicked.connect(self._on_outcome)
        self.hide()

    def show_row(self, row: DueRow) -> None:
        """The row of temporary power that ends."""
        self._application = row.application
        self.words.setText(row.arithmetic)
        self.day.set_day(None)
        self.problem.hide()
        self.show()

    @Slot()
    def _on_prolong(self) -> None:
        day = self.day.day
        if day is None:
            self.problem.show_text("请填延期到哪天，如 10-20 或 2026-10-20")
            return
        self._do(lambda: self._temporary.prolong(self._application, day, today()), "延期已登记")

    @Slot()
    def _on_outcome(self) -> None:
        outcome = str(self.sender().property("outcome"))
        self._do(lambda: self._temporary.settle(self._application, outcome), f"临时用电{OUTCOMES[outcome]}，已登记")

    def _do(self, act: Callable[[], None], said: str) -> None:
        try:
            act()
        except GridcounterError as refused:
            self.problem.show_text(str(refused))
            return
        self.message.emit(said)
        self.done.emit(self._application)


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
