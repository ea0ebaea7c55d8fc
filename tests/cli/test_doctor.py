"""gridcounter doctor: what is installed, and what the program requires."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builders.command_line import run

import gridcounter
from gridcounter.cli import doctor
from gridcounter.services.custody.diagnostics import Finding

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


class Findings:
    """Stands in for an examination."""

    def __init__(self, *found: Finding) -> None:
        self._found = list(found)

    def examine(self) -> list[Finding]:
        return self._found


def test_the_doctor_finds_this_installation_sound(capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys, "doctor")

    assert ran.code == 0
    assert ran.out.splitlines()[0] == f"gridcounter {gridcounter.__version__}"
    for word in ("正文字体", "字形", "放假安排", "政策包 jining", "表样", "部件"):
        assert word in ran.out


def test_the_version_is_reported_without_any_command(capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys, "--version")
    assert (ran.code, ran.out) == (0, f"gridcounter {gridcounter.__version__}\n")


def test_the_findings_are_json_on_demand(capsys: pytest.CaptureFixture[str]) -> None:
    result = run(capsys, "doctor", "--json").said

    assert all(set(row) == {"what", "told", "good", "optional"} for row in result)


def test_what_is_optional_is_only_a_hint(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    found = Findings(Finding("生僻字", "缺", good=False, optional=True))
    monkeypatch.setattr(doctor, "open_diagnostics", lambda: found)

    ran = run(capsys, "doctor")

    assert ran.code == 0
    assert "注意　生僻字：缺" in ran.out


def test_a_part_that_does_not_work_is_a_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gridcounter.cli.console.user_log_path", lambda *_, **__: tmp_path)
    monkeypatch.setattr(doctor, "open_diagnostics", lambda: Findings(Finding("正文字体", "没有", good=False)))

    ran = run(capsys, "doctor")

    assert ran.code == 3
    assert "注意　正文字体：没有" in ran.out
    assert len(ran.complaints) == 1
