"""Fields for electronic seals and signatures: their places, and that a paper stays unchanged under two of them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from builders.documents.pdf_looks import MM, looks_of
from builders.paper_builders import a_full_application, as_pdf, built, paperwork
from builders.seals import sealed, seals_of
from pypdf import PdfReader

from gridcounter.core.papers.definition import SignaturesForm
from gridcounter.core.papers.form_model import FormModel, Head, Party, Prose, Signatures, one_line
from gridcounter.documents.profiles import LARGE, NORMAL, PORTABLE, Profile

NOTICE = as_pdf(built(a_full_application(), "one_time_notice")["one_time_notice"].model)


def fields_of(document: bytes) -> dict[str, Any]:
    """The widgets by name: page, what is told of each, and its box in points."""
    found = {}
    for number, page in enumerate(PdfReader(BytesIO(document), strict=True).pages):
        for annotation in page.get("/Annots", ()):
            widget = annotation.get_object()
            assert (widget["/FT"], int(widget["/F"])) == ("/Sig", 4)
            assert "/V" not in widget
            found[str(widget["/T"])] = number, str(widget["/TU"]), tuple(float(edge) for edge in widget["/Rect"])
    return found


def a_paper(*parties: Party) -> bytes:
    return as_pdf(FormModel("x", "样例书", "", Head((), ()), (Prose(one_line("字")), Signatures(parties)), running="1"))


@pytest.mark.parametrize("profile", [NORMAL, LARGE, PORTABLE], ids=lambda profile: profile.name)
def test_the_notice_is_signed_where_it_says_so_and_sealed_beside_the_office(profile: Profile) -> None:
    document = as_pdf(built(a_full_application(), "one_time_notice")["one_time_notice"].model, profile)
    page, words, sign = fields_of(document)["sign-applicant"]
    looks = looks_of(document)[page]

    assert words == "申请人（签名）"
    line = looks.at("签收人：")
    assert sign[1] <= line.y <= sign[3]
    assert sign[0] > line.x + 3 * line.size
    relation = next(text for text in looks.texts if "与申请人关系" in text.text)
    assert relation.y < sign[1]
    assert sign[2] - sign[0] > 30 * MM
    _, words, seal = fields_of(document)["seal-office"]
    assert words.endswith("（盖章）")
    assert (seal[2] - seal[0], seal[3] - seal[1]) == pytest.approx((42 * MM, 42 * MM), abs=0.1)
    cell = looks.cell_of(words[:8])  # a long name takes two lines
    assert cell.x < seal[0] < seal[2] < cell.right
    assert cell.y < seal[1] < seal[3] < cell.top


def test_every_party_of_every_form_has_a_name_for_its_fields() -> None:
    """Another program finds them by it: a paper of next year has the same ones."""
    named = {
        paper: {party.key for block in form.block if isinstance(block, SignaturesForm) for party in block.parties}
        for paper, form in paperwork().forms.definitions.items()
    }

    assert all("" not in keys for keys in named.values())
    assert named["one_time_notice"] == {"applicant", "office"}


def test_a_sealing_party_has_a_field_and_a_signing_party_another() -> None:
    lines = (*one_line("送达方式："), *one_line("签收人："), *one_line("签收时间："))
    document = a_paper(
        Party("甲", lines, key="first"),
        Party("乙", (*one_line("法定代表人："), *one_line("日期：")), seal=True, key="second", signs="法定代表人"),
        Party("丙", one_line("经办人：样例"), seal=True, key="third"),
    )

    assert [(name, text) for name, (_, text, _) in fields_of(document).items()] == [
        ("sign-first", "甲（签名）"),
        ("seal-second", "乙（盖章）"),
        ("sign-second", "乙（签名）"),
        ("seal-third", "丙（盖章）"),
    ]


def test_no_two_fields_have_one_name_and_none_has_a_dot() -> None:
    names = list(fields_of(a_paper(*[Party("甲", one_line("签名："), seal=True)] * 3)))

    assert sorted(names) == ["seal", "seal-2", "seal-3", "sign", "sign-2", "sign-3"]


def test_a_paper_that_nobody_signs_has_no_field() -> None:
    document = as_pdf(built(a_full_application(), "info_sheet")["info_sheet"].model)

    assert not fields_of(document)
    catalog: Any = PdfReader(BytesIO(document)).trailer["/Root"]
    assert "/AcroForm" not in catalog


def test_two_seals_are_both_good_and_the_paper_is_the_beginning_of_the_file() -> None:
    once = sealed(NOTICE, "seal-office")
    twice = sealed(once, "sign-applicant")

    assert twice[: len(NOTICE)] == NOTICE
    assert twice[: len(once)] == once
    found = seals_of(twice)
    assert list(found) == ["seal-office", "sign-applicant"]
    assert all(seal.bottom_line for seal in found.values()), {n: s.summary() for n, s in found.items()}


def test_a_changed_letter_breaks_the_seal() -> None:
    document = bytearray(sealed(NOTICE, "seal-office"))
    document[NOTICE.index(b"gridcounter")] ^= 1

    assert not seals_of(bytes(document))["seal-office"].intact
