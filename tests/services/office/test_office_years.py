"""Years loaded by an office: checked, recorded, and every date computed again."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from builders.deadline_builders import ASSESSOR, a_desk, accepted, clock
from builders.year_builders import a_whole_year, as_json

from gridcounter.bootstrap import open_application_service
from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.calendar_year import CalendarYear, completed
from gridcounter.core.record.journal import Act, Kind
from gridcounter.errors import WrongInput
from gridcounter.services.applications.agenda_rows import DueRow
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.ledger.agenda import View, read_agenda
from gridcounter.services.office.calendars import open_year_file, with_added
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.office_years import OfficeYears, calendar_of
from gridcounter.services.office.roles import NotAllowed, Role
from gridcounter.services.office.statutory import statutory_days
from gridcounter.services.office.year_loading import (
    YearLoading,
    YearWouldChange,
    keep_on_this_machine,
    list_words,
    look_at,
    year_words,
)
from gridcounter.store.custody.keys import Cost

LAST = max(ASSESSOR.calendar.years)
NEXT = LAST + 1
DECEMBER = date(LAST, 12, 28)


def first_workday_off() -> CalendarYear:
    """The second weekday of January is off; the Saturday after it is worked."""
    days = [date(NEXT, 1, day) for day in range(2, 15)]
    off = next(day for day in days if day.weekday() < 5)
    return a_whole_year(NEXT, [off], [next(day for day in days if day.weekday() == 5 and day > off)])


def not_whole() -> CalendarYear:
    whole = first_workday_off()
    return whole.model_copy(update={"holidays": whole.holidays[1:]})


def a_year_file(folder: Path, year: CalendarYear, name: str = "year.json") -> Path:
    path = folder / name
    path.write_text(as_json(year), "utf-8")
    return path


def loading(year: CalendarYear, calendar: WorkCalendar = ASSESSOR.calendar) -> YearLoading:
    return look_at(year, calendar)


def the_row(desk: ApplicationService) -> DueRow:
    (row,) = read_agenda(desk.record.db, desk.assessor.calendar, DECEMBER).rows(View.ALL)
    return row


def test_loading_a_year_makes_its_dates_certain(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        accepted(desk, DECEMBER, clock("plan", 7, "accepted"))
        before = the_row(desk)
        assert before.provisional
        assert before.due.endswith("（暂估）")
        year = open_year_file(a_year_file(tmp_path, first_workday_off()))
        OfficeYears(desk.record, desk.clerk).add(loading(year))
        after = the_row(open_application_service(desk.record, ASSESSOR))
        assert not after.provisional
        assert "暂估" not in after.due + after.arithmetic
        assert "放假" in after.arithmetic


def test_a_year_that_is_not_whole_is_kept_and_reported_and_its_dates_stay_provisional(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        accepted(desk, DECEMBER, clock("plan", 7, "accepted"))
        before = the_row(desk)
        years = OfficeYears(desk.record, desk.clerk)
        looked = loading(not_whole())
        assert looked.missing == "1月1日（元旦）"
        years.add(looked)
        calendar = open_application_service(desk.record, ASSESSOR).assessor.calendar
        assert the_row(open_application_service(desk.record, ASSESSOR)) == before
        assert years.all() == []
        assert NEXT not in calendar.years
        assert [str(one) for one in calendar.left_out] == [
            f"台账里 {NEXT} 年的安排没有计入：缺少法定节假日 1月1日（元旦）"
        ]
        years.add(loading(first_workday_off(), calendar))
        whole = open_application_service(desk.record, ASSESSOR).assessor.calendar
        assert (whole.left_out, NEXT in whole.years) == ((), True)


def test_an_entry_that_another_version_took_is_left_out_and_reported(tmp_path: Path) -> None:
    values = {"holidays": [f"{NEXT}-01-01"], "make_up": [f"{NEXT}-01-01"]}
    with a_desk(tmp_path) as desk:
        act = Act(Kind.CALENDAR_ADDED, {"year": NEXT, "sha256": "0", "days": values}, desk.clerk)
        desk.record.journal.append(act)
        calendar = calendar_of(desk.record, ASSESSOR.calendar)
        assert NEXT not in calendar.years
        (left_out,) = calendar.left_out
        assert str(left_out).startswith(f"台账里 {NEXT} 年的安排没有计入：make_up：")


def test_papers_and_screen_count_on_the_loaded_year(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        OfficeYears(desk.record, desk.clerk).add(loading(first_workday_off()))
        assert NEXT in open_application_service(desk.record, ASSESSOR).assessor.calendar.years
        assert NEXT not in ASSESSOR.calendar.years


def test_a_year_loaded_again_is_corrected_by_who_agrees_and_a_rebuild_keeps_it(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        years = OfficeYears(desk.record, desk.clerk)
        years.add(loading(a_whole_year(NEXT)))
        change = loading(first_workday_off(), calendar_of(desk.record, ASSESSOR.calendar))
        with pytest.raises(YearWouldChange) as asked:
            years.add(change)
        assert "原来没有、现在放假" in str(asked.value)
        assert years.all() == [a_whole_year(NEXT)]
        years.add(change, agreed=True)
        assert years.all() == [first_workday_off()]
        assert desk.record.rebuild().changed == ()
        assert years.all() == [first_workday_off()]


def test_only_who_may_change_the_office_loads_a_year(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        clerks = Clerks(desk.record, cost=Cost(passes=1, memory_kib=8, lanes=1))
        other = clerks.add(desk.clerk, "周经办", Role.CLERK, "8642")
        with pytest.raises(NotAllowed):
            OfficeYears(desk.record, other).add(loading(first_workday_off()))
        assert OfficeYears(desk.record, other).all() == []


def test_a_wrong_file_is_refused_with_all_that_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "2027.json"
    values = {"year": 2027, "holidays": ["2025-12-31", "2027-01-01"], "make_up": ["2027-01-01"]}
    path.write_text(json.dumps(values), "utf-8")
    with pytest.raises(WrongInput) as refused:
        open_year_file(path)
    assert len(refused.value.lines) == 3
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


def test_a_file_that_is_far_too_large_for_a_year_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """One of many gigabytes, which takes no room on a stick, ended the window: it was read as a whole."""
    path = a_year_file(tmp_path, first_workday_off())
    with path.open("ab") as file:
        file.truncate(1 << 40)
    with pytest.raises(WrongInput, match="文件超过 1 MB，不像是要的那一种"):
        open_year_file(path)
    assert "文件超过 1 MB" in str(with_added(ASSESSOR.calendar, path.parent).left_out[0])


def test_a_year_kept_on_the_machine_is_read_back(tmp_path: Path) -> None:
    year = first_workday_off()
    keep_on_this_machine(loading(year), tmp_path / "calendars")
    assert [path.name for path in (tmp_path / "calendars").iterdir()] == [f"{NEXT}.json"]
    calendar = with_added(ASSESSOR.calendar, tmp_path / "calendars")
    assert calendar == ASSESSOR.calendar.with_year(year)
    assert not loading(year, calendar).changes


def test_a_known_year_is_not_changed_on_the_machine_without_agreement(tmp_path: Path) -> None:
    change = loading(a_whole_year(LAST))
    with pytest.raises(YearWouldChange):
        keep_on_this_machine(change, tmp_path)
    assert list(tmp_path.iterdir()) == []
    keep_on_this_machine(change, tmp_path, agreed=True)
    assert [path.name for path in tmp_path.iterdir()] == [f"{LAST}.json"]


# ---- what a person is asked


def test_a_year_in_words_is_what_the_notice_is_compared_with() -> None:
    assert year_words(a_whole_year(2027, worked=[date(2027, 2, 20)])) == "2027 年：放假 13 天，调休上班 1 天"
    assert year_words(CalendarYear(year=2027, holidays=(), make_up=())) == "2027 年：放假 0 天，没有调休上班"


def test_its_days_are_listed_in_spells_and_those_of_december_with_their_year() -> None:
    year = a_whole_year(2027, [date(2026, 12, 31), date(2027, 1, 2)], [date(2026, 12, 26), date(2027, 2, 20)])
    off, worked = list_words(year)
    assert off.startswith(
        "放假：2026年12月31日至1月2日（3 天）、2月5日至2月8日（4 天）、4月5日、5月1日至5月2日（2 天）、"
    )
    assert off.endswith("、6月9日、9月15日、10月1日至10月3日（3 天）")
    assert worked == "调休上班：2026年12月26日（周六）、2月20日（周六）"
    turned = CalendarYear(year=2027, holidays=year.holidays[::-1], make_up=year.make_up[::-1])
    assert list_words(turned) == (off, worked)
    assert list_words(CalendarYear(year=2027, holidays=(), make_up=())) == ("放假：没有", "调休上班：没有")


def test_what_a_known_year_loses_and_gains_is_reported() -> None:
    known = ASSESSOR.calendar.with_year(a_whole_year(2027, [date(2027, 10, 4)], [date(2027, 10, 9)]))
    assert loading(a_whole_year(2027, [date(2027, 10, 5)], [date(2027, 10, 10)]), known).changes == (
        "原来放假、现在不放：10月4日",
        "原来没有、现在放假：10月5日",
        "原来调休上班、现在不上：10月9日",
        "原来没有、现在调休上班：10月10日",
    )


def test_a_notice_that_contradicts_the_year_before_is_reported_and_one_that_adds_to_it_is_not() -> None:
    saturday = date(LAST, 12, 26)
    known = ASSESSOR.calendar.with_year(a_whole_year(LAST, [saturday]))
    assert saturday.weekday() == 5
    assert loading(a_whole_year(NEXT, worked=[saturday]), known).changes == (
        f"与 {LAST} 年的安排相反（放假还是上班）：{LAST}年12月26日",
    )
    assert loading(a_whole_year(NEXT, worked=[saturday])).changes == ()


@pytest.mark.parametrize("number", [2008, 2012, 2019, LAST])
def test_a_known_year_that_would_lose_a_day_off_by_law_is_refused(number: int) -> None:
    whole = a_whole_year(number)
    for lost in statutory_days(number):
        held = whole.model_copy(update={"holidays": tuple(day for day in whole.holidays if day != lost)})
        with pytest.raises(WrongInput, match=f"缺少法定节假日 {lost.month}月{lost.day}日"):
            loading(held)


def test_the_same_year_again_changes_nothing() -> None:
    for year in (2012, 2019, LAST):
        known = ASSESSOR.calendar.notices[year]
        assert loading(completed(known, statutory_days(year))).changes == ()
