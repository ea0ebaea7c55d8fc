"""gridcounter filing: export to a file and verify it, from one shell line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builders.command_line import run, signed
from builders.filing_builders import a_filing_desk, on_the_way
from builders.record_builders import PASSPHRASE, opened

from gridcounter.core.record.journal import Kind

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_what_was_exported_verifies_and_is_on_record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with a_filing_desk(tmp_path) as at:
        on_the_way(at, Kind.FILING_PREPARED)
        code, application = at.record.applications.get(at.application).short_code, at.application
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE, "utf-8")
    named = ["--data", str(tmp_path / "record"), "--passphrase-file", str(secret), *signed(tmp_path)]
    out = tmp_path / "材料.zip"

    exported = run(capsys, "filing", "export", code, "--out", out, *named, "--json")

    assert exported.code == 0, exported.err
    assert exported.said["bytes"] == out.stat().st_size
    verified = run(capsys, "filing", "verify", out, "--json")
    assert (verified.code, verified.said["version"], verified.said["attachments"]) == (0, 1, 0)
    assert "承诺备案表" in run(capsys, "filing", "verify", out).out
    with opened(tmp_path / "record") as record:
        sql = "SELECT state FROM filing WHERE application = ?"
        assert record.db.execute(sql, [application]).fetchone() == ("exported",)


def test_a_spoiled_package_is_refused_and_a_wrong_file_is_wrong_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "照片.jpg"
    wrong.write_bytes(b"\xff\xd8\xff")
    result = run(capsys, "filing", "verify", wrong)
    assert (result.code, result.out) == (2, "")
    assert "照片.jpg：不是推送材料包" in result.err
