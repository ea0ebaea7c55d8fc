"""The stages of a life in one line with the one next act: sign, word and colour for each, and a button for the act."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QTimer, Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from gridcounter.core.intake.life import Life, Stage, StageState
from gridcounter.desktop.kit.flow import FlowRow
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.shortening import whole_text

_SIGNS = {StageState.DONE: "✓", StageState.NOW: "●", StageState.LATER: "○"}
_SAID = {StageState.DONE: "已办", StageState.NOW: "下一步", StageState.LATER: "未办"}
#: Height of a low window, in characters.
_LOW = 30
#: Stages on either side of the present one that a low window still shows.
_BESIDE = 1


class Ribbon(FlowRow):
    """Shows one Life on one line: bar and button are set together. `pressed` carries its act.

    What the line has no room for is left out, the farthest from the present stage first; "…" stands for it and tells.

    The button stands at the end of the line, unless a page gives one that stands elsewhere. `key` is written on it.
    """

    pressed = Signal(object)

    def __init__(self, parent: QWidget | None = None, button: QPushButton | None = None, key: str = "") -> None:
        super().__init__(parent)
        self._own = button is None
        self._key = f"（{key}）" if key else ""
        self.button = button or QPushButton(self)
        if self._own:
            self.button.setAutoDefault(True)  # Enter presses it, as in the form that it opens
        self.button.setObjectName("Primary")
        self.button.clicked.connect(self._on_pressed)
        self.labels: list[QLabel] = []
        self._earlier, self._further = self._left_out(), self._left_out()
        self._low = self._short = False
        #: Not within the event that changes the width: Qt lays out all parents at once for each label that is shown.
        self._fit = QTimer(self)
        self._fit.setSingleShot(True)
        self._fit.timeout.connect(self._on_fit)
        self.life = Life()
        for widget in (self._earlier, self._further, *([self.button] if self._own else [])):
            self.flow.addWidget(widget)
        self.button.hide()

    def show_life(self, life: Life) -> None:
        """Draws the stages again if they changed."""
        if life == self.life:
            return
        self.life = life
        for label in self.labels:
            self.flow.removeWidget(label)
            label.hide()  # Qt deletes it later
            label.deleteLater()
        self.labels = [self._label(stage) for stage in life.stages]
        for label in self.labels:
            self.flow.addWidget(label)
        self.flow.arrange_as([self._earlier, *self.labels, self._further, self.button])
        self.setAccessibleName("、".join(label.accessibleName() for label in self.labels))
        act = life.act
        self.button.setVisible(act is not None)
        if act is not None:
            self.button.setToolTip(whole_text(f"还缺：{'、'.join(act.needs)}") if act.needs else "")
        self._show()
        self._fit.start()  # once more when it is styled

    def event(self, event: QEvent) -> bool:
        """In a low window only the present stage and its neighbours are shown, and no key on the button."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Show}:
            self._fit.start()
        return super().event(event)

    def shorten(self, *, short: bool) -> None:
        """Whether the button leaves its key out."""
        if short != self._short:
            self._short = short
            self._show()

    def _show(self) -> None:
        states = [stage.state for stage in self.life.stages]
        here = states.index(StageState.NOW) if StageState.NOW in states else len(states) - 1
        self._label_button(with_key=not (self._low or self._short))
        shown = self._fitting(here)
        if self._own and len(shown) < len(self.labels):  # a stage tells more than the key
            self._label_button(with_key=False)
            shown = self._fitting(here)
        wanted = {label: place in shown for place, label in enumerate(self.labels)}
        for sign, missing in (
            (self._earlier, self.labels[: max(0, shown.start)]),
            (self._further, self.labels[shown.stop :]),
        ):
            sign.setToolTip(whole_text("、".join(label.text() for label in missing)))
            wanted[sign] = bool(missing) and not self._low
        self._turn(wanted)
        self.updateGeometry()

    def _label_button(self, *, with_key: bool) -> None:
        if self.life.act is not None:
            self.button.setText(self.life.act.label + (self._key if with_key else ""))

    def _turn(self, wanted: Mapping[QLabel, bool]) -> None:
        """Hides before it shows, so that the line never wraps meanwhile."""
        for label in [label for label, shown in wanted.items() if not shown]:
            label.hide()
        for label in [label for label, shown in wanted.items() if shown]:
            label.show()

    def _fitting(self, here: int) -> range:
        """The places of the stages around this one that fit on a line, with the signs and the button."""
        first, last = 0, len(self.labels) - 1
        if self._low:
            first, last = max(first, here - _BESIDE), min(last, here + _BESIDE)
        while last > first:
            signs = [self._earlier] * (first > 0) + [self._further] * (last < len(self.labels) - 1)
            signs = [] if self._low else signs
            own = [self.button] if self._own and self.life.act else []
            if self.flow.width_of([*self.labels[first : last + 1], *signs, *own]) <= self.width():
                break
            if here - first >= last - here:
                first += 1
            else:
                last -= 1
        return range(first, last + 1)

    def _left_out(self) -> QLabel:
        sign = PlainLabel("…", self)
        sign.setProperty("stage", str(StageState.LATER))
        sign.hide()
        return sign

    def _label(self, stage: Stage) -> QLabel:
        words = f"{stage.label} {stage.day}".strip()
        label = PlainLabel(f"{_SIGNS[stage.state]} {words}", self)
        label.setAccessibleName(f"{words}：{_SAID[stage.state]}")
        label.setProperty("stage", str(stage.state))
        label.ensurePolished()  # its padding counts before it is shown
        return label

    @Slot()
    def _on_fit(self) -> None:
        self._low = self.window().height() < self.fontMetrics().horizontalAdvance("中") * _LOW
        self._show()

    @Slot()
    def _on_pressed(self) -> None:
        if self.life.act is not None:
            self.pressed.emit(self.life.act)
