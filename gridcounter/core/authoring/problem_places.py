"""Where in a workbook stands what the check of a pack speaks of."""

from __future__ import annotations

import re

from gridcounter.core.authoring.pack_sheets import PackFromSheets, in_titles
from gridcounter.core.authoring.titles import CASES
from gridcounter.core.policy.parse import PackProblem

#: One expectation of an example, or the example.
_EXAMPLE = re.compile(r"case\.\d+(\.expect\.\d+)?")
#: More rows of one id than these are not listed.
_MOST_ROWS = 6


def placed(problem: PackProblem, found: PackFromSheets) -> str:
    """The problem with sheet, rows and column; as the check says it where the workbook has no place for it.

    Several rules of one id are told apart by their conditions: then every row of this id is named.
    """
    path = problem.problem.path
    key = path.split(".")[0]
    example = _EXAMPLE.match(path)
    names = (f"{problem.rule}.{path}", f"{problem.rule}.{key}", example[0] if example else "", problem.rule)
    places = next((found.places[name] for name in names if name in found.places), [])
    if not places:
        return str(problem)
    rows = "、".join(str(row) for _, row in places[:_MOST_ROWS] if row)
    section = problem.rule.partition(".")[0]
    where = f"第 {rows} 行 " if rows else ""
    return f"{places[0][0]} {where}{problem.problem if places[0][0] == CASES else in_titles(problem.problem, section)}"
