"""A first estimate of a capacity from what will be plugged in: proposed, never decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Appliance:
    """`kw` is a typical rating; the plate on the appliance comes before it."""

    id: str
    label: str
    kw: float


def estimated_kw(appliances: Iterable[Appliance], counts: Mapping[str, int]) -> float:
    """The ratings of all that is counted, to a tenth of a kilowatt."""
    return round(sum(each.kw * max(counts.get(each.id, 0), 0) for each in appliances), 1)
