"""Text conversion: no invisible character is kept, no visible one is changed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gridcounter.core.validation import text
from gridcounter.core.validation.fields import kind_of, take
from gridcounter.core.validation.text import half_width, is_invisible, take_code, take_text

FIELDS = ["applicant.name", "applicant.id_number", "agent.phone", "project.builder.site_phone", "official_number"]
#: What a paste brings along: from chats, from PDFs, from spreadsheets.
UNSEEN = "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u202d\u202e\u2060\u2066\u2069\u3164\ufeff"
ANYTHING = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from([*UNSEEN, *"\ufe0f\U000e0100\u0301\u3099\r\n\t\x0b\x85\xa0\u3000\u2028\uff10\uff21\uf9d1é葛"]),
    ),
    max_size=20,
)


@given(st.sampled_from(FIELDS), ANYTHING)
@settings(derandomize=True, deadline=None)
@example("applicant.name", "e\ufe0f\u0301")
@example("applicant.name", "\u0301\u200b\u0301")
@example("applicant.name", "a\u200b\u0301")
def test_taking_in_what_was_taken_in_changes_nothing(field: str, raw: str) -> None:
    once = take(field, raw)

    assert take(field, once) == once


@given(ANYTHING)
@settings(derandomize=True, deadline=None)
def test_one_line_without_control_characters_comes_out(raw: str) -> None:
    taken = take_text(raw)

    assert taken == taken.strip()
    assert "  " not in taken
    assert not [char for char in taken if char != " " and (char.isspace() or unicodedata.category(char) == "Cc")]


@pytest.mark.parametrize("char", UNSEEN)
@pytest.mark.parametrize("where", ["{}样例面馆", "样例{}面馆", "样例面馆{}", "{0}样{0}例面馆{0}"])
def test_invisible_characters_are_dropped_in_every_place(char: str, where: str) -> None:
    assert take_text(where.format(char)) == "样例面馆"


@pytest.mark.parametrize(
    "raw", [*UNSEEN, "\u200b \u200b", "\ufe0f", "\x00\x07", "\u2800", "\U000e0041", "\ufff9\ufffb"]
)
def test_a_name_of_which_nothing_can_be_seen_is_empty(raw: str) -> None:
    assert take_text(raw) == ""
    assert is_invisible(raw) is bool(raw.strip())


def test_an_empty_field_is_not_an_invisible_one() -> None:
    assert not is_invisible("")
    assert not is_invisible(" \t\u3000")


@pytest.mark.parametrize("between", ["\r\n", "\n", "\r", "\t", "\u2028", "\u2029", "\u3000", "\xa0", "\x0b", " \r\n  "])
def test_white_space_of_every_kind_is_one_space(between: str) -> None:
    assert take_text(f" 样例路1号{between}2单元301{between}") == "样例路1号 2单元301"


@pytest.mark.parametrize("raw", ["①②", "10²", "½", "㎡", "ﬁ", "Ⅷ", "㈱", "‰", "，。（）", "\uf9d1", "葛\U000e0100"])
def test_what_is_seen_stays_as_it_is(raw: str) -> None:
    assert take_text(raw) == raw


def test_letters_with_marks_are_composed() -> None:
    assert take_text("Mu\u0308ller") == "Müller"


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("91370811ma0000015f", "91370811MA0000015F"),
        (" 3708 1119 9001 0100 1x ", "37081119900101001X"),
        ("３７０８１１19900101001ｘ", "37081119900101001X"),
        ("\u202d370811199001010014\u202c", "370811199001010014"),
        ("e12345678", "E12345678"),
        ("370811\ufe0f199001010014", "370811199001010014"),
        ("ß1", "ß1"),
        ("①②", "①②"),
    ],
)
def test_a_code_is_kept_in_one_form(raw: str, kept: str) -> None:
    assert take_code(raw) == kept


def test_only_the_full_width_is_folded() -> None:
    assert half_width("１２ＡｂＣ（／－．：　②²½㎡") == "12AbC(/-.: ②²½㎡"


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("applicant.id_number", "code"),
        ("project.builder.id_number", "code"),
        ("official_number", "code"),
        ("office.authorities.road_digging.phone", "telephone"),
        ("project.builder.site_phone", "telephone"),
        ("applicant.name", "text"),
        ("number", "text"),
    ],
)
def test_the_kind_of_a_field_follows_from_its_name(field: str, kind: str) -> None:
    assert kind_of(field) == kind


def test_marks_piled_on_a_letter_are_not_put_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """That takes as long as their square: 30,000 in one cell of a workbook held the window for three seconds."""
    few, many = ("样a" + "\u0316\u0300" * times for times in (14, 16))
    asked: list[str] = []
    composed = text._composed  # noqa: SLF001  the slow part

    def noting(part: str) -> str:
        asked.append(part)
        return composed(part)

    monkeypatch.setattr(text, "_composed", noting)
    assert take_text(many) == many
    assert take_text(few) == "样à" + "\u0316" * 14 + "\u0300" * 13
    assert asked == [few]
