"""Years that an office loads: checked, on its record, and every date counted anew."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from deadline_builders import ASSESSOR, a_desk, accepted, clock

from gridcounter.bootstrap import open_desk
from gridcounter.core.calendar import CalendarYear
from gridcounter.errors import WrongInput
from gridcounter.services.agenda import View, read_agenda
from gridcounter.services.calendars import keep_on_this_machine, open_year_file, with_added, year_words
from gridcounter.services.clerks import Clerks
from gridcounter.services.office_years import OfficeYears
from gridcounter.services.roles import NotAllowed, Role
from gridcounter.store.keys import Cost

if TYPE_CHECKING:
    from pathlib import Path

    from gridcounter.services.agenda_rows import DueRow
    from gridcounter.services.desk import Desk

LAST = max(ASSESSOR.calendar.years)
NEXT = LAST + 1
DECEMBER = date(LAST, 12, 28)


def first_workday_off() -> CalendarYear:
    """The first weekday of January is off; the Saturday after it is worked."""
    days = [date(NEXT, 1, day) for day in range(1, 15)]
    off = next(day for day in days if day.weekday() < 5)
    worked = next(day for day in days if day.weekday() == 5 and day > off)
    return CalendarYear(year=NEXT, holidays=(off,), make_up=(worked,))


def a_year_file(folder: Path, year: CalendarYear, name: str = "year.json") -> Path:
    path = folder / name
    told = {
        "year": year.year,
        "holidays": [day.isoformat() for day in year.holidays],
        "make_up": [day.isoformat() for day in year.make_up],
    }
    path.write_text(json.dumps(told), "utf-8")
    return path


def the_row(desk: Desk) -> DueRow:
    (row,) = read_agenda(desk.record.db, desk.assessor.calendar, DECEMBER).rows(View.ALL)
    return row


def test_loading_a_year_makes_its_dates_certain(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        accepted(desk, DECEMBER, clock("plan", 7, "accepted"))
        before = the_row(desk)
        assert before.provisional
        assert before.due.endswith("（暂估）")
        year = open_year_file(a_year_file(tmp_path, first_workday_off()))
        OfficeYears(desk.record, desk.clerk).add(year)
        after = the_row(open_desk(desk.record, ASSESSOR))
        assert not after.provisional
        assert "暂估" not in after.due + after.arithmetic
        assert "放假" in after.arithmetic


def test_papers_and_screen_count_on_the_loaded_year(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        OfficeYears(desk.record, desk.clerk).add(first_workday_off())
        assert NEXT in open_desk(desk.record, ASSESSOR).assessor.calendar.years
        assert NEXT not in ASSESSOR.calendar.years


def test_a_year_loaded_again_is_corrected_and_a_rebuild_keeps_it(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        years = OfficeYears(desk.record, desk.clerk)
        years.add(CalendarYear(year=NEXT, holidays=(), make_up=()))
        years.add(first_workday_off())
        assert years.all() == [first_workday_off()]
        assert desk.record.rebuild().changed == ()
        assert years.all() == [first_workday_off()]


def test_only_who_may_change_the_office_loads_a_year(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        clerks = Clerks(desk.record, cost=Cost(passes=1, memory_kib=8, lanes=1))
        other = clerks.add(desk.clerk, "周经办", Role.CLERK, "8642")
        with pytest.raises(NotAllowed):
            OfficeYears(desk.record, other).add(first_workday_off())
        assert OfficeYears(desk.record, other).all() == []


def test_a_wrong_file_is_refused_with_all_that_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "2027.json"
    told = {"year": 2027, "holidays": ["2026-01-01", "2027-01-01"], "make_up": ["2027-01-01"]}
    path.write_text(json.dumps(told), "utf-8")
    with pytest.raises(WrongInput) as refused:
        open_year_file(path)
    assert len(refused.value.lines) == 2
    assert all(line.startswith("2027.json：") for line in refused.value.lines)


@pytest.mark.parametrize(
    ("content", "said"),
    [("{", "2027.json"), ("[]", "2027.json"), ('{"year": 1900, "holidays": [], "make_up": []}', "1900")],
)
def test_what_is_no_year_is_refused(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "2027.json"
    path.write_text(content, "utf-8")
    with pytest.raises(WrongInput, match=said):
        open_year_file(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongInput, match="打不开"):
        open_year_file(tmp_path / "nothing.json")


def test_a_year_kept_on_the_machine_is_read_back(tmp_path: Path) -> None:
    year = first_workday_off()
    keep_on_this_machine(year, tmp_path / "calendars")
    assert [path.name for path in (tmp_path / "calendars").iterdir()] == [f"{NEXT}.json"]
    calendar = with_added(ASSESSOR.calendar, tmp_path / "calendars")
    assert not calendar.is_workday(year.holidays[0])
    assert calendar.is_workday(year.make_up[0])


def test_a_year_in_words_is_what_the_notice_is_compared_with() -> None:
    assert year_words(first_workday_off()) == f"{NEXT} 年：放假 1 天，调休上班 1 天"
    assert year_words(CalendarYear(year=NEXT, holidays=(), make_up=())) == f"{NEXT} 年：放假 0 天，没有调休上班"
