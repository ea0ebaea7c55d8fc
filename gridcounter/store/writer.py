"""Writes have one owner: a thread that opens what it writes to, does one job after the other, and closes it."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from gridcounter.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Callable


class Closable(Protocol):
    def close(self) -> None: ...


Open = TypeVar("Open", bound=Closable)
Result = TypeVar("Result")


class WriterClosed(Fault):
    def __init__(self) -> None:
        super().__init__("台账已经关闭，这一步没有保存；请重新打开台账再做一次")


class Writer(Generic[Open]):
    """`opening` runs in the thread, because a connection belongs to the thread that made it; its errors come out here.

    A job must not wait for another job.
    """

    def __init__(self, opening: Callable[[], Open]) -> None:
        self._jobs: SimpleQueue[tuple[Future[Any], Callable[[Open], Any]] | None] = SimpleQueue()
        self._accepting = True
        self._gate = threading.Lock()
        opened: Future[None] = Future()
        # a daemon: a program that ends without closing has been promised nothing more
        self._thread = threading.Thread(target=self._work, args=(opening, opened), name="record-writer", daemon=True)
        self._thread.start()
        try:
            opened.result()
        except BaseException:
            self._thread.join()
            raise

    def submit(self, work: Callable[[Open], Result]) -> Future[Result]:
        """Do this after everything submitted before; the future holds its result or its error."""
        future: Future[Result] = Future()
        with self._gate:  # nothing may come after the end mark
            if not self._accepting:
                raise WriterClosed
            self._jobs.put((future, work))
        return future

    def close(self) -> None:
        """Everything submitted is done first."""
        with self._gate:
            if self._accepting:
                self._accepting = False
                self._jobs.put(None)
        self._thread.join()

    def _work(self, opening: Callable[[], Open], opened: Future[None]) -> None:
        try:
            owned = opening()
        except BaseException as wrong:  # noqa: BLE001  it belongs to whoever opens
            opened.set_exception(wrong)
            return
        opened.set_result(None)
        try:
            while (job := self._jobs.get()) is not None:
                _do(owned, *job)
                del job  # a result kept alive here would keep what it holds open
        finally:
            owned.close()


def _do(owned: Open, future: Future[Any], work: Callable[[Open], Any]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = work(owned)
    except BaseException as wrong:  # noqa: BLE001  an error travels back to whoever asked
        future.set_exception(wrong)
    else:
        future.set_result(result)
