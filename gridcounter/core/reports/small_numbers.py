"""How small numbers are hidden in figures that leave the office.

1. A number of 1 or 2 is not given: it reads "<3". A 0 counts nobody and is given.
2. Parts that add up to a total are hidden together. Those of 1 or 2 are given only as one sum; where they are all equal
   (or there is only one), the least of the larger parts join them, or the zeros if no part is larger.
3. A total that is itself hidden, or that all parts being 1, or all being 2, would make, is given without its parts.

Why that is enough: parts that are hidden together always have two different values, and whoever exchanges two of them
gets the same published table. So none can be told, also not by one who knows this rule.

It says nothing about tables of another day: figures of the same month counted twice differ by what came in between.
"""

from __future__ import annotations

from collections.abc import Sequence

#: The least number that is given, besides 0.
FEWEST = 3


def given(number: int) -> int | None:
    """The number; None if it is hidden."""
    return None if 0 < number < FEWEST else number


def hidden_together(parts: Sequence[int]) -> frozenset[int]:
    """The places of the parts that are not given one by one."""
    total = sum(parts)
    if given(total) is None or total in {each * len(parts) for each in range(1, FEWEST)}:
        return frozenset(range(len(parts)))
    small = [place for place, number in enumerate(parts) if given(number) is None]
    if len({parts[place] for place in small}) != 1:
        return frozenset(small)
    joins = min((number for number in parts if number >= FEWEST), default=0)
    return frozenset([*small, *(place for place, number in enumerate(parts) if number == joins)])
