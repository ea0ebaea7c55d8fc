"""A change of one field in words: 用电容量：“60 千瓦”改为“200 千瓦”. The same on papers, timeline and screen.

No personal number is given in full.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from gridcounter.core.application import IdKind, mask
from gridcounter.core.field_labels import field_label
from gridcounter.core.labels import METERS, SHORT_DOCUMENTS, UNITS, WORD_LABELS, number, value_label
from gridcounter.core.local_key import LocalKey
from gridcounter.core.wording import day_in_full

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
#: How the fields of personal numbers end: masked wherever a change is shown. How they are read: `validation.fields`.
NUMBERS = (".id_number", ".phone", ".site_phone")
_FIRM = "project.builder.id_number"
_WORDS = {"premises.ownership": "ownership", "project.laying": "laying"}
#: What the office itself notes of an answer.
_OWN_WORDS: Mapping[str, Mapping[object, str]] = {
    "desk.meter": METERS,
    "desk.agent": {True: "有", False: "没有"},
}
#: Fields that describe the supply and its works; every other field may name a person.
_IMPERSONAL = ("case.", "desk.")
#: Of these, what leads to one household, and what was noted with a condition: it may speak of the holder before.
_OF_ONE_HOUSEHOLD = ("desk.account_number", "desk.conditions.")
_WORKS, _OCCUPIES = "case.works", "case.works.occupies"


def change_words(field: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """`old` and `new` are all values by dotted field: a unit or a kind of number is a field of its own."""
    return f"{field_label(field)}：{moved_words(value_words(field, old), value_words(field, new))}"


def are_impersonal(fields: Iterable[str]) -> bool:
    """Whether none of these dotted fields may name a person, so that their entry is packed with its contents."""
    return all(name.startswith(_IMPERSONAL) and not name.startswith(_OF_ONE_HOUSEHOLD) for name in fields)


def same_value(old: object, new: object) -> bool:
    """Empty values are equal, however they were stored."""
    return old == new or (old in (None, "", [], {}) and new in (None, "", [], {}))


def moved_words(was: str, now: str) -> str:
    """From one text to another; "" stands for nothing."""
    if was == now:  # equal after masking, or a table of its own
        return "有改动"
    if not was or not now:
        return f"补填“{now}”" if now else f"删去“{was}”"
    return f"“{was}”改为“{now}”"


def value_words(field: str, values: Mapping[str, Any]) -> str:
    """One value as people read it; "" if there is none."""
    value = values.get(field)
    if field == _WORKS and field in values:  # null is an answer: there are none
        return "没有" if value is None else "有"
    if field == _OCCUPIES and value == []:
        return "都不占用"
    return "" if value in (None, "", [], {}) else _words_of(field, values)


def _words_of(field: str, values: Mapping[str, Any]) -> str:
    value = values[field]
    if field in _OWN_WORDS:
        return _OWN_WORDS[field].get(value, "")
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(field, LocalKey):
        return value_label(field, value)
    if isinstance(value, int | float):
        return _figure(field.removeprefix("case."), value, values)
    if isinstance(value, str):
        return _text(field, value, values)
    return _several(field, value) if isinstance(value, Sequence) else ""


def _figure(key: str, value: float, values: Mapping[str, Any]) -> str:
    unit = UNITS.get(str(values.get("case.supply.unit")), "") if key == "supply.capacity" else ""
    unit = unit or ("平方米" if key.endswith("_m2") else "")
    return f"{number(value)} {unit}".strip() if unit else value_label(key, value)


def _several(field: str, value: Sequence[Any]) -> str:
    key = field.removeprefix("case.")
    if all(isinstance(part, str) for part in value):
        parts = [SHORT_DOCUMENTS.get(part, part) if key == "online" else value_label(key, part) for part in value]
        return "、".join(parts)
    return f"{len(value)} 段" if field == "project.stretches" else ""


def _text(field: str, value: str, values: Mapping[str, Any]) -> str:
    if field.endswith(NUMBERS) and field != _FIRM:
        kind = values.get(field.rpartition(".")[0] + ".id_kind")
        firm = field.endswith(".id_number") and kind == IdKind.USCC
        return value if firm else mask(value)
    if _ISO_DAY.fullmatch(value):
        return day_in_full(date.fromisoformat(value))
    words = "id_kind" if field.endswith(".id_kind") else _WORDS.get(field)
    return WORD_LABELS[words].get(value, value) if words else value_label(field.removeprefix("case."), value)
