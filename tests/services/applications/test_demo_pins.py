"""The demonstration: what is accepted there stands as at a desk."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from builders.record_builders import a_demo

from gridcounter import paths
from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.core.deadlines.clocks import read_clock
from gridcounter.services.applications import demo
from gridcounter.store.queries.clocks import ClockStore


def test_each_acceptance_of_the_demonstration_pins_its_answer(tmp_path: Path) -> None:
    # without it the card said 已逾期 while 时限 listed nothing
    record = a_demo(tmp_path / "demo")
    try:
        service = open_application_service(record, open_assessor())
        accepted = [row.id for row in record.applications.recent(9) if row.accepted_on]
        pinned = [service.notice_terms.pinned(one) for one in accepted]
    finally:
        record.close()
    assert accepted
    assert all(pinned)


@pytest.mark.parametrize("first_day", [date(2026, 11, 30), date(2026, 12, 5), date(2028, 2, 29)])
def test_opened_on_any_day_nothing_in_the_demonstration_is_overdue(tmp_path: Path, first_day: date) -> None:
    """A newcomer saw three applications that all were two months late."""
    assessor = open_assessor()
    record = demo.create_demo(tmp_path / "demo", paths.demo_applications() / "desk", assessor, first_day)
    try:
        rows = record.applications.recent(9)
        runs = [run for row in rows for run in ClockStore(record.db).runs(row.id)]
        late = [run for run in runs if read_clock(run, first_day, assessor.calendar).over]
    finally:
        record.close()
    assert {row.accepted_on for row in rows} == {None, first_day.isoformat()}
    assert runs
    assert not late
