"""Checks a calendar year before it is loaded: its days for comparison, missing days, and changes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.calendar_year import CalendarYear, completed, contradicting, difference
from gridcounter.core.wording import day_in_full, month_day
from gridcounter.errors import Refusal, WrongInput
from gridcounter.services.office.calendars import missing_words
from gridcounter.services.office.statutory import statutory_days
from gridcounter.store.files import replace_file

_DAY = timedelta(days=1)
_WEEK = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class YearLoading:
    """`missing` names the statutory days off that the year lacks; while there are any, it is stored but not used.

    `changes` lists the changes to a known year; loading it then needs confirmation.
    """

    year: CalendarYear
    missing: str
    changes: tuple[str, ...]


class YearWouldChange(Refusal):
    """The year is known and would change, and the change was not confirmed."""

    def __init__(self, loading: YearLoading) -> None:
        lines = [f"{loading.year.year} 年的这份安排会改动已有的安排，没有载入：", *loading.changes]
        super().__init__("\n".join(lines))


def look_at(year: CalendarYear, calendar: WorkCalendar) -> YearLoading:
    """Compares the year with the calendar in use. Raises WrongInput if a known year would lose statutory days off."""
    lacking = missing_words(year)
    if lacking and year.year in calendar.years:
        raise WrongInput([f"{year.year} 年：缺少法定节假日 {lacking}；这一年已有完整的安排，请补齐后再载入"])
    return YearLoading(year, lacking, () if lacking else tuple(_changes(year, calendar)))


def _changes(year: CalendarYear, calendar: WorkCalendar) -> Iterable[str]:
    known = calendar.notices.get(year.year)
    if known is not None:
        found = difference(completed(known, statutory_days(year.year)), year)
        for result, days in (
            ("原来放假、现在不放", found.less_off),
            ("原来没有、现在放假", found.more_off),
            ("原来调休上班、现在不上", found.less_worked),
            ("原来没有、现在调休上班", found.more_worked),
        ):
            if days:
                yield f"{result}：{spans(days, year.year)}"
    for other in (year.year - 1, year.year + 1):
        days = contradicting(year, calendar.notices.get(other))
        if days:
            yield f"与 {other} 年的安排相反（放假还是上班）：{spans(days, year.year)}"


def agreed_to(loading: YearLoading, *, agreed: bool) -> CalendarYear:
    """The year to load. Raises YearWouldChange if it has `changes` that were not confirmed."""
    if loading.changes and not agreed:
        raise YearWouldChange(loading)
    return loading.year


def keep_on_this_machine(loading: YearLoading, folder: Path, *, agreed: bool = False) -> Path:
    """Writes the year file of this machine, whole or not at all. Raises YearWouldChange, Fault."""
    year = agreed_to(loading, agreed=agreed)
    path = folder / f"{year.year}.json"
    replace_file(path, json.dumps({"year": year.year, **days_of(year)}, indent=1).encode())
    return path


def days_of(year: CalendarYear) -> dict[str, list[str]]:
    """The days in the form of files and journal contents, in their order."""
    return {
        name: sorted(day.isoformat() for day in days)
        for name, days in (("holidays", year.holidays), ("make_up", year.make_up))
    }


def year_words(year: CalendarYear) -> str:
    """The year in one line."""
    made_up = f"，调休上班 {len(year.make_up)} 天" if year.make_up else "，没有调休上班"
    return f"{year.year} 年：放假 {len(year.holidays)} 天{made_up}"


def list_words(year: CalendarYear) -> tuple[str, ...]:
    """The lines to compare with the notice of the State Council, day by day."""
    worked = "、".join(f"{_day(day, year.year)}（周{_WEEK[day.weekday()]}）" for day in sorted(year.make_up))
    return f"放假：{spans(year.holidays, year.year) or '没有'}", f"调休上班：{worked or '没有'}"


def outcome(loading: YearLoading) -> str:
    """The result of loading the year, as a sentence."""
    number = loading.year.year
    if loading.missing:
        return (
            f"缺少法定节假日 {loading.missing}：这份安排只记下、不计入，"
            f"{number} 年的期限仍为暂估。请对照通知补齐，再载入一次"
        )
    elsewhere = [day for day in (*loading.year.holidays, *loading.year.make_up) if day.year != number]
    besides = f"；{spans(elsewhere, number)}不在这一年，也按它计算" if elsewhere else ""
    return f"落在 {number} 年的期限按它计算，不再是暂估{besides}"


def spans(days: Iterable[date], year: int) -> str:
    """10月1日至10月7日（7 天）、12月31日: consecutive days are joined."""
    runs: list[list[date]] = []
    for day in sorted(days):
        if runs and day == runs[-1][-1] + _DAY:
            runs[-1].append(day)
        else:
            runs.append([day])
    return "、".join(
        _day(run[0], year) if len(run) == 1 else f"{_day(run[0], year)}至{_day(run[-1], year)}（{len(run)} 天）"
        for run in runs
    )


def _day(day: date, year: int) -> str:
    return month_day(day) if day.year == year else day_in_full(day)
