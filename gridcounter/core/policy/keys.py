"""The keys that a condition may name, with the kind of value each holds. The words are the contract's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias, TypeGuard

from gridcounter.core.case import (
    Area,
    Business,
    Connection,
    Customer,
    Park,
    RoadClass,
    Surface,
    Unit,
    WorksKind,
    WorksOwner,
)


def is_number(value: object) -> TypeGuard[float]:
    """False for true and false, which Python counts among the numbers."""
    return isinstance(value, int | float) and not isinstance(value, bool)


@dataclass(frozen=True, slots=True)
class WordKey:
    """Holds one of these words; with `more` also one that a pack or general practice adds."""

    words: tuple[str, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class SetKey:
    """A list of words; one variable for each word says whether it is included."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NumberKey:
    """`units` are the units of which a limit must name one; empty if the key implies its unit.

    No number of a case is negative; `zero` says whether 0 is allowed. `values`, if any, are the only allowed ones.
    """

    units: tuple[str, ...] = ()
    zero: bool = False
    values: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class FlagKey:
    """Holds true or false."""


@dataclass(frozen=True, slots=True)
class DateKey:
    """Holds a day, as ISO text."""


Key: TypeAlias = WordKey | SetKey | NumberKey | FlagKey | DateKey


def _words(enum: type[StrEnum]) -> tuple[str, ...]:
    return tuple(str(word) for word in enum)


#: Customers in rules: a sole proprietor becomes one of the others by the office's setting.
CUSTOMERS = tuple(str(word) for word in Customer if word != Customer.SOLE_PROPRIETOR)

#: Keys about the applicant: they are left out of the displayed conditions, because a project cannot meet or miss them.
WHO_ASKS = frozenset({"customer", "stated_customer", "business"})

#: In the order of asking; `needs` are listed in it.
KEYS: Mapping[str, Key] = {
    "business": WordKey(_words(Business), more=True),
    "customer": WordKey(CUSTOMERS),
    "stated_customer": WordKey(_words(Customer)),
    "sole_proprietor_as_micro": FlagKey(),
    "supply.voltage_kv": NumberKey(),
    "supply.capacity": NumberKey(_words(Unit)),
    "supply.sources": NumberKey(values=(1, 2)),
    "supply.critical": FlagKey(),
    "supply.dedicated_line": FlagKey(),
    "supply.permanent": FlagKey(),
    "supply.connection": WordKey(_words(Connection)),
    "site.area": WordKey(_words(Area)),
    "site.park": WordKey(_words(Park)),
    "site.key_project": FlagKey(),
    "site.new_residential_estate": FlagKey(),
    "works": FlagKey(),
    "works.kind": WordKey(_words(WorksKind)),
    "works.owner": WordKey(_words(WorksOwner)),
    "works.length_m": NumberKey(zero=True),
    "works.road_crossing_m": NumberKey(zero=True),
    "works.occupies": SetKey(_words(Surface)),
    "works.dig_length_m": NumberKey(zero=True),
    "works.dig_area_m2": NumberKey(zero=True),
    "works.green_area_m2": NumberKey(zero=True),
    "works.road_class": WordKey(_words(RoadClass)),
    "works.road_age_years": NumberKey(zero=True),
    "works.overhaul_age_years": NumberKey(zero=True),
    "works.distance_m": NumberKey(zero=True),
    "works.cycle_lane_passable": FlagKey(),
    "works.new_pole_box_or_duct": FlagKey(),
    "works.third_party_interest": FlagKey(),
    # known from the application and the installed edition, never in `needs`
    "agent": FlagKey(),
    "rented": FlagKey(),
    "in_force": FlagKey(),
}

#: A rule speaks of the age of a road; what is asked for, and what a case holds, is its day.
ASKED_AS: Mapping[str, str] = {
    "works.road_age_years": "works.road_built_on",
    "works.overhaul_age_years": "works.road_overhauled_on",
}
#: What only some policies ask of the works, beside their length and their surfaces.
FACTS_OF_WORKS = (
    *("works.dig_length_m", "works.dig_area_m2", "works.green_area_m2", "works.road_class"),
    *("works.road_age_years", "works.overhaul_age_years", "works.distance_m"),
)
