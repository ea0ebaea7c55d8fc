"""How wide columns are beside each other, whatever the unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

GIVEN_MOST: Final = 0.3  # of a column: so much of it may go to others
_SLACK: Final = 0.1  # sums of floats differ by their order


def shared_by_need(widths: Sequence[float], needed: Sequence[float]) -> Sequence[float]:
    """The same sum; a column that is too narrow is made wide enough, at the cost of those that can spare it."""
    if all(need <= width for need, width in zip(needed, widths, strict=True)):
        return widths
    spare = [max(0.0, min(width - need, width * GIVEN_MOST)) for need, width in zip(needed, widths, strict=True)]
    left = sum(spare)
    found, taken = list(widths), 0.0
    lacking = [(need - width, at) for at, (need, width) in enumerate(zip(needed, widths, strict=True)) if need > width]
    for lack, at in sorted(lacking):
        if taken + lack + _SLACK <= left:
            found[at] += lack + _SLACK
            taken += lack + _SLACK
    return [width - taken * room / left for width, room in zip(found, spare, strict=True)] if taken else widths


def shared_by_lines(width: float, needed: Sequence[float]) -> list[float]:
    """Equal parts; where one of them is too narrow and another can spare it, as wide as is needed and a bit."""
    equal = width / len(needed)
    over = width - sum(needed)
    return (
        [need + over / len(needed) for need in needed] if max(needed) > equal and over >= 0 else [equal] * len(needed)
    )
