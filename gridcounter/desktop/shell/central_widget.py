"""The middle of the window: the pages, or in front of them the lock page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QStackedLayout, QWidget
from shiboken6 import isValid

from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.shell.lock import LockPage
from gridcounter.desktop.shell.main_view import MainView


class CentralWidget(QWidget):
    """While it is locked the pages are a window of their own that is not shown.

    A screen reader finds hidden parts of a window, with every name in them, but no hidden window.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stack = QStackedLayout(self)
        self._left: QWidget | None = None
        self._work: MainView | None = None
        self._lock_page: LockPage | None = None

    def put_lock_page(self, page: LockPage) -> None:
        """In place of the earlier one; behind the pages, unless `show_lock` follows."""
        old, self._lock_page = self._lock_page, page
        self._stack.addWidget(page)
        self._discard(old)

    def put_work(self, work: MainView, *, behind: bool) -> None:
        """Shows these pages in place of the earlier ones, or puts them `behind` the lock page."""
        old, self._work = self._work, work
        try:
            self._stack.addWidget(work)
            if behind:
                self._hold_back(work)
            else:
                self._stack.setCurrentWidget(work)
        finally:  # nobody hides the earlier ones any more
            self._discard(old)

    def _hold_back(self, work: MainView) -> None:
        work.setWindowFlag(Qt.WindowType.Window, on=True)
        self.hide_work()

    def _discard(self, old: QWidget | None) -> None:
        if old is not None:
            self._stack.removeWidget(old)
            old.hide()
            for tasks in old.findChildren(Tasks):
                tasks.leave_to(self)
            old.deleteLater()

    def clear_away(self) -> None:
        """Pages whose building failed, with the names on them: nobody would hide them, or delete them, any more."""
        for half in self.findChildren(MainView, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if half is not self._work:
                self._discard(half)

    def leave(self) -> None:
        """Takes the focus away, so that the field is saved, and keeps it in mind."""
        self._left = QApplication.focusWidget()
        if self._left is not None:
            self._left.clearFocus()

    def show_lock(self) -> None:
        """Asks who is there."""
        assert self._lock_page is not None
        self._stack.setCurrentWidget(self._lock_page)
        if self._work is not None:
            self._hold_back(self._work)
        self._lock_page.ask()

    def hide_work(self) -> None:
        """Behind the lock: a screen reader is told of every window that the system knows."""
        if self._work is not None and self._work.isWindow():
            self._work.destroy()

    def show_work(self) -> None:
        """As it was left, with the focus."""
        assert self._work is not None
        self._work.setWindowFlag(Qt.WindowType.Window, on=False)
        self._stack.setCurrentWidget(self._work)
        self._work.adapt(self.width())
        if self._left is not None and isValid(self._left) and self.isAncestorOf(self._left):
            self._left.setFocus(Qt.FocusReason.OtherFocusReason)
