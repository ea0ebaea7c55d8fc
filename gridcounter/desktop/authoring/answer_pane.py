"""What a pack that is being written answers to the trial case, with what changed since the last save marked."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtWidgets import QTextBrowser, QWidget

from gridcounter.core.overview.class_table import class_table
from gridcounter.desktop.authoring.changed_lines import lines_of, marked
from gridcounter.desktop.intake.guidance_text import GuidanceText
from gridcounter.desktop.kit.flow import vertical
from gridcounter.desktop.kit.plain_label import PlainLabel, Tone
from gridcounter.desktop.kit.theme import Scale, Tokens
from gridcounter.desktop.policy.clause import CLAUSE, ClauseDialog, clause_at
from gridcounter.desktop.policy.policy_text import clause_html
from gridcounter.services.applications.application_state import ApplicationState
from gridcounter.services.office.assessment import Assessor
from gridcounter.services.office.originals import original_beside

#: Reads the answer out to an applicant, and there is none.
_SCRIPT = 'href="#script"'


class AnswerPane(QWidget):
    """The guidance as intake shows it; F2 or a click on its bracket opens the clause of a line."""

    def __init__(self, tokens: Tokens, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens, self._scale = tokens, scale
        self._text = GuidanceText(tokens, scale)
        self._state: ApplicationState | None = None
        self._assessor: Assessor | None = None
        self.told = PlainLabel(self, look="Bar", wraps=True)
        self.told.hide()
        self.text = QTextBrowser(self)
        self.text.setObjectName("Guidance")
        self.text.setAccessibleName("试算的答复")
        self.text.setAccessibleDescription("只能看；F2 看光标处一条的依据")
        self.text.setOpenLinks(False)
        flags = Qt.TextInteractionFlag
        self.text.setTextInteractionFlags(
            flags.TextSelectableByMouse | flags.TextSelectableByKeyboard | flags.LinksAccessibleByMouse
        )
        column = vertical(self, 8, 4)
        column.addWidget(self.told)
        column.addWidget(self.text, 1)
        self.text.anchorClicked.connect(self._on_link)

    def show_answer(self, state: ApplicationState, assessor: Assessor, before: ApplicationState | None) -> int:
        """The answer, and in how many places it differs from the one `before`; 0 if there is none to compare with."""
        was = [] if before is None else self._lines(before)
        now = self._lines(state)  # last, for the links are those of the answer that is shown
        self._state, self._assessor = state, assessor
        place = self.text.verticalScrollBar().value()
        html, places = ("".join(now), 0) if before is None else marked(now, was, self._tokens)
        self.text.setHtml(html)
        self.text.verticalScrollBar().setValue(place)
        return places

    def say(self, text: str, tone: Tone = "") -> None:
        """The line above the answer: how it stands to what was saved."""
        self.told.show_text(text, tone)

    def _lines(self, state: ApplicationState) -> list[str]:
        decision = state.decision
        html = self._text.of_problems(state.problems) if decision is None else self._text.of_decision(decision)
        return [line for line in lines_of(html) if _SCRIPT not in line]

    def show_clause_here(self) -> None:
        """Of the line of the cursor."""
        self._show_clause(clause_at(self.text.textCursor().block()))

    @Slot(QUrl)
    def _on_link(self, link: QUrl) -> None:
        if link.toString().startswith(CLAUSE):
            self._show_clause(int(link.toString().removeprefix(CLAUSE)))

    def _show_clause(self, number: int) -> None:
        state, assessor = self._state, self._assessor
        if number < 0 or state is None or assessor is None or state.decision is None or state.case is None:
            return
        packs = assessor.packs
        pack = packs.edition(state.case.locality, state.case.on)
        table = class_table(pack, packs.baseline, state.decision.customer_class.id, state.case.on)
        basis = self._text.clauses[number]
        html = clause_html(basis, pack, table, self._tokens, self._scale, original_beside(pack, packs))
        ClauseDialog(html, self._scale, self).open()
