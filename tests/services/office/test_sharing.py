"""The 免提交 list of an office: what is on it, when it was called up last, who may change it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from builders.deadline_builders import ASSESSOR, a_desk

from gridcounter.core.intake.sharing import CHECK_AFTER_DAYS, FOUND_SO, bases_in, listed_for
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import NotAllowed, Role
from gridcounter.services.office.sharing import CheckedAhead, EndedWithoutWhy, SharedWithoutBasis, Sharing
from gridcounter.store.journal.validators.sharing import NotListed

TODAY = date(2026, 11, 30)
BEGINS = date(2026, 11, 1)


def the_list(desk: ApplicationService) -> Sharing:
    return Sharing(desk.record, desk.clerk)


def test_no_list_of_any_place_is_filled_in(tmp_path: Path) -> None:
    """Would catch 7 类 17 项, or any other list of a city, put in by ourselves."""
    with a_desk(tmp_path) as desk:
        assert the_list(desk).rows() == []


def test_a_row_says_when_it_was_called_up_last_and_that_it_failed_since(tmp_path: Path) -> None:
    """Would catch a failure that hides the last success, or a check that a correction of the row forgets."""
    with a_desk(tmp_path) as desk:
        sharing = the_list(desk)
        sharing.add("identity", "face", FOUND_SO, BEGINS, "柜面机")
        (row,) = sharing.rows()
        assert row.last_words(TODAY) == "还没有调取成功过"
        sharing.check(row, date(2026, 11, 27), TODAY, ok=True)
        sharing.check(row, date(2026, 11, 28), TODAY, ok=False, why="系统维护")
        sharing.add("identity", "certificates", FOUND_SO, BEGINS)
        (row,) = sharing.rows()
        assert row.last_words(TODAY) == "上次调取成功 11月27日；11月28日调不到（系统维护）"
        assert (row.source, row.failures) == ("certificates", 1)
        sharing.check(row, TODAY, TODAY, ok=True)
        assert sharing.rows()[0].last_words(TODAY) == "上次调取成功 11月30日"


def test_a_row_that_nobody_tried_for_thirty_days_is_to_be_checked(tmp_path: Path) -> None:
    """Would catch a limit off by a day, and a row never tried that passes for checked."""
    with a_desk(tmp_path) as desk:
        sharing = the_list(desk)
        sharing.add("identity", "face", FOUND_SO, BEGINS)
        (row,) = sharing.rows()
        assert row.unchecked(BEGINS)
        sharing.check(row, BEGINS, TODAY, ok=True)
        (row,) = sharing.rows()
        last = BEGINS + timedelta(days=CHECK_AFTER_DAYS)
        assert not row.unchecked(last)
        assert row.unchecked(last + timedelta(days=1))


def test_a_row_holds_for_its_business_and_customer_from_its_day_on(tmp_path: Path) -> None:
    """Would catch a row of enterprises offered to a resident, or one offered before it begins."""
    with a_desk(tmp_path) as desk:
        sharing = the_list(desk)
        sharing.add("identity", "face", FOUND_SO, BEGINS, customer="resident")
        sharing.add("identity", "certificates", FOUND_SO, BEGINS, business="new_connection", customer="enterprise")
        rows = sharing.rows()
        assert listed_for(rows, "new_connection", "resident", TODAY)["identity"].source == "face"
        assert listed_for(rows, "new_connection", "enterprise", TODAY)["identity"].source == "certificates"
        assert listed_for(rows, "temporary", "enterprise", TODAY) == {}
        assert listed_for(rows, None, None, TODAY) == {}
        assert listed_for(rows, "new_connection", "resident", BEGINS - timedelta(days=1)) == {}


def test_an_ended_row_is_off_the_list_and_cannot_be_checked(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        sharing = the_list(desk)
        sharing.add("identity", "face", FOUND_SO, BEGINS)
        (row,) = sharing.rows()
        with pytest.raises(EndedWithoutWhy):
            sharing.end(row, " ")
        sharing.end(row, "接口停用")
        assert sharing.rows() == []
        with pytest.raises(NotListed):
            sharing.check(row, TODAY, TODAY, ok=True)


def test_a_row_needs_a_basis_and_no_check_is_of_tomorrow(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        sharing = the_list(desk)
        with pytest.raises(SharedWithoutBasis):
            sharing.add("identity", "face", " ", BEGINS)
        sharing.add("identity", "face", FOUND_SO, BEGINS)
        with pytest.raises(CheckedAhead):
            sharing.check(sharing.rows()[0], TODAY + timedelta(days=1), TODAY, ok=True)


def test_every_clerk_checks_a_row_and_only_who_may_change_the_office_lists_and_ends(tmp_path: Path) -> None:
    """Would catch a right that keeps the counter from saying 调不到."""
    with a_desk(tmp_path) as desk:
        sharing = the_list(desk)
        sharing.add("identity", "face", FOUND_SO, BEGINS)
        clerk = Clerks(desk.record).add(desk.clerk, "样例", Role.CLERK, "582016")
        other = Sharing(desk.record, clerk)
        (row,) = other.rows()
        other.check(row, TODAY, TODAY, ok=False)
        with pytest.raises(NotAllowed):
            other.add("premises", "government", FOUND_SO, BEGINS)
        with pytest.raises(NotAllowed):
            other.end(row, "不用了")


def test_a_basis_is_what_the_paper_says_of_calling_up_and_never_that_it_is_promoted() -> None:
    """Would catch 推广 taken for a fact of the desk, a plan taken for a rule, and a clause left out."""
    found = {place: bases_in(ASSESSOR.packs.newest(place)) for place in ASSESSOR.packs.localities}
    assert {place for place, bases in found.items() if bases} == {"jining", "linyi", "lianyungang"}, "two promote it"
    assert all("报道时的计划" in basis for basis in found["linyi"])
    (clause,) = found["lianyungang"]
    assert " 5、6：" in clause
    assert "推广" not in str(found)
