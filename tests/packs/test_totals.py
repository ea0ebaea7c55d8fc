"""A total that is a sum is held against its steps, whatever the example cases say or leave out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from builders.pack_builders import ONE_CASE, TEN_TIMES, Edits, an_edition

from gridcounter import paths
from gridcounter.core.policy.checks.pack import check_pack
from gridcounter.core.policy.parse import parse_pack
from gridcounter.core.validation.models import read_toml
from gridcounter.services.office.calendars import load_calendar
from gridcounter.services.office.pack_check import check_pack_folder
from gridcounter.services.office.packs import load_packs

if TYPE_CHECKING:
    from pathlib import Path

PACKS = load_packs(paths.policies())
CALENDAR = load_calendar(paths.calendars())
JINING = (paths.policies() / "jining" / "pack.toml").read_text("utf-8")
#: Where the days of a step or of a sum stand; one total of the paper is no sum.
DAYS = [
    row.span(1)
    for row in re.finditer(r"\[\[(?:step|limit)\]\]\n(?:.+\n)*?wd = (\d+)\n(?:.+\n)*", JINING)
    if "not_the_sum" not in row.group()
]


def told(path: Path) -> list[str]:
    return [str(problem) for problem in check_pack_folder(path, PACKS.baseline, CALENDAR)]


def test_two_days_made_twenty_and_six_made_sixty_are_found_with_the_cases_cut_out(tmp_path: Path) -> None:
    attack: Edits = (
        (
            'wd = 2\ncounts_from = "accepted"\nwhen = { class = "mv10_single_upto',
            'wd = 20\ncounts_from = "accepted"\nwhen = { class = "mv10_single_upto',
        ),
        ('wd = 6\ncounts_from = "accepted"', 'wd = 60\ncounts_from = "accepted"'),
    )

    small, large = told(an_edition(tmp_path, attack, begins="2021-05-31", cases=ONE_CASE))

    assert small.startswith(
        "jining-2021-05-31/pack.toml［limit.grid_side（第 2 条）］wd：填写的是 7 个工作日（二、附件1），"
        "而各环节之和是 25 个工作日：业务受理并答复供电方案 20（附件1）＋验收送电 5（附件1），例如 "
    )
    assert "11 个工作日（二、附件1、附件2-3），而各环节之和是 65 个工作日：" in large


def test_the_rows_with_days_are_all_found() -> None:
    assert len(DAYS) == 17


@pytest.mark.parametrize("place", DAYS, ids=[JINING.count("\n", 0, start) + 1 for start, _ in DAYS])
@pytest.mark.parametrize("by", [-1, 1, 100])
def test_no_single_number_of_the_table_can_be_changed_unseen(place: tuple[int, int], by: int) -> None:
    start, end = place
    text = f"{JINING[:start]}{max(1, int(JINING[start:end]) + by)}{JINING[end:]}"
    raw, _ = read_toml(text.encode(), "pack.toml")
    pack, wrong = parse_pack(raw, source="jining/pack.toml")
    assert pack is not None, wrong

    problems = check_pack(pack, PACKS.baseline)

    assert bool(problems) == (text != JINING)
    assert {problem.rule.partition("（")[0] for problem in problems} <= {"limit.grid_side"}


def test_a_new_total_that_is_the_new_sum_is_no_problem(tmp_path: Path) -> None:
    assert told(an_edition(tmp_path, TEN_TIMES, cases=ONE_CASE)) == []
