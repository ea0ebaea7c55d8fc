"""What goes between desks takes minutes: it outlives the page on which it was begun, and is told on the next one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.kit.waiting import Undisturbed
from gridcounter.desktop.session.session import Session
from gridcounter.errors import GridcounterError


class ExchangeWork(QObject):
    """One of a session. `changed`: it began or ended, or there is something to tell: how the last one went in
    `account`, why it did not in `trouble`.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._tasks = Tasks(self)
        self._undisturbed = Undisturbed(self)
        self._undisturbed.now.connect(self._on_undisturbed)
        session.ended.connect(self._on_ended)
        self._over = self.busy = False
        self.account = self.trouble = ""

    def begin(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        """`done` tells how it went; it touches no page, for that may be another one by then."""
        self.busy, self.account, self.trouble = True, "", ""
        self.changed.emit()

        def end(result: object) -> None:
            if not self._over:
                self.busy = False
                done(result)
                self.changed.emit()

        self._tasks.submit(self, work, done=end, failed=self._failed)

    def tell(self, account: str) -> None:
        """How it went."""
        self.account = account

    def show_what_came(self) -> None:
        """Everything shown may differ; but a dialog that is open on some page is answered first."""
        if not self._session.leave_if_removed():
            self._undisturbed.ask()

    @Slot()
    def _on_undisturbed(self) -> None:
        if not self._session.leave_if_removed():
            self._session.switch_clerk(self._session.service.clerk)

    @Slot()
    def _on_ended(self) -> None:
        self._over = True
        self._undisturbed.leave()

    def _failed(self, error: Exception) -> None:
        self.busy = False
        if not isinstance(error, GridcounterError):
            self.changed.emit()
            raise error
        self.trouble = str(error)
        self.changed.emit()


def exchange_work(session: Session) -> ExchangeWork:
    """The one of this session."""
    found = session.findChild(ExchangeWork)
    return found if isinstance(found, ExchangeWork) else ExchangeWork(session)
