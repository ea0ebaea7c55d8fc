"""gridcounter calendar: a year is checked, loaded on this machine or into a record, and counted on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from builders.command_line import a_file, run, signed
from builders.record_builders import CLERK, PASSPHRASE, a_record
from builders.year_builders import a_whole_year, as_raw

from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.services.office.year_loading import days_of

LAST = max(open_assessor().calendar.years)
YEAR = as_raw(a_whole_year(LAST + 1))
#: 中秋 is forgotten.
NOT_WHOLE = {**YEAR, "holidays": [day for day in days_of(a_whole_year(LAST + 1))["holidays"] if "-09-" not in day]}
CASE = {
    "locality": "jining",
    "on": date(LAST, 12, 30).isoformat(),
    "business": "new_connection",
    "customer": "enterprise",
    "supply": {
        "voltage_kv": 10,
        "capacity": 800,
        "unit": "kVA",
        "sources": 1,
        "critical": False,
        "dedicated_line": False,
        "permanent": True,
    },
    "works": None,
}


@pytest.fixture(autouse=True)
def own_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Years added here are gone with the test."""
    monkeypatch.setattr("gridcounter.paths.own_calendars", lambda: tmp_path / "machine" / "calendars")


def provisional(capsys: pytest.CaptureFixture[str], case: Path) -> list[bool]:
    result = run(capsys, "assess", case, "--json").said
    return [line["provisional"] for line in (*result["steps"], *result["limits"]) if line["due_on"]]


def test_a_loaded_year_takes_away_what_was_provisional(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = a_file(tmp_path, CASE)
    assert any(provisional(capsys, case))
    ran = run(capsys, "calendar", "add", a_file(tmp_path, YEAR, "year.json"))
    assert ran.code == 0
    assert f"{LAST + 1} 年：放假 13 天" in ran.out
    assert "放假：1月1日、2月5日至2月8日（4 天）" in ran.out
    assert f"落在 {LAST + 1} 年的期限按它计算，不再是暂估" in ran.out
    found = provisional(capsys, case)
    assert found
    assert not any(found)


def test_days_of_the_december_before_are_named_in_what_holds_from_now_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    eve = date(LAST, 12, 31)
    year = as_raw(a_whole_year(LAST + 1, [eve]))
    ran = run(capsys, "calendar", "add", a_file(tmp_path, year, "year.json"))

    assert f"不再是暂估；{LAST}年12月31日不在这一年，也按它计算" in ran.out


def test_a_wrong_file_is_refused_line_by_line_and_nothing_is_loaded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = {"year": LAST + 1, "holidays": [f"{LAST - 1}-12-31"], "make_up": [f"{LAST + 1}-01-01"], "colour": "red"}
    ran = run(capsys, "calendar", "add", a_file(tmp_path, wrong, "year.json"))
    assert (ran.code, ran.out) == (2, "")
    assert ran.complaints
    assert all(line.startswith("year.json：") for line in ran.complaints)
    assert run(capsys, "calendar", "list", "--json").said[-1] == {"year": LAST, "from": "program"}


def test_a_year_goes_into_a_record_and_is_listed_as_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with a_record(tmp_path / "record"):
        pass
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE, "utf-8")
    where = ("--data", tmp_path / "record", "--passphrase-file", secret)
    ran = run(capsys, "calendar", "add", a_file(tmp_path, YEAR, "year.json"), *where, *signed(tmp_path), "--json")
    assert ran.code == 0
    assert ran.said == {**YEAR, "place": str(tmp_path / "record"), "counted": True}
    assert run(capsys, "calendar", "list", *where, "--json").said[-1] == {"year": LAST + 1, "from": "record"}
    listed = run(capsys, "calendar", "list", *where).out
    assert f"台账载入：{LAST + 1} 年" in listed
    assert f"{LAST + 2} 年及以后的期限为暂估" in listed
    assert run(capsys, "calendar", "list", "--json").said[-1] == {"year": LAST, "from": "program"}


