"""The statutory days off, independent of the yearly notice: editions of the rule, each from its day in force."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Literal, Protocol, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from gridcounter.core.validation.models import Problem, read_model

#: The days off of a year, each with its common name.
Statutory = Callable[[int], Mapping[date, str]]
_MONTH_DAY = Field(default=None, pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")
_EVE = "eve"


class LunarCalendar(Protocol):
    """The required look-ups in a lunar calendar. A lunar year begins in January or February of the year of its name."""

    def lunar_day(self, year: int, month: int, day: int) -> date:
        """The solar day of a lunar one; `month` is 1 to 12, never a leap month."""

    def solar_term(self, year: int, name: str) -> date:
        """The day of a solar term (清明) in this year."""


class _Rule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    name: str
    solar: str | None = _MONTH_DAY
    lunar: str | None = Field(default=None, pattern=r"^(eve|(0[1-9]|1[0-2])-(0[1-9]|[12]\d|30))$")
    term: Literal["清明"] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(way is not None for way in (self.solar, self.lunar, self.term)) != 1:
            msg = "solar, lunar 或 term 之一"
            raise ValueError(msg)
        return self

    def in_year(self, year: int, moon: LunarCalendar) -> date:
        if self.solar is not None:
            return date.fromisoformat(f"{year}-{self.solar}")
        if self.term is not None:
            return moon.solar_term(year, self.term)
        if self.lunar == _EVE:
            return moon.lunar_day(year, 1, 1) - timedelta(days=1)
        month, day = str(self.lunar).split("-")
        return moon.lunar_day(year, int(month), int(day))


class Edition(BaseModel):
    """The complete rule as enacted or amended; `source` names the act."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    in_force_from: date
    source: str
    days: tuple[_Rule, ...]


class _Editions(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    edition: tuple[Edition, ...]


def parse_editions(raw: object) -> tuple[tuple[Edition, ...], tuple[Problem, ...]]:
    """In the order of coming into force."""
    read, problems = read_model(_Editions, raw)
    if read is None:
        return (), problems
    return tuple(sorted(read.edition, key=lambda edition: edition.in_force_from)), ()


def days_of_law(editions: tuple[Edition, ...], year: int, moon: LunarCalendar) -> dict[date, str]:
    """By the edition in force on each day itself, in the order of the days."""
    found: dict[date, str] = {}
    for place, edition in enumerate(editions):
        until = editions[place + 1].in_force_from if place + 1 < len(editions) else date.max
        if not edition.in_force_from.year <= year <= until.year:
            continue
        for rule in edition.days:
            day = rule.in_year(year, moon)
            if edition.in_force_from <= day < until:
                found[day] = rule.name
    return dict(sorted(found.items()))


def no_law(_: int) -> Mapping[date, str]:
    """For a calendar without statutory days."""
    return {}
