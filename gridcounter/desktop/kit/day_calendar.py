"""The calendar of a field for a day: weeks begin on Monday, days off of holidays and days worked are marked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate, QEvent, QLocale, QObject, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPen, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QHBoxLayout, QPushButton, QTableView, QWidget

from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.calendar_year import SATURDAY
from gridcounter.core.validation.models import YEARS
from gridcounter.core.wording import day_in_full
from gridcounter.desktop.kit.appearance import current_tokens
from gridcounter.desktop.kit.flow import vertical
from gridcounter.desktop.kit.plain_label import PlainLabel

_WEEK = "一二三四五六日"
_OFF, _WORKED = "休", "班"
#: Size of the mark in a day's corner, relative to the day.
_SMALL = 0.68
#: Width and height of a day in characters.
_CELL = (2.6, 2.1)
#: Of a month: days across, and lines with that of the weekdays.
_DAYS, _LINES = 7, 7
_TURNS_TOO = "翻月也可以按 PageUp、PageDown"
_KEYS_OF_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class OfficeDays:
    """The office's calendar, asked whenever a calendar opens: a year may have been loaded meanwhile."""

    def __init__(self) -> None:
        self._read: Callable[[], WorkCalendar] | None = None

    def follow(self, read: Callable[[], WorkCalendar]) -> None:
        """`read` gives the calendar as it is now."""
        self._read = read

    def mark(self, day: date) -> str:
        """休 for a day off of a holiday, 班 for a weekend day that is worked, else nothing.

        In a year that is not published nothing is known of either but the days off by law.
        """
        calendar = self._read() if self._read else None
        if calendar is None:
            return ""
        if day in calendar.make_up:
            return _WORKED
        off = day in calendar.holidays or (day.weekday() < SATURDAY and not calendar.is_workday(day))
        return _OFF if off else ""

    def knows(self, year: int) -> bool:
        """False before an office was opened, too."""
        return self._read is not None and year in self._read().years


#: Those of this program: whatever page asks, it is the same office.
OFFICE_DAYS = OfficeDays()


