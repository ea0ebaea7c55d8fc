"""A pack as one business sees it: a rule that names no business speaks of connecting, any other of those it names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import reduce

from gridcounter.core.labels import WORD_LABELS
from gridcounter.core.policy.businesses.rule import CONNECTING, BusinessRule
from gridcounter.core.policy.conditions import AllOf, AnyOf, Condition, Given, TermIs, Test
from gridcounter.core.policy.model import PolicyPack

#: Named by other rules or by the case, whatever the business.
_OF_ALL = {"business", "question", "regime"}
_ANY = ""
_UNNAMED = frozenset({_ANY})


def business_rule(business: str, pack: PolicyPack, baseline: PolicyPack) -> tuple[BusinessRule | None, PolicyPack]:
    """The rule on a business, and the pack where it stands: the local policy's before that of general practice."""
    own = pack.businesses.get(business)
    return (own, pack) if own is not None else (baseline.businesses.get(business), baseline)


def businesses_at(pack: PolicyPack, baseline: PolicyPack) -> dict[str, str]:
    """What can be asked for at a place, with its name: the kinds of connecting, and what a rule speaks of."""
    found = dict(WORD_LABELS["business"])
    for name in (*baseline.businesses, *pack.businesses):
        rule, _ = business_rule(name, pack, baseline)
        if rule is not None:
            found[name] = rule.label
    return found


def words_of(business: str, pack: PolicyPack, baseline: PolicyPack) -> frozenset[str]:
    """What `business` is in conditions: its own word and that of the kind it is like. Empty for connecting itself."""
    if not business:
        return frozenset()
    rule, _ = business_rule(business, pack, baseline)
    return frozenset({business} if rule is None or rule.like is None else {business, str(rule.like)})


def view_of(pack: PolicyPack, words: frozenset[str]) -> PolicyPack:
    """The rules that speak of these words of `business`; none: of connecting. The pack itself if all its rules do."""
    sections = {
        section: tuple(row for row in rows if section in _OF_ALL or speaks_of(row[1], pack.terms, words))
        for section, rows in pack.sections.items()
    }
    same = all(len(rows) == len(pack.sections[section]) for section, rows in sections.items())
    return pack if same else replace(pack, sections=sections)


def connects(words: frozenset[str]) -> bool:
    """Whether these words are those of connecting, or of a business that is like it."""
    return not words or bool(words & CONNECTING)


def speaks_of(condition: Condition, terms: Mapping[str, Condition], words: frozenset[str]) -> bool:
    """Whether a rule with this condition belongs to the business of these words; none: to connecting.

    One that is like a kind of connecting has every rule of connecting. A rule that can speak of nothing stays with
    connecting, where the check tells of it.
    """
    named = _named(condition, terms)
    if named & words:
        return True
    return connects(words) and (_ANY in named or not named or bool(named & CONNECTING))


def _named(condition: Condition, terms: Mapping[str, Condition]) -> frozenset[str]:
    """The businesses for which a condition can hold by naming them; `_ANY` where it can without naming one."""
    match condition:
        case Test(key="business", limits=limits):
            return frozenset(map(str, limits))
        case AllOf(parts=parts):
            return reduce(_both, (_named(part, terms) for part in parts), _UNNAMED)
        case AnyOf(parts=parts):
            return frozenset[str]().union(*(_named(part, terms) for part in parts))
        case Given(part=part):
            return _named(part, terms)
        case TermIs(name=name):
            return _named(terms[name], terms)
    return _UNNAMED


def _both(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    if _ANY in one and _ANY in other:
        return one | other
    if _ANY in one:
        return other
    return one if _ANY in other else one & other
