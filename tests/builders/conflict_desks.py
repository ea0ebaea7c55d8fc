"""Two desks that did something apart, and what is to be looked at then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

from builders.real_desks import Desks, first_desk
from builders.record_builders import CLERK, DAY
from gridcounter.core.record.journal import Act, Kind
from gridcounter.services.applications.intake import Intake
from gridcounter.services.desks.conflict import Conflict
from gridcounter.services.desks.conflicts import conflicts
from gridcounter.services.record.record import Record


@contextmanager
def two_desks(folder: Path) -> Iterator[tuple[Record, Record, Desks, str]]:
    """Both have one application."""
    with first_desk(folder) as (first, desks):
        application = Intake(first, CLERK).open(DAY, {"applicant.name": "李四"})
        second = desks.joined(first, "2 号台")
        both_ways(desks, first, second)
        desks.clock.at += timedelta(minutes=1)
        yield first, second, desks, application


def both_ways(desks: Desks, *records: Record) -> None:
    """Until all have all."""
    for _ in records:
        for sender, receiver in permutations(records[::-1], 2):  # nobody can seal for whom he does not know yet
            desks.carry(sender, receiver)
            desks.clock.at += timedelta(seconds=1)


def did(record: Record, kind: Kind, values: dict[str, Any], application: str | None, by: str = CLERK) -> str:
    return record.journal.append(Act(kind, values, by, application)).ref


def only(record: Record) -> Conflict:
    (found,) = conflicts(record)
    assert record.rebuild().changed == ()
    assert conflicts(record) == [found]
    return found
