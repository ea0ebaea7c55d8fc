"""Slow work off the UI thread: a plain callable in, its result back on the UI thread, dropped if nobody wants it."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot
from shiboken6 import isValid

if TYPE_CHECKING:
    from collections.abc import Callable


class _Emitter(QObject):
    """Made on the UI thread: a slot on an emitter that was made in a worker would run in the worker."""

    finished = Signal(object)
    failed = Signal(object)


class _Job(QRunnable):
    def __init__(self, work: Callable[[], Any], emitter: _Emitter) -> None:
        super().__init__()
        self._work = work
        self._emitter = emitter

    def run(self) -> None:
        try:
            result = self._work()
        except Exception as error:  # noqa: BLE001  travels to the UI thread and is told there
            if isValid(self._emitter):
                self._emitter.failed.emit(error)
        else:
            if isValid(self._emitter):
                self._emitter.finished.emit(result)


class Tasks(QObject):
    """Owns the emitters while their jobs run."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._running: set[_Emitter] = set()

    def submit(
        self,
        owner: QObject,
        work: Callable[[], Any],
        *,
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """`work` touches no widget and opens its own connections; neither callback runs once `owner` is gone."""
        emitter = _Emitter()
        self._running.add(emitter)
        alive = weakref.ref(owner)

        @Slot(object)
        def on_finished(result: object) -> None:
            self._running.discard(emitter)
            if (found := alive()) is not None and isValid(found):
                done(result)

        @Slot(object)
        def on_failed(error: Exception) -> None:
            self._running.discard(emitter)
            if (found := alive()) is not None and isValid(found):
                failed(error)

        emitter.finished.connect(on_finished)
        emitter.failed.connect(on_failed)
        self._pool.start(_Job(work, emitter))

    def wait(self) -> None:
        self._pool.waitForDone()
