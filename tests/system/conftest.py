"""A session of a user: screen, message bus, window manager, input method. All of it is started here and ended here.

What is not installed fails, it is not skipped: `make test-system` installs it, tools/setup.sh knows what.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from builders.window.window_builders import a_demo_record, a_window
from PySide6.QtWidgets import QApplication

from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.record.record import Record
from system.servers import notice_terms, running, said, until

PINYIN = "libpinyin"
#: The session of systemd-logind that this one passes for; its bus is one of our own.
SESSION = "7"


@pytest.fixture(scope="session", autouse=True)
def user_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Before Qt starts, for Qt takes what it finds then."""
    home = tmp_path_factory.mktemp("home")
    runtime = home / "run"
    runtime.mkdir(mode=0o700)
    with pytest.MonkeyPatch.context() as environment, ExitStack() as started:
        for name in [name for name in os.environ if name.startswith(("XDG_", "QT_", "DBUS_", "WAYLAND_", "IBUS_"))]:
            environment.delenv(name)
        environment.setenv("HOME", str(home))
        environment.setenv("XDG_RUNTIME_DIR", str(runtime))
        environment.setenv("GSETTINGS_BACKEND", "memory")
        screen = ("Xvfb", "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-displayfd", "{pipe}")
        environment.setenv("DISPLAY", ":" + started.enter_context(notice_terms(*screen)))
        bus = ("dbus-daemon", "--session", "--nofork", "--print-address={pipe}")
        environment.setenv("DBUS_SESSION_BUS_ADDRESS", started.enter_context(notice_terms(*bus)))
        environment.setenv("DBUS_SYSTEM_BUS_ADDRESS", started.enter_context(notice_terms(*bus)))
        environment.setenv("XDG_SESSION_ID", SESSION)
        environment.setenv("QT_QPA_PLATFORM", "xcb")
        environment.setenv("QT_IM_MODULE", "ibus")
        environment.setenv("QT_LINUX_ACCESSIBILITY_ALWAYS_ON", "1")
        started.enter_context(running("openbox"))
        until(lambda: said("xdotool", "get_num_desktops") is not None)  # only a window manager has them
        started.enter_context(running("ibus-daemon", "--panel=disable"))
        until(_pinyin_is_chosen)
        yield
        application = QApplication.instance()
        if application is not None:
            application.shutdown()  # before its screen goes


def _pinyin_is_chosen() -> bool:
    """`ibus engine NAME` may complain of a keyboard that it cannot set, and work all the same."""
    said("ibus", "engine", PINYIN)
    return said("ibus", "engine") == PINYIN


@pytest.fixture(scope="session")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    with a_demo_record(tmp_path_factory.mktemp("system")) as opened:
        yield opened


@pytest.fixture
def window(qapp: object, record: Record) -> Iterator[MainWindow]:  # noqa: ARG001  there has to be one
    with a_window(record) as opened:
        yield opened
