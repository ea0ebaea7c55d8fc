"""Where in a workbook stands what the check of a pack speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gridcounter.core.authoring.pack_sheets import PackFromSheets, SheetProblem, in_titles
from gridcounter.core.authoring.titles import CASES
from gridcounter.core.policy.parse import PackProblem

#: One expectation of an example, or the example.
_EXAMPLE = re.compile(r"case\.\d+(\.expect\.\d+)?")
#: The check says which of several rules of one id it means.
_NTH = re.compile(r"(.+)（第 (\d+) 条）")
#: More rows of one id than these are not listed.
_MOST_ROWS = 6


@dataclass(frozen=True, slots=True)
class Placed:
    """A problem of a pack with the sheet and the rows of its workbook; "" and none where it has no place for it.

    `column` is the title of its column, "" where none is named.
    """

    sheet: str
    rows: tuple[int, ...]
    column: str
    words: str

    def __str__(self) -> str:
        rows = "、".join(str(row) for row in self.rows[:_MOST_ROWS])
        return f"{self.sheet} {f'第 {rows} 行 ' if rows else ''}{self.words}" if self.sheet else self.words


def placed(problem: PackProblem, found: PackFromSheets) -> Placed:
    """As the check says it where the workbook has no place for it.

    Several rules of one id are told apart by their conditions: then every row of this id is named.
    """
    path = problem.problem.path
    key = path.split(".")[0]
    example = _EXAMPLE.match(path)
    nth = _NTH.fullmatch(problem.rule)
    if nth and (rows := found.places.get(nth[1], [])[int(nth[2]) - 1 :][:1]):
        return _at(rows, problem)
    names = (f"{problem.rule}.{path}", f"{problem.rule}.{key}", example[0] if example else "", problem.rule)
    places = next((found.places[name] for name in names if name in found.places), [])
    if not places:
        return Placed("", (), "", str(problem))
    return _at(places, problem)


def _at(places: Sequence[tuple[str, int]], problem: PackProblem) -> Placed:
    rows = tuple(row for _, row in places if row)
    sheet, told = places[0][0], problem.problem
    if sheet == CASES:
        return Placed(sheet, rows, "", str(told))
    told = in_titles(told, problem.rule.partition(".")[0])
    return Placed(sheet, rows, told.path.partition(".")[0], str(told))


def placed_in_sheet(problem: SheetProblem) -> Placed:
    """Of what cannot be read at all, which is told with its place."""
    rows = (problem.row,) if problem.row else ()
    return Placed(problem.sheet, rows, problem.problem.path, str(problem.problem))
