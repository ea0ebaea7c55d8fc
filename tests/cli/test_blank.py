"""gridcounter blank --record: the numbers of sheets filled in by hand come from the record and stay theirs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from builders.command_line import run
from builders.record_builders import CLERK, PASSPHRASE, a_record, opened

from gridcounter.bootstrap import open_application_service, open_assessor, open_shift
from gridcounter.core.record.journal import Kind
from gridcounter.services.applications.intake import Intake
from gridcounter.services.office.clerks import Clerks

DAY = "2026-09-28"


@pytest.fixture
def given(tmp_path: Path) -> list[str]:
    with a_record(tmp_path / "record") as record:
        Intake(record, CLERK).open(date(2026, 9, 28), {"applicant.name": "样例面粉厂"})
    secret = tmp_path / "secret.txt"
    secret.write_text(PASSPHRASE, "utf-8")
    return ["--record", "--on", DAY, "--data", str(tmp_path / "record"), "--passphrase-file", str(secret)]


def sheets(folder: Path) -> list[str]:
    return sorted(path.stem.removeprefix("drawer_pack_") for path in folder.glob("drawer_pack_*.pdf"))


def test_the_numbers_follow_those_given_and_are_reserved(
    given: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = run(capsys, "blank", *given, "--count", "2", "--out", tmp_path / "a")
    second = run(capsys, "blank", *given, "--count", "2", "--out", tmp_path / "b", "--json")

    assert (first.code, second.code) == (0, 0)
    assert [number[-4:] for number in sheets(tmp_path / "a") + sheets(tmp_path / "b")] == [
        "0002",
        "0003",
        "0004",
        "0005",
    ]
    assert f"编号 {sheets(tmp_path / 'a')[0]} 至 {sheets(tmp_path / 'a')[1]} 已在台账登记为预留" in first.out
    assert [row["paper"] for row in second.said] == ["drawer_pack"] * 2 + ["quick_reference"]
    with opened(tmp_path / "record") as record:
        reserved = [entry for entry in record.journal.all() if entry.kind == Kind.NUMBERS_RESERVED]
        assert len(reserved) == 2
        later = Intake(record, CLERK).open(date(2026, 9, 28), {})
        assert record.applications.get(later).number.endswith("0006")


def test_the_slip_warns_of_sheets_of_the_quarter_before(
    given: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "blank", *given, "--count", "1", "--out", tmp_path / "a").code == 0

    with opened(tmp_path / "record") as record:
        shift = open_shift(open_application_service(record, open_assessor(), CLERK), Clerks(record))
        printed = next(entry for entry in record.journal.all() if entry.kind == Kind.NUMBERS_RESERVED)
        year = int(printed.entered_at[:4])
        assert "请重印" in shift.slip(date(year + 1, 7, 1)).drawer


@pytest.mark.parametrize(
    ("more", "text"),
    [
        (["--place", "jining"], "--place：不写"),
        (["--office", "X"], "--office：不写"),
        (["--start", "3"], "--start：不写"),
        (["--clerk", "没有这个人"], "名单上在岗的受理员"),
        (["--on", "2026-02-30"], "case.on"),
    ],
)
def test_what_cannot_be_meant_reserves_nothing(
    more: list[str], text: str, given: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = run(capsys, "blank", *given, *more, "--out", tmp_path / "a")

    assert ran.code == 2
    assert text in ran.err
    assert not (tmp_path / "a").exists()
    with opened(tmp_path / "record") as record:
        assert not [entry for entry in record.journal.all() if entry.kind == Kind.NUMBERS_RESERVED]


@pytest.mark.parametrize("alone", [["--clerk", "样例"], ["--data", "x"], ["--passphrase-file", "x"], ["--recovery"]])
def test_what_belongs_to_a_record_is_refused_without_it(
    alone: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = run(capsys, "blank", "--place", "linyi", *alone, "--out", tmp_path / "a")

    assert ran.code == 2
    assert f"{alone[0]}：" in ran.err
    assert "--record" in ran.err
    assert not (tmp_path / "a").exists()


def test_without_place_and_record_it_says_what_to_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys, "blank", "--out", tmp_path / "a")

    assert ran.code == 2
    assert "--place" in ran.err
    assert "--record" in ran.err
