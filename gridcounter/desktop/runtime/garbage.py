"""Collects Python's garbage on the UI thread only.

Pages refer to each other in cycles. A collection in a worker, or in the thread that writes the record, destroys their
Qt objects on the wrong thread: seen as a crash on 2026-11-20.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, SignalInstance, Slot
from PySide6.QtWidgets import QWidget

_EVERY_MS = 2000


class Collector(QObject):
    """Collects by a timer on the UI thread, with Python's own thresholds, until the window is closed.

    From then on nothing is collected: what is left belongs to the next window, which has a collector of its own.
    """

    def __init__(self, parent: QWidget, closed: SignalInstance) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_time)
        self._timer.start(_EVERY_MS)
        closed.connect(self._timer.stop)

    @Slot()
    def _on_time(self) -> None:
        counts = gc.get_count()
        for generation in (2, 1, 0):
            if counts[generation] > self._thresholds[generation]:
                gc.collect(generation)
                return
