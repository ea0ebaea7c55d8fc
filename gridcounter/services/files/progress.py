"""Progress of slow work: reported by the worker, and stopped by the observer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from gridcounter.errors import Refusal

#: Takes the work done and the total (0 if unknown); raises Stopped to stop the work.
Progress: TypeAlias = "Callable[[int, int], None]"
#: Rows between two checks for a stop.
EVERY = 100


class Stopped(Refusal):
    """The user stopped the work."""

    sentence = "已停止"


def unwatched(done: int, total: int) -> None:
    """A progress function for unobserved work; never stops it."""
