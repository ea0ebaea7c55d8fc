"""--pack: a pack is looked at before anything is adopted; checked first, and its papers are marked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from builders.command_line import run
from builders.paper_builders import an_application
from builders.sixth_place import sixth_place
from builders.told_builders import text_of
from pypdf import PdfReader

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return sixth_place(tmp_path / "stick")


def test_a_pack_on_trial_is_shown_and_compared_under_its_id(pack: Path, capsys: Capture) -> None:
    shown = run(capsys, "packs", "show", "yangli", "--pack", pack)
    by_folder = run(capsys, "packs", "show", pack)
    differing = run(capsys, "packs", "diff", "yangli", "jining", "--pack", pack, "--json")

    assert shown.out == by_folder.out
    assert shown.out.startswith("样例市　样能字〔2026〕6号《关于用电报装的通知》")
    assert {"section": "customer_class", "id": "lv", "first": "label=样例低压", "second": None} in differing.said
    assert run(capsys, "packs", "show", "yangli").code == 2


def test_a_pack_on_trial_takes_the_place_of_the_installed_one(pack: Path, capsys: Capture) -> None:
    """Whatever the days of the two: what is looked at is what was named."""
    text = (pack / "pack.toml").read_text("utf-8").replace('id = "yangli"', 'id = "linyi"')
    (pack / "pack.toml").write_text(text.replace('"2026-02-01"', '"2001-02-01"'), "utf-8")

    assert "样能字〔2026〕6号" in run(capsys, "packs", "show", "linyi", "--pack", pack).out


def test_blank_sheets_by_a_pack_on_trial_are_marked(pack: Path, tmp_path: Path, capsys: Capture) -> None:
    out = tmp_path / "out"
    drawn = run(capsys, "blank", "--place", "yangli", "--pack", pack, "--count", "1", "--out", out)

    assert drawn.code == 0, drawn.err
    files = sorted(out.glob("*.pdf"))
    assert len(files) == 2
    for file in files:
        assert "试用：政策包尚未启用" in text_of(file.read_bytes()), file.name


def test_every_page_of_a_paper_by_a_pack_on_trial_says_so(pack: Path, tmp_path: Path, capsys: Capture) -> None:
    """The signatures and the start of works stand on a second page, which is a sheet of its own."""
    raw = an_application("lianyungang")
    raw["case"] |= {"locality": "yangli", "works": raw["case"]["works"] | {"length_m": 80}}
    application = tmp_path / "application.json"
    application.write_text(json.dumps(raw), "utf-8")
    drawn = run(capsys, "papers", application, "--pack", pack, "--out", tmp_path / "out", "--format", "pdf")

    assert drawn.code == 0, drawn.err
    pages = {
        f"{file.name} {place}": page.extract_text()
        for file in (tmp_path / "out").glob("*.pdf")
        for place, page in enumerate(PdfReader(file).pages, start=1)
    }
    assert "filing_record.pdf 2" in pages
    assert [name for name, text in pages.items() if "试用：政策包尚未启用" not in "".join(text.split())] == []


def test_a_record_prints_no_sheets_by_a_pack_on_trial(pack: Path, tmp_path: Path, capsys: Capture) -> None:
    refused = run(capsys, "blank", "--record", "--pack", pack, "--out", tmp_path / "out")

    assert (refused.code, refused.complaints[0].split("：")[0]) == (2, "--pack")


@pytest.mark.parametrize("command", [("packs", "show", "yangli"), ("packs", "diff", "yangli", "linyi"), ("blank",)])
def test_a_pack_that_fails_is_not_tried(command: tuple[str, ...], pack: Path, tmp_path: Path, capsys: Capture) -> None:
    (pack / "pack.toml").write_text((pack / "pack.toml").read_text("utf-8").replace("wd = 4", "wd = 0"), "utf-8")
    more = ("--place", "yangli", "--out", tmp_path / "out") if command == ("blank",) else ()

    refused = run(capsys, *command, *more, "--pack", pack)

    assert refused.code == 2
    assert refused.complaints[0].startswith("yangli/pack.toml［step.accept］wd")
