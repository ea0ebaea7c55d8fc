"""One cell of a table into one value of the contract, or what is wrong with it and what may stand there."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from gridcounter.core.days import read_day
from gridcounter.core.import_columns import HIGHEST_KV, Kind
from gridcounter.core.reading import YEARS, Problem, shown

if TYPE_CHECKING:
    from gridcounter.core.import_columns import Column

#: A table keeps no more digits of a number.
_DIGITS_KEPT = 15
_HAS_YEAR = re.compile(r"\d{4}\s*[-/.年].*|\d{8}")
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
_NUMBER = re.compile(r"([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(.*)")
_BETWEEN = re.compile(r"[、，,;；/\s]+")
_A_DAY = f"日期，如 2026-09-28（{YEARS.start} 年至 {YEARS.stop - 1} 年）"
_TOO_MANY_DIGITS = "文字形式的完整号码（表格只保留 15 位数字，后面的已经丢了；请把这一列设成文本后重新填写）"
_MASK = "*"


@dataclass(frozen=True, slots=True)
class NotAValue:
    """What stands in a cell that holds a formula, an error: nothing that could be taken over."""

    found: str
    allowed: str


def header_text(value: object) -> str:
    """A title as it is compared: without spaces, marks of being required, and what stands in brackets behind it."""
    told = unicodedata.normalize("NFKC", str(value or ""))
    return re.sub(r"\([^()]*\)$", "", re.sub(r"[\s*:]", "", told))


def read_cell(column: Column, value: object) -> tuple[object, Problem | None]:
    """The value, None where nothing is written; or what is wrong."""
    if isinstance(value, NotAValue):
        return None, Problem(column.title, value.found, value.allowed)
    if isinstance(value, str):
        value = " ".join(value.split())
    if value is None or value == "":
        return None, None
    match column.kind:
        case Kind.TEXT:
            return _text(column, value)
        case Kind.CODE:
            return _code(column, value)
        case Kind.NUMBER:
            return _number(column, value)
        case Kind.DAY:
            return _day(column, value)
        case Kind.WORD:
            return _word(column, value)
        case Kind.WORDS:
            return _words(column, value)


def _text(column: Column, value: object) -> tuple[object, Problem | None]:
    if isinstance(value, str):
        return value, None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _digits(column, value)
    return _wrong(column, value, "文字")


def _code(column: Column, value: object) -> tuple[object, Problem | None]:
    """Numbers that are read out: half width, without spaces. One that was masked is no number."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _digits(column, value)
    if not isinstance(value, str):
        return _wrong(column, value, "号码")
    told = "".join(unicodedata.normalize("NFKC", value).split())
    if _MASK in told:
        return None, Problem(column.title, "隐去几位的号码", "完整的号码，或者留空")
    return told, None


def _digits(column: Column, value: float) -> tuple[object, Problem | None]:
    """A number that stands where text is meant: no `.0`, no powers of ten, and none that has lost its end."""
    if abs(value) >= 10**_DIGITS_KEPT:
        return None, Problem(column.title, f"超过 {_DIGITS_KEPT} 位的数字", _TOO_MANY_DIGITS)
    return str(_plain(value)), None


def _number(column: Column, value: object) -> tuple[object, Problem | None]:
    allowed = column.hint or "数字"
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return _wrong(column, value, allowed)
    if isinstance(value, str):
        told = _NUMBER.fullmatch(unicodedata.normalize("NFKC", value).replace("，", ",").replace(" ", ""))
        if told is None or len(told[1]) > _DIGITS_KEPT:
            return _wrong(column, value, allowed)
        factor = _factor(column, told[2])
        if factor is None:
            return _wrong(column, value, allowed)
        read = _plain(round(float(told[1].replace(",", "")) * factor, 6))
        named = bool(told[2])
    else:
        read, named = _plain(value), False
    if column.field == "case.supply.voltage_kv" and read > HIGHEST_KV and not named:
        return _wrong(column, value, allowed)
    return read, None


def _factor(column: Column, unit: str) -> float | None:
    if not unit:
        return 1
    return next((factor for name, factor in column.units.items() if name.casefold() == unit.casefold()), None)


def _plain(value: float) -> float:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _day(column: Column, value: object) -> tuple[object, Problem | None]:
    """With its year: what a table says must mean the same next year."""
    found: date | None = None
    if isinstance(value, datetime):
        found = value.date()
    elif isinstance(value, date):
        found = value
    elif isinstance(value, str | int) and not isinstance(value, bool):
        told = _TIME.sub("", unicodedata.normalize("NFKC", str(value)))
        # the day that is near is asked for days without a year only
        found = read_day(told, date(YEARS.start, 1, 1)) if _HAS_YEAR.fullmatch(told) else None
    if found is None or found.year not in YEARS:
        return _wrong(column, value, _A_DAY)
    return found, None


def _word(column: Column, value: object) -> tuple[object, Problem | None]:
    if isinstance(value, bool):
        value = "是" if value else "否"
    known = {_key(word): meant for word, meant in column.words.items()}
    told = _key(str(_plain(value)) if isinstance(value, int | float) else str(value))
    if told not in known:
        return _wrong(column, value, f"以下之一：{'、'.join(column.offered)}")
    return known[told], None


def _words(column: Column, value: object) -> tuple[object, Problem | None]:
    known = {_key(word): meant for word, meant in column.words.items()}
    told = [part for part in _BETWEEN.split(unicodedata.normalize("NFKC", str(value))) if part]
    if not told or any(_key(part) not in known for part in told):
        return _wrong(column, value, f"以下各项，用顿号隔开：{'、'.join(column.offered)}；都不占用的写“无”")
    found = [known[_key(part)] for part in told]
    if None in found and len(found) > 1:
        return _wrong(column, value, "“无”，或者占用的部位，不能都写")
    return [] if found == [None] else list(dict.fromkeys(found)), None


def _key(word: str) -> str:
    return "".join(unicodedata.normalize("NFKC", word).casefold().split())


def _wrong(column: Column, value: object, allowed: str) -> tuple[None, Problem]:
    match value:
        case datetime() | date():
            found = f"日期 {value.isoformat()[:10]}"
        case time() | timedelta():
            found = "时间"
        case bool():
            found = "是" if value else "否"
        case _:
            found = shown(value)
    return None, Problem(column.title, found, allowed)
