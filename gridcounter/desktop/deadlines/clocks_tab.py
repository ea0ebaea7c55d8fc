"""All clocks of one application, with the acts on each."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from gridcounter.core.application import ApplicationId
from gridcounter.core.intake.life import Act
from gridcounter.desktop.deadlines.clock_acts import ClockActs
from gridcounter.desktop.deadlines.deadline_table import DeadlineTable
from gridcounter.desktop.deadlines.model import Column
from gridcounter.desktop.kit.appearance import current_tokens
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.flow import vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.services.applications.agenda_rows import DueRow
from gridcounter.services.applications.application_service import ApplicationService

_NONE = "还没有时限：受理以后，当时告知的各项时限列在这里。"
_NONE_TOLD = "告知的内容里没有写明天数的时限，由供电企业答复。"


class ClocksTab(QWidget):
    """`done` carries the application after an act, `message` a short sentence for the status line."""

    done = Signal(str)
    message = Signal(str)

    def __init__(self, service: ApplicationService, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._service = service
        self._application = ""
        self._none = PlainLabel(_NONE, self, look="Hint", wraps=True)
        self.table = DeadlineTable(
            "这份申请的时限", current_tokens(self), (Column.NUMBER, Column.NAME, Column.NEXT), parent=self
        )
        self.acts = ClockActs(service, self)
        self._holder = holder = QWidget(self)
        below = vertical(holder, 0)
        below.addWidget(self.acts)
        below.addStretch(1)
        self._scroll = scroll = QScrollArea(self)
        scroll.setAccessibleName("选中的时限")
        scroll.setWidgetResizable(True)
        scroll.setWidget(holder)
        column = vertical(self, 8)
        column.addWidget(self._none)
        column.addWidget(self.table, 1)
        column.addWidget(scroll, 1)
        self.table.chosen.connect(self._on_chosen)
        self.acts.done.connect(self._on_done)
        self.acts.message.connect(self.message)
        self.acts.shown.connect(self._on_form)

    def show_application(self, application_id: ApplicationId) -> None:
        """Reads its clocks as of today."""
        self._application = application_id
        deadlines = self._service.deadlines
        rows = deadlines.rows(deadlines.of(application_id, today()))
        accepted = self._service.record.applications.get(application_id).accepted_on is not None
        self._none.setText(_NONE_TOLD if accepted else _NONE)
        self._none.setVisible(not rows)
        self.table.setVisible(bool(rows))
        self.table.set_rows(rows)

    def begin(self, act: Act) -> None:
        """Chooses the clock of this act and opens the act's form."""
        place = self.table.rows.place_of(self._application, act.about)
        if place is not None:
            self.table.selectRow(place)
            self.acts.begin(act.id)

    @Slot(object)
    def _on_chosen(self, row: DueRow | None) -> None:
        self._scroll.setMinimumHeight(0)
        if row is None:
            self.acts.clear()
        else:
            self.acts.show_clock(row.application, row.clock)

    @Slot()
    def _on_form(self) -> None:
        QTimer.singleShot(0, self, self._show_form)  # once the form has its size

    @Slot()
    def _show_form(self) -> None:
        """The card scrolls too: its form may have opened below the edge of the window."""
        if not self.acts.form.isVisible():
            return
        self._scroll.setMinimumHeight(self._holder.sizeHint().height())
        for around in self._around():
            # the card grows by several steps, each of which moves the form
            around.verticalScrollBar().rangeChanged.connect(self._scroll_to_form, Qt.ConnectionType.UniqueConnection)
        QTimer.singleShot(0, self, self._scroll_to_form)

    @Slot()
    def _scroll_to_form(self) -> None:
        """Only while it is being filled in: whoever reads elsewhere is left there."""
        focused = QApplication.focusWidget()
        if focused is not None and self.acts.form.isVisible() and self.acts.form.isAncestorOf(focused):
            for around in self._around():
                around.ensureWidgetVisible(self.acts.form)

    def _around(self) -> list[QScrollArea]:
        found, around = [], self.parentWidget()
        while around is not None:
            if isinstance(around, QScrollArea):
                found.append(around)
            around = around.parentWidget()
        return found

    @Slot(str)
    def _on_done(self, application_id: ApplicationId) -> None:
        self.show_application(application_id)
        self.done.emit(application_id)
