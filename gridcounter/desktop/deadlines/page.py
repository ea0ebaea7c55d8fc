"""时限: what is due, overdue or paused; below the table the arithmetic of the chosen clock and its acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QPushButton, QSplitter, QWidget

from gridcounter.desktop.deadlines.clock_acts import ClockActs
from gridcounter.desktop.deadlines.deadline_table import DeadlineTable
from gridcounter.desktop.deadlines.model import Column
from gridcounter.desktop.deadlines.temporary_acts import DeferralActs, TemporaryActs
from gridcounter.desktop.kit.choice import FilterList, chip_buttons
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.flow import horizontal, scrolling, vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.tab_stop import choose
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.kit.theme import Tokens
from gridcounter.desktop.search.find_field import head_with_search
from gridcounter.desktop.session.session import Session
from gridcounter.services.applications.agenda_rows import DueRow
from gridcounter.services.ledger.agenda import VIEWS, Agenda, View, ask_agenda

_EMPTY = {
    View.TODAY: "今天没有到期的。",
    View.TOMORROW: "明天没有到期的。",
    View.WEEK: "这一周没有到期的。",
    View.OVER: "没有超时限的。",
    View.PAUSED: "没有暂停的。出具补充资料告知单，或者申请人书面提出，时限才能暂停。",
    View.ALL: "还没有在计的时限。受理以后，文件写明天数的环节列在这里。",
    View.TEMPORARY: "没有登记到期日的临时用电。",
    View.DEFERRED: "没有等着补交的资料。",
}
#: The page opens on the first of these that has any, until one is asked for.
_OPENED_ON = (View.TODAY, View.OVER, View.TOMORROW, View.WEEK, View.DEFERRED, View.TEMPORARY, View.PAUSED, View.ALL)
#: Minimum height of the table and of the pane below it, in characters.
_LEAST = 6
#: The columns hidden in a narrow window, in this order: the lines below the table show them too.
_TOLD_BELOW = (Column.STARTED, Column.NUMBER, Column.NEXT, Column.DUE)
_ROWS_LEFT, _MARGIN = 3, 16


class DeadlinesPage(QWidget):
    """`opened` carries an application, `message` a short sentence for the status line."""

    opened = Signal(str)
    message = Signal(str)
    trouble = Signal(str)

    def __init__(self, session: Session, tasks: Tasks, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Page")
        self._session = session
        self._tasks = tasks
        self._asked = 0
        self._asked_for = False
        self._build(tokens)
        self._wire()

    def _build(self, tokens: Tokens) -> None:
        title = PlainLabel("时限", self, look="Title")
        head = head_with_search(title, self)
        chips = QWidget(self)
        self._group, self.chips = chip_buttons(VIEWS, "列出", chips)
        self.filters = FilterList("列出", self.chips, chips, self)
        self.count = PlainLabel(self, look="Hint", wraps=True)
        counted = horizontal()
        counted.addWidget(self.filters)
        counted.addWidget(self.count, 1)
        self.to_over = QPushButton("看超时限的", self)
        self.to_over.setFlat(True)
        self.to_over.hide()
        self.table = DeadlineTable("时限列表", tokens, expendable=_TOLD_BELOW, parent=self)
        below = QWidget(self)
        column = self._column = vertical(below, (0, 8, 0, 0))
        self.acts = ClockActs(self._session.service, below)
        self.temporary = TemporaryActs(self._session.service, below)
        self.deferred = DeferralActs(below)
        for acts in (self.acts, self.temporary, self.deferred):
            column.addWidget(acts)
        column.addStretch(1)
        scroll = scrolling(below, self)
        scroll.setAccessibleName("选中的时限")
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._below = scroll
        self._split = QSplitter(Qt.Orientation.Vertical, self)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.table)
        self._split.addWidget(scroll)
        self._split.setStretchFactor(0, 1)
        self._split.setStretchFactor(1, 0)
        whole = vertical(self, 16, 8)
        whole.addLayout(head)
        whole.addWidget(chips)
        whole.addLayout(counted)
        whole.addWidget(self.to_over, alignment=Qt.AlignmentFlag.AlignLeft)
        whole.addWidget(self._split, 1)

    def _wire(self) -> None:
        self._group.buttonClicked.connect(self._on_chip)
        self.to_over.clicked.connect(self._on_to_over)
        self.table.chosen.connect(self._on_chosen)
        self.table.opened.connect(self.opened)
        for acts in (self.acts, self.temporary):
            acts.done.connect(self._on_done)
            acts.message.connect(self.message)
        self.acts.shown.connect(self._on_asked)
        self.deferred.opened.connect(self.opened)
        QShortcut(QKeySequence("F5"), self).activated.connect(self.refresh)

    @property
    def view(self) -> View:
        """The chosen filter."""
        return next(view for view, button in self.chips.items() if button.isChecked())

    def choose(self, view: View) -> None:
        """Sets the filter for another page, such as a card of 工作台."""
        self._asked_for = True
        choose(self.chips[view])
        self.filters.follow()

    @Slot()
    def refresh(self) -> None:
        """Reads in a worker; a result that a later request has overtaken is dropped."""
        self._asked += 1
        asked, view = self._asked, self.view
        session = self._session
        calendar, day = session.assessor.calendar, today()

        def look(agenda: Agenda) -> tuple[dict[View, int], tuple[DueRow, ...]]:
            return {each: agenda.total(each) for each in View}, agenda.rows(view)

        def work() -> tuple[dict[View, int], tuple[DueRow, ...]]:
            return ask_agenda(session.record, calendar, day, look)

        self._tasks.submit(self, work, done=partial(self._on_read, asked, view), failed=self._on_failed)

    def _on_read(self, asked: int, view: View, found: tuple[dict[View, int], tuple[DueRow, ...]]) -> None:
        if asked != self._asked:
            return
        totals, rows = found
        if not self._asked_for and not totals[view] and any(totals.values()):
            self.choose(next(each for each in _OPENED_ON if totals[each]))
            self.refresh()
            return
        for each, button in self.chips.items():
            button.setText(f"{VIEWS[each]} {totals[each]}" if totals[each] else VIEWS[each])
        self.filters.follow()
        self.count.setText(_count_words(view, totals, rows))
        self.to_over.setVisible(not rows and totals[View.OVER] > 0)
        self.table.setVisible(bool(rows))
        self.table.set_rows(rows)

    def _on_failed(self, error: Exception) -> None:
        self.trouble.emit(str(error))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.filters.stand_in()
        character = self.fontMetrics().horizontalAdvance("中")
        self.table.setMinimumHeight(self.table.horizontalHeader().sizeHint().height() + round(character * _LEAST))
        self._below.setMinimumHeight(round(character * _LEAST))

    @Slot()
    def _on_chip(self) -> None:
        self._asked_for = True
        self.refresh()

    @Slot()
    def _on_to_over(self) -> None:
        self.chips[View.OVER].setFocus()  # the link disappears with the empty list
        self.choose(View.OVER)
        self.refresh()

    @Slot(object)
    def _on_chosen(self, row: DueRow | None) -> None:
        self.acts.clear()
        self.temporary.hide()
        self.deferred.hide()
        if row is None:
            return
        if row.clock:
            self.acts.show_clock(row.application, row.clock)
        elif row.document:
            self.deferred.show_row(row)
        else:
            self.temporary.show_row(row)
        self._share()

    @Slot()
    def _on_asked(self) -> None:
        """Scrolls the open form into view with its button, if two rows of the table stay visible."""
        self._share()

    def _share(self) -> None:
        """What can be done with the chosen row gets the height that it needs, the table all that is left."""
        whole = sum(self._split.sizes())
        least = self.table.verticalHeader().defaultSectionSize() * _ROWS_LEFT
        need = self._column.totalHeightForWidth(self._below.viewport().width())
        wanted = min(need + _MARGIN, whole - least)
        self._split.setSizes([whole - wanted, wanted])

    @Slot()
    def _on_done(self) -> None:
        self.refresh()


def _count_words(view: View, totals: Mapping[View, int], rows: Sequence[DueRow]) -> str:
    if not rows:
        return _empty(view, totals[View.OVER])
    more = f"，列出最近的 {len(rows)} 项" if totals[view] > len(rows) else ""
    provisional = any(row.provisional for row in rows)
    return f"共 {totals[view]:,} 项{more}{'；（暂估）：落在放假安排尚未公布的年份，公布后重算' if provisional else ''}"


def _empty(view: View, over: int) -> str:
    """Overdue items have a list of their own: an empty list must mention them, not suggest that all is well."""
    text = _EMPTY[view]
    return f"{text.rstrip('。')}；超时限的有 {over:,} 件。" if over else text
