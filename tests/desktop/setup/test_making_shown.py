"""Making a record takes seconds, because its passphrase is made hard to try out: the dialog says so meanwhile."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from builders.window.window_builders import ASSESSOR
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QProgressBar

from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.kit.waiting import wait_for
from gridcounter.desktop.setup import first_start, start
from gridcounter.desktop.setup.first_start import SetupDialog
from gridcounter.desktop.setup.start import StartDialog
from gridcounter.errors import Refusal
from gridcounter.services.record.opening import make_record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gridcounter.services.record.first_start import Setup

LONG_ENOUGH = "一个足够长的口令"


@pytest.fixture
def filled(qtbot: QtBot, tmp_path: Path) -> Iterator[SetupDialog]:
    """All is filled in, and 建立台账 is next."""
    dialog = SetupDialog(tmp_path / "office", ASSESSOR, Scale(100))
    qtbot.addWidget(dialog)
    dialog.show()
    texts = (
        (0, {"name": "样例大厅", "code": "jn01"}),
        (1, {"policy_confirmed_on": "2026-09-21"}),
        (2, {"name": "王小明", "pin": "471108", "again": "471108"}),
        (3, {"new": LONG_ENOUGH, "again": LONG_ENOUGH}),
    )
    for place, of_rows in texts:
        dialog.show_step(place)
        for row, text in of_rows.items():
            editor = dialog.steps[place].rows[row].editor
            assert isinstance(editor, QLineEdit)
            editor.setText(text)
    yield dialog
    if dialog.record is not None:
        dialog.record.close()


def meanwhile(monkeypatch: pytest.MonkeyPatch, look: Callable[[], None]) -> None:
    """The record is made only once `look` was called by the event loop of the window."""
    looked = threading.Event()

    def made_late(folder: Path, passphrase: str, setup: Setup) -> tuple[bytes, str]:
        looked.wait()
        return make_record(folder, passphrase, setup)

    def looking() -> None:
        try:
            look()
        finally:
            looked.set()

    monkeypatch.setattr(first_start, "make_record", made_late)
    QTimer.singleShot(0, looking)


def test_while_the_record_is_made_the_dialog_says_so_and_takes_nothing(
    filled: SetupDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stood still for five seconds with its button down, and was pressed again or closed."""
    bar = filled.findChild(QProgressBar)
    assert isinstance(bar, QProgressBar)
    seen: list[object] = []

    def look() -> None:
        seen.append((filled.making.isVisible(), bar.isVisible(), bar.accessibleName(), filled.making.text()))
        seen.append([part.isEnabled() for part in (filled.next, filled.back, filled.passphrase)])
        filled.reject()
        seen.append(filled.isVisible())

    meanwhile(monkeypatch, look)
    filled.next.click()
    assert seen == [(True, True, "正在建立台账", "正在建立台账，要几秒钟…"), [False] * 3, True]
    assert filled.record is not None
    assert (filled.place, filled.making.isVisible(), bar.isVisible()) == (4, False, False)


def test_what_is_refused_is_said_where_it_was_asked_for_and_can_be_tried_again(
    filled: SetupDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise Refusal("磁盘已满")

    with monkeypatch.context() as patched:
        patched.setattr(first_start, "make_record", refuse)
        filled.next.click()
    assert (filled.record, filled.place, filled.trouble.text()) == (None, 3, "磁盘已满")
    assert all(part.isEnabled() for part in (filled.next, filled.back, filled.passphrase))
    assert filled.focusWidget() is filled.passphrase.rows["new"].editor
    filled.next.click()
    assert (filled.place, filled.trouble.isVisible()) == (4, False)


def test_a_fault_of_a_worker_comes_back_as_it_was(filled: SetupDialog) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        wait_for(filled, broken)
    assert wait_for(filled, lambda: 7) == 7


def test_opening_a_record_shows_a_busy_cursor(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The passphrase takes a second here too."""
    shown: list[bool] = []

    def refuse(*_: object, **__: object) -> None:
        shown.append(QGuiApplication.overrideCursor() is not None)
        raise Refusal("口令不对")

    monkeypatch.setattr(start, "open_record", refuse)
    dialog = StartDialog(tmp_path, Scale(100))
    qtbot.addWidget(dialog)
    dialog.go.click()
    assert shown == [True]
    assert QGuiApplication.overrideCursor() is None
