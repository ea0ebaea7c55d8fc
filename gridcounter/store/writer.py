"""Writes have one owner: what is written to is opened once, and does one job after the other."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

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
    """A job is done in the thread that brings it: handing it over and back took longer than writing a small entry.

    A job must not bring another job: it would wait for itself.
    """

    def __init__(self, owned: Open) -> None:
        self._owned: Open | None = owned
        self._turn = threading.Lock()

    def do(self, work: Callable[[Open], Result]) -> Result:
        """As soon as whatever is being done is done. Raises WriterClosed."""
        with self._turn:
            if self._owned is None:
                raise WriterClosed
            return work(self._owned)

    def close(self) -> None:
        """Whatever is being done is done first."""
        with self._turn:
            if self._owned is not None:
                try:
                    self._owned.close()
                finally:
                    self._owned = None
