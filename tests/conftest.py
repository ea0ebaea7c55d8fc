"""Makes shared test modules importable from every folder of tests, and checks all tests for side effects."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import secrets
import shutil
import sys
from typing import TYPE_CHECKING, Any

import pytest
from builders.extent import SEARCH, examples
from builders.record_builders import shelve_in
from hypothesis import settings

from gridcounter.store.search.tokens import initials

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from builders.hub_server import HubServer, MadeHub
    from builders.window.hall import Hall
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from gridcounter.desktop.kit.tasks import Tasks
    from gridcounter.desktop.session.session import Session
    from gridcounter.desktop.shell.main_window import MainWindow
    from gridcounter.services.record.record import Record
    from gridcounter.store.hub.access import HubAccess

# a busy machine makes nothing wrong, and only a search tries other examples than the last time
settings.register_profile("gridcounter", deadline=None, max_examples=examples(100), derandomize=not SEARCH)
settings.load_profile("gridcounter")

# as both programs do when they start; a test of modes sets its own
os.umask(0o077)

#: Where Linux has memory as a folder, and bytes that must be free: the tests of two workers hold a tenth of it at once.
_MEMORY, _ROOM = "/dev/shm", 2 * 1024**3  # noqa: S108  pytest makes a folder of the user's own in it
# every record is an encrypted file that is made durable at each entry: on a disk a third of the time is waiting for it
if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free >= _ROOM:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", _MEMORY)

#: Windows runs no shell script, has no queue of CUPS, moves no open file, and keeps others out by the profile's folder.
_NOT_ON_WINDOWS = [
    *("test_linux_install.py", "test_setup.py", "test_privacy.py", "store/test_files.py"),
    *("services/papers/test_queue_answers.py", "services/test_nothing_for_others.py"),
    *("services/record/test_moved_away.py", "services/record/test_pipes_in_place.py"),
    *("store/hub", "cli/test_hub_cli.py"),
]
collect_ignore = [*_NOT_ON_WINDOWS, "desktop/kit/test_refused_print.py"] if sys.platform == "win32" else []


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is loaded by now stays to the end: no collection after a test needs to look through it again."""
    if any(_is_of_qt(item) for item in session.items):
        initials("样例")  # the dictionaries of readings are 200,000 lists, two thirds of what it would look through
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def records_made_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """See tests/builders/record_builders.py."""
    shelve_in(tmp_path_factory.mktemp("records"))


@pytest.fixture(scope="session", autouse=True)
def nothing_in_the_users_own_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An open record leaves a note in the user's settings; processes that a test starts inherit the variable."""
    folder = tmp_path_factory.mktemp("config")
    with _settings_in(folder):
        yield folder


@pytest.fixture(autouse=True)
def settings_of_its_own(nothing_in_the_users_own_folder: Path) -> Iterator[None]:
    """Records that two tests copied from one made once are one record, and a note of one would tell of the other."""
    with _settings_in(nothing_in_the_users_own_folder / secrets.token_hex(8)):
        yield


@contextlib.contextmanager
def _settings_in(folder: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_CONFIG_HOME", str(folder))
        patched.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        # where no variable says it: on Windows and macOS
        patched.setattr("gridcounter.paths.user_config_path", folder.joinpath)
        patched.setattr("gridcounter.paths.user_cache_path", lambda *_, **__: folder / "cache" / "gridcounter")
        yield


@pytest.fixture(scope="session")
def hub_server() -> Iterator[HubServer]:
    """A real PostgreSQL, started for the first test of a worker that asks for it."""
    # as above
    from builders.hub_server import running_hub_server

    with running_hub_server() as running:
        yield running


@pytest.fixture
def new_hub(hub_server: HubServer) -> MadeHub:
    """A hub of its own for one test; the server is one for all."""
    return hub_server.hub()


@pytest.fixture
def hub_access(new_hub: MadeHub) -> HubAccess:
    """Of the first desk of an office there."""
    return new_hub.office()


@pytest.fixture(scope="module")
def hub_logins(hub_server: HubServer) -> tuple[HubAccess, HubAccess]:
    """A desk and the city of one hub, for tests in which nothing is let in."""
    made = hub_server.hub()
    return made.office(), made.city()


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """The caret does not blink: it is in every picture of a field that has the focus, however long the drawing took."""
    qapp.setCursorFlashTime(0)
    return qapp


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    """The demonstration, for a module of tests; a test that changes what others count makes its own."""
    from builders.window.window_builders import a_demo_record

    with a_demo_record(tmp_path_factory.mktemp("demo")) as made:
        yield made


@pytest.fixture(scope="module")
def shared(qapp: QApplication, record: Record) -> Iterator[MainWindow]:
    """One window over the record for a module of tests."""
    from builders.window.window_builders import a_window

    del qapp
    with a_window(record) as opened:
        yield opened


@pytest.fixture
def window(qapp: QApplication, record: Record) -> Iterator[MainWindow]:
    """A window over the record for one test."""
    from builders.window.window_builders import a_window

    del qapp
    with a_window(record) as opened:
        yield opened


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None]:
    """What a module of tests has loaded, as packs, faces and pages of the manual, stays to the end as well."""
    yield
    if _is_of_qt(item) and (nextitem is None or nextitem.path != item.path):
        gc.collect()
        gc.freeze()


