"""Two answers to one case beside each other: the lines of the later one, with what changed marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from html import unescape

from gridcounter.desktop.kit.theme import Tokens

_LINE = re.compile(r"<p\b.*?</p>", re.DOTALL)
_BEGINS = re.compile(r"<p\b[^>]*>")
_MARKUP = re.compile(r"<[^>]+>")


def lines_of(html: str) -> list[str]:
    """The paragraphs of a rich text."""
    return _LINE.findall(html)


def marked(now: Sequence[str], before: Sequence[str], tokens: Tokens) -> tuple[str, int]:
    """The paragraphs of `now` as one text, new ones marked, gone ones struck through; and how many places differ."""
    compared = SequenceMatcher(None, [*map(_plain, before)], [*map(_plain, now)], autojunk=False)
    blocks = compared.get_opcodes()
    text = "".join(_block(kind, before[a:b], now[c:d], tokens) for kind, a, b, c, d in blocks)
    return text, sum(kind != "equal" for kind, *_ in blocks)


def _plain(line: str) -> str:
    return unescape(_MARKUP.sub("", line)).strip()


def _block(kind: str, before: Sequence[str], now: Sequence[str], tokens: Tokens) -> str:
    return "".join(now if kind == "equal" else _changed(before, now, tokens))


def _changed(before: Sequence[str], now: Sequence[str], tokens: Tokens) -> Iterator[str]:
    sign = f'<span style="background:{tokens.warn_soft}; color:{tokens.warn}"><b>● 改</b></span>　'
    for line in before:
        gone = _MARKUP.sub("", line).strip()
        yield f'<p style="margin:2px 0; color:{tokens.muted}">原来　<s>{gone}</s></p>'
    for line in now:
        yield _BEGINS.sub(lambda begins: begins[0] + sign, line, count=1)
