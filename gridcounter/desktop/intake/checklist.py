"""清单: every document of this case, its state, and why it is required."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from gridcounter.core.intake.checklist import LineState, still_due, summary
from gridcounter.core.intake.checklist_words import REFERENCE_MEANS
from gridcounter.desktop.intake.checklist_row import ChecklistRow
from gridcounter.desktop.intake.step import IntakeStep
from gridcounter.desktop.kit.flow import vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.tab_stop import put_before
from gridcounter.services.applications.application_state import ApplicationState

_EMPTY = "按现在填写的情形，文件没有列出要提交的资料。先把用电情形填全，清单会跟着变。"
_ISSUE, _PRINT = "出具一次性告知书", "打印带“咨询用”标记的告知书（Ctrl+Enter）"
_LOOK = "看文书"
_TO_BRING, _NOTHING_TO_BRING = "办理时要带 {count} 项", "没有必须带的资料"
_UNDECIDED = "{count} 项要不要带还没有定"
_ONLY_TOLD = "；咨询不收资料，这里只看不填"
_STANDS = "清单已随一次性告知书固定，后来填写的内容不改动它。"
_DIFFERS = "现在的情形与告知时有 {count} 处不同：在业务台账打开这件申请，到“告知了什么”查看。"
_CONTRADICTORY = "用电情形有前后矛盾的地方，改好以后才有清单。"


class ChecklistStep(IntakeStep):
    """`marked` carries a document and its new mark. Lines cannot be added here: each has its clause."""

    marked = Signal(str, object)
    papers_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[object, ...] = ()
        self.rows: list[ChecklistRow] = []
        self._summary = ""
        self._empty = PlainLabel(_EMPTY, self, look="Hint", wraps=True)
        self.stands = PlainLabel(self, look="Hint", wraps=True)
        self.means = PlainLabel(REFERENCE_MEANS, self, look="Hint", wraps=True)
        self._column = vertical(spacing=8)
        self.form.addWidget(self._empty)
        self.form.addWidget(self.stands)
        self.form.addWidget(self.means)
        self.form.addLayout(self._column)
        self._issue = QPushButton(_ISSUE, self)
        self._issue.setAutoDefault(True)
        self._issue.clicked.connect(self.papers_wanted)
        self.form.addWidget(self._issue, 0, Qt.AlignmentFlag.AlignRight)
        self.form.addStretch(1)

    @property
    def foot(self) -> str:
        """The summary of the list."""
        return self._summary

    @property
    def stops(self) -> list[QWidget]:
        """The widgets that Enter visits, row by row."""
        return [stop for row in self.rows for stop in row.stops]

    def load(self, state: ApplicationState) -> None:
        """Rebuilds the rows only if the list itself changed, so that the focus is kept."""
        shown = tuple((line.document, line.choices) for line in state.lines)
        if shown != self._shown:
            self._shown = shown
            self._make_rows(state)
        for row, line in zip(self.rows, state.lines, strict=True):
            row.show_line(line)
        self._summary = _summary(state) if state.lines else ""
        self._issue.setText(_PRINT if state.consultation else _LOOK if state.list_stands else _ISSUE)
        self._empty.setText(_EMPTY if state.decision else _CONTRADICTORY)
        self._empty.setVisible(not state.lines)
        self.means.setVisible(any(line.usual for line in state.lines))
        count = len(state.differences)
        self.stands.setText(_STANDS + (_DIFFERS.format(count=count) if count else ""))
        self.stands.setVisible(state.list_stands)

    def show_problem(self, document: str, text: str) -> None:
        """Shows a refusal at the row of this document id; does nothing if it is not listed."""
        for row in self.rows:
            if row.document.id == document:
                row.show_problem(text)

    def show_clause(self) -> bool:
        """Shows or hides the clause of the focused row; False if no row has the focus."""
        here = QApplication.focusWidget()
        row = next((row for row in self.rows if here and row.isAncestorOf(here)), None)
        if row is not None:
            row.why.toggle()
        return row is not None

    def _make_rows(self, state: ApplicationState) -> None:
        for old in self.rows:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.rows = [ChecklistRow(line, self) for line in state.lines]
        for row in self.rows:
            row.marked.connect(self.marked)
            self._column.addWidget(row)
            row.show()
        put_before(self._issue, self.rows)


def _summary(state: ApplicationState) -> str:
    return _to_bring(state) if state.consultation else summary(state.lines, _near(state))


def _near(state: ApplicationState) -> date | None:
    return state.case.on if state.case else None


def _to_bring(state: ApplicationState) -> str:
    undecided = len(still_due([line for line in state.lines if line.state == LineState.OPEN]))
    count = len(still_due(state.lines)) - undecided
    lines = [_TO_BRING.format(count=count)] if count else []
    lines += [_UNDECIDED.format(count=undecided)] if undecided else []
    return ("，".join(lines) or _NOTHING_TO_BRING) + _ONLY_TOLD
