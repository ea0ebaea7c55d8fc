"""The papers of a filing: their pages, or why there are none; issued and printed here."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from gridcounter.core.filing.filing import FilingState
from gridcounter.desktop.kit.choice import DropDown
from gridcounter.desktop.kit.flow import vertical
from gridcounter.desktop.kit.output import PaperOutput, what_went_wrong
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.preview import Preview
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.session.session import Session
from gridcounter.errors import GridcounterError
from gridcounter.services.filing.filings import FilingCase
from gridcounter.services.papers.issued_papers import NAMES
from gridcounter.services.papers.issuing import DrawnPaper, issue, prepare

_PROFILE = "normal"


class FilingPapers(QWidget):
    """`message` and `troubled` carry a sentence; `issued`: a paper was recorded."""

    message = Signal(str)
    troubled = Signal(str)
    issued = Signal()

    def __init__(self, session: Session, tasks: Tasks, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._tasks = tasks
        self._out = PaperOutput(session, tasks, self)
        self._application = ""
        self._wanted = 0
        self.drawn: DrawnPaper | None = None
        self.chooser = DropDown(self)
        self.chooser.setAccessibleName("文书")
        self.issue_button = QPushButton("出具并打印", self)
        self._said = PlainLabel(self, look="Bar", wraps=True)
        # a sentence gets the height of its lines, also without a page
        self._said.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.view = Preview(scale, self)
        row = QHBoxLayout()
        row.addWidget(self.chooser, 1)
        row.addWidget(self.issue_button)
        column = vertical(self, (0, 8, 0, 0), 8)
        column.addLayout(row)
        column.addWidget(self._said)
        column.addWidget(self.view, 1)
        column.addStretch(0)
        self._wire()

    def _wire(self) -> None:
        self._out.message.connect(self.message)
        self._out.trouble.connect(self.troubled)
        self.chooser.currentIndexChanged.connect(self._on_chosen)
        self.issue_button.clicked.connect(self._on_issue)

    @property
    def said(self) -> str:
        """Why no page is shown; "" if there is one."""
        return self._said.text()

    def set_case(self, case: FilingCase) -> None:
        """Draws only once the tab is shown."""
        before = self.chooser.currentData()
        self._application = case.application
        with QSignalBlocker(self.chooser):
            self.chooser.clear()
            for paper in _papers(case):
                self.chooser.addItem(NAMES[paper], paper)
            self.chooser.setCurrentIndex(max(0, self.chooser.findData(before)))
        if self.isVisible():
            self.draw()
        else:
            self._clear("")

    def draw(self) -> None:
        """Draws in a worker; a result that a later request has overtaken is dropped."""
        paper = self.chooser.currentData()
        self._wanted += 1
        wanted = self._wanted
        if paper is None:
            self._clear("本件外线工程没有备案表")
            return
        self._clear("正在准备文书…")
        try:
            prepared = prepare(self._session.service, self._application)
        except GridcounterError as refused:
            self._clear(what_went_wrong(refused))
            return
        paper_renderer = self._session.paper_renderer
        self._tasks.submit(
            self,
            lambda: (wanted, paper_renderer().draw(prepared, _PROFILE, [paper])[0]),
            done=self._on_drawn,
            failed=lambda error: self._on_failed(wanted, error),
        )

    def _on_drawn(self, result: tuple[int, DrawnPaper]) -> None:
        wanted, drawn = result
        if wanted != self._wanted:
            return
        self.drawn = drawn
        self._said.setText("出具后内容有改动：要改文书，请值班长在文书页作废重出。" if drawn.changed else "")
        self._said.setVisible(drawn.changed)
        self.issue_button.setText("重印" if drawn.issued else "出具并打印")
        self.issue_button.setEnabled(True)
        self.view.show()
        self.view.show_content(self._session.issued.content(drawn.issued) if drawn.issued else drawn.content)

    def _on_failed(self, wanted: int, error: Exception) -> None:
        if wanted == self._wanted:
            self._clear(what_went_wrong(error))

    def _clear(self, said: str) -> None:
        self.drawn = None
        self.view.clear()
        self.view.hide()
        self.issue_button.setEnabled(False)
        self._said.show_text(said)

    @Slot()
    def _on_chosen(self) -> None:
        self.draw()

    @Slot()
    def _on_issue(self) -> None:
        """Recorded before printing."""
        if self.drawn is None:
            return
        paper, content = self.drawn.paper, self.view.content
        if not self.drawn.issued:
            try:
                issue(self._session.service, self._application, [self.drawn])
            except GridcounterError as refused:
                self.troubled.emit(str(refused))
                self.draw()
                return
            self.issued.emit()
            self.message.emit("已出具")
        self._out.print(self, [paper], [content], self._session.issued.refs_of(self._application, [content]))
        self.draw()


def _papers(case: FilingCase) -> list[str]:
    if case.regime is None:
        return []
    papers = [case.regime.form]
    if case.regime.post_required:
        papers.append("commitment_filing_posted")
    if case.filing.state == FilingState.RETURNED:
        papers.insert(0, "return_notice")
    return [*papers, "start_notice"]
