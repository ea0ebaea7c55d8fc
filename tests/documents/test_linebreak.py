"""The Chinese rules, on made lines and on any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridcounter.documents.layout.linebreak import BLANK, TICK, Break, breaks_of, line_spans, wholes, wrap

#: GB/T 15834-2011, 5.1: these marks, and the second halves of pairs, begin no line; the first halves end none.
STOPS = "，。、；：？！"
FIRST_HALVES, SECOND_HALVES = "（《【「『〈〔［｛“‘([{〖〘〝﹝", "）》】」』〉〕］｝”’)]}〗〙〞﹞"
#: 省略号, 破折号, 间隔号 and 连接号 begin no line either, nor does what lengthens or repeats the sign before it.
JOINING = "…—·・‧～–－ー々"
#: Signs that belong to the figure before them or behind them, and the stops of other scripts.
AFTER_FIGURES, BEFORE_FIGURES = "%％‰℃℉°′″¢￠", "￥¥＄$￡£№＃"
FOREIGN_STOPS = ",.;:?!"
NEVER_FIRST = STOPS + SECOND_HALVES + JOINING + AFTER_FIGURES + FOREIGN_STOPS
NEVER_LAST = FIRST_HALVES + BEFORE_FIGURES

TEXT = st.text(
    alphabet="国网供电企业用户资料受理，。、；：？！）》】」』”’…—（《【「『“‘%℃·0123456789"
    "年月日千伏安米个工作日abcXYZ-/.:_ \u3000\u00a0e\u0301",
    max_size=120,
)


def width_of(text: str) -> float:
    return sum(5.0 if char < "\u0300" else 0.0 if char == "\u0301" else 10.0 for char in text)


@given(TEXT, st.floats(10, 400))
def test_no_character_is_lost(text: str, width: float) -> None:
    assert "".join(wrap(text, width, width_of)) == text


@given(TEXT, st.floats(10, 400))
def test_no_line_is_wider_than_the_width(text: str, width: float) -> None:
    assert all(width_of(line.rstrip(" \u3000")) <= width + 0.001 for line in wrap(text, width, width_of))


@given(TEXT, st.floats(10, 400))
def test_no_line_is_empty(text: str, width: float) -> None:
    assert all(wrap(text, width, width_of))


@given(TEXT, st.floats(60, 400))
def test_marks_keep_their_side_of_every_break_where_a_line_can_hold_what_they_hold_together(
    text: str, width: float
) -> None:
    breaks = breaks_of(text)
    for start, end in line_spans(text, [width_of(char) for char in text], width)[:-1]:
        if breaks[end] is Break.NEVER:
            # only marks alone fill such a line: nothing between its ends allows a break
            assert all(kind is Break.NEVER for kind in breaks[start + 1 : end + 1])
            continue
        assert text[end] not in NEVER_FIRST
        assert (text[:end].rstrip(" \u3000") or " ")[-1] not in NEVER_LAST
        assert text[end - 1 : end + 1] not in {"……", "——"}


@given(TEXT, st.floats(60, 400))
def test_words_and_numbers_are_only_broken_where_no_line_could_hold_them(text: str, width: float) -> None:
    breaks = breaks_of(text)
    free = [0, *(at for at, kind in enumerate(breaks) if kind is Break.FREE), len(text)]
    for _, end in line_spans(text, [width_of(char) for char in text], width)[:-1]:
        if breaks[end] is not Break.FREE:
            before = max(at for at in free if at < end)
            after = min(at for at in free if at > end)
            assert width_of(text[before:after].rstrip(" \u3000")) > width


@pytest.mark.parametrize("mark", NEVER_FIRST)
def test_what_begins_no_line_takes_its_character_along(mark: str) -> None:
    assert wrap(f"甲乙丙丁{mark}", 40, width_of) == ["甲乙丙", f"丁{mark}"]


@pytest.mark.parametrize("mark", NEVER_LAST)
def test_what_ends_no_line_goes_with_what_it_opens(mark: str) -> None:
    assert wrap(f"甲乙丙{mark}丁", 40, width_of) == ["甲乙丙", f"{mark}丁"]


@pytest.mark.parametrize("mark", ["甲", "の", "〇", "①", "㎡", "、甲"])
def test_what_is_no_such_mark_may_begin_a_line(mark: str) -> None:
    assert wrap(f"甲乙丙丁{mark}", 40, width_of) == (["甲乙丙丁", mark] if len(mark) == 1 else ["甲乙丙", f"丁{mark}"])


def test_white_space_does_not_excuse_a_mark() -> None:
    assert wrap("甲乙（ 丙丁", 30, width_of) == ["甲乙", "（ 丙", "丁"]


@pytest.mark.parametrize("pair", ["……", "——"])
def test_double_marks_are_never_split(pair: str) -> None:
    for width in range(30, 90, 5):
        assert any(pair in line for line in wrap(f"甲乙丙丁{pair}戊己", width, width_of))


@pytest.mark.parametrize(
    "whole",
    [
        "800千伏安",
        "5 个工作日",
        "第12条",
        "2026年9月28日",
        "10.5%",
        "0537-1234567",
        "RC01-D220260928-0007",
        "95598",
        "kVA",
        "36.5℃",
        "表样 2026.3",
        "三(二)1、",
        "附件2-23",
    ],
)
def test_what_reads_as_one_stays_on_one_line(whole: str) -> None:
    text = f"受理{whole}办结"
    # from a line that just holds it to one that just does not hold all
    for width in range(int(width_of(whole)), int(width_of(text)), 5):
        assert any(whole in line for line in wrap(text, width, width_of)), width


def test_a_number_too_wide_for_a_line_parts_from_its_unit_first() -> None:
    assert wrap("2026年9月28日", 50, width_of) == ["2026年9月", "28日"]


@pytest.mark.parametrize("width", [35, 45, 50])
def test_a_number_too_wide_for_a_line_does_not_break_its_unit_while_it_fits(width: float) -> None:
    assert wrap("15 个工作日", width, width_of) == ["15 个", "工作日"]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("证号91370811MA00000015F。", ["91370811MA00000015F。"]),
        ("（2026年9月28日）起", ["（2026年9月28日）"]),
        ("电话0537-1234567、95598", ["0537-1234567、"]),
        ("8:30—17:30受理", ["8:30—17:30"]),
        ("① 三(二)1、附件2-23", ["① 三(二)1、", "附件2-23"]),
        ("15 个工作日、35千伏", []),
    ],
)
def test_codes_dates_and_hours_are_known_as_what_is_kept_whole(text: str, whole: list[str]) -> None:
    assert [text[start:end] for start, end in wholes(text)] == whole


def test_a_long_address_is_broken_at_its_seams_and_does_not_overflow() -> None:
    assert wrap("见https://www.example.gov.cn/service/list?page=1", 90, width_of) == [
        "见https://www.",
        "example.gov.cn/",
        "service/list?page=",
        "1",
    ]


def test_a_long_word_is_broken_at_the_width() -> None:
    assert wrap("a" * 25, 50, width_of) == ["a" * 10, "a" * 10, "a" * 5]


def test_a_character_wider_than_the_line_is_alone() -> None:
    assert wrap("国网", 6, width_of) == ["国", "网"]


def test_marks_that_fill_a_line_are_broken_all_the_same() -> None:
    assert wrap("。" * 8, 30, width_of) == ["。。。", "。。。", "。。"]


def test_spaces_hang_over_the_end_of_a_line() -> None:
    assert wrap("甲乙    丙", 20, width_of) == ["甲乙    ", "丙"]


def test_a_fixed_space_holds_its_neighbours() -> None:
    assert wrap("甲乙\u00a0丙", 25, width_of) == ["甲", "乙\u00a0丙"]


def test_an_accent_stays_with_its_letter() -> None:
    assert wrap("国e\u0301国", 15, width_of) == ["国e\u0301", "国"]


def test_a_tick_goes_with_the_words_it_ticks() -> None:
    assert wrap(f"甲{TICK}是{TICK}否", 25, width_of) == ["甲", f"{TICK}是", f"{TICK}否"]


def test_a_short_word_beside_its_box_is_not_broken() -> None:
    """The fault: 处理：□ 备案　□ 退 / 回补正."""
    assert wrap(f"处理：{TICK} 备案\u3000{TICK} 退回补正", 105, width_of)[1] == f"{TICK} 退回补正"
    assert wrap(f"甲乙{TICK} 企业（非小微）", 90, width_of) == ["甲乙", f"{TICK} 企业（非小微）"]
    long = f"{TICK} 为提升供电能力和可靠性"
    assert wrap(f"甲{long}", 60, width_of)[0].startswith(f"甲{TICK}")


def test_a_line_may_begin_with_a_blank() -> None:
    assert wrap(f"签名{BLANK}", 20, width_of) == ["签名", BLANK]


def test_a_blank_stays_with_the_words_that_ask_for_it_while_a_line_can_hold_both() -> None:
    assert wrap(f"没有写明，供电企业答复：{BLANK}", 100, width_of) == ["没有写明，", f"供电企业答复：{BLANK}"]
    assert wrap(f"没有写明，供电企业答复：{BLANK}", 70, width_of) == ["没有写明，", "供电企业答复：", BLANK]
    assert wrap(f"已落实\u3000核查人 {BLANK}", 50, width_of) == ["已落实\u3000", f"核查人 {BLANK}"]
    label = "法定代表人或委托代理人："
    assert wrap(f"签章，{label}{BLANK}", 135, width_of) == ["签章，", f"{label}{BLANK}"]


def test_no_text_has_no_lines() -> None:
    assert wrap("", 50, width_of) == []
