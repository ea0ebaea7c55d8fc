"""Possible duplicates of an application: reasons in words for the clerk to judge; nothing is refused.

A name alone is weak: half a town may be called 王伟. Similar names count with the same telephone or in the same street,
and alone only between companies, whose names are registered.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum

from gridcounter.core.intake.addresses import read_address, same_premises, same_street
from gridcounter.core.validation.telephone import telephones

#: How many are shown, and for how many days a closed one still counts.
SHOWN = 5
RECENT_DAYS = 90

_COMPANY_ENDS = ("股份有限公司", "有限责任公司", "集团有限公司", "有限公司", "集团公司", "分公司", "公司", "集团")
_FIRM_ENDS = (*_COMPANY_ENDS, "厂", "合作社", "中心", "学校", "幼儿园", "医院", "事务所", "委员会", "研究院", "研究所")
_SHORTEST_FIRM = 4
#: Minimum length of names -> how many characters may differ.
_ALLOWED = ((8, 2), (3, 1))
_SHORTEST_NUMBER, _SHORTEST_PHONE = 6, 5


class Reason(IntEnum):
    """Why two applications may be the same, the strongest reason first."""

    APPLICANT = 0
    PREMISES = 1
    CROSSWISE = 2
    NAME_AND_PHONE = 3
    NAME_AND_STREET = 4
    FIRM = 5
    AGENT = 6


REASONS: Mapping[Reason, str] = {
    Reason.APPLICANT: "证件号码相同",
    Reason.PREMISES: "用电地址相同",
    Reason.CROSSWISE: "同一人在一件里是用电人、在另一件里是代理人",
    Reason.NAME_AND_PHONE: "名称相近、电话相同",
    Reason.NAME_AND_STREET: "名称相近、在同一条街",
    Reason.FIRM: "单位名称相近",
    Reason.AGENT: "代理人相同",
}
#: The question under which each reason is shown.
QUESTIONS: Mapping[Reason, str] = {
    Reason.APPLICANT: "applicant.id_number",
    Reason.PREMISES: "premises.address",
    Reason.CROSSWISE: "applicant.id_number",
    Reason.NAME_AND_PHONE: "applicant.name",
    Reason.NAME_AND_STREET: "applicant.name",
    Reason.FIRM: "applicant.name",
    Reason.AGENT: "agent.id_number",
}


@dataclass(frozen=True, slots=True)
class ComparedFields:
    """The compared values of an application. `read` are the initials of the name without its company ending."""

    application: str
    name: str = ""
    read: frozenset[str] = frozenset()
    id_number: str = ""
    agent_number: str = ""
    phone: str = ""
    address: str = ""


def reasons(one: ComparedFields, other: ComparedFields) -> tuple[Reason, ...]:
    """Why these two may be the same, the strongest first; an application is never its own duplicate."""
    return () if one.application == other.application else tuple(sorted(_reasons(one, other)))


def _reasons(one: ComparedFields, other: ComparedFields) -> set[Reason]:
    found = set(_same_numbers(one, other))
    here, there = read_address(one.address), read_address(other.address)
    if same_premises(here, there):
        found.add(Reason.PREMISES)
    if similar_names(one, other):
        if phone_keys(one.phone) & phone_keys(other.phone):
            found.add(Reason.NAME_AND_PHONE)
        elif same_street(here, there):
            found.add(Reason.NAME_AND_STREET)
        elif is_firm(one.name) and is_firm(other.name):
            found.add(Reason.FIRM)
    return found


def _same_numbers(one: ComparedFields, other: ComparedFields) -> Iterator[Reason]:
    mine, theirs = plain_number(one.id_number), plain_number(other.id_number)
    my_agent, their_agent = plain_number(one.agent_number), plain_number(other.agent_number)
    if mine and mine == theirs:
        yield Reason.APPLICANT
    if (mine and mine == their_agent) or (my_agent and my_agent == theirs):
        yield Reason.CROSSWISE
    if my_agent and my_agent == their_agent:
        yield Reason.AGENT


def similar_names(one: ComparedFields, other: ComparedFields) -> bool:
    """Equal without the company ending; or same reading with at most a one-character mistake."""
    mine, theirs = stem(one.name), stem(other.name)
    if not mine or not theirs:
        return False
    if mine == theirs:
        return True
    shorter = min(len(mine), len(theirs))
    allowed = next((slips for length, slips in _ALLOWED if shorter >= length), 0)
    return bool(one.read & other.read) and _slips(mine, theirs) <= allowed


def stem(name: str) -> str:
    """A name in comparable form: 任城样例食品（有限责任公司） is 任城样例食品."""
    seen = _plain(name)
    end = next((end for end in _COMPANY_ENDS if seen.endswith(end)), "")
    return seen.removesuffix(end) or seen


def is_firm(name: str) -> bool:
    """True for a name of four characters or more that ends like a company or an institution (公司, 厂, 学校 …)."""
    seen = _plain(name)
    return len(seen) >= _SHORTEST_FIRM and seen.endswith(_FIRM_ENDS)


def plain_number(number: str) -> str:
    """An identity number in comparable form; "" for a text too short to be one."""
    seen = _plain(number).upper()
    return seen if len(seen) >= _SHORTEST_NUMBER else ""


def phone_keys(phone: str) -> frozenset[str]:
    """A key for each telephone in the field; different spellings of a number give one key."""
    return frozenset(each.key for each in telephones(phone) if len(each.digits) >= _SHORTEST_PHONE)


def first_phone_key(phone: str) -> str:
    """The key of the first telephone, or ""."""
    return next((each.key for each in telephones(phone)), "")


#: Fields with a search key, which avoids comparing all applications, and the kind of each key.
KEYED: Mapping[str, str] = {
    "applicant.id_number": "applicant",
    "agent.id_number": "agent",
    "applicant.phone": "phone",
    "premises.address": "place",
}
_KEY: Mapping[str, Callable[[str], str]] = {
    "applicant": plain_number,
    "agent": plain_number,
    "phone": first_phone_key,
    "place": lambda text: read_address(text).key,
}


def keys_of(fields: Mapping[str, str]) -> dict[str, str]:
    """The search keys of the given fields, by kind; "" for a field that has none."""
    lines = ((kind, fields[field]) for field, kind in KEYED.items() if field in fields)
    return {kind: _KEY[kind](said) if said else "" for kind, said in lines}


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    kinds = ((char, unicodedata.category(char)) for char in folded)
    return "".join(char for char, kind in kinds if kind[0] not in "PZ" and kind not in {"Cc", "Cf"})


def _slips(one: str, other: str) -> int:
    """The edit distance: inserted, missing and replaced characters."""
    row = list(range(len(other) + 1))
    for place, char in enumerate(one, start=1):
        above, row[0] = row[0], place
        for at, sign in enumerate(other, start=1):
            above, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, above + (char != sign))
    return row[-1]
