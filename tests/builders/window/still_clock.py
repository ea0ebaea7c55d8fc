"""A clock that the test sets, in China's time zone, for the window and its record."""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone, tzinfo
from importlib import import_module
from types import ModuleType
from typing import Self

import gridcounter
from gridcounter import bootstrap, desktop

CHINA = timezone(timedelta(hours=8))
#: A Monday; the week after it has no holiday, and the one after that begins with the National Day.
MORNING = datetime(2026, 9, 14, 9, 0, tzinfo=CHINA)


class StillClock:
    """What the journal asks for the present moment."""

    def __init__(self) -> None:
        self.at = MORNING

    def __call__(self) -> datetime:
        return TimelineEntry(*self.at.timetuple()[:6], tzinfo=CHINA)

    def __repr__(self) -> str:
        """Records are copied by what their clock is called: tests/builders/record_builders.py."""
        return "still"

    def set(self, text: str) -> None:
        """09-22 10:30, 2027-09-22 10:30, or 10:30 of the same day."""
        day, _, hour = text.rpartition(" ")
        *year, month, on = (int(part) for part in day.split("-")) if day else (self.at.month, self.at.day)
        hours, minutes = (int(part) for part in hour.split(":"))
        that = year[0] if year else self.at.year
        self.at = self.at.replace(year=that, month=month, day=on, hour=hours, minute=minutes)


STILL = StillClock()


class _AnyMoment(type):
    """Whatever brought it: a workbook reads real ones."""

    def __instancecheck__(cls, one: object) -> bool:
        return isinstance(one, datetime)


class TimelineEntry(datetime, metaclass=_AnyMoment):
    """Where a module of the program asks for now, it is told what STILL says."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        result = cls(*STILL.at.timetuple()[:6], tzinfo=CHINA)
        return result.astimezone(tz) if tz else result.replace(tzinfo=None)

    def astimezone(self, tz: tzinfo | None = None) -> Self:
        """The machine's own zone is China's."""
        aware = self if self.tzinfo else self.replace(tzinfo=CHINA)
        return super(TimelineEntry, aware).astimezone(tz or CHINA)


class Day(date):
    @classmethod
    def today(cls) -> Self:
        return cls(STILL.at.year, STILL.at.month, STILL.at.day)


@contextmanager
def time_stands() -> Iterator[StillClock]:
    """At MORNING, for every module of the program; those of the window that are loaded late are loaded now."""
    for found in pkgutil.walk_packages(desktop.__path__, f"{desktop.__name__}."):
        import_module(found.name)
    asking = [module for name, module in sys.modules.items() if name.startswith(f"{gridcounter.__name__}.")]
    changed: list[tuple[ModuleType, str, type]] = [
        (module, "datetime", TimelineEntry) for module in asking if vars(module).get("datetime") is datetime
    ]
    changed.append((bootstrap, "date", Day))
    before = [(module, name, getattr(module, name)) for module, name, _ in changed]
    STILL.at = MORNING
    for module, name, stopped in changed:
        setattr(module, name, stopped)
    try:
        yield STILL
    finally:
        for module, name, real in before:
            setattr(module, name, real)
