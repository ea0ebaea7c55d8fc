"""The desktop turns dark at dusk and light in the morning, whatever the clerk is doing."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from gridcounter.desktop.kit.waiting import Undisturbed


class ColourScheme(Undisturbed):
    """`now`: the desktop's colours are others."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._follows = QApplication.styleHints().colorSchemeChanged.connect(self.ask)

    def leave(self) -> None:
        """Call it before the record is closed, from which pages would be built."""
        QObject.disconnect(self._follows)
        super().leave()
