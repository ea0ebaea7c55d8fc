"""业务受理: the steps on the left, and on the right the decision, updated with each keystroke."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from gridcounter.core.application import ApplicationId
from gridcounter.core.intake.life import Act, ActId
from gridcounter.core.intake.steps import STEPS, StepKey
from gridcounter.desktop.desks.came_notice import CameNotice
from gridcounter.desktop.intake.acts import IntakeActs
from gridcounter.desktop.intake.checklist import ChecklistStep
from gridcounter.desktop.intake.consultation import ConsultationBanner
from gridcounter.desktop.intake.finish import FinishStep
from gridcounter.desktop.intake.guidance_split import GuidanceSplit
from gridcounter.desktop.intake.questions import ApplicantStep, SituationStep, WorksStep
from gridcounter.desktop.intake.review import ReviewStep, state_words
from gridcounter.desktop.intake.step import IntakeStep
from gridcounter.desktop.intake.undo_keys import UndoKeys
from gridcounter.desktop.kit.answers import AnswerEditor
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.flow import is_low, vertical
from gridcounter.desktop.kit.theme import Scale, Tokens
from gridcounter.desktop.papers.spoken_summary import show_spoken_summary
from gridcounter.desktop.runtime.override_errors import told_at_once
from gridcounter.errors import Refusal
from gridcounter.services.applications.application_state import ApplicationState
from gridcounter.services.applications.life import read_life
from gridcounter.services.ledger.application_card import ApplicationCards

if TYPE_CHECKING:
    from gridcounter.services.applications.application_service import ApplicationService


class IntakePage(QWidget):
    """One application. `saved` carries the time for the status line, `papers_wanted` the application.

    `other_wanted` carries a possible duplicate, `correction_wanted` the application and a locked field, `act_wanted` an
    act of the application that another page does, `gone` an application that cannot be read when shown, and why.
    """

    saved = Signal(str)
    titled = Signal(str, str)
    papers_wanted = Signal(str)
    other_wanted = Signal(str)
    correction_wanted = Signal(str, str)
    act_wanted = Signal(str, object)
    gone = Signal(str, str)

    def __init__(
        self,
        service: ApplicationService,
        application_id: ApplicationId,
        tokens: Tokens,
        scale: Scale,
        parent: QWidget | None = None,
    ) -> None:
        state = service.state(application_id)  # what is refused here leaves no page behind
        super().__init__(parent)
        self.hide()  # until its tab is in front: if anything below fails, `parent` would show half a page
        self.setObjectName("Page")
        self.application = application_id
        self._service = service
        self._scale = scale
        self._state = state
        self._acts = IntakeActs(service, application_id, self)
        self._unread = ApplicationCards(service).unread(application_id)
        self.banner = ConsultationBanner(tokens, scale, self)
        self.came = CameNotice(service.record, application_id, tokens, scale, self)
        self._split = GuidanceSplit(service.assessor.packs, tokens, scale, self)
        self._pane = self._split.asked
        self.situation = SituationStep(service.appliances, service.voltages, self._state.businesses, self._pane.room())
        self.works = WorksStep(self._pane.room())
        self.applicant = ApplicantStep(self._pane.room())
        self.checklist = ChecklistStep(self._pane.room())
        self.review = ReviewStep(self._pane.room())
        self.finish = FinishStep(self._pane.room())
        first: tuple[IntakeStep, ...] = (self.situation, self.works, self.applicant)
        self.steps = (*first, self.checklist, self.review, self.finish)
        self._split.take(self.steps)
        self._build()
        self._wire()
        self._turn()
        self._show(self._state)

    def _build(self) -> None:
        whole = vertical(self, 0, 0)
        whole.addWidget(self.came)
        whole.addWidget(self.banner)
        whole.addWidget(self._split, 1)

    def _wire(self) -> None:
        self._acts.ended.connect(self._on_ended)
        self.came.wanted.connect(self._on_wanted)
        for step in self.steps:
            step.typed.connect(self._on_typed)
            step.answered.connect(self._acts.answer)
            step.picked.connect(self._on_picked)
            step.correction_wanted.connect(self._on_correct)
        self.banner.convert_wanted.connect(self._on_convert)
        self.situation.proposed.connect(self._acts.propose)
        self.applicant.opened.connect(self.other_wanted)
        self.checklist.marked.connect(self._acts.mark)
        self.review.step_wanted.connect(self._pane.go_to_lacking)
        self.review.received.connect(self._on_received)
        self.review.accepted.connect(self._on_accepted)
        self.review.handed_over.connect(self._acts.hand_over)
        self.review.looked.connect(self._acts.look_again)
        self.finish.official_number.connect(self._acts.enter_official_number)
        for asking in (self._pane, self._split, self.checklist):
            asking.papers_wanted.connect(self._on_papers)
        self._pane.ribbon.pressed.connect(self._on_act)
        for keys, act in (("Ctrl+Return", self._on_next), ("Ctrl+Enter", self._on_next), ("F8", self._on_copy)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

        self._pane.undo.clicked.connect(self.undo)
        self._pane.redo.clicked.connect(self.redo)
        UndoKeys(self, self.undo, self.redo)
        self._split.script_wanted.connect(self._on_script)
        QShortcut(QKeySequence("F2"), self).activated.connect(self._on_clause)
        QShortcut(QKeySequence("F7"), self).activated.connect(self._on_script)

    @property
    def answers(self) -> dict[str, AnswerEditor]:
        """The editors of all steps, by field."""
        return {field: answer for step in self.steps for field, answer in step.answers.items()}

    @property
    def step(self) -> StepKey:
        """The open step."""
        return self._pane.step

    @property
    def consultation(self) -> bool:
        """Whether the page is still a consultation."""
        return self._state.consultation

    @property
    def just_changed(self) -> bool:
        """Whether what was saved last is a change that `undo` takes back."""
        return self._acts.just_changed

    @property
    def title(self) -> str:
        """The text of the tab, from the latest read."""
        return self._state.title

    @Slot()
    def focus_first(self) -> None:
        """Focuses the first question; for a consultation the first of the three keys that give an answer."""
        if self._state.consultation and self.step == StepKey.SITUATION:
            self.answers["case.business"].setFocus()
        else:
            self._pane.focus_first()

    @Slot(int)
    def show_step(self, place: int) -> None:
        """`place` counts all steps from 0, shown or not."""
        self._pane.show_step(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the next question, and after the last one to the next step."""
        plain = event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and plain:
            self._pane.go_on()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _on_papers(self) -> None:
        self.papers_wanted.emit(self.application)

    @Slot()
    def _on_next(self) -> None:
        """The next act; what has none, as a consultation, is printed."""
        act = self._pane.ribbon.life.act
        if act is None:
            self._on_papers()
        else:
            self._on_act(act)

    @Slot(object)
    def _on_act(self, act: Act) -> None:
        """收件 and 受理 are done where their day stands, never from a page that does not show it."""
        if act.id in {ActId.RECEIVE, ActId.ACCEPT} and self.step == StepKey.REVIEW:
            (self.review.receive if act.id == ActId.RECEIVE else self.review.accept).click()
        elif act.id in {ActId.RECEIVE, ActId.ACCEPT, ActId.ENTER, ActId.LOOK}:
            self.go_to(act)
        else:
            self.act_wanted.emit(self.application, act)

    def go_to(self, act: Act) -> None:
        """Opens the step in which this act is done, with the focus on what it asks."""
        if act.id == ActId.ENTER:
            self.show_step(STEPS.index(StepKey.PAPERS))
            self.finish.entry.ask()
            self.finish.entry.number.setFocus()
        else:
            self.show_step(STEPS.index(StepKey.REVIEW))
            if act.id == ActId.LOOK:
                self.review.look_again()
            else:
                self.review.act_stops[0].setFocus()

    def go_to_field(self, field: str) -> None:
        """Opens the step that asks for it, with the focus on its question; nothing happens if none does."""
        for place, step in enumerate(self.steps):
            asked = [answer for name, answer in step.answers.items() if field == name or field.startswith(f"{name}.")]
            if asked:
                self.show_step(place)
                asked[0].setFocus()

    @Slot()
    def _on_script(self) -> None:
        show_spoken_summary(self._service.state(self.application), self._scale, self)

    @Slot()
    def _on_clause(self) -> None:
        if not self.checklist.show_clause():
            self._split.show_clause_here()

    @Slot()
    def _on_copy(self) -> None:
        self.show_step(len(STEPS) - 1)
        self.finish.entry.copy_next()

    @Slot(str, object)
    def _on_typed(self, field: str, value: object) -> None:
        self._tell(self._service.state(self.application, {field: value}))

    @Slot()
    def _on_picked(self) -> None:
        self._pane.go_to_open([each for each in self.answers.values() if self._state.value(each.field) is not None])

    @Slot()
    def _on_convert(self) -> None:
        self._acts.convert()
        if not self._state.consultation:
            self.show_step(STEPS.index(StepKey.APPLICANT))
            self.focus_first()

    @Slot(str)
    def _on_correct(self, field: str) -> None:
        self.correction_wanted.emit(self.application, field)

    @Slot()
    def undo(self) -> None:
        """Takes back the last change saved on this page; what is being typed is saved first."""
        self._after_typing(self._acts.undo)

    @Slot()
    def redo(self) -> None:
        """Makes the change again that was taken back last; not if something is being typed, which is saved."""
        self._after_typing(self._acts.redo)

    def _after_typing(self, act: Callable[[], None]) -> None:
        here = QApplication.focusWidget()
        if here is not None and self.isAncestorOf(here):
            here.clearFocus()
        act()
        if here is not None and self.isAncestorOf(here):
            here.setFocus()

    @Slot(object, str)
    def _on_received(self, on: date, late: str) -> None:
        self._acts.receive(on, late)
        self.focus_first()

    @Slot(object, str)
    def _on_accepted(self, on: date, late: str) -> None:
        self._acts.accept(on, late)
        self.focus_first()
        if self._state.row.accepted_on is not None:  # 受理 brings its papers about
            self._on_papers()
        else:
            self.review.ask_why()

    @Slot(str)
    def _on_ended(self, trouble: str) -> None:
        """Shows the refusal of an act, or when it was saved; then the saved state."""
        self._pane.show_trouble(trouble)
        if not trouble:
            self.saved.emit(f"{datetime.now().astimezone():%H:%M:%S}")
        self._show(self._service.state(self.application))

    @Slot()
    def _on_wanted(self) -> None:
        self._show(self._service.state(self.application))
        self.focus_first()

    def read_again(self) -> None:
        """After an act elsewhere, with the time for the status line."""
        self._on_ended("")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.banner.adapt(low=is_low(self, self._scale))

    @told_at_once
    def showEvent(self, event: QShowEvent) -> None:
        """Reads again, because papers may have been issued on another page."""
        super().showEvent(event)
        try:
            state = self._service.state(self.application)
        except Refusal as refused:  # purged meanwhile
            self.gone.emit(self.application, str(refused))
            return
        self._unread = ApplicationCards(self._service).unread(self.application)
        self._show(state)

    def _turn(self) -> None:
        """Shows the steps of a consultation, or all of them; those that its business has."""
        consultation = self._state.consultation
        self.banner.setVisible(consultation)
        self._pane.show_steps(consultation=consultation, connects=self._state.connects)
        self._split.show_steps(consultation=consultation)

    def _show(self, state: ApplicationState) -> None:
        before, self._state = self._state, state
        self._acts.shown = state
        self.came.was_read()
        if (state.consultation, state.connects) != (before.consultation, before.connects):
            self._turn()
        for step in self.steps:
            step.load(state)
        if not state.consultation:
            self.applicant.show_suspects(self._service.duplicates.of(self.application, today()))
        for button, fields in ((self._pane.undo, self._acts.undoable), (self._pane.redo, self._acts.redoable)):
            button.setVisible(bool(fields) and not fields & state.locked)
        handed = self._service.acceptance.handed_over(self.application)
        self.review.show_handed_over(handed)
        words = f"已转 {handed.to}" if handed and state.row.accepted_on is None else state_words(state)
        foot = " · ".join(filter(None, (state.row.number, words, self._unread)))
        self._pane.show_standing(foot, state.lacking, state.instead)
        self._pane.ribbon.show_life(read_life(self._service, state, today()))
        self._tell(state)
        self.titled.emit(self.application, self.title)

    def _tell(self, state: ApplicationState) -> None:
        for step in self.steps:
            step.show_problems(state)
        self._split.tell(state)
