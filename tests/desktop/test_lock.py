"""A lock that locks: what counts as a touch, what a locked desk shows and lets through, who may open it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from filing_builders import fields_of
from PySide6.QtCore import QEvent, QObject, QPropertyAnimation, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from record_builders import CHEAP, DAY, a_record
from window_builders import a_window, until
from window_texts import on_the_screen

from gridcounter.core.journal import Kind
from gridcounter.desktop.asking import is_sure
from gridcounter.desktop.handing_out import HandingOut
from gridcounter.desktop.pages.shift import ShiftDialog
from gridcounter.desktop.sections import backups
from gridcounter.desktop.sections.display import DisplaySection
from gridcounter.desktop.workplace import Place
from gridcounter.services.clerks import Clerks
from gridcounter.services.intake import Intake
from gridcounter.services.roles import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gridcounter.desktop.main_window import MainWindow
    from gridcounter.desktop.pages.intake import IntakePage
    from gridcounter.services.record import Record

#: Nobody sits at a desk at which only these happen.
TOUCHES = {"KeyPress", "MouseMove", "MouseButtonPress", "Wheel", "TouchBegin", "InputMethod"}
PERSONAL = {
    "applicant.name": "样例食品厂",
    "applicant.id_number": "91370811MA0000047Q",
    "applicant.phone": "13900000117",
    "applicant.legal_representative": "样例法人",
    "agent.name": "样例代理",
    "agent.phone": "13900000221",
    "premises.address": "样例路9号",
}
_CONTROL, _SHIFT, _ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
_NONE = Qt.KeyboardModifier.NoModifier
KEYS = (
    (Qt.Key.Key_N, _CONTROL),
    (Qt.Key.Key_N, _CONTROL | _SHIFT),
    (Qt.Key.Key_K, _CONTROL),
    (Qt.Key.Key_P, _CONTROL),
    (Qt.Key.Key_W, _CONTROL),
    (Qt.Key.Key_Tab, _CONTROL),
    (Qt.Key.Key_Tab, _CONTROL | _SHIFT),
    (Qt.Key.Key_Return, _CONTROL),
    (Qt.Key.Key_Enter, _CONTROL),
    *((key, _NONE) for key in (Qt.Key.Key_F2, Qt.Key.Key_F5, Qt.Key.Key_F7, Qt.Key.Key_F8, Qt.Key.Key_Escape)),
    *((Qt.Key(Qt.Key.Key_1 + place), _ALT) for place in range(6)),
)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    with a_record(tmp_path_factory.mktemp("lock")) as made:
        clerks = Clerks(made, cost=CHEAP)
        clerks.add("c1", "周值班", Role.LEADER, "8642")
        clerks.leave("c1", clerks.add("c1", "吴离岗", Role.CLERK, "1357"))
        for _ in range(2):
            Intake(made, "c1").open(DAY, {**fields_of("jining"), **PERSONAL})
        yield made


@pytest.fixture(scope="module")
def shared(qapp: QApplication, record: Record) -> Iterator[MainWindow]:
    del qapp
    with a_window(record) as opened:
        yield opened


@pytest.fixture
def window(shared: MainWindow) -> MainWindow:
    """Open, the administrator at it, nobody parked; nobody has given a wrong PIN."""
    shared._counter.clerks._tries.clear()  # noqa: SLF001  of the test before
    while shared.tabs.count():
        shared.tabs.tabCloseRequested.emit(0)
    if not shared.locked:
        shared.lock()
    unlock(shared, "c1", "4711")
    assert not shared.locked
    return shared


@pytest.fixture
def page(window: MainWindow, record: Record) -> IntakePage:
    """One customer in front."""
    window.open_application(record.applications.recent(10)[-1].id)
    return window.tabs.pages()[0]


def unlock(window: MainWindow, clerk: str, pin: str) -> None:
    page = window.lock_page
    page.who.setCurrentIndex(page.who.findData(clerk))
    page.pin.setText(pin)
    page.enter.click()


def clerk_called(window: MainWindow, name: str) -> str:
    return next(one.id for one in window._counter.clerks.all() if one.name == name)  # noqa: SLF001


# what is a touch


def test_just_these_events_are_a_touch(window: MainWindow) -> None:
    """Paints, timers, results of workers, focus, layout: whatever else Qt sends leaves the clock running."""
    timer, watched = window.idle.timer, QObject()
    found = set()
    for kind in QEvent.Type:
        timer.stop()
        window.idle.eventFilter(watched, QEvent(kind))
        if timer.isActive():
            found.add(kind.name)
    timer.start()
    assert found == TOUCHES


def test_a_window_that_works_by_itself_is_not_touched(window: MainWindow) -> None:
    timer = window.idle.timer
    seen: list[object] = []
    timer.stop()
    window.repaint()
    window.resize(window.width() + 10, window.height())
    fading = QPropertyAnimation(window, b"windowOpacity", window)
    fading.setDuration(1)
    fading.setEndValue(1.0)
    fading.start()
    QTimer.singleShot(0, lambda: seen.append("timer"))
    window.tasks.submit(window, lambda: "worker", done=seen.append, failed=seen.append)
    window.home.refresh()
    until(lambda: "timer" in seen and "worker" in seen)
    until(lambda: fading.state() == QPropertyAnimation.State.Stopped)
    assert not timer.isActive()
    QTest.keyClick(window, Qt.Key.Key_Shift)
    assert timer.isActive()


@pytest.mark.parametrize("touch", ["key", "press", "move", "input method"])
def test_a_hand_on_key_or_mouse_begins_the_time_anew(window: MainWindow, touch: str) -> None:
    timer, edit = window.idle.timer, window.work.ledger.search
    timer.stop()
    match touch:
        case "key":
            QTest.keyClick(edit, Qt.Key.Key_A)
        case "press":
            QTest.mouseClick(window.rail, Qt.MouseButton.LeftButton)
        case "move":
            QTest.mouseMove(window, window.rect().center())
            QTest.mouseMove(window, window.rect().topLeft())
        case _:
            typed = QInputMethodEvent()
            typed.setCommitString("样")
            QApplication.sendEvent(edit, typed)
    assert timer.isActive()
    assert timer.isSingleShot()
    assert timer.interval() == 600_000


def test_after_the_set_time_the_desk_locks_and_the_time_follows_the_setting(window: MainWindow) -> None:
    section = DisplaySection(window._counter, window.scale, window)  # noqa: SLF001
    for minutes, told in ((3, 180_000), (10, 600_000)):
        section.load()
        section.minutes.setValue(minutes)
        section.minutes.editingFinished.emit()
        assert (window.idle.timer.interval(), window.idle.timer.isActive()) == (told, True)
    section.deleteLater()
    window.idle.timer.start(1)
    until(lambda: window.locked)
    unlock(window, "c1", "4711")
    window.idle.set_minutes(10)


# what a locked desk shows and lets through


def test_nothing_of_any_applicant_is_on_the_screen(window: MainWindow, page: IntakePage) -> None:
    page.show_step(2)
    assert [value for value in PERSONAL.values() if value not in on_the_screen()] == []
    window.lock()
    seen = on_the_screen()
    assert "已锁定" in seen
    assert [value for value in PERSONAL.values() if value in seen] == []
    assert window.windowTitle() == "gridcounter　演示"
    assert not window.work.isVisible()


def test_what_was_being_typed_is_saved_by_whoever_typed_it(
    window: MainWindow, page: IntakePage, record: Record
) -> None:
    page.show_step(2)
    edit = page.answers["applicant.contact"].findChild(QLineEdit)
    assert edit is not None
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, "linshi")
    window.lock()
    assert record.applications.fields(page.application)["applicant.contact"].value == "linshi"
    assert list(record.journal.of(page.application))[-1].clerk == "c1"


@pytest.mark.usefixtures("page")
def test_no_key_reaches_a_page_behind_the_lock(window: MainWindow, record: Record) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("别的")
    before = record.journal.count(), window.work.place, window.tabs.currentIndex(), window.tabs.count()
    window.lock()
    for key, modifier in KEYS:
        for target in (window, window.lock_page.pin):
            QTest.keyClick(target, key, modifier)
        window.lock_page.pin.clear()
        assert window.locked
        assert window.lock_page.isVisible()
        assert not window.work.isVisible()
        assert [top for top in QApplication.topLevelWidgets() if top.isVisible()] == [window], (key, modifier)
    assert before == (record.journal.count(), window.work.place, window.tabs.currentIndex(), window.tabs.count())
    assert clipboard.text() == "别的"


def test_keys_work_again_once_the_desk_is_open(window: MainWindow) -> None:
    window.lock()
    unlock(window, "c1", "4711")
    window.show_page(Place.HOME)
    QTest.keyClick(window, Qt.Key.Key_K, _CONTROL)
    assert window.work.place is Place.LEDGER
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.work.place is Place.HOME


def test_what_a_gun_reads_a_foot_line_leads_to_or_a_change_brings_opens_nothing(window: MainWindow) -> None:
    place = window.work.place
    window.lock()
    window.open_scanned(f"GC1:{window._counter.record.applications.recent(1)[0].short_code}:one_time_notice:1:00")  # noqa: SLF001
    window.backed_up.clicked.emit()
    assert window.work.place is place
    window._counter.changed.emit()  # noqa: SLF001  another look, another office
    assert window.locked
    assert window.lock_page.isVisible()
    assert not window.work.isVisible()


def test_a_slip_that_was_asked_for_before_does_not_open_in_front_of_the_lock(window: MainWindow) -> None:
    window.show_page(Place.HOME)
    window.home.shift.click()
    window.lock()
    window.tasks.wait()
    QTest.qWait(0)
    assert [top for top in QApplication.topLevelWidgets() if top.isVisible()] == [window]
    assert window.findChild(ShiftDialog) is None


def test_what_ends_behind_the_lock_asks_for_no_printer_and_no_way_back(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(backups, "is_confirmed", lambda *_: asked.append("way back"))
    monkeypatch.setattr(HandingOut, "print", lambda *_: asked.append("printer"))
    section = backups.BackupsSection(window._counter, window.scale, window.work)  # noqa: SLF001
    page = window.work.papers
    page.show_application(window._counter.record.applications.recent(10)[-1].id)  # noqa: SLF001
    window.show_page(Place.PAPERS)
    section.show()
    window.lock()
    section._on_found(None)  # type: ignore[arg-type]  # noqa: SLF001
    page._on_told_later("survey_update", b"")  # noqa: SLF001
    assert asked == []
    unlock(window, "c1", "4711")
    page._on_told_later("survey_update", b"")  # noqa: SLF001
    section._on_found(None)  # type: ignore[arg-type]  # noqa: SLF001
    assert asked == ["printer", "way back"]
    section.hide()
    section._tasks.wait()  # noqa: SLF001
    window.tasks.wait()
    section.deleteLater()


def test_a_question_that_waits_for_its_answer_is_answered_with_no(window: MainWindow) -> None:
    QTimer.singleShot(0, window.lock)
    assert not is_sure(window, "清除？", "不能恢复", act="清除", leave="先不清除")
    assert window.locked


# who may open it


def test_no_pin_is_no_try_and_opens_nothing(window: MainWindow) -> None:
    window.lock()
    unlock(window, "c1", "")
    QTest.keyClick(window.lock_page.pin, Qt.Key.Key_Return)
    assert window.locked
    assert window.lock_page.problem.text() == "请输入操作码"
    unlock(window, "c1", "0000")
    assert window.locked
    assert "再错 2 次" in window.lock_page.problem.text()


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
    unlock(window, "c1", "4711")
    assert window.locked, "looking at somebody else does not end the wait"
    for _ in range(29):
        page._wait.timeout.emit()  # noqa: SLF001  a second goes by
        assert not page.pin.isEnabled()
    page._wait.timeout.emit()  # noqa: SLF001
    assert page.pin.isEnabled()
    assert page.problem.text() == ""


def test_one_clerks_pin_does_not_open_the_desk_as_another(window: MainWindow) -> None:
    window.lock()
    unlock(window, clerk_called(window, "周值班"), "4711")
    assert window.locked
    unlock(window, "c1", "8642")
    assert window.locked


def test_who_left_is_not_offered_and_cannot_open_it(window: MainWindow) -> None:
    clerks = window._counter.clerks  # noqa: SLF001
    window.lock()
    page = window.lock_page
    assert [page.who.itemText(place) for place in range(page.who.count())] == ["王小明　管理员", "周值班　值班长"]
    assert page.who.currentData() == "c1", "whoever was there last stands first"
    late = clerks.add("c1", "郑离岗", Role.CLERK, "2468")
    page.ask()
    clerks.leave("c1", late)  # at the very moment at which the list shows him
    unlock(window, late, "2468")
    assert window.locked
    assert "已停用" in page.problem.text()


def test_whoever_takes_over_sits_there_with_his_own_name_and_rights(
    window: MainWindow, page: IntakePage, record: Record
) -> None:
    clerks = window._counter.clerks  # noqa: SLF001
    plain = clerks.add("c1", "何经办", Role.CLERK, "9753")
    window.lock()
    unlock(window, plain, "9753")
    assert not window.locked
    assert window._counter.desk.clerk == plain  # noqa: SLF001
    assert window.tabs.standing() == ((page.application,), page.application)
    assert window.rail.clerk.text() == "何经办\n经办"
    assert "统计" not in [button.text() for button in window.rail._buttons]  # noqa: SLF001
    desk = window._counter.desk  # noqa: SLF001
    assert record.applications.get(desk.begin(DAY)).opened_by == plain
    clerks.leave("c1", plain)
    window.lock()
    assert window.lock_page.who.findData(plain) == -1
    unlock(window, plain, "9753")
    assert window.locked, "who left while he sat there does not come back"


def test_the_shift_is_handed_over_to_nobody_who_left_and_not_without_a_pin(window: MainWindow, record: Record) -> None:
    window.show_page(Place.HOME)
    window.home.shift.click()
    until(lambda: window.findChild(ShiftDialog) is not None)
    dialog = window.findChild(ShiftDialog)
    assert dialog is not None
    assert [dialog.who.itemText(place) for place in range(dialog.who.count())] == ["周值班　值班长"]
    before = record.journal.count()
    dialog.confirm.click()
    assert dialog.isVisible()
    assert record.journal.count() == before
    assert window._counter.desk.clerk == "c1"  # noqa: SLF001
    dialog.pin.setText("8642")
    dialog.confirm.click()
    last = list(record.journal.all())[-1]
    assert (last.kind, last.clerk) == (Kind.DESK_HANDED_OVER, "c1")
    assert window._counter.desk.clerk == clerk_called(window, "周值班")  # noqa: SLF001
