"""Desks of one office over a real hub: what one enters is at the others, and the hub can read none of it."""

from __future__ import annotations

from pathlib import Path

from builders.hub_desks import hub_desks, same_tables
from builders.hub_server import MadeHub
from builders.record_builders import CLERK, DAY, PDF

from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.desks.hub.exchange import exchange_with_hub


def test_an_application_of_one_desk_is_at_the_other_with_its_papers(tmp_path: Path, new_hub: MadeHub) -> None:
    with hub_desks(tmp_path, new_hub, "2 号台") as office:
        first, second = office.records
        office.until_quiet()
        intake = Intake(second, CLERK)
        application = intake.open(DAY, {"applicant.name": "李四"})
        paper = intake.issue(application, Issue("one_time_notice", PDF, "c", "1", "1"))

        sent, taken = exchange_with_hub(second), exchange_with_hub(first)

        assert (sent.notes, taken.notes) == ((), ())
        assert (taken.taken, taken.papers) == (sent.pushed, 1)
        assert first.applications.fields(application)["applicant.name"].value == "李四"
        assert [one.ref for one in first.papers.of(application)] == [paper.ref]
        assert first.archive.content(first.papers.of(application)[0].sha256) == PDF
        office.until_quiet()
        assert same_tables(office.records)
