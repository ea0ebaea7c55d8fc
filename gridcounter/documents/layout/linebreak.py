"""Chinese line breaking: marks that may not begin or end a line, and text that stays together if it fits.

Closing marks never begin a line and opening marks never end one (GB/T 15834-2011, 5.1). Numbers stay with their units,
Latin words and codes stay whole, …… and —— are never split. Text wider than a line is broken at its width.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise
from typing import Final

TICK: Final = "\ufdd0"  # placeholders of drawn things; noncharacters, so no text can contain them
BLANK: Final = "\ufdd1"

CLOSING: Final = frozenset("，。、；：？！）》】」』〉〕｝］〗〙”’…—～·‧・％‰℃℉°′″¢￠〞﹞,.;:?!)]}%ー々－–")
OPENING: Final = frozenset("（《【「『〈〔｛［〖〘“‘〝﹝([{￥¥＄$￡£№＃" + TICK)
SPACES: Final = frozenset(" \u3000")
GLUE: Final = frozenset("\u00a0\u2011\u2060")
UNITS: Final = (
    "千伏安|兆伏安|千瓦时|千瓦|兆瓦|千乏|千伏|伏|安|平方公里|平方米|平方毫米|立方米|公里|千米|毫米|厘米|米|公顷|亩|"
    "个工作日|工作日|个自然日|个小时|小时|个月|分钟|年|月|日|天|时|分|秒|周岁|岁|"
    "亿元|万元|元|角|号|室|单元|楼|层|栋|幢|页|条|款|项|章|份|套|台|户|人|回路|回|路|株|棵|处|次|种|类|件|期|级|个|倍|"
    "㎡|㎜|㎝|㎞|Ω|±"
)
TOGETHER: Final = re.compile(
    r"\d{2,4}年\d{1,2}月\d{1,2}日|\d{1,2}月\d{1,2}日"
    rf"|(?:第 ?)?\d[\d.,]* ?(?:{UNITS})"
    r"|\d{1,2}:\d{2}[—–-]\d{1,2}:\d{2}"
    r"|[A-Za-z0-9][A-Za-z0-9.,:/@_+\-]*[%‰℃°]"
    r"|(?:[①-⑳] )?(?:附件\d+(?:-\d+|注\d+)?|[一二三四五六七八九十]+\([一二三四五六七八九十]+\)\d*|\d{1,2}(?!\d))"
    r"|[①-⑳] [一二三四五六七八九十]+"
    r"|表样 \d[\d.]*"
)
WHOLE: Final = re.compile(
    r"[!-~]{6,}|\d{4}年\d{1,2}月\d{1,2}日|\d{1,2}:\d{2}[—–-]\d{1,2}:\d{2}|附件\d|[一二三四五六七八九十]\([一二三四五六七八九十]"
)
# a line begins with what a blank is for, not with the blank
ASKED: Final = re.compile(rf"[\u4e00-\u9fff]{{1,12}}[：: ]?{BLANK}")
# a short word to tick stays whole; after the box no line ends
TICKED: Final = re.compile(rf"{TICK} ?[\u4e00-\u9fff（）]{{1,8}}(?![\u4e00-\u9fff（）])")
# After these a long address breaks best.
SEAMS: Final = frozenset("/?&=-_.,;:#@~+|\\")
SEAM_SHARE: Final = 0.6  # an earlier seam would leave too much white space
TOLERANCE: Final = 1e-6  # sums of floats depend on their order


class Break(IntEnum):
    """Where a line may end.

    Kinds below FREE are used only if the text between two FREE breaks is wider than a line.
    """

    NEVER = 0  # forbidden by a mark's rule, or before a combining sign
    TORN = 1  # inside a Latin word or a code
    SEAM = 2  # inside a code, after / ? & and the like
    APART = 3  # between a number and its unit
    FREE = 4


def wrap(text: str, width: float, width_of: Callable[[str], float]) -> list[str]:
    """The lines of a text with all its characters; trailing whitespace of a line has no width."""
    return [text[start:end] for start, end in line_spans(text, [width_of(char) for char in text], width)]


def line_spans(text: str, widths: Sequence[float], width: float) -> list[tuple[int, int]]:
    """As (start, end) per line; `widths` holds one advance a character."""
    breaks = breaks_of(text)
    spans: list[tuple[int, int]] = []
    start = 0
    while start < len(text):
        end = _line_end(text, widths, width, start, breaks)
        spans.append((start, end))
        start = end
    return spans


@lru_cache(maxsize=512)
def breaks_of(text: str) -> Sequence[Break]:
    """For each index the kind of break before it. Cached: a paper needs it for each size that is tried."""
    breaks = [Break.NEVER] * len(text)
    for at in range(1, len(text)):
        if _marks_allow(text, at):
            breaks[at] = _break_between(text[at - 1], text[at])
    for match in TOGETHER.finditer(text):
        for at in range(match.start() + 1, match.end()):
            if _parts_well(text[at - 1], text[at]):
                breaks[at] = min(breaks[at], Break.APART)
            elif breaks[at] > Break.SEAM:
                breaks[at] = Break.TORN
    for match in (*ASKED.finditer(text), *TICKED.finditer(text)):
        for at in range(match.start() + 1, match.end()):
            breaks[at] = min(breaks[at], Break.APART)
    return breaks


def _break_between(before: str, after: str) -> Break:
    if before in GLUE or after in GLUE or (_in_word(before) and _in_word(after)):
        return Break.SEAM if before in SEAMS else Break.TORN
    return Break.FREE


def _parts_well(before: str, after: str) -> bool:
    """Between a number and its unit, not within a unit; a day stays with its 日."""
    return before in "年月个 " or (before.isascii() and not after.isascii() and after not in "年月日")


@lru_cache(maxsize=512)
def wholes(text: str) -> Sequence[tuple[int, int]]:
    """Codes, dates, hours and clauses, which broken read as two, with the marks that go with them; as (start, end)."""
    breaks = breaks_of(text)
    free = [0, *(at for at, kind in enumerate(breaks) if kind is Break.FREE), len(text)]
    return [(start, end) for start, end in pairwise(free) if WHOLE.search(text, start, end)]


def _line_end(text: str, widths: Sequence[float], width: float, start: int, breaks: Sequence[Break]) -> int:
    full, free, room = start, start, width + TOLERANCE
    while full < len(text):
        room -= widths[full]
        if room < 0 and text[full] not in SPACES:
            break
        full += 1
        if full < len(text) and breaks[full] is Break.FREE:
            free = full
    if full == len(text):
        return full
    return _end_of_full_line(text, widths, width, start, full, free, breaks)


def _end_of_full_line(
    text: str, widths: Sequence[float], width: float, start: int, full: int, free: int, breaks: Sequence[Break]
) -> int:
    """`full` is the end of the full line, `free` the last free break before it, or the start."""
    following = next((at for at in range(full + 1, len(text)) if breaks[at] is Break.FREE), len(text))
    if free > start and _visible_width(text, widths, free, following) <= width + TOLERANCE:
        return free
    if free - start > (full - start) / 2:
        return free  # the wide run begins a line of its own
    if full == start:
        return start + 1  # one character is wider than the line
    return _forced_end(breaks, start, full, free)


def _visible_width(text: str, widths: Sequence[float], start: int, end: int) -> float:
    while end > start and text[end - 1] in SPACES:
        end -= 1
    return sum(widths[start:end])


def _forced_end(breaks: Sequence[Break], start: int, full: int, free: int) -> int:
    """Where to break a run that no line can hold: the best kind of break, and the last one of that kind."""
    for kind in (Break.APART, Break.SEAM):
        worth = max(free, start + int((full - start) * SEAM_SHARE))
        at = next((at for at in range(full, worth, -1) if breaks[at] is kind), None)
        if at is not None:
            return at
    torn = next((at for at in range(full, max(free, start), -1) if breaks[at] is not Break.NEVER), None)
    return torn or (free if free > start else full)


def _marks_allow(text: str, at: int) -> bool:
    """Whitespace between a mark and the break does not lift the rule."""
    after = text[at]
    if after in CLOSING or after in SPACES or _joins(after):
        return False
    last = at - 1
    while last > 0 and text[last] in SPACES:
        last -= 1
    return text[last] not in OPENING


def _in_word(char: str) -> bool:
    """Latin letters, digits and the signs inside codes, prices and addresses."""
    return "!" <= char <= "~" or unicodedata.category(char) in {"Ll", "Lu"}


def _joins(char: str) -> bool:
    """Combining marks belong to the preceding character."""
    return unicodedata.category(char) in {"Mn", "Me", "Mc"}
