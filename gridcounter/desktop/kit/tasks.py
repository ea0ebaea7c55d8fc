"""Slow work outside the UI thread: takes a plain callable; its result arrives on the UI thread, or is dropped with its
owner.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from typing import Any, TypeAlias

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot
from shiboken6 import isValid

from gridcounter.services.files.progress import Stopped

#: `Session.while_here`, for pages without a session: what is done, the end of the work, and what says it was not done.
WhileHere: TypeAlias = Callable[[str, Callable[[Any], None], Callable[[str], None]], Callable[[Any], None]]


def at_any_time(_: str, done: Callable[[Any], None], __: Callable[[str], None]) -> Callable[[Any], None]:
    """The WhileHere of a page that stands in no window."""
    return done


class _Emitter(QObject):
    """Created on the UI thread: a slot on an emitter created in a worker would run in the worker."""

    finished = Signal(object)
    failed = Signal(object)


class ProgressWatch(QObject):
    """Passed to slow work that reports progress: emits `progressed` on the UI thread, and can stop the work."""

    progressed = Signal(int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stopped = threading.Event()

    def __call__(self, done: int, total: int) -> None:
        """Called from the worker. Raises Stopped."""
        if self._stopped.is_set() or not isValid(self):
            raise Stopped
        self.progressed.emit(done, total)

    def stop(self) -> None:
        """Asks the work to stop at its next step; may be called from any thread."""
        self._stopped.set()


class _Job(QRunnable):
    def __init__(self, work: Callable[[], Any], emitter: _Emitter) -> None:
        super().__init__()
        self._work = work
        self._emitter = emitter

    def run(self) -> None:
        try:
            result = self._work()
        except Exception as error:  # noqa: BLE001  passed to the UI thread and reported there
            if isValid(self._emitter):
                self._emitter.failed.emit(error)
        else:
            if isValid(self._emitter):
                self._emitter.finished.emit(result)


class Tasks(QObject):
    """Owns the emitters while their jobs run."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        pool = self._pool = QThreadPool(self)

        def wait() -> None:
            pool.waitForDone()

        # deleting a pool waits for its jobs, and holds what each of them needs to go on; this wait lets them run
        self.destroyed.connect(wait)
        self._running: dict[_Emitter, ProgressWatch | None] = {}
        self._left = False

    def submit(
        self,
        owner: QObject,
        work: Callable[[], Any],
        *,
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
        watch: ProgressWatch | None = None,
    ) -> None:
        """`work` touches no widget and opens its own connections; no callback runs once `owner` is deleted.

        `watch` is the object to which the work reports its progress.
        """
        emitter = _Emitter()
        self._running[emitter] = watch
        alive = weakref.ref(owner)

        @Slot(object)
        def on_finished(result: object) -> None:
            self._end(emitter)
            if (found := alive()) is not None and isValid(found):
                done(result)

        @Slot(object)
        def on_failed(error: Exception) -> None:
            self._end(emitter)
            if (found := alive()) is not None and isValid(found):
                failed(error)

        emitter.finished.connect(on_finished)
        emitter.failed.connect(on_failed)
        self._pool.start(_Job(work, emitter))

    def _end(self, emitter: _Emitter) -> None:
        self._running.pop(emitter, None)
        if self._left and not self._running:
            self.deleteLater()

    def leave_to(self, parent: QObject) -> None:
        """Before its page is deleted while jobs run, perhaps on a stick that does not answer: the window would stand
        still until they end. It is deleted after them, or waited for with `parent`.
        """
        if self._running:
            self._left = True
            self.setParent(parent)

    def stop(self) -> None:
        """Watched work ends at its next step; other jobs are short and run to their end."""
        for watch in self._running.values():
            if watch is not None and isValid(watch):
                watch.stop()

    def wait(self) -> None:
        """Blocks until all jobs have ended; their callbacks may still be queued."""
        self._pool.waitForDone()

    def end(self) -> None:
        """`stop`, and `wait`."""
        self.stop()
        self.wait()
