"""The only parser of numbers that people write: the value as a reader sees it, or what is wrong in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from gridcounter.core.validation.text import half_width, take_text, without_selectors
from gridcounter.core.validation.units import Unit, comparable

#: Complete groups of three after the first comma, or no groups at all. A space separates two numbers, unless it is one
#: of the spaces made for grouping.
_THIN = re.compile("(?<=[0-9])[\u00a0\u2009\u202f](?=[0-9]{3}(?![0-9]))")
_NUMBER = re.compile(
    r"([+-]?)"
    r"((?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+)"
    r" ?(.*)"
)
_COMMA = re.compile(r"[+-]?[0-9]+(,[0-9]*)+(\.[0-9]+)?")
_POWERS = re.compile(r"[+-]?[0-9.]+[Ee][+-]?[0-9]+")
#: More digits than a floating-point number keeps.
_MOST_DIGITS = 15
#: The number of decimals shown.
MOST_DECIMALS = 6
#: What an input method writes for a point, besides the full-width one.
_POINTS = str.maketrans({"。": ".", "｡": ".", "−": "-", "，": ","})
_DIGITS = "0123456789"
#: Starts a second number or a range: no unit starts with these.
_NO_UNIT = frozenset([*_DIGITS, *".,-+~～至到_/'%"])
_CHINESE = frozenset("零〇一二三四五六七八九十百千万亿两半")

A_NUMBER = "数字，如 160 或 12.5"
GROUPS = "用小数点写的数，如 12.5；逗号只能隔开千位，如 12,500"
TOO_MANY = f"不超过 {_MOST_DIGITS} 位的数"
TOO_FINE = f"不超过 {MOST_DECIMALS} 位小数的数"
DIGITS = "阿拉伯数字，如 160 或 12.5"


@dataclass(frozen=True, slots=True)
class Quantity:
    """The number before its unit is applied, and the unit as written; or the required form."""

    value: Decimal | None = None
    unit: str = ""
    wrong: str = ""


def read_number(raw: str, units: Mapping[str, Unit] | None = None) -> tuple[float | None, str]:
    """The value in the field's own unit and "", or None and the required form; None and "" if empty.

    `units` may follow the number: by their comparable form.
    """
    found, known = read_quantity(raw), units or {}
    if found.value is None:
        return None, found.wrong
    unit = known.get(comparable(found.unit)) if found.unit else Unit(1)
    if unit is None:
        return None, _allowed(found.unit, known)
    return in_unit(found.value, unit), ""


def read_quantity(raw: str) -> Quantity:
    """A number and the text after it; an empty result for an empty text."""
    text = without_selectors(half_width(take_text(_THIN.sub(",", raw)))).translate(_POINTS)
    if not text:
        return Quantity()
    if _POWERS.fullmatch(text):
        return Quantity(wrong=A_NUMBER)
    found = _NUMBER.fullmatch(text)
    if found is None:
        return Quantity(wrong=DIGITS if text[0] in _CHINESE else A_NUMBER)
    sign, digits, unit = found.groups()
    if _COMMA.match(text) and unit[:1] in {",", *_DIGITS}:
        return Quantity(wrong=GROUPS)
    if unit[:1] in _NO_UNIT:
        return Quantity(wrong=A_NUMBER)
    if len(re.sub(r"\D", "", digits).lstrip("0")) > _MOST_DIGITS:
        return Quantity(wrong=TOO_MANY)
    value = Decimal(sign + digits.replace(",", "").rstrip("."))
    return Quantity(value, unit) if value == round(value, MOST_DECIMALS) else Quantity(wrong=TOO_FINE)


def in_unit(value: Decimal, unit: Unit) -> float:
    """The number times the factor, decimal arithmetic (0.1 km is 100 m), rounded to MOST_DECIMALS."""
    found = float(round(value * Decimal(str(unit.factor)), MOST_DECIMALS))
    return int(found) if found.is_integer() else found


def _allowed(unit: str, units: Mapping[str, Unit]) -> str:
    if units:
        return f"数字，后面可以带单位：{'、'.join(units)}"
    return "数字，不带单位，如 160 或 12.5" if unit[0].isalpha() else A_NUMBER
