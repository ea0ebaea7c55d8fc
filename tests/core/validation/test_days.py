"""Days as people and input methods write them: the intended one, or none."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from builders.extent import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from gridcounter.core.validation import days
from gridcounter.core.validation.days import read_day, read_full_day

NEAR = date(2026, 11, 28)
THAT_DAY = date(2026, 9, 28)
DIGITS = "〇一二三四五六七八九"


def numeral(number: int) -> str:
    """Two figures as they are read."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十") + (DIGITS[ones] if ones else "")


SPELLINGS = [
    "{y}-{m:02}-{d:02}",
    "{y}/{m}/{d}",
    "{y}.{m}.{d}",
    "{y}／{m}／{d}",
    "{y}、{m}、{d}",
    "{y}。{m}。{d}",
    "{y}–{m}–{d}",
    "{y} {m} {d}",
    "{y}年{m}月{d}日",
    "{y}年{m}月{d}号",
    "{y} 年 {m} 月 {d} 日",
    "{y}年{m}月{d}",
    "{y}年{m}月{d}日上午",
    "{y}年{m}月{d}日 下午3点半",
    "{y}-{m}-{d} 9时30分",
    "{y}{m:02}{d:02}",
    "{y}-{m}-{d} 00:00:00",
    "{y}-{m:02}-{d:02}T08:30:00",
    "{y}-{m:02}-{d:02}T00:00:00+08:00",
    "\u200b{y}-{m}-{d}\u200b",
]


@given(st.dates(date(1990, 1, 1), date(2199, 12, 31)), st.sampled_from(SPELLINGS), st.booleans())
@settings(derandomize=True, deadline=None, max_examples=examples(300))
def test_a_day_with_its_year_is_that_day_in_every_spelling(day: date, spelling: str, wide: bool) -> None:  # noqa: FBT001
    text = spelling.format(y=day.year, m=day.month, d=day.day)
    if wide:
        text = "".join(chr(ord(char) + 0xFEE0) if char.isdecimal() else char for char in text)

    assert read_day(text, NEAR) == day
    assert read_full_day(text) == day


@given(st.dates(date(1990, 1, 1), date(2199, 12, 31)), st.sampled_from(["日", "号", ""]), st.sampled_from("〇零○"))
@settings(derandomize=True, deadline=None)
def test_a_day_in_chinese_numerals_is_that_day(day: date, last: str, zero: str) -> None:
    year = "".join(DIGITS[int(figure)] for figure in str(day.year)).replace("〇", zero)

    assert read_day(f"{year}年{numeral(day.month)}月{numeral(day.day)}{last}", NEAR) == day


@pytest.mark.parametrize(
    "text",
    [
        "9-28",
        "9/28",
        "9.28",
        "9、28",
        "9月28日",
        "9月28号",
        "9月28",
        "0928",
        "九月二十八日",
        "九月二十八",
        "9月28日上午9:30",
    ],
)
def test_a_day_without_its_year_is_the_nearest_one(text: str) -> None:
    assert read_day(text, NEAR) == THAT_DAY
    assert read_full_day(text) is None


@given(st.integers(-182, 182))
@settings(derandomize=True, deadline=None)
def test_nearest_is_nearest_over_new_year_too(days: int) -> None:
    day = NEAR + timedelta(days=days)

    assert read_day(f"{day.month}-{day.day}", NEAR) == day


@pytest.mark.parametrize(
    "text",
    [
        *("", "2026-02-30", "2026-13-01", "2026-9", "2026年9月", "九月", "26-9-28", "28/9/2026", "13-13", "2-30"),
        *("٢٠٢٦-٠٩-٢٨", "Ⅸ-28", "2026-9-28-1", "初一", "1989-12-31", "2200-01-01", "46293", "2026年9月28日前"),
        # midnight here is the day before in Greenwich, and a day has no 25 hours
        *("2026-09-20T16:00:00.000Z", "2026-10-20T25:61", "2026-10-20 24:00", "10年20日", "9年5", "2026月10年20日"),
        *("二十十月一日", "二〇二六年九九月一日", "2026-九-28"),
    ],
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert read_day(text, NEAR) is None


def test_a_weekday_must_be_that_of_the_day() -> None:
    assert read_day("2026年9月28日 星期一", NEAR) == THAT_DAY
    assert read_day("2026年9月28日（周一）", NEAR) == THAT_DAY
    assert read_day("2026年9月28日（一）上午", NEAR) == read_day("9/28(一)", NEAR) == THAT_DAY
    assert read_day("2026年9月28日 星期二", NEAR) is None
    assert read_day("2026年9月28日（二）", NEAR) is None
    assert read_day("2026年9月28日上午25点", NEAR) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("贰零贰陆年玖月贰拾捌日", THAT_DAY),
        ("二O二六年九月廿八日", THAT_DAY),
        ("2026年元月卅一日", date(2026, 1, 31)),
    ],
)
def test_cheques_and_calendars_have_numerals_of_their_own(text: str, day: date) -> None:
    assert read_day(text, NEAR) == day


@pytest.mark.parametrize("numeral", ["一", "十", "廿", "1"])
def test_a_row_of_numerals_is_no_day_and_is_not_read_from_each_of_them(
    numeral: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cell of a workbook with 30,000 of them held the window for 47 seconds."""

    class Pattern:
        def sub(self, _: object, text: str) -> str:
            assert len(text) <= 100
            return text

    monkeypatch.setattr(days, "_NUMERAL", Pattern())
    for read in (read_full_day, lambda text: read_day(text, NEAR)):
        assert read(numeral * 30_000) is None
