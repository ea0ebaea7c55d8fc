"""Telephones: stored as written, compared by the dialled digits.

One field may hold several numbers. The forms are those of the Chinese numbering plan: mobile 11 digits from 1; area
code 0 and two or three digits, then seven or eight; 400 and 800 with seven more; short service numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from gridcounter.core.validation.text import half_width, take_text, without_selectors

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣⁃ー", "-"))
#: Allowed between digits of one number; brackets surround an area code or an extension.
_JOINS = str.maketrans(dict.fromkeys("._·•()[]{}【】〔〕（）", " "))
_BETWEEN = re.compile(r"[、，,;；/|\n]|或者?|以及|和|及")
_GAP = r"[ -]*"
_COUNTRY = rf"(?:(?:\+|00){_GAP}86|86(?=[ -]|0|1[3-9][0-9]{{9}}(?![0-9])))?{_GAP}"
_MOBILE = rf"0?(?P<mobile>1[3-9](?:{_GAP}[0-9]){{9}})"
_TOLL_FREE = rf"(?P<free>[48]00(?:{_GAP}[0-9]){{7}})"
_LANDLINE = rf"(?:(?P<area>0?(?:10|2[0-9]|[3-9][0-9]{{2}})){_GAP})?(?P<local>[2-8][0-9]{{2,3}}{_GAP}[0-9]{{4}})"
_SHORT = r"(?P<short>1[0-2][0-9]|1[0-9]{4}|9[56][0-9]{3,4})"
_EXTENSION = r"(?:(?: *(?:转接?|分机号?|ext\.?|x|#|\*)[ :：-]*|[ -]+)(?P<extension>[0-9]{1,6}))?"
_ONE = re.compile(
    rf"{_COUNTRY}(?:{_MOBILE}|{_TOLL_FREE}|{_LANDLINE}|{_SHORT})(?![0-9]){_EXTENSION}(?![0-9])", re.IGNORECASE
)
#: Two numbers with only a space between them; a short one would match anything.
_NEXT = re.compile(rf"{_COUNTRY}(?:{_MOBILE}|{_TOLL_FREE}|{_LANDLINE})(?![0-9])")
_ABROAD = re.compile(rf"(?:\+|00)(?!{_GAP}86)[1-9][0-9]*(?:[ -]+[0-9]+)*")
_NO_DIGITS = re.compile("[^0-9]")
_WORDS = re.compile(r"^[^0-9+]*|[^0-9]*$")
_WITHOUT_ZERO = re.compile("(?:10|2[0-9])[2-8][0-9]{7}|[3-9][0-9]{2}[2-8][0-9]{6,7}")
#: The number of digits of a mobile number.
_MOBILE_DIGITS = 11


@dataclass(frozen=True, slots=True)
class Telephone:
    """`digits` are dialled from another area: an area code keeps its 0, a country code is left out.

    `whole` false: it is not a valid telephone, and `digits` are all its digits.
    """

    digits: str
    extension: str = ""
    whole: bool = True

    @property
    def key(self) -> str:
        """The comparison key: the dialled digits, with "x" and the extension if there is one."""
        return f"{self.digits}x{self.extension}" if self.extension else self.digits


def take_telephone(raw: str) -> str:
    """The stored form: half width, plain dashes, single spaces. The digits are never changed."""
    return without_selectors(half_width(take_text(raw))).translate(_DASHES)


@lru_cache(maxsize=64)
def telephones(text: str) -> tuple[Telephone, ...]:
    """All numbers in the text, in order, each once. Digits that are no telephone count as one all the same."""
    found: list[Telephone] = []
    area = ""
    for part in _BETWEEN.split(take_telephone(text)):
        for one, own_area in _read(_WORDS.sub("", part.translate(_JOINS)), area):
            area = own_area or area
            found.append(one)
    return tuple(dict.fromkeys(found))


def telephone_doubt(text: str) -> str:
    """What may be wrong with it, in words; "" if it is one or several valid telephones."""
    result = take_telephone(text)
    if not result:
        return ""
    read = telephones(result)
    if not read:
        return "电话里没有数字，请核对"
    plain = result.replace(" ", "")
    if _has_lost_its_zero(plain):
        return f"电话 {len(plain)} 位，区号前面的 0 可能被表格去掉了，请核对"
    odd = next((one.digits for one in read if not one.whole), "")
    if plain.isdecimal() and len(read) == 1 and _is_mobile_of_wrong_length(odd):
        return f"手机号码应为 {_MOBILE_DIGITS} 位，这里是 {len(odd)} 位，请核对"
    return "看不出是完整的电话号码，请核对；多个号码请用顿号隔开" if odd else ""


def _is_mobile_of_wrong_length(digits: str) -> bool:
    return bool(re.match("1[3-9]", digits)) and len(digits) != _MOBILE_DIGITS


def _has_lost_its_zero(plain: str) -> bool:
    return plain.isdecimal() and not plain.startswith(("0", "400", "800")) and bool(_WITHOUT_ZERO.fullmatch(plain))


def _read(part: str, area: str) -> list[tuple[Telephone, str]]:
    """Each number with its own area code; a local one takes the `area` of the previous one."""
    digits = _NO_DIGITS.sub("", part)
    if not digits:
        return []
    if _ABROAD.fullmatch(part):
        return [(Telephone("+" + re.sub("^00", "", digits) if part.startswith("00") else f"+{digits}"), "")]
    one = _ONE.fullmatch(part)
    if one:
        return [_telephone(one, area)]
    found, at = [], 0
    while at < len(part):
        following = _NEXT.match(part, at)
        if following is None:
            return [(Telephone(digits, whole=False), "")]
        found.append(_telephone(following, area))
        at = following.end() + len(re.match("[^0-9+]*", part[following.end() :])[0])  # type: ignore[index]  # may be empty
    return found


def _telephone(match: re.Match[str], area: str) -> tuple[Telephone, str]:
    values = {name: _NO_DIGITS.sub("", value) if value else "" for name, value in match.groupdict().items()}
    extension = values.get("extension", "")
    if values["local"]:
        own = f"0{values['area'].removeprefix('0')}" if values["area"] else ""
        return Telephone((own or area) + values["local"], extension), own
    return Telephone(values["mobile"] or values["free"] or values.get("short", ""), extension), ""
