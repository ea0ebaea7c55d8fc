"""The park that a team serves is a fact of its office: applications begin with it, and each may say otherwise."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from builders.paper_builders import paperwork
from builders.record_builders import DAY, a_demo
from builders.told_builders import a_desk

from gridcounter.bootstrap import open_application_service
from gridcounter.core.policy.relevant_keys import can_matter
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.ledger.ledger import Ledger
from gridcounter.services.office.offices import confirm_policy, read_office, set_office

FIELD = "case.site.park"


def settled(desk: ApplicationService, park: str | None) -> ApplicationService:
    values = read_office(desk.record).values
    set_office(desk.record, desk.clerk, values, sole_proprietor_as_micro=None, park=park)
    return open_application_service(desk.record, paperwork().assessor, desk.clerk)


def says(desk: ApplicationService, application: str) -> object:
    found = desk.record.applications.fields(application).get(FIELD)
    return None if found is None else found.value


def test_applications_and_consultations_begin_with_the_park_of_the_office(tmp_path: Path) -> None:
    with a_desk(tmp_path) as unsettled:
        before = unsettled.begin(DAY)
        desk = settled(unsettled, "provincial")
        for begun in (desk.begin(DAY), desk.begin_consultation(DAY)):
            assert says(desk, begun) == "provincial"
        assert says(desk, before) is None, "what was begun before stays as it was"
        later = settled(desk, None)
        assert says(later, later.begin(DAY)) is None
        assert desk.record.rebuild().changed == ()


def test_an_application_on_another_site_says_so(tmp_path: Path) -> None:
    with a_desk(tmp_path) as unsettled:
        desk = settled(unsettled, "municipal")
        begun = desk.begin(DAY)
        desk.save(begun, FIELD, "none")
        assert says(desk, begun) == "none"


def test_a_draft_with_nothing_but_the_park_is_untouched(tmp_path: Path) -> None:
    with a_desk(tmp_path) as unsettled:
        desk = settled(unsettled, "municipal")
        begun = desk.begin(DAY)
        assert desk.take_up_draft(date.fromisoformat(desk.record.applications.get(begun).opened_at[:10])) == begun
        assert Ledger(desk.record).filling_in().rows == ()


def test_what_confirms_the_policy_keeps_the_park(tmp_path: Path) -> None:
    record = a_demo(tmp_path / "demo")
    desk = settled(open_application_service(record, paperwork().assessor), "national")
    confirm_policy(record, desk.clerk, DAY)
    assert read_office(record).park == "national"
    record.close()


@pytest.mark.parametrize(
    ("place", "asks"),
    [("jining", True), ("zaozhuang", True), ("linyi", False), ("lianyungang", False), ("liangzihu", False)],
)
def test_the_park_is_asked_for_only_where_the_policy_looks_at_it(place: str, asks: bool) -> None:  # noqa: FBT001
    packs = paperwork().assessor.packs
    assert can_matter("site.park", packs.edition(place, DAY), packs.baseline) == asks
