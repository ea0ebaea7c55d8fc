"""统计: the figures of a period, two charts, and each number leads to its list."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QPushButton, QVBoxLayout, QWidget

from gridcounter.bootstrap import write_report
from gridcounter.core.reports.figures import Figures
from gridcounter.core.reports.periods import Period
from gridcounter.core.reports.report import period_words, report_of
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.file_dialogs import folder_to_read, tell_saved
from gridcounter.desktop.kit.flow import FlowRow, Pages, scrolling, vertical
from gridcounter.desktop.kit.output import what_went_wrong
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.kit.theme import Scale, Tokens
from gridcounter.desktop.reports.chart import BarChart, Bars, LimitBar, LimitChart
from gridcounter.desktop.reports.city_page import CITY, CityPage
from gridcounter.desktop.reports.month_out_dialog import REPORT_OUT, MonthOutDialog
from gridcounter.desktop.reports.period import PeriodChooser
from gridcounter.desktop.reports.report_table import ReportTableView
from gridcounter.desktop.search.find_field import head_with_search
from gridcounter.desktop.session.session import Session

_FORMATS = ("xlsx", "docx", "pdf")
_COUNTING = "正在统计…"
#: The chart shows the most frequent steps; the table has all of them.
_MOST_STEPS = 8
#: Below this width, at the text size, the charts are stacked.
_BESIDE = 820


class FiguresPage(QWidget):
    """`listed` carries a title and applications, `message` a short sentence for the status line."""

    listed = Signal(str, object)
    message = Signal(str)

    def __init__(
        self, session: Session, tasks: Tasks, tokens: Tokens, scale: Scale, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("Page")
        self._session, self._tasks, self._tokens, self._scale = session, tasks, tokens, scale
        self._figures: Figures | None = None
        self._tables: list[QWidget] = []
        self._build()
        self._wire()

    def _build(self) -> None:
        title = PlainLabel("统计", self, look="Title")
        top = head_with_search(title, self)
        self.save = QPushButton("导出报表（Excel、Word、PDF）", self)
        self.save.setEnabled(False)
        top.addWidget(self.save)
        self.period = PeriodChooser(self)
        self.out, self.city = QPushButton(f"{REPORT_OUT}…", self), QPushButton(f"{CITY}…", self)
        city = FlowRow(self)
        for button in (self.out, self.city):
            city.flow.addWidget(button)
        self.standing = PlainLabel(_COUNTING, self, look="Hint", wraps=True)
        self.trouble = PlainLabel(self, look="Trouble", wraps=True)
        self.trouble.hide()
        self.months = BarChart("逐月收件和办结", ("收件", "办结"), self._tokens, self._scale)
        self.steps = LimitChart("各环节平均用时与时限", self._tokens, self._scale)
        self._charts = QGridLayout()
        self._charts.setSpacing(16)
        for place, (text, chart) in enumerate(
            (("逐月收件和办结（件）", self.months), ("平均净用时，竖线为时限（天）", self.steps))
        ):
            self._charts.addWidget(self._card(text, chart), 0, place)
        holder = QWidget(self)
        self._column = vertical(holder, 16, 8)
        self._column.addLayout(top)
        for widget in (self.period, city, self.trouble, self.standing):
            self._column.addWidget(widget)
        self._column.addLayout(self._charts)
        self._column.addStretch(1)
        self._own = scrolling(holder, self)
        self._pages = Pages(self)
        self._pages.turn_to(self._own)
        vertical(self, 0).addWidget(self._pages)

    def _card(self, text: str, chart: QWidget) -> QWidget:
        card = QWidget(self)
        card.setObjectName("Card")
        card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(card)
        column.addWidget(PlainLabel(text, card, wraps=True))
        column.addWidget(chart)
        column.addStretch(1)
        return card

    def _wire(self) -> None:
        self.period.chosen.connect(self._on_period)
        self.period.trouble.connect(self._show_trouble)
        self.save.clicked.connect(self._on_save)
        self.out.clicked.connect(self._on_out)
        self.city.clicked.connect(self._on_city)
        for chart in (self.months, self.steps):
            chart.listed.connect(self.listed)

    @Slot()
    def refresh(self) -> None:
        """Counts the chosen period again, in a worker."""
        self._on_period(self.period.period)

    @Slot(object)
    def _on_period(self, period: Period) -> None:
        service, on = self._session.figures, today()
        self.standing.setText(_COUNTING)
        self._tasks.submit(self, lambda: service.count(period, on), done=self._show, failed=self._on_failed)

    def _show(self, figures: Figures) -> None:
        """A result of an earlier request is dropped."""
        if (figures.first, figures.last) != (self.period.period.first, self.period.period.last):
            return
        self._figures = figures
        self.save.setEnabled(True)
        self._show_trouble("")
        report = report_of(figures)
        self.standing.setText(
            f"{period_words(figures.first, figures.last)}　统计日 {report.as_of}　带下划线的数字和图里的条可以点开"
        )
        self.months.set_bars([Bars(month.name, (month.received, month.closed)) for month in figures.months])
        self.steps.set_lines(_lines(figures))
        self._show_tables(figures)

    def _show_tables(self, figures: Figures) -> None:
        for widget in self._tables:
            self._column.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._tables = []
        report = report_of(figures)
        for mark in report.packs:
            self._add(PlainLabel(mark, self, look="Hint", wraps=True))
        for table in report.tables:
            head = PlainLabel(table.title, self, look="Section")
            self._add(head)
            if not table.rows:
                self._add(PlainLabel("本期没有。", self, look="Hint", wraps=True))
                continue
            view = ReportTableView(table, self._tokens, self)
            view.listed.connect(self.listed)
            self._add(view)
        self._add(PlainLabel("统计口径：" + "\n".join(report.notes), self, look="Hint", wraps=True))
        # else they are painted once in the room of the earlier ones, each a stroke
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)

    def _add(self, widget: QWidget) -> None:
        self._column.insertWidget(self._column.count() - 1, widget)
        widget.show()  # else Qt does so after the next paint
        self._tables.append(widget)

    def _on_failed(self, error: Exception) -> None:
        self.standing.setText("")
        self._show_trouble(what_went_wrong(error))

    @Slot(str)
    def _show_trouble(self, sentence: str) -> None:
        self.trouble.show_text(sentence)

    @Slot()
    def _on_save(self) -> None:
        figures, header = self._figures, self._session.service.header
        folder = folder_to_read(self, "报表写到哪个文件夹")
        if folder is not None and figures is not None:
            self.save.setEnabled(False)
            self._tasks.submit(
                self,
                lambda: write_report(figures, header, folder, _FORMATS),
                done=lambda _: self._on_saved(folder),
                failed=self._on_not_saved,
            )

    def _on_saved(self, folder: Path) -> None:
        tell_saved(self, folder, personal=False)
        self.save.setEnabled(True)
        self.message.emit("报表已写好")

    def _on_not_saved(self, error: Exception) -> None:
        self.save.setEnabled(True)
        self._show_trouble(what_went_wrong(error))

    @Slot()
    def _on_out(self) -> None:
        dialog = MonthOutDialog(self._session, self._tasks, self._scale, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot()
    def _on_city(self) -> None:
        self._pages.turn_to(self.of_city)
        self.of_city.choose.setFocus()

    @Slot()
    def _on_left_city(self) -> None:
        self._pages.turn_to(self._own)
        self.city.setFocus()

    @cached_property
    def of_city(self) -> CityPage:
        """Made when it is first asked for: few offices are those of a city."""
        page = CityPage(self._tasks, self._tokens, self._scale, self._pages)
        page.left.connect(self._on_left_city)
        page.message.connect(self.message)
        return page

    @property
    def shows_city(self) -> bool:
        """Whether the figures of many offices are in front."""
        return self._pages.currentWidget() is not self._own

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() * 100 / self._scale.percent >= _BESIDE
        second = self._charts.itemAt(1)
        if second is not None and (card := second.widget()) is not None:
            self._charts.removeWidget(card)
            self._charts.addWidget(card, 0 if beside else 1, 1 if beside else 0)


def _lines(figures: Figures) -> list[LimitBar]:
    """The most frequent steps that have a limit."""
    done = [step for step in figures.steps if step.limit and step.runs]
    often = sorted(done, key=lambda step: -len(step.runs))[:_MOST_STEPS]
    return [
        LimitBar(
            step.name, step.mean_net or 0.0, float(step.limit or 0), f"{step.mean_net:.1f} / 限 {step.limit}", step.ids
        )
        for step in done
        if step in often
    ]
