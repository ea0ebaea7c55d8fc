"""The day on which an office confirmed its policy: noted by who may, and nothing else of the office changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from builders.record_builders import a_demo

from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.offices import confirm_policy, read_office
from gridcounter.services.office.roles import NotAllowed, Right, Role
from gridcounter.services.record.record import Record

DAY = date(2026, 11, 30)


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    found = a_demo(tmp_path / "demo")
    yield found
    found.close()


def administrator(record: Record) -> str:
    return next(one.id for one in Clerks(record).active() if one.role == Role.ADMINISTRATOR)


def test_the_day_is_noted_and_the_rest_of_the_office_stays(record: Record) -> None:
    before = read_office(record)
    confirm_policy(record, administrator(record), DAY)
    after = read_office(record)
    assert after.values["policy_confirmed_on"] == "2026-11-30"
    kept = {**after.values, "policy_confirmed_on": before.values.get("policy_confirmed_on")}
    assert replace(after, values=kept) == before


def test_who_may_not_change_the_office_does_not_confirm_for_it(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Clerks, by: str, right: Right) -> None:
        del by
        raise NotAllowed(right)

    monkeypatch.setattr(Clerks, "require", refuse)
    before = read_office(record)
    with pytest.raises(NotAllowed):
        confirm_policy(record, administrator(record), DAY)
    assert read_office(record) == before
