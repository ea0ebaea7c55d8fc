"""Sleep and a locked screen, as far as no bus is needed; over real buses: tests/system/test_system_lock_told.py."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from pathlib import Path

import pytest
from builders.window.lock_builders import a_record_of_several, as_in_the_morning
from builders.window.window_builders import a_window
from PySide6.QtDBus import QDBusConnection
from PySide6.QtWidgets import QApplication, QDialog

from gridcounter.desktop.runtime.system_lock import (
    SystemLock,
    _Message,
    _WindowMessages,
    has_session_bus,
    says_lock,
    session_path,
)

LOCKING: list[tuple[str, Callable[[SystemLock], None]]] = [
    ("a screen saver, or sleep", lambda lock: lock.on_active(True)),  # noqa: FBT003
    ("the session", lambda lock: lock.on_locked()),
    ("logind's property", lambda lock: lock.on_changed("org.freedesktop.login1.Session", {"LockedHint": True}, [])),
    ("Deepin's property", lambda lock: lock.on_changed("com.deepin.SessionManager", {"Locked": True}, [])),
]
NOT_LOCKING: list[tuple[str, Callable[[SystemLock], None]]] = [
    ("awake again", lambda lock: lock.on_active(False)),  # noqa: FBT003
    ("unlocked", lambda lock: lock.on_changed("org.freedesktop.login1.Session", {"LockedHint": False}, [])),
    ("something else", lambda lock: lock.on_changed("org.freedesktop.login1.Session", {"IdleHint": True}, [])),
]


@pytest.mark.parametrize("told", [told for _, told in LOCKING], ids=[name for name, _ in LOCKING])
def test_sleep_and_a_locked_screen_lock_the_window(
    qapp: QApplication, tmp_path: Path, told: Callable[[SystemLock], None]
) -> None:
    del qapp
    with a_record_of_several(tmp_path / "office") as record, a_window(record) as window:
        as_in_the_morning(window)
        open_dialog = QDialog(window)
        open_dialog.open()

        told(window.system_lock)
        told(window.system_lock)

        assert window.locked
        assert not open_dialog.isVisible()


@pytest.mark.parametrize("told", [told for _, told in NOT_LOCKING], ids=[name for name, _ in NOT_LOCKING])
def test_nothing_else_locks(told: Callable[[SystemLock], None]) -> None:
    lock, locked = SystemLock(), []
    lock.must_lock.connect(lambda: locked.append(True))
    told(lock)
    assert locked == []


def test_without_any_bus_listening_is_passed_over(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    del qapp
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setattr(QDBusConnection, "isConnected", lambda _: False)
    lock = SystemLock()
    lock.listen(0)
    lock.leave()


def test_a_session_bus_is_never_started_by_looking_for_it(tmp_path: Path) -> None:
    (tmp_path / "bus").touch()
    assert has_session_bus({"DBUS_SESSION_BUS_ADDRESS": "unix:path=/run/bus"})
    assert has_session_bus({"XDG_RUNTIME_DIR": str(tmp_path)})
    assert not has_session_bus({"XDG_RUNTIME_DIR": str(tmp_path / "nothing")})
    assert not has_session_bus({"DISPLAY": ":0"})


@pytest.mark.parametrize(
    ("session", "path"),
    [("", ""), ("2", "/_32"), ("12", "/_312"), ("c1", "/c1"), ("a-b", "/a_2db"), ("会", "/_4f1a")],
)
def test_the_session_is_named_as_logind_names_it(session: str, path: str) -> None:
    assert session_path(session) == (f"/org/freedesktop/login1/session{path}" if path else "")


@pytest.mark.parametrize(
    ("number", "detail", "locks"),
    [
        (0x0218, 0x0004, True),  # WM_POWERBROADCAST, PBT_APMSUSPEND
        (0x0218, 0x0012, False),  # PBT_APMRESUMEAUTOMATIC
        (0x0218, 0x000A, False),  # PBT_APMPOWERSTATUSCHANGE: the charger was pulled
        (0x02B1, 0x7, True),  # WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK
        (0x02B1, 0x8, False),  # WTS_SESSION_UNLOCK
        (0x0100, 0x7, False),  # a key
    ],
)
def test_messages_of_windows_are_read_where_they_lie(number: int, detail: int, *, locks: bool) -> None:
    message = _Message(None, number, detail)
    assert says_lock(message) is locks

    heard = []
    lock = SystemLock()
    lock.must_lock.connect(lambda: heard.append(True))
    looking_on = _WindowMessages.__new__(_WindowMessages)  # without asking Windows for them
    super(_WindowMessages, looking_on).__init__()
    looking_on._lock = lock  # noqa: SLF001
    address = ctypes.addressof(message)
    assert looking_on.nativeEventFilter(b"windows_generic_MSG", address) == (False, 0)
    assert looking_on.nativeEventFilter(b"xcb_generic_event_t", address) == (False, 0)
    assert heard == [True] * locks
