"""Where in a workbook stands what the check of a pack speaks of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gridcounter.core.authoring.pack_sheets import PackFromSheets, SheetProblem
from gridcounter.core.authoring.problem_words import example_words, problem_words
from gridcounter.core.authoring.titles import CASES
from gridcounter.core.policy.parse import PackProblem

#: One expectation of an example, or the example.
_EXAMPLE = re.compile(r"case\.\d+(\.expect\.\d+)?")
#: More rows of one id than these are not listed.
_MOST_ROWS = 6
#: The check counts the rules of one id where it can tell them apart.
_NTH = re.compile(r"(.*)（第 (\d+) 条）")


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
    rule, nth = _of_several(problem.rule)
    names = (f"{rule}.{path}", f"{rule}.{key}", example[0] if example else "", rule)
    places = next((found.places[name] for name in names if name in found.places), [])
    if not places:
        return Placed("", (), "", str(problem))
    if 0 < nth <= len(places):
        places = [places[nth - 1]]
    sheet, rows = places[0][0], tuple(row for _, row in places if row)
    if sheet == CASES:
        return Placed(sheet, rows, "", example_words(problem.problem, found))
    told = problem_words(problem.problem, rule.partition(".")[0], found)
    return Placed(sheet, rows, re.split(r"[. ]", told.path, maxsplit=1)[0], str(told))


def _of_several(rule: str) -> tuple[str, int]:
    """The id of a rule, and which it is of those with that id; 0 where the check does not count them."""
    nth = _NTH.fullmatch(rule)
    return (nth[1], int(nth[2])) if nth else (rule, 0)


def placed_in_sheet(problem: SheetProblem) -> Placed:
    """Of what cannot be read at all, which is told with its place."""
    rows = (problem.row,) if problem.row else ()
    return Placed(problem.sheet, rows, problem.problem.path, str(problem.problem))