def test_a_year_that_is_not_whole_leaves_its_dates_provisional_and_is_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = a_file(tmp_path, CASE)
    before = run(capsys, "assess", case, "--json").said
    ran = run(capsys, "calendar", "add", a_file(tmp_path, NOT_WHOLE, "year.json"))
    assert ran.code == 0
    assert "缺少法定节假日 9月15日（中秋节）：这份安排只记下、不计入" in ran.out
    assert run(capsys, "assess", case, "--json").said == before
    text = f"本机载入的 {LAST + 1}.json 没有计入：缺少法定节假日 9月15日（中秋节）"
    assert text in run(capsys, "calendar", "list").out
    assert run(capsys, "calendar", "list", "--json").said[0] == {"year": LAST + 1, "from": "left_out", "told": text}
    assert f"注意　放假安排：{text}" in run(capsys, "doctor").out
    assert run(capsys, "calendar", "add", a_file(tmp_path, YEAR, "year.json")).code == 0
    assert "没有计入" not in run(capsys, "calendar", "list").out


def test_a_known_year_that_would_lose_a_day_off_by_law_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "calendar", "add", a_file(tmp_path, YEAR, "year.json")).code == 0
    ran = run(capsys, "calendar", "add", a_file(tmp_path, NOT_WHOLE, "year.json"), "--replace")
    assert (ran.code, ran.out) == (2, "")
    assert "缺少法定节假日 9月15日（中秋节）" in ran.err
    assert run(capsys, "calendar", "list", "--json").said[-1]["year"] == LAST + 1


def test_a_known_year_is_changed_only_when_that_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed = a_file(tmp_path, as_raw(a_whole_year(LAST)), "changed.json")
    before = run(capsys, "assess", a_file(tmp_path, {**CASE, "on": f"{LAST}-10-05"}), "--json").said
    ran = run(capsys, "calendar", "add", changed)
    assert (ran.code, ran.out) == (1, "")
    assert "原来放假、现在不放：" in ran.err
    assert "10月4日至10月7日（4 天）" in ran.err
    assert "原来调休上班、现在不上：" in ran.err
    assert "加上 --replace" in ran.err
    assert "期限会按新的安排重算" in ran.err
    assert run(capsys, "assess", a_file(tmp_path, {**CASE, "on": f"{LAST}-10-05"}), "--json").said == before
    assert run(capsys, "calendar", "add", changed, "--replace").code == 0
    assert run(capsys, "assess", a_file(tmp_path, {**CASE, "on": f"{LAST}-10-05"}), "--json").said != before


def test_days_of_the_december_before_are_taken_and_the_machine_counts_on_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    year = a_whole_year(LAST + 1, [date(LAST, 12, 31)], [date(LAST, 12, 26)])
    ran = run(capsys, "calendar", "add", a_file(tmp_path, as_raw(year), "year.json"))
    assert ran.code == 0
    assert f"{LAST}年12月26日（周六）" in ran.out
    calendar = open_assessor(own_years=True).calendar
    assert calendar.is_workday(date(LAST, 12, 26))
    assert not calendar.is_workday(date(LAST, 12, 31))


def test_a_year_on_the_machine_moves_no_day_of_a_record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It needs neither passphrase nor PIN and leaves no entry: late clocks became punctual by it."""
    year = a_whole_year(LAST + 1, [date(LAST, 12, 31)], [date(LAST, 12, 26)])
    assert run(capsys, "calendar", "add", a_file(tmp_path, as_raw(year), "year.json")).code == 0
    with a_record(tmp_path / "record") as record:
        service = open_application_service(record, open_assessor(), CLERK)
        assert not service.assessor.calendar.is_workday(date(LAST, 12, 26))
        assert LAST + 1 not in service.assessor.calendar.years


def test_a_damaged_file_on_the_machine_stops_no_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "machine" / "calendars"
    own.mkdir(parents=True)
    (own / f"{LAST + 1}.json").write_bytes("{样例".encode("gb18030"))
    case = a_file(tmp_path, CASE)
    assert any(provisional(capsys, case))
    assert "文件不是 UTF-8 编码" in run(capsys, "doctor").out
