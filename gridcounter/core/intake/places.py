"""Checks whether an address lies in the office's region. A name on no list is ignored."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from stdnum import numdb

#: A city name is expected within this many characters from the start.
_HEAD = 16
_SHORTEST, _LONGEST = 2, 8
_SINCE_UNTIL = re.compile(r"^\[[-\d]*\]")
_ENDS = ("市", "县", "地区", "自治州", "盟")


def other_city(address: str, codes: Sequence[str]) -> str:
    """The city or county in an address that lies in none of the regions with these codes; "" without one."""
    if not codes:
        return ""
    named = _named(address[:_HEAD])
    for name in named:
        if any(_lies_in(code, codes) for code in _codes()[name]):
            return ""
    return named[0] if named else ""


def _named(head: str) -> list[str]:
    found = []
    start = 0
    while start < len(head):
        for length in range(_LONGEST, _SHORTEST - 1, -1):
            name = head[start : start + length]
            if name.endswith(_ENDS) and name in _codes():
                found.append(name)
                start += len(name) - 1
                break
        start += 1
    return found


def _lies_in(code: str, codes: Sequence[str]) -> bool:
    """A county's region includes the city it belongs to."""
    return any(code.startswith(region[:4]) for region in codes)


@cache
def _codes() -> Mapping[str, frozenset[str]]:
    """Name -> its present and former codes, from the list used to read identity numbers."""
    found: dict[str, set[str]] = {}
    for _, province, _, _, counties in numdb.get("cn/loc").prefixes:
        for _, low, _, about, _ in counties:
            name = _SINCE_UNTIL.sub("", about.get("county", ""))
            found.setdefault(name, set()).add(province + low)
    return {name: frozenset(codes) for name, codes in found.items()}
