"""A duty that hangs on no application stands only where the paper has it: in one of the five places, by one clause."""

from __future__ import annotations

import pytest
from builders.packs.engine import PACKS

from gridcounter.core.parks.duty import duties_of
from gridcounter.core.policy.duty_rule import DutyObject, DutyPeriod, GuarantorLevel

NEWEST = {place: editions[-1] for place, editions in PACKS.editions.items()}


@pytest.mark.parametrize("place", sorted(NEWEST))
def test_only_zaozhuang_has_duties_and_all_of_them_by_article_6(place: str) -> None:
    """Catches a duty that is copied into a pack whose paper is silent, and a clause that is not 6."""
    cited = {article for duty in duties_of(NEWEST[place]) for article in duty.article}

    assert cited == ({"6"} if place == "zaozhuang" else set())


def test_general_practice_knows_no_duty() -> None:
    assert duties_of(PACKS.baseline) == ()


def test_whom_to_visit_and_whom_to_name_are_just_those_of_the_paper() -> None:
    visit, guarantors = duties_of(NEWEST["zaozhuang"])

    assert visit.to == (DutyObject.PARK_COMMITTEE, DutyObject.BIG_CUSTOMER)
    assert (visit.at_least, visit.per, visit.undefined) == (1, DutyPeriod.YEAR, (DutyObject.BIG_CUSTOMER,))
    assert guarantors.to == (DutyObject.KEY_PARK, DutyObject.PLANNED_PARK)
    assert (guarantors.at_least, guarantors.levels) == (None, tuple(GuarantorLevel))
