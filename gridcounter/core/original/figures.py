"""The figures of a rule, and where they stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gridcounter.core.policy.conditions import AllOf, AnyOf, Condition, Given, Not, Test
from gridcounter.core.policy.rule import Rule

#: Calendar days that papers write as words: 当日, 次日.
_DAYS_IN_WORDS = 2
#: Keys whose limits a paper writes as figures. A voltage is a name, and one source or two are words.
_MEASURED = re.compile(r"supply\.capacity|works\.\w+_(?:m|m2|years)")
_NUMERALS: tuple[str, ...] = ("", *"一二三四五六七八九")


@dataclass(frozen=True, slots=True)
class Figure:
    """`key` is that of the rule, or that of its condition."""

    key: str
    value: float

    @property
    def shown(self) -> str:
        """As a paper writes it."""
        return f"{self.value:g}"


def figures_of(rule: Rule, condition: Condition) -> tuple[Figure, ...]:
    """The days and the limits that a rule states itself; what a term of the pack says is stated elsewhere."""
    days = (Figure(key, value) for key in ("wd", "days") if (value := getattr(rule, key, None)) is not None)
    written = (one for one in days if one.key == "wd" or one.value > _DAYS_IN_WORDS)
    return tuple(dict.fromkeys((*written, *limits_of(condition))))


def limits_of(condition: Condition) -> Iterator[Figure]:
    """What a condition compares with, where a paper would write it in figures; not what a term in it says."""
    match condition:
        case Test(key=key, limit=int() | float() as limit) if not isinstance(limit, bool) and _MEASURED.fullmatch(key):
            yield from [Figure(key, limit)] if limit else []  # a paper writes nothing as words: 不挖掘
        case AllOf(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from limits_of(part)
        case Not(part=part) | Given(part=part):
            yield from limits_of(part)


def places_of(figure: Figure, text: str) -> list[tuple[int, int]]:
    """Where the figure stands, as digits or as a Chinese numeral of days or a measure: begin and end of each."""
    found = [match.span() for match in _in_digits(figure).finditer(text) if not _numbers_a_passage(text, match)]
    numeral = _numeral(figure.value)
    if numeral:
        within = rf"(?<![一二三四五六七八九十百]){numeral}(?=\s*(?:个|工作日|日|天|米|千|平|公里|年))"
        found += [match.span() for match in re.finditer(within, text)]
    return sorted(found)


def _numbers_a_passage(text: str, found: re.Match[str]) -> bool:
    """The 5 of 5. and of the fifth row is no figure."""
    begins = found.start() == 0 or text[found.start() - 1] == "\n"
    return begins and text[found.end() : found.end() + 1] in tuple(".．、　")


def _in_digits(figure: Figure) -> re.Pattern[str]:
    whole, point, rest = figure.shown.partition(".")
    grouped = "".join(f"[,，]?{char}" if at and (len(whole) - at) % 3 == 0 else char for at, char in enumerate(whole))
    return re.compile(rf"(?<![\d.．])(?<!\d[,，]){grouped}{re.escape(point + rest)}(?![,，]?\d|[.．]\d)")


def _numeral(value: float) -> str:
    """Below a hundred; "" for any other."""
    if value != int(value) or not 0 < value < 100:  # noqa: PLR2004  two figures
        return ""
    tens, units = divmod(int(value), 10)
    tenfold = f"{_NUMERALS[tens] if tens > 1 else ''}十" if tens else ""
    return tenfold + _NUMERALS[units]
