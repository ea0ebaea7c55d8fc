"""A scan gun is distinguished from a person by its speed, and no typed key is lost."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from gridcounter.desktop.shell.scan import ScanGun

CODE = "GC1:K7M3QX:one_time_notice:1:0a1b2c"


def a_field(qtbot: QtBot, gap_ms: int) -> tuple[QLineEdit, ScanGun]:
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    field.setFocus()
    qtbot.waitUntil(field.isActiveWindow)
    gun = ScanGun(field, gap_ms=gap_ms)
    gun.watch(field)
    return field, gun


def _holds(field: QLineEdit, text: str) -> bool:
    return field.text() == text


def keys(field: QLineEdit, text: str) -> None:
    for char in text:
        # Qt takes a character, its stubs do not say so
        QTest.keyClick(field.windowHandle(), char)  # type: ignore[call-overload]


@pytest.mark.parametrize("code", [CODE, CODE.swapcase()])
def test_a_scanned_code_goes_nowhere_but_to_its_signal(qtbot: QtBot, code: str) -> None:
    field, gun = a_field(qtbot, 60_000)
    keys(field, "x")  # something typed before
    before = field.text()
    with qtbot.waitSignal(gun.scanned) as scanned:
        keys(field, code)
        QTest.keyClick(field.windowHandle(), Qt.Key.Key_Return)
    assert scanned.args == [code]
    assert field.text() == before


def test_what_only_begins_like_a_code_is_typed_after_all(qtbot: QtBot) -> None:
    field, gun = a_field(qtbot, 60_000)
    with qtbot.assertNotEmitted(gun.scanned):
        keys(field, "GC2 GG and gC1")
        assert field.text() == "GC2 GG and "
        keys(field, "x")
        QTest.keyClick(field.windowHandle(), Qt.Key.Key_Return)
    assert field.text() == "GC2 GG and gC1x"


def test_a_person_who_types_slowly_is_not_a_gun(qtbot: QtBot) -> None:
    field, gun = a_field(qtbot, 1)
    with qtbot.assertNotEmitted(gun.scanned):
        for seen in ("G", "GC", "GC1", "GC1:", "GC1:A"):
            keys(field, seen[-1])
            qtbot.waitUntil(partial(_holds, field, seen))
        QTest.keyClick(field.windowHandle(), Qt.Key.Key_Return)
    assert field.text() == "GC1:A"


def test_enter_alone_is_enter(qtbot: QtBot) -> None:
    field, gun = a_field(qtbot, 60_000)
    with qtbot.assertNotEmitted(gun.scanned), qtbot.waitSignal(field.returnPressed):
        QTest.keyClick(field.windowHandle(), Qt.Key.Key_Return)
    with qtbot.waitSignal(field.returnPressed):
        keys(field, "G")
        QTest.keyClick(field.windowHandle(), Qt.Key.Key_Return)
    assert field.text() == "G"


def test_two_hundred_characters_may_be_a_code_and_one_more_is_text(qtbot: QtBot) -> None:
    field, gun = a_field(qtbot, 60_000)
    with qtbot.waitSignal(gun.scanned) as scanned:
        keys(field, "GC1:" + "A" * 196)
        QTest.keyClick(field.windowHandle(), Qt.Key.Key_Return)
    assert len(scanned.args[0]) == 200
    with qtbot.assertNotEmitted(gun.scanned):
        keys(field, "GC1:" + "A" * 197)
        QTest.keyClick(field.windowHandle(), Qt.Key.Key_Return)
    assert field.text() == "GC1:" + "A" * 197
