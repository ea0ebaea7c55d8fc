"""Text in its search forms: the plain form, the initials of names, and the tokens of the index.

A token is one character and the next one, written as base-36 numbers: nothing a tokenizer could fold, drop or split. A
word then occurs in a text exactly if its tokens occur in sequence; one character is the beginning of a token, and no
word length is special.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise, product
from typing import TYPE_CHECKING

from gridcounter import lazy

if TYPE_CHECKING:
    from pypinyin.seg.mmseg import Seg

#: Separates two texts; no plain text contains it, so that no word spans two texts.
BETWEEN = "\x1f"
#: Digits of a character's number: 36 ** 4 exceeds the range of Unicode.
WIDTH = 4
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
#: Surnames have one or two characters, and all their readings count: 单 is dan, shan and chan. In a person's name all
#: readings of every character count, because the right one is unknown: 李德行 is ldh and ldx.
_SURNAME, _LONGEST_PERSON = 2, 4
#: Cache size: an application is saved field by field, and most of its texts are unchanged since the last save.
_REMEMBERED = 512


@lru_cache(_REMEMBERED)
def plain(text: str) -> str:
    """Without punctuation and spaces, lower case, half width: （任城）A－1 is 任城a1."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(char for char in folded if not _is_dropped(char))


def words_of(query: str) -> tuple[str, ...]:
    """The query as plain words; words of punctuation only are dropped."""
    return tuple(dict.fromkeys(filter(None, (plain(word) for word in query.split()))))


@lru_cache(_REMEMBERED)
def initials(name: str) -> tuple[str, ...]:
    """The first letters of each possible reading: 任城面馆 is rcmg, 单雄信 is dxx, sxx and cxx."""
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
    """For the query: matches a text that contains these characters in sequence."""
    codes = [_code(char) for char in word]
    if len(codes) == 1:
        return f"{codes[0]}*"
    pairs = " ".join(one + after for one, after in pairwise(codes))
    return f'"{pairs}"'


def joined(texts: Iterable[str]) -> str:
    """One text of all, with a separator that no search word can cross; empty ones are left out."""
    return BETWEEN.join(filter(None, texts))


@cache
def _is_dropped(char: str) -> bool:
    """Characters of the private use area and ones that this Unicode version does not know are kept: names have them."""
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
    """One letter for each character: the reading within the word if it is known."""
    # same result as pypinyin's own functions with these two, but without copying every reading: a quarter of the time
    phrases, segments = _words()
    read = "".join(_heads(phrases.get(word), word) for word in segments.cut(seen))
    return read if len(read) == len(seen) else "".join(_heads(None, char) for char in seen)


@cache
def _words() -> tuple[Mapping[str, Sequence[Sequence[str]]], Seg]:
    return lazy.pypinyin.constants.PHRASES_DICT, lazy.pypinyin.seg.mmseg.seg


def _heads(phrase: Sequence[Sequence[str]] | None, word: str) -> str:
    """The first letters of a word; an unknown word is read character by character."""
    if phrase is None:
        return "".join((_readings(char) or (char,))[0] for char in word)
    return "".join(_head(readings[0]) for readings in phrase)


@cache
def _readings(char: str) -> tuple[str, ...]:
    first = lazy.pypinyin.Style.FIRST_LETTER
    found = lazy.pypinyin.pinyin(char, style=first, heteronym=True, errors="ignore")
    return tuple(dict.fromkeys(_head(letter) for read in found for letter in read if letter))


@cache
def _head(reading: str) -> str:
    """ê and ḿ are typed e and m. There are no more readings than syllables."""
    return next((char for char in unicodedata.normalize("NFD", reading) if not unicodedata.combining(char)), "")
