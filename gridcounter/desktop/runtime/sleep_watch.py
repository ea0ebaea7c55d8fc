"""The computer was asleep: two clocks tell it, of which one stands still in the meantime. No system has to say it.

Linux and macOS stop the steady clock of Python during sleep. The one of Windows goes on; there the system is asked for
the one that stops.
"""

from __future__ import annotations

import ctypes
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal, Slot

#: Seconds between two looks, and seconds by which the clocks may part: the system sets its clock right now and then.
_EVERY, _MOST_APART = 3, 60
#: Seconds of sleep after which a PIN of a few digits is not enough: a night in a bag, or in other hands.
_LONG = 8 * 60 * 60
_TICKS_A_SECOND = 10_000_000


@dataclass(frozen=True, slots=True)
class Beat:
    """Both clocks at one moment, in seconds: the one on the wall, and the one that stands still during sleep."""

    wall: float
    steady: float


def parted(before: Beat, now: Beat) -> float:
    """By how many seconds the clock on the wall ran ahead of the steady one; 0 as long as both agree.

    Negative, if it was set back. Nobody can say whether a jump was sleep or a hand at the clock: both lock.
    """
    apart = (now.wall - before.wall) - (now.steady - before.steady)
    return apart if abs(apart) > _MOST_APART else 0.0


def clocks() -> Beat:
    """Of this computer."""
    return Beat(time.time(), _steady())


def _steady() -> float:
    if sys.platform == "win32":
        ticks = ctypes.c_ulonglong()
        if ctypes.windll.kernel32.QueryUnbiasedInterruptTime(ctypes.byref(ticks)):
            return ticks.value / _TICKS_A_SECOND
    return time.monotonic()


class SleepWatch(QObject):
    """`slept`: the clocks have parted. `slept_long`: for more than 8 hours, in one or several parts, since `reset`."""

    slept = Signal()
    slept_long = Signal()

    def __init__(self, parent: QObject | None = None, clock: Callable[[], Beat] = clocks) -> None:
        super().__init__(parent)
        self.clock = clock
        self._asleep = 0.0
        self._last = clock()
        self.timer = QTimer(self)
        self.timer.setInterval(_EVERY * 1000)
        self.timer.timeout.connect(self.look)
        self.timer.start()

    @Slot()
    def look(self) -> None:
        """Compares the clocks with those of the last look."""
        before, self._last = self._last, self.clock()
        apart = parted(before, self._last)
        if not apart:
            return
        self._asleep += max(apart, 0.0)
        self.slept.emit()
        if self._asleep > _LONG:
            self.slept_long.emit()

    def reset(self) -> None:
        """Somebody is here, and said who."""
        self._asleep = 0.0
