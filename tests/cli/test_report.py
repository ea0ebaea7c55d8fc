"""gridcounter report: the same figures as text, as JSON and as files; an invalid period is reported."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from builders.command_line import run, signed
from sample_year import write_year

from gridcounter.services.applications.demo import PASSPHRASE

JUNE = ("--from", "2026-06-01", "--to", "2026-06-30")


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """The options that open an invented hall."""
    folder = tmp_path_factory.mktemp("hall")
    write_year(folder / "record", applications=25, seed=2, place="jining", until=date(2026, 6, 30), days=60).close()
    (folder / "pass").write_text(PASSPHRASE, "utf-8")
    who = signed(folder, "样王敏", "471108")
    return "--data", str(folder / "record"), "--passphrase-file", str(folder / "pass"), *who


def test_figures_are_the_same_in_print_and_as_json(hall: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    shown = run(capsys, "report", *JUNE, *hall)
    result = run(capsys, "report", *JUNE, *hall, "--json").said
    assert shown.code == 0
    assert result["files"] == []
    for row in result["tables"]["受理与告知"]:
        assert f"{row['项目']}　{row['数量']}　" in shown.out


def test_the_formats_asked_for_are_written(
    hall: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = run(capsys, "report", *JUNE, *hall, "--out", tmp_path / "out", "--format", "xlsx,pdf")
    assert [line.rpartition(".")[2] for line in found.out.splitlines()] == ["xlsx", "pdf"]
    assert sorted(path.suffix for path in (tmp_path / "out").iterdir()) == [".pdf", ".xlsx"]


@pytest.mark.parametrize(
    ("given", "said", "code"),
    [
        (("--from", "6月1日", "--to", "2026-06-30"), "--from", 2),
        (("--from", "2026-06-30", "--to", "2026-06-01"), "早于开始日期", 1),
        ((*JUNE, "--format", "odt"), "以下之一或几个：pdf、docx、xlsx", 2),
        ((*JUNE, "--format", ","), "--format", 2),
    ],
)
def test_a_mistake_is_said_before_a_passphrase_is_asked_for(
    given: tuple[str, ...], said: str, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = run(capsys, "report", *given, "--data", tmp_path / "nothing")
    assert found.code == code
    assert said in found.err
