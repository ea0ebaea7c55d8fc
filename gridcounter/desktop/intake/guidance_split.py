"""The questions of 业务受理 with the guidance beside or above them, and the clause behind one of its lines."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QTextBrowser, QWidget

from gridcounter.core.overview.class_table import class_table
from gridcounter.desktop.intake.guidance_line import GuidanceLine
from gridcounter.desktop.intake.guidance_text import GuidanceText
from gridcounter.desktop.intake.step import IntakeStep
from gridcounter.desktop.intake.steps_pane import ISSUE, PRINT, StepsPane
from gridcounter.desktop.kit.flow import is_low, vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.tab_stop import last_stop, put_after
from gridcounter.desktop.kit.theme import Scale, Tokens
from gridcounter.desktop.policy.clause import CLAUSE, ClauseDialog, clause_at
from gridcounter.desktop.policy.policy_text import clause_html
from gridcounter.services.applications.application_state import ApplicationState
from gridcounter.services.office.originals import original_beside
from gridcounter.services.office.packs import InstalledPacks

#: Below this width, at the text size, the guidance is one line on top, which opens to a strip. It is that of a window
#: of 1000 points beside a rail of icons.
_NARROW, _STRIP = 944, 150
#: In a low window the strip is as low as can be read.
_LOW_STRIP = 64
#: Below this height, at the text size, the strip would leave room for one question only: it opens when it is asked for.
_ROOM = 530
#: Qt's own largest height.
_UNBOUNDED = 16_777_215


class GuidanceSplit(QSplitter):
    """Questions and guidance side by side, or the guidance as a strip on top in a narrow window."""

    papers_wanted = Signal()
    script_wanted = Signal()

    def __init__(self, packs: InstalledPacks, tokens: Tokens, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.asked = StepsPane(tokens, scale, self)
        self._packs, self._tokens, self._scale = packs, tokens, scale
        self._text = GuidanceText(tokens, scale)
        self._state: ApplicationState | None = None
        self._narrow = self._low = self._roomy = self._consultation = self._answered = False
        self._title = PlainLabel("办理指引（随填随算）", self, look="Section")
        self._issue = QPushButton(ISSUE, self)
        self._issue.clicked.connect(self.papers_wanted)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._issue)
        self._right = QWidget(self)
        self.guidance = _guidance(self._right)
        self.guidance.anchorClicked.connect(self._on_link)
        self._line = GuidanceLine(self.guidance, self._right)
        self._line.turned.connect(self._adapt)
        self._column = vertical(self._right, (0, 8, 16, 8))
        self._column.addLayout(head)
        self._column.addWidget(self._line)
        self._column.addWidget(self.guidance, 1)
        self.setChildrenCollapsible(False)
        self.addWidget(self.asked)
        self.addWidget(self._right)
        self.setSizes([1000, 1000])

    def take(self, steps: Sequence[IntakeStep]) -> None:
        """Passes the steps to the pane and sets the Tab order; called once, after all were created."""
        self.asked.take(steps)
        put_after(last_stop(self.asked), (self._issue, self._line, self.guidance))
        self._adapt()

    def show_steps(self, *, consultation: bool) -> None:
        """Changes the button's text for a consultation."""
        self._issue.setText(PRINT if consultation else ISSUE)
        self._consultation = consultation
        self._open_answer()

    def tell(self, state: ApplicationState) -> None:
        """Shows what applies to this state; before anything is answered, what to choose."""
        self._state = state
        if state.decision is None:
            text = self._text.of_problems(state.problems)
        elif state.just_begun:
            text = self._text.of_beginning(business=state.business_first)
        else:
            text = self._text.of_decision(state.decision)
        self.guidance.setHtml(text)
        if self._answered == state.just_begun:
            self._answered = not state.just_begun
            self._open_answer()

    def _open_answer(self) -> None:
        """A consultation asks for it: it opens with the first answer, where there is room beside the questions."""
        self._line.turn(opened=self._consultation and self._answered and self._roomy)

    def show_clause_here(self) -> None:
        """Of the focused line; from a question the focus first moves to the answer, which opens whole."""
        if not self.guidance.hasFocus():
            self._line.turn(opened=True)
            self.guidance.setFocus()
        self._show_clause(clause_at(self.guidance.textCursor().block()))

    @Slot(QUrl)
    def _on_link(self, link: QUrl) -> None:
        href = link.toString()
        if href.startswith(CLAUSE):
            self._show_clause(int(href.removeprefix(CLAUSE)))
        else:
            self.script_wanted.emit()

    def _show_clause(self, number: int) -> None:
        decision, case = (self._state.decision, self._state.case) if self._state else (None, None)
        if number < 0 or decision is None or case is None:
            return
        pack = self._packs.edition_of(decision.policy.id, decision.policy.version)
        about = decision.customer_class.id, case.on, case.business
        table = class_table(pack, self._packs.baseline, *about) if pack else None
        original = original_beside(pack, self._packs) if pack else None
        html = clause_html(self._text.clauses[number], pack, table, self._tokens, self._scale, original)
        ClauseDialog(html, self._scale, self).open()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        roomy = self.window().height() >= self._scale.px(_ROOM)
        shape = self.width() < self._scale.px(_NARROW), is_low(self, self._scale), roomy
        if shape != (self._narrow, self._low, self._roomy):
            self._narrow, self._low, self._roomy = shape
            self._open_answer()
            self._adapt()

    @Slot()
    def _adapt(self) -> None:
        narrow = self._narrow
        opened = not narrow or self._line.opened
        self.setOrientation(Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal)
        self.insertWidget(0 if narrow else 1, self._right)
        self._title.setVisible(not narrow)
        self._issue.setVisible(not narrow)
        self._line.setVisible(narrow)
        self.guidance.setVisible(opened)
        strip = self._scale.px(_LOW_STRIP if self._low else _STRIP)
        self.guidance.setMinimumHeight(strip if narrow else 0)
        self._column.setContentsMargins(*((16, 4, 16, 0) if narrow else (0, 8, 16, 8)))
        self._column.setSpacing(4)
        least = self._line.sizeHint().height() + self._column.contentsMargins().top()
        self._right.setMaximumHeight(_UNBOUNDED if opened else least)
        self.setSizes([1, 10_000] if narrow else [1000, 1000])
        self.setStretchFactor(0, 0 if narrow else 1)
        self.setStretchFactor(1, 1)


def _guidance(parent: QWidget) -> QTextBrowser:
    browser = QTextBrowser(parent)
    browser.setObjectName("Guidance")
    browser.setAccessibleName("办理指引")
    browser.setAccessibleDescription("随填随算的答复，只能看；F2 看光标处一条的依据，F7 看怎么念给申请人")
    browser.setOpenLinks(False)
    # a link that keys can reach never releases Tab; F7 does the same
    flags = Qt.TextInteractionFlag
    browser.setTextInteractionFlags(
        flags.TextSelectableByMouse | flags.TextSelectableByKeyboard | flags.LinksAccessibleByMouse
    )
    return browser
