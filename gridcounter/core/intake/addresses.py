"""Compares addresses of premises: independent of character width and of a leading 省市区.

An address is its regions, the words of the place, and its numbers in order. 样例路9号2栋101 and 任城区样例路９号 2-101
室 are one place; 样例路9号 is another, and a place without any number is too large to be the same.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

#: One region after the other, from the start. 小区, 园区 … are no districts, 超市 and 市场 no cities.
_REGIONS = (
    re.compile(r"[^\d省市区县]{2,8}(?:省|自治区|特别行政区)"),
    re.compile(r"[^\d省市区县]{2,12}(?:(?<![超夜菜])市(?![场民政])|自治州|地区|盟)"),
    re.compile(
        r"[^\d省市区县]{1,12}(?:(?<![小社园校厂院片业发活宅属矿库景范住税流技作])区|县(?!道)|自治旗|旗|(?<!超)市(?![场民政]))"
    ),
    re.compile(r"[^\d省市区县镇乡]{2,8}(?:街道|镇|乡)(?![路街道巷里村口])"),
)
_NUMBER = r"[0-9a-z]+"
#: Words after a number only give the kind of number, and are often left out.
_KINDS = r"号楼|号院|号|弄|栋|幢|座|单元|门|层|楼|室|户|房"
_TOKENS = re.compile(rf"({_NUMBER})(?:{_KINDS})?")
_COUNTED = re.compile(rf"([一二三四五六七八九十]{{1,3}})(?={_KINDS})")
#: Punctuation only separates numbers.
_PARTS_NOTHING = re.compile(rf"(?<!{_NUMBER[:-1]}) +| +(?!{_NUMBER[:-1]})")
_DIGITS = {sign: value for value, sign in enumerate("一二三四五六七八九", start=1)}


@dataclass(frozen=True, slots=True)
class Address:
    """`street` is the text before the first number; `numbers` are all numbers in order."""

    regions: frozenset[str]
    words: str
    street: str
    numbers: tuple[str, ...]

    @property
    def key(self) -> str:
        """Equal for the same place whatever its regions; empty without a number to identify it."""
        numbered = any(char.isdigit() for number in self.numbers for char in number)
        return f"{self.words} {'-'.join(self.numbers)}" if self.words and numbered else ""


def same_premises(one: Address, other: Address) -> bool:
    """True where both have a house number, the same words and numbers, and no region that contradicts."""
    return bool(one.key) and one.key == other.key and _may_be_one_region(one, other)


def same_street(one: Address, other: Address) -> bool:
    """True where the words before the first number are the same and no region contradicts; False without such words."""
    return bool(one.street) and one.street == other.street and _may_be_one_region(one, other)


@lru_cache(maxsize=512)
def read_address(text: str) -> Address:
    """Reads free text: folds width and case (NFKC), removes 省市区, turns 九 before 号, 栋 … into 9.

    Never raises: for text that is no address it returns what it found, possibly all empty.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    parted = "".join(" " if _is_mark(char) else char for char in folded)
    close = _PARTS_NOTHING.sub("", parted)
    regions, place = _without_regions(_COUNTED.sub(_in_digits, close))
    # words and numbers alternate: first and last is a word, possibly empty
    parts = _TOKENS.split(place)
    words = "".join(parts[::2]).replace(" ", "")
    return Address(frozenset(regions), words, parts[0].strip(), tuple(map(_plain_number, parts[1::2])))


@cache
def _is_mark(char: str) -> bool:
    """Characters of the private use area are kept: place names have them."""
    category = unicodedata.category(char)
    return category[0] in "PZS" or category in {"Cc", "Cf"}


def _without_regions(text: str) -> tuple[list[str], str]:
    found = []
    for region in _REGIONS:
        named = region.match(text)
        if named and named.end() < len(text):
            found.append(named.group())
            text = text[named.end() :]
    return found, text


def _may_be_one_region(one: Address, other: Address) -> bool:
    """A region named by only one of them is ignored; two names of the same kind must agree."""
    for ends in ("省", "市州盟", "区县旗", "镇乡道"):
        here, there = ({name for name in address.regions if name[-1] in ends} for address in (one, other))
        if not (here <= there or there <= here):
            return False
    return True


def _in_digits(found: re.Match[str]) -> str:
    """二 is 2, 十二 is 12, 二十 is 20; other text stays."""
    said = found.group(1)
    tens, ten, ones = said.rpartition("十")
    if len(tens) > 1 or len(ones) > 1:
        return said
    if not ten:
        return str(_DIGITS[ones])
    return str(10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0))


def _plain_number(number: str) -> str:
    return number.lstrip("0") or "0"
