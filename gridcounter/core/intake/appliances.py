"""A first estimate of a capacity from the planned appliances: proposed, never decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

#: What is asked of an appliance that comes in pieces.
COUNTED = "几台"


@dataclass(frozen=True, slots=True)
class Appliance:
    """`kw` is a typical rating; the appliance's rating plate takes precedence. `counted` asks for its number."""

    id: str
    label: str
    kw: float
    counted: str = COUNTED


def estimated_kw(appliances: Iterable[Appliance], counts: Mapping[str, int]) -> float:
    """The sum of the ratings times counts, to a tenth of a kilowatt."""
    return round(sum(each.kw * max(counts.get(each.id, 0), 0) for each in appliances), 1)
