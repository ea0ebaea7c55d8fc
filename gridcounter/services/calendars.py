"""The published calendars: those of the library, and years added as files when the State Council publishes them."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from typing import TYPE_CHECKING

import chinese_calendar.constants as published

from gridcounter.core.calendar import WorkCalendar, parse_year
from gridcounter.core.reading import YEARS, read_json
from gridcounter.errors import WrongInput
from gridcounter.store.files import replace_file

if TYPE_CHECKING:
    from pathlib import Path

    from gridcounter.core.calendar import CalendarYear


@cache
def load_calendar(folder: Path) -> WorkCalendar:
    """A file `<year>.toml` in the folder adds a year that the library does not know yet, or corrects one."""
    calendar = WorkCalendar(
        frozenset(published.holidays),
        frozenset(published.workdays),
        frozenset(day.year for day in published.holidays),
    )
    return with_added(calendar, folder)


def with_added(calendar: WorkCalendar, folder: Path) -> WorkCalendar:
    """With the year files of a folder, which may not be there."""
    for path in sorted((*folder.glob("*.toml"), *folder.glob("*.json"))):
        calendar = calendar.with_year(read_year_file(path.name, path.read_bytes()))
    return calendar


def read_year_file(name: str, content: bytes) -> CalendarYear:
    """JSON or TOML with year, holidays, make_up. Raises WrongInput with every problem, each naming the file."""
    raw: object
    if name.lower().endswith(".json"):
        raw, problems = read_json(content)
        if problems:
            raise WrongInput(f"{name}：{problem}" for problem in problems)
    else:
        try:
            raw = tomllib.loads(content.decode("utf-8-sig"))
        except (ValueError, RecursionError) as wrong:  # no TOML, or a number or a nesting beyond what can be read
            raise WrongInput([f"{name}：不是可读的 TOML 文件（{wrong}）"]) from wrong
    year, problems = parse_year(raw)
    if year is None:
        raise WrongInput(f"{name}：{problem}" for problem in problems)
    return year


def open_year_file(path: Path) -> CalendarYear:
    """Raises WrongInput where it cannot be opened, or is no such file."""
    try:
        content = path.read_bytes()
    except OSError as wrong:
        raise WrongInput([f"{path}：打不开这个文件，请核对路径"]) from wrong
    year = read_year_file(path.name, content)
    if year.year not in YEARS:
        raise WrongInput([f"{path.name}：year：填写的是 {year.year}；应为 {YEARS.start} 至 {YEARS.stop - 1} 的年份"])
    return year


def days_of(year: CalendarYear) -> dict[str, list[str]]:
    """As a file and a payload hold them, in their order."""
    return {
        name: sorted(day.isoformat() for day in days)
        for name, days in (("holidays", year.holidays), ("make_up", year.make_up))
    }


def keep_on_this_machine(year: CalendarYear, folder: Path) -> Path:
    """Replaced whole or not at all. Raises Fault."""
    path = folder / f"{year.year}.json"
    replace_file(path, json.dumps({"year": year.year, **days_of(year)}, indent=1).encode())
    return path


def year_words(year: CalendarYear) -> str:
    """What a person compares with the notice of the State Council."""
    made_up = f"，调休上班 {len(year.make_up)} 天" if year.make_up else "，没有调休上班"
    return f"{year.year} 年：放假 {len(year.holidays)} 天{made_up}"
