"""The lock: which events count as activity, what a locked window shows and accepts."""

from __future__ import annotations

import pytest
from builders.window.lock_builders import PERSONAL, unlock
from builders.window.window_builders import until
from builders.window.window_texts import on_the_screen
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QPropertyAnimation, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QWheelEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from gridcounter.desktop.intake.page import IntakePage
from gridcounter.desktop.kit.confirm import confirmed
from gridcounter.desktop.settings.display import DisplaySection
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.record.record import Record

#: Nobody sits at a desk at which only these happen.
TOUCHES = {"KeyPress", "MouseMove", "MouseButtonPress", "Wheel", "TouchBegin", "InputMethod"}
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


# what is a touch


def _never_in_focus() -> QWindow:
    """As the list of a choice, or a menu, is on a real screen."""
    opened = QWindow()
    opened.setFlags(Qt.WindowType.ToolTip | Qt.WindowType.WindowDoesNotAcceptFocus)
    opened.resize(100, 100)
    opened.show()
    return opened


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
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Shift)
    assert timer.isActive()


@pytest.mark.parametrize("touch", ["key", "press", "move", "wheel", "input method", "in a list that opened"])
def test_a_key_or_mouse_event_restarts_the_idle_time(window: MainWindow, touch: str) -> None:
    timer, edit, handle = window.idle.timer, window.work.ledger.search, window.windowHandle()
    window.show_page(PageKey.LEDGER)
    edit.setFocus()
    timer.stop()
    match touch:
        case "key":
            QTest.keyClick(handle, Qt.Key.Key_A)
        case "press":
            QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=window.rect().bottomLeft())
        case "move":
            QTest.mouseMove(handle, window.rect().center())
            QTest.mouseMove(handle, window.rect().topLeft())
        case "wheel":
            middle, turn, button = QPointF(window.rect().center()), QPoint(0, 120), Qt.MouseButton.NoButton
            keys, turning = Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
            turned = QWheelEvent(middle, middle, QPoint(), turn, button, keys, turning, False)  # noqa: FBT003  Qt's
            QApplication.sendEvent(handle, turned)
        case "input method":
            typed = QInputMethodEvent()
            typed.setCommitString("样")
            QApplication.sendEvent(edit, typed)
        case _:
            opened = _never_in_focus()
            QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=window.rect().bottomLeft())
            QTest.qWait(0)
            timer.stop()
            QTest.mouseMove(opened, QPoint(8, 8))
            QTest.mouseMove(opened, QPoint(9, 9))
            opened.destroy()
    assert timer.isActive()
    assert timer.isSingleShot()
    assert timer.interval() == 600_000


def test_after_the_set_time_the_desk_locks_and_the_time_follows_the_setting(window: MainWindow) -> None:
    section = DisplaySection(window._session, window.scale, window)  # noqa: SLF001
    for minutes, text in ((3, 180_000), (10, 600_000)):
        section.load()
        section.minutes.setValue(minutes)
        section.minutes.editingFinished.emit()
        assert (window.idle.timer.interval(), window.idle.timer.isActive()) == (text, True)
        section.load()
        assert section.minutes.value() == minutes
    section.deleteLater()
    window.idle.timer.start(1)
    until(lambda: window.locked)
    unlock(window, "c1", "471108")
    window.idle.set_minutes(10)


# what a locked desk shows and lets through


def test_nothing_of_any_applicant_is_on_the_screen(window: MainWindow, page: IntakePage) -> None:
    page.show_step(2)
    assert [value for value in PERSONAL.values() if value not in on_the_screen()] == []
    window.lock()
    seen = on_the_screen()
    assert "已锁定" in seen
    assert [value for value in PERSONAL.values() if value in seen] == []
    assert window.windowTitle().endswith("用电报装受理台 · 演示")
    assert not window.work.isVisible()


def test_unsaved_input_is_saved_under_the_clerk_who_typed_it(
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
    unlock(window, "c1", "471108")
    window.show_page(PageKey.FILINGS)  # without a search field of its own
    turned = []
    for key, modifier in ((Qt.Key.Key_K, _CONTROL), (Qt.Key.Key_Escape, _NONE)):
        QTest.keyClick(window, key, modifier)
        turned.append(window.work.place)
    assert turned == [PageKey.LEDGER, PageKey.HOME]


def test_what_a_gun_reads_the_status_line_leads_to_or_a_change_brings_opens_nothing(window: MainWindow) -> None:
    place = window.work.place
    window.lock()
    window.open_scanned(f"GC1:{window._session.record.applications.recent(1)[0].short_code}:one_time_notice:1:00")  # noqa: SLF001
    window.backed_up.clicked.emit()
    assert window.work.place is place
    window._session.changed.emit()  # noqa: SLF001  another look, another office
    assert window.locked
    assert window.lock_page.isVisible()
    assert not window.work.isVisible()


def test_a_question_that_waits_for_its_answer_is_answered_with_no(window: MainWindow) -> None:
    QTimer.singleShot(0, window.lock)
    assert not confirmed(window, "清除？", "不能恢复", act="清除", leave="先不清除")
    assert window.locked
