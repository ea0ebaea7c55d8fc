"""Places that the program does not ship, written from their public papers: each pack is sound and answers its cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridcounter import paths
from gridcounter.services.office.calendars import load_calendar
from gridcounter.services.office.pack_check import check_pack_folder
from gridcounter.services.office.packs import load_packs

PLACES = sorted((Path(__file__).parent / "places").iterdir())


@pytest.mark.parametrize("folder", PLACES, ids=lambda folder: folder.name)
def test_a_place_that_is_not_shipped_is_sound_and_answers_its_own_cases(folder: Path) -> None:
    baseline, calendar = load_packs(paths.policies()).baseline, load_calendar(paths.calendars())

    assert [str(problem) for problem in check_pack_folder(folder, baseline, calendar)] == []


def test_there_are_several_regimes_several_matters_and_two_stages_among_them() -> None:
    assert {folder.name for folder in PLACES} == {"beijing", "yichuan", "zhongshan"}
