"""A demonstration record for each module, with a window over it: one for each test, or one for the whole module."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.window.window_builders import a_demo_record, a_window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication

    from gridcounter.desktop.shell.main_window import MainWindow
    from gridcounter.services.record.record import Record


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    with a_demo_record(tmp_path_factory.mktemp("demo")) as made:
        yield made


@pytest.fixture(scope="module")
def shared(qapp: QApplication, record: Record) -> Iterator[MainWindow]:
    del qapp
    with a_window(record) as opened:
        yield opened


@pytest.fixture
def window(qapp: QApplication, record: Record) -> Iterator[MainWindow]:
    del qapp
    with a_window(record) as opened:
        yield opened
