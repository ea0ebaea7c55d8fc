"""The extent of unbounded tests: little every day, more with .ci/run, everything with `make faults`.

No test is left out. `GRIDCOUNTER_TESTS=long` gives properties more examples, and tables all their rows;
`GRIDCOUNTER_FAULTS=full` also strikes at every step and damages every page.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

_T = TypeVar("_T")

FULL = os.environ.get("GRIDCOUNTER_FAULTS") == "full"
LONG = FULL or os.environ.get("GRIDCOUNTER_TESTS") == "long"
#: Of a hundred examples of a property, so many every day.
_EVERYDAY = 25


def examples(many: int) -> int:
    """Of a property that is tried `many` times in the long form."""
    return many if LONG else max(5, many * _EVERYDAY // 100)


def some(rows: Iterable[_T], one_in: int = 2) -> list[_T]:
    """All rows of a table in the long form; every day one in so many, the first and the last among them."""
    listed = list(rows)
    return listed if LONG else [*listed[:-1:one_in], listed[-1]]
