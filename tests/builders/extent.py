"""The extent of unbounded tests: little every day, more with .ci/run, everything with `make faults`.

No test is left out. `GRIDCOUNTER_TESTS=long` gives properties more examples, and tables all their rows;
`GRIDCOUNTER_FAULTS=full` also strikes at every step and damages every page. Both try the same examples each time, so
that what passed passes again; `GRIDCOUNTER_TESTS=search` (`make search`) looks for others, and for more of them.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TypeVar

_T = TypeVar("_T")

FULL = os.environ.get("GRIDCOUNTER_FAULTS") == "full"
SEARCH = os.environ.get("GRIDCOUNTER_TESTS") == "search"
LONG = FULL or SEARCH or os.environ.get("GRIDCOUNTER_TESTS") == "long"
#: Of a hundred examples of a property, so many every day, and so many in a search.
_EVERYDAY, _SEARCH = 25, 300


def examples(many: int) -> int:
    """Of a property that is tried `many` times in the long form."""
    if SEARCH:
        return many * _SEARCH // 100
    return many if LONG else max(5, many * _EVERYDAY // 100)


def some(rows: Iterable[_T], one_in: int = 2) -> list[_T]:
    """All rows of a table in the long form; every day one in so many, the first and the last among them."""
    listed = list(rows)
    return listed if LONG else [*listed[:-1:one_in], listed[-1]]
