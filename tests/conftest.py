"""Lets tests of every folder import what they share from this one."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def qt_garbage_stays_on_its_thread(request: pytest.FixtureRequest) -> Iterator[None]:
    """Widgets that a test leaves behind must not be collected by the writer thread of the next one."""
    yield
    if {"qtbot", "qapp"} & set(request.fixturenames):
        gc.collect()
        gc.enable()