class DayCalendar(QFrame):
    """`taken` carries the day that was chosen; Esc and a click elsewhere close it without one."""

    taken = Signal(object)

    def __init__(self, field: QWidget, day: date, today: date) -> None:
        super().__init__(field, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("DayCalendar")
        self.setAccessibleName(f"{field.accessibleName()}：选日期")
        self._field, self._today = field, today
        self.month = _Month(today, self)
        self._said = PlainLabel(self, look="Hint")
        self._now = QPushButton(f"今天 {today.month}月{today.day}日", self)
        self._now.setObjectName("Link")
        self._now.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Enter takes the day
        whole = vertical(self, 8, 4)
        whole.addLayout(self._head())
        for widget in (self.month, self._said, self._now):
            whole.addWidget(widget)
        whole.setAlignment(self._now, Qt.AlignmentFlag.AlignLeft)
        self.month.setSelectedDate(QDate(day.year, day.month, day.day))
        self.month.selectionChanged.connect(self._on_moved)
        self.month.currentPageChanged.connect(self._on_turned)
        self.month.clicked.connect(self._take)
        self._now.clicked.connect(self._on_now)
        self.month.days.installEventFilter(self)
        self.setFocusProxy(self.month.days)
        self._on_moved()

    def _head(self) -> QHBoxLayout:
        """Year and month between what turns them; Qt's own bar has the month before the year."""
        self._shown = PlainLabel(self)
        self._shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        month = self.month
        self.turns = {}
        for sign, name, turn in (
            ("«", "上一年", month.showPreviousYear),
            ("‹", "上个月", month.showPreviousMonth),
            ("›", "下个月", month.showNextMonth),
            ("»", "下一年", month.showNextYear),
        ):
            button = self.turns[name] = QPushButton(sign, self)
            button.setObjectName("Turn")
            button.setAccessibleName(name)
            button.setToolTip(_TURNS_TOO)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(turn)
        head = QHBoxLayout()
        for widget in (*list(self.turns.values())[:2], self._shown, *list(self.turns.values())[2:]):
            head.addWidget(widget, 1 if widget is self._shown else 0)
        return head

    @property
    def day(self) -> date:
        """The one that Enter takes."""
        return _plain(self.month.selectedDate())

    def drop_down(self) -> None:
        """Below the field, or above it where the screen ends; within the screen."""
        self.ensurePolished()
        self.month.measure()
        room = self._field.screen().availableGeometry()
        over = self.sizeHint().height() - room.height()
        if over > 0:
            self.month.setMinimumHeight(self.month.minimumHeight() - over)
        self.resize(self.sizeHint())  # adjustSize takes two thirds of the screen at most
        below = self._field.mapToGlobal(QPoint(0, self._field.height()))
        above = below.y() + self.height() > room.bottom()
        top = below.y() - self._field.height() - self.height() if above else below.y()
        left = min(below.x(), room.right() - self.width())
        self.move(max(room.left(), left), max(room.top(), top))
        self.show()
        self.month.days.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and Esc are ours; the arrows and the page keys move as Qt has them."""
        if event.type() in {QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride} and isinstance(event, QKeyEvent):
            ours = event.key() in {*_KEYS_OF_ENTER, Qt.Key.Key_Escape, Qt.Key.Key_F4}
            if ours and event.type() == QEvent.Type.ShortcutOverride:
                event.accept()  # in the window behind, Esc leads home
                return True
            if ours and event.key() in _KEYS_OF_ENTER:
                self._take(self.month.selectedDate())
            elif ours:
                self.close()
            return ours
        return super().eventFilter(watched, event)

    @Slot()
    def _on_moved(self) -> None:
        day = self.day
        mark = OFFICE_DAYS.mark(day)
        kind = {_OFF: "，放假", _WORKED: "，上班（调休）"}.get(mark, "")
        said = f"{day_in_full(day)} 星期{_WEEK[day.weekday()]}{kind}"
        shown = self.month.yearShown()
        self._shown.setText(f"{shown}年{self.month.monthShown()}月")
        self.month.days.setAccessibleName(said)
        unknown = "" if OFFICE_DAYS.knows(shown) else f"\n{shown} 年放假安排没有载入"
        self._said.setText(said + unknown)

    @Slot(int, int)
    def _on_turned(self, year: int, month: int) -> None:
        """The chosen day goes along: Enter takes none that is out of sight."""
        chosen = self.month.selectedDate()
        if (chosen.year(), chosen.month()) != (year, month):
            first = QDate(year, month, 1)
            self.month.setSelectedDate(QDate(year, month, min(chosen.day(), first.daysInMonth())))
        self._on_moved()

    @Slot()
    def _on_now(self) -> None:
        self._take(QDate(self._today.year, self._today.month, self._today.day))

    @Slot(QDate)
    def _take(self, day: QDate) -> None:
        self.close()
        self.taken.emit(_plain(day))


class _Month(QCalendarWidget):
    """Draws days off and days worked; `days` is the table in it, which has the focus."""

    def __init__(self, today: date, parent: QWidget) -> None:
        super().__init__(parent)
        self._today = today
        self._tokens = current_tokens(parent)
        days = self.findChild(QTableView)
        assert days is not None  # Qt's own
        self.days: QTableView = days
        self.setLocale(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
        self.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames)
        self.setDateEditEnabled(False)
        self.setMinimumDate(QDate(YEARS.start, 1, 1))
        self.setMaximumDate(QDate(YEARS.stop - 1, 12, 31))
        head = QTextCharFormat()
        head.setForeground(QColor(self._tokens.muted))
        self.setHeaderTextFormat(head)
        for day in Qt.DayOfWeek:
            self.setWeekdayTextFormat(day, head)
        self.setNavigationBarVisible(False)

    def measure(self) -> None:
        """Once the font is known."""
        self.ensurePolished()
        character = self.fontMetrics().horizontalAdvance("中")
        wide, high = _CELL
        self.setMinimumSize(round(_DAYS * wide * character), round(_LINES * high * character))

    def paintCell(self, painter: QPainter, rect: QRect, shown: QDate) -> None:  # noqa: N802  Qt's name
        day, tokens = _plain(shown), self._tokens
        mark = OFFICE_DAYS.mark(day)
        outside = shown.month() != self.monthShown()
        free = mark == _OFF or (day.weekday() >= SATURDAY and mark != _WORKED)
        chosen = shown == self.selectedDate()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cell = rect.adjusted(1, 1, -1, -1)
        painter.setPen(QPen(QColor(tokens.accent), 1) if day == self._today else Qt.PenStyle.NoPen)
        if chosen:
            painter.setBrush(QColor(tokens.accent))
        if chosen or day == self._today:
            painter.drawRoundedRect(cell, 4, 4)
        ink = tokens.on_accent if chosen else tokens.faint if outside else tokens.danger if free else tokens.text
        painter.setPen(QColor(ink))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(day.day))
        if mark and not outside:
            font = QFont(painter.font())
            font.setPixelSize(round(self.fontInfo().pixelSize() * _SMALL))
            painter.setFont(font)
            painter.setPen(QColor(tokens.on_accent if chosen else tokens.danger if mark == _OFF else tokens.info))
            painter.drawText(cell.adjusted(0, 0, -2, 0), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, mark)
        painter.restore()


def _plain(day: QDate) -> date:
    return date(day.year(), day.month(), day.day())
