"""How Chinese papers number their passages, and how a clause names one: 三(一)2, 附件2-17, 第四条, 附件1注2."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

_NUMERALS = "一二三四五六七八九十百零〇"
_VALUES: Mapping[str, int] = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0}
_MARKS = re.compile(
    rf"第(?P<chapter>[{_NUMERALS}]+|\d{{1,3}})章"
    rf"|第(?P<article>[{_NUMERALS}]+|\d{{1,3}})条[\s　、：:]*"
    rf"|(?P<part>[{_NUMERALS}]+)、"
    rf"|[（(](?P<section>[{_NUMERALS}]+)[)）]"
    rf"|(?P<item>\d{{1,3}})[.．、](?!\d)"
    rf"|[（(](?P<point>\d{{1,2}})[)）]"
    rf"|(?P<saying>[{_NUMERALS}]{{1,2}})是"
)
_NAMED = re.compile(
    rf"[-－]?(?:印发通知|附件(?P<annex>\d*)|注(?P<note>\d*)|第?(?P<article>[{_NUMERALS}]+|\d+)条"
    rf"|(?P<part>[{_NUMERALS}]+)|\((?P<section>[{_NUMERALS}]+)\)|\((?P<point>\d+)\)|(?P<item>\d+))"
)


class Level(IntEnum):
    """From the outermost to the innermost; `ROW` and `NOTE` are those of an annex."""

    LETTER = 0
    ANNEX = 1
    CHAPTER = 2
    PART = 3
    ARTICLE = 4
    SECTION = 5
    ITEM = 6
    POINT = 7
    SAYING = 8
    ROW = 9
    NOTE = 10


#: The outermost numbers of a paper.
OUTERMOST = frozenset({Level.CHAPTER, Level.PART, Level.ARTICLE})
#: These go on counting where something further out begins anew.
GO_ON = frozenset({Level.ARTICLE, Level.ITEM})


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way to a passage; `number` is 0 where there is only one of its kind."""

    level: Level
    number: int


#: The way to a passage, from the outermost step.
Way = tuple[Step, ...]

_LEVELS = {name: Level[name.upper()] for name in ("chapter", "article", "part", "section", "item", "point", "saying")}


@dataclass(frozen=True, slots=True)
class Mark:
    """The number with which a line begins, and the length of what shows it."""

    step: Step
    length: int


def mark_of(line: str) -> Mark | None:
    """None for a line that begins with no number of the kinds that papers use."""
    found = _MARKS.match(line)
    if found is None or found.lastgroup is None:
        return None
    return Mark(Step(_LEVELS[found.lastgroup], number_of(found[found.lastgroup])), found.end())


def number_of(text: str) -> int:
    """The value of a numeral up to 199, in Chinese or Arabic figures."""
    if text.isdecimal():
        return int(text)
    hundreds, _, rest = text.rpartition("百")
    tens, ten, units = rest.rpartition("十")
    most = 100 * (_VALUES.get(hundreds, 1) if hundreds or "百" in text else 0)
    return most + (10 * _VALUES.get(tens, 1) if ten else 0) + _VALUES.get(units.lstrip("零〇"), 0)


def way_to(clause: str) -> Way | None:
    """The steps that a clause names; None if it names its passage in another way, as by its first words."""
    text = "".join(clause.split()).replace("（", "(").replace("）", ")")
    steps, at = list[Step](), 0
    while at < len(text):
        found = _NAMED.match(text, at)
        if found is None:
            return None
        steps.append(_step(found, within_annex=any(step.level == Level.ANNEX for step in steps)))
        at = found.end()
    return tuple(steps) or None


def _step(found: re.Match[str], *, within_annex: bool) -> Step:
    kind = found.lastgroup
    if kind is None:
        return Step(Level.LETTER, 0)
    if kind in {"annex", "note"}:
        return Step(Level[kind.upper()], int(found[kind] or 0))
    return Step(Level.ROW if kind == "item" and within_annex else _LEVELS[kind], number_of(found[kind]))


def is_named_by(way: Way, named: Way) -> bool:
    """Whether these steps name the passage: they are its last ones.

    一是 is cited like 一、, and a numbered item of an annex like a row of its table.
    """
    if len(named) > len(way):
        return False
    return all(_same(one, other) for one, other in zip(reversed(way), reversed(named), strict=False))


def _same(one: Step, named: Step) -> bool:
    alike = {Level.SAYING: Level.PART, Level.ITEM: Level.ROW} if named.level in {Level.PART, Level.ROW} else {}
    return one.number == named.number and alike.get(one.level, one.level) == named.level
