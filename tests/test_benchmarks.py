"""The benchmarks run: each group in a small form, so that they stay usable between two measurements."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

sys.path.append(str(Path(__file__).resolve().parent.parent / "benchmarks"))

import run
from rows import Sheet

TINY: Mapping[str, Mapping[str, Any]] = {
    "commands": {"times": 1},
    "papers": {"times": 1, "peers": 1},
    "asking": {"times": 1},
    "printing": {"times": 1},
    "record": {"saves": 3, "entries": 50, "applications": 50},
    "exchange": {"entries": 60, "saves": 3, "at_work": 120},
    "deadlines": {"applications": 50},
    "impact": {"applications": 50, "templates": 5},
    "backup": {"applications": 50},
    "figures": {"applications": 20},
    "packets": {"packets": 1},
    "parks": {"firms": 5, "visits": 20},
    "search": {"sizes": (50, 70)},
}


@pytest.mark.parametrize("group", TINY)
def test_it_says_what_it_measured(group: str) -> None:
    title, rows = run.GROUPS[group]
    sheet = Sheet(title)

    rows(sheet, **TINY[group])

    assert sheet.rows or sheet.tables
    assert all(what and figure for what, figure, *_ in sheet.rows)
    assert f"## {title}\n" in sheet.page()


@pytest.mark.usefixtures("qtbot")
def test_the_window_starts_beside_a_bare_one() -> None:
    sheet = Sheet("window")

    run.GROUPS["window"][1](sheet, starts=1, feels=2)

    assert len(sheet.rows) == 7


def test_every_group_is_tried_here() -> None:
    assert set(run.GROUPS) == {*TINY, "window"}


def test_a_group_that_breaks_says_so_beside_the_others(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(_: Sheet) -> None:
        raise RuntimeError

    def sound(sheet: Sheet) -> None:
        sheet("a figure", "1 ms", "<= 2 ms", held=True)

    monkeypatch.setattr(run, "GROUPS", {"one": ("One", broken), "other": ("Other", sound)})
    monkeypatch.setattr(run, "RESULTS", tmp_path / "RESULTS.md")

    run.main(["other"])
    assert not run.RESULTS.exists()
    run.main([])

    page = run.RESULTS.read_text("utf-8")
    assert "| this group ended early: RuntimeError | not measured |  | MISSED |" in page
    assert "| a figure | 1 ms | <= 2 ms | holds |" in page
    assert "Bounds missed: 1." in page


def test_a_group_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run.main(["nothing"])

    assert "no such group: nothing" in capsys.readouterr().err
