"""The calendar that drops down from a field for a day; typing stays as it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from builders.window.window_builders import ASSESSOR, application
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QStyle, QStyleOptionFrame, QVBoxLayout, QWidget

from gridcounter.desktop.kit.appearance import apply_style, apply_theme
from gridcounter.desktop.kit.day import DayEdit, today
from gridcounter.desktop.kit.day_calendar import OFFICE_DAYS, DayCalendar
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.theme import LIGHT, Scale

#: A popup on the offscreen platform, which has neither windows above each other nor a keyboard.
pytestmark = pytest.mark.qt_log_ignore(
    "This plugin does not support raise", "This plugin does not support grabbing the keyboard"
)
NOTHING = Qt.KeyboardModifier.NoModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def field(qapp: QApplication) -> Iterator[DayEdit]:  # noqa: ARG001  there has to be one
    apply_theme(application(), LIGHT, Scale())
    window = QWidget()
    apply_style(window)
    column = QVBoxLayout(window)
    made = DayEdit("受理日期", window)
    column.addWidget(made)
    column.addWidget(DayEdit("另一天", window))
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window, 30_000)
    made.setFocus()
    OFFICE_DAYS.follow(lambda: ASSESSOR.calendar)
    yield made
    window.close()
    window.deleteLater()


def opened(field: DayEdit, key: Qt.Key = Qt.Key.Key_F4, modifier: Qt.KeyboardModifier = NOTHING) -> DayCalendar:
    QTest.keyClick(field, key, modifier)
    found = QApplication.activePopupWidget()
    assert isinstance(found, DayCalendar)
    return found


def said(calendar: DayCalendar) -> str:
    return next(one.text() for one in calendar.findChildren(PlainLabel) if one.objectName() == "Hint")


@pytest.mark.parametrize(("key", "modifier"), [(Qt.Key.Key_F4, NOTHING), (Qt.Key.Key_Down, ALT)])
def test_f4_and_alt_down_open_it_at_the_day_in_the_field(
    field: DayEdit, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    QTest.keyClicks(field, "2026-10-09")
    calendar = opened(field, key, modifier)
    assert calendar.day == date(2026, 10, 9)
    assert calendar.accessibleName() == "受理日期：选日期"


@pytest.mark.parametrize("written", ["", "昨天前", "13-40"])
def test_it_opens_at_today_if_the_field_holds_no_day(field: DayEdit, written: str) -> None:
    field.setText(written)
    assert opened(field).day == today()


def test_enter_takes_the_day_and_gives_the_focus_back(field: DayEdit) -> None:
    taken: list[date | None] = []
    field.left.connect(taken.append)
    field.set_day(date(2026, 10, 9))
    calendar = opened(field)
    QTest.keyClick(calendar.month.days, Qt.Key.Key_Down)
    QTest.keyClick(calendar.month.days, Qt.Key.Key_Right)
    QTest.keyClick(calendar.month.days, Qt.Key.Key_Return)
    assert (field.text(), taken) == ("2026-10-17", [date(2026, 10, 17)])
    assert QApplication.activePopupWidget() is None
    assert QApplication.focusWidget() is field


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_F4])
def test_esc_closes_it_and_leaves_what_was_typed(field: DayEdit, key: Qt.Key) -> None:
    taken: list[date | None] = []
    field.left.connect(taken.append)
    field.setText("10-2")
    calendar = opened(field)
    QTest.keyClick(calendar.month.days, Qt.Key.Key_Down)
    QTest.keyClick(calendar.month.days, key)
    assert QApplication.activePopupWidget() is None
    assert (field.text(), taken) == ("10-2", [])
    assert QApplication.focusWidget() is field


def test_a_click_on_a_day_takes_it(field: DayEdit) -> None:
    field.set_day(date(2026, 10, 9))
    days = opened(field).month.days
    cells = [days.model().index(row, column) for row in range(1, 7) for column in range(7)]
    twelfth = next(cell for cell in cells if str(cell.data()) == "12")
    QTest.mouseClick(days.viewport(), Qt.MouseButton.LeftButton, pos=days.visualRect(twelfth).center())
    assert field.day == date(2026, 10, 12)


@pytest.mark.parametrize(
    ("turn", "day"),
    [
        ("上个月", date(2026, 2, 28)),
        ("下个月", date(2026, 4, 30)),
        ("上一年", date(2025, 3, 31)),
        ("下一年", date(2027, 3, 31)),
    ],
)
def test_a_turned_page_takes_the_chosen_day_along(field: DayEdit, turn: str, day: date) -> None:
    """Enter once would have taken a day of a month that was no longer shown."""
    field.set_day(date(2026, 3, 31))
    calendar = opened(field)
    calendar.turns[turn].click()
    QTest.keyClick(calendar.month.days, Qt.Key.Key_Return)
    assert field.day == day


def test_the_week_begins_on_monday(field: DayEdit) -> None:
    model = opened(field).month.days.model()
    assert [model.index(0, column).data() for column in range(7)] == list("一二三四五六日")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 10, 1), "2026年10月1日 星期四，放假"),
        (date(2026, 10, 3), "2026年10月3日 星期六，放假"),
        (date(2026, 10, 10), "2026年10月10日 星期六，上班（调休）"),
        (date(2026, 10, 12), "2026年10月12日 星期一"),
    ],
)
def test_days_off_and_days_worked_are_said(field: DayEdit, day: date, words: str) -> None:
    field.set_day(day)
    calendar = opened(field)
    assert said(calendar) == calendar.month.days.accessibleName() == words


def test_of_a_year_that_is_not_loaded_it_says_so(field: DayEdit) -> None:
    field.set_day(date(2031, 10, 8))
    assert said(opened(field)) == "2031年10月8日 星期三\n2031 年放假安排没有载入"


def test_a_locked_field_offers_no_calendar(field: DayEdit) -> None:
    field.setReadOnly(True)
    QTest.keyClick(field, Qt.Key.Key_F4)
    assert QApplication.activePopupWidget() is None
    assert not any(button.isVisible() for button in field.findChildren(QAbstractButton))


@pytest.mark.parametrize("percent", [100, 125, 150, 200])
def test_the_example_in_the_field_is_not_cut_off(field: DayEdit, percent: int) -> None:
    apply_theme(application(), LIGHT, Scale(percent))
    QTest.qWait(0)
    option = QStyleOptionFrame()
    field.initStyleOption(option)
    inside = field.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, field)
    (sign,) = field.findChildren(QAbstractButton)
    assert sign.iconSize().width() == pytest.approx(16 * percent / 100, abs=1), "as large as the text"
    assert inside.right() - field.textMargins().right() < sign.geometry().center().x() - sign.iconSize().width() // 2
    # Qt keeps two pixels at each side, and moves the text by what the first letter might stand out
    metrics = field.fontMetrics()
    room = inside.width() - field.textMargins().right() - 4 - max(0, -metrics.minLeftBearing())
    assert metrics.elidedText(field.placeholderText(), Qt.TextElideMode.ElideRight, room) == field.placeholderText()


def test_the_marks_are_drawn(field: DayEdit) -> None:
    """The same month without the office's calendar looks different on its holidays."""
    field.set_day(date(2026, 10, 20))
    calendar = opened(field)
    marked = calendar.grab().toImage()
    calendar.close()
    plain = ASSESSOR.calendar.__class__(
        {2026: ASSESSOR.calendar.notices[2026].model_copy(update={"holidays": (), "make_up": ()})}
    )
    OFFICE_DAYS.follow(lambda: plain)
    assert opened(field).grab().toImage() != marked
