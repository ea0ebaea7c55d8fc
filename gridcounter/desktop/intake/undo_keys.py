"""Ctrl+Z on a page: first what is being typed in a field, then the last saved change."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget


class UndoKeys(QObject):
    """A line of text keeps the key for itself, even with nothing to undo: there it is taken before the line has it."""

    def __init__(self, page: QWidget, undo: Callable[[], None]) -> None:
        super().__init__(page)
        self._undo = undo
        QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), page).activated.connect(undo)
        for line in page.findChildren(QLineEdit):
            line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """Takes the key from a line in which nothing was typed since it was filled."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
            and isinstance(watched, QLineEdit)
            and not watched.isUndoAvailable()
        ):
            self._undo()
            return True
        return super().eventFilter(watched, event)
