"""The window among others on the screen: its title, where it stands, when it shows, and that it comes to the front."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from gridcounter.desktop.kit.appearance import PROGRAM, place_of
from gridcounter.desktop.session.session import Session
from gridcounter.errors import Fault
from gridcounter.settings import OpenTabs


class FirstPaint(QObject):
    """`painted` is emitted once, when the window has been painted for the first time.

    What can wait is begun then: a window that is up and not yet painted is black.
    """

    painted = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Waits for the end of the paint that begins."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._tell)
        return False

    @Slot()
    def _tell(self) -> None:
        self.painted.emit()


def title_of(session: Session) -> str:
    """Whose desk it is; nobody's name, for the title can be read while the window is locked."""
    office = str(session.service.office.get("name") or "")
    return " · ".join(filter(None, (office, PROGRAM, "演示" if session.demo else "")))


def keep_place(window: QWidget, session: Session, standing: OpenTabs) -> None:
    """Stores size and place for the next start, and what is open; a disk that refuses it does not matter."""
    settings = replace(session.settings, window=place_of(window))
    settings = settings.with_open_tabs(str(session.record.folder), standing)
    if settings != session.settings:
        with suppress(Fault):
            session.keep(settings)


def come_to_front(window: QWidget) -> None:
    """For a second start of the program."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.raise_()
    window.activateWindow()
