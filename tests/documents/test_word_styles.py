"""Fonts, sizes and spacing of every style of a Word file."""

from __future__ import annotations

import pytest
from builders.documents.word_looks import TEXT_WIDTH, found, opened, value

from gridcounter.core.papers.form_model import Blank, Prose, Tick, Words
from gridcounter.documents.profiles import LARGE, NORMAL, Profile

#: Chinese face and size in half points: normal, large.
STYLES = {
    "Normal": ("仿宋", 24, 30),
    "Prose": ("仿宋", 24, 30),
    "Mark": ("黑体", 24, 30),
    "Issuer": ("黑体", 26, 33),
    "IssuerLine": ("宋体", 20, 30),
    "Numbers": ("宋体", 20, 26),
    "Code": ("宋体", 20, 30),
    "Title": ("黑体", 40, 48),
    "Subtitle": ("仿宋", 20, 30),
    "Heading1": ("黑体", 26, 33),
    "CalloutTitle": ("黑体", 24, 32),
    "Callout": ("仿宋", 24, 32),
    "Cell": ("宋体", 20, 30),
    "Label": ("黑体", 20, 30),
    "Group": ("黑体", 20, 30),
    "SmallProse": ("仿宋", 18, 27),
    "LargeProse": ("仿宋", 32, 38),
    "PartyTitle": ("黑体", 20, 30),
    "PartyLine": ("宋体", 20, 30),
    "Header": ("宋体", 18, 25),
    "Footer": ("宋体", 18, 25),
    "Strong": ("黑体", None, None),
    "StrongSmall": ("黑体", 18, 25),
    "Tick": ("Segoe UI Symbol", 20, 30),
    "Blank": ("宋体", 20, 30),
}
BOLD = {*(name for name, told in STYLES.items() if told[0] == "黑体")}
KEPT = {"Title", "Subtitle", "Heading1", "CalloutTitle", "Group"}


@pytest.mark.parametrize(("profile", "place"), [(NORMAL, 1), (LARGE, 2)], ids=["normal", "large"])
def test_every_style_has_its_chinese_face_and_its_size(profile: Profile, place: int) -> None:
    styles = {value(style, "w:styleId"): style for style in found(opened(profile=profile).styles.element, "w:style")}

    assert set(styles) == {*STYLES, "Spacer", "Small"}
    small = [int(value(size)) for size in found(styles["Small"], "w:sz")]
    assert small == [round(profile.small * 2)] == [STYLES["StrongSmall"][place]]
    for name, text in STYLES.items():
        (fonts,) = found(styles[name], "w:rFonts")
        latin = value(fonts, "w:ascii")
        assert value(fonts, "w:eastAsia") == text[0], name
        assert value(fonts, "w:hAnsi") == value(fonts, "w:cs") == latin, name
        assert latin == {"黑体": "Arial", "Segoe UI Symbol": "Segoe UI Symbol"}.get(text[0], "Times New Roman") or (
            name == "Mark"
        )
        sizes = [int(value(size)) for tag in ("w:sz", "w:szCs") for size in found(styles[name], tag)]
        assert sizes == ([text[place]] * 2 if text[place] else []), name
    assert {name for name, style in styles.items() if found(style, "w:b")} == BOLD
    assert {name for name, style in styles.items() if found(style, "w:keepNext")} == KEPT


def test_page_numbers_are_at_the_right_end_of_the_foot() -> None:
    styles = {value(style, "w:styleId"): style for style in found(opened().styles.element, "w:style")}
    (tab,) = (tab for tabs in found(styles["Footer"], "w:tabs") for tab in tabs)

    assert (value(tab), int(value(tab, "w:pos"))) == ("right", TEXT_WIDTH)


def test_the_default_face_is_chinese_and_so_is_the_language() -> None:
    (defaults,) = found(opened().styles.element, "w:docDefaults")

    assert [value(fonts, "w:eastAsia") for fonts in found(defaults, "w:rFonts")] == ["仿宋"]
    (language,) = found(defaults, "w:lang")
    # figures and letters marked as Chinese are broken anywhere (LibreOffice); what is no English is not proofread
    assert found(defaults, "w:noProof")
    assert (value(language), value(language, "w:eastAsia")) == ("en-US", "zh-CN")


def test_lines_of_text_have_a_fixed_pitch_and_sides() -> None:
    styles = {value(style, "w:styleId"): style for style in found(opened().styles.element, "w:style")}

    def pitch(name: str) -> float | None:
        (space,) = found(styles[name], "w:spacing")
        return int(value(space, "w:line")) / 20 if value(space, "w:lineRule") == "exact" else None

    # closest from the start: Word breaks pages by itself
    assert pitch("Prose") == pytest.approx(12 * 1.36 * 0.9, abs=0.05)
    assert pitch("Cell") == pytest.approx(10 * 1.28 * 0.9, abs=0.05)
    assert pitch("SmallProse") == pytest.approx(9 * 1.36 * 0.9, abs=0.05)
    assert pitch("Title") is None
    sides = {name: value(found(style, "w:jc")[0]) for name, style in styles.items() if found(style, "w:jc")}
    assert sides == {
        **dict.fromkeys(("Prose", "Callout", "LargeProse"), "both"),
        **dict.fromkeys(("Mark", "Title", "Subtitle", "Label"), "center"),
        **dict.fromkeys(("Numbers", "Code", "Header"), "right"),
    }


def test_in_the_large_profile_no_line_is_lower_than_its_letters() -> None:
    """A clerk sets them larger still; only a spacer, which has none, keeps its height."""
    styles = {value(style, "w:styleId"): style for style in found(opened(profile=LARGE).styles.element, "w:style")}
    rules = {name: value(space, "w:lineRule") for name, style in styles.items() for space in found(style, "w:spacing")}

    assert {name for name, rule in rules.items() if rule == "exact"} == {"Spacer"}
    assert sum(rule == "atLeast" for rule in rules.values()) > 10


def test_chinese_punctuation_is_set_in_the_chinese_face() -> None:
    body = opened(Prose(((Words("“甲”—…①"), Words("ab 12"), Words("95598甲")),))).element.body
    hinted = {
        "".join(text.text or "" for text in found(run, "w:t")): [
            value(font, "w:hint") for font in found(run, "w:rFonts")
        ]
        for run in found(body, "w:r")
    }

    assert (hinted["“甲”—…①"], hinted["ab 12"], hinted["95598甲"]) == (["eastAsia"], [], ["eastAsia"])


def test_a_line_to_write_on_is_lifted_off_the_one_above_and_no_other() -> None:
    prose = Prose(((Words("其他"), Blank()), (Words("文"),), (Tick(on=True), Words("是"))))
    body = opened(prose).element.body
    lifted = [[value(space, "w:before") for space in found(part, "w:spacing")] for part in found(body, "w:p")]

    assert lifted == [[], ["110"], [], []]
