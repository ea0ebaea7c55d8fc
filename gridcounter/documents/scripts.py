"""Scripts that can be set glyph by glyph, the printed form of a text, and the names of refused scripts.

Glyphs are drawn without shaping. That is right for the scripts of PLAIN only; decision 10 says why the others are
refused and not shaped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from fontTools.unicodedata import script_extension

# Whitespace that a clerk may paste; a paper shows each as one space.
SPACES: Final = {ord(char): " " for char in "\t\n\r\u0085\u2028\u2029"}

# ISO 15924. HarfBuzz, kerning and optional ligatures aside, draws these as we do: decision 10 has the trial.
# fmt: off
PLAIN: Final = frozenset((
    "Zyyy", "Zinh", "Latn", "Grek", "Cyrl", "Armn", "Geor", "Ethi", "Cher",
    "Hani", "Hira", "Kana", "Bopo", "Hang", "Yiii", "Lisu", "Tale", "Talu", "Nshu",
))
# fmt: on
# The first matching script gives the name; scripts that are not listed are OTHER.
NAMES: Final[Mapping[str, str]] = {
    "Arab": "阿拉伯字母，如维吾尔文、哈萨克文",
    "Tibt": "藏文",
    "Mong": "蒙古文、满文或锡伯文",
    "Phag": "八思巴文",
    "Lana": "老傣文",
    "Mymr": "缅文或傣绷文",
    "Plrd": "滇东北苗文",
    "Hebr": "希伯来文",
    "Syrc": "叙利亚文",
    "Thaa": "它拿文",
    "Deva": "天城文，如印地文",
    "Beng": "孟加拉文",
    "Taml": "泰米尔文",
    "Sinh": "僧伽罗文",
    "Thai": "泰文",
    "Laoo": "老挝文",
    "Khmr": "高棉文",
}
OTHER: Final = "其他文字"
MARK: Final = "叠加在字母上的符号"
JAMO: Final = "没有合成的谚文字母"
EMOJI: Final = "组合的表情符号"
WAYS_OUT: Final[Mapping[str, str]] = {
    MARK: "不带叠加符号的字母",
    JAMO: "合成的谚文音节",
    EMOJI: "不含组合表情的文字",
}
WAY_OUT: Final = "汉字或拉丁字母，姓名照证件上的汉字填写；本程序不能正确印出这种文字，原文字可手写在打印好的文书上"

_NO_LETTERS: Final = frozenset(("Cc", "Cf", "Cs", "Co"))  # refused for another reason: see `faces`
_FOLLOWING_JAMO: Final = re.compile("[\u1161-\u1175\u11a8-\u11c2]")
_JAMO: Final = re.compile("[\u1100-\u11ff\u3164\ua960-\ua97f\ud7b0-\ud7ff\uffa0]")
_EMOJI: Final = re.compile("[\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff]")
_HAN_TO_COME: Final = re.compile("[\U00020000-\U0003ffff]")
# useless without shaping, and a box in many fonts
_SELECTORS: Final = re.compile(r"(?<=\S)[\ufe00-\ufe0f\U000e0100-\U000e01ef]+")


@dataclass(frozen=True, slots=True)
class UnprintableSpan:
    """A text span of one kind, from its first to its last character; `char` is the first of them."""

    found: str
    kind: str
    char: str

    @property
    def named(self) -> str:
        """The span's characters; lookalike or invisible ones with their code point."""
        return f"{self.kind} U+{ord(self.char):04X}" if self.kind in WAYS_OUT else self.kind

    @property
    def way_out(self) -> str:
        """What the clerk can do instead, in Chinese."""
        return WAYS_OUT.get(self.kind, WAY_OUT)


def printable(text: str) -> str:
    """The text as printed: line breaks and tabs become spaces, letters and their marks one character."""
    return composed(text).translate(SPACES)


def composed(text: str) -> str:
    """NFC of decomposed characters; compatibility ideographs that NFC would replace stay. No variation selectors."""
    if text.isascii():
        return text
    text = _SELECTORS.sub("", text)
    return text if unicodedata.is_normalized("NFC", text) else "".join(map(_one, _pieces(text)))


def _one(piece: str) -> str:
    return unicodedata.normalize("NFC", piece) if len(piece) > 1 else piece


def _pieces(text: str) -> Iterator[str]:
    """Each character with those that may be composed with it."""
    begun = 0
    for at in range(1, len(text)):
        if not _continues(text[at]):
            yield text[begun:at]
            begun = at
    yield text[begun:]


def _continues(char: str) -> bool:
    return unicodedata.combining(char) != 0 or _FOLLOWING_JAMO.match(char) is not None


@cache
def kind_of(char: str) -> str | None:
    """The kind of a character that cannot be set glyph by glyph, in Chinese; None for all others."""
    if unicodedata.category(char) in _NO_LETTERS:
        return None
    scripts = script_extension(char)
    if not scripts & PLAIN and not _HAN_TO_COME.match(char):
        return next((name for script, name in NAMES.items() if script in scripts), OTHER)
    if unicodedata.bidirectional(char) in {"R", "AL", "AN"}:
        return OTHER
    if unicodedata.category(char).startswith("M"):
        return MARK
    if _JAMO.match(char):
        return JAMO
    return EMOJI if _EMOJI.match(char) else None


def unset(text: str) -> list[UnprintableSpan]:
    """One for each kind, in order of appearance. A mark is reported with its base letter."""
    shown = printable(text)
    places: dict[str, list[int]] = {}
    for at, char in enumerate(shown):
        kind = kind_of(char)
        if kind is not None:
            places.setdefault(kind, []).append(at)
    return [
        UnprintableSpan(shown[max(found[0] - (kind == MARK), 0) : found[-1] + 1], kind, shown[found[0]])
        for kind, found in places.items()
    ]
