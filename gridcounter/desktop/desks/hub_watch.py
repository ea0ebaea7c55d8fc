"""Exchange with the hub while the window is open: at the start, after entries of this desk, on hints, now and then.

It goes on while the window is locked. Nothing that somebody has open changes under his hands: a page says that
something came and shows it when asked, or when opened the next time; a field that was changed elsewhere is refused.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gridcounter.core.wording import day_near
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.session.session import Session
from gridcounter.errors import Fault, GridcounterError
from gridcounter.services.desks.hub.connecting import end_of, hub_of, is_away, listen
from gridcounter.services.desks.hub.exchange import HubOutcome, exchange_with_hub
from gridcounter.services.files.progress import Stopped

#: How often it is looked whether something was entered here, and asked whether there is something there.
LOOK_MS, ASK_S = 2_000, 30
#: Seconds after which it is tried again where there is no line.
AGAIN_S = (5, 10, 20, 40, 80, 160, 300)


class HubWatch(QObject):
    """One of a window. `message` carries the status line, "" where there is no hub; `came` that something came in."""

    message = Signal(str)
    came = Signal()
    hinted = Signal()

    def __init__(self, session: Session, parent: QObject, now: Callable[[], datetime] = datetime.now) -> None:
        super().__init__(parent)
        self._session, self._now = session, now
        # who listens holds a thread as long as the window is open
        self._tasks, self._listener = Tasks(self), Tasks(self)
        self._stopped = threading.Event()
        self._listening = self.running = self._wanted = False
        self._end = -1
        self._tried, self._wait = 0, 0.0
        self._since: datetime | None = None
        #: Why it stopped for good, until somebody asks for an exchange; "": it goes on.
        self.halted = ""
        self.timer = QTimer(self)
        self.timer.setInterval(LOOK_MS)
        self.timer.timeout.connect(self.look)
        self.timer.start()
        self.hinted.connect(self.ask)
        session.hub_connected.connect(self.ask)
        session.ended.connect(self.leave)

    @Slot()
    def look(self) -> None:
        """Exchanges if something was entered here, or if it is time again."""
        if self._stopped.is_set() or self.running or self.halted:
            return
        self._wait -= LOOK_MS / 1000
        with suppress(GridcounterError):  # whoever reads the record for a page says so
            entered = self._since is None and end_of(self._session.record) != self._end
            if (entered or self._wait <= 0) and hub_of(self._session.record) is not None:
                self._exchange()

    @Slot()
    def ask(self) -> None:
        """Exchanges now, or once more if it is being done."""
        if self.running:
            self._wanted = True
            return
        self.halted, self._wait = "", 0.0
        self.look()

    def leave(self) -> None:
        """While the window closes; what is half done begins again the next time."""
        self._stopped.set()
        self.timer.stop()

    def _exchange(self) -> None:
        self.running, self._wanted = True, False
        record = self._session.record
        self._tasks.submit(
            self, lambda: exchange_with_hub(record, halt=self._halt), done=self._on_done, failed=self._on_failed
        )
        if not self._listening:
            self._listening = True
            self._listener.submit(
                self, lambda: listen(record, self._on_hint, self._stopped.is_set), done=self._deaf, failed=self._deaf
            )

    def _halt(self) -> None:
        if self._stopped.is_set():
            raise Stopped

    def _on_hint(self) -> None:
        """In the worker."""
        self.hinted.emit()

    def _deaf(self, _: object) -> None:
        """It listens again with the next exchange."""
        self._listening = False

    def _on_done(self, outcome: HubOutcome) -> None:
        self.running = False
        if self._stopped.is_set():
            return
        with suppress(GridcounterError):
            self._end = end_of(self._session.record)
        self._tried, self._since, self._wait = 0, None, float(ASK_S)
        self.message.emit(exchanged_words(outcome, self._now()))
        if outcome.taken and not self._session.leave_if_removed():
            self.came.emit()
        self._session.hub_exchanged.emit()
        if self._wanted:
            self.ask()

    def _on_failed(self, error: Exception) -> None:
        self.running = False
        if self._stopped.is_set() or isinstance(error, Stopped):
            return
        if not isinstance(error, GridcounterError):
            raise error
        if not isinstance(error, Fault):
            self.halted = str(error)
            self.message.emit(self.halted)
            return
        self._since = self._since or self._now()
        self._wait = float(AGAIN_S[min(self._tried, len(AGAIN_S) - 1)])
        self._tried += 1
        self.message.emit(away_words(self._since, error))


def exchanged_words(outcome: HubOutcome, at: datetime) -> str:
    """各台已交换 10:42. What was not as it should be stands in its place."""
    return outcome.notes[0] if outcome.notes else f"各台已交换 {at:%H:%M}"


def away_words(since: datetime, why: Fault) -> str:
    """Since when there is no line; other troubles of the hub say themselves what to do."""
    day = day_near(since.date(), today())
    at = f"{since:%H:%M}" if day == "今天" else f"{day} {since:%H:%M}"
    return f"从 {at} 起连不上中心库，照常办理，连上后自动补齐" if is_away(why) else str(why)
