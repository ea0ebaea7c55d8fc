"""Text as the search sees it: its plain form, the initials of names, and the tokens of the index.

A token is one character and the one after it, written as base-36 numbers: nothing a tokenizer could fold, drop or
split. A word then stands in a text exactly where its tokens stand one after the other, one character is the beginning
of a token, and no length of words is special.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from itertools import pairwise, product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pypinyin.seg.mmseg import Seg

#: Between two texts; no plain text holds it, so that no word reaches from one into the next.
BETWEEN = "\x1f"
#: Digits of a character's number: 36 ** 4 is more than Unicode has.
WIDTH = 4
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
#: Surnames have one or two characters, and all readings of both count: 单 is dan, shan and chan. In a person's name
#: so do those of every character, because nobody knows how it is read: 李德行 is ldh and ldx.
_SURNAME, _LONGEST_PERSON = 2, 4
#: An application is saved field by field, and most of its texts are the ones of a moment ago.
_REMEMBERED = 512


@lru_cache(_REMEMBERED)
def plain(text: str) -> str:
    """Without punctuation and spaces, small letters, half width: （任城）A－1 is 任城a1."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(char for char in folded if not _is_dropped(char))


def words_of(query: str) -> tuple[str, ...]:
    """What was typed, as plain words; what is punctuation alone asks for nothing."""
    return tuple(dict.fromkeys(filter(None, (plain(word) for word in query.split()))))


@lru_cache(_REMEMBERED)
def initials(name: str) -> tuple[str, ...]:
    """The first letters of a name as it may be read: 任城面馆 is rcmg, 单雄信 is dxx, sxx and cxx."""
    seen = plain(name)
    if not seen:
        return ()
    letters = _letters(seen)
    many = len(seen) if len(seen) <= _LONGEST_PERSON else _SURNAME
    heads = [sorted({letter, *_readings(char)}) for char, letter in zip(seen[:many], letters, strict=False)]
    found = ("".join(head) + letters[many:] for head in product(*heads))
    return tuple(read for read in found if read != seen)


def tokens(text: str) -> str:
    """For the index: one token for each character, the last one alone."""
    codes = [_code(char) for char in text]
    return " ".join(one + after for one, after in zip(codes, [*codes[1:], ""], strict=True))


def phrase(word: str) -> str:
    """For the question: where in a text these characters stand one after the other."""
    codes = [_code(char) for char in word]
    if len(codes) == 1:
        return f"{codes[0]}*"
    pairs = " ".join(one + after for one, after in pairwise(codes))
    return f'"{pairs}"'


def joined(texts: Iterable[str]) -> str:
    """One text of all, with a sign between that no search word can cross; empty ones are left out."""
    return BETWEEN.join(filter(None, texts))


@cache
def _is_dropped(char: str) -> bool:
    """Characters of the private use area and ones that Unicode does not know yet are kept: names have them."""
    category = unicodedata.category(char)
    return category[0] in "PZ" or category in {"Cc", "Cf"}


@cache
def _code(char: str) -> str:
    number, code = ord(char), ""
    for _ in range(WIDTH):
        number, digit = divmod(number, 36)
        code = _DIGITS[digit] + code
    return code


def _letters(seen: str) -> str:
    """One letter for each character: the reading within the word where it is known."""
    # as pypinyin's own functions do with these two, but not copying every reading: in a quarter of the time
    phrases, segments = _words()
    read = "".join(_heads(phrases.get(word), word) for word in segments.cut(seen))
    return read if len(read) == len(seen) else "".join(_heads(None, char) for char in seen)


@cache
def _words() -> tuple[Mapping[str, Sequence[Sequence[str]]], Seg]:
    # its dictionaries take longer to load than the window to show; only the writer ever reads a name
    from pypinyin.constants import PHRASES_DICT  # noqa: PLC0415
    from pypinyin.seg.mmseg import seg  # noqa: PLC0415

    return PHRASES_DICT, seg


def _heads(phrase: Sequence[Sequence[str]] | None, word: str) -> str:
    """The first letters of a word; of its characters each for itself where the word is not known."""
    if phrase is None:
        return "".join((_readings(char) or (char,))[0] for char in word)
    return "".join(_head(readings[0]) for readings in phrase)


@cache
def _readings(char: str) -> tuple[str, ...]:
    # as above
    from pypinyin import Style, pinyin  # noqa: PLC0415

    found = pinyin(char, style=Style.FIRST_LETTER, heteronym=True, errors="ignore")
    return tuple(dict.fromkeys(_head(letter) for read in found for letter in read if letter))


@cache
def _head(reading: str) -> str:
    """ê and ḿ are typed e and m. There are no more readings than syllables."""
    return next((char for char in unicodedata.normalize("NFD", reading) if not unicodedata.combining(char)), "")
