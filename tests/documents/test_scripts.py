"""Letters of every script are set right or refused by name, in PDF and Word alike and with any face."""

from __future__ import annotations

import unicodedata
from functools import cache
from io import BytesIO

import pytest
import uharfbuzz as hb
from builders.documents.docx_text import text_of
from builders.extent import examples
from builders.other_scripts import PRINTED, REFUSED, faces_with_all
from fontTools.unicodedata import script
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from gridcounter.core.papers.form_model import FormModel, Head, Prose, Words
from gridcounter.documents.faces import Faces, Unprintable, check_printable, face_for, packaged_faces, unprintable
from gridcounter.documents.pdf import PdfRenderer
from gridcounter.documents.profiles import NORMAL
from gridcounter.documents.scripts import MARK, PLAIN, UnprintableSpan, composed, kind_of, printable, unset
from gridcounter.documents.word import WordRenderer
from gridcounter.documents.word_markup import UnprintableCharacter

#: Of each script that is drawn glyph by glyph a few letters, from all over the large ones.
FEW = 60
STEP = 11
TAKEN_APART = "国é\u0301e\u0308\u304b\u3099\u1112\u1161\u11ab\uf937葛 一Ωя한x·"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Faces:
    """As on a machine with a face for everything."""
    return faces_with_all(tmp_path_factory.mktemp("fonts"))


@cache
def letters_drawn_as_they_stand() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code in (*range(0x3400), *range(0x3400, 0x40000, STEP)):
        char = chr(code)
        if unicodedata.category(char)[0] != "C" and not kind_of(char):
            found.setdefault(script(char), []).append(char)
    return {name: chars[:: max(1, len(chars) // FEW)] for name, chars in found.items()}


@cache
def any_face() -> hb.Font:
    """Has a glyph for every character and no table that joins or moves any: what is left is the script's own way."""
    functions = hb.FontFuncs()
    functions.set_nominal_glyph_func(lambda _font, code, _data: code)
    functions.set_glyph_h_advance_func(lambda _font, _glyph, _data: 1000)
    font = hb.Font(hb.Face(hb.Blob(b"")))
    font.funcs = functions
    return font


def shaped(text: str) -> tuple[str, str]:
    """The glyphs from left to right, and the direction of reading."""
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(any_face(), buffer)
    return "".join(chr(glyph.codepoint) for glyph in buffer.glyph_infos), buffer.direction


def test_every_script_that_is_drawn_unchanged_has_letters() -> None:
    """Marks (Zinh) are drawn only as part of a letter; Tai Le has its digits from Myanmar."""
    assert set(letters_drawn_as_they_stand()) - {"Zinh", "Zzzz", "Mymr"} == PLAIN - {"Zinh"}


@given(st.data())
def test_what_is_drawn_unchanged_is_what_harfbuzz_draws(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(letters_drawn_as_they_stand())))
    text = "".join(data.draw(st.lists(st.sampled_from(letters_drawn_as_they_stand()[name]), min_size=1, max_size=6)))

    assert shaped(text) == (text, "ltr")


def test_harfbuzz_joins_or_turns_what_is_refused() -> None:
    """The comparison above would see a script that does not belong there."""
    assert shaped("שלום") == ("םולש", "rtl")
    assert shaped("हि")[0] != "हि"


@pytest.mark.parametrize(("text", "kind"), REFUSED.values(), ids=REFUSED)
def test_what_would_be_joined_turned_or_stacked_is_refused_with_a_face_that_has_it_and_without(
    installed: Faces, text: str, kind: str
) -> None:
    assert {part.kind for part in unset(text)} == {kind}
    for faces in (packaged_faces(), installed):
        with pytest.raises(Unprintable, match=f"属于{kind}，本程序不能正确印出"):
            check_printable([f"样例{text}面馆"], faces)
        with pytest.raises(Unprintable):
            PdfRenderer(faces, NORMAL).render(a_paper(text), BytesIO())
    with pytest.raises(UnprintableCharacter, match=kind):
        WordRenderer(NORMAL).render(a_paper(text), BytesIO())


def test_the_installed_face_has_what_is_refused_here(installed: Faces) -> None:
    """Else the test above would hold for want of a face."""
    chain = installed.chain("text")

    assert [char for text, _ in REFUSED.values() for char in text if face_for(char, chain) is None] == []


@pytest.mark.parametrize(("text", "paper"), PRINTED.values(), ids=PRINTED)
def test_what_is_printed_reads_the_same_in_pdf_and_word(installed: Faces, text: str, paper: str) -> None:
    assert printable(text) == paper
    assert unset(text) == []
    assert unprintable(text, installed) == []
    assert texts_in_both(text, installed) == ("".join(paper.split()),) * 2


@given(st.text(st.sampled_from(TAKEN_APART), max_size=30))
def test_composing_changes_nothing_but_what_was_taken_apart(text: str) -> None:
    assert unicodedata.normalize("NFC", composed(text)) == unicodedata.normalize("NFC", text)
    assert composed(composed(text)) == composed(text)
    assert composed(text).count("\uf937") == text.count("\uf937") or unset(text)


@settings(deadline=None, max_examples=examples(25))
@given(st.text(st.sampled_from(TAKEN_APART + "\ufe0f\U000e0100"), max_size=30))
def test_any_text_is_printed_alike_in_both_or_refused_in_both(text: str) -> None:
    if unset(text):
        with pytest.raises(UnprintableCharacter):
            WordRenderer(NORMAL).render(a_paper(text), BytesIO())
    elif not unprintable(text, packaged_faces()):
        pdf, word = texts_in_both(text, packaged_faces())
        assert pdf == word


def test_letters_of_two_texts_are_never_composed() -> None:
    with pytest.raises(Unprintable, match="U\\+0301"):
        check_printable(["e", "\u0301"], packaged_faces())


def test_digits_and_latin_letters_among_others_are_not_blamed() -> None:
    assert unset("Ali نۇر 12 号 e\u0301x\u0301") == [
        UnprintableSpan("نۇر", kind_of("ن") or "", "ن"),
        UnprintableSpan("x\u0301", MARK, "\u0301"),
    ]


def test_lookalike_characters_are_named_by_their_code_point() -> None:
    assert [part.named for part in unset("x\u0301ن")] == [f"{MARK} U+0301", "阿拉伯字母，如维吾尔文、哈萨克文"]


def test_an_ideograph_younger_than_our_tables_is_left_to_the_faces() -> None:
    assert kind_of("\U000323b0") is None
    assert unprintable("\U0003fffd", packaged_faces()) == [("\U0003fffd", "U+3FFFD")]


def a_paper(text: str) -> FormModel:
    return FormModel("one_time_notice", "样例", "", Head((), ()), (Prose(((Words(text),),)),))


def texts_in_both(text: str, faces: Faces) -> tuple[str, str]:
    """Without white space, title and foot."""
    pdf, word = BytesIO(), BytesIO()
    PdfRenderer(faces, NORMAL).render(a_paper(text), pdf)
    WordRenderer(NORMAL).render(a_paper(text), word)
    page = "".join(PdfReader(pdf, strict=True).pages[0].extract_text().split())
    return page.removeprefix("样例").removesuffix("第1页共1页"), text_of(word.getvalue()).removeprefix("样例")
