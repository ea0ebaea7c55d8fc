"""Texts of a pack that no paper can print: of several lines, with what nobody sees, as long as a book."""

from __future__ import annotations

from collections.abc import Iterator

from gridcounter.core.policy.parse import PackProblem
from gridcounter.core.validation.models import Problem
from gridcounter.core.validation.text import take_text

_ALLOWED = "写成一行、看得见的字"
#: Characters, as of each sentence of a rule; a clause has a few.
_LONGEST = 400


def malformed_texts(raw: object, source: str, where: str = "") -> Iterator[PackProblem]:
    """One for each text, keys included, with the place and the code of the first such character."""
    if isinstance(raw, dict):
        for key, value in raw.items():
            if wrong := wrong_with_text(key):
                yield PackProblem(source, where or "文件头", Problem("键", wrong, _ALLOWED))
            else:
                yield from malformed_texts(value, source, f"{where}.{key}" if where else str(key))
    elif isinstance(raw, list):
        for place, value in enumerate(raw, start=1):
            yield from malformed_texts(value, source, f"{where} 第 {place} 条")
    elif isinstance(raw, str) and (wrong := wrong_with_text(raw)):
        yield PackProblem(source, where, Problem("文字", wrong, _ALLOWED))


def texts_in(raw: object, where: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a pack with its place, as `malformed_texts` names it; keys are none."""
    if isinstance(raw, dict):
        for key, value in raw.items():
            yield from texts_in(value, f"{where}.{key}" if where else str(key))
    elif isinstance(raw, list):
        for place, value in enumerate(raw, start=1):
            yield from texts_in(value, f"{where} 第 {place} 条")
    elif isinstance(raw, str):
        yield where, raw


def wrong_with_text(text: str) -> str:
    """第 3 个字是看不见的字符（U+200B）, or how long a text is that is too long; "" if there is none. A space is none,
    whatever its width.
    """
    if len(text) > _LONGEST:
        return f"有 {len(text):,} 个字，最多 {_LONGEST} 个"
    if text.isprintable() and len(take_text(f"一{text}一")) == len(text) + 2:
        return ""  # almost all of them
    for place, char in enumerate(text, start=1):
        if char in "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029":
            return f"第 {place} 个字是换行（U+{ord(char):04X}）"
        if char == "\t" or take_text(f"一{char}一") == "一一":
            return f"第 {place} 个字是看不见的字符（U+{ord(char):04X}）"
    return ""
