"""A window of a real session locks when logind or a screen saver says so, over real buses."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from builders.window.window_builders import until
from PySide6.QtCore import SLOT, QObject, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage

from gridcounter.desktop.shell.main_window import MainWindow

OURS, OTHERS = "/org/freedesktop/login1/session/_37", "/org/freedesktop/login1/session/_38"
LOGIN, SESSION = "org.freedesktop.login1", "org.freedesktop.login1.Session"
CHANGED = "org.freedesktop.DBus.Properties.PropertiesChanged"
MANAGER = ("/org/freedesktop/login1", f"{LOGIN}.Manager.PrepareForSleep")
#: name, and what logind sends: object, signal, values
FROM_LOGIND: dict[str, tuple[Any, ...]] = {
    "sleep": (*MANAGER, True),
    "lock": (OURS, f"{SESSION}.Lock"),
    "hint": (OURS, CHANGED, SESSION, {"LockedHint": True}, ["IdleHint"]),
}
OF_NO_CONCERN: dict[str, tuple[Any, ...]] = {
    "awake again": (*MANAGER, False),
    "unlocked": (OURS, CHANGED, SESSION, {"LockedHint": False}, ["IdleHint"]),
    "another session": (OTHERS, f"{SESSION}.Lock"),
}
FROM_THE_DESKTOP: dict[str, tuple[Any, ...]] = {
    "KDE": ("/ScreenSaver", "org.freedesktop.ScreenSaver.ActiveChanged", True),
    "KDE, the other path": ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver.ActiveChanged", True),
    "GNOME": ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", True),
    "Kylin": ("/", "org.ukui.ScreenSaver.lock"),
    "Deepin": ("/com/deepin/SessionManager", CHANGED, "com.deepin.SessionManager", {"Locked": True}, ["Stage"]),
}


class Fence(QObject):
    """What one sender says comes in its order: once this has come, all before it has."""

    def __init__(self, bus: QDBusConnection) -> None:
        super().__init__()
        self.reached = False
        slot: Any = SLOT("on_reached()")
        assert bus.connect("", "", "org.example.Fence", "Reached", self, slot)

    @Slot()
    def on_reached(self) -> None:
        self.reached = True


@pytest.fixture
def told(window: MainWindow) -> MainWindow:
    """At work, and listening."""
    window.warm_up()
    assert not window.locked
    return window


@pytest.fixture
def logind(qapp: object) -> Iterator[QDBusConnection]:
    """Whoever has its name on the system bus."""
    del qapp
    bus = QDBusConnection.connectToBus(os.environ["DBUS_SYSTEM_BUS_ADDRESS"], "logind")
    assert bus.registerService(LOGIN)
    yield bus
    assert bus.unregisterService(LOGIN)
    QDBusConnection.disconnectFromBus("logind")


@pytest.fixture
def desktop(qapp: object) -> Iterator[QDBusConnection]:
    """Another program of the session."""
    del qapp
    yield QDBusConnection.connectToBus(os.environ["DBUS_SESSION_BUS_ADDRESS"], "desktop")
    QDBusConnection.disconnectFromBus("desktop")


def send(bus: QDBusConnection, path: str, signal: str, *values: object) -> None:
    interface, _, name = signal.rpartition(".")
    message = QDBusMessage.createSignal(path, interface, name)
    message.setArguments(list(values))
    assert bus.send(message)


@pytest.mark.parametrize("name", FROM_LOGIND)
def test_sleep_and_a_locked_session_lock_the_window(logind: QDBusConnection, told: MainWindow, name: str) -> None:
    send(logind, *FROM_LOGIND[name])
    until(lambda: told.locked)


@pytest.mark.parametrize("name", OF_NO_CONCERN)
def test_what_is_of_no_concern_does_not_lock(logind: QDBusConnection, told: MainWindow, name: str) -> None:
    fence = Fence(QDBusConnection.systemBus())
    send(logind, *OF_NO_CONCERN[name])
    send(logind, "/", "org.example.Fence.Reached")
    until(lambda: fence.reached)
    assert not told.locked


def test_somebody_else_is_not_believed_to_be_logind(logind: QDBusConnection, told: MainWindow) -> None:
    fence = Fence(QDBusConnection.systemBus())
    other = QDBusConnection.connectToBus(os.environ["DBUS_SYSTEM_BUS_ADDRESS"], "other")
    send(other, *FROM_LOGIND["lock"])
    send(other, "/", "org.example.Fence.Reached")
    until(lambda: fence.reached)
    assert not told.locked
    send(logind, *FROM_LOGIND["lock"])
    until(lambda: told.locked)
    QDBusConnection.disconnectFromBus("other")


@pytest.mark.parametrize("name", FROM_THE_DESKTOP)
def test_a_screen_saver_of_the_desktop_locks_the_window(desktop: QDBusConnection, told: MainWindow, name: str) -> None:
    send(desktop, *FROM_THE_DESKTOP[name])
    until(lambda: told.locked)


def test_a_window_that_was_closed_is_told_nothing(desktop: QDBusConnection, told: MainWindow) -> None:
    """Its record may be closed by then, while the last backup still runs."""
    told.close()
    fence = Fence(QDBusConnection.sessionBus())
    send(desktop, *FROM_THE_DESKTOP["KDE"])
    send(desktop, "/", "org.example.Fence.Reached")
    until(lambda: fence.reached)
    assert not told.locked
