"""Text from any source (typed, pasted, read from a table or from JSON), converted into the stored and printed text.

Invisible characters are dropped, whitespace of every kind becomes one space, and visible characters are unchanged.
Converting twice gives the same as converting once.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

#: Unicode calls them default-ignorable: no font shows them (DerivedCoreProperties.txt, Unicode 15); so are the anchors
#: of an annotation, U+FFF9 to U+FFFB. Variation selectors are excluded here: after a character they choose its shape.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)
#: All controls (Cc) besides.
_NOT_SEEN = re.compile(f"[\x00-\x1f\x7f-\x9f]|{_INVISIBLE.pattern}")
_SELECTORS = "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
#: A selector after whitespace, at the beginning or after another one has no character to choose a shape for.
_CHOOSES_NOTHING = re.compile(f"(^|[\\s{_SELECTORS}])[{_SELECTORS}]+")
#: Those that end no line; a tab sets cells apart.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f]")
_SPACES = re.compile(r"[\s\x1c-\x1f\u2800]+")
#: A registered name may contain these: their canonical form is a visibly different character.
_NOT_COMPOSED = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")
#: As in Unicode's text that is safe for streams (UAX 15).
_MOST_MARKS = 30


def take_text(raw: str) -> str:
    """One line without invisible characters; empty if all were. Letters with marks are composed (NFC)."""
    if raw.isascii() and raw.isprintable():
        return " ".join(raw.split())
    seen = _NOT_SEEN.sub("", _SPACES.sub(" ", raw))
    composed = seen if _is_piled(seen) else _composed(seen)
    while (found := _CHOOSES_NOTHING.sub(r"\1", composed)) != composed:
        composed = found
    return _SPACES.sub(" ", composed).strip()


def _composed(text: str) -> str:
    return "".join(
        part if _NOT_COMPOSED.fullmatch(part) else unicodedata.normalize("NFC", part)
        for part in _NOT_COMPOSED.split(text)
    )


def _is_piled(text: str) -> bool:
    """Whether more marks stand on one letter than any language has: to order them takes as long as their square."""
    if text.isascii() or len(text) <= _MOST_MARKS:
        return False
    runs = (sum(1 for _ in run) for marks, run in groupby(text, lambda char: unicodedata.combining(char) > 0) if marks)
    return max(runs, default=0) > _MOST_MARKS


def only_visible(text: str) -> str:
    """A text of many lines without what nobody sees: it would turn a figure round, or part one. Its lines stay."""
    return _CONTROLS.sub("", _INVISIBLE.sub("", text))


def in_one_line(text: str, most: int = 200) -> str:
    """What a file from outside says, as a part of our own line: cut, and without line breaks and rows of blanks, after
    which the rest of it would look like a line of ours.
    """
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most]}…"


def is_invisible(raw: str) -> bool:
    """True if there is input, and all of it is invisible: an empty field is not."""
    return bool(raw.strip()) and not take_text(raw)


def half_width(text: str) -> str:
    """Full-width letters, digits and signs as half-width ones. Nothing else: ② stays ②, ² stays ²."""
    if text.isascii():
        return text
    return "".join(
        unicodedata.normalize("NFKC", char) if unicodedata.decomposition(char).startswith("<wide>") else char
        for char in text
    )


def without_selectors(text: str) -> str:
    """A digit has no variants: a selector from a telephone's keyboard is dropped."""
    return re.sub(f"[{_SELECTORS}]", "", text)


def take_code(raw: str) -> str:
    """A number that is read out, in its stored form: half width, capital letters, no spaces."""
    text = "".join(without_selectors(half_width(take_text(raw))).split())
    return "".join(char.upper() if char.isascii() else char for char in text)
