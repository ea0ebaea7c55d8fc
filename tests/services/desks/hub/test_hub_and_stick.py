"""Desks that exchange by hub, by stick, or both, in any order; one that was away for long; and purges."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from builders.hub_desks import hub_desks, same_tables
from builders.hub_server import MadeHub
from builders.record_builders import CLERK, DAY, PDF, a_change

from gridcounter.core.record.journal import Act, Kind
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.desks.hub.exchange import exchange_with_hub
from gridcounter.services.record.record import Record
from gridcounter.store.custody.purge import purge
from gridcounter.store.journal.arriving import Gap

RULE = {"until": "2026-09-30", "months": 1, "basis": "样例期限表"}


def act_at_random(record: Record, draw: random.Random) -> None:
    intake = Intake(record, CLERK)
    known = [row.id for row in record.applications.recent(20)]
    if not known or draw.random() < 0.4:
        intake.open(DAY, {"applicant.name": f"李{draw.randint(1, 9)}"})
        return
    application = draw.choice(known)
    held = record.applications.fields(application)["applicant.name"].ref
    record.journal.append(a_change(application, "applicant.name", f"赵{draw.randint(1, 9)}", held))
    if draw.random() < 0.3:
        intake.issue(application, Issue("one_time_notice", PDF + bytes([draw.randint(0, 200)]), "c", "1", "1"))


def sizes(made: MadeHub, statement: str) -> dict[int, int]:
    found: dict[int, int] = {}
    for size, seq in made.said(statement):
        assert isinstance(size, int)
        assert isinstance(seq, int)
        found[seq] = size
    return found


def test_by_hub_and_by_stick_in_any_order_all_end_the_same(tmp_path: Path, new_hub: MadeHub) -> None:
    draw = random.Random(17)  # noqa: S311  the same at each run
    with hub_desks(tmp_path, new_hub, "2 号台", "3 号台") as office:
        for _ in range(30):
            record = draw.choice(office.records)
            act_at_random(record, draw)
            if draw.random() < 0.4:
                exchange_with_hub(draw.choice(office.records))
            if draw.random() < 0.2:
                one, other = draw.sample(office.records, 2)
                with suppress(Gap):  # a stick was made from what the other was thought to have
                    office.desks.carry(one, other)
        office.until_quiet()
        assert same_tables(office.records)
        assert len({tuple(sorted(record.journal.heads())) for record in office.records}) == 1


def test_a_desk_without_a_line_reaches_the_others_by_the_stick_of_one_that_has_one(
    tmp_path: Path, new_hub: MadeHub
) -> None:
    with hub_desks(tmp_path, new_hub, "2 号台") as office:
        first, second = office.records
        office.until_quiet()
        away = office.desks.joined(first, "3 号台")
        application = Intake(away, CLERK).open(DAY, {"applicant.name": "李四"})
        office.desks.carry(away, first)

        exchange_with_hub(first)
        exchange_with_hub(second)

        assert second.applications.fields(application)["applicant.name"].value == "李四"


def test_a_newcomer_is_known_by_his_invitation_as_soon_as_both_are_there(tmp_path: Path, new_hub: MadeHub) -> None:
    with hub_desks(tmp_path, new_hub, "2 号台") as office:
        first, second = office.records
        office.until_quiet()
        third = office.joined("3 号台")  # of whom the second has heard nothing
        application = Intake(third, CLERK).open(DAY, {"applicant.name": "李四"})
        exchange_with_hub(first)
        exchange_with_hub(third)
        exchange_with_hub(third)

        assert exchange_with_hub(second).notes == ()

        assert second.applications.fields(application)["applicant.name"].value == "李四"


def test_who_was_away_for_ninety_days_gets_all_of_it(tmp_path: Path, new_hub: MadeHub) -> None:
    with hub_desks(tmp_path, new_hub, "2 号台") as office:
        first, second = office.records
        office.until_quiet()
        draw = random.Random(90)  # noqa: S311  the same at each run
        Intake(second, CLERK).open(DAY, {"applicant.name": "李四"})
        for _ in range(30):
            office.desks.clock.at += timedelta(days=3)
            for _ in range(20):
                act_at_random(first, draw)
            exchange_with_hub(first)

        found = exchange_with_hub(second)

        assert found.notes == ()
        assert found.taken >= 600
        office.until_quiet()
        assert same_tables(office.records)


def test_what_a_purge_took_is_taken_at_the_hub_too(tmp_path: Path, new_hub: MadeHub) -> None:
    with hub_desks(tmp_path, new_hub, "2 号台") as office:
        first, second = office.records
        intake = Intake(first, CLERK)
        application = intake.open(DAY, {"applicant.name": "李四"})
        intake.issue(application, Issue("one_time_notice", PDF, "c", "1", "1"))
        office.until_quiet()
        boxes = "SELECT octet_length(box), seq FROM gridcounter_hub.journal WHERE device = '%s' ORDER BY seq"
        of_first = boxes % first.journal.writes_as()
        before = sizes(new_hub, of_first)
        first.journal.append(Act(Kind.APPLICATION_CLOSED, {"why": "withdrawn"}, CLERK, application))
        first.write(lambda stores: purge(stores.db, stores.journal, [application], CLERK, RULE))

        exchange_with_hub(first)

        entries = {entry.seq: entry for entry in first.journal.written() if entry.application == application}
        assert entries
        after = sizes(new_hub, of_first)
        for seq, entry in entries.items():
            assert entry.written is None
            assert 0 < after[seq] < before.get(seq, 10**6), entry.kind
        assert new_hub.said("SELECT name FROM gridcounter_hub.blob") == []
        # the chain goes on for who was away
        assert exchange_with_hub(second).notes == ()
        office.until_quiet()
        assert same_tables(office.records)
