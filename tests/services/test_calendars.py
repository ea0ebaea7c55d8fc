"""The published years of the library, and years that are added as files."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest

from gridcounter import paths
from gridcounter.errors import WrongInput
from gridcounter.services.calendars import load_calendar

if TYPE_CHECKING:
    from pathlib import Path

YEAR = 'year = 2150\nholidays = ["2150-01-01"]\nmake_up = ["2150-01-03"]\n'


def with_file(folder: Path, text: str | bytes, name: str = "2150.toml") -> Path:
    folder.joinpath(name).write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def test_the_years_of_the_library_are_published() -> None:
    calendar = load_calendar(paths.calendars())

    assert set(range(2004, 2027)) <= calendar.years
    assert not calendar.is_workday(date(2026, 10, 1))
    assert calendar.is_workday(date(2026, 10, 10))


def test_a_year_file_publishes_its_year(tmp_path: Path) -> None:
    before = load_calendar(paths.calendars()).due_on(date(2149, 12, 31), 1)
    calendar = load_calendar(with_file(tmp_path, YEAR))

    assert before.provisional
    assert calendar.due_on(date(2149, 12, 31), 1).on == date(2150, 1, 2)
    assert not calendar.due_on(date(2149, 12, 31), 1).provisional
    assert calendar.is_workday(date(2150, 1, 3))
    assert not calendar.is_workday(date(2150, 1, 1))


def test_a_year_file_corrects_a_year_of_the_library(tmp_path: Path) -> None:
    calendar = load_calendar(with_file(tmp_path, "year = 2026\nholidays = []\nmake_up = []\n", "2026.toml"))

    assert calendar.is_workday(date(2026, 10, 1))
    assert not calendar.is_workday(date(2026, 10, 10))
    assert not calendar.is_workday(date(2025, 10, 1))


def test_a_byte_order_mark_of_a_windows_editor_is_no_problem(tmp_path: Path) -> None:
    assert 2150 in load_calendar(with_file(tmp_path, YEAR.encode("utf-8-sig"))).years


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("year = [", "不是可读的 TOML"),
        ("note = '样例'".encode("gb18030"), "不是可读的 TOML"),
        ("year = 2150\n", "holidays"),
        (YEAR.replace("2150-01-01", "2151-01-01"), "2151-01-01"),
        (YEAR.replace("2150-01-03", "2150-01-06"), "make_up"),
        (YEAR + 'colour = "red"\n', "colour"),
    ],
)
def test_a_damaged_year_file_is_refused_by_name(tmp_path: Path, text: str | bytes, told: str) -> None:
    with pytest.raises(WrongInput) as refused:
        load_calendar(with_file(tmp_path, text))

    assert all(line.startswith("2150.toml：") for line in refused.value.lines)
    assert any(told in line for line in refused.value.lines)


def test_other_files_beside_the_years_are_left_alone(tmp_path: Path) -> None:
    with_file(tmp_path, "not a year", "README.md")
    if paths.calendars().is_dir():
        for path in paths.calendars().glob("*.toml"):
            shutil.copy(path, tmp_path)

    assert load_calendar(tmp_path).years == load_calendar(paths.calendars()).years
