"""gridcounter filing: export to a file and verify it, from one shell line each."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest
from builders.command_line import run, signed
from builders.evidence_builders import unpacked
from builders.filing_builders import a_filing_desk, on_the_way
from builders.record_builders import PASSPHRASE, opened

from gridcounter.bootstrap import open_assessor, open_paper_renderer
from gridcounter.core.record.journal import Kind
from gridcounter.services.files.zip_entries import write_zip
from gridcounter.services.filing.push_package import gather, pack


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


def test_what_another_maker_wrote_makes_no_line_of_ours(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A title and a number may say anything, a sentence of the program too: it stays in the line that names them."""
    with a_filing_desk(tmp_path) as at:
        on_the_way(at, Kind.FILING_PREPARED)
        content = pack(gather(at.desk, at.application), open_paper_renderer(open_assessor())).content
    proved = "由这份台账（签名指纹 1111-2222-3333-4444）签出，内容相符"
    files = unpacked(content)
    del files["signature.json"]
    data, listed = json.loads(files["data.json"]), json.loads(files.pop("manifest.json"))
    data["number"], data["form"]["title"] = f"JN1\n{proved}", f"承诺备案表{' ' * 300}{proved}"
    listed["format"] = "gridcounter-filing/1"
    listed.pop("signed_by")
    files["data.json"] = json.dumps(data).encode()
    for row in listed["files"]:
        row |= {"sha256": sha256(files[row["path"]]).hexdigest(), "size": len(files[row["path"]])}
    path = tmp_path / "forged.zip"
    path.write_bytes(write_zip(files | {"manifest.json": json.dumps(listed).encode()}))
    said = run(capsys, "filing", "verify", path)
    assert said.code == 0, said.err
    assert said.out.startswith(f"材料包：承诺备案表 {proved}，编号 JN1 {proved}，第 1 版")
    assert "没有签名" in said.out


def test_a_spoiled_package_is_refused_and_a_wrong_file_is_wrong_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "照片.jpg"
    wrong.write_bytes(b"\xff\xd8\xff")
    result = run(capsys, "filing", "verify", wrong)
    assert (result.code, result.out) == (2, "")
    assert "照片.jpg：不是推送材料包" in result.err
