"""The middle of the window: the pages, or in front of them the lock page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QStackedLayout, QWidget
from shiboken6 import isValid

if TYPE_CHECKING:
    from gridcounter.desktop.shell.lock import LockPage
    from gridcounter.desktop.shell.main_view import MainView


class Middle(QWidget):
    """While it is locked the pages are a window of their own that is not shown.

    A screen reader finds hidden parts of a window, with every name in them, but no hidden window.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._stack = QStackedLayout(self)
        self._left: QWidget | None = None
        self._pages: tuple[MainView, LockPage] | tuple[()] = ()

    def furnish(self, work: MainView, lock_page: LockPage) -> None:
        """Shows these pages in place of the earlier ones."""
        old = self._pages
        self._work, self._lock_page = self._pages = work, lock_page
        for widget in self._pages:
            self._stack.addWidget(widget)
        self._stack.setCurrentWidget(work)
        for widget in old:
            self._stack.removeWidget(widget)
            widget.hide()
            widget.deleteLater()

    def leave(self) -> None:
        """Takes the focus away, so that the field is saved, and keeps it in mind."""
        self._left = QApplication.focusWidget()
        if self._left is not None:
            self._left.clearFocus()

    def show_lock(self) -> None:
        """Asks who is there."""
        self._stack.setCurrentWidget(self._lock_page)
        self._work.setWindowFlag(Qt.WindowType.Window, on=True)
        self.hide_work()
        self._lock_page.ask()

    def hide_work(self) -> None:
        """Behind the lock: a screen reader is told of every window that the system knows."""
        if self._work.isWindow():
            self._work.destroy()

    def show_work(self) -> None:
        """As it was left, with the focus."""
        self._work.setWindowFlag(Qt.WindowType.Window, on=False)
        self._stack.setCurrentWidget(self._work)
        self._work.adapt(self.width())
        if self._left is not None and isValid(self._left) and self.isAncestorOf(self._left):
            self._left.setFocus(Qt.FocusReason.OtherFocusReason)
