"""原文 beside a pack: read as text, Word or PDF, checked with the pack, kept with it, and shown behind a line."""

from __future__ import annotations

import hashlib
import shutil
from typing import TYPE_CHECKING

import pytest
from builders import hostile_files as hostile
from builders.invented_paper import PAPER, as_pdf, as_word
from builders.record_builders import DAY, a_record, opened
from builders.sixth_place import sixth_place

from gridcounter import paths
from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.core.original.passages import plain
from gridcounter.services.office.originals import DIGEST_FILE, MOST_LETTERS, original_beside, read_original
from gridcounter.services.office.pack_check import check_pack_folder
from gridcounter.services.office.packs import TEXT_FILE, load_packs
from gridcounter.services.policy.adopted_packs import AlreadyInForce, PackAdoption
from gridcounter.store.queries.office_rows import adopted_packs

if TYPE_CHECKING:
    from pathlib import Path

ASSESSOR = open_assessor()
FILES = {"txt": PAPER.encode(), "docx": as_word(PAPER), "pdf": as_pdf(PAPER)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return sixth_place(tmp_path / "stick")


def problems_in(folder: Path) -> list[str]:
    return [str(one) for one in check_pack_folder(folder, ASSESSOR.packs.baseline, ASSESSOR.calendar)]


@pytest.mark.parametrize("suffix", FILES)
def test_the_paper_is_read_whatever_kind_of_file_it_is(folder: Path, suffix: str) -> None:
    (folder / f"原文.{suffix}").write_bytes(FILES[suffix])

    found, problems = read_original(folder)
    installed = load_packs(paths.policies(), folder.parent)
    paper = original_beside(installed.editions["yangli"][-1], installed)

    assert problems == ()
    assert found is not None
    assert found.sha256 == hashlib.sha256(FILES[suffix]).hexdigest()
    assert problems_in(folder) == []
    assert paper is not None
    (clause,) = paper.named("5", "")
    assert plain(clause.text).startswith(plain("5. 外线审批。线路总长不超过100米的实行备案，其余在5个工作日内"))


@pytest.mark.parametrize("suffix", FILES)
def test_telephones_and_mail_addresses_are_not_kept(folder: Path, suffix: str) -> None:
    (folder / f"原文.{suffix}").write_bytes(FILES[suffix])

    found, _ = read_original(folder)

    assert found is not None
    assert "12345678" not in found.text
    assert "yangli@" not in found.text
    assert "×" in found.text


@pytest.mark.parametrize("unseen", ["\u200b", "\u202e", "\x1b", "\u2060"])
def test_a_figure_is_not_parted_or_turned_by_what_nobody_sees(folder: Path, unseen: str) -> None:
    """The paper shows 90 working days; of a pack that says 9 it was said that its figure stands there."""
    (folder / "原文.txt").write_text(PAPER.replace("9个工作日", f"9{unseen}0个工作日"), "utf-8")

    found, _ = read_original(folder)

    assert found is not None
    assert "合计不超过90个工作日" in found.text
    assert any("limit.grid_side" in one and "找不到 9" in one for one in problems_in(folder))


def test_the_lines_and_cells_of_a_paper_stay(folder: Path) -> None:
    text = "一、甲\n序号\t乙\r\n丙\x0c丁\u2028戊"
    (folder / "原文.txt").write_text(text, "utf-8", newline="")

    found, _ = read_original(folder)

    assert found is not None
    assert found.text.splitlines() == text.splitlines()


def test_a_paper_that_is_one_long_run_of_letters_is_read_once(folder: Path) -> None:
    """Looking for a mail address from each of its letters to its end would take hours."""
    (folder / "原文.txt").write_text("甲" * MOST_LETTERS, "utf-8")
    assert read_original(folder)[0] is not None

    (folder / "原文.txt").write_text("甲" * (MOST_LETTERS + 1), "utf-8")
    found, problems = read_original(folder)
    assert found is None
    assert "有 400001 个字" in str(problems[0])


@pytest.mark.parametrize(
    ("suffix", "content", "said"),
    [
        ("txt", PAPER.encode("gb18030"), "文件不是 UTF-8 编码（可能是旧版记事本保存的）"),
        ("txt", b" \n", "文件是空的"),
        ("docx", b"PK\x03\x04 nothing", "没有读出文字，可能是扫描件、加了密码，或者文件已损坏"),
        ("pdf", b"%PDF-1.7 nothing", "没有读出文字，可能是扫描件、加了密码，或者文件已损坏"),
        ("pdf", hostile.locked(), "没有读出文字，可能是扫描件、加了密码，或者文件已损坏"),
        ("pdf", as_pdf(""), "没有读出文字，可能是扫描件、加了密码，或者文件已损坏"),
    ],
)
def test_a_paper_that_cannot_be_read_is_a_problem_of_the_pack(
    folder: Path, suffix: str, content: bytes, said: str
) -> None:
    (folder / f"原文.{suffix}").write_bytes(content)

    (problem,) = problems_in(folder)

    assert problem.startswith(f"yangli/原文.{suffix}［文件］原文：填写的是 {said}；应为")


def test_two_papers_are_one_too_many(folder: Path) -> None:
    for suffix in ("txt", "pdf"):
        (folder / f"原文.{suffix}").write_bytes(FILES[suffix])

    (problem,) = problems_in(folder)

    assert "有 2 份：原文.txt、原文.pdf；应为只放一份原文" in problem


def test_a_figure_that_is_not_in_its_clause_keeps_the_pack_out(folder: Path) -> None:
    (folder / "原文.txt").write_text(PAPER.replace("4个工作日", "6个工作日"), "utf-8")

    (problem,) = problems_in(folder)

    assert problem.startswith("yangli/pack.toml［step.accept］工作日：填写的是 4，条款 2 里找不到 4；")


def test_the_paper_goes_into_the_record_with_its_pack_and_stays_there(folder: Path, tmp_path: Path) -> None:
    (folder / "原文.pdf").write_bytes(FILES["pdf"])
    with a_record(tmp_path / "record") as record:
        adoption = PackAdoption(open_application_service(record, open_assessor()))
        adoption.adopt(adoption.load(folder), DAY)
    shutil.rmtree(folder)

    with opened(tmp_path / "record") as record:
        desk = open_application_service(record, open_assessor())
        packs = desk.assessor.packs
        paper = original_beside(packs.newest("yangli"), packs)
        (row,) = adopted_packs(record.db)
        rebuilt = record.rebuild()

    assert paper is not None
    assert len(paper.named("7", "")) == 1
    assert f"{hashlib.sha256(FILES['pdf']).hexdigest()}  原文.pdf" in row.files
    assert DIGEST_FILE in row.files
    assert rebuilt.changed == ()


def test_an_installed_pack_is_adopted_again_only_for_a_paper_beside_it(folder: Path, tmp_path: Path) -> None:
    """The day on which the office confirmed the policy stays: the pack is the same."""
    with a_record(tmp_path / "record") as record:
        first = PackAdoption(open_application_service(record, open_assessor()))
        first.adopt(first.load(folder), DAY)
        with pytest.raises(AlreadyInForce):
            PackAdoption(open_application_service(record, open_assessor())).load(folder)
        (folder / "原文.txt").write_text(PAPER, "utf-8")
        adoption = PackAdoption(open_application_service(record, open_assessor()))
        edition = adoption.load(folder)
        adoption.adopt(edition, None)
        desk = open_application_service(record, open_assessor())

        assert edition.only_original
        assert desk.office["policy_confirmed_on"] == DAY.isoformat()
        assert desk.assessor.packs.originals[edition.pack.version] == edition.checked.files[TEXT_FILE]
        with pytest.raises(AlreadyInForce):
            PackAdoption(desk).load(folder)
