"""Telephones as they are written: spelled for reading, and compared by what is dialled.

One field may hold several numbers. The forms are those of the Chinese numbering plan: mobile 11 digits from 1; area
code 0 and two or three digits, then seven or eight; 400 and 800 with seven more; short service numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gridcounter.core.validation.text import half_width, take_text

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣", "-"))
_EXTENSION = r"(?:\s*(?:转|分机|ext\.?|x|#|\*)\s*[:：]?\s*([0-9]{1,6})(?![0-9])|-([0-9]{1,5})(?![0-9-]))?"
#: `+86`, `0086`, `(86)`, `86-`: none of a landline begins so.
_COUNTRY = r"(?:(?:\+|00)\s?\(?86\)?[ -]*|\(\+?86\)[ -]*|86[ -]+|86(?=1[3-9][0-9]{9}(?![0-9])))?"
_MOBILE = r"1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}(?![0-9])"
_TOLL_FREE = r"[48]00[ -]?[0-9]{3}[ -]?[0-9]{4}(?![0-9])"
_AREA = r"\(?0?(?:10|2[0-9]|[3-9][0-9]{2})\)?[ -]*"
_LANDLINE = rf"(?:{_AREA})?[2-8][0-9]{{2,3}}[ -]?[0-9]{{4}}(?![0-9])"
_SHORT = r"(?:1[0-2][0-9]|1[0-9]{4}|9[5-6][0-9]{3,4})(?![0-9])"
_ONE = re.compile(
    rf"(?<![0-9]){_COUNTRY}(?:({_MOBILE})|({_TOLL_FREE})|({_LANDLINE})|({_SHORT})){_EXTENSION}",
    re.IGNORECASE | re.ASCII,
)
_AREA_CODE = re.compile(r"\(?(0?(?:10|2[0-9]|[3-9][0-9]{2}))\)?[ -]*(?=[2-8][0-9]{2,3}[ -]?[0-9]{4}$)")
#: A country code that is not ours: all that follows belongs to it.
_ABROAD = re.compile(r"(?:\+|(?<![0-9][ -])(?<![0-9])00)(?!86)[1-9][0-9]*(?:[ ()-]+[0-9]+)*", re.ASCII)
_WITHOUT_ZERO = re.compile("(?:10|2[0-9])[2-8][0-9]{7}|[3-9][0-9]{2}[2-8][0-9]{6,7}")
_LOCAL = 8
#: A mobile number has as many digits.
_MOBILE_DIGITS = 11
_DIGITS = re.compile("[0-9]+")


@dataclass(frozen=True, slots=True)
class Telephone:
    """`digits` are dialled from elsewhere in the country: an area code keeps its 0, a country code is left out."""

    digits: str
    extension: str = ""

    @property
    def key(self) -> str:
        return f"{self.digits}x{self.extension}" if self.extension else self.digits


def take_telephone(raw: str) -> str:
    """As it is kept: half width, plain dashes, single spaces. Which digits stand there is never changed."""
    return half_width(take_text(raw)).translate(_DASHES)


def telephones(text: str) -> tuple[Telephone, ...]:
    """All that are in the text, in their order, each once. Digits that are no telephone count as one all the same."""
    found, told = _numbers_in(take_telephone(text))
    if not found:
        digits = "".join(_DIGITS.findall(told))
        return (Telephone(digits),) if digits else ()
    return tuple(dict.fromkeys(found))


def telephone_doubt(text: str) -> str:
    """What may be wrong with it, in words; nothing where it reads as one or several telephones."""
    told = take_telephone(text)
    if not told:
        return ""
    digits = _DIGITS.findall(told)
    joined = "".join(digits)
    if not joined:
        return "电话里没有数字，请核对"
    read, rest = _numbers_in(told)
    if len(digits) == 1 and not joined.startswith("0") and _lost_zero(joined):
        return f"电话 {len(joined)} 位，区号前面的 0 可能被表格去掉了，请核对"
    if _DIGITS.search(rest) or not read:
        if len(digits) == 1 and re.match("1[3-9]", joined) and len(joined) != _MOBILE_DIGITS:
            return f"手机号码应为 {_MOBILE_DIGITS} 位，这里是 {len(joined)} 位，请核对"
        return "看不出是完整的电话号码，请核对；多个号码请用顿号隔开"
    return ""


def _numbers_in(told: str) -> tuple[list[Telephone], str]:
    """And what is left of the text without them."""
    abroad = [Telephone("+" + re.sub(r"\D|^\+?00", "", match[0])) for match in _ABROAD.finditer(told)]
    rest = _ABROAD.sub(" ", told)
    return abroad + [_read(match) for match in _ONE.finditer(rest)], _ONE.sub(" ", rest)


def _lost_zero(digits: str) -> bool:
    """An area code without its 0 in front of a local number: 5372345678 was 0537-2345678."""
    return _WITHOUT_ZERO.fullmatch(digits) is not None and not digits.startswith(("400", "800"))


def _read(match: re.Match[str]) -> Telephone:
    mobile, free, landline, short, *extensions = match.groups()
    extension = next((each for each in extensions if each), "")
    if landline is None:
        return Telephone(re.sub(r"\D", "", mobile or free or short), extension)
    area = _AREA_CODE.match(landline)
    digits = re.sub(r"\D", "", landline)
    if area and len(digits) > _LOCAL and not digits.startswith("0"):
        digits = "0" + digits
    return Telephone(digits, extension)
