"""Which backups stay: every one of a week, the last of each day for a month, the last of each month for two years."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

EVERY_ONE_DAYS = 7
DAILY_DAYS = 31
MONTHLY_MONTHS = 24


def to_keep(made: Iterable[datetime], today: date) -> frozenset[datetime]:
    """The newest always stays. Ages go by the days of the calendar, so that thinning often and seldom end the same."""
    ordered = sorted(made)
    # a later one of the same day or month takes the place of the one before it
    last_of_day = {at.date(): at for at in ordered}
    last_of_month = {_month(at): at for at in ordered}
    return frozenset(
        at
        for at in ordered
        if at == ordered[-1]
        or (today - at.date()).days < EVERY_ONE_DAYS  # the future too: a clock that was wrong deletes nothing
        or ((today - at.date()).days < DAILY_DAYS and at == last_of_day[at.date()])
        or (_month(today) - _month(at) <= MONTHLY_MONTHS and at == last_of_month[_month(at)])
    )


def _month(day: date) -> int:
    return day.year * 12 + day.month
