"""gridcounter doctor: what is installed, and what the program requires."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders.command_line import run
from builders.pack_builders import TEN_TIMES, an_edition
from builders.record_builders import CLERK, DAY, PASSPHRASE, Clock, a_record

import gridcounter
from gridcounter import paths
from gridcounter.cli import doctor
from gridcounter.core.record.journal import Act, Kind
from gridcounter.services.applications.intake import Intake
from gridcounter.services.custody.diagnostics import Finding
from gridcounter.services.office.office_packs import version_of
from gridcounter.store.database import RECORD_FILE


class Findings:
    """Stands in for an examination."""

    def __init__(self, *found: Finding) -> None:
        self._found = list(found)

    def examine(self) -> list[Finding]:
        return self._found

    def unopened(self) -> list[Finding]:
        return []


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


def test_an_open_record_says_whether_it_ever_went_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret, folder = tmp_path / "secret", tmp_path / "record"
    secret.write_text(PASSPHRASE, "utf-8")
    where = ("--data", folder, "--passphrase-file", secret)
    with a_record(folder, Clock()) as record:
        Intake(record, CLERK).open(DAY)
        kept = (folder / RECORD_FILE).read_bytes()  # without its log: the record as it was created
        ((device, head),) = record.journal.heads().items()

    before = run(capsys, "doctor", *where)
    (folder / RECORD_FILE).write_bytes(kept)
    after = run(capsys, "doctor", *where)
    again = run(capsys, "doctor", *where, "--json").said[-1]

    assert (before.code, after.code) == (0, 0)
    assert before.out.splitlines()[-1] == f"正常　台账的来历：没有退回过；本机另外记到第 {device}:{head.seq} 条"
    assert after.out.splitlines()[-1].startswith("注意　台账的来历：台账退回过：")
    assert (again["good"], again["optional"]) == (False, True)


def test_without_a_record_named_none_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert "台账的来历" not in run(capsys, "doctor").out


def test_the_editions_that_a_record_adopted_are_looked_at_with_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, folder = tmp_path / "secret", tmp_path / "record"
    secret.write_text(PASSPHRASE, "utf-8")
    text = (an_edition(tmp_path, TEN_TIMES, begins="2026-10-01") / "pack.toml").read_text("utf-8")
    with a_record(folder, Clock()) as record:
        values = {"id": "jining", "number": "样例", "version": version_of(text), "files": {"pack.toml": text}}
        record.journal.append(Act(Kind.PACK_ADOPTED, values, CLERK))

    (adopted,) = [
        line
        for line in run(capsys, "doctor", "--data", folder, "--passphrase-file", secret).out.splitlines()
        if "台账启用的政策包" in line
    ]
    assert adopted.startswith("注意　台账启用的政策包 jining：济宁市 ")
    assert adopted.endswith("与程序附带的不同")

    monkeypatch.setattr(paths, "office_record", lambda: folder)
    assert "注意　台账启用的政策包：存在台账里，这次没有打开台账" in run(capsys, "doctor").out
