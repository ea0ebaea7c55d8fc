"""One owner for all writes: opened once, it runs one job after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar

from gridcounter.errors import Fault


class Closable(Protocol):
    """The interface of what a writer owns."""

    def close(self) -> None:
        """Called once, on the thread that closes the writer."""


Open = TypeVar("Open", bound=Closable)
Result = TypeVar("Result")


class WriterClosed(Fault):
    """The record was closed; the job was not done."""

    sentence = "台账已经关闭，这一步没有保存；请重新打开台账再做一次"


class Writer(Generic[Open]):
    """A job runs on the thread that calls `do`: passing it to another thread took longer than writing a small entry.

    A job must not call `do` again: it would wait for itself. Whoever brings one job after the other lets those that
    wait go between: `_next` is held by who is next. `check` raises where nothing may be written; it runs before a job,
    and after it, before anybody is told that it was done. `after` runs behind that, and must not raise.
    """

    def __init__(
        self,
        owned: Open | None,
        check: Callable[[], None] = lambda: None,
        refused: Callable[[], Fault] = WriterClosed,
        after: Callable[[Open], None] = lambda _: None,
    ) -> None:
        """Without anything to own, each job raises `refused`."""
        self._owned: Open | None = owned
        self._check = check
        self._refused = refused
        self._after = after
        self._next, self._turn = threading.Lock(), threading.Lock()

    def do(self, work: Callable[[Open], Result]) -> Result:
        """Runs the job once no other job runs, and returns its result. Raises WriterClosed."""
        with self._in_turn():
            if self._owned is None:
                raise self._refused()
            self._check()
            done = work(self._owned)
            self._check()
            self._after(self._owned)
            return done

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        with self._next:
            self._turn.acquire()
        try:
            yield
        finally:
            self._turn.release()

    def close(self) -> None:
        """Waits for the running job; later jobs raise WriterClosed."""
        with self._in_turn():
            if self._owned is not None:
                try:
                    self._owned.close()
                finally:
                    self._owned = None
