"""The only parser of days as people and input methods write them: 10-20, 2026／9／28, 二〇二六年九月二十八日."""

from __future__ import annotations

import re
from datetime import date

from gridcounter.core.validation.models import YEARS
from gridcounter.core.validation.text import half_width, take_text

#: Separators of a day: what the keys - / . give, with an input method on or off.
_SIGN = r"\s*[-/.、。·]\s*|\s+"
_BEHIND_YEAR, _BEHIND_MONTH = rf"{_SIGN}|\s*年\s*", rf"{_SIGN}|\s*月\s*"
_AS_ONE = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣", "-") | {"⁄": "/", "∕": "/", "．": ".", "｡": "。", "\\": "/"})
#: A time of this country: a UTC time may belong to the day before.
_CLOCK = r"(?:[01]?\d|2[0-3])(?:[:：][0-5]\d(?:[:：][0-5]\d(?:\.\d+)?)?(?:\+08:?00)?|\s*[点时](?:半|整|[0-5]?\d分?)?)"
_TIME = rf"(?:\s*(?:凌晨|早上|上午|中午|下午|傍晚|晚上))?(?:\s*T?\s*{_CLOCK})?"
_WEEKDAY = r"\s*(?:(?:\(?(?:星期|周|礼拜)|\()([一二三四五六日天])\)?)?"
_WITH_YEAR = re.compile(
    rf"(\d{{4}})(?:{_BEHIND_YEAR})(\d{{1,2}})(?:{_BEHIND_MONTH})(\d{{1,2}})\s*[日号]?{_WEEKDAY}{_TIME}"
    r"|(\d{4})(\d{2})(\d{2})",
    re.ASCII,
)
_WITHOUT = re.compile(
    rf"(\d{{1,2}})(?:{_BEHIND_MONTH})(\d{{1,2}})\s*[日号]?{_WEEKDAY}{_TIME}|(\d{{2}})(\d{{2}})", re.ASCII
)
_WEEK = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
#: Small numerals, those of cheques, and the circles typed for 〇.
_FIGURES = {
    char: value
    for value, chars in enumerate(["零〇○◯Oo", "一壹", "二贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"])
    for char in chars
}
_TENS = "十拾"
#: Characters of a day with its weekday and time, and room for more.
_LONGEST = 100
_NUMERALS = f"[{''.join(_FIGURES)}{_TENS}廿卅]+"
_NUMERAL = re.compile(rf"{_NUMERALS}(?=\s*[年月日号])|(?<=[年月]){_NUMERALS}$")


def read_day(text: str, near: date) -> date | None:
    """None if it is no day, or its weekday is wrong. A day without its year is the one nearest to `near`."""
    result = _plain(text)
    if _WITH_YEAR.fullmatch(result):
        return read_full_day(text)
    found = _WITHOUT.fullmatch(result)
    if not found:
        return None
    month, day = (int(part) for part in _numbers(found, 3))
    days = [_day(year, month, day) for year in (near.year, near.year + 1, near.year - 1)]
    nearest = min((each for each in days if each), key=lambda each: abs(each - near), default=None)
    return _on_its_weekday(nearest, found[3])


def read_full_day(text: str) -> date | None:
    """Only with its year: the day means the same next year."""
    found = _WITH_YEAR.fullmatch(_plain(text))
    if not found:
        return None
    year, month, day = (int(part) for part in _numbers(found, 4))
    return _on_its_weekday(_day(year, month, day), found[4])


def _plain(text: str) -> str:
    plain = half_width(take_text(text)).translate(_AS_ONE)
    # a row of numerals is tried from each of them
    return _NUMERAL.sub(_arabic, plain.replace("元月", "1月")) if len(plain) <= _LONGEST else ""


def _numbers(found: re.Match[str], weekday: int) -> list[str]:
    return [part for place, part in enumerate(found.groups(), start=1) if part and place != weekday]


def _on_its_weekday(day: date | None, weekday: str | None) -> date | None:
    return None if day is not None and weekday and day.weekday() != _WEEK[weekday] else day


def _arabic(found: re.Match[str]) -> str:
    """二〇二六 is 2026, 九 is 9, 二十八 is 28; anything else stays unchanged and is no day."""
    numeral = found[0].replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = re.sub(f"[{_TENS}]", "十", numeral).partition("十")
    if not ten:
        return "".join(str(_FIGURES[char]) for char in numeral)
    if len(tens) > 1 or len(ones) > 1 or _TENS[0] in ones:
        return numeral
    return str((_FIGURES[tens] if tens else 1) * 10 + (_FIGURES[ones] if ones else 0))


def _day(year: int, month: int, day: int) -> date | None:
    if year not in YEARS:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
