"""Scan guns type fast and end with Enter: a scanned code opens its application, wherever the focus is."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

#: The start of the codes on our papers.
PREFIX = "GC1:"
#: A gun needs 1 to 30 ms for a key, a person more than 80.
GAP_MS = 60
_LONGEST = 200
_ENDS = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class ScanGun(QObject):
    """Holds back keys that begin like a code; if no code follows, they are sent on in their order.

    A letter typed by hand appears after GAP_MS. Text composed by an input method does not pass here.
    """

    scanned = Signal(str)
    #: True while keys are sent on; the class value serves a gun that Qt is deleting and that has lost its attributes
    _replaying = True

    def __init__(self, parent: QObject | None = None, *, gap_ms: int = GAP_MS) -> None:
        super().__init__(parent)
        self._held: list[QKeyEvent] = []
        self._target: QObject | None = None
        self._replaying = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(gap_ms)
        self._timer.timeout.connect(self._on_silence)

    def watch(self, widget: QWidget) -> None:
        """Filters the window of this widget; call it once that exists."""
        widget.window().winId()  # creates the native handle
        widget.window().windowHandle().installEventFilter(self)

    def leave(self, widget: QWidget) -> None:
        """Call it before the window is destroyed."""
        if handle := widget.window().windowHandle():
            handle.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Consumes keys that may belong to a code; others pass."""
        if self._replaying or event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if self._held and event.key() in _ENDS and len(self._text()) > len(PREFIX):
            text = self._text()
            self._forget()
            self.scanned.emit(text)
            return True
        if not event.text():
            return False  # Shift alone: a gun presses it for capitals
        if self._is_begun(self._text() + event.text()):
            self._target = watched
            self._held.append(QKeyEvent(event))
            self._timer.start()
            return True
        self._on_silence()
        return False

    def _is_begun(self, text: str) -> bool:
        """True while it may become a code; a gun with Caps Lock on swaps upper and lower case."""
        seen = text.upper()
        return text.isprintable() and len(text) <= _LONGEST and (seen.startswith(PREFIX) or PREFIX.startswith(seen))

    def _text(self) -> str:
        return "".join(event.text() for event in self._held)

    def _forget(self) -> None:
        self._timer.stop()
        self._held = []

    @Slot()
    def _on_silence(self) -> None:
        held, target = self._held, self._target
        self._forget()
        if target is None:
            return
        self._replaying = True
        try:
            for event in held:
                QCoreApplication.sendEvent(target, event)
        finally:
            self._replaying = False
