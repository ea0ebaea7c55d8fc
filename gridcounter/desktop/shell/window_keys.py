"""The shortcuts of the window. None is heard while it is locked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


class WindowKeys:
    """Shortcuts that are children of the window."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._shortcuts: list[QShortcut] = []

    def follow(self, keys: str, act: Callable[[], object]) -> None:
        """`act` is a slot: what is done by these keys."""
        shortcut = QShortcut(QKeySequence(keys), self._window)
        shortcut.activated.connect(act)
        shortcut.setAutoRepeat(False)  # a key held down begins one application
        self._shortcuts.append(shortcut)

    def set_on(self, *, on: bool) -> None:
        """Whether they are heard."""
        for shortcut in self._shortcuts:
            shortcut.setEnabled(on)
