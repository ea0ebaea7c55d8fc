"""The table of running clocks: maintained by the projection, filled for an older record."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from builders.record_builders import CLERK, an_answer, an_opening, stores_in

from gridcounter.core.record.journal import Act, Kind
from gridcounter.store.stores import WritingStores

DAY = "2026-09-22"
_RUNNING = "SELECT application, clock, wd, days, started_on, rested FROM running ORDER BY 1, 2"


def do(stores: WritingStores, kind: Kind, **result: Any) -> None:  # noqa: ANN401  JSON
    stores.journal.append(Act(kind, result, CLERK, "a1"))


def running(stores: WritingStores) -> list[tuple[Any, ...]]:
    return stores.db.execute(_RUNNING).fetchall()


def accept(stores: WritingStores) -> None:
    stores.journal.append(an_opening())
    do(stores, Kind.APPLICATION_ACCEPTED, on="2026-09-21", answer=an_answer())


def test_only_what_has_begun_and_has_days_runs(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        accept(stores)
        assert running(stores) == [("a1", "plan", 2, None, "2026-09-21", 0)]
        do(stores, Kind.EVENT_NOTED, event="completion_reported", on=DAY)
        assert running(stores)[0] == ("a1", "connect", 5, None, DAY, 0)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Kind.STEP_FINISHED, {"clock": "plan", "on": DAY}),
        (Kind.APPLICATION_CLOSED, {"why": "withdrawn"}),
        (Kind.ANSWER_MOVED, {"why": "新文件", "answer": an_answer(clocks=[])}),
    ],
)
def test_what_ended_or_is_not_told_any_more_does_not_run(tmp_path: Path, kind: Kind, values: dict[str, Any]) -> None:
    with stores_in(tmp_path) as stores:
        accept(stores)
        do(stores, kind, **values)
        assert running(stores) == []
        assert stores.journal.rebuild().changed == ()


def test_a_rest_is_marked_for_good(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        accept(stores)
        do(stores, Kind.CLOCK_PAUSED, clocks=["plan"], on=DAY, why="request", ref="书面申请")
        do(stores, Kind.CLOCK_RESUMED, clocks=["plan"], on=DAY)
        assert [row[-1] for row in running(stores)] == [1]
