"""Faces that are gone or damaged, and names that would be paths: a sentence, and no file anywhere else.

A missing printer is in tests/desktop/kit/test_printing.py, a damaged installed face in tests/documents/test_faces.py.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from builders.paper_builders import an_application

from gridcounter.cli.main import main
from gridcounter.documents import faces

HOSTILE = ["../../x", "/etc/x", "C:\\x", "a\\b", "..", "a:b*c?|<d>", "con", "名" * 60]


@pytest.mark.parametrize("lost", [("serif_file",), ("serif_file", "sans_file")])
@pytest.mark.parametrize("content", [None, b"", b"OTTO" + bytes(2000)])
def test_without_its_faces_no_paper_is_written_and_one_sentence_says_why(
    lost: tuple[str, ...],
    content: bytes | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    face = tmp_path / f"{len(content or '-')}{len(lost)}.otf"  # a face is read once in a process
    if content is not None:
        face.write_bytes(content)
    for name in lost:
        monkeypatch.setattr(faces, name, lambda: face)
    monkeypatch.setattr(faces, "font_folders", lambda *_: ())
    path = tmp_path / "application.json"
    path.write_text(json.dumps(an_application("jining")), "utf-8")

    code = main(["papers", str(path), "--out", str(tmp_path / "out"), "--format", "pdf"])

    result = capsys.readouterr().err.splitlines()
    assert code == 3
    assert len(result) == 1
    assert "字库" in result[0]
    assert "重新安装" in result[0]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_text_of_an_application_becomes_a_path(
    hostile: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = an_application("jining")
    raw["number"] = raw["applicant"]["name"] = raw["premises"]["address"] = raw["office"]["name"] = hostile
    path, out = tmp_path / "application.json", tmp_path / "a" / "b" / "out"
    path.write_text(json.dumps(raw), "utf-8")

    assert main(["papers", str(path), "--out", str(out), "--format", "docx"]) == 0

    written = [one for one in tmp_path.rglob("*") if one.is_file() and one != path]
    assert written
    assert {one.parent for one in written} == {out}
    assert all(re.fullmatch(r"[a-z_]+\.docx", one.name) for one in written)
    capsys.readouterr()


@pytest.mark.parametrize("hostile", HOSTILE[:6])
def test_no_code_of_an_office_becomes_a_path(hostile: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "a" / "b" / "out"

    code = main(["blank", "--place", "jining", "--office", hostile, "--out", str(out), "--count", "1"])

    assert code == 2
    assert "--office" in capsys.readouterr().err
    assert list(tmp_path.rglob("*")) == []
