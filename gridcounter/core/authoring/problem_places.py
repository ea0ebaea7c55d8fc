"""Where in a workbook stands what the check of a pack speaks of."""

from __future__ import annotations

import re

from gridcounter.core.authoring.pack_sheets import PackFromSheets
from gridcounter.core.authoring.problem_words import example_words, problem_words
from gridcounter.core.authoring.titles import CASES
from gridcounter.core.policy.parse import PackProblem

#: One expectation of an example, or the example.
_EXAMPLE = re.compile(r"case\.\d+(\.expect\.\d+)?")
#: More rows of one id than these are not listed.
_MOST_ROWS = 6
#: The check counts the rules of one id where it can tell them apart.
_NTH = re.compile(r"(.*)（第 (\d+) 条）")


def placed(problem: PackProblem, found: PackFromSheets) -> str:
    """The problem with sheet, rows and column; as the check says it where the workbook has no place for it.

    Several rules of one id are told apart by their conditions: then every row of this id is named.
    """
    path = problem.problem.path
    key = path.split(".")[0]
    example = _EXAMPLE.match(path)
    nth = _NTH.fullmatch(problem.rule)
    rule = nth[1] if nth else problem.rule
    names = (f"{rule}.{path}", f"{rule}.{key}", example[0] if example else "", rule)
    places = next((found.places[name] for name in names if name in found.places), [])
    if not places:
        return str(problem)
    if nth and len(places) >= int(nth[2]):
        places = [places[int(nth[2]) - 1]]
    rows = "、".join(str(row) for _, row in places[:_MOST_ROWS] if row)
    where = f"{places[0][0]} 第 {rows} 行 " if rows else f"{places[0][0]} "
    if places[0][0] == CASES:
        return where + example_words(problem.problem, found)
    return where + str(problem_words(problem.problem, rule.partition(".")[0], found))
