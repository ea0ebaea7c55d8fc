"""The one reader of numbers that people write: the value that the eye reads, or what is wrong in words."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from gridcounter.core.validation.text import half_width, take_text

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Whole groups of three behind the first comma or space, or none at all.
_NUMBER = re.compile(
    r"([+-]?)"
    r"((?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]{0,2}(?: [0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+)"
    r" ?(.*)"
)
_COMMA = re.compile(r"[+-]?[0-9]+(,[0-9]*)+(\.[0-9]+)?")
_POWERS = re.compile(r"[+-]?[0-9.]+[Ee][+-]?[0-9]+")
#: More digits than a computer keeps of a number with a point.
_MOST_DIGITS = 15
#: What an input method writes for a point, beside the full-width one.
_POINTS = str.maketrans({"。": ".", "｡": ".", "−": "-", "，": ","})
_CHINESE = frozenset("零〇一二三四五六七八九十百千万亿两半")

_VOLTS: Mapping[str, float] = {"千伏": 1, "kV": 1, "伏": 0.001, "V": 0.001}
_METRES: Mapping[str, float] = {"米": 1, "m": 1, "公里": 1000, "千米": 1000, "km": 1000}
_SQUARE_METRES: Mapping[str, float] = {"平方米": 1, "平米": 1, "m²": 1, "m2": 1, "㎡": 1}

A_NUMBER = "数字，如 160 或 12.5"
GROUPS = "用小数点写的数，如 12.5；逗号只能隔开千位，如 12,500"
TOO_MANY = f"不超过 {_MOST_DIGITS} 位的数"
DIGITS = "阿拉伯数字，如 160 或 12.5"


def read_number(raw: str, units: Mapping[str, float] | None = None) -> tuple[float | None, str]:
    """The value in the field's own unit and nothing, or None and what should stand there; None and nothing if empty.

    `units` may stand behind the number -> what it is multiplied by; their letters in either case.
    """
    text = half_width(take_text(raw)).translate(_POINTS)
    if not text:
        return None, ""
    if _POWERS.fullmatch(text):
        return None, A_NUMBER
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None, DIGITS if text[0] in _CHINESE else A_NUMBER
    sign, digits, unit = found.groups()
    if _COMMA.match(text) and unit[:1] in {",", *"0123456789"}:
        return None, GROUPS
    if len(re.sub(r"\D", "", digits).lstrip("0")) > _MOST_DIGITS:
        return None, TOO_MANY
    factor = _factor(unit, units or {})
    if factor is None:
        return None, _allowed(unit, units or {})
    value = Decimal(sign + re.sub("[, ]", "", digits).rstrip(".")) * Decimal(str(factor))
    return _plain(float(value)), ""


def units_of(field: str) -> Mapping[str, float]:
    """What may stand behind a number of this dotted field -> what it is multiplied by.

    A capacity has none here: its unit is a field of its own.
    """
    if field.endswith("voltage_kv"):
        return _VOLTS
    if field.endswith("_m2"):
        return _SQUARE_METRES
    return _METRES if field.endswith("_m") else {}


def _factor(unit: str, units: Mapping[str, float]) -> float | None:
    if not unit:
        return 1
    return next((factor for name, factor in units.items() if name.casefold() == unit.casefold()), None)


def _allowed(unit: str, units: Mapping[str, float]) -> str:
    if unit[0] in "0123456789.,-+~～至到_" or not units:
        return A_NUMBER if not unit[0].isalpha() else "只写数字，不带单位，如 160 或 12.5"
    return f"数字，后面可以带单位：{'、'.join(dict.fromkeys(units))}"


def _plain(value: float) -> float:
    return int(value) if value.is_integer() else value
