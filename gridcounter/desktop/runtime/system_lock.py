"""The computer sleeps, or its user locks the screen: the window must lock too, where the system tells it.

Linux tells it over D-Bus: systemd-logind and the screen savers of the desktops. Windows sends messages to a window that
asked for them. Other systems tell Qt programs nothing. What is missing is passed over: the idle lock stays, and sleep
is noticed afterwards by the clocks (`sleep_watch`).
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import SLOT, QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject, Signal, Slot

from gridcounter import lazy
from gridcounter.desktop.runtime.sleep_watch import SleepWatch

_LOGIN, _PROPERTIES = "org.freedesktop.login1", "org.freedesktop.DBus.Properties"
#: Path, interface and signal: true while a screen saver covers the screen.
_SAVERS = (
    ("", "org.freedesktop.ScreenSaver", "ActiveChanged"),  # KDE and others, under two paths
    ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged"),
    ("", "org.cinnamon.ScreenSaver", "ActiveChanged"),
    ("", "org.mate.ScreenSaver", "ActiveChanged"),
    ("", "org.xfce.ScreenSaver", "ActiveChanged"),
)
#: Kylin's screen saver says it without a value; the session managers of Deepin and UOS change a property.
_UKUI = ("/", "org.ukui.ScreenSaver", "lock")
_DEEPIN = ("/com/deepin/SessionManager", "/org/deepin/dde/SessionManager1")
_LOCKED = ("LockedHint", "Locked")

_SLOTS = ("on_active(bool)", "on_locked()", "on_changed(QString,QVariantMap,QStringList)")

_WM_POWERBROADCAST, _PBT_APMSUSPEND = 0x0218, 0x0004
_WM_WTSSESSION_CHANGE, _WTS_SESSION_LOCK = 0x02B1, 0x7
_WM_ENDS = {(_WM_POWERBROADCAST, _PBT_APMSUSPEND), (_WM_WTSSESSION_CHANGE, _WTS_SESSION_LOCK)}
_THIS_SESSION = 0


class SystemLock(QObject):
    """`must_lock`: the computer is about to sleep, or was asleep, or its screen was locked.

    May come several times for one event.
    """

    must_lock = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messages: _WindowMessages | None = None
        self.sleep = SleepWatch(self)
        self.sleep.slept.connect(self.must_lock)

    def listen(self, window: int) -> None:
        """`window` is the native id of the window, needed on Windows alone."""
        if sys.platform == "win32":
            self._messages = _WindowMessages(self, window)
        elif sys.platform == "linux":
            self._listen_on_buses()

    def leave(self) -> None:
        """Tells nothing any more; call it before the window is closed."""
        self.blockSignals(True)  # noqa: FBT003  Qt's signature
        self.sleep.timer.stop()
        if self._messages is not None:
            self._messages.leave()
            self._messages = None

    def _listen_on_buses(self) -> None:
        # of any type: PySide6 6.12 says that it takes bytes, and takes what SLOT gives alone
        slots: tuple[Any, ...] = tuple(map(SLOT, _SLOTS))
        active, locked, changed = slots
        buses = lazy.PySide6.QtDBus.QDBusConnection
        system = buses.systemBus()
        if system.isConnected():
            session = session_path(os.environ.get("XDG_SESSION_ID", ""))
            system.connect(_LOGIN, "", f"{_LOGIN}.Manager", "PrepareForSleep", self, active)
            system.connect(_LOGIN, session, f"{_LOGIN}.Session", "Lock", self, locked)
            if session:
                system.connect(_LOGIN, session, _PROPERTIES, "PropertiesChanged", self, changed)
        if not has_session_bus(os.environ):
            return  # libdbus would start one
        desktop = buses.sessionBus()
        if desktop.isConnected():
            for path, interface, signal in _SAVERS:
                desktop.connect("", path, interface, signal, self, active)
            desktop.connect("", *_UKUI, self, locked)
            for path in _DEEPIN:
                desktop.connect("", path, _PROPERTIES, "PropertiesChanged", self, changed)

    @Slot(bool)
    def on_active(self, active: bool) -> None:  # noqa: FBT001  as D-Bus calls it
        """A screen saver begins or ends; the computer goes to sleep or is awake again."""
        if active:
            self.must_lock.emit()

    @Slot()
    def on_locked(self) -> None:
        """The session was locked."""
        self.must_lock.emit()

    @Slot(str, "QVariantMap", "QStringList")
    def on_changed(self, _interface: str, values: Mapping[str, object], _gone: list[str]) -> None:
        """A property of the session changed, perhaps the one that says that it is locked."""
        if any(values.get(name) is True for name in _LOCKED):
            self.must_lock.emit()


class _WindowMessages(QAbstractNativeEventFilter):
    """Windows: messages of the window about sleep, and, as it asks for them, about its session."""

    def __init__(self, lock: SystemLock, window: int) -> None:
        super().__init__()
        self._lock = lock
        self._window = window
        application = QCoreApplication.instance()
        assert application is not None
        application.installNativeEventFilter(self)
        ctypes.windll.wtsapi32.WTSRegisterSessionNotification(window, _THIS_SESSION)  # type: ignore[attr-defined]

    def leave(self) -> None:
        """Ends both."""
        application = QCoreApplication.instance()
        assert application is not None
        application.removeNativeEventFilter(self)
        ctypes.windll.wtsapi32.WTSUnRegisterSessionNotification(self._window)  # type: ignore[attr-defined]

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> tuple[bool, int]:
        """Looks on, and lets everything through."""
        if QByteArray(kind).startsWith(b"windows_") and says_lock(_Message.from_address(int(message))):
            self._lock.must_lock.emit()
        return False, 0


class _Message(ctypes.Structure):
    """MSG of winuser.h, as far as it is read."""

    _fields_ = (
        ("window", ctypes.c_void_p),
        ("number", ctypes.c_uint),
        ("detail", ctypes.c_size_t),
    )


def says_lock(message: _Message) -> bool:
    """Whether the message says that the computer goes to sleep or that the session was locked."""
    return (message.number, message.detail) in _WM_ENDS


def session_path(session: str) -> str:
    """The object of logind for a session id; "" without one, which stands for every session.

    The id is escaped as systemd does it: a digit in front, and all that is no letter or digit.
    """
    escaped = [
        char if char.isascii() and char.isalnum() and not (place == 0 and char.isdigit()) else f"_{ord(char):02x}"
        for place, char in enumerate(session)
    ]
    return f"/org/freedesktop/login1/session/{''.join(escaped)}" if session else ""


def has_session_bus(environment: Mapping[str, str]) -> bool:
    """Whether there is a message bus of the user's session already."""
    runtime = environment.get("XDG_RUNTIME_DIR")
    return bool(environment.get("DBUS_SESSION_BUS_ADDRESS")) or (runtime is not None and Path(runtime, "bus").exists())
