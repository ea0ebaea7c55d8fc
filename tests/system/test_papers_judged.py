"""Papers before the judges that come with a system: qpdf for the file, pdffonts for the faces."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from paper_builders import PLACES, a_full_application, written

from gridcounter.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """All of the demonstration, and those of an application in which every field is filled."""
    out = tmp_path_factory.mktemp("demo")
    assert main(["demo", "--out", str(out), "--format", "pdf"]) == 0
    found = sorted(out.rglob("*.pdf"))
    assert {path.parent.name for path in found} == set(PLACES)
    full = out / "full"
    full.mkdir()
    written(a_full_application(), full, formats=("pdf",))
    return found + sorted(full.iterdir())


def test_qpdf_finds_nothing_wrong_with_any_paper(papers: list[Path]) -> None:
    """It answers 2 to errors and 3 to warnings."""
    for paper in papers:
        checked = subprocess.run(["qpdf", "--check", paper], check=False, capture_output=True, text=True)
        assert (checked.returncode, checked.stderr) == (0, ""), paper


def test_every_face_of_every_paper_is_embedded_in_part_and_can_be_copied_from(papers: list[Path]) -> None:
    for paper in papers:
        told = subprocess.run(["pdffonts", paper], check=True, capture_output=True, text=True)
        faces = told.stdout.splitlines()[2:]
        assert faces, paper
        # emb sub uni, in front of the two numbers of the object
        assert {tuple(face.split()[-5:-2]) for face in faces} == {("yes", "yes", "yes")}, told.stdout
        assert told.stderr == ""
