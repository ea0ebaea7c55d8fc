"""The archive data of a file besides its pages: metadata, colours, names of streams. See test_pdf_valid too."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import product
from xml.etree import ElementTree as ET

import pytest
from builders.documents.own_papers import ON, own_papers
from builders.paper_builders import a_full_application, an_application, as_pdf, built
from PIL import Image, ImageCms
from pypdf import PdfReader
from pypdf.generic import StreamObject

from gridcounter.core.papers.form_model import FormModel, Head, Prose, one_line
from gridcounter.documents.colours import srgb_profile

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


def a_paper(title: str = "样例告知书", **changes: object) -> FormModel:
    model = FormModel("x", title, "", Head(("样例厅",), ("编号：0007",)), (Prose(one_line("字")),), running="0007")
    return replace(model, issued=date(2026, 9, 28), **changes)  # type: ignore[arg-type]


def xmp_of(document: bytes) -> str:
    """Stored plainly: an archive finds it without a reader of PDF."""
    start = document.index(b"<?xpacket begin")
    return document[start : document.index(b'<?xpacket end="w"?>')].decode()


def test_a_file_is_dated_with_its_papers_day_and_named_with_its_number() -> None:
    document = as_pdf(a_paper())
    result = PdfReader(BytesIO(document)).metadata

    assert result is not None
    assert result.title == "样例告知书　编号：0007"
    assert (result.author, result.subject, result.get("/Keywords")) == ("样例厅", "0007", "x")
    assert result.creation_date is not None
    assert result.creation_date.astimezone(UTC) == datetime(2026, 9, 27, 16, tzinfo=UTC)
    assert result.modification_date == result.creation_date


@pytest.mark.parametrize("issued_on", ["2026-09-30", None])
def test_the_day_is_that_of_issue_else_that_of_the_case(issued_on: str | None) -> None:
    for form in built(an_application("jining", issued_on=issued_on)).values():
        assert form.model.issued == date.fromisoformat(issued_on or "2026-09-28")


def test_the_papers_of_the_office_itself_have_a_day_as_well() -> None:
    papers = own_papers()

    assert len(papers) == 5
    assert {model.issued for model in papers.values()} == {ON}


@pytest.mark.parametrize("title", ["<&>（a\\b）'\"", "样例]]>书"])
def test_whatever_a_title_holds_is_printed_alike_in_both_descriptions(title: str) -> None:
    document = as_pdf(a_paper(title))
    result = PdfReader(BytesIO(document)).metadata
    found = ET.fromstring(xmp_of(document).partition("?>")[2].strip())  # noqa: S314  written here

    assert result is not None
    titles = [each.text for each in found.iter(f"{RDF}li") if each.get("{http://www.w3.org/XML/1998/namespace}lang")]
    assert titles == [result.title, result.subject]


def test_a_paper_that_has_no_office_names_none() -> None:
    document = as_pdf(a_paper(head=Head((), ()), running=""))
    result = PdfReader(BytesIO(document)).metadata

    assert result is not None
    assert set(result) == {"/Title", "/Keywords", "/Creator", "/Producer", "/CreationDate", "/ModDate"}
    assert "dc:creator" not in xmp_of(document)


def test_no_byte_depends_on_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever builds packages sets it, and ReportLab takes the hour from it."""
    before = as_pdf(a_paper())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")

    assert as_pdf(a_paper()) == before


def test_files_are_named_after_their_pages() -> None:
    """The trailer's ID: two papers of one title are two files."""
    names = {re.search(rb"/ID\s*\[(.*?)\]", as_pdf(paper)).group(1) for paper in (a_paper(), a_paper(blocks=()))}  # type: ignore[union-attr]

    assert len(names) == 2


def test_every_stream_is_as_long_as_it_says_and_ends_with_a_line() -> None:
    """Also where its data end in CR, which a lone LF after it would swallow."""
    for form in built(a_full_application()).values():
        document = as_pdf(form.model)
        found = list(re.finditer(rb"/Length (\d+)(?:(?!endobj).)*?>>\s*stream\r?\n", document, re.DOTALL))
        assert len(found) == document.count(b"endstream") > 6
        for stream in found:
            end = stream.end() + int(stream.group(1))
            assert document[end:].startswith(b"\r\nendstream")


def test_a_file_says_by_which_standard_and_version_it_is_written() -> None:
    for form in built(a_full_application()).values():
        document = as_pdf(form.model)
        assert document.startswith(b"%PDF-1.7")
        assert re.search(rb"<pdfaid:part>2</pdfaid:part>\s*<pdfaid:conformance>A</pdfaid:conformance>", document)


def test_the_colours_are_those_of_the_standard() -> None:
    """Held against LittleCMS, which knows sRGB by itself."""
    ours = ImageCms.ImageCmsProfile(BytesIO(srgb_profile()))
    change = ImageCms.buildTransform(ours, ImageCms.createProfile("sRGB"), "RGB", "RGB")
    colours = [*product(range(0, 256, 15), repeat=3), *((grey,) * 3 for grey in range(256))]
    picture = Image.new("RGB", (len(colours), 1))
    picture.putdata(colours)

    changed = ImageCms.applyTransform(picture, change)
    assert changed is not None
    result = bytes(value for colour in colours for value in colour)

    assert max(abs(there - here) for there, here in zip(changed.tobytes(), result, strict=True)) <= 1
    assert len(srgb_profile()) == int.from_bytes(srgb_profile()[:4], "big") < 1200


def test_all_that_is_large_is_compressed_and_the_description_is_not() -> None:
    """A paper goes through the post of a hall; its description is found without a reader of PDF."""
    reader = PdfReader(BytesIO(as_pdf(a_paper())))
    streams = [
        thing
        for number in range(1, len(reader.xref[0]) + 1)
        if isinstance(thing := reader.get_object(number), StreamObject)
    ]
    plain = {str(one.get("/Type", one.get("/Subtype", "?"))) for one in streams if "/Filter" not in one}
    assert plain == {"/Metadata"}
    assert len(streams) > 4
