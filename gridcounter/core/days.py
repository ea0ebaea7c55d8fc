"""A day as a clerk types it: 10-20, 10月20日, 1020 or 2026-10-20."""

from __future__ import annotations

import re
from datetime import date

from gridcounter.core.reading import YEARS

_WITH_YEAR = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d{4})(\d{2})(\d{2})")
_WITHOUT = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?|(\d{2})(\d{2})")


def read_day(text: str, near: date) -> date | None:
    """None where it is no day. A day without its year is the one nearest to `near`."""
    told = text.strip()
    found = _WITH_YEAR.fullmatch(told)
    if found:
        year, month, day = (int(part) for part in found.groups() if part)
        return _day(year, month, day)
    found = _WITHOUT.fullmatch(told)
    if not found:
        return None
    month, day = (int(part) for part in found.groups() if part)
    days = [_day(year, month, day) for year in (near.year, near.year + 1, near.year - 1)]
    return min((each for each in days if each), key=lambda each: abs(each - near), default=None)


def _day(year: int, month: int, day: int) -> date | None:
    if year not in YEARS:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
