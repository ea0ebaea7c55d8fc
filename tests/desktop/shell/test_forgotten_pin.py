"""The lock page for an administrator who forgot the PIN: with the recovery sheet, and only with it, it opens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from builders.record_builders import CHEAP, PASSPHRASE, a_setup
from builders.window.window_builders import a_window, until
from PySide6.QtWidgets import QApplication

from gridcounter.core.record.journal import Kind
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.desktop.shell.pin_recovery import PinRecoveryDialog
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Role
from gridcounter.services.record.opening import create_record
from gridcounter.services.record.record import Record

NEW = "864209"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[tuple[Record, str]]:
    record, code = create_record(tmp_path / "office", PASSPHRASE, a_setup(), cost=CHEAP)
    Clerks(record, cost=CHEAP).add("c1", "周值班", Role.LEADER, "138057")
    yield record, code
    record.close()


@pytest.fixture
def window(qapp: QApplication, office: tuple[Record, str]) -> Iterator[MainWindow]:
    del qapp
    with a_window(office[0]) as opened:
        opened._session.clerks.cost = CHEAP  # noqa: SLF001  of the hash of the new PIN
        yield opened


def asked(window: MainWindow) -> PinRecoveryDialog:
    assert window.locked
    window.lock_page.forgotten.click()
    return window.lock_page.findChildren(PinRecoveryDialog)[-1]


def give(dialog: PinRecoveryDialog, code: str, pin: str = NEW, again: str = NEW) -> None:
    for edit, text in ((dialog.code, code), (dialog.pin, pin), (dialog.again, again)):
        edit.setText(text)
    dialog.go.click()
    until(dialog.go.isEnabled)


def problems(dialog: PinRecoveryDialog) -> list[str]:
    return [text for text in (*(row.problem for row in dialog.rows.values()), dialog.trouble.text()) if text]


def test_the_only_administrator_comes_back_in_with_the_sheet(window: MainWindow, office: tuple[Record, str]) -> None:
    record, code = office
    dialog = asked(window)
    assert [dialog.who.itemText(place) for place in range(dialog.who.count())] == ["王小明"]
    for edit, text in ((dialog.code, code), (dialog.pin, NEW), (dialog.again, NEW)):
        edit.setText(text)
    dialog.go.click()

    until(lambda: not window.locked)
    assert window._session.service.clerk == "c1"  # noqa: SLF001
    *_, entry = record.journal.all()
    assert (entry.kind, entry.clerk) == (Kind.CLERK_CHANGED, "c1")
    window.lock()
    window.lock_page.pin.setText(NEW)
    window.lock_page.enter.click()
    assert not window.locked


@pytest.mark.parametrize(
    ("code", "pin", "again", "said"),
    [
        ("", NEW, NEW, "请输入恢复单上的恢复码"),
        ("ABCD-EFGH-JKMN-PQRS-TUVW-XYZ2-3456-789A", NEW, NEW, "恢复码不对"),
        (PASSPHRASE, NEW, NEW, "恢复码不对"),
        ("CODE", "12", "12", "位数字"),
        ("CODE", NEW, "111111", "两遍不一样"),
    ],
)
def test_whatever_is_wrong_is_told_and_the_window_stays_locked(
    window: MainWindow, office: tuple[Record, str], code: str, pin: str, again: str, said: str
) -> None:
    record, right = office
    before = record.journal.count()
    dialog = asked(window)
    give(dialog, right if code == "CODE" else code, pin, again)

    (problem,) = problems(dialog)
    assert said in problem
    assert window.locked
    tried = list(record.journal.all())[before:]
    assert [entry.kind for entry in tried] == [Kind.PIN_WRONG] * (said == "恢复码不对")
    dialog.leave.click()
    until(lambda: not dialog.isVisible())
    assert window.locked


def test_a_code_left_on_the_screen_goes_with_the_next_lock(window: MainWindow, office: tuple[Record, str]) -> None:
    """The idle watch locks what is locked already."""
    dialog = asked(window)
    dialog.code.setText(office[1])
    window.idle.idle.emit()
    assert not dialog.isVisible()
    assert window.locked
