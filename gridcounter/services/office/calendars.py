"""The published calendars: those of the library, and years added as files when the State Council publishes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

import chinese_calendar.constants as published

from gridcounter.core.calendar import UnusedYear, WorkCalendar
from gridcounter.core.calendar_year import CalendarYear, missing, parse_year
from gridcounter.core.validation.models import read_json, read_toml
from gridcounter.core.wording import month_day
from gridcounter.errors import WrongInput
from gridcounter.services.files.regular_files import read_regular
from gridcounter.services.office.statutory import statutory_days

_DECEMBER = 12
_NEW_YEAR = "New Year's Day"
#: A year has some twenty lines.
_MOST_BYTES = 1024 * 1024


@cache
def load_calendar(folder: Path) -> WorkCalendar:
    """A file `<year>.toml` in the folder adds a year that the library does not know yet, or corrects one.

    Raises WrongInput if one is not a whole year.
    """
    calendar = WorkCalendar(library_years(), statutory_days)
    for path in _files(folder):
        year = read_year_file(path.name, path.read_bytes())
        lacking = missing_words(year)
        if lacking:
            raise WrongInput([f"{path.name}：缺少法定节假日 {lacking}"])
        calendar = calendar.with_year(year)
    return calendar


def library_years() -> dict[int, CalendarYear]:
    """The years of the chinese_calendar library.

    A New Year's Day in December belongs to the notice of the next year.
    """

    def by_notice(days: Mapping[date, str]) -> dict[int, list[date]]:
        found: dict[int, list[date]] = {}
        for day, name in days.items():
            found.setdefault(day.year + (day.month == _DECEMBER and name == _NEW_YEAR), []).append(day)
        return found

    off, worked = by_notice(published.holidays), by_notice(published.workdays)
    return {
        year: CalendarYear(year=year, holidays=tuple(days), make_up=tuple(worked.get(year, ())))
        for year, days in off.items()
    }


def with_added(calendar: WorkCalendar, folder: Path) -> WorkCalendar:
    """Adds the year files of a user's folder, if there is one. A file that is no whole year goes into `left_out`."""
    for path in _files(folder):
        where = f"本机载入的 {path.name} "
        try:
            year = read_year_file(path.name, read_regular(path, _MOST_BYTES))
        except (WrongInput, OSError) as wrong:
            why = "；".join(wrong.lines) if isinstance(wrong, WrongInput) else "打不开这个文件"
            calendar = calendar.without(UnusedYear(where, why))
        else:
            calendar = joined(calendar, year, where)
    return calendar


def joined(calendar: WorkCalendar, year: CalendarYear, where: str) -> WorkCalendar:
    """Adds a year; only a whole year replaces a provisional one, any other goes into `left_out`."""
    lacking = missing_words(year)
    if lacking:
        return calendar.without(UnusedYear(where, f"缺少法定节假日 {lacking}", year.year))
    return calendar.with_year(year)


def missing_words(year: CalendarYear) -> str:
    """The names of the statutory days off that the year lacks; empty if it has them all."""
    lacking = missing(year, statutory_days(year.year))
    return "、".join(f"{month_day(day)}（{name}）" for day, name in lacking.items())


def _files(folder: Path) -> list[Path]:
    return sorted((*folder.glob("*.toml"), *folder.glob("*.json")))


def read_year_file(name: str, content: bytes) -> CalendarYear:
    """Reads JSON or TOML with year, holidays, make_up. Raises WrongInput with every problem, each naming the file."""
    raw: object
    raw, problems = read_json(content) if name.lower().endswith(".json") else read_toml(content)
    year = None
    if not problems:
        year, problems = parse_year(raw, statutory_days)
    if year is None:
        raise WrongInput(f"{name}：{problem}" for problem in problems)
    return year


def open_year_file(path: Path) -> CalendarYear:
    """Raises WrongInput if the file cannot be opened or is no year file."""
    try:
        content = read_regular(path, _MOST_BYTES)
    except OSError as wrong:
        raise WrongInput([f"{path}：打不开这个文件，请核对路径"]) from wrong
    return read_year_file(path.name, content)
