"""The stages of a life in one line with the one next act: sign, word and colour for each, and a button for the act."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal, Slot
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
    """Shows one Life: bar and button are set together. `pressed` carries its act.

    The button stands at the end of the line, unless a page gives one that stands elsewhere. `key` is written on it.
    """

    pressed = Signal(object)

    def __init__(self, parent: QWidget | None = None, button: QPushButton | None = None, key: str = "") -> None:
        super().__init__(parent)
        self._own = button is None
        self._key = f"（{key}）" if key else ""
        self.button = button or QPushButton(self)
        self.button.setObjectName("Primary")
        self.button.clicked.connect(self._on_pressed)
        self.labels: list[QLabel] = []
        self._low = False
        self.life = Life()
        if self._own:
            self.flow.addWidget(self.button)
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
        if self._own:  # behind the stages
            self.flow.removeWidget(self.button)
        for label in self.labels:
            self.flow.addWidget(label)
        if self._own:
            self.flow.addWidget(self.button)
        self.setAccessibleName("、".join(label.accessibleName() for label in self.labels))
        act = life.act
        self.button.setVisible(act is not None)
        if act is not None:
            self.button.setToolTip(whole_text(f"还缺：{'、'.join(act.needs)}") if act.needs else "")
        self._show()

    def event(self, event: QEvent) -> bool:
        """In a low window only the present stage and its neighbours are shown, and no key on the button."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Show}:
            low = self.window().height() < self.fontMetrics().horizontalAdvance("中") * _LOW
            if low != self._low:
                self._low = low
                self._show()
        return super().event(event)

    def _show(self) -> None:
        states = [stage.state for stage in self.life.stages]
        here = states.index(StageState.NOW) if StageState.NOW in states else len(states) - 1
        for place, label in enumerate(self.labels):
            label.setVisible(not self._low or abs(place - here) <= _BESIDE)
        if self.life.act is not None:
            self.button.setText(self.life.act.label + ("" if self._low else self._key))
        self.updateGeometry()

    def _label(self, stage: Stage) -> QLabel:
        words = f"{stage.label} {stage.day}".strip()
        label = PlainLabel(f"{_SIGNS[stage.state]} {words}", self)
        label.setAccessibleName(f"{words}：{_SAID[stage.state]}")
        label.setProperty("stage", str(stage.state))
        return label

    @Slot()
    def _on_pressed(self) -> None:
        if self.life.act is not None:
            self.pressed.emit(self.life.act)
