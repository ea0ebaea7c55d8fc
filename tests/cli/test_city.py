"""gridcounter city: an office hands out its month, a city makes its report without a record."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from builders.city_builders import a_city, a_month, key_of, sent, write_sent
from builders.command_line import run, signed
from sample_year import write_year

from gridcounter import paths
from gridcounter.core.record.signing import fingerprint
from gridcounter.services.applications.demo import PASSPHRASE


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What this user knows of offices."""
    path = tmp_path / "own" / "known.json"
    monkeypatch.setattr(paths, "known_offices", lambda: path)
    return path


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """The options that open an invented hall."""
    folder = tmp_path_factory.mktemp("hall")
    write_year(folder / "record", applications=25, seed=2, place="jining", until=date(2026, 6, 30), days=60).close()
    (folder / "pass").write_text(PASSPHRASE, "utf-8")
    return "--data", str(folder / "record"), "--passphrase-file", str(folder / "pass")


def test_the_file_of_a_month_becomes_the_report_of_a_city(
    hall: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    who = signed(tmp_path, "样王敏", "471108")
    made = run(capsys, "city", "out", "--month", "2026-06", "--to", tmp_path / "stick", *hall, *who)
    assert made.code == 0
    assert "jining-YL-2026-06.gcfig　2026-06，全月" in made.out
    said = run(capsys, "city", "report", tmp_path / "stick", "--json").said
    assert said["months"] == ["2026-06"]
    (one,) = said["sent"]
    assert (one["proof"], one["signed_by"] in made.out) == ("first_key", True)
    assert said["missing"] == {"2026-06": []}
    again = run(capsys, "city", "report", tmp_path / "stick", "--json").said
    assert again["sent"][0]["proof"] == "same_key"


def test_nobody_in_particular_hands_out_figures(
    hall: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = run(capsys, "city", "out", "--month", "2026-06", "--to", tmp_path, *hall)
    assert (found.code, "请加 --clerk 姓名" in found.err) == (1, True)


def test_what_is_shown_is_what_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = a_city(tmp_path / "in")
    months = ("--from", "2026-08", "--to", "2026-10")
    shown = run(capsys, "city", "report", folder, *months)
    assert "合计　13/15　至少 5　至少 386" in shown.out
    assert "2026-09 没有计入的单位 1 个：样例NQ大厅（NQ）" in shown.out
    written = run(capsys, "city", "report", folder, *months, "--out", tmp_path / "out", "--format", "xlsx,pdf")
    assert [Path(line).suffix for line in written.out.splitlines()] == [".xlsx", ".pdf"]
    assert "不是以前那把钥匙" in written.err
    assert sorted(path.suffix for path in (tmp_path / "out").iterdir()) == [".pdf", ".xlsx"]


def test_a_key_that_was_checked_counts_and_an_office_that_left_is_not_missed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = a_city(tmp_path / "in")
    key = fingerprint(key_of("KQ", "new").signer.public_key)
    assert run(capsys, "city", "report", folder, "--json").said["missing"] == {"2026-10": ["KQ"]}
    assert run(capsys, "city", "accept", folder, "--fingerprint", "1234").code == 1
    assert run(capsys, "city", "accept", folder, "--fingerprint", key).code == 0
    assert run(capsys, "city", "report", folder, "--json").said["missing"] == {"2026-10": []}
    for path in folder.glob("DQ-*"):
        path.unlink()
    assert run(capsys, "city", "report", folder, "--json").said["missing"] == {"2026-10": ["DQ"]}
    assert run(capsys, "city", "forget", "DQ").code == 0
    assert run(capsys, "city", "forget", "DQ").code == 1
    assert run(capsys, "city", "report", folder, "--json").said["missing"] == {"2026-10": []}


def test_a_broken_file_does_not_keep_the_others_from_being_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_sent(tmp_path / "in", sent(a_month()))
    (folder / "broken.gcfig").write_bytes(b"{")
    found = run(capsys, "city", "report", folder)
    assert found.code == 0
    assert "broken.gcfig：不是上报全市的数字" in found.out
    assert "样例DQ大厅（DQ）　1/1" in found.out


@pytest.mark.parametrize(
    ("given", "said", "code"),
    [
        (("--from", "2026-13"), "不是月份", 1),
        (("--to", "2026-10"), "--from", 2),
        (("--from", "2026-10", "--to", "2026-08"), "早于开始日期", 1),
        (("--from", "2010-01", "--to", "2026-08"), "超过 10 年", 1),
        (("--format", "odt"), "以下之一或几个：pdf、docx、xlsx", 2),
    ],
)
def test_a_mistake_is_said_before_anything_is_read(
    given: tuple[str, ...], said: str, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = run(capsys, "city", "report", tmp_path / "nowhere", *given)
    assert (found.code, said in found.err) == (code, True)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = run(capsys, "city", "report", tmp_path / "nowhere")
    assert (found.code, "nowhere 打不开" in found.err) == (1, True)


def test_a_month_is_checked_before_a_passphrase_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = run(capsys, "city", "out", "--month", "十月", "--to", tmp_path, "--data", tmp_path / "nothing")
    assert (found.code, "“十月”不是月份" in found.err) == (1, True)


def test_an_empty_folder_has_an_empty_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    found = run(capsys, "city", "report", tmp_path / "in", "--out", tmp_path / "out", "--format", "xlsx")
    assert (found.code, [path.name for path in (tmp_path / "out").iterdir()]) == (0, ["city.xlsx"])
