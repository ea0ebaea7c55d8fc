"""Units as people write them after a number, in a title or in a column of their own."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Unit(NamedTuple):
    """`factor` converts into the unit of the field; `word` is the contract's word, if it has one."""

    factor: float
    word: str = ""


def comparable(word: str) -> str:
    """A word in comparable form: half width, lower case, no spaces."""
    return "".join(unicodedata.normalize("NFKC", word).casefold().split())


def _units(table: Mapping[Unit, str]) -> Mapping[str, Unit]:
    return MappingProxyType({comparable(word): unit for unit, words in table.items() for word in words.split()})


#: Comparable form -> unit. The field of each holds kilovolts, metres, square metres; a capacity has two units.
VOLTS = _units({Unit(1): "千伏 kV 千伏特", Unit(0.001): "伏 V 伏特", Unit(10): "万伏"})
METRES = _units({Unit(1): "米 m 公尺", Unit(1000): "公里 千米 km"})
SQUARE_METRES = _units({Unit(1): "平方米 平米 m² m2 ㎡"})
CAPACITIES = _units(
    {
        Unit(1, "kW"): "千瓦 kW 瓩 千瓦特",
        Unit(1000, "kW"): "兆瓦 MW",
        Unit(10_000, "kW"): "万千瓦",
        Unit(0.001, "kW"): "瓦 W",
        Unit(1, "kVA"): "千伏安 kVA 千伏·安 kV·A kV.A",
        Unit(1000, "kVA"): "兆伏安 MVA",
        Unit(10_000, "kVA"): "万千伏安",
        Unit(0.001, "kVA"): "伏安 VA",
    }
)
_NONE: Mapping[str, Unit] = MappingProxyType({})


def units_called(word: str) -> Mapping[str, Unit]:
    """By comparable form, the units of the same measure as this one, of which it is the unit of the field; empty for
    an unknown one.
    """
    for units in (METRES, SQUARE_METRES):
        if units.get(comparable(word)) == Unit(1):
            return units
    return _NONE


def units_of(field: str) -> Mapping[str, Unit]:
    """By comparable form, the units allowed after a number of this dotted field. A capacity has its unit in another."""
    if field.endswith("voltage_kv"):
        return VOLTS
    if field.endswith("_m2"):
        return SQUARE_METRES
    return METRES if field.endswith("_m") else _NONE
