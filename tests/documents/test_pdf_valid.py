"""Every paper is PDF/A-2a by an independent validator; and the validator detects damage."""

from __future__ import annotations

import re

import pytest
from builders.documents.judge import faults_of
from builders.documents.own_papers import own_papers
from builders.paper_builders import PLACES, a_full_application, an_application, as_pdf, built

from gridcounter.core.papers.called_for import DRAWER_PACK
from gridcounter.core.papers.form_model import (
    Blank,
    Block,
    Column,
    FormModel,
    Head,
    ItemRow,
    ItemTable,
    Party,
    Prose,
    Signatures,
    Tick,
    Words,
    one_line,
)
from gridcounter.documents.profiles import LARGE, NORMAL, PORTABLE, Profile

LONG = "依照有关规定，供电企业应当一次性告知所需资料、办理环节和时限，不得要求重复提交。"
#: Of both packaged faces, of one of them, of letters next to Latin, beyond the first plane.
RARE = "㛃䶮镕喆㎡①②αÀ—“”〔〕"


def a_paper(*blocks: Block) -> FormModel:
    return FormModel("x", "样例书", "", Head(("样例厅",), ("编号：0007",), qr="GC1:0007"), blocks, running="0007")


@pytest.mark.parametrize("place", PLACES)
def test_every_paper_of_every_place_is_valid(place: str) -> None:
    for paper, form in built(an_application(place)).items():
        assert faults_of(as_pdf(form.model)) == [], paper


@pytest.mark.parametrize("profile", [LARGE, PORTABLE], ids=["large", "portable"])
def test_other_sizes_and_printers_get_valid_papers_as_well(profile: Profile) -> None:
    for paper, form in built(a_full_application()).items():
        assert faults_of(as_pdf(form.model, profile)) == [], paper


@pytest.mark.parametrize("paper", [DRAWER_PACK, "quick_reference"])
def test_what_is_printed_for_a_power_cut_is_valid(paper: str) -> None:
    assert faults_of(as_pdf(built(an_application("jining"), paper)[paper].model)) == []


def test_what_the_office_makes_for_itself_is_valid() -> None:
    for paper, model in own_papers().items():
        assert faults_of(as_pdf(model)) == [], paper


@pytest.mark.parametrize(
    "blocks",
    [
        (),
        (Prose(((Words(RARE), Words(RARE, bold=True), Words(RARE, small=True)),)),),
        (ItemTable((Column("资料", 1),), tuple(ItemRow((one_line(f"第{n}项"),)) for n in range(200))),),
        (ItemTable((Column("资料", 1),), (ItemRow((one_line(LONG * 120),)), ItemRow(((),)))),),
        (Prose(((Blank(30), Tick(on=False), Tick(on=True)), ())), Prose((), numbered=True)),
        (Prose(one_line("字")), Signatures((Party("甲", one_line("签名："), seal=True),) * 7)),
    ],
    ids=["empty", "rare characters", "a long table", "a row over pages", "blanks", "seven seals"],
)
@pytest.mark.parametrize("profile", [NORMAL, LARGE], ids=["normal", "large"])
def test_whatever_is_on_it_a_paper_is_valid(blocks: tuple[Block, ...], profile: Profile) -> None:
    assert faults_of(as_pdf(a_paper(*blocks), profile)) == []


GOOD = as_pdf(a_paper(Prose(one_line("字"))))


@pytest.mark.parametrize(
    ("found", "instead"),
    [
        (b"<pdfaid:part>2", b"<pdfaid:part>4"),
        (b"<pdfaid:conformance>A", b"<pdfaid:conformance>Q"),
        (b"/S /GTS_PDFA1", b"/S /GTS_PDFX1"),
        (b"/Marked true", b"/Marked null"),
        (b"/StructTreeRoot", b"/StructTreeRoom"),
        (b"/ToUnicode", b"/ToNothing"),
        (b"/FontFile3", b"/FontFile9"),
        (b"\r\nendstream", b"  endstream"),
    ],
)
def test_damage_is_reported(found: bytes, instead: bytes) -> None:
    spoiled, times = re.subn(re.escape(found), instead, GOOD)

    assert times
    assert len(spoiled) == len(GOOD), "else its table of contents is what is wrong"
    assert faults_of(GOOD) == []
    assert faults_of(spoiled)
