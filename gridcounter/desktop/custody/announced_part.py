"""What is announced in 留存与清除, whom it waits for, and the press that carries it out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.services.desks.announced_purges import AnnouncedPurge


class AnnouncedPart(QWidget):
    """Hidden while nothing is announced."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.said = PlainLabel(self, wraps=True)
        self.carry = QPushButton("清除…", self)
        self.carry.setObjectName("Primary")
        column.addWidget(self.said)
        column.addWidget(self.carry, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()
        self._ready: list[AnnouncedPurge] = []

    def show_purges(self, announced: Sequence[AnnouncedPurge]) -> None:
        """Those that are announced and not purged."""
        self._ready = [one for one in announced if one.ready]
        self.said.setText("\n".join(one.words for one in announced))
        self.carry.setText(f"清除预告过的 {self.count:,} 件…")
        self.carry.setVisible(bool(self._ready))
        self.setVisible(bool(announced))

    @property
    def count(self) -> int:
        """How many applications can be purged here now."""
        return sum(len(one.applications) for one in self._ready)

    @property
    def agreed(self) -> str:
        """Who decided on them."""
        return "；".join(dict.fromkeys(f"{one.at:%Y-%m-%d} {one.by}" for one in self._ready))
