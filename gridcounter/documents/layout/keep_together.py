"""Which lines and rows stand together on a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gridcounter.documents.layout.lines import Line
from gridcounter.documents.layout.page import Item, Row, TextLine, kept

ROWS_UNDER_A_HEADING: Final = 3
LINES_TOGETHER: Final = 4


def kept_lines(lines: Sequence[Line], gap: float, *, whole: bool = False) -> list[Item]:
    """No page begins or ends with a single line of a paragraph; a short one is not cut where that costs no page."""
    last = len(lines) - 1
    few = len(lines) <= LINES_TOGETHER
    return [
        Item(
            TextLine(line),
            gap=0.0 if number else gap,
            keep=number < last and (whole or few or number in {0, last - 1}),
            loosely=few and not whole and 0 < number < last - 1,
        )
        for number, line in enumerate(lines)
    ]


def kept_rows(
    rows: Sequence[Row],
    head: Row | None,
    groups: frozenset[int] = frozenset(),
    continued: frozenset[int] = frozenset(),
    first: int = 2,
) -> list[Item]:
    """A head or group row is never the last line of a page; the `first` rows stand together, and the last two.

    What is continued in the next row goes with it.
    """
    items = [Item(head, gap=4.0, keep=True)] if head is not None else []
    last = len(rows) - 1
    for number, row in enumerate(rows):
        pair = (number < first - 1 or number == last - 1 or number + 1 in continued) and number < last
        gap = 0.0 if number or head is not None else 4.0
        items.append(Item(row, gap, keep=number in groups or pair, head=head))
    return items


def kept_to_signatures(items: list[Item]) -> list[Item]:
    """The last part of the block before, with its heading, goes where the signatures go."""
    end = len(items) - 1
    while end > 0 and items[end].keep:
        end -= 1
    return [*kept(items[: end + 1]), *items[end + 1 :]]
