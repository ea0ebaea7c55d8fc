"""Progress of slow work: reported by the worker, and stopped by the one who watches."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from gridcounter.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

#: Takes what is done and what there is in all, 0 where nobody knows; raises Stopped to stop the work.
Progress: TypeAlias = "Callable[[int, int], None]"
#: Rows between two looks at whether to go on.
EVERY = 100


class Stopped(Refusal):
    """The user stopped the work."""

    def __init__(self) -> None:
        super().__init__("已停止")


def unwatched(done: int, total: int) -> None:
    """A progress for work that nobody watches; never stops it."""
