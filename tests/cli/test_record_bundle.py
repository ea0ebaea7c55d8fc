"""gridcounter record bundle make, verify."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builders.command_line import run, signed
from builders.record_builders import CLERK, DAY, PASSPHRASE, a_record, opened

from gridcounter.core.record.journal import Kind
from gridcounter.services.applications.intake import Intake

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_bundle_is_made_on_record_and_verified_without_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with a_record(tmp_path / "record") as record:
        row = record.applications.get(Intake(record, CLERK).open(DAY, {"case.locality": "jining"}))
    secret, out = tmp_path / "secret.txt", tmp_path / "out.zip"
    secret.write_text(PASSPHRASE, "utf-8")
    where = ("--data", str(tmp_path / "record"), "--passphrase-file", str(secret), *signed(tmp_path))

    made = run(capsys, "record", "bundle", "make", row.short_code, "--out", out, *where, "--json").said
    result = run(capsys, "record", "bundle", "verify", out, "--json").said

    assert made["files"] == result["files"]
    assert (result["sound"], result["number"], result["entries"]) == (True, row.number, 1)
    assert "完好" in run(capsys, "record", "bundle", "verify", out).out
    with opened(tmp_path / "record") as record:
        assert [entry.kind for entry in record.journal.of(row.id)][-1] == Kind.EVIDENCE_BUNDLED


def test_a_broken_file_is_wrong_input_and_a_changed_one_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "any.zip"
    file.write_bytes(b"nothing")

    assert run(capsys, "record", "bundle", "verify", file).code == 2
    assert run(capsys, "record", "bundle", "verify", tmp_path / "missing.zip").code == 2
