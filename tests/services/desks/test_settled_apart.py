"""Two desks settle one conflict without knowing of each other."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from builders.conflict_desks import both_ways, did, only, two_desks

from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.core.record.journal import Kind
from gridcounter.services.desks.conflicts import choose, conflicts


@pytest.mark.parametrize("writes_first", [True, False])
def test_a_field_settled_otherwise_at_two_desks_is_to_be_looked_at_again(tmp_path: Path, *, writes_first: bool) -> None:
    """The fault: one clerk left the value, another wrote the other one over it, and the latter held without a word."""
    with two_desks(tmp_path) as (first, second, desks, application):
        services = [open_application_service(record, open_assessor()) for record in (first, second)]
        for service, phone in zip(services, ("10000000001", "10000000002"), strict=True):
            service.save_all(application, {"applicant.phone": phone})
            desks.clock.at += timedelta(minutes=1)
        both_ways(desks, first, second)
        found = [(service, only(service.record), value) for service, value in zip(services, "12", strict=True)]
        for service, one, value in found if writes_first else found[::-1]:
            choose(service, one, next(side for side in one.sides if str(side.value).endswith(value)))
            desks.clock.at += timedelta(minutes=1)
        both_ways(desks, first, second)

        for record in (first, second):
            again = only(record)
            assert [(side.value, side.holds) for side in again.sides] == [("10000000001", True), ("10000000002", False)]
            assert record.rebuild().changed == ()
        choose(services[1], only(second), only(second).sides[0])
        both_ways(desks, first, second)
        assert conflicts(first) == conflicts(second) == []


@pytest.mark.parametrize("kept_first", ["A", "B"])
def test_a_filing_settled_otherwise_at_two_desks_is_to_be_looked_at_again(tmp_path: Path, kept_first: str) -> None:
    """The fault: each desk withdrew the other filing, and nothing was left to be looked at."""
    with two_desks(tmp_path) as (first, second, desks, application):
        did(first, Kind.FILING_PREPARED, {"on": "2026-09-20"}, application)
        both_ways(desks, first, second)
        did(first, Kind.FILING_PUSHED, {"on": "2026-09-22", "serial": "A"}, application)
        did(second, Kind.FILING_PUSHED, {"on": "2026-09-21", "serial": "B"}, application)
        both_ways(desks, first, second)
        kept = [(first, only(first), kept_first), (second, only(second), "B" if kept_first == "A" else "A")]
        for record, found, serial in kept:
            side = next(side for side in found.sides if side.value == serial)
            choose(open_application_service(record, open_assessor()), found, side)
            desks.clock.at += timedelta(minutes=1)
        both_ways(desks, first, second)

        for record in (first, second):
            again = only(record)
            assert [side.value for side in again.sides if side.holds] == ["A"]
            assert record.db.execute("SELECT serial FROM filing").fetchall() == [("A",)]
            assert record.rebuild().changed == ()
        last = only(first)
        side = next(side for side in last.sides if side.value == "B")
        choose(open_application_service(first, open_assessor()), last, side)
        both_ways(desks, first, second)
        for record in (first, second):
            assert conflicts(record) == []
            assert record.db.execute("SELECT serial FROM filing").fetchall() == [("B",)]


def test_two_who_settle_alike_leave_nothing(tmp_path: Path) -> None:
    with two_desks(tmp_path) as (first, second, desks, application):
        services = [open_application_service(record, open_assessor()) for record in (first, second)]
        for service, phone in zip(services, ("10000000001", "10000000002"), strict=True):
            service.save_all(application, {"applicant.phone": phone})
            desks.clock.at += timedelta(minutes=1)
        both_ways(desks, first, second)
        for service in services:
            one = only(service.record)
            choose(service, one, next(side for side in one.sides if side.holds))
        both_ways(desks, first, second)
        assert conflicts(first) == conflicts(second) == []
