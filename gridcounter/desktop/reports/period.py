"""The period to count: one press for the usual ones, two days for any other."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from gridcounter.core.reports.periods import SPANS, Period, Span, period_of
from gridcounter.desktop.kit.choice import chip_buttons
from gridcounter.desktop.kit.day import DayEdit, today
from gridcounter.desktop.kit.flow import horizontal, vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.tab_stop import choose
from gridcounter.errors import Refusal


class PeriodChooser(QWidget):
    """`chosen` carries the period, `trouble` a sentence about invalid days."""

    chosen = Signal(object)
    trouble = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.period = period_of(Span.MONTH, today())
        self._build()
        self._wire()

    def _build(self) -> None:
        chips = QWidget(self)
        self._group, self.spans = chip_buttons(SPANS, "统计期间", chips)
        self.first, self.last = DayEdit("统计开始日期", self), DayEdit("统计截止日期", self)
        self._days = QWidget(self)
        row = horizontal(self._days, 0)
        for widget in (PlainLabel("从", self._days), self.first, PlainLabel("到", self._days), self.last):
            row.addWidget(widget)
        row.addStretch(1)
        self._days.hide()
        whole = vertical(self, 0, 8)
        whole.addWidget(chips)
        whole.addWidget(self._days)

    def _wire(self) -> None:
        self._group.buttonClicked.connect(self._on_span)
        self.first.left.connect(self._on_day)
        self.last.left.connect(self._on_day)
        self.first.wrong.connect(self.trouble)
        self.last.wrong.connect(self.trouble)

    def choose(self, period: Period) -> None:
        """Selects a date range set by another widget."""
        choose(self.spans[Span.CHOSEN])
        self._days.show()
        self._set(period)

    @Slot()
    def _on_span(self) -> None:
        span = next(span for span, button in self.spans.items() if button.isChecked())
        self._days.setVisible(span == Span.CHOSEN)
        if span == Span.CHOSEN:
            self._set(self.period)
            self.first.setFocus()
        else:
            self._set(period_of(span, today()))

    @Slot()
    def _on_day(self) -> None:
        first, last = self.first.day, self.last.day
        if first is None or last is None:
            self.trouble.emit("请填统计的开始日期和截止日期")
            return
        try:
            self._set(Period(first, last))
        except Refusal as refused:
            self.trouble.emit(str(refused))

    def _set(self, period: Period) -> None:
        self.period = period
        self.first.set_day(period.first)
        self.last.set_day(period.last)
        self.trouble.emit("")
        self.chosen.emit(period)
