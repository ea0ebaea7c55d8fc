"""The published calendars: those of the library, and years added as files when the State Council publishes them."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import TYPE_CHECKING

import chinese_calendar.constants as published

from gridcounter.core.calendar import WorkCalendar, parse_year
from gridcounter.errors import WrongInput

if TYPE_CHECKING:
    from pathlib import Path


@cache
def load_calendar(folder: Path) -> WorkCalendar:
    """A file `<year>.toml` in the folder adds a year that the library does not know yet, or corrects one."""
    calendar = WorkCalendar(
        frozenset(published.holidays),
        frozenset(published.workdays),
        frozenset(day.year for day in published.holidays),
    )
    for path in sorted(folder.glob("*.toml")):
        try:
            year, problems = parse_year(tomllib.loads(path.read_text("utf-8-sig")))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
            raise WrongInput([f"{path.name}：不是可读的 TOML 文件（{wrong}）"]) from wrong
        if year is None:
            raise WrongInput(f"{path.name}：{problem}" for problem in problems)
        calendar = calendar.with_year(year)
    return calendar
