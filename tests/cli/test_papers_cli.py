"""gridcounter papers, demo, blank: which files they write, what they report of them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from builders.command_line import a_file, on_standard_input, run
from builders.paper_builders import PLACES, an_application, pdf_pages, word_text
from pypdf import PdfReader


def test_papers_writes_what_the_application_calls_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out" / "papers"

    ran = run(capsys, "papers", a_file(tmp_path, an_application("jining")), "--out", out, "--json")

    assert ran.code == 0
    assert {row["paper"] for row in ran.said} == {
        "one_time_notice", "materials_receipt", "acceptance_receipt", "deferral_note", "commitment_filing",
        "commitment_filing_posted", "info_sheet",
    }  # fmt: skip
    assert {path.name for path in out.iterdir()} == {f"{row['paper']}.{row['format']}" for row in ran.said}
    for row in ran.said:
        assert set(row) == {"paper", "format", "path", "sha256", "pages", "blank"}
        content = Path(row["path"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == row["sha256"]
        assert row["pages"] == (len(PdfReader(row["path"]).pages) if row["format"] == "pdf" else None)


def test_a_paper_without_a_record_says_so_on_every_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody gave a PIN: with a number and a clerk of the office it looked like one that the office handed out."""
    path = a_file(tmp_path, an_application("jining"))

    assert run(capsys, "papers", path, "--out", tmp_path / "out", "--format", "pdf,docx").code == 0

    for file in (tmp_path / "out").glob("*.pdf"):
        for page in pdf_pages(file.read_bytes()):
            assert "未在台账登记" in "".join(page.split()), file.name
    for file in (tmp_path / "out").glob("*.docx"):
        assert "未在台账登记" in word_text(file.read_bytes()), file.name


def test_papers_prints_one_line_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys, "papers", a_file(tmp_path, an_application("linyi")), "--out", tmp_path / "out")

    lines = ran.out.splitlines()
    assert len(lines) == len(list((tmp_path / "out").iterdir()))
    assert any("页" in line and ".pdf" in line for line in lines)
    assert any("留空待填" in line for line in lines)


def test_keys_left_empty_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = a_file(tmp_path, an_application("jining", **{"applicant.name": None}))

    ran = run(capsys, "papers", path, "--out", tmp_path / "out", "--paper", "one_time_notice", "--json")

    assert all("applicant.name" in row["blank"] for row in ran.said)


def test_only_the_papers_formats_and_copies_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = a_file(tmp_path, an_application("jining"))
    wanted = ("--paper", "info_sheet", "--paper", "one_time_notice", "--format", "PDF, pdf,", "--copy", "存档联")

    assert run(capsys, "papers", path, "--out", tmp_path / "out", *wanted).code == 0

    assert {file.name for file in (tmp_path / "out").iterdir()} == {"info_sheet.pdf", "one_time_notice.pdf"}
    first = {file.stem: pdf_pages(file.read_bytes())[0] for file in (tmp_path / "out").iterdir()}
    assert "存档联" in first["one_time_notice"]
    assert "录入联" in first["info_sheet"], "of whoever enters it there is one copy"


