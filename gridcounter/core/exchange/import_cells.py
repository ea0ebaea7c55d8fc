"""Converts one table cell into a value of the contract, or reports what is wrong and what is allowed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from gridcounter.core.exchange.import_columns import CAPACITY, HIGHEST_KV, Column, Kind
from gridcounter.core.exchange.import_road_stretches import HOW, read_stretch_cell
from gridcounter.core.labels import number
from gridcounter.core.validation.days import read_full_day
from gridcounter.core.validation.fields import ruined, take
from gridcounter.core.validation.models import YEARS, Problem, shown
from gridcounter.core.validation.number import MOST_DECIMALS, TOO_FINE, in_unit, read_quantity
from gridcounter.core.validation.text import half_width, take_text
from gridcounter.core.validation.units import Unit, comparable

#: A spreadsheet keeps no more significant digits of a number.
_DIGITS_KEPT = 15
_BETWEEN = re.compile(r"[、，,;；/\s]+")
_A_DAY = f"日期，如 2026-09-28（{YEARS.start} 年至 {YEARS.stop - 1} 年）"
_TOO_MANY_DIGITS = "文字形式的完整号码（表格只保留 15 位数字，后面的已经丢了；请把这一列设成文本后重新填写）"
_MASK = "*"
#: No connection is smaller (kW or kVA): the unit must be mistaken.
_LEAST_CAPACITY = 0.1
_IN_BRACKETS = re.compile(r"(\([^()]*\))+$")
#: A spreadsheet stores a day as the number of days since this one, unless the file says otherwise.
DAY_ZERO = date(1899, 12, 30)
_SERIAL = re.compile(r"\d{5,6}(\.\d+)?")
#: Typed before a number to keep it as text; programs that export tables leave it there.
_APOSTROPHE = "'"


@dataclass(frozen=True, slots=True)
class NotAValue:
    """A cell without a usable value, such as a formula or an error: what was found and what is allowed."""

    found: str
    allowed: str


class DayNotShown(datetime):
    """A moment whose cell format hides the full date, so that it may differ from the date the user saw."""


def header_text(value: object) -> str:
    """A title in comparable form: without spaces, required marks, and text in brackets after it."""
    return _split_title(value)[0]


def header_remarks(value: object) -> list[str]:
    """The text in brackets after a title: a unit, or a remark that may change the column's meaning."""
    return _split_title(value)[1]


def _split_title(value: object) -> tuple[str, list[str]]:
    result = re.sub(r"[\s*:]", "", unicodedata.normalize("NFKC", str(value or "")))
    behind = _IN_BRACKETS.search(result)
    return (result[: behind.start()], behind[0][1:-1].split(")(")) if behind else (result, [])


def read_cell(column: Column, value: object, day_zero: date = DAY_ZERO) -> tuple[object, Problem | None]:
    """The value, None for an empty cell; or what is wrong."""
    if isinstance(value, NotAValue):
        return None, Problem(column.title, value.found, value.allowed)
    value = _as_written(column, value)
    if value is None or value == "":
        return None, None
    if column.unclear and (said := _unclear(column, value)):
        return _wrong(column, value, said)
    return _day(column, value, day_zero) if column.kind is Kind.DAY else _READERS[column.kind](column, value)


def _stretches(column: Column, value: object) -> tuple[object, Problem | None]:
    if not isinstance(value, str):
        return _wrong(column, value, HOW)
    rows, found, allowed = read_stretch_cell(value)
    return (None, Problem(column.title, found, allowed)) if allowed else (rows or None, None)


def unit_behind(column: Column, value: object) -> str:
    """The contract's word for the unit after a number or in the title; empty without one."""
    unit = column.units.get(comparable(read_quantity(str(_as_written(column, value))).unit))
    return unit.word if unit else ""


def _as_written(column: Column, value: object) -> object:
    """As one line, unless the line breaks carry meaning; a number with the unit of its title."""
    if column.kind is Kind.STRETCHES:
        return value
    if isinstance(value, str):
        value = take_text(value)
        if column.kind is not Kind.TEXT:
            value = value.removeprefix(_APOSTROPHE)
    if column.unit and not isinstance(value, bool):
        if isinstance(value, int | float):
            return number(value) + column.unit
        if isinstance(value, str) and (result := read_quantity(value)).value is not None and not result.unit:
            return value + column.unit
    return value


def _unclear(column: Column, value: object) -> str:
    """What to write instead of a word, or a unit after a number, that is ambiguous."""
    if isinstance(value, bool):
        return ""
    result = number(value) if isinstance(value, int | float) else str(value)
    parts = _BETWEEN.split(result) if column.kind is Kind.WORDS else [result]
    if column.kind is Kind.NUMBER:
        parts.append(read_quantity(result).unit)
    return next((column.unclear[comparable(part)] for part in parts if comparable(part) in column.unclear), "")


def _text(column: Column, value: object) -> tuple[object, Problem | None]:
    if isinstance(value, str):
        return value, None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _digits(column, value)
    return _wrong(column, value, "文字")


