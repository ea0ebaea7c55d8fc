"""The number of days of a limit between two days, for many clocks at once: same result as reading each clock.

A busy hall has a hundred thousand clocks a year; counting each day by day would be too slow for a page.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import accumulate

from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.deadlines.clocks import Pause


class DayCount:
    """Running totals of working days over a span; days outside it are counted one by one."""

    def __init__(self, calendar: WorkCalendar, first: date, last: date) -> None:
        self._calendar = calendar
        self._first = first.toordinal()
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        self._sums = (0, *accumulate(int(calendar.is_workday(day)) for day in days))

    def gross(self, after: date, until: date, *, working: bool) -> int:
        """Days after the first, including the second; every day if the limit is in calendar days."""
        if until <= after:
            return 0
        if not working:
            return (until - after).days
        low, high = after.toordinal() + 1 - self._first, until.toordinal() + 1 - self._first
        if low < 0 or high >= len(self._sums):
            days = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
            return sum(self._calendar.is_workday(day) for day in days)
        return self._sums[high] - self._sums[low]

    def net(self, after: date, until: date, pauses: Iterable[Pause], *, working: bool) -> int:
        """The same without the days of the pauses; overlapping pauses are subtracted once."""
        rested, last = 0, after
        for pause in sorted(pauses, key=lambda pause: pause.on):
            begin = max(pause.on, last)
            end = until if pause.until is None else min(pause.until, until)
            rested += self.gross(begin, end, working=working)
            last = max(last, end)
        return self.gross(after, until, working=working) - rested
