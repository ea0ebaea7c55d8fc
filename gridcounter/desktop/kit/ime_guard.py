"""A word being composed by an input method: Enter belongs to it, and leaving the field takes it along.

Some input methods, IBus among them, take the word back as soon as the field is about to be left, and it would be gone
without a sign. At a click into another program the input method may know before this window does.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QFocusEvent, QGuiApplication, QInputMethodEvent, QKeyEvent
from shiboken6 import isValid

_ENDS = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
#: Of a word that was taken back, until the window must have been told that another one is in front.
_LATER_MS = 300


class ImeGuard(QObject):
    """Watches the focused widget."""

    def __init__(self, application: QGuiApplication) -> None:
        super().__init__(application)
        self._watched: QObject | None = None
        self._composed = ""
        #: Taken back just now: by Escape, or because the field is about to be left.
        self._taken_back = ""
        self._this_turn = False
        self._forgetting = QTimer(self)
        self._forgetting.setSingleShot(True)
        self._forgetting.setInterval(_LATER_MS)
        self._forgetting.timeout.connect(self._forget)
        application.focusObjectChanged.connect(self._on_focus)

    @Slot(QObject)
    def _on_focus(self, focused: QObject | None) -> None:
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched, self._composed, self._taken_back = focused, "", ""
        if focused is not None:
            focused.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """True, so that the widget does not get the key, for Enter during a composition."""
        if isinstance(event, QInputMethodEvent):
            self._follow(event)
        elif self._composed and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return event.key() in _ENDS
        elif self._taken_back and event.type() == QEvent.Type.FocusAboutToChange:
            away = isinstance(event, QFocusEvent) and event.reason() == Qt.FocusReason.ActiveWindowFocusReason
            if away or self._this_turn:
                self._give_back(watched)
        return super().eventFilter(watched, event)

    def _follow(self, event: QInputMethodEvent) -> None:
        before, self._composed = self._composed, event.preeditString()
        if before and not self._composed and not event.commitString():
            self._taken_back, self._this_turn = before, True
            QTimer.singleShot(0, self, self._end_turn)
            self._forgetting.start()
        elif event.commitString() or self._composed:
            self._taken_back = ""

    def _give_back(self, field: QObject) -> None:
        event = QInputMethodEvent()
        event.setCommitString(self._taken_back)
        self._taken_back = ""
        QCoreApplication.sendEvent(field, event)

    @Slot()
    def _end_turn(self) -> None:
        """The field was not left inside this window: there the word was given up."""
        self._this_turn = False

    @Slot()
    def _forget(self) -> None:
        """Nor was the window left: the word was given up."""
        self._taken_back = ""
