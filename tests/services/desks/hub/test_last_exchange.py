"""When each desk last exchanged, and which way: by its files and by what the hub says of its login."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from builders.hub_desks import HubDesks, hub_desks
from builders.hub_server import MadeHub
from builders.record_builders import CLERK

from gridcounter.services.desks.hub.connecting import connect_hub
from gridcounter.services.desks.hub.exchange import exchange_with_hub
from gridcounter.services.desks.membership import Desk, all_desks
from gridcounter.services.record.record import Record
from gridcounter.store.hub.access import HubAccess


@pytest.fixture
def office(new_hub: MadeHub, tmp_path: Path) -> Iterator[HubDesks]:
    with hub_desks(tmp_path, new_hub, "2 号台") as made:
        yield made


def last_of(record: Record, name: str) -> tuple[datetime, str] | None:
    (found,) = (desk for desk in all_desks(record) if desk.name == name)
    return found.last_exchange


def said_there(office: HubDesks, moment: str) -> None:
    office.made.said(f"UPDATE gridcounter_hub.desk SET last_seen = '{moment}' WHERE last_seen IS NOT NULL")  # noqa: S608


def test_the_later_of_both_ways_is_the_last(office: HubDesks) -> None:
    first, second = office.records
    at, way = last_of(first, "2 号台") or (None, "")
    assert way == "U 盘", "it was let in by stick and was not at the hub yet"
    office.until_quiet()
    said_there(office, "2030-01-02 03:04:05+00")
    exchange_with_hub(first)
    assert last_of(first, "2 号台") == (datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC), "中心库")
    said_there(office, "2020-01-02 03:04:05+00")
    exchange_with_hub(first)
    assert last_of(first, "2 号台") == (at, "U 盘")
    # what came by the hub is no file that was taken in
    office.until_quiet()
    assert (last_of(second, "1 号台") or ("", ""))[1] == "中心库"


def test_of_a_login_that_two_desks_use_nobody_is_said_to_have_been_there(office: HubDesks) -> None:
    first, second = office.records
    third = office.joined("3 号台")
    office.until_quiet()
    assert (last_of(first, "3 号台") or ("", ""))[1] == "中心库"
    assert named(all_desks(first), "2 号台").at_hub is not None
    with second.reading() as stores:
        access = stores.db.execute("SELECT access FROM own_hub").fetchone()[0]
    connect_hub(third, CLERK, HubAccess.from_json(access))
    exchange_with_hub(third)
    exchange_with_hub(first)
    assert named(all_desks(first), "2 号台").at_hub is None


def named(desks: list[Desk], name: str) -> Desk:
    return next(desk for desk in desks if desk.name == name)


def test_who_leaves_the_hub_for_another_forgets_what_that_said(office: HubDesks) -> None:
    first, _ = office.records
    office.until_quiet()
    assert named(all_desks(first), "2 号台").at_hub is not None
    connect_hub(first, CLERK, office.access)
    assert named(all_desks(first), "2 号台").at_hub is None
