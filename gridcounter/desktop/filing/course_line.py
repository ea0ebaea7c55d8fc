"""The steps of a filing in one line: done and next, shown by word and symbol, not by colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QWidget

from gridcounter.desktop.kit.flow import FlowLayout
from gridcounter.desktop.kit.plain_label import PlainLabel

if TYPE_CHECKING:
    from gridcounter.core.filing.course import CourseStep
    from gridcounter.desktop.kit.theme import Scale, Tokens


class CourseLine(QWidget):
    """A row of steps that wraps."""

    def __init__(self, tokens: Tokens, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = tokens
        self._scale = scale
        self._flow = FlowLayout(self)
        self.labels: list[QLabel] = []

    def set_steps(self, steps: Sequence[CourseStep]) -> None:
        """The first step not done is marked as the current one."""
        for label in self.labels:
            self._flow.removeWidget(label)
            label.hide()  # Qt deletes it later
            label.deleteLater()
        self.labels = []
        here = next((place for place, step in enumerate(steps) if not step.done), -1)
        for place, step in enumerate(steps):
            sign, state = ("✓", "已办") if step.done else ("●", "下一步") if place == here else ("○", "未办")
            label = PlainLabel(f"{sign} {step.label}", self)
            label.setAccessibleName(f"{step.label}：{state}")
            label.setStyleSheet(self._style(done=step.done, here=place == here))
            self._flow.addWidget(label)
            label.show()
            self.labels.append(label)
        self.setAccessibleName("、".join(label.accessibleName() for label in self.labels))
        self.updateGeometry()

    def _style(self, *, done: bool, here: bool) -> str:
        t, px = self._tokens, self._scale.px
        text, ground = (t.ok, t.ok_soft) if done else (t.accent, t.accent_soft) if here else (t.muted, t.sunken)
        weight = "font-weight: 600;" if here else ""
        return f"color: {text}; background: {ground}; border-radius: 6px; padding: {px(4)}px {px(10)}px; {weight}"
