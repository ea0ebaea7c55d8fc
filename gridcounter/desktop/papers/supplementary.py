"""告知之后: what the survey made certain, and what was never announced; each is issued as a paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from gridcounter.core.application import ApplicationId
from gridcounter.core.notice import Item
from gridcounter.core.papers.called_for import SUPPLEMENT, SURVEY_UPDATE
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.flow import FlowRow
from gridcounter.desktop.kit.output import what_went_wrong
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.papers.addition_dialog import AdditionDialog
from gridcounter.desktop.session.session import Session
from gridcounter.errors import GridcounterError
from gridcounter.services.papers.issuing import DrawnPaper, PreparedPapers
from gridcounter.services.papers.supplementary import (
    add_items,
    confirm_survey,
    prepare_addition,
    prepare_survey,
    unannounced,
)


class SupplementsPane(FlowRow):
    """`issued` carries paper and bytes once recorded; `trouble` a sentence, empty on success."""

    issued = Signal(str, bytes)
    trouble = Signal(str)

    def __init__(self, session: Session, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._tasks = session, tasks
        self._application = ""
        self.asking: AdditionDialog | None = None
        self.survey = QPushButton("勘查后确认告知", self)
        self.survey.setToolTip("告知书里写明的情形勘查后确定了：出具确认告知，不算新的要求")
        self.add = QPushButton("追加告知…", self)
        self.add.setToolTip("告知书没有告知过的：要写依据和原因，计为追加告知（非首次）")
        for button in (self.survey, self.add):
            self.flow.addWidget(button)
        self.survey.clicked.connect(self._on_survey)
        self.add.clicked.connect(self._on_add)

    def show_application(self, application_id: ApplicationId) -> None:
        """Visible only while a notice is in force; a survey belongs to a business that connects."""
        self._application = application_id
        service = self._session.service
        stands = service.notice_terms.notice_stands(application_id)
        self.survey.setVisible(stands and service.state(application_id).connects)
        self.setVisible(stands)

    def confirm(self) -> None:
        """Draws the survey paper in a worker and issues it."""
        application, service, on = self._application, self._session.service, today()
        self._draw(
            lambda: prepare_survey(service, application, on),
            SURVEY_UPDATE,
            lambda drawn: confirm_survey(service, application, drawn, on),
        )

    def tell(self, items: Sequence[Item]) -> None:
        """Draws the paper of these items in a worker and issues it."""
        application, service = self._application, self._session.service
        self._draw(
            lambda: prepare_addition(service, application, items, today()),
            SUPPLEMENT,
            lambda drawn: add_items(service, application, drawn, items),
        )

    def _draw(
        self, prepare: Callable[[], PreparedPapers], paper: str, put_on_record: Callable[[DrawnPaper], object]
    ) -> None:
        """Draws in a worker; recorded before printing. Other items are disabled meanwhile."""
        try:
            prepared = prepare()
        except GridcounterError as refused:
            self.trouble.emit(what_went_wrong(refused))
            return
        self.trouble.emit("")
        paper_renderer = self._session.paper_renderer

        def on_drawn(drawn: DrawnPaper) -> None:
            self._rest(busy=False)
            try:
                put_on_record(drawn)
            except GridcounterError as refused:
                self.trouble.emit(what_went_wrong(refused))
                return
            self.issued.emit(paper, drawn.content)

        def on_left(sentence: str) -> None:
            self._rest(busy=False)
            self.trouble.emit(sentence)

        def on_failed(error: Exception) -> None:
            self._rest(busy=False)
            self.trouble.emit(what_went_wrong(error))

        self._rest(busy=True)
        self._tasks.submit(
            self,
            lambda: paper_renderer().draw(prepared, wanted=[paper])[0],
            done=self._session.while_here("出具", on_drawn, on_left),
            failed=on_failed,
        )

    def _rest(self, *, busy: bool) -> None:
        for button in (self.survey, self.add):
            button.setEnabled(not busy)

    @Slot()
    def _on_survey(self) -> None:
        self.confirm()

    @Slot()
    def _on_add(self) -> None:
        try:
            proposed = unannounced(self._session.service, self._application)
        except GridcounterError as refused:
            self.trouble.emit(what_went_wrong(refused))
            return
        self.asking = AdditionDialog(proposed, self)
        self.asking.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.asking.accepted.connect(self._on_asked)
        self.asking.open()

    @Slot()
    def _on_asked(self) -> None:
        if self.asking is not None:
            self.tell(self.asking.items)
        self.asking = None
