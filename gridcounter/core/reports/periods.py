"""Reporting periods: this month, this quarter, half a year, a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from gridcounter.errors import Refusal


class Span(StrEnum):
    """In display order."""

    MONTH = "month"
    QUARTER = "quarter"
    FIRST_HALF = "first_half"
    YEAR = "year"
    LAST_YEAR = "last_year"
    CHOSEN = "chosen"


SPANS = {
    Span.MONTH: "本月",
    Span.QUARTER: "本季",
    Span.FIRST_HALF: "上半年",
    Span.YEAR: "全年",
    Span.LAST_YEAR: "上年",
    Span.CHOSEN: "自选",
}


class EndsBeforeItBegins(Refusal):
    """The last day of a period is before its first."""

    def __init__(self) -> None:
        super().__init__("统计的截止日期早于开始日期，请改日期")


class TooLong(Refusal):
    """A period of more than 3,660 days."""

    def __init__(self) -> None:
        super().__init__("统计的期间超过 10 年，请分段统计")


_LONGEST = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class Period:
    """Both days are included. Raises EndsBeforeItBegins, TooLong."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise EndsBeforeItBegins
        if self.last - self.first > _LONGEST:
            raise TooLong


def period_of(span: Span, today: date) -> Period:
    """In the year of `today`; a custom period starts as this month."""
    year = today.year
    match span:
        case Span.QUARTER:
            month = 3 * ((today.month - 1) // 3) + 1
            return Period(date(year, month, 1), _end_of(year, month + 2))
        case Span.FIRST_HALF:
            return Period(date(year, 1, 1), date(year, 6, 30))
        case Span.YEAR:
            return Period(date(year, 1, 1), date(year, 12, 31))
        case Span.LAST_YEAR:
            return Period(date(year - 1, 1, 1), date(year - 1, 12, 31))
        case _:
            return Period(date(year, today.month, 1), _end_of(year, today.month))


def _end_of(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
