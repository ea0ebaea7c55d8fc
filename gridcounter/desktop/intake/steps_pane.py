"""The frame of 业务受理: the step bar, the open step, 上一步 and 下一步."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QPushButton, QStackedWidget, QWidget

from gridcounter.core.intake.steps import (
    CONSULTATION_TITLES,
    STEP_TITLES,
    STEPS,
    StepKey,
    step_after,
    step_before,
    steps_of,
)
from gridcounter.desktop.intake.step import IntakeStep
from gridcounter.desktop.intake.step_bar import StepBar
from gridcounter.desktop.kit.appearance import mark_primary
from gridcounter.desktop.kit.flow import FlowRow, is_low, vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.tab_stop import FieldScroll, last_stop, put_after
from gridcounter.desktop.kit.theme import Scale, Tokens
from gridcounter.desktop.life.ribbon import Ribbon

_FORM_WIDTH = 560
#: Minimum height of a question with its answers.
_LEAST = 64
_NEXT, _NEXT_SHORT = "下一步（Enter）", "下一步"
ISSUE = "出具文书"
PRINT = "打印（Ctrl+Enter）"


class StepsPane(QWidget):
    """Any step may be opened at any time, even if data is missing."""

    papers_wanted = Signal()

    def __init__(self, tokens: Tokens, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: Sequence[IntakeStep] = ()
        self._scale = scale
        self._standing = ""
        self._lacking: Mapping[StepKey, tuple[str, ...]] = {}
        self._instead: Mapping[StepKey, str] = {}
        self._low = False
        self._scrolls: list[FieldScroll] = []
        self._order: Sequence[StepKey] = STEPS
        self._issue = ISSUE
        self._build(tokens, scale)
        self._wire()

    def room(self) -> QWidget:
        """The parent for one more step: created here because Qt styles a widget again whenever its parent changes."""
        scroll = FieldScroll(self._stack)
        scroll.setMinimumHeight(self._scale.px(_LEAST))
        self._stack.addWidget(scroll)
        self._scrolls.append(scroll)
        return scroll.viewport()

    def take(self, steps: Sequence[IntakeStep]) -> None:
        """In the order in which their parents were asked for; the first one is shown."""
        self._steps = steps
        put_after(last_stop(steps[-1]), (self.undo, self.redo, self._back, self._next, self._act))
        self.show_step(0)

    def _lay_out(self, place: int) -> None:
        """Only when a step is opened: Qt measures and styles a whole widget that it scrolls."""
        scroll, step = self._scrolls[place], self._steps[place]
        if scroll.widget() is None:
            step.setMaximumWidth(self._scale.px(_FORM_WIDTH) + 32)
            scroll.setWidget(step)

    def _build(self, tokens: Tokens, scale: Scale) -> None:
        self._bar = StepBar(tokens, scale, self)
        self._trouble = PlainLabel(self, look="Trouble", wraps=True)
        self._trouble.hide()
        self._stack = QStackedWidget(self)
        self._state = PlainLabel(self, look="Hint", wraps=True)
        self.undo = QPushButton("撤销", self)
        self.undo.setToolTip("撤销上一处改动（Ctrl+Z）")
        self.undo.hide()
        self.redo = QPushButton("重做", self)
        self.redo.setToolTip("重做刚撤销的改动（Ctrl+Shift+Z）")
        self.redo.hide()
        self._back = QPushButton("上一步", self)
        self._next = QPushButton(_NEXT, self)
        self._act = QPushButton(self)
        self.ribbon = Ribbon(self, self._act, "Ctrl+Enter")
        buttons = self._buttons = FlowRow(self)
        for button in (self.undo, self.redo, self._back, self._next, self._act):
            buttons.flow.addWidget(button)
        foot = vertical(margins=(16, 0, 16, 8))
        foot.addWidget(self.ribbon)
        foot.addWidget(self._state)
        foot.addWidget(buttons)
        head = vertical(margins=(16, 0, 16, 0))
        head.addWidget(self._bar)
        head.addWidget(self._trouble)
        column = vertical(self, (0, 8, 0, 0))
        column.addLayout(head)
        column.addWidget(self._stack, 1)
        column.addLayout(foot)

    def _wire(self) -> None:
        self._bar.chosen.connect(self.go_to_lacking)
        self._back.clicked.connect(self._on_back)
        self._next.clicked.connect(self._on_next)

    @property
    def step(self) -> StepKey:
        """The open step."""
        return STEPS[self._stack.currentIndex()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        low = self._low = is_low(self, self._scale)
        self._bar.adapt(low=low)
        self._state.setVisible(not low)
        self._show_buttons()

    def focus_first(self) -> None:
        """Focuses the first stop of the open step, or the button to the next step."""
        stops = self._steps[self._stack.currentIndex()].stops
        (stops[0] if stops else self._next).setFocus()

    def show_steps(self, *, consultation: bool, connects: bool = True) -> None:
        """Shows the steps of a consultation, or all; without the outside works where nothing is connected."""
        mark_primary(self._next, on=consultation)  # nothing else is next where nobody applies
        self._order = steps_of(consultation=consultation, connects=connects)
        self._issue = PRINT if consultation else ISSUE
        self._bar.show_steps(self._order, CONSULTATION_TITLES if consultation else STEP_TITLES)
        self.show_step(self._stack.currentIndex() if self.step in self._order else 0)

    @Slot(int)
    def show_step(self, place: int) -> None:
        """`place` counts all steps, shown or not."""
        self._lay_out(place)
        self._stack.setCurrentIndex(place)
        self._bar.show_step(place)
        self._back.setEnabled(place > 0)
        self._show_buttons()
        self._show_foot()
        self._show_lacking()

    def _show_buttons(self) -> None:
        """On one line, without the keys where they do not fit; in a low window the step bar goes back as well."""
        self._back.setVisible(not self._low)
        self._next.setText(self._issue if self._is_last else _NEXT)
        self.ribbon.shorten(short=False)
        if self._low or self._buttons.flow.sizeHint().width() > self._buttons.width():
            self._next.setText(self._issue if self._is_last else _NEXT_SHORT)
            self.ribbon.shorten(short=True)

    @property
    def _is_last(self) -> bool:
        return self.step == self._order[-1]

    def show_standing(
        self, state: str, lacking: Mapping[StepKey, tuple[str, ...]], instead: Mapping[StepKey, str]
    ) -> None:
        """`state` is the line at the bottom; `lacking` marks the steps that are not complete, `instead` those of which
        neither can be said.
        """
        self._standing, self._lacking, self._instead = state, lacking, instead
        self._show_foot()
        self._show_lacking()
        self._show_buttons()

    def _show_lacking(self) -> None:
        """A step is not complete while something in it was typed that could not be saved."""
        if self._lacking:
            unread = {key: step.unread for key, step in zip(STEPS, self._steps, strict=True)}
            self._bar.show_lacking({key: (*self._lacking[key], *unread[key]) for key in STEPS}, self._instead)

    def _show_foot(self) -> None:
        self._state.setText(self._steps[self._stack.currentIndex()].foot or self._standing)

    def show_trouble(self, text: str) -> None:
        """Shows a refusal; "" hides it."""
        self._trouble.show_text(text)

    def go_on(self) -> None:
        """Focuses the next question of this step, or opens the next step; stays at what could not be saved."""
        following, here = self._following(), QApplication.focusWidget()
        unread = [each for each in self._steps[self._stack.currentIndex()].answers.values() if each.unread]
        if here is not None and any(each.isAncestorOf(here) for each in unread):
            return
        if following:
            following[0].setFocus()
        elif not self._is_last:
            self._on_next()

    def go_to_open(self, answered: Collection[QWidget]) -> None:
        """Focuses the next unanswered question of this step; does nothing if there is none."""
        wanted = next((stop for stop in self._following() if stop not in answered), None)
        if wanted is not None:
            wanted.setFocus()

    def _following(self) -> list[QWidget]:
        stops = self._steps[self._stack.currentIndex()].stops
        here = QApplication.focusWidget()
        places = [place for place, stop in enumerate(stops) if here and (stop is here or stop.isAncestorOf(here))]
        return stops[places[0] + 1 :] if places else []

    @Slot(int)
    def go_to_lacking(self, place: int) -> None:
        """Opens a step at the first question that it lacks; without one as by 下一步."""
        self._on_step(place)
        lacking = self._steps[place].first_lacking
        if lacking is not None:
            lacking.setFocus()

    @Slot(int)
    def _on_step(self, place: int) -> None:
        self.show_step(place)
        self.focus_first()

    @Slot()
    def _on_back(self) -> None:
        self._on_step(STEPS.index(step_before(self.step, self._order)))

    @Slot()
    def _on_next(self) -> None:
        if self._is_last:
            self.papers_wanted.emit()
        else:
            self._on_step(STEPS.index(step_after(self.step, self._order)))
