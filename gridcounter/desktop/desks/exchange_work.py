"""What goes between desks takes minutes: it outlives the page on which it was begun, and is told on the next one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from gridcounter.desktop.kit.tasks import ProgressWatch, Tasks
from gridcounter.desktop.kit.waiting import Undisturbed
from gridcounter.desktop.session.session import Session
from gridcounter.errors import GridcounterError
from gridcounter.services.files.progress import Stopped


@dataclass(frozen=True)
class Watches:
    """What slow work reports to, of entries and of papers: in these words, with how many of how many."""

    entries: ProgressWatch
    papers: ProgressWatch


class ExchangeWork(QObject):
    """One of a session. `changed`: it began or ended, or there is something to tell: how the last one went in
    `account`, why it did not in `trouble`. `stepped`: how far it is, in `step`, `done` and `total`.
    """

    changed = Signal()
    stepped = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._tasks = Tasks(self)
        self._undisturbed = Undisturbed(self)
        self._undisturbed.now.connect(self._on_undisturbed)
        session.ended.connect(self._on_ended)
        self._over = self.busy = False
        self.account = self.trouble = self.step = self._stopped = ""
        self.done = self.total = 0
        self._watches: Watches | None = None

    def begin(self, work: Callable[[], Any], done: Callable[[Any], None], step: str = "") -> None:
        """`done` tells how it went; it touches no page, for that may be another one by then."""
        self.busy, self.account, self.trouble = True, "", ""
        self.step, self.done, self.total = step, 0, 0
        self.changed.emit()

        def end(result: object) -> None:
            if not self._over:
                self._end()
                done(result)
                self.changed.emit()

        self._tasks.submit(self, work, done=end, failed=self._failed)

    def begin_watched(
        self, work: Callable[[Watches], Any], done: Callable[[Any], None], begins: str, words: str, stopped: str
    ) -> None:
        """As `begin`, of work that can be stopped. `begins` is shown before it has numbers, `words` with them;
        `stopped` is told if it did not come to anything then.
        """
        watches = self._watches = Watches(ProgressWatch(self), ProgressWatch(self))
        self._stopped = stopped
        watches.entries.progressed.connect(partial(self._on_step, words, "条"))
        watches.papers.progressed.connect(partial(self._on_step, "文书", "份"))
        self.begin(lambda: work(watches), done, begins)

    @property
    def can_be_stopped(self) -> bool:
        """Whether what runs now can."""
        return self.busy and self._watches is not None

    def stop(self) -> None:
        """At its next step."""
        if self._watches is not None:
            self._watches.entries.stop()
            self._watches.papers.stop()

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

    def _on_step(self, words: str, unit: str, done: int, total: int) -> None:
        if total:
            self.step, self.done, self.total = f"{words} {done:,} / {total:,} {unit}", done, total
            self.stepped.emit()

    def _end(self) -> None:
        self.busy, self.step, self._watches = False, "", None

    @Slot()
    def _on_ended(self) -> None:
        self._over = True
        self.stop()  # what came stays
        self._undisturbed.leave()

    def _failed(self, error: Exception) -> None:
        self._end()
        if not isinstance(error, GridcounterError):
            self.changed.emit()
            raise error
        if isinstance(error, Stopped):
            self.account = self._stopped
        else:
            self.trouble = str(error)
        self.changed.emit()


def exchange_work(session: Session) -> ExchangeWork:
    """The one of this session."""
    found = session.findChild(ExchangeWork)
    return found if isinstance(found, ExchangeWork) else ExchangeWork(session)
