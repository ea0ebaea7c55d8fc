"""One record of several clerks and one window over it for the tests of a module that locks and unlocks it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from builders.window.lock_builders import a_record_of_several, as_in_the_morning

from gridcounter.desktop.intake.page import IntakePage
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.record.record import Record


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    with a_record_of_several(tmp_path_factory.mktemp("several")) as made:
        yield made


@pytest.fixture
def window(shared: MainWindow) -> MainWindow:
    return as_in_the_morning(shared)


@pytest.fixture
def page(window: MainWindow, record: Record) -> IntakePage:
    """One customer in front."""
    window.open_application(record.applications.recent(10)[-1].id)
    return window.tabs.pages()[0]
