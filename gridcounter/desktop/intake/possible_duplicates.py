"""Possible duplicates under a question, each with the reason and a button to open it. It never blocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from gridcounter.desktop.kit.flow import horizontal, vertical
from gridcounter.desktop.kit.plain_label import PlainLabel, Tone

if TYPE_CHECKING:
    from gridcounter.services.applications.duplicates import Suspect

_MORE = "还有更多，可以在业务台账里按名称、地址或电话查找。"


class SuspectNotice(QWidget):
    """`opened` carries the chosen application."""

    opened = Signal(str)

    def __init__(self, question: QWidget) -> None:
        super().__init__(question)
        self._question = question
        self._shown: tuple[tuple[Suspect, ...], bool] = ((), False)
        self._applications: dict[QPushButton, str] = {}
        self._rows = vertical(self, 0, 4)
        self.hide()

    def show_rows(self, rows: Sequence[Suspect], *, more: bool = False) -> None:
        """Unchanged buttons are kept, because the user may be about to press one."""
        if (tuple(rows), more) == self._shown:
            return
        self._shown = (tuple(rows), more)
        self._clear()
        before = self._question.focusProxy() or self._question
        for suspect in rows:
            button = self._add(suspect)
            self.setTabOrder(before, button)  # created late, it would otherwise come last
            before = button
        if more:
            self._rows.addWidget(self._label(_MORE))
        self.setVisible(bool(rows) or more)

    def _add(self, suspect: Suspect) -> QPushButton:
        line = QWidget(self)
        row = horizontal(line, 0, 8)
        why = "；".join(suspect.reasons)
        text = f"可能已登记：{suspect.number}（{suspect.standing}）— {why}"
        row.addWidget(self._label(f"⚠ {text}", "warn"), 1)
        button = QPushButton("打开", line)
        button.setAccessibleName(f"打开 {suspect.number}")
        button.setAutoDefault(True)
        button.clicked.connect(self._on_clicked)
        self._applications[button] = suspect.application
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self._rows.addWidget(line)
        return button

    def _label(self, text: str, tone: Tone = "") -> QLabel:
        label = PlainLabel(self, look="Hint", wraps=True)
        label.say(text, tone)
        return label

    def _clear(self) -> None:
        self._applications.clear()
        while item := self._rows.takeAt(0):
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _on_clicked(self) -> None:
        clicked = self.sender()
        self.opened.emit(next(name for button, name in self._applications.items() if button is clicked))
