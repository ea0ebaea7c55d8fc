"""Text copied from a field is removed from the clipboard before the next user."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from builders.record_builders import CHEAP, CLERK, a_record, an_opening
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from gridcounter.bootstrap import open_assessor
from gridcounter.desktop.app import apply_theme, build_window
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.desktop.session.clipboard import CopiedText, take_all_back
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Role

ASSESSOR = open_assessor()
NAME = "样例面馆"


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    with a_record(tmp_path / "record") as record:
        Clerks(record, cost=CHEAP).add(CLERK, "李接班", Role.CLERK, "8642")
        record.journal.append(an_opening(fields={"applicant.name": NAME}))
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        apply_theme(application, LIGHT, Scale())
        opened = build_window(record, ASSESSOR, LIGHT, Scale(), demo=False)
        qtbot.addWidget(opened)
        opened.show()
        opened._on_identified(CLERK)  # noqa: SLF001  as after the PIN
        yield opened
        opened.close()


def the_other(window: MainWindow) -> str:
    return next(one.id for one in window._session.clerks.active() if one.id != CLERK)  # noqa: SLF001


LEAVING: dict[str, Callable[[MainWindow], object]] = {
    "Ctrl+L": lambda window: window.lock(),
    "idle": lambda window: window.idle.idle.emit(),
    "换人": lambda window: window.rail.change_wanted.emit(),
    # whoever takes over a shift sits down without a lock
    "another clerk": lambda window: window._session.switch_clerk(the_other(window)),  # noqa: SLF001
    "closing": lambda window: window.close(),
}


@pytest.mark.parametrize("leave", LEAVING.values(), ids=list(LEAVING))
def test_a_lent_text_is_taken_back_when_the_desk_is_left(
    window: MainWindow, leave: Callable[[MainWindow], object]
) -> None:
    clipboard = QGuiApplication.clipboard()
    CopiedText(NAME)
    assert clipboard.text() == NAME
    leave(window)
    assert clipboard.text() == ""


def test_what_another_program_put_there_stays(window: MainWindow) -> None:
    clipboard = QGuiApplication.clipboard()
    CopiedText(NAME)
    clipboard.setText("别的")
    window.lock()
    assert clipboard.text() == "别的"


def test_what_was_copied_from_a_field_goes_too_as_long_as_it_is_ours(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    clipboard = QGuiApplication.clipboard()
    field = QLineEdit(NAME, window)
    field.selectAll()
    field.copy()
    monkeypatch.setattr(QClipboard, "ownsClipboard", lambda _: True)  # as on a real screen
    window.lock()
    assert clipboard.text() == ""


def test_the_same_clerk_keeps_copied_text_after_unlocking(window: MainWindow) -> None:
    CopiedText(NAME)
    window._session.switch_clerk(CLERK)  # noqa: SLF001  as when the office has set something
    assert QGuiApplication.clipboard().text() == NAME
    window.lock()


def test_a_loan_is_over_once_it_was_taken_back(qtbot: QtBot) -> None:
    """The same text copied later, from elsewhere, is no loan of ours."""
    clipboard = QGuiApplication.clipboard()
    loan = CopiedText(NAME)
    assert loan.timer.isSingleShot()
    with qtbot.waitSignal(loan.destroyed):
        loan.timer.start(0)
    assert clipboard.text() == ""
    clipboard.setText(NAME)
    take_all_back()
    assert clipboard.text() == NAME
    clipboard.clear()
