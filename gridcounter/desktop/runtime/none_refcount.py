"""PySide6 6.12.0 drops one reference to None at every Qt call that returns nothing.

Before Python 3.12 None is counted like any object, so that a window would end with `none_dealloc: deallocating None`
after some thousands of such calls: within minutes. From 3.12 on None is immortal and nothing happens. Releases before
6.12 are sound. So this module gives None more references than a program can lose. Delete it with the first sound
release; docs/decisions/0005 has the figures.
"""

from __future__ import annotations

import ctypes
import sys

_MORE_THAN_CAN_BE_LOST = 1 << 40


def keep_none_alive() -> None:
    """Does nothing if None is immortal, or if objects have the layout for tracing references."""
    if sys.version_info >= (3, 12) or hasattr(sys, "getobjects"):
        return
    count = ctypes.c_ssize_t.from_address(id(None))
    if count.value < _MORE_THAN_CAN_BE_LOST:
        count.value += _MORE_THAN_CAN_BE_LOST
