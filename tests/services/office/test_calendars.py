"""The published years of the library, and years added as files."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from builders.year_builders import a_whole_year, as_json, as_toml

from gridcounter import paths
from gridcounter.errors import WrongInput
from gridcounter.services.office.calendars import load_calendar, with_added

if TYPE_CHECKING:
    from pathlib import Path

SUNDAY = date(2150, 1, 4)
YEAR = as_toml(a_whole_year(2150, worked=[SUNDAY]))


def with_file(folder: Path, text: str | bytes, name: str = "2150.toml") -> Path:
    folder.joinpath(name).write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def test_the_years_of_the_library_are_published() -> None:
    calendar = load_calendar(paths.calendars())

    assert set(range(2004, 2027)) <= calendar.years
    assert not calendar.is_workday(date(2026, 10, 1))
    assert calendar.is_workday(date(2026, 10, 10))
    assert calendar.is_workday(date(2018, 12, 29))
    assert not calendar.is_workday(date(2018, 12, 31))


def test_a_year_file_publishes_its_year(tmp_path: Path) -> None:
    before = load_calendar(paths.calendars()).due_on(date(2150, 1, 1), 2)
    after = load_calendar(with_file(tmp_path, YEAR)).due_on(date(2150, 1, 1), 2)

    assert (before.on, before.provisional) == (date(2150, 1, 5), True)
    assert (after.on, after.provisional) == (SUNDAY, False)


def test_a_year_file_corrects_a_year_of_the_library(tmp_path: Path) -> None:
    calendar = load_calendar(with_file(tmp_path, as_toml(a_whole_year(2026)), "2026.toml"))

    assert not calendar.is_workday(date(2026, 10, 1))
    assert calendar.is_workday(date(2026, 10, 7))
    assert not calendar.is_workday(date(2026, 10, 10))
    assert not calendar.is_workday(date(2025, 10, 7))


def test_a_byte_order_mark_of_a_windows_editor_is_no_problem(tmp_path: Path) -> None:
    assert 2150 in load_calendar(with_file(tmp_path, YEAR.encode("utf-8-sig"))).years


WRONG: list[tuple[str | bytes, list[str]]] = [
    ("year = [", ["不是 TOML（末尾无法读懂）"]),
    ("year = 2150\nyear = 2150\n", ["第 2 行把同一节或同一个键又写了一次：year = 2150"]),
    ("note = '样例'".encode("gb18030"), ["文件不是 UTF-8 编码（可能是旧版记事本保存的）；请另存为 UTF-8 后再载入"]),
    (YEAR.encode("utf-16"), ["文件不是 UTF-8 编码"]),
    (YEAR.encode("utf-16-le"), ["文件不是 UTF-8 编码"]),
    ("year = 2150\n", ["holidays", "make_up"]),
    (YEAR.replace("2150-01-01", "2151-01-01"), ["2151-01-01"]),
    (YEAR.replace("2150-01-04", "2150-01-06"), ["make_up：填写的是 2150-01-06（周二）"]),
    (YEAR + 'colour = "red"\n', ["colour"]),
    ('year = "2150"\nholidays = ["tomorrow"]', ["year", "holidays.0", "make_up"]),
    (
        'year = 2150\nholidays = ["2150-10-04"]\nmake_up = ["2150-10-04", "2150-10-05"]',
        ["2150-10-04，它又写在 holidays 里", "2150-10-05"],
    ),
]


@pytest.mark.parametrize(("content", "lines"), WRONG)
def test_a_damaged_year_file_is_refused_by_name_with_all_its_problems(
    tmp_path: Path, content: str | bytes, lines: list[str]
) -> None:
    with pytest.raises(WrongInput) as refused:
        load_calendar(with_file(tmp_path, content))

    assert all(line.startswith("2150.toml：") for line in refused.value.lines)
    assert [any(words in line for line in refused.value.lines) for words in lines] == [True] * len(lines)


@pytest.mark.parametrize(("content", "lines"), WRONG)
def test_a_damaged_file_of_this_machine_is_left_out_and_reported_and_the_others_count(
    tmp_path: Path, content: str | bytes, lines: list[str]
) -> None:
    with_file(with_file(tmp_path, content), as_json(a_whole_year(2151)), "2151.json")

    calendar = with_added(load_calendar(paths.calendars()), tmp_path)

    assert 2150 not in calendar.years
    assert 2151 in calendar.years
    (left_out,) = calendar.left_out
    assert str(left_out).startswith("本机载入的 2150.toml 没有计入：2150.toml：")
    assert all(words in str(left_out) for words in lines)


def test_a_year_of_this_machine_that_is_not_whole_is_left_out_and_reported(tmp_path: Path) -> None:
    whole = a_whole_year(2150)
    held = whole.model_copy(update={"holidays": tuple(day for day in whole.holidays if day.month != 10)})

    calendar = with_added(load_calendar(paths.calendars()), with_file(tmp_path, as_json(held), "2150.json"))

    assert 2150 not in calendar.years
    assert calendar.is_workday(date(2150, 1, 1)) is False
    (left_out,) = calendar.left_out
    missing = "10月1日（国庆节）、10月2日（国庆节）、10月3日（国庆节）、10月5日（中秋节）"
    assert (left_out.year, str(left_out)) == (2150, f"本机载入的 2150.json 没有计入：缺少法定节假日 {missing}")


def test_a_shipped_year_must_be_whole(tmp_path: Path) -> None:
    held = a_whole_year(2150).model_copy(update={"holidays": (date(2150, 1, 1),)})

    with pytest.raises(WrongInput, match="缺少法定节假日"):
        load_calendar(with_file(tmp_path, as_toml(held)))


def test_days_of_the_december_before_come_with_a_file(tmp_path: Path) -> None:
    new_years_eve = date(2149, 12, 31)
    year = a_whole_year(2150, [new_years_eve], [new_years_eve - timedelta(days=3)])

    calendar = load_calendar(with_file(tmp_path, as_toml(year)))

    assert not calendar.is_workday(new_years_eve)
    assert calendar.is_workday(new_years_eve - timedelta(days=3))
    assert 2149 not in calendar.years


def test_other_files_beside_the_years_are_left_alone(tmp_path: Path) -> None:
    with_file(tmp_path, "not a year", "README.md")
    if paths.calendars().is_dir():
        for path in paths.calendars().glob("*.toml"):
            shutil.copy(path, tmp_path)

    assert load_calendar(tmp_path).years == load_calendar(paths.calendars()).years
