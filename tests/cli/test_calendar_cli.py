"""gridcounter calendar: a year is checked, loaded on this machine or into a record, and counted on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from command_line import a_file, run
from record_builders import PASSPHRASE, a_record

from gridcounter.bootstrap import open_assessor

if TYPE_CHECKING:
    from pathlib import Path

LAST = max(open_assessor().calendar.years)
YEAR = {"year": LAST + 1, "holidays": [f"{LAST + 1}-01-01"], "make_up": []}
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
    told = run(capsys, "assess", case, "--json").said
    return [line["provisional"] for line in (*told["steps"], *told["limits"]) if line["due_on"]]


def test_a_loaded_year_takes_away_what_was_provisional(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = a_file(tmp_path, CASE)
    assert any(provisional(capsys, case))
    ran = run(capsys, "calendar", "add", a_file(tmp_path, YEAR, "year.json"))
    assert ran.code == 0
    assert f"{LAST + 1} 年：放假 1 天" in ran.out
    found = provisional(capsys, case)
    assert found
    assert not any(found)


def test_a_wrong_file_is_refused_line_by_line_and_nothing_is_loaded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = {"year": LAST + 1, "holidays": [f"{LAST}-01-01"], "make_up": [f"{LAST + 1}-01-01"], "colour": "red"}
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
    ran = run(capsys, "calendar", "add", a_file(tmp_path, YEAR, "year.json"), *where, "--json")
    assert ran.code == 0
    assert ran.said == {**YEAR, "place": str(tmp_path / "record")}
    assert run(capsys, "calendar", "list", *where, "--json").said[-1] == {"year": LAST + 1, "from": "record"}
    listed = run(capsys, "calendar", "list", *where).out
    assert f"台账载入：{LAST + 1} 年" in listed
    assert f"{LAST + 2} 年及以后的期限为暂估" in listed
    assert run(capsys, "calendar", "list", "--json").said[-1] == {"year": LAST, "from": "program"}