def _is_of_qt(item: pytest.Item) -> bool:
    return not {"qtbot", "qapp"}.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.fixture(autouse=True)
def qt_garbage_stays_on_its_thread(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test leaves behind is gone before the next: collected on its own thread, and not styled again."""
    qt = _is_of_qt(request.node)
    if qt:
        gc.disable()  # a window that several tests share has done so only once
    yield
    if qt:
        # only where it is asked for: the rules are tested without a window
        from PySide6.QtCore import QCoreApplication, QEvent
        from PySide6.QtGui import QAccessible

        # whoever asked as a screen reader does has left
        QAccessible.setActive(False)

        # what was to be deleted later waits for a loop of events, which no test runs
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.enable()


@pytest.fixture(autouse=True)
def no_stray_log_record(request: pytest.FixtureRequest) -> Iterator[None]:
    """A warning that nobody meant to write fails the test, whichever logger, handler or thread it came by."""
    meant = [str(marker.args[0]) for marker in request.node.iter_markers("logs")]
    seen: list[logging.LogRecord] = []
    make = logging.getLogRecordFactory()

    def made(*value: object, **more: object) -> logging.LogRecord:
        record = make(*value, **more)
        if record.levelno >= logging.WARNING:
            seen.append(record)
        return record

    logging.setLogRecordFactory(made)
    yield
    logging.setLogRecordFactory(make)
    value = [f"{record.name}: {record.getMessage()}" for record in seen]
    assert [words for words in value if not any(expected in words for expected in meant)] == []
    assert [words for words in meant if not any(words in one for one in value)] == [], "meant to be logged, and was not"


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    """A hall whose printer is a file; tests of single pages have a desk of their own."""
    # only where it is asked for: the rules are tested without a window
    from builders.window.hall import hall, print_to

    print_to(monkeypatch, tmp_path / "printed.pdf")
    with hall(qtbot, tmp_path, "jining") as opened:
        yield opened


@pytest.fixture
def seaside(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    """The same in a place whose paper asks for documents of its own."""
    # as above
    from builders.window.hall import hall, print_to

    print_to(monkeypatch, tmp_path / "printed.pdf")
    with hall(qtbot, tmp_path, "lianyungang") as opened:
        yield opened


@pytest.fixture(scope="module")
def session(qapp: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """What the single pages of one module of tests stand on; they leave their records in it."""
    # as above
    from builders.window.window_builders import a_session

    del qapp
    with a_session(tmp_path_factory.mktemp("session")) as made:
        yield made


@pytest.fixture(scope="module")
def tasks(qapp: object) -> Iterator[Tasks]:
    # as above
    from gridcounter.desktop.kit.tasks import Tasks

    del qapp
    made = Tasks()
    yield made
    made.wait()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The figures of tests/faults/test_sweep.py."""
    swept: list[dict[str, Any]] = [
        text
        for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
        if report.when == "call"
        for name, text in report.user_properties
        if name == "swept"
    ]
    if not swept:
        return
    blows = list(swept[0]["blows"])
    terminalreporter.section("blows at steps")
    terminalreporter.line(f"{'act':12}{'steps':>7}{'writes':>8}{'syncs':>7}" + "".join(f"{blow:>7}" for blow in blows)
                          + f"{'missed':>8}{'failed':>8}{'seconds':>9}")  # fmt: skip
    for text in sorted(swept, key=lambda one: str(one["act"])):
        steps = text["steps"]
        row = f"{text['act']:12}{sum(steps.values()):7}{steps.get('write', 0):8}{steps.get('sync', 0):7}"
        row += "".join(f"{text['blows'][blow]:7}" for blow in blows)
        terminalreporter.line(row + f"{text['missed']:8}{len(text['failures']):8}{text['seconds']:9}")
