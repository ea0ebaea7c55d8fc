"""Rules called by their names: an id left empty is made of the name, and a name stands wherever an id does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from zlib import crc32

from gridcounter.core.validation.models import ONE_OF, Problem, shown

#: Section -> name -> id.
Names = Mapping[str, Mapping[str, str]]
NO_NAMES: Names = MappingProxyType({})

#: What a rule is called by, the first that it has.
_CALLED: Mapping[str, tuple[str, ...]] = {
    "regime": ("name", "title", "label"),
    "approval": ("label", "regime", "track"),
    "alternative": ("label", "track"),
    "note": ("text",),
    "joint": ("name", "mix"),
}
#: Keys with names of rules -> the sections of those rules.
_REFERENCES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("approval", "matters"): ("matter",),
    ("approval", "regime"): ("regime",),
    ("approval", "unless"): ("approval",),
    ("alternative", "regime"): ("regime",),
    ("matter", "after"): ("matter",),
    ("limit", "sum_of"): ("step", "limit"),
    ("note", "doubts"): ("limit",),
    ("document", "instead_of"): ("document",),
}
_OF_CONDITIONS = {"class": "customer_class", "business": "business"}
_APPROVAL = {"行政审批": "approval"}
_ID = re.compile(r"[a-z][a-z0-9_-]*", re.ASCII)
#: Sections in which every row is a rule of its own.
_SINGLE = {"approval", "alternative", "joint"}


def called(section: str, rule: Mapping[str, object]) -> str:
    """The name of a rule; "" without one."""
    return next((str(rule[key]) for key in _CALLED.get(section, ("label",)) if rule.get(key)), "")


def id_of(section: str, rule: Mapping[str, object], taken: Iterable[object], general: Names) -> str:
    """What its row says, or made of its name: the same for the same name, also after the row has moved.

    "" without either. `taken` are the ids of the rows before, `general` the names of general practice and of what the
    program knows, whose ids mean the same.
    """
    name, known = called(section, rule), general.get(section, {})
    if "id" in rule:
        return known.get(str(rule["id"]), str(rule["id"]))
    made = known.get(name) or (f"n{crc32(name.encode()):08x}" if name else "")
    again = [one for one in taken if one == made or str(one).startswith(f"{made}-")]
    return f"{made}-{len(again) + 1}" if made and again and section in _SINGLE else made


def names_of(raw: Mapping[str, object], general: Names = NO_NAMES) -> dict[str, dict[str, str]]:
    """By section; a name that several ids share is none, and neither is one that is an id itself."""
    found: dict[str, dict[str, str]] = {section: dict(names) for section, names in general.items()}
    for section, rules in raw.items():
        rows = [rule for rule in rules if isinstance(rule, Mapping)] if isinstance(rules, list) else []
        ids = {str(rule.get("id")) for rule in rows}
        own = _ids_by_name(section, rows).items()
        names = found.setdefault(section, {})
        names.update({name: next(iter(those)) for name, those in own if len(those) == 1 and name not in ids})
    return found


def _ids_by_name(section: str, rows: Iterable[Mapping[str, object]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for rule in rows:
        for key in _CALLED.get(section, ("label",)):
            if rule.get(key) and rule.get("id"):
                found.setdefault(str(rule[key]), set()).add(str(rule["id"]))
    return found


def by_ids(raw: dict[str, object], names: Names) -> None:
    """Puts the ids in place of the names, in every rule and condition of a pack as TOML holds it."""
    terms = raw.get("terms")
    for condition in terms.values() if isinstance(terms, dict) else ():
        _of_condition(condition, names)
    for section, rules in raw.items():
        for rule in rules if isinstance(rules, list) else ():
            if isinstance(rule, dict):
                _of_rule(section, rule, names)


def not_named(section: str, rule: Mapping[str, object], names: Names) -> Iterator[Problem]:
    """A reference to a rule that the workbook does not have, where that is certain: it is no id."""
    for key, value in rule.items():
        known = _known(section, key, names)
        for one in value if isinstance(value, list) else [value]:
            if (section, key) in _REFERENCES and isinstance(one, str) and not _ID.fullmatch(one):
                yield Problem(
                    key, shown(one), f"{ONE_OF}{'、'.join(known)}" if known else "表里有的名称（还没有可用的）"
                )


def _known(section: str, key: str, names: Names) -> dict[str, str]:
    known = dict(_APPROVAL) if key in {"sum_of", "doubts"} else {}
    for of in _REFERENCES.get((section, key), ()):
        known |= names.get(of, {})
    return known


def _of_rule(section: str, rule: dict[str, object], names: Names) -> None:
    _of_condition(rule.get("when"), names)
    for key, value in rule.items():
        rule[key] = _replaced(value, _known(section, key, names))


def _of_condition(condition: object, names: Names) -> None:
    if isinstance(condition, list):
        for part in condition:
            _of_condition(part, names)
    if isinstance(condition, dict):
        for key, value in condition.items():
            if key in _OF_CONDITIONS:
                condition[key] = _replaced(value, names.get(_OF_CONDITIONS[key], {}))
            else:
                _of_condition(value, names)


def _replaced(value: object, known: Mapping[str, str]) -> object:
    if isinstance(value, list):
        return [_replaced(part, known) for part in value]
    return known.get(value, value) if isinstance(value, str) else value
