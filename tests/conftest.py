"""Lets tests of every folder import what they share from this one, and watches over all of them."""

from __future__ import annotations

import gc
import logging
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Windows runs no shell script.
collect_ignore = ["test_linux_install.py"] if sys.platform == "win32" else []


@pytest.fixture(autouse=True)
def qt_garbage_stays_on_its_thread(request: pytest.FixtureRequest) -> Iterator[None]:
    """Widgets that a test leaves behind must not be collected by the writer thread of the next one."""
    qt = bool({"qtbot", "qapp"} & set(request.fixturenames))
    if qt:
        gc.disable()  # a window that several tests share has done so only once
    yield
    if qt:
        gc.collect()
        gc.enable()


@pytest.fixture(autouse=True)
def no_stray_log_record(request: pytest.FixtureRequest) -> Iterator[None]:
    """A warning that nobody meant to write fails the test, whichever logger, handler or thread it came by."""
    meant = [str(marker.args[0]) for marker in request.node.iter_markers("logs")]
    seen: list[logging.LogRecord] = []
    make = logging.getLogRecordFactory()

    def made(*told: object, **more: object) -> logging.LogRecord:
        record = make(*told, **more)
        if record.levelno >= logging.WARNING:
            seen.append(record)
        return record

    logging.setLogRecordFactory(made)
    yield
    logging.setLogRecordFactory(make)
    told = [f"{record.name}: {record.getMessage()}" for record in seen]
    assert [words for words in told if not any(expected in words for expected in meant)] == []
    assert [words for words in meant if not any(words in one for one in told)] == [], "meant to be logged, and was not"
