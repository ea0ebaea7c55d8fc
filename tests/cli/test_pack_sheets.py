"""gridcounter packs sheet and from-sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builders.command_line import run
from openpyxl import load_workbook

from gridcounter import paths

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_pack_goes_into_a_workbook_and_comes_out_the_same(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    book, folder = tmp_path / "临沂.xlsx", tmp_path / "linyi"
    assert run(capsys, "packs", "sheet", str(paths.policies() / "linyi"), "--out", str(book)).code == 0
    assert run(capsys, "packs", "from-sheet", str(book), "--out", str(folder)).code == 0
    assert run(capsys, "packs", "check", str(folder)).code == 0
    assert run(capsys, "packs", "diff", "linyi", str(folder), "--json").said == []


def test_nothing_that_exists_is_overwritten(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    book = tmp_path / "new.xlsx"
    book.write_text("mine")
    refused = run(capsys, "packs", "sheet", "--out", str(book))
    assert refused.code != 0
    assert "没有覆盖" in refused.err
    assert book.read_text() == "mine"
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a.txt").write_text("mine")
    again = run(capsys, "packs", "from-sheet", str(book), "--out", str(tmp_path / "full"))
    assert again.code != 0
    assert [one.name for one in (tmp_path / "full").iterdir()] == ["a.txt"]


def test_an_empty_workbook_is_told_what_it_lacks_and_writes_no_pack(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    book = tmp_path / "new.xlsx"
    assert run(capsys, "packs", "sheet", "--out", str(book)).code == 0
    assert load_workbook(book).sheetnames[0] == "开头"
    refused = run(capsys, "packs", "from-sheet", str(book), "--out", str(tmp_path / "pack"))
    assert refused.code != 0
    assert "必填项" in refused.err
    assert not (tmp_path / "pack").exists()


def test_a_workbook_is_asked_for_by_the_id_of_a_place_and_tried_like_a_folder(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    book = tmp_path / "梁子湖.xlsx"
    assert run(capsys, "packs", "sheet", "liangzihu", "--out", str(book)).code == 0
    checked = run(capsys, "packs", "check", str(book))
    assert (checked.code, "没有发现问题" in checked.out) == (0, True)
    assert run(capsys, "packs", "diff", "liangzihu", str(book), "--json").said == []
    page = load_workbook(book)
    page["环节表"]["A2"].value = "一 二"
    page.save(book)
    refused = run(capsys, "packs", "check", str(book))
    assert refused.code != 0
    assert "环节表 第 2 行 编号" in refused.err
