"""Papers before the judges that come with a system: qpdf for the file, pdffonts for the faces, PDFBox for archives."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from builders.paper_builders import PLACES, a_full_application, written

from gridcounter.cli.main import main

JARS = ("preflight", "pdfbox2", "xmpbox", "fontbox2", "commons-logging", "commons-io", "javax.activation", "jaxb-api")
#: PDFBox knows part 1 of PDF/A alone. What part 2 (docs/decisions/0013) does not ask for, and the number of the part.
OF_PART_1_ALONE = {
    ("3.1.11", "The CIDSet entry is missing for the Composite Subset"),
    ("7.11.2", "Error on MetaData, part must be 1"),
}


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
        result = subprocess.run(["pdffonts", paper], check=True, capture_output=True, text=True)
        faces = result.stdout.splitlines()[2:]
        assert faces, paper
        # emb sub uni, in front of the two numbers of the object
        assert {tuple(face.split()[-5:-2]) for face in faces} == {("yes", "yes", "yes")}, result.stdout
        assert result.stderr == ""


def preflight(papers: list[Path], folder: Path) -> dict[str, set[tuple[str, str]]]:
    """What Apache PDFBox has against each: code, and its words without the name of the face."""
    listed = folder / "papers.txt"
    copies = [folder / f"{number}.pdf" for number in range(len(papers))]  # it tells papers apart by their names alone
    for copy, paper in zip(copies, papers, strict=True):
        copy.write_bytes(paper.read_bytes())
    listed.write_text("\n".join(map(str, copies)), "utf-8")
    classes = ":".join(f"/usr/share/java/{jar}.jar" for jar in JARS)
    judge = ("java", "-cp", classes, "org.apache.pdfbox.preflight.Validator_A1b", "xml", "group", listed)
    subprocess.run(judge, check=True, capture_output=True)
    judged = ET.parse(f"{listed}.preflight.xml").getroot()  # noqa: S314  written by the judge, here
    values = {
        paper.get("name"): {(_text(e, "code"), _text(e, "details")) for e in paper.iter("error")} for paper in judged
    }
    assert set(values) == {copy.name for copy in copies}
    return {str(paper): values[copy.name] for paper, copy in zip(papers, copies, strict=True)}


def _text(error: ET.Element, name: str) -> str:
    return re.sub(r"Invalid Font definition, \S+: ", "", error.findtext(name) or "")


def test_pdfbox_has_only_its_part_against_any_paper(papers: list[Path], tmp_path: Path) -> None:
    for paper, text in preflight(papers, tmp_path).items():
        assert text == OF_PART_1_ALONE, paper


@pytest.mark.parametrize(
    ("found", "instead"),
    [
        (b"/S /GTS_PDFA1", b"/S /GTS_PDFX1"),
        (b"/CreationDate (D:2026", b"/CreationDate (D:2027"),
        (b"/FontFile3", b"/FontFile9"),
        (b"\r\nendstream", b"  endstream"),
    ],
)
def test_pdfbox_reports_what_is_spoiled(found: bytes, instead: bytes, papers: list[Path], tmp_path: Path) -> None:
    spoiled = tmp_path / "spoiled.pdf"
    content = papers[0].read_bytes()
    assert found in content
    spoiled.write_bytes(content.replace(found, instead))

    # of a program that is not there it cannot say what else it lacks
    assert preflight([spoiled], tmp_path)[str(spoiled)] - OF_PART_1_ALONE
