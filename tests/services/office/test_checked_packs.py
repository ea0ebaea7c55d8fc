"""Packs are checked with their cases when they are loaded: a bad one is left out and named, the others answer."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from builders.invented_paper import PAPER
from builders.sixth_place import CASES, sixth_place

from gridcounter import paths
from gridcounter.bootstrap import open_assessor
from gridcounter.core.policy.shipped import CHECKED
from gridcounter.services.office import checked_packs, pack_check
from gridcounter.services.office.checked_packs import checked, digest_of
from gridcounter.services.office.packs import MOST_BYTES, load_packs, read_pack

if TYPE_CHECKING:
    from gridcounter.services.office.packs import InstalledPacks

CALENDAR = open_assessor().calendar
#: A case of the sixth place that fails: it is never asked for by its own pack.
FAILING = CASES.replace('value = "lv"', 'value = "hv"')


class Folder(NamedTuple):
    """Packs of an installation, and the notes of what passed."""

    packs: Path
    notes: Path

    def load(self) -> InstalledPacks:
        return checked(load_packs(self.packs), CALENDAR, self.notes)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The shipped packs and the sixth place."""
    packs = tmp_path / "policies"
    shutil.copytree(paths.policies(), packs)
    sixth_place(packs)
    return Folder(packs, tmp_path / "notes" / "checked")


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The packs that were really checked, by their folders."""
    seen: list[str] = []
    real = pack_check.check_pack_folder

    def check(path: Path, *given: object) -> object:
        seen.append(path.parent.name)
        return real(path, *given)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr(pack_check, "check_pack_folder", check)
    return seen


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_the_shipped_packs_are_those_that_were_checked_before_the_release(looked_at: list[str]) -> None:
    """A pack, its cases or general practice were changed: the new digest goes to CHECKED in core/policy/shipped.py."""
    packs = load_packs(paths.policies())

    assert {digest_of(pack, packs) for editions in packs.editions.values() for pack in editions} == CHECKED
    assert checked(packs, CALENDAR, None).left_out == {}
    assert looked_at == []


@pytest.mark.parametrize("name", ["pack.toml", "cases.toml"])
@pytest.mark.parametrize("kind", ["pipe", "too large", "a key without end"])
def test_whatever_lies_in_the_place_of_a_packs_file_all_other_places_answer(
    name: str, kind: str, folder: Folder
) -> None:
    """A pipe, or more bytes than any pack has, is refused by the reader itself: that too is the pack's alone."""
    path = folder.packs / "yangli" / name
    path.unlink()
    if kind == "pipe":
        if not hasattr(os, "mkfifo"):
            return  # the system has none
        os.mkfifo(path)
    else:
        path.write_bytes(b"#" * (MOST_BYTES + 1) if kind == "too large" else b"a" + b".a" * 100_000 + b" = 1")

    packs = folder.load()

    assert set(packs.localities) == {place.name for place in folder.packs.iterdir()} - {"baseline", "yangli"}
    (left_out,) = packs.left_out.values()
    assert "的政策包没有启用" in left_out.words
    assert name in left_out.words


def test_a_pack_whose_own_case_fails_is_left_out_and_all_others_answer(folder: Folder) -> None:
    (folder.packs / "yangli" / "cases.toml").write_text(FAILING, "utf-8")

    packs = folder.load()

    assert packs.localities == load_packs(paths.policies()).localities
    assert packs.left_out["yangli"].words.startswith("样例市 的政策包没有启用：第 1 处 yangli/cases.toml［农村低压］")


def test_a_shipped_pack_with_changed_cases_is_checked_again(folder: Folder, looked_at: list[str]) -> None:
    """Its text alone is what the program ships."""
    change(folder.packs / "linyi" / "cases.toml", 'operator = "is"', 'operator = "is_null"')

    assert set(folder.load().left_out) == {"linyi"}
    assert set(looked_at) == {"linyi", "yangli"}


def test_what_passed_is_not_checked_again_until_something_of_it_changes(folder: Folder, looked_at: list[str]) -> None:
    folder.load()
    folder.load()
    assert looked_at == ["yangli"]

    change(folder.packs / "yangli" / "cases.toml", "农村低压", "农村的低压")
    folder.load()
    assert looked_at == ["yangli", "yangli"]

    change(folder.packs / "baseline" / "pack.toml", "产权人", "所有人")
    folder.load()
    assert sorted(looked_at[2:]) == sorted(load_packs(folder.packs).localities)


def test_another_version_of_the_program_checks_again(
    folder: Folder, looked_at: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.load()
    monkeypatch.setattr(checked_packs, "__version__", "99.0")
    folder.load()

    assert looked_at == ["yangli", "yangli"]


def test_what_failed_is_checked_at_each_start(folder: Folder, looked_at: list[str]) -> None:
    """Nobody would see that it was mended, and a mended program would still leave it out."""
    (folder.packs / "yangli" / "cases.toml").write_text(FAILING, "utf-8")
    folder.load()
    folder.load()

    assert looked_at == ["yangli", "yangli"]


@pytest.mark.parametrize("spoil", ["folder", "bytes", "long"])
def test_notes_that_cannot_be_used_cost_only_another_check(folder: Folder, looked_at: list[str], spoil: str) -> None:
    folder.notes.parent.mkdir()
    if spoil == "folder":
        folder.notes.mkdir()
    else:
        folder.notes.write_bytes(b"\xff\xfe" if spoil == "bytes" else b"x" * 10_000_000)

    assert folder.load().left_out == {}
    assert looked_at == ["yangli"]


def test_a_start_that_is_to_leave_nothing_writes_no_note(folder: Folder) -> None:
    checked(load_packs(folder.packs), CALENDAR, None)

    assert not folder.notes.exists()


def test_a_paper_that_is_laid_beside_a_pack_is_checked_with_it(folder: Folder, looked_at: list[str]) -> None:
    folder.load()
    (folder.packs / "yangli" / "原文.txt").write_text(PAPER, "utf-8")
    assert folder.load().left_out == {}
    change(folder.packs / "yangli" / "原文.txt", "4个工作日", "6个工作日")

    (problem,) = folder.load().left_out["yangli"].problems

    assert "条款 2 里找不到 4" in str(problem)
    assert looked_at == ["yangli"] * 3


def test_the_name_of_a_folder_forges_no_line_of_what_is_told() -> None:
    _, (problem,) = read_pack(Path("坏\n连云港市 的政策包没有启用：第 1 处 \x1b[31m\u202e") / "pack.toml")

    assert problem.file.startswith("坏 连云港市")
    assert not {"\n", "\x1b", "\u202e"} & set(str(problem))
