"""The marks of a form's text become parts; a value is always plain text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridcounter.core.papers.form_model import Blank, Paragraph, Tick, Words
from gridcounter.core.papers.template import Filler
from gridcounter.core.papers.view import View


def a_filler(*flags: str, asked_as: dict[str, str] | None = None, **values: str) -> Filler:
    return Filler(View({"empty": "", **values}, set(flags), asked_as=asked_as or {}))


def told(paragraph: Paragraph) -> str:
    return "".join(part.text for part in paragraph if isinstance(part, Words))


def test_a_key_is_replaced_by_its_value() -> None:
    assert a_filler(name="样例公司").paragraph("用电人 {name}。") == (Words("用电人 "), Words("样例公司"), Words("。"))


@pytest.mark.parametrize(
    "value", ["{name}", "{empty}", "**", "**粗**", "{tick:on}", "{_40}", "{", "}", "{}", "{name?}", "\\{name}", "%s{0}"]
)
def test_a_value_is_never_read_as_a_template(value: str) -> None:
    filler = a_filler("on", name=value)

    assert filler.paragraph("{name}") == (Words(value),)
    assert filler.paragraph("{cell}", {"cell": value}) == (Words(value),)
    assert filler.text("甲{name}乙") == f"甲{value}乙"
    assert filler.blanks == {}


@given(st.text(min_size=1))
@settings(derandomize=True, deadline=None)
def test_any_value_is_printed_unchanged(value: str) -> None:
    assert told(a_filler(name=value).paragraph("**{name}**　{name}")) == f"{value}　{value}"


def test_an_empty_value_is_a_line_and_its_key_is_remembered_once() -> None:
    filler = a_filler()

    assert filler.paragraph("甲：{empty}{empty:40}") == (Words("甲："), Blank(28.0), Blank(40.0))
    assert list(filler.blanks) == ["empty"]


def test_a_value_put_together_is_asked_for_by_its_own_key() -> None:
    filler = a_filler(asked_as={"empty": "office.window"})

    filler.paragraph("{empty}")

    assert list(filler.blanks) == ["office.window"]


def test_an_optional_value_leaves_nothing() -> None:
    filler = a_filler()

    assert filler.paragraph("{empty?}") == ()
    assert filler.blanks == {}


def test_an_empty_cell_of_a_row_is_a_line_that_no_key_answers() -> None:
    filler = a_filler()

    assert filler.paragraph("{cell}", {"cell": ""}) == (Blank(28.0),)
    assert filler.blanks == {}


def test_a_row_goes_before_the_view() -> None:
    assert told(a_filler(name="甲").paragraph("{name}", {"name": "乙"})) == "乙"


@pytest.mark.parametrize(("mark", "width"), [("{_}", 28.0), ("{_40}", 40.0), ("{_9}", 9.0)])
def test_a_line_to_fill_by_hand_has_the_width_it_says(mark: str, width: float) -> None:
    assert a_filler().paragraph(mark) == (Blank(width),)


def test_a_box_is_ticked_by_a_flag_or_by_a_cell() -> None:
    filler = a_filler("on")

    assert filler.paragraph("{tick:on}{tick:off}") == (Tick(on=True), Tick(on=False))
    assert filler.paragraph("{tick:ok}", {"ok": "1"}) == (Tick(on=True),)
    assert filler.paragraph("{tick:on}", {"on": ""}) == (Tick(on=False),)


def test_a_choice_shows_all_words_of_a_key_and_ticks_the_chosen_ones() -> None:
    parts = a_filler("works.occupies.green", "works.occupies.footway").paragraph("{choice:works.occupies}")

    boxes = [part.on for part in parts if isinstance(part, Tick)]
    assert boxes == [True, False, False, True]
    for word in ("人行道", "非机动车道", "机动车道", "绿地"):
        assert word in told(parts)


def test_bold_reaches_over_values_and_ends() -> None:
    parts = a_filler(name="样例").paragraph("甲**乙{name}**丙")

    assert parts == (Words("甲"), Words("乙", bold=True), Words("样例", bold=True), Words("丙"))


def test_line_breaks_of_a_template_are_paragraphs_and_those_of_a_value_are_not() -> None:
    assert len(a_filler(name="甲\n乙").content("{name}\n丙")) == 2


def test_a_title_with_an_empty_value_leaves_it_out() -> None:
    assert a_filler().text("　{empty}样例 {_20}{tick:on}") == "样例"


@pytest.mark.parametrize(
    ("when", "holds"),
    [((), True), (("a",), True), (("!a",), False), (("b",), False), (("!b",), True), (("a", "b"), False)],
)
def test_a_block_holds_when_all_its_flags_do(when: tuple[str, ...], holds: bool) -> None:  # noqa: FBT001  a table
    assert a_filler("a").holds(when) is holds


def test_a_key_the_view_does_not_have_is_a_fault_of_the_form() -> None:
    with pytest.raises(KeyError):
        a_filler().paragraph("{nowhere}")
