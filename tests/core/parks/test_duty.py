"""Who was not visited this year: only where a paper says so, only on the spot, in the year of the visit itself."""

from __future__ import annotations

from datetime import date

import pytest
from builders.packs.engine import PACKS
from builders.park_builders import a_firm, a_park, a_visit

from gridcounter.core.parks.duty import (
    NONE_MARKED,
    ON_SITE_ONLY,
    YEAR_NOTE,
    VisitDuty,
    YearStanding,
    own_plan,
    visit_duty,
    year_standing,
)
from gridcounter.core.parks.values import FirmId
from gridcounter.core.parks.visits import Visit
from gridcounter.core.policy.apart.duty_rule import DutyObject

NEWEST = {place: editions[-1] for place, editions in PACKS.editions.items()}
BIG = a_firm(big=True, big_source="本单位 2026 年名单")
OTHER = a_firm(id="firm2", name="样例纺织有限公司")


def zaozhuang() -> VisitDuty:
    duty = visit_duty(NEWEST["zaozhuang"])
    assert duty is not None
    return duty


def standing(*visits: Visit, year: int = 2026, firms: tuple[object, ...] = (BIG, OTHER)) -> YearStanding:
    return year_standing(zaozhuang(), year, [a_park()], firms, visits)  # type: ignore[arg-type]


@pytest.mark.parametrize("place", sorted(NEWEST))
def test_no_other_place_has_a_list_of_the_year(place: str) -> None:
    """Catches a duty that is invented for, or extended to, a place whose paper has none."""
    duty = visit_duty(NEWEST[place])

    if place == "zaozhuang":
        assert duty is not None
        assert duty.basis.endswith(" 6")
        assert duty.at_least == 1
    else:
        assert duty is None


def test_its_objects_are_the_committee_and_the_firms_that_the_office_marked() -> None:
    targets = standing().targets

    assert [(one.kind, one.name) for one in targets] == [
        (DutyObject.PARK_COMMITTEE, "样例产业园管委会"),
        (DutyObject.BIG_CUSTOMER, "样例机械有限公司"),
    ]
    assert standing().missing == targets


def test_with_none_marked_there_are_parks_only_and_the_sentence() -> None:
    found = standing(firms=(OTHER,))

    assert [one.kind for one in found.targets] == [DutyObject.PARK_COMMITTEE]
    assert NONE_MARKED in found.notes


def test_the_clerk_is_told_what_the_paper_leaves_open_and_how_it_is_counted() -> None:
    assert standing().notes == (YEAR_NOTE, ON_SITE_ONLY, "文件没有写明哪些是大客户，由本单位定。")


@pytest.mark.parametrize("way", ["telephone", "at_office", "meeting"])
def test_only_a_visit_on_the_spot_counts(way: str) -> None:
    """Catches a telephone call that is counted as 上门."""
    assert len(standing(a_visit(way=way)).missing) == 2


def test_a_visit_to_the_committee_is_none_to_a_firm_and_the_other_way() -> None:
    to_firm = standing(a_visit())
    to_committee = standing(a_visit(firms=[], committee=True))

    assert [one.kind for one in to_firm.missing] == [DutyObject.PARK_COMMITTEE]
    assert [one.kind for one in to_committee.missing] == [DutyObject.BIG_CUSTOMER]


@pytest.mark.parametrize(("on", "year"), [("2026-12-31", 2026), ("2027-01-01", 2027)])
def test_it_counts_in_its_own_year_whenever_it_was_entered(on: str, year: int) -> None:
    """Catches a visit of last December that counts for the year in which somebody typed it."""
    visit = a_visit(on=on, entered_on="2027-01-04", late_why="节后补记")

    by_year = {each: len(standing(visit, year=each).missing) for each in (2026, 2027)}

    assert by_year == {year: 1, 2026 + 2027 - year: 2}


@pytest.mark.parametrize("state", ["planned", "dropped"])
def test_a_plan_is_no_visit(state: str) -> None:
    assert len(standing(a_visit(state=state)).missing) == 2


def test_a_firm_that_moved_out_or_was_merged_is_owed_none() -> None:
    merged = BIG.model_copy(update={"merged_into": FirmId("firm2")})

    for firm in (a_firm(big=True, big_source="名单", state="moved_out"), merged):
        assert [one.kind for one in standing(firms=(firm,)).targets] == [DutyObject.PARK_COMMITTEE]


def test_a_firm_keeps_its_visits_under_a_new_name() -> None:
    renamed = BIG.model_copy(update={"name": "样例重工有限公司"})

    assert standing(a_visit(), firms=(renamed,)).targets[1].visited == (date(2026, 12, 1),)


def test_a_plan_of_the_office_is_called_its_own_and_no_duty() -> None:
    plan = own_plan((DutyObject.BIG_CUSTOMER,), 2)
    found = year_standing(plan, 2026, [a_park()], [BIG], [a_visit()])

    assert plan.basis == "本单位安排"
    assert [one.id for one in found.missing] == ["firm1"]
    assert YEAR_NOTE not in found.notes