@pytest.mark.parametrize("profile", ["portable", "large"])
def test_a_profile_changes_the_look_of_the_file(
    profile: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = a_file(tmp_path, an_application("jining"))
    common = ("--paper", "info_sheet", "--format", "pdf")

    run(capsys, "papers", path, "--out", tmp_path / "normal", *common)
    run(capsys, "papers", path, "--out", tmp_path / profile, *common, "--profile", profile)

    normal, other = ((tmp_path / name / "info_sheet.pdf").read_bytes() for name in ("normal", profile))
    assert normal != other
    assert ("热敏件请复印保存" in "".join(pdf_pages(other))) == (profile == "portable")


def test_papers_reads_standard_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    on_standard_input(monkeypatch, json.dumps(an_application("linyi")).encode())

    ran = run(capsys, "papers", "-", "--out", tmp_path / "out", "--paper", "acceptance_receipt", "--format", "docx")

    assert ran.code == 0
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["acceptance_receipt.docx"]


def test_a_paper_that_the_case_does_not_allow_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = a_file(tmp_path, an_application("lianyungang"))

    ran = run(capsys, "papers", path, "--out", tmp_path / "out", "--paper", "commitment_filing")

    assert ran.code == 1
    assert len(ran.complaints) == 1
    assert "不能出具" in ran.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        ("--paper", "notice"),
        ("--format", "pdf,odt"),
        ("--format", ""),
        ("--profile", "tiny"),
    ],
)
def test_what_cannot_be_chosen_is_wrong_input_with_the_choices(
    wrong: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = a_file(tmp_path, an_application("lianyungang"))

    ran = run(capsys, "papers", path, "--out", tmp_path / "out", *wrong)

    assert ran.code == 2
    assert wrong[0] in ran.err
    assert "以下之一" in ran.err
    assert not (tmp_path / "out").exists()


def test_wrong_format_and_wrong_profile_are_reported_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = run(capsys, "papers", "x.json", "--out", tmp_path, "--format", "a,b", "--profile", "c")

    assert ran.code == 2
    assert len(ran.complaints) == 3


@pytest.mark.parametrize("chosen", ["pdf", "docx"])
def test_letters_that_cannot_be_set_are_wrong_input_in_either_format(
    chosen: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = a_file(tmp_path, an_application("jining", **{"applicant.name": "ئۇيغۇر"}))

    ran = run(capsys, "papers", path, "--out", tmp_path / "out", "--format", chosen)

    assert ran.code == 2
    assert [line.partition("；")[0] for line in ran.complaints] == [
        "applicant.name：填写的是 “ئۇيغۇر”（阿拉伯字母，如维吾尔文、哈萨克文）"
    ]
    assert not (tmp_path / "out").exists()


def test_nothing_is_written_when_a_value_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw = an_application("jining", **{"applicant.id_number": "91370811MA0000015X", "clerk": "李\x07"})

    ran = run(capsys, "papers", a_file(tmp_path, raw), "--out", tmp_path / "out")

    assert ran.code == 2
    assert {line.split("：")[0] for line in ran.complaints} >= {"clerk"}
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_to_is_a_fault_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gridcounter.cli.console.user_log_path", lambda *_, **__: tmp_path)
    path = a_file(tmp_path, an_application("jining"))
    (tmp_path / "taken").write_text("a file where the folder should be", "utf-8")

    ran = run(capsys, "papers", path, "--out", tmp_path / "taken" / "papers")

    assert ran.code == 3
    assert len(ran.complaints) == 1
    assert "写不进去" in ran.err
    assert str(tmp_path / "gridcounter.log") in ran.err
    assert "任城样例食品" not in (tmp_path / "gridcounter.log").read_text("utf-8")


def test_the_demonstration_writes_marked_papers_of_every_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = run(capsys, "demo", "--out", tmp_path, "--format", "pdf", "--json")

    assert ran.code == 0
    assert {path.name for path in tmp_path.iterdir()} == set(PLACES)
    for place in PLACES:
        notice = pdf_pages((tmp_path / place / "one_time_notice.pdf").read_bytes())
        assert len(notice) <= 2
        assert notice[0].startswith("演示")
    assert {Path(row["path"]).parent.name for row in ran.said} == set(PLACES)


def test_the_drawer_pack_has_numbered_sheets_and_the_quick_reference(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = run(capsys, "blank", "--place", "linyi", "--out", tmp_path, "--count", "3", "--start", "7",
              "--office", "兰山01", "--on", "2026-09-28", "--json")  # fmt: skip

    assert ran.code == 0
    numbers = [f"兰山01-20260928-{serial:04d}" for serial in (7, 8, 9)]
    names = {f"drawer_pack_{number}.pdf" for number in numbers} | {"quick_reference_linyi.pdf"}
    assert {path.name for path in tmp_path.iterdir()} == names
    for number in numbers:
        assert f"编号：{number}" in pdf_pages((tmp_path / f"drawer_pack_{number}.pdf").read_bytes())[0]
    assert [row["paper"] for row in ran.said] == ["drawer_pack"] * 3 + ["quick_reference"]
    assert len({row["sha256"] for row in ran.said}) == 4


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        (("--count", "0"), "不小于 1 的整数"),
        (("--count", "201"), "不大于 200 的整数"),
        (("--count", "many"), "整数"),
        (("--office", "../x"), "--office"),
        (("--office", ""), "--office"),
        (("--on", "2026-02-30"), "case.on"),
        (("--format", "txt"), "--format"),
        (("--place", 'jin"ing'), "case.locality"),
    ],
)
def test_a_drawer_pack_that_cannot_be_made_is_wrong_input(
    wrong: tuple[str, str], text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = {"--place": "linyi", "--out": str(tmp_path / "out"), "--count": "1"} | dict([wrong])

    ran = run(capsys, "blank", *(part for pair in given.items() for part in pair))

    assert ran.code == 2
    assert text in ran.err
    assert not (tmp_path / "out").exists()


def test_without_a_date_the_drawer_pack_is_of_today(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys, "blank", "--place", "linyi", "--out", tmp_path, "--count", "1")

    assert ran.code == 0
    assert len(ran.out.splitlines()) == 2
