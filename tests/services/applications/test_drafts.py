"""An application that was opened and in which nothing was entered is taken up again instead of using up a number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from builders.record_builders import DAY
from builders.told_builders import a_desk

from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.ledger.ledger import Chip, Ledger


def day_of(desk: ApplicationService, application: str) -> date:
    """On which the record says it was opened."""
    return date.fromisoformat(desk.record.applications.get(application).opened_at[:10])


def test_an_untouched_draft_is_taken_up_again_on_its_day(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        first = desk.begin(DAY)
        day = day_of(desk, first)
        assert desk.take_up_draft(day) == first
        assert desk.take_up_draft(day + timedelta(days=1)) != first
        assert desk.record.applications.count() == 2


def _typed_and_emptied(desk: ApplicationService, application: str) -> None:
    desk.save(application, "applicant.name", "样例店")
    desk.save(application, "applicant.name", None)


@pytest.mark.parametrize(
    "touch",
    [
        lambda desk, one: desk.save(one, "case.business", "temporary"),
        _typed_and_emptied,
        lambda desk, one: desk.acceptance.receive(one, DAY, DAY),
    ],
)
def test_what_was_touched_is_nobody_elses_draft(
    tmp_path: Path, touch: Callable[[ApplicationService, str], object]
) -> None:
    with a_desk(tmp_path) as desk:
        first = desk.begin(DAY)
        touch(desk, first)
        assert desk.take_up_draft(day_of(desk, first)) != first


def test_another_clerk_begins_an_application_of_his_own(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        first = desk.begin(DAY)
        other = replace(desk, clerk="c9")
        assert other.take_up_draft(day_of(desk, first)) != first


def test_an_untouched_draft_stands_in_no_list_of_what_is_under_way(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        ledger, _, filled = Ledger(desk.record), desk.begin(DAY), desk.begin(DAY)
        desk.save(filled, "case.business", "temporary")
        assert [row.id for row in ledger.filling_in().rows] == [filled]
        assert [row.id for row in ledger.find()] == [filled]


def test_an_untouched_consultation_is_not_among_the_last_changed(tmp_path: Path) -> None:
    """Else 最近办理 lists 未留姓名 for each time that the key was pressed."""
    with a_desk(tmp_path) as desk:
        asked, _ = desk.take_up_consultation(DAY), desk.begin(DAY)
        assert Ledger(desk.record).find() == []
        desk.save(asked, "case.business", "temporary")
        assert [row.id for row in Ledger(desk.record).find()] == [asked]


@pytest.mark.parametrize("chip", [Chip.ALL, Chip.UNDER_WAY, Chip.MINE])
def test_the_ledger_lists_an_untouched_draft_only_where_its_number_is_asked_for(tmp_path: Path, chip: Chip) -> None:
    """The number is given and stays findable; what nobody said anything about is no row of a day's work."""
    with a_desk(tmp_path) as desk:
        ledger, draft, filled = Ledger(desk.record), desk.begin(DAY), desk.begin(DAY)
        desk.save(filled, "case.business", "temporary")
        found = ledger.look(chip=chip, clerk=desk.clerk)
        assert ([row.id for row in found.rows], found.total) == ([filled], 1)
        number = desk.record.applications.get(draft).number
        assert [row.id for row in ledger.look(number, chip, clerk=desk.clerk).rows] == [draft]
        desk.save(draft, "applicant.name", "样例店")
        assert {row.id for row in ledger.look(chip=chip, clerk=desk.clerk).rows} == {draft, filled}


def test_an_untouched_consultation_is_taken_up_again_and_not_listed(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        first = desk.begin_consultation(DAY)
        day = day_of(desk, first)
        assert desk.take_up_consultation(day) == first
        assert desk.take_up_draft(day) != first
        assert [row.id for row in Ledger(desk.record).look(chip=Chip.CONSULTATION).rows] == []
        desk.save(first, "case.customer", "resident")
        assert desk.take_up_consultation(day) != first
        assert [row.id for row in Ledger(desk.record).look(chip=Chip.CONSULTATION).rows] == [first]


def test_no_number_is_given_twice_and_nothing_is_deleted(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        first = desk.begin(DAY)
        day = day_of(desk, first)
        later = [desk.begin(DAY), desk.take_up_draft(day), desk.take_up_draft(day + timedelta(days=1))]
        numbers = {desk.record.applications.get(one).number for one in (first, *later)}
        assert len(numbers) == len({first, *later}) == desk.record.applications.count()


def test_a_draft_of_a_table_is_not_untouched(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        opened = desk.intake.open(DAY, {"case.locality": "jining", "applicant.name": "样例店"})
        assert desk.take_up_draft(day_of(desk, opened)) != opened
