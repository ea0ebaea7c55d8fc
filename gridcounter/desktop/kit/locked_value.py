"""A locked value, in the place of the editor of its question."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from gridcounter.desktop.kit.flow import horizontal
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.shortening import breakable


class LockedValue(QWidget):
    """A value to be read, beside it the button to correct it."""

    wanted = Signal()

    def __init__(self, label: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = PlainLabel(self, look="Locked", wraps=True)
        self.correct = QPushButton("更正…", self)
        self.correct.setObjectName("Link")
        self.correct.setAccessibleName(f"更正{label}")
        self.correct.clicked.connect(self.wanted)
        row = horizontal(self, 0)
        row.addWidget(self._text, 1)
        row.addWidget(self.correct, 0, Qt.AlignmentFlag.AlignTop)

    def say(self, text: str) -> None:
        """Shows this value, wrapped where a word is longer than the line."""
        self._text.setText(breakable(text))
        self._text.setAccessibleName(text)
