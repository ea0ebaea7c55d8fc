"""What a passphrase of the record must withstand, and one that is drawn by lot.

An estimate counts the guesses of a program that tries common passphrases, names, dates, keyboard runs and repetitions
first (zxcvbn). It knows no sentences: Chinese is counted by characters, ten guesses for each, and an unknown saying may
be worth less than it counts.
"""

from __future__ import annotations

import math
import re
import secrets
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from gridcounter import lazy
from gridcounter.core.validation.common_passphrases import COMMON, COMMON_IN_PINYIN
from gridcounter.errors import Refusal

SHORTEST_PASSPHRASE = 8
#: Digits alone: all eight of them are tried in a day on one graphics card, at the cost of `store.custody.keys`.
SHORTEST_DIGITS = 12
WORDS_DRAWN = 6
#: As many guesses as for eight unrelated digits or characters.
_FEWEST_GUESSES = 10**8
#: From here on fair, and strong.
_FAIR, _STRONG = 10**10, 10**12
#: The estimate takes long for long texts, and these are enough for every word of it.
_LONGEST_LOOKED_AT = 64
_INSTEAD = "请换几个不相干的词，或者抽一个口令"
#: By the kind of part that the estimate sees; "bruteforce" is what it sees nothing in.
_REASONS: Mapping[str, str] = {
    "repeat": "这个口令里同样的字反复出现",
    "sequence": "这个口令是按顺序排的字母或数字",
    "spatial": "这个口令是键盘上挨着的一串键",
    "date": "这个口令是一个日期",
    "dictionary": "这个口令是常用的口令或词语",
}
#: Chinese numerals, plain and as on cheques; 十 stands between two, or for one of them.
_NUMERALS = str.maketrans("〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖两拾", "001234567891234567892十")
_TENS = re.compile(r"(\d?)十(\d?)")
_OF_DAYS = re.compile(r"(?<=\d)[年月日号]")
#: The keys of the digits, with Shift.
_SHIFTED = str.maketrans("!@#$%^&*()！￥（）", "12345678901490")


class Strength(StrEnum):
    """How long a passphrase that is accepted would withstand guessing."""

    WEAK = "weak"
    FAIR = "fair"
    STRONG = "strong"


#: In one word, and what would make it better.
STRENGTHS: Mapping[Strength, tuple[str, str]] = {
    Strength.WEAK: ("弱", "建议再加两个不相干的词"),
    Strength.FAIR: ("一般", "再加一个不相干的词更好"),
    Strength.STRONG: ("强", ""),
}


