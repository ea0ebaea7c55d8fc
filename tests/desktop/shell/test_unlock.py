"""Unlocking and taking over: any active clerk, with the own PIN."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from builders.record_builders import CHEAP, DAY
from builders.window.lock_builders import clerk_called, unlock
from builders.window.window_builders import until
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from gridcounter.core.record.journal import Act, Kind
from gridcounter.desktop.home.shift import ShiftDialog
from gridcounter.desktop.intake.page import IntakePage
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Role
from gridcounter.services.record.record import Record
from gridcounter.store.database import RECORD_FILE
from gridcounter.store.files import MovedAway


def test_no_pin_is_no_try_and_opens_nothing(window: MainWindow) -> None:
    window.lock()
    unlock(window, "c1", "")
    QTest.keyClick(window.lock_page.pin, Qt.Key.Key_Return)
    assert window.locked
    assert window.lock_page.problem.text() == "请输入操作码"
    unlock(window, "c1", "0000")
    assert window.locked
    assert "再错 2 次" in window.lock_page.problem.text()
    assert window.lock_page.pin.text() == "", "the next one does not go on from it"


def test_the_pin_is_hidden_and_takes_digits_only(window: MainWindow) -> None:
    window.lock()
    pin = window.lock_page.pin
    assert pin.echoMode() == QLineEdit.EchoMode.Password
    QTest.keyClicks(pin, "12ab34567890")
    assert pin.text() == "12345678"


def test_three_wrong_pins_wait_and_no_way_round_it_helps(window: MainWindow) -> None:
    leader, page = clerk_called(window, "周值班"), window.lock_page
    window.lock()
    for _ in range(3):
        unlock(window, "c1", "0000")
    assert [page.pin.isEnabled(), page.enter.isEnabled()] == [False, False]
    assert "30 秒" in page.problem.text()
    page.who.setCurrentIndex(page.who.findData(leader))
    unlock(window, "c1", "471108")
    assert window.locked, "looking at somebody else does not end the wait"
    for _ in range(29):
        page._wait.timeout.emit()  # noqa: SLF001  a second goes by
        assert not page.pin.isEnabled()
    page._wait.timeout.emit()  # noqa: SLF001
    assert page.pin.isEnabled()
    assert page.problem.text() == ""


def test_what_keeps_a_pin_from_being_tried_is_said_where_it_is_typed(
    window: MainWindow, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was said in the pages behind the lock, where nobody sees it."""

    def refuse(*_: object) -> None:
        raise MovedAway(record.folder / RECORD_FILE)

    window.lock()
    monkeypatch.setattr(Clerks, "identify", refuse)
    unlock(window, "c1", "471108")
    assert window.locked
    assert "移走" in window.lock_page.problem.text()


def test_who_has_an_old_short_pin_is_told_to_change_it(window: MainWindow, record: Record) -> None:
    pin = PasswordHasher(CHEAP.passes, CHEAP.memory_kib, CHEAP.lanes).hash("1379")
    old = {"id": "c9", "name": "陈老人", "role": "leader", "pin": pin, "active": 1}
    record.journal.append(Act(Kind.CLERK_ADDED, old, "c1"))
    window.lock()
    window.lock_page.ask()
    unlock(window, "c9", "1379")
    assert not window.locked
    assert "陈老人的操作码只有 4 位" in window.trouble.text.text()
    record.journal.append(Act(Kind.CLERK_CHANGED, old | {"active": 0}, "c1"))


def test_one_clerks_pin_does_not_open_the_desk_as_another(window: MainWindow) -> None:
    window.lock()
    unlock(window, clerk_called(window, "周值班"), "471108")
    assert window.locked
    unlock(window, "c1", "864208")
    assert window.locked


def test_who_left_is_not_offered_and_cannot_open_it(window: MainWindow) -> None:
    clerks = window._session.clerks  # noqa: SLF001
    window.lock()
    page = window.lock_page
    assert [page.who.itemText(place) for place in range(page.who.count())] == ["王小明　管理员", "周值班　值班长"]
    assert page.who.currentData() == "c1", "whoever was there last stands first"
    late = clerks.add("c1", "郑离岗", Role.CLERK, "2479")
    page.ask()
    clerks.leave("c1", late)  # at the very moment at which the list shows him
    unlock(window, late, "2479")
    assert window.locked
    assert "已停用" in page.problem.text()


def test_the_next_clerk_works_under_his_own_name_and_rights(
    window: MainWindow, page: IntakePage, record: Record
) -> None:
    clerks = window._session.clerks  # noqa: SLF001
    plain = clerks.add("c1", "何经办", Role.CLERK, "9753")
    window.lock()
    unlock(window, plain, "9753")
    assert not window.locked
    assert window._session.service.clerk == plain  # noqa: SLF001
    assert window.tabs.standing() == ((page.application,), page.application)
    assert window.rail.clerk.text() == "何经办\n经办"
    assert "统计" not in [button.text() for button in window.rail._buttons]  # noqa: SLF001
    desk = window._session.service  # noqa: SLF001
    assert record.applications.get(desk.begin(DAY)).opened_by == plain
    clerks.leave("c1", plain)
    window.lock()
    assert window.lock_page.who.findData(plain) == -1
    unlock(window, plain, "9753")
    assert window.locked, "who left while he sat there does not come back"


def test_the_shift_is_handed_over_only_to_an_active_clerk_and_with_a_pin(window: MainWindow, record: Record) -> None:
    window.show_page(PageKey.HOME)
    window.home.shift.click()
    until(lambda: window.findChild(ShiftDialog) is not None)
    dialog = window.findChild(ShiftDialog)
    assert dialog is not None
    assert [dialog.who.itemText(place) for place in range(dialog.who.count())] == ["周值班　值班长"]
    before = record.journal.count()
    dialog.confirm.click()
    assert dialog.isVisible()
    assert record.journal.count() == before
    assert window._session.service.clerk == "c1"  # noqa: SLF001
    dialog.pin.setText("864208")
    dialog.confirm.click()
    last = list(record.journal.all())[-1]
    assert (last.kind, last.clerk) == (Kind.DESK_HANDED_OVER, "c1")
    assert window._session.service.clerk == clerk_called(window, "周值班")  # noqa: SLF001
