"""The steps of an application in one line: which one is open, which are complete, what the others lack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QToolButton, QWidget

from gridcounter.core.intake import STEP_TITLES, STEPS
from gridcounter.desktop.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gridcounter.core.intake import StepKey
    from gridcounter.desktop.theme import Scale, Tokens


class StepBar(QWidget):
    """`chosen` carries the step's place. Alt+1 … Alt+6 work while the bar is on screen."""

    chosen = Signal(int)

    def __init__(self, tokens: Tokens, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setStyleSheet(_style(tokens, scale))
        layout = FlowLayout(self)
        self._buttons = QButtonGroup(self)
        for place, step in enumerate(STEPS):
            button = QToolButton(self)
            button.setText(f"{place + 1} {STEP_TITLES[step]}\n ")
            button.setCheckable(True)
            self._buttons.addButton(button, place)
            layout.addWidget(button)
        self._buttons.idClicked.connect(self.chosen)
        for place in range(len(STEPS)):
            QShortcut(QKeySequence(f"Alt+{place + 1}"), self).activated.connect(self._buttons.button(place).click)

    @Slot(int)
    def show_step(self, place: int) -> None:
        self._buttons.button(place).setChecked(True)

    def show_lacking(self, lacking: Mapping[StepKey, tuple[str, ...]]) -> None:
        for place, step in enumerate(STEPS):
            button = self._buttons.button(place)
            missing = lacking[step]
            state = f"缺 {len(missing)} 项" if missing else "✓ 齐"
            button.setText(f"{place + 1} {STEP_TITLES[step]}\n{state}")
            told = f"还缺：{'、'.join(missing)}" if missing else "已齐"
            button.setToolTip(f"{told}（Alt+{place + 1}）")
            button.setAccessibleName(f"第 {place + 1} 步 {STEP_TITLES[step]}，{told}")
            button.setProperty("complete", not missing)
            button.style().unpolish(button)
            button.style().polish(button)


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
