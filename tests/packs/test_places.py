"""Places that the program does not ship, written from their public papers: each pack is sound and answers its cases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gridcounter import paths
from gridcounter.core.papers.works.branches import branch_rows
from gridcounter.services.office.assessment import Assessor
from gridcounter.services.office.calendars import load_calendar
from gridcounter.services.office.pack_check import check_pack_folder
from gridcounter.services.office.packs import load_packs

PLACES = sorted((Path(__file__).parent / "places").iterdir())


@pytest.mark.parametrize("folder", PLACES, ids=lambda folder: folder.name)
def test_a_place_that_is_not_shipped_is_sound_and_answers_its_own_cases(folder: Path) -> None:
    baseline, calendar = load_packs(paths.policies()).baseline, load_calendar(paths.calendars())

    assert [str(problem) for problem in check_pack_folder(folder, baseline, calendar)] == []


def test_papers_of_every_kind_are_among_them() -> None:
    """Several regimes, several matters, two stages; a promise, local questions, a business, guides, a report."""
    ours = {"beijing", "yichuan", "zhongshan"}
    written_from_the_handbook = {"anyang", "biobay", "changzhou", "puning", "shenzhen", "suqian", "xilingol"}
    assert {folder.name for folder in PLACES} == ours | written_from_the_handbook


def test_a_regime_is_not_said_to_be_for_voltages_that_the_paper_leaves_out() -> None:
    """Only a way whose conditions are all on the voltage is that of the voltages not named."""
    packs = load_packs(paths.policies(), Path(__file__).parent / "places")
    assessor = Assessor(packs, load_calendar(paths.calendars()))
    works = {"length_m": 180, "occupies": ["green"]}
    case = {"locality": "yichuan", "on": "2026-09-21", "supply": {"voltage_kv": 10}, "works": works}
    decision = assessor.assess(assessor.read_case(json.dumps(case)))

    rows = branch_rows(decision.approval, "文件")

    assert [row["then"] for row in rows if "没有列出" in str(row["condition"])] == []
    assert rows[0]["then"] == "实行承诺制"
    assert rows[0]["condition"] == "1. 绿地占用面积不超过 15 平方米"
