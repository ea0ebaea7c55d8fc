"""Reminders in the notification area: how much is due today and how much is late. Numbers only, never a name."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QStyle, QSystemTrayIcon, QWidget

from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.session.session import Session
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.services.ledger.agenda import Agenda, View, ask_agenda, deferral_words

#: Interval of the check for a new day.
_EVERY_MS = 10 * 60 * 1000


class Reminders(QObject):
    """`reminded` carries the sentence as it is shown, `clicked` the page to open."""

    reminded = Signal(str)
    clicked = Signal(int)

    def __init__(self, session: Session, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._tasks = tasks
        self._said_on: date | None = None
        self._tray: QSystemTrayIcon | None = None
        self.timer = QTimer(self)
        self.timer.setInterval(_EVERY_MS)
        self.timer.timeout.connect(self.look)

    @Slot()
    def begin(self) -> None:
        """Called once the window is shown. Without a notification area nothing is read."""
        if not self.has_place():
            return
        self.timer.start()
        self.look()

    @staticmethod
    def has_place() -> bool:
        """Whether the desktop has a notification area."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    @Slot()
    def look(self) -> None:
        """Reminds once a day."""
        day, session = today(), self._session
        if not session.settings.remind or self._said_on == day:
            return
        self._said_on = day
        calendar = session.assessor.calendar
        self._tasks.submit(
            self,
            lambda: ask_agenda(session.record, calendar, day, reminder_words),
            done=self._say,
            failed=lambda _: None,
        )

    def leave(self) -> None:
        """Stops and hides the icon; call it before the window is deleted."""
        self.timer.stop()
        if self._tray is not None:
            self._tray.hide()

    def _say(self, sentence: str) -> None:
        if not sentence:
            return
        if self.has_place():
            if self._tray is None:
                self._tray = self._make()
            self._tray.show()
            self._tray.showMessage("时限提醒", sentence, QSystemTrayIcon.MessageIcon.Information)
        self.reminded.emit(sentence)

    def _make(self) -> QSystemTrayIcon:
        tray = QSystemTrayIcon(_icon(), self)
        tray.setToolTip("用电报装受理")
        tray.messageClicked.connect(self._on_clicked)
        tray.activated.connect(self._on_clicked)
        return tray

    @Slot()
    def _on_clicked(self) -> None:
        """Brings the window to the front; a locked session stays locked."""
        window = self.parent()
        if isinstance(window, QWidget):
            window.showNormal()
            window.activateWindow()
        self.clicked.emit(PageKey.DEADLINES)


def reminder_words(agenda: Agenda) -> str:
    """The sentence; "" if nothing is due or late."""
    found = ((View.TODAY, "今天到期"), (View.OVER, "超时限"))
    parts = [f"{said} {total} 项" for view, said in found for total in [agenda.total(view)] if total]
    if agenda.temporary_soon:
        parts.append(f"临时用电快到期 {agenda.temporary_soon} 件，要问申请人转正式还是延期")
    parts += deferral_words(agenda)
    return "；".join(parts)


def _icon() -> QIcon:
    icon = QApplication.windowIcon()
    return (
        icon if not icon.isNull() else QApplication.style().standardIcon(QStyle.StandardPixmap.SP_MessageBoxInformation)
    )
