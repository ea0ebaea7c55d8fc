"""The frame of 业务受理: the step bar, the open step, 上一步 and 下一步; beside or above it the guidance."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from gridcounter.core.intake.steps import (
    CONSULTATION_STEPS,
    CONSULTATION_TITLES,
    STEP_TITLES,
    STEPS,
    StepKey,
    step_after,
    step_before,
)
from gridcounter.desktop.intake.guidance_line import GuidanceLine
from gridcounter.desktop.intake.step_bar import StepBar
from gridcounter.desktop.kit.flow import FlowRow, is_low
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.tab_stop import last_stop, put_after
from gridcounter.desktop.life.ribbon import Ribbon, mark_primary

if TYPE_CHECKING:
    from gridcounter.desktop.intake.step import IntakeStep
    from gridcounter.desktop.kit.theme import Scale, Tokens

_FORM_WIDTH = 560
#: Below this width, at the text size, the guidance is one line on top, which opens to a strip.
_NARROW, _STRIP = 900, 150
#: In a low window the strip is as low as can be read.
_LOW_STRIP = 64
#: Minimum height of a question with its answers.
_LEAST = 64
#: Qt's own largest height.
_UNBOUNDED = 16_777_215
_NEXT, _NEXT_SHORT = "下一步（Enter）", "下一步"
_ISSUE = "出具文书"
_PRINT = "打印（Ctrl+Enter）"


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
        self._order: Sequence[StepKey] = STEPS
        self._issue = _ISSUE
        self._build(tokens, scale)
        self._wire()

    def room(self) -> QWidget:
        """The parent for one more step: created here because Qt styles a widget again whenever its parent changes."""
        scroll = QScrollArea(self._stack)
        scroll.setWidgetResizable(True)
        scroll.setMinimumHeight(self._scale.px(_LEAST))
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._stack.addWidget(scroll)
        return scroll.viewport()

    def take(self, steps: Sequence[IntakeStep]) -> None:
        """In the order in which their parents were asked for; the first one is shown."""
        self._steps = steps
        put_after(last_stop(steps[-1]), (self.undo, self.redo, self._back, self._next, self._act))
        self.show_step(0)

    def _lay_out(self, place: int) -> None:
        """Only when a step is opened: Qt measures and styles a whole widget that it scrolls."""
        scroll, step = self._stack.widget(place), self._steps[place]
        assert isinstance(scroll, QScrollArea)
        if scroll.widget() is None:
            step.setMaximumWidth(self._scale.px(_FORM_WIDTH) + 32)
            scroll.setWidget(step)

    def _build(self, tokens: Tokens, scale: Scale) -> None:
        self._bar = StepBar(tokens, scale, self)
        self._trouble = PlainLabel(self)
        self._trouble.setObjectName("Trouble")
        self._trouble.setWordWrap(True)
        self._trouble.hide()
        self._stack = QStackedWidget(self)
        self._state = PlainLabel(self)
        self._state.setObjectName("Hint")
        self._state.setWordWrap(True)
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
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 0, 16, 8)
        foot.addWidget(self.ribbon)
        foot.addWidget(self._state)
        foot.addWidget(buttons)
        head = QVBoxLayout()
        head.setContentsMargins(16, 0, 16, 0)
        head.addWidget(self._bar)
        head.addWidget(self._trouble)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
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

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        super().resizeEvent(event)
        low = self._low = is_low(self, self._scale)
        self._bar.adapt(low=low)
        self._state.setVisible(not low)
        self._show_buttons()

    def focus_first(self) -> None:
        """Focuses the first stop of the open step, or the button to the next step."""
        stops = self._steps[self._stack.currentIndex()].stops
        (stops[0] if stops else self._next).setFocus()

    def show_steps(self, *, consultation: bool) -> None:
        """Shows the steps of a consultation, or all."""
        mark_primary(self._next, on=consultation)  # nothing else is next where nobody applies
        self._order = CONSULTATION_STEPS if consultation else STEPS
        self._issue = _PRINT if consultation else _ISSUE
        self._bar.show_steps(self._order, CONSULTATION_TITLES if consultation else STEP_TITLES)
        self.show_step(self._stack.currentIndex())

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
        self._trouble.setText(text)
        self._trouble.setVisible(bool(text))

    def go_on(self) -> None:
        """Focuses the next question of this step, or opens the next step; stays at what could not be saved."""
        following, here = self._following(), QApplication.focusWidget()
        unread = [each for each in self._steps[self._stack.currentIndex()].answers.values() if each.unread]
        if here is not None and any(each.isAncestorOf(here) for each in unread):
            return
        if following:
            self.go_to(following[0])
        elif not self._is_last:
            self._on_next()

    def go_to_open(self, answered: Collection[QWidget]) -> None:
        """Focuses the next unanswered question of this step; does nothing if there is none."""
        wanted = next((stop for stop in self._following() if stop not in answered), None)
        if wanted is not None:
            self.go_to(wanted)

    def _following(self) -> list[QWidget]:
        stops = self._steps[self._stack.currentIndex()].stops
        here = QApplication.focusWidget()
        places = [place for place, stop in enumerate(stops) if here and (stop is here or stop.isAncestorOf(here))]
        return stops[places[0] + 1 :] if places else []

    def go_to(self, stop: QWidget) -> None:
        """Focuses what is asked on the open step and scrolls to it, also where the step was only just laid out."""
        stop.setFocus()
        scroll = self._stack.currentWidget()
        if isinstance(scroll, QScrollArea):
            QApplication.sendPostedEvents(scroll.widget(), QEvent.Type.LayoutRequest)
            scroll.ensureWidgetVisible(stop)

    @Slot(int)
    def go_to_lacking(self, place: int) -> None:
        """Opens a step at the first question that it lacks; without one as by 下一步."""
        self._on_step(place)
        lacking = self._steps[place].first_lacking
        if lacking is not None:
            self.go_to(lacking)

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


class GuidanceSplit(QSplitter):
    """Questions and guidance side by side, or the guidance as a strip on top in a narrow window."""

    papers_wanted = Signal()

    def __init__(self, tokens: Tokens, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.asked = StepsPane(tokens, scale, self)
        self._scale = scale
        self._narrow = self._low = self._consultation = self._answered = False
        self._title = PlainLabel("办理指引（随填随算）", self)
        self._title.setObjectName("Section")
        self._issue = QPushButton(_ISSUE, self)
        self._issue.clicked.connect(self.papers_wanted)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._issue)
        self._right = QWidget(self)
        self.guidance = _guidance(self._right)
        self._line = GuidanceLine(self.guidance, self._right)
        self._line.turned.connect(self._adapt)
        self._column = QVBoxLayout(self._right)
        self._column.setContentsMargins(0, 8, 16, 8)
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
        self._issue.setText(_PRINT if consultation else _ISSUE)
        self._consultation = consultation
        self._open_answer()

    def tell(self, html: str, *, answered: bool) -> None:
        """Shows this guidance; before anything is `answered` it says only what to choose."""
        self.guidance.setHtml(html)
        if answered != self._answered:
            self._answered = answered
            self._open_answer()

    def _open_answer(self) -> None:
        """A consultation asks for it: it opens with the first answer, where there is room beside the questions."""
        self._line.turn(opened=self._consultation and self._answered and not self._low)

    def open_guidance(self) -> None:
        """Shows it whole, where it is one line, and focuses it."""
        self._line.turn(opened=True)
        self.guidance.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        super().resizeEvent(event)
        shape = self.width() < self._scale.px(_NARROW), is_low(self, self._scale)
        if shape != (self._narrow, self._low):
            self._narrow, self._low = shape
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
        self._column.setContentsMargins(16 if narrow else 0, 4 if narrow else 8, 16, 0 if narrow else 8)
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
