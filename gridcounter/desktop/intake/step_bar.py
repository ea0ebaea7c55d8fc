"""The steps of an application in one line: the open one, the complete ones, and what the others lack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QToolButton, QWidget

from gridcounter.core.intake.steps import STEP_TITLES, STEPS, StepKey
from gridcounter.desktop.kit.flow import FlowRow
from gridcounter.desktop.kit.shortening import whole_text
from gridcounter.desktop.kit.tab_stop import choose
from gridcounter.desktop.kit.theme import Scale, Tokens

#: Characters of a tooltip with all that a step lacks.
_MOST_TOLD = 1_000


class StepBar(FlowRow):
    """`chosen` carries the step's position among all steps. Alt+1 … Alt+6 work while the bar is visible."""

    chosen = Signal(int)

    def __init__(self, tokens: Tokens, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setStyleSheet(_style(tokens, scale))
        self._low = False
        self._steps: Sequence[StepKey] = STEPS
        self._titles = STEP_TITLES
        self._shortcuts: list[QShortcut] = []
        self._lacking: Mapping[StepKey, tuple[str, ...]] = {}
        self._instead: Mapping[StepKey, str] = {}
        self._buttons = QButtonGroup(self)
        for place in range(len(STEPS)):
            button = QToolButton(self)
            button.setCheckable(True)
            self._buttons.addButton(button, place)
            self.flow.addWidget(button)
        self._buttons.idClicked.connect(self.chosen)
        for place in range(len(STEPS)):
            shortcut = QShortcut(QKeySequence(f"Alt+{place + 1}"), self)
            shortcut.activated.connect(self._buttons.button(place).click)
            self._shortcuts.append(shortcut)

    def show_steps(self, steps: Sequence[StepKey], titles: Mapping[StepKey, str]) -> None:
        """Shows only these steps, numbered from 1."""
        self._steps, self._titles = steps, titles
        for place, step in enumerate(STEPS):
            self._buttons.button(place).setVisible(step in steps)
            keys = f"Alt+{steps.index(step) + 1}" if step in steps else ""
            self._shortcuts[place].setKey(QKeySequence(keys))
        self._write()

    @Slot(int)
    def show_step(self, place: int) -> None:
        """Marks the step as open, without emitting; `place` counts all steps from 0."""
        choose(self._buttons.button(place))
        self._write()

    def adapt(self, *, low: bool) -> None:
        """In a low window the steps that are not open show number and state only."""
        if low != self._low:
            self._low = low
            self._write()

    def show_lacking(
        self, lacking: Mapping[StepKey, tuple[str, ...]], instead: Mapping[StepKey, str] = MappingProxyType({})
    ) -> None:
        """What each step lacks, in Chinese; an empty tuple marks it as complete, or `instead` says how it stands."""
        self._lacking, self._instead = lacking, instead
        for number, step in enumerate(self._steps, start=1):
            button = self._buttons.button(STEPS.index(step))
            missing = lacking[step]
            said = instead.get(step, "")
            text = f"还缺：{'、'.join(missing)}" if missing else said or "已齐"
            button.setToolTip(whole_text(f"{text}（Alt+{number}）", _MOST_TOLD))  # with a policy's own questions
            button.setAccessibleName(f"第 {number} 步 {self._titles[step]}，{text}")
            button.setProperty("complete", not missing and not said)
            button.style().unpolish(button)
            button.style().polish(button)
        self._write()

    def _write(self) -> None:
        for number, step in enumerate(self._steps, start=1):
            button, missing = self._buttons.button(STEPS.index(step)), self._lacking.get(step, ())
            said = self._instead.get(step, "")
            title = f"{number} {self._titles[step]}"
            if not self._low:
                button.setText(f"{title}\n" + (f"缺 {len(missing)} 项" if missing else said or "✓ 齐"))
            elif button.isChecked():
                button.setText(title)
            else:
                button.setText(f"{number} " + (f"缺 {len(missing)}" if missing else "·" if said else "✓"))


def _style(t: Tokens, scale: Scale) -> str:
    px = scale.px
    return f"""
QToolButton {{ background: {t.surface}; border: 1px solid {t.border}; border-radius: 6px; color: {t.muted};
    font-size: {px(12)}px; padding: {px(3)}px {px(4)}px; }}
QToolButton:hover {{ border-color: {t.accent}; }}
QToolButton[complete="true"] {{ color: {t.ok}; }}
QToolButton:checked {{ background: {t.accent_soft}; border-color: {t.accent}; color: {t.accent}; font-weight: 600; }}
QToolButton:focus {{ border: 2px solid {t.accent}; }}
"""
