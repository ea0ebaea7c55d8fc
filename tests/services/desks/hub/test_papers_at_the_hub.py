# ruff: noqa: S608  statements of the server's administrator
"""Papers at a hub that lost them, or has again what a purge took."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders.hub_desks import hub_desks
from builders.hub_server import MadeHub
from builders.record_builders import CLERK, DAY, PDF
from builders.shared_records import RULE

from gridcounter.core.record.journal import Act, Kind
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.desks.hub.connecting import connect_hub
from gridcounter.services.desks.hub.exchange import exchange_with_hub
from gridcounter.services.record.record import Record
from gridcounter.store.custody.purge import purge
from gridcounter.store.papers import awaited

_TABLES = ("journal", "head", "key_box", "blob")


def with_a_paper(record: Record) -> str:
    intake = Intake(record, CLERK)
    application = intake.open(DAY, {"applicant.name": "李四"})
    intake.issue(application, Issue("one_time_notice", PDF, "c", "1", "1"))
    return application


def purged(record: Record, application: str) -> None:
    record.journal.append(Act(Kind.APPLICATION_CLOSED, {"why": "withdrawn"}, CLERK, application))
    record.write(lambda stores: purge(stores.db, stores.journal, [application], CLERK, RULE))


def papers_there(made: MadeHub) -> int:
    return len(made.said("SELECT name FROM gridcounter_hub.blob"))


@pytest.mark.parametrize("noticed_by", [0, 1])
def test_what_a_purge_took_is_dropped_again_from_a_hub_put_back_to_before_it(
    tmp_path: Path, new_hub: MadeHub, noticed_by: int
) -> None:
    """The fault: the paper was at the hub again, and stayed there for good."""
    with hub_desks(tmp_path, new_hub, "2 号台") as office:
        application = with_a_paper(office.records[0])
        office.until_quiet()
        for table in _TABLES:
            new_hub.said(f"CREATE TABLE kept_{table} AS SELECT * FROM gridcounter_hub.{table}")
        purged(office.records[0], application)
        office.until_quiet()
        assert papers_there(new_hub) == 0
        for table in _TABLES:
            new_hub.said(f"DELETE FROM gridcounter_hub.{table}")
            new_hub.said(f"INSERT INTO gridcounter_hub.{table} SELECT * FROM kept_{table}")
        assert papers_there(new_hub) == 1

        exchange_with_hub(office.records[noticed_by])

        assert papers_there(new_hub) == 0


def test_what_was_purged_before_the_hub_was_connected_anew_is_dropped_there(tmp_path: Path, new_hub: MadeHub) -> None:
    """The fault: with a new access each desk forgot what it had put there, and the paper stayed for good."""
    with hub_desks(tmp_path, new_hub) as office:
        application = with_a_paper(office.records[0])
        office.until_quiet()
        purged(office.records[0], application)
        connect_hub(office.records[0], CLERK, office.access)

        exchange_with_hub(office.records[0])

        assert papers_there(new_hub) == 0


def test_an_emptied_hub_gets_the_papers_again(tmp_path: Path, new_hub: MadeHub) -> None:
    """The fault: entries went there again and papers did not; who lacked one waited for good."""
    with hub_desks(tmp_path, new_hub, "2 号台") as office:
        first, second = office.records
        office.until_quiet()
        with_a_paper(first)
        exchange_with_hub(first)
        for table in _TABLES:
            new_hub.said(f"DELETE FROM gridcounter_hub.{table}")

        exchange_with_hub(first)
        exchange_with_hub(second)

        assert papers_there(new_hub) == 1
        assert awaited(second.db) == set()
