"""Short texts of the services in tables: ranges of rows and days, moments, the timeline's text for each kind.

`held/words.txt` is rewritten as CONTRIBUTING.md says, and reviewed before it is committed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from builders.held import answered, hold
from builders.year_builders import a_whole_year

from gridcounter.bootstrap import open_assessor
from gridcounter.core.record.acts import CONTENTS, ON_FILINGS
from gridcounter.services.applications.acceptance import late_reason
from gridcounter.services.exchange import import_titles
from gridcounter.services.ledger.filing_words import words
from gridcounter.services.office import year_loading
from gridcounter.services.office.statutory import statutory_days

HELD = Path(__file__).parent / "held"
TOLD = {
    "on": "2026-09-28", "by": ["builder", "owner"], "serial": "T-1", "number": "备-1", "why": "样例原因",
    "where": "样例路",
    "text": "样例情况", "passed": True, "what": "线路总长由 400 米改为 420 米", "sha256": "0",
}  # fmt: skip


def test_rows_days_and_acts_are_reported_in_these_words() -> None:
    calendar = open_assessor().calendar
    day = date(2026, 10, 1)
    rows: list[list[int]] = [
        [],
        [3],
        [3, 4],
        [3, 4, 5, 9],
        [3, 5, 7],
        *([*range(1, 2 * many, 2)] for many in range(4, 16)),
    ]
    days = [[day], [day, day + timedelta(1)], [day, day + timedelta(2)], [date(2025, 12, 31), date(2026, 1, 1)]]
    year = a_whole_year(2027, [date(2027, 2, 10)], [date(2027, 2, 14)])
    before = a_whole_year(2027, [date(2026, 12, 31), date(2028, 1, 3)])
    known = calendar.with_year(year)

    def changes(to: str) -> list[str]:
        other = {"fewer": a_whole_year(2027), "more": a_whole_year(2027, [date(2027, 2, 10), date(2027, 2, 11)])}[to]
        return list(year_loading.look_at(other, known).changes)

    def lines() -> Iterator[str]:
        yield from answered("rows", import_titles.spans, rows)
        yield from answered("days", lambda those: year_loading.spans(those, 2026), days)
        yield from answered("changes", changes, ["fewer", "more"])
        for loading in (year_loading.look_at(year, calendar), year_loading.look_at(before, calendar)):
            yield f"  {year_loading.outcome(loading)}"
        yield from answered("late", late_reason, ["", " 停电 "], ["", " 12 "])
        for number in (2026, 2027, 2028, 2033):
            yield f"= {number}: " + "、".join(
                f"{on:%m%d} {name}" for on, name in sorted(statutory_days(number).items())
            )
        for kind in sorted(ON_FILINGS):
            read = CONTENTS[kind].model_validate_json(json.dumps(TOLD))
            yield f"= {kind}: {words(read, {})}"

    hold(HELD / "words.txt", lines())
