"""Derived tables stay in step with their source: running clocks, stored editions, parts of an application."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from builders.record_builders import CLERK, a_paper, an_answer, an_opening, stores_in

from gridcounter.core.record.journal import Act, Kind
from gridcounter.store.queries.applications import FieldValue, as_contract
from gridcounter.store.queries.figures import FigureStore
from gridcounter.store.stores import WritingStores

DAY = "2026-09-21"
_RUNNING = "SELECT application, clock, wd, days, started_on, rested FROM running ORDER BY 1, 2"
_LONGER = [
    {"id": "plan", "label": "方案答复", "actor": "grid_company", "wd": 9, "days": None, "counts_from": "accepted"}
]


def do(stores: WritingStores, kind: Kind, values: Mapping[str, Any], application: str = "a1") -> None:
    stores.journal.append(Act(kind, values, CLERK, application))


def begun(stores: WritingStores, application: str = "a1", number: str = "JN1-0001") -> None:
    stores.journal.append(an_opening(application, number))
    do(stores, Kind.APPLICATION_ACCEPTED, {"on": DAY, "answer": an_answer()}, application)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Kind.NOTICE_ISSUED, dict(a_paper().payload)),
        (Kind.PAPER_ISSUED, dict(a_paper(paper="filing").payload)),
        (
            Kind.SUPPLEMENT_ISSUED,
            dict(a_paper(paper="supplement_notice", items=[{"label": "甲", "clause": "三", "why": "乙"}]).payload),
        ),
        (Kind.ANSWER_MOVED, {"why": "新文件"}),
        (Kind.SURVEY_CONFIRMED, {"on": DAY, "announced": True}),
    ],
)
def test_clocks_run_as_pinned_in_the_newest_answer(tmp_path: Path, kind: Kind, values: dict[str, Any]) -> None:
    with stores_in(tmp_path) as stores:
        begun(stores)
        do(stores, kind, values | {"answer": an_answer(clocks=_LONGER)})
        (row,) = stores.db.execute("SELECT wd FROM clock WHERE clock = 'plan'").fetchall()
        assert stores.db.execute("SELECT wd FROM running").fetchall() == [row] == [(9,)]


def test_an_edition_that_is_kept_twice_stays_the_first_entrys(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        kept = {"id": "jining", "number": "旧〔2021〕1号", "version": "sha256:1", "files": {}}
        first, _ = (stores.journal.append(Act(Kind.PACK_KEPT, kept, CLERK)) for _ in range(2))
        assert stores.db.execute("SELECT ref FROM kept_pack").fetchall() == [(first.ref,)]


@pytest.mark.parametrize("works", [None, {}])
@pytest.mark.parametrize("order", [*permutations(("case.works", "case.works.length_m", "case.on"))])
def test_parts_of_an_application_are_the_same_in_whatever_order_its_fields_come(
    order: tuple[str, ...], works: dict[str, object] | None
) -> None:
    """What was said not to be there says nothing, whatever it said before."""
    values: dict[str, object] = {"case.works": works, "case.works.length_m": 40, "case.on": DAY}
    fields = {field: FieldValue(values[field], "") for field in order}
    contents = None if works is None else {"length_m": 40}
    assert as_contract(fields) == {"case": {"works": contents, "on": DAY}}


def test_what_was_on_the_first_and_the_last_day_of_a_period_is_in_it(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        stores.journal.append(an_opening())
        do(stores, Kind.MATERIALS_RECEIVED, {"on": DAY})
        do(stores, Kind.APPLICATION_ACCEPTED, {"on": DAY, "answer": an_answer()})
        do(stores, Kind.FILING_PREPARED, {"on": DAY})
        do(stores, Kind.WORKS_STARTED, {"on": DAY})
        do(stores, Kind.STEP_FINISHED, {"clock": "plan", "on": DAY})
        do(stores, Kind.APPLICATION_CLOSED, {"why": "withdrawn"})
        stores.journal.append(Act(Kind.CONSULTATION_NOTED, {"number": "JN1-0002", "short_code": "CB"}, CLERK, "b1"))
        store = FigureStore(stores.db)
        asked = (
            store.received, store.accepted, store.closed, store.consulted, store.ended_clocks, store.filings,
            store.works_started,
        )  # fmt: skip
        found = {
            ask.__name__: [
                len(list(ask(first, last)))
                for first, last in ((DAY, DAY), (DAY, "2026-09-30"), ("2026-09-01", DAY), ("2026-09-22", "2026-09-30"))
            ]
            for ask in asked
        }
    assert found == {ask.__name__: [1, 1, 1, 0] for ask in asked}


def test_a_clock_paused_twice_has_both_pauses_in_its_figures(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        begun(stores)
        for on, until in (("2026-09-22", "2026-09-23"), ("2026-09-24", "2026-09-28")):
            do(stores, Kind.CLOCK_PAUSED, {"clocks": ["plan"], "on": on, "why": "request", "ref": "书面申请"})
            do(stores, Kind.CLOCK_RESUMED, {"clocks": ["plan"], "on": until})
        do(stores, Kind.STEP_FINISHED, {"clock": "plan", "on": "2026-09-29"})
        (row,) = FigureStore(stores.db).ended_clocks("2026-09-01", "2026-09-30")
    assert [(pause.on, pause.until) for pause in row.pauses] == [
        (date(2026, 9, 22), date(2026, 9, 23)),
        (date(2026, 9, 24), date(2026, 9, 28)),
    ]


def test_a_paper_says_when_and_by_whom_it_was_issued_and_what_it_took_the_place_of(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        stores.journal.append(an_opening())
        first = stores.journal.append(a_paper())
        second = stores.journal.append(a_paper(version=2, replaces=first.ref, content_hash="d"))
        do(stores, Kind.PAPER_DELIVERED, {"ref": second.ref, "how": "in_person"})
        paper = stores.papers.get(second.ref)
    assert paper is not None
    lines = (paper.ref, paper.application, paper.paper, paper.version, paper.content_hash, paper.replaces)
    assert lines == (second.ref, "a1", "one_time_notice", 2, "d", first.ref)
    assert (paper.issued_at, paper.issued_by, paper.consultation) == (second.happened_at, CLERK, False)
    assert paper.delivered_at
    assert paper.delivered_at > paper.issued_at
    assert paper.voided_at is None
