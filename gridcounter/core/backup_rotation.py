"""Which backups are kept: all of a week, the last of each day for a month, the last of each month for two years."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

EVERY_ONE_DAYS = 7
DAILY_DAYS = 31
MONTHLY_MONTHS = 24
#: A gap that long means a wrong clock, or a record that was not used.
_NO_TIME_AT_ALL = timedelta(days=731)


def to_keep(made: Iterable[datetime], today: date) -> frozenset[datetime]:
    """The newest always stays. Ages are calendar days, so that thinning often or rarely gives the same result.

    A gap of more than two years does not count as age: if the clock was set years ahead, one backup with a wrong date
    must not remove all earlier ones.
    """
    ordered = sorted(made)
    # a later one of the same day or month replaces the earlier one
    last_of_day = {at.date(): at for at in ordered}
    last_of_month = {_month(at): at for at in ordered}
    kept, after = set(ordered[-1:]), today
    for at in reversed(ordered):
        if after - at.date() > _NO_TIME_AT_ALL:
            today -= after - at.date()
        after = at.date()
        age = (today - at.date()).days
        if (
            age < EVERY_ONE_DAYS  # future dates too: a wrong clock must delete nothing
            or (age < DAILY_DAYS and at == last_of_day[at.date()])
            or (_month(today) - _month(at) <= MONTHLY_MONTHS and at == last_of_month[_month(at)])
        ):
            kept.add(at)
    return frozenset(kept)


def _month(day: date) -> int:
    return day.year * 12 + day.month