def _code(column: Column, value: object) -> tuple[object, Problem | None]:
    """Numbers that are read out, and telephones. A masked number is invalid, and so is one in powers of ten."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        if value < 0 or not float(value).is_integer():
            return _wrong(column, value, "号码，不带负号和小数点（这一列请设成文本）")
        return _digits(column, value)
    if not isinstance(value, str):
        return _wrong(column, value, "号码")
    if _MASK in half_width(value):
        return None, Problem(column.title, "隐去几位的号码", "完整的号码，或者留空")
    spoilt = ruined(column.field, value)
    return _wrong(column, value, spoilt) if spoilt else (take(column.field, value), None)


def _digits(column: Column, value: float) -> tuple[object, Problem | None]:
    """A number where text is expected: no `.0`, no powers of ten, and no lost digits."""
    if abs(value) >= 10**_DIGITS_KEPT:
        return None, Problem(column.title, f"超过 {_DIGITS_KEPT} 位的数字", _TOO_MANY_DIGITS)
    return str(_plain(value)), None


def _number(column: Column, value: object) -> tuple[object, Problem | None]:
    if isinstance(value, str):
        return _quantity(column, value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _wrong(column, value, _allowed_number(column))
    read = _plain(round(value, MOST_DECIMALS))
    if value and not read:
        return _wrong(column, value, TOO_FINE)
    return _if_likely(column, value, read, named=False)


def _quantity(column: Column, value: str) -> tuple[object, Problem | None]:
    result = read_quantity(value)
    unit = column.units.get(comparable(result.unit)) if result.unit else Unit(1)
    if result.value is not None and unit is not None:
        return _if_likely(column, value, in_unit(result.value, unit), named=bool(result.unit))
    allowed = f"{result.wrong}（{column.hint}）" if result.wrong and column.hint else _allowed_number(column)
    return _wrong(column, value, allowed)


def _allowed_number(column: Column) -> str:
    return column.hint or "数字"


def _if_likely(column: Column, value: object, read: float, *, named: bool) -> tuple[object, Problem | None]:
    """The number `read`, unless its unit is probably another one; `named`: the unit was written."""
    if column.field == CAPACITY and named and 0 < read < _LEAST_CAPACITY:
        return _wrong(column, value, "容量，如 20千瓦、20千伏安（“W”可能是瓦，也可能是万，请写明）")
    if column.field == "case.supply.voltage_kv" and read > HIGHEST_KV and not named:
        return _wrong(column, value, _allowed_number(column))
    return read, None


def _plain(value: float) -> float:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _day(column: Column, value: object, day_zero: date) -> tuple[object, Problem | None]:
    """A day with its year: a table must mean the same next year. Of a moment its day, as the table shows it."""
    found: date | None = None
    if isinstance(value, datetime):
        found = value.date()
    elif isinstance(value, date):
        found = value
    elif serial := _serial_day(value, day_zero):
        day, number = serial.isoformat(), str(value)
        return _wrong(
            column, value, f"日期（{number} 是表格里的日期序号，即 {day}；请把这一列设成日期格式，或直接写 {day}）"
        )
    elif isinstance(value, str | int) and not isinstance(value, bool):
        found = read_full_day(str(value))
    if found is None or found.year not in YEARS:
        return _wrong(column, value, _A_DAY)
    return found, None


def _serial_day(value: object, day_zero: date) -> date | None:
    """The day that a serial number means, if it is plausible: it may be a mistake, so it is only suggested."""
    result = unicodedata.normalize("NFKC", str(value))
    if isinstance(value, bool) or not isinstance(value, int | float | str) or not _SERIAL.fullmatch(result):
        return None
    day = day_zero + timedelta(days=int(float(result)))
    return day if day.year in YEARS else None


def _word(column: Column, value: object) -> tuple[object, Problem | None]:
    if isinstance(value, bool):
        value = "是" if value else "否"
    result = comparable(str(_plain(value)) if isinstance(value, int | float) else str(value))
    if result not in column.words:
        between = "；" if any("、" in word for word in column.offered) else "、"
        return _wrong(column, value, f"以下之一：{between.join(column.offered)}")
    return column.words[result], None


def _words(column: Column, value: object) -> tuple[object, Problem | None]:
    lines = [comparable(part) for part in _BETWEEN.split(unicodedata.normalize("NFKC", str(value))) if part]
    if not lines or any(part not in column.words for part in lines):
        return _wrong(column, value, f"以下各项，用顿号隔开：{'、'.join(column.offered)}；都不占用的写“无”")
    found = [column.words[part] for part in lines]
    if None in found and len(found) > 1:
        return _wrong(column, value, "“无”，或者占用的部位，不能都写")
    return [] if found == [None] else list(dict.fromkeys(found)), None


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


_READERS: Mapping[Kind, Callable[[Column, object], tuple[object, Problem | None]]] = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.TELEPHONE: _code,
    Kind.NUMBER: _number,
    Kind.WORD: _word,
    Kind.WORDS: _words,
    Kind.STRETCHES: _stretches,
}
