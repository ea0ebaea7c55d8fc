"""The status line of the exchange with the hub, and what the window does when something came from there."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStatusBar

from gridcounter.desktop.custody.backup_status import BackupStatus
from gridcounter.desktop.desks.exchange_section import EXCHANGE
from gridcounter.desktop.desks.exchange_work import exchange_work
from gridcounter.desktop.desks.hub_watch import HubWatch
from gridcounter.desktop.session.session import Session
from gridcounter.desktop.shell.main_view import MainView, PageKey
from gridcounter.desktop.shell.saved_line import SavedLine
from gridcounter.desktop.shell.session_tabs import SessionTabs


class _Window(Protocol):
    locked: bool
    work: MainView
    tabs: SessionTabs


class HubLine(BackupStatus):
    """As that of the backups, in the same bar; without a hub it takes no room."""

    def __init__(self, session: Session, window: _Window, bar: QStatusBar) -> None:
        self.watch = HubWatch(session, bar)
        super().__init__(self.watch.message, bar)
        self._session, self._window, self._bar = session, window, bar
        self.watch.message.connect(self._on_told)
        self.watch.came.connect(self._on_came)
        self.clicked.connect(self._on_clicked)
        self.setToolTip(f"打开 设置 › {EXCHANGE}")
        bar.addPermanentWidget(self, 1)
        self.hide()

    @Slot(str)
    def _on_told(self, text: str) -> None:
        if text and not self.isVisible():
            # its height goes by its width, and what was never laid out is narrow: the bar would take half a low window
            self.resize(self._bar.width(), self.height())
        self.setVisible(bool(text))
        for saved in self._bar.findChildren(SavedLine) if text else ():
            saved.has_hub()

    @Slot()
    def _on_clicked(self) -> None:
        if not self._window.locked:
            self._window.work.show_section(EXCHANGE)

    @Slot()
    def _on_came(self) -> None:
        """What nobody writes into is read again; an application that is open says that it was changed. Pages that rest
        on another office, edition or calendar than there is now are built anew, once no dialog is open.
        """
        if self._session.is_behind():
            exchange_work(self._session).show_what_came()
            return
        if (page := self._window.tabs.front) is not None:
            page.came.look()
        if self._window.work.place is PageKey.HOME:
            self._window.work.home.refresh()
