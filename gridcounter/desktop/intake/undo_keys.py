"""Ctrl+Z and Ctrl+Shift+Z on a page: first what is being typed in a field, then the saved changes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

UNDO, REDO = ("Ctrl+Z",), ("Ctrl+Shift+Z", "Ctrl+Y")


class UndoKeys(QObject):
    """A line of text keeps the keys for itself, even with nothing to undo: there they are taken before the line has
    them.
    """

    def __init__(self, page: QWidget, undo: Callable[[], None], redo: Callable[[], None]) -> None:
        super().__init__(page)
        self._undo, self._redo = undo, redo
        for names, act in ((UNDO, self._on_undo), (REDO, self._on_redo)):
            for name in names:
                QShortcut(QKeySequence(name), page).activated.connect(act)
        for line in page.findChildren(QLineEdit):
            line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Takes a key from a line in which there is nothing for it to do."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(watched, QLineEdit):
            pressed = QKeySequence(event.keyCombination()).toString()
            if pressed in UNDO and not watched.isUndoAvailable():
                self._undo()
                return True
            if pressed in REDO and not watched.isRedoAvailable():
                self._redo()
                return True
        return super().eventFilter(watched, event)

    @Slot()
    def _on_undo(self) -> None:
        here = QApplication.focusWidget()
        if isinstance(here, QLineEdit) and here.isUndoAvailable():
            here.undo()
        else:
            self._undo()

    @Slot()
    def _on_redo(self) -> None:
        """Not every system has both keys for a line of text."""
        here = QApplication.focusWidget()
        if isinstance(here, QLineEdit) and here.isRedoAvailable():
            here.redo()
        else:
            self._redo()
