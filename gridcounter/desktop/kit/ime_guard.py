"""A word being composed by an input method: Enter belongs to it, and leaving the field takes it along.

Some input methods, IBus among them, take the word back as soon as the field is about to be left, and it would be gone
without a sign.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent
from shiboken6 import isValid

_ENDS = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class ImeGuard(QObject):
    """Watches the focused widget."""

    def __init__(self, application: QGuiApplication) -> None:
        super().__init__(application)
        self._watched: QObject | None = None
        self._composed = ""
        #: Taken back in this turn of the event loop: by Escape, or because the field is about to be left.
        self._taken_back = ""
        application.focusObjectChanged.connect(self._on_focus)

    @Slot(QObject)
    def _on_focus(self, focused: QObject | None) -> None:
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched, self._composed, self._taken_back = focused, "", ""
        if focused is not None:
            focused.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """True, so that the widget does not get the key, for Enter during a composition."""
        if isinstance(event, QInputMethodEvent):
            self._follow(event)
        elif self._composed and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return event.key() in _ENDS
        elif self._taken_back and event.type() == QEvent.Type.FocusAboutToChange:
            self._give_back(watched)
        return super().eventFilter(watched, event)

    def _follow(self, event: QInputMethodEvent) -> None:
        before, self._composed = self._composed, event.preeditString()
        if before and not self._composed and not event.commitString():
            self._taken_back = before
            QTimer.singleShot(0, self, self._forget)
        elif event.commitString():
            self._taken_back = ""

    def _give_back(self, field: QObject) -> None:
        event = QInputMethodEvent()
        event.setCommitString(self._taken_back)
        self._taken_back = ""
        QCoreApplication.sendEvent(field, event)

    @Slot()
    def _forget(self) -> None:
        """The field was not left: the word was given up."""
        self._taken_back = ""
