"""Every text input file in an encoding other than UTF-8 is reported in Chinese, with what to do."""

from __future__ import annotations

import codecs
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from builders.command_line import run
from builders.record_builders import PASSPHRASE
from builders.year_builders import a_whole_year, as_json, as_toml

from gridcounter import paths
from gridcounter.core.validation.encoding import decoded

TOLD = "文件不是 UTF-8 编码（可能是旧版记事本保存的）；请另存为 UTF-8 后再载入"
ENCODINGS = ["gb18030", "big5", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
CREATE = ("record", "create", "--place", "jining", "--code", "J", "--office", "样例厅", "--clerk", "样例人")
JINING = paths.policies() / "jining"
CASE = json.dumps({"locality": "jining", "on": "2026-09-21", "business": "样例"}, ensure_ascii=False)
YEAR = a_whole_year(2150)


@pytest.fixture(autouse=True)
def own_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gridcounter.paths.own_calendars", lambda: tmp_path / "machine")


def a_pack(folder: Path, name: str, content: bytes) -> Path:
    pack = folder / "jining"
    shutil.copytree(JINING, pack)
    (pack / name).write_bytes(content)
    return pack


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


#: What reads the file -> its text, and the words of the command line that hands it in.
READERS: dict[str, tuple[str, Callable[[Path, bytes], list[str | Path]]]] = {
    "a case": (CASE, lambda folder, content: ["assess", written(folder, "case.json", content)]),
    "a case to compare": (CASE, lambda folder, content: ["compare", written(folder, "case.json", content)]),
    "an application": (
        CASE,
        lambda folder, content: ["papers", written(folder, "a.json", content), "--out", folder / "out"],
    ),
    "a year as TOML": (
        "# 样例\n" + as_toml(YEAR),
        lambda folder, content: ["calendar", "add", written(folder, "2150.toml", content)],
    ),
    "a year as JSON": (
        as_json(YEAR).replace('"year"', '"样例": 1, "year"'),
        lambda folder, content: ["calendar", "add", written(folder, "2150.json", content)],
    ),
    "a pack": (
        (JINING / "pack.toml").read_text("utf-8"),
        lambda folder, content: ["packs", "check", a_pack(folder, "pack.toml", content)],
    ),
    "the cases of a pack": (
        (JINING / "cases.toml").read_text("utf-8"),
        lambda folder, content: ["packs", "check", a_pack(folder, "cases.toml", content)],
    ),
    "a pack to compare": (
        (JINING / "pack.toml").read_text("utf-8"),
        lambda folder, content: ["packs", "diff", "jining", a_pack(folder, "pack.toml", content)],
    ),
    "a passphrase": (
        "样例口令样例口令\n",
        lambda folder, content: [
            *CREATE,
            *("--data", folder / "record", "--pin-file", written(folder, "pin", b"138057\n")),
            *("--passphrase-file", written(folder, "secret", content)),
        ],
    ),
    "a PIN": (
        "一三五七九\n",
        lambda folder, content: [
            *CREATE,
            *("--data", folder / "record", "--passphrase-file", written(folder, "secret", PASSPHRASE.encode())),
            *("--pin-file", written(folder, "pin", content)),
        ],
    ),
}


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
@pytest.mark.parametrize("reader", READERS)
def test_another_encoding_is_reported_in_chinese(
    reader: str, encoding: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, words = READERS[reader]
    content = text.encode(encoding, "replace")

    ran = run(capsys, *words(tmp_path, content))

    assert ran.code in {1, 2}
    assert TOLD in ran.err + ran.out
    assert not any(english in ran.err + ran.out for english in ("codec", "decode", "invalid"))
    assert not (tmp_path / "record").exists()


@pytest.mark.parametrize("reader", [reader for reader in READERS if reader not in {"a passphrase", "a PIN"}])
def test_the_mark_of_a_windows_editor_is_no_other_encoding(
    reader: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, words = READERS[reader]

    ran = run(capsys, *words(tmp_path, codecs.BOM_UTF8 + text.encode()))

    assert "UTF-8" not in ran.err + ran.out


@pytest.mark.parametrize(
    "bad", ["id = [\n", "id = \n", 'id = "样例\n', "id = 1\nid = 2\n", "[" * 9999, "id = 1" * 9999]
)
@pytest.mark.parametrize("reader", ["a year as TOML", "a pack", "the cases of a pack"])
def test_a_mistake_in_a_toml_file_is_reported_by_its_place_and_without_english(
    reader: str, bad: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = run(capsys, *READERS[reader][1](tmp_path, bad.encode()))

    assert ran.code in {1, 2}
    assert "不是 TOML（" in ran.err + ran.out or "同一个键又写了一次" in ran.err + ran.out
    assert not any(english in ran.err + ran.out for english in ("line", "column", "document", "Expected", "Invalid"))


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_only_utf8_is_decoded(encoding: str) -> None:
    assert decoded("样例 sample".encode(encoding, "replace")) is None
    assert decoded("样例 sample".encode()) == decoded(codecs.BOM_UTF8 + "样例 sample".encode()) == "样例 sample"
