"""gridcounter packs impact: which open applications a new pack would change, and how."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from builders.command_line import run
from builders.pack_builders import ONE_CASE, SHORTER_STEP, Edits, an_edition
from builders.record_builders import CLERK, DAY, PASSPHRASE, a_record

from gridcounter.services.applications.intake import Intake

DUAL = {
    "applicant.name": "样例面粉厂",
    "case.locality": "jining",
    "case.on": "2026-09-21",
    "case.customer": "enterprise",
    "case.supply.voltage_kv": 10,
    "case.supply.sources": 2,
}


def asked(folder: Path, *edits: Edits, cases: str | None = ONE_CASE) -> tuple[str | Path, ...]:
    secret = folder / "secret.txt"
    secret.write_text(PASSPHRASE, "utf-8")
    new = an_edition(folder / "new", *edits, cases=cases)
    return "packs", "impact", new, "--data", folder / "record", "--passphrase-file", secret


def test_what_changes_is_listed_by_number_and_without_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with a_record(tmp_path / "record") as record:
        intake = Intake(record, CLERK)
        changing = record.applications.get(intake.open(DAY, DUAL)).number
        staying = record.applications.get(intake.open(DAY, DUAL | {"case.supply.sources": 1})).number
        intake.open(DAY, DUAL | {"case.business": "temporary", "case.supply.permanent": True})
    command = asked(tmp_path, SHORTER_STEP)

    result = run(capsys, *command, "--json").said
    text = run(capsys, *command).out

    assert (result["examined"], result["contradictory"]) == (3, 1)
    (one,) = result["affected"]
    assert (one["number"], one["state"], one["told"]) == (changing, "open", False)
    lines = [(change["before"], change["after"]) for change in one["changes"]]
    assert lines == [("8 个工作日", "7 个工作日"), ("18 个工作日", "17 个工作日")]
    said = text.splitlines()[1:]
    assert re.fullmatch("政策包 [0-9a-f]{8} 与程序附带的不同：4 条", said[0])
    assert result["standing"] == said[0]
    assert said[1:] == [
        "在办 3 件，有变化 1 件；1 件填写有矛盾，没有答复可比",
        "1 件：业务受理并答复供电方案：8 个工作日 → 7 个工作日；供电企业办理环节合计：18 个工作日 → 17 个工作日",
        f"  {changing}　业务受理并答复供电方案；供电企业办理环节合计",
    ]
    assert staying not in text
    assert "样例面粉厂" not in text


def test_a_pack_that_does_not_hold_its_own_cases_is_refused_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with a_record(tmp_path / "record"):
        pass
    command = asked(tmp_path, SHORTER_STEP, cases=None)

    ran = run(capsys, *command)

    assert ran.code == 2
    assert "cases.toml" in ran.err
