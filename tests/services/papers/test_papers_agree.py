"""The PDF and the Word file of one paper have the same complete text, reproducibly."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from builders.extent import some
from builders.paper_builders import (
    PLACES,
    Raw,
    a_full_application,
    a_noodle_shop,
    an_application,
    as_pdf,
    as_word,
    built,
    paperwork,
    pdf_pages,
    pdf_text,
    plain,
    read,
    word_text,
    written,
)
from pypdf import PdfReader

from gridcounter.core.papers.build import BuiltForm, content_hash
from gridcounter.core.papers.called_for import PAPERS
from gridcounter.core.papers.form_model import Prose, Words
from gridcounter.core.papers.view import Printing
from gridcounter.documents.profiles import LARGE, PORTABLE, Profile
from gridcounter.errors import Refusal

CRITICAL = {"voltage_kv": 35, "capacity": 20000, "unit": "kVA", "sources": 2, "critical": True, "dedicated_line": True}
EDGES: dict[str, Raw] = {
    "every key filled": a_full_application(),
    "a noodle shop": a_noodle_shop(),
    "markup and quotes": a_full_application(
        **{"applicant.name": "<b>样例&\"公司'", "clerk": "&lt;李</b>", "project.name": "a<br/>b"}
    ),
    "300 characters": a_full_application(**{"applicant.name": "样例公司" * 75, "premises.address": "样例路1-" * 60}),
    "line breaks and tabs": a_full_application(**{"project.safety_measures": "围挡\n\n警示灯\t专人\r\n疏导"}),
    "everything empty": {"case": {"locality": "jining", "on": "2026-09-28"}},
    "works not known": an_application("liangzihu", **{"case.works": ..., "case.site": None}),
    "temporary": an_application("lianyungang", **{"case.business": "temporary", "case.supply.permanent": False}),
    "agent and rented": an_application("linyi", agent={"name": "褚测试"}, **{"premises.ownership": "rented"}),
    "a resident": an_application("jining", **{"case.customer": "resident", "case.supply": {"voltage_kv": 0.22}}),
    "35 kV, critical, two sources": an_application("zaozhuang", **{"case.supply": CRITICAL}),
}
APPLICATIONS = {**{place: an_application(place) for place in PLACES}, **EDGES}


@cache
def every_paper(name: str) -> tuple[BuiltForm, ...]:
    """Those called for and those that can be had by name."""
    application = read(APPLICATIONS[name])
    found = {form.model.paper: form for form in paperwork().build(application)}
    for paper in PAPERS:
        try:
            found.setdefault(paper, *paperwork().build(application, [paper]))
        except Refusal:
            continue
    return tuple(found.values())


@pytest.mark.parametrize("name", some(APPLICATIONS))
def test_the_pdf_says_what_the_word_file_says_and_embeds_its_fonts(name: str) -> None:
    for form in every_paper(name):
        content = as_pdf(form.model)
        text = word_text(as_word(form.model))

        assert pdf_text(form.model, content, expected=text) == text
        assert not_embedded(content) == []


@pytest.mark.parametrize("profile", [PORTABLE, LARGE], ids=["portable", "large"])
@pytest.mark.parametrize("name", some(["300 characters", *PLACES, "every key filled", "everything empty"], 4))
def test_in_every_profile_the_pdf_says_what_the_word_file_says(name: str, profile: Profile) -> None:
    for form in every_paper(name):
        text = word_text(as_word(form.model, profile))

        assert pdf_text(form.model, as_pdf(form.model, profile), profile, expected=text) == text


def not_embedded(content: bytes) -> list[str]:
    pages: list[Any] = list(PdfReader(BytesIO(content), strict=True).pages)
    fonts = [font.get_object() for page in pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    inner = [font["/DescendantFonts"][0].get_object() for font in fonts]
    embedded = {"/FontFile2", "/FontFile3"}
    return [font["/BaseFont"] for font in inner if not embedded & set(font["/FontDescriptor"])]


def test_a_full_width_cell_taller_than_a_page_reads_on_over_the_page() -> None:
    tall = "".join(f"措施{number}；" for number in range(600))

    for form in built(a_full_application(**{"project.safety_measures": tall}), "commitment_filing").values():
        text = word_text(as_word(form.model))
        content = as_pdf(form.model)
        assert tall in text
        assert len(pdf_pages(content)) > 2
        assert pdf_text(form.model, content, expected=text) == text


def test_a_cell_taller_than_a_page_beside_others_loses_no_character() -> None:
    """A row that a page cuts is read page by page, so that only the order differs."""
    for form in built(a_full_application(**{"applicant.name": "样例<b>&公司" * 500})).values():
        text = word_text(as_word(form.model))

        assert sorted(pdf_text(form.model, as_pdf(form.model), expected=text)) == sorted(text)


@pytest.mark.parametrize("place", PLACES)
def test_the_same_application_gives_the_same_files(place: str) -> None:
    for paper, again in built(an_application(place)).items():
        first = built(an_application(place), paper)[paper]
        assert as_pdf(first.model) == as_pdf(again.model)
        assert parts_of(as_word(first.model)) == parts_of(as_word(again.model))


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_code_holds_number_paper_version_and_a_hash_of_the_content() -> None:
    printing = Printing(version=3)

    for paper, form in built(an_application("jining"), printing=printing).items():
        head, number, named, version, digest = form.model.head.qr.split(":")
        assert (head, number, named, version) == ("GC1", "JN01-A20260928-0001", paper, "3")
        assert digest == content_hash(form.model)
        assert len(digest) == 16


def test_a_short_code_of_the_record_is_before_the_number() -> None:
    form = built(an_application("jining"), "info_sheet", printing=Printing(short_code="K7M3QX"))["info_sheet"]

    assert form.model.head.qr.startswith("GC1:K7M3QX:info_sheet:1:")


def test_the_hash_changes_with_every_word_and_with_nothing_else() -> None:
    model = built(an_application("jining"), "one_time_notice")["one_time_notice"].model
    other_word = replace(model, blocks=(*model.blocks, Prose(((Words("一"),),))))

    assert content_hash(replace(model, head=replace(model.head, qr="样例"))) == content_hash(model)
    assert content_hash(other_word) != content_hash(model)
    changed = built(an_application("jining", clerk="李测试二"), "one_time_notice")["one_time_notice"].model
    assert content_hash(changed) != content_hash(model)
    unseen = built(an_application("jining", **{"project.route_from": "别处"}), "one_time_notice")["one_time_notice"]
    assert content_hash(unseen.model) == content_hash(model)


def test_the_files_are_sound_for_a_strict_reader(tmp_path: Path) -> None:
    """Other judges of PDF: tests/system."""
    written(a_full_application(), tmp_path, formats=("pdf",))

    for path in tmp_path.iterdir():
        assert PdfReader(path, strict=True).pages


@pytest.mark.parametrize("place", PLACES)
def test_the_notice_of_an_ordinary_case_fits_two_pages_and_other_short_papers_one(place: str) -> None:
    longer = {"one_time_notice", "commitment_filing", "filing_record", "permit_commitment", "info_sheet"}

    for form in every_paper(place):
        pages = len(pdf_pages(as_pdf(form.model)))
        assert pages <= (2 if form.model.paper in longer else 1), form.model.paper


def test_a_line_break_in_a_value_is_white_space() -> None:
    text = built(EDGES["line breaks and tabs"], "commitment_filing")["commitment_filing"]

    assert "围挡 警示灯 专人 疏导" in str(text.model)
    assert "围挡警示灯专人疏导" in plain(word_text(as_word(text.model)))
