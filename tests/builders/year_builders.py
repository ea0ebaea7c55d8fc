"""Years of days off: whole ones, as a file says them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from gridcounter.core.calendar_year import CalendarYear
from gridcounter.services.office.statutory import statutory_days
from gridcounter.services.office.year_loading import days_of


def a_whole_year(year: int, off: Iterable[date] = (), worked: Iterable[date] = ()) -> CalendarYear:
    """The days off by law, and these."""
    holidays = tuple(sorted({*statutory_days(year), *off}))
    return CalendarYear(year=year, holidays=holidays, make_up=tuple(sorted(worked)))


def as_raw(year: CalendarYear) -> dict[str, object]:
    return {"year": year.year, **days_of(year)}


def as_json(year: CalendarYear) -> str:
    return json.dumps(as_raw(year))


def as_toml(year: CalendarYear) -> str:
    return "".join(f"{key} = {json.dumps(value)}\n" for key, value in as_raw(year).items())
