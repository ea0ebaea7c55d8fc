"""The shipped packs are sound; a folder is checked as a whole: its file, its rules, its cases."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from gridcounter import paths
from gridcounter.core.case_reading import parse_case
from gridcounter.core.policy.checks.pack import check_pack
from gridcounter.core.policy.decide import decide
from gridcounter.core.policy.parse import parse_pack
from gridcounter.services.office.calendars import load_calendar
from gridcounter.services.office.pack_check import check_pack_folder
from gridcounter.services.office.packs import load_packs

PACKS = load_packs(paths.policies())
CALENDAR = load_calendar(paths.calendars())
FOLDERS = sorted(path for path in paths.policies().iterdir() if path.is_dir())
BROKEN = Path(__file__).parent / "broken"


def told(path: Path) -> list[str]:
    return [str(problem) for problem in check_pack_folder(path, PACKS.baseline, CALENDAR)]


def a_copy(folder: Path) -> Path:
    return Path(shutil.copytree(paths.policies() / "linyi", folder / "linyi"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_shipped_pack_has_no_problem(folder: Path) -> None:
    assert told(folder) == []


def test_a_pack_file_is_checked_with_the_cases_beside_it() -> None:
    assert told(paths.policies() / "linyi" / "pack.toml") == []


def test_a_pack_without_cases_is_a_problem(tmp_path: Path) -> None:
    folder = a_copy(tmp_path)
    (folder / "cases.toml").unlink()

    [line] = told(folder)

    assert line.startswith("linyi/cases.toml［文件］")
    assert "没有找到" in line


def test_a_failing_case_is_a_problem(tmp_path: Path) -> None:
    folder = a_copy(tmp_path)
    cases = (folder / "cases.toml").read_text("utf-8")
    (folder / "cases.toml").write_text(cases.replace('value = "not_covered"', 'value = "permit"', 1), "utf-8")

    [line] = told(folder)

    assert line.startswith("linyi/cases.toml［小微企业 160 千瓦：三零服务］approval.track：")


@pytest.mark.parametrize(
    ("content", "word"), [(b"[[case", "TOML"), (b"case = " + b"[" * 9999, "TOML"), ("名".encode("gb18030"), "UTF-8")]
)
def test_a_case_file_that_cannot_be_read_is_a_problem(tmp_path: Path, content: bytes, word: str) -> None:
    folder = a_copy(tmp_path)
    (folder / "cases.toml").write_bytes(content)

    [line] = told(folder)

    assert word in line


def test_problems_of_pack_and_case_file_are_reported_together(tmp_path: Path) -> None:
    folder = a_copy(tmp_path)
    shutil.copy(BROKEN / "unknown_class.toml", folder / "pack.toml")
    (folder / "cases.toml").write_text("case = []", "utf-8")

    lines = told(folder)

    assert [line.partition("［")[0] for line in lines] == ["linyi/pack.toml", "linyi/cases.toml"]


def test_cases_wait_until_the_rules_are_sound(tmp_path: Path) -> None:
    folder = a_copy(tmp_path)
    shutil.copy(BROKEN / "overlapping_classes.toml", folder / "pack.toml")

    [line] = told(folder)

    assert "同时成立" in line


def problems_of_baseline(**changes: Any) -> list[tuple[str, str]]:  # noqa: ANN401  TOML
    raw = tomllib.loads((paths.policies() / "baseline" / "pack.toml").read_text("utf-8")) | changes
    pack, problems = parse_pack(raw, source="baseline/pack.toml")
    assert pack is not None, problems
    return [(problem.rule, problem.problem.path) for problem in check_pack(pack, pack)]


def a_note(**entries: Any) -> dict[str, Any]:  # noqa: ANN401  TOML
    return {"id": "n", "kind": "assumption", "audience": "both", "text": "说明", "basis": "baseline"} | entries


def test_general_practice_is_based_on_itself_and_on_no_clause() -> None:
    note = a_note(article="1")
    del note["basis"]

    found = problems_of_baseline(note=[note], terms={}, document=[])

    assert found == [("note.n", "basis"), ("note.n", "article")]


def test_general_practice_is_only_for_reference() -> None:
    document = {"id": "bill", "label": "电费单", "stage": "application", "state": "required", "basis": "baseline"}

    assert problems_of_baseline(document=[document], note=[], terms={}) == [("document.bill", "state")]


def test_general_practice_knows_no_classes_of_a_place() -> None:
    classes = [{"id": "lv", "label": "低压", "basis": "baseline"}]
    notes = [
        a_note(id=f"n{place}", when=when)
        for place, when in enumerate([{"class": "lv"}, {"not": {"class": "lv"}}, {"any": [{"class": "lv"}]}])
    ]

    found = problems_of_baseline(customer_class=classes, note=notes, document=[], terms={})

    assert [(rule, key) for rule, key in found if key == "class"] == [(f"note.n{place}", "class") for place in range(3)]


def test_a_trigger_replaces_its_condition() -> None:
    note = a_note(trigger="across_units", when={"supply.critical": True})

    assert problems_of_baseline(note=[note], document=[], terms={}) == [("note.n", "when")]


def test_general_practice_names_both_hotlines() -> None:
    assert problems_of_baseline(hotlines=[]) == [("文件头", "hotlines")]


@pytest.mark.parametrize("changes", [{"hotlines_article": [""]}, {"hotlines": [], "hotlines_article": ["11"]}])
def test_the_clause_of_the_hotlines_is_filled_in_and_is_beside_them(changes: dict[str, Any]) -> None:
    assert ("文件头", "hotlines_article") in problems_of_baseline(**changes)


def test_a_duty_to_report_names_its_clause() -> None:
    assert problems_of_baseline(reporting={"text": "每年报送", "article": []}) == [("文件头", "reporting.article")]


@pytest.mark.parametrize("by", ["02-29", "13-01", "06-31"])
def test_a_report_is_due_on_a_day_that_every_year_has(by: str) -> None:
    due = {"label": "年报", "covers": "year", "by": by}
    values = {"text": "每年报送", "article": ["三"], "due": [due]}
    assert problems_of_baseline(reporting=values) == [("文件头", "reporting.due.0.by")]


def test_a_term_of_the_place_does_not_change_what_general_practice_says() -> None:
    raw = tomllib.loads((BROKEN / "unknown_class.toml").read_text("utf-8").replace('class = "ehv"', 'class = "lv"'))
    raw["terms"]["medium_or_high"] = {"supply.voltage_kv": {"at_least": 500}}
    raw["step"][0]["when"] = {"is": "medium_or_high"}
    pack, problems = parse_pack(raw, source="small/pack.toml")
    assert pack is not None, problems
    case, _ = parse_case(
        {"locality": "small", "on": "2026-09-21", "supply": {"voltage_kv": 10}}, localities=["small"], documents=[]
    )
    assert case is not None

    decision = decide(case, pack, PACKS.baseline, CALENDAR)

    assert "project_approval" in {document.id for document in decision.documents}
    assert decision.steps == ()


@pytest.mark.parametrize(
    "group", [[{"class": "lv"}, {"class": "hv"}], [{"not": {"is": "low"}}, {"given": {"is": "low"}}]]
)
def test_a_group_of_names_alone_is_no_obstacle(group: list[dict[str, Any]]) -> None:
    raw = tomllib.loads((BROKEN / "unknown_class.toml").read_text("utf-8").replace('class = "ehv"', 'class = "lv"'))
    raw["approval"][0]["when"]["any"] = group

    pack, problems = parse_pack(raw, source="small/pack.toml")

    assert pack is not None, problems
    assert check_pack(pack, PACKS.baseline) == ()
