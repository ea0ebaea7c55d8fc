"""The line to the hub goes at each call, before or after it was done: nothing is lost, and nothing is there twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders.hub_desks import HubDesks, cut_lines, hub_desks, same_tables
from builders.hub_server import MadeHub
from builders.record_builders import CLERK, DAY, PDF

from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.desks.hub.exchange import exchange_with_hub
from gridcounter.services.desks.membership import retire
from gridcounter.store.hub.refusals import HubUnreachable

_MOST_CALLS = 80


def act_everywhere(office: HubDesks) -> None:
    for number, record in enumerate(office.records[:2]):
        intake = Intake(record, CLERK)
        application = intake.open(DAY, {"applicant.name": f"李{number}"})
        intake.issue(application, Issue("one_time_notice", PDF + bytes([number]), "c", "1", "1"))


def is_there_once(office: HubDesks) -> None:
    rows = office.made.said("SELECT device, count(*), max(seq), min(seq) FROM gridcounter_hub.journal GROUP BY device")
    assert rows
    for _, many, last, first in rows:
        assert (first, last) == (1, many)


@pytest.mark.parametrize("after", [False, True])
def test_a_line_that_goes_at_any_call_loses_nothing(tmp_path: Path, new_hub: MadeHub, after: bool) -> None:  # noqa: FBT001
    with hub_desks(tmp_path, new_hub, "2 号台", "3 号台") as office:
        first, second, third = office.records
        for at in range(1, _MOST_CALLS):
            ended = 0
            act_everywhere(office)
            if at == 5:
                retire(first, CLERK, "3 号台", "笔记本丢失")
                office.records.pop()
                third.close()
            for record in list(office.records):
                made: list[str] = []
                try:
                    exchange_with_hub(record, lines=cut_lines(at, made, after=after))
                except HubUnreachable:
                    assert len(made) == at
                else:
                    ended += 1
            if ended == len(office.records):
                break
        office.until_quiet()

        assert ended == len(office.records), "the sweep did not reach the end"
        assert same_tables(office.records)
        assert not second.db.execute("SELECT 1 FROM awaited").fetchall()
        is_there_once(office)