class PassphraseRefused(Refusal):
    """Too short, or easy to guess; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class DrawnPassphrase:
    """`words` drawn out of `listed`; `bits`: as many as that makes for whoever knows the list."""

    text: str
    words: int
    listed: int
    bits: int


def check_passphrase(passphrase: str, known: Iterable[str] = ()) -> None:
    """`known`: what everybody knows of this office: name, code, telephone, clerks. Raises PassphraseRefused."""
    if problem := problem_of(passphrase, known):
        raise PassphraseRefused(problem)


def problem_of(passphrase: str, known: Iterable[str] = ()) -> str:
    """Why it is refused and what to do, as one sentence; "" if it is accepted."""
    text = _as_typed(passphrase)
    if len(text) < SHORTEST_PASSPHRASE:
        return f"口令太短，请至少用 {SHORTEST_PASSPHRASE} 个字符"
    given = tuple(known)
    guesses, read, sequence = _easiest(text, given)
    if guesses < _FEWEST_GUESSES and (reason := _reason(read, sequence, given)):
        return f"{reason}，容易猜中；{_INSTEAD}"
    if any(reading.isdecimal() and len(reading) < SHORTEST_DIGITS for reading in _readings(text)):
        return f"只有数字的口令很快就能试完，请至少用 {SHORTEST_DIGITS} 位，或者加上几个字"
    return "" if guesses >= _FEWEST_GUESSES else f"这个口令太简单，容易猜中；{_INSTEAD}"


def strength_of(passphrase: str, known: Iterable[str] = ()) -> Strength | None:
    """None for a passphrase that is refused."""
    given = tuple(known)
    if problem_of(passphrase, given):
        return None
    guesses, _, _ = _easiest(_as_typed(passphrase), given)
    return Strength.STRONG if guesses >= _STRONG else Strength.FAIR if guesses >= _FAIR else Strength.WEAK


def strength_words(strength: Strength) -> str:
    """The estimate as one sentence, which says whose estimate it is."""
    word, hint = STRENGTHS[strength]
    return f"强度：{word}（照猜口令的程序估计）{'，' if hint else ''}{hint}"


def draw_passphrase(words: Sequence[str], choose: Callable[[Sequence[str]], str] = secrets.choice) -> DrawnPassphrase:
    """`words` are all different; each is drawn from all of them, so that a word may come twice."""
    text = "".join(choose(words) for _ in range(WORDS_DRAWN))
    return DrawnPassphrase(text, WORDS_DRAWN, len(words), math.floor(WORDS_DRAWN * math.log2(len(words))))


def _as_typed(passphrase: str) -> str:
    """As the key is derived from it: full-width digits are digits."""
    return unicodedata.normalize("NFKC", passphrase)


def _readings(text: str) -> list[str]:
    """What a program that guesses tries as well: without blanks and dashes, numerals as digits, digits for their keys
    with Shift, each character of a run once.
    """
    bare = "".join(char for char in text if char.isalnum())
    digits = _OF_DAYS.sub("", _TENS.sub(_ten, bare.translate(_NUMERALS)))
    runs = [(char, len(list(run))) for char, run in groupby(bare)]
    most = 1 if all(many > 1 for _, many in runs) else 2
    once = "".join(char if many > most else char * many for char, many in runs)
    return list(dict.fromkeys(filter(None, (text, bare, digits, text.translate(_SHIFTED), once))))


def _ten(found: re.Match[str]) -> str:
    return f"{found[1] or 1}{found[2] or 0}"


def _easiest(text: str, known: Sequence[str]) -> tuple[float, str, Sequence[Mapping[str, Any]]]:
    """Of all readings the one that is guessed first: how soon, itself, and the parts that the estimate sees in it.

    The first of those that are refused, so that the reason is told of what was typed.
    """
    found = [(*_estimate(reading, known), reading) for reading in _readings(text)]
    guesses, sequence, reading = min(found, key=lambda one: max(one[0], _FEWEST_GUESSES - 1))
    return guesses, reading, sequence


def _estimate(text: str, known: Sequence[str]) -> tuple[float, Sequence[Mapping[str, Any]]]:
    """The guesses, and the parts that the estimate sees in the text."""
    given = [*_parts(known), *COMMON.split(), *COMMON_IN_PINYIN.split()]
    found = lazy.zxcvbn.zxcvbn(text[:_LONGEST_LOOKED_AT], user_inputs=given, max_length=_LONGEST_LOOKED_AT)
    return float(found["guesses"]), found["sequence"]


def _parts(known: Iterable[str]) -> list[str]:
    """Each as it is written and without dashes and blanks; what is shorter than two characters names nothing."""
    plain = [_as_typed(value) for value in known]
    bare = ["".join(char for char in value if char.isalnum()) for value in plain]
    return [value for value in dict.fromkeys([*plain, *bare]) if len(value) > 1]


def _reason(text: str, sequence: Sequence[Mapping[str, Any]], known: Sequence[str]) -> str:
    """What the longest part is; "" if it is less than half of the text, or one part of several in a row of digits."""
    part = max(sequence, key=lambda one: (one["pattern"] in _REASONS, len(one["token"])))
    own = {value.lower() for value in _parts(known)}
    if str(part.get("matched_word", "")) in own:
        return "口令里有本单位的名称、代号、电话或受理员的姓名"
    least = len(text) if text.isdecimal() else len(text) / 2
    return _REASONS.get(part["pattern"], "") if len(part["token"]) >= least else ""
