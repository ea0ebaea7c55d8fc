"""The conditions that a rule can state about a case: a few typed operators on case keys.

Data only; `core.policy.diagram` evaluates them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeAlias

from gridcounter.core.case import Limit
from gridcounter.core.local_key import LocalKey
from gridcounter.core.policy.keys import KEYS, DateKey, FlagKey, Key, NumberKey, SetKey, WordKey, is_number
from gridcounter.core.validation.models import Problem, shown


class Operator(StrEnum):
    """How a key is compared with a limit. The last three result from negation and are never written in a pack."""

    EQUAL = "equal"
    ONE_OF = "one_of"
    AT_MOST = "at_most"
    LESS_THAN = "less_than"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    SUBSET_OF = "subset_of"
    EXCLUDES = "excludes"
    INCLUDES = "includes"
    SINCE = "since"
    UNTIL = "until"
    BEFORE = "before"
    AFTER = "after"
    # only in the branches of an undetermined track: they make a rule fail
    NOT_EQUAL = "not_equal"
    NOT_ONE_OF = "not_one_of"
    NOT_SUBSET_OF = "not_subset_of"


NEGATED = {
    Operator.AT_MOST: Operator.MORE_THAN,
    Operator.LESS_THAN: Operator.AT_LEAST,
    Operator.AT_LEAST: Operator.LESS_THAN,
    Operator.MORE_THAN: Operator.AT_MOST,
    Operator.EQUAL: Operator.NOT_EQUAL,
    Operator.ONE_OF: Operator.NOT_ONE_OF,
    Operator.SUBSET_OF: Operator.NOT_SUBSET_OF,
    Operator.EXCLUDES: Operator.INCLUDES,
    Operator.INCLUDES: Operator.EXCLUDES,
    Operator.SINCE: Operator.BEFORE,
    Operator.BEFORE: Operator.SINCE,
    Operator.UNTIL: Operator.AFTER,
    Operator.AFTER: Operator.UNTIL,
}


@dataclass(frozen=True, slots=True)
class Test:
    """Compares one key with one limit. `unit` only for a capacity, `kind` only for a key of the pack's own."""

    key: str
    operator: Operator
    limit: Limit
    unit: str = ""
    kind: Key | None = None

    @property
    def of(self) -> Key:
        """What the key holds."""
        return self.kind or KEYS[self.key]

    @property
    def limits(self) -> tuple[str | bool | float, ...]:
        """The limit as a list, whether it is one or a single value."""
        return self.limit if isinstance(self.limit, tuple) else (self.limit,)


@dataclass(frozen=True, slots=True)
class AllOf:
    """True if every part is; always true without parts."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """`label` is the sentence under which the group is shown as one condition."""

    parts: tuple[Condition, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Not:
    """True if the part is false; open if it is open."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Given:
    """The scope of a rule; not shown among the conditions that a project meets or misses."""

    part: Condition


@dataclass(frozen=True, slots=True)
class ClassIs:
    """True if the pack puts the case into one of these customer classes."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrackIs:
    """True if the approval takes one of these tracks."""

    tracks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TermIs:
    """A condition of the pack's `[terms]`, by name."""

    name: str


Condition: TypeAlias = Test | AllOf | AnyOf | Not | Given | ClassIs | TrackIs | TermIs

ALWAYS = AllOf(())


def terms_of(condition: Condition) -> Iterator[str]:
    """The names of the terms that it uses, however deep, but not what those use."""
    match condition:
        case TermIs(name=name):
            yield name
        case AllOf(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from terms_of(part)
        case Not(part=part) | Given(part=part):
            yield from terms_of(part)


NO_KEYS: Mapping[LocalKey, Key] = MappingProxyType({})

#: A word that is none of the contract's: the check knows whether there is such a one.
_WORD = re.compile(r"[a-z][a-z0-9_-]*", re.ASCII)
#: No policy has a larger limit; beyond it is a mistake, NaN or infinity.
_LARGEST = 1e9
_DAY_OPERATORS = (Operator.SINCE, Operator.UNTIL, Operator.BEFORE, Operator.AFTER)
_NUMBER_OPERATORS = (Operator.AT_MOST, Operator.LESS_THAN, Operator.AT_LEAST, Operator.MORE_THAN)
#: Words of the grammar with one condition, and with a list of names behind them.
_OF_ONE: Mapping[str, type[Not | Given]] = {"not": Not, "given": Given}
_OF_NAMES: Mapping[str, type[ClassIs | TrackIs]] = {"class": ClassIs, "track": TrackIs}
_WORDS_OF_GRAMMAR = ("all", "any", "not", "given", "is", "class", "track", "label")


def parse_condition(
    raw: object, path: str, own: Mapping[LocalKey, Key] = NO_KEYS
) -> tuple[Condition, tuple[Problem, ...]]:
    """Reads a TOML table; a condition that cannot be understood is read as `ALWAYS`, with its problems.

    `own` are the keys of the pack's questions.
    """
    reading = _Reading(own, [])
    return _parse(raw, path, reading), tuple(reading.problems)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one condition is read with: the keys of the pack's own, and the problems so far."""

    own: Mapping[LocalKey, Key]
    problems: list[Problem]

    def key(self, name: str) -> tuple[str, Key | None, Key] | None:
        """The key as a test holds it, its kind if it is the pack's own, and what it holds; None if unknown."""
        if name in KEYS:
            return name, None, KEYS[name]
        return next(((key, kind, kind) for key, kind in self.own.items() if key == name), None)

    @property
    def names(self) -> str:
        return "、".join((*KEYS, *self.own, *_WORDS_OF_GRAMMAR))


def _parse(raw: object, path: str, reading: _Reading) -> Condition:
    problems = reading.problems
    if not isinstance(raw, Mapping):
        problems.append(Problem(path, shown(raw), "一组条件 { 键 = 值 }"))
        return ALWAYS
    parts: list[Condition] = []
    label = raw.get("label", "")
    if "label" in raw and ("any" not in raw or not isinstance(label, str)):
        problems.append(Problem(f"{path}.label", shown(label), "与 any 写在一起的一句话"))
        label = ""
    for key, value in raw.items():
        parts.extend(_parse_entry(str(key), value, f"{path}.{key}", str(label), reading))
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def _parse_entry(key: str, value: object, path: str, label: str, reading: _Reading) -> list[Condition]:
    if key == "label":
        return []
    if key in {"all", "any"}:
        groups = _parse_list(value, path, reading)
        return [AllOf(parts) if key == "all" else AnyOf(parts, label) for parts in groups]
    if key in _OF_ONE:
        return [_OF_ONE[key](_parse(value, path, reading))]
    if key == "is":
        return [TermIs(name) for name in _names(value, path, reading.problems)]
    if key in _OF_NAMES:
        return [_OF_NAMES[key](_names(value, path, reading.problems))]
    return _tests_on(key, value, path, reading)


def _tests_on(key: str, value: object, path: str, reading: _Reading) -> list[Condition]:
    known = reading.key(key)
    if known is None:
        reading.problems.append(Problem(path, "不认识的键", f"以下之一：{reading.names}"))
        return []
    named, own, kind = known
    tests = _parse_tests(named, kind, value, path, reading.problems)
    return [replace(test, kind=own) for test in tests] if own else [*tests]


def _parse_list(value: object, path: str, reading: _Reading) -> Iterator[tuple[Condition, ...]]:
    """The parts of one group; empty without a list."""
    problems = reading.problems
    if not isinstance(value, list) or not value:
        problems.append(Problem(path, shown(value), "条件的列表 [ { … }, { … } ]"))
        return
    yield tuple(_parse(part, f"{path}.{place}", reading) for place, part in enumerate(value))


def _names(value: object, path: str, problems: list[Problem]) -> tuple[str, ...]:
    names = value if isinstance(value, list) else [value]
    if not names or not all(isinstance(name, str) for name in names):
        problems.append(Problem(path, shown(value), "一个名称，或名称的列表"))
        return ()
    return tuple(names)


def _parse_tests(key: str, kind: Key, value: object, path: str, problems: list[Problem]) -> list[Test]:
    if isinstance(value, Mapping):
        return _parse_comparisons(key, kind, value, path, problems)
    operator = Operator.ONE_OF if isinstance(value, list) else Operator.EQUAL
    if operator not in _operators(kind) or (isinstance(kind, NumberKey) and kind.units):
        problems.append(Problem(path, shown(value), f"{{ 比较 = 值 }}，比较为：{'、'.join(_operators(kind))}"))
        return []
    read = _limit(kind, operator, value, path, problems)
    return [] if read is None else [Test(key, operator, read)]


def _parse_comparisons(
    key: str, kind: Key, value: Mapping[str, object], path: str, problems: list[Problem]
) -> list[Test]:
    _check_unit(kind, value, path, problems)
    tests: list[Test] = []
    before, allowed = len(problems), f"以下之一：{'、'.join(_operators(kind))}"
    for operator in (name for name in value if name != "unit"):
        if operator not in _operators(kind):
            problems.append(Problem(f"{path}.{operator}", "不认识的比较", allowed))
            continue
        read = _limit(kind, Operator(operator), value[operator], f"{path}.{operator}", problems)
        if read is not None:
            tests.append(Test(key, Operator(operator), read, str(value.get("unit", ""))))
    if not tests and len(problems) == before:
        problems.append(Problem(path, "没有比较", allowed))
    return tests


def _check_unit(kind: Key, value: Mapping[str, object], path: str, problems: list[Problem]) -> None:
    unit, units = value.get("unit", ""), kind.units if isinstance(kind, NumberKey) else ()
    if units and unit not in units:
        problems.append(Problem(f"{path}.unit", shown(unit), f"以下之一：{'、'.join(units)}"))
    elif not units and "unit" in value:
        problems.append(Problem(f"{path}.unit", shown(unit), "不写单位：这个键的单位是固定的"))


def _operators(kind: Key) -> tuple[Operator, ...]:
    match kind:
        case NumberKey():
            return (Operator.EQUAL, Operator.ONE_OF, *_NUMBER_OPERATORS)
        case WordKey():
            return (Operator.EQUAL, Operator.ONE_OF)
        case SetKey():
            return (Operator.SUBSET_OF, Operator.EXCLUDES, Operator.INCLUDES)
        case FlagKey():
            return (Operator.EQUAL,)
        case DateKey():
            return _DAY_OPERATORS


def _limit(kind: Key, operator: Operator, raw: object, path: str, problems: list[Problem]) -> Limit | None:
    listed = operator in {Operator.ONE_OF, Operator.SUBSET_OF, Operator.EXCLUDES, Operator.INCLUDES}
    values: list[Any] = raw if isinstance(raw, list) else [raw]
    if isinstance(raw, list) != listed:
        problems.append(Problem(path, shown(raw), ("列表，其中" if listed else "单个值，") + _allowed_limit(kind)))
        return None
    empty = raw == [] and operator != Operator.SUBSET_OF  # which may hold of nothing at all
    if empty or not all(_is_limit(kind, value) for value in values):
        problems.append(Problem(path, shown(raw), _allowed_limit(kind)))
        return None
    if isinstance(kind, NumberKey):
        values = [*map(float, values)]
    return tuple(values) if listed else values[0]


def _allowed_limit(kind: Key) -> str:
    match kind:
        case NumberKey(values=only):
            return f"以下之一：{'、'.join(f'{value:g}' for value in only)}" if only else "数"
        case FlagKey():
            return "true 或 false"
        case DateKey():
            return "真实的日期，写作 2026-09-21"
        case WordKey(words=words, more=True):
            return f"以下之一：{'、'.join(words)}，或 [[business]] 的编号"
        case WordKey(words=words) | SetKey(words=words):
            return f"以下之一：{'、'.join(words)}"


def _is_limit(kind: Key, value: object) -> bool:
    match kind:
        case NumberKey(values=only):
            return is_number(value) and abs(value) <= _LARGEST and (not only or value in only)
        case FlagKey():
            return isinstance(value, bool)
        case DateKey():
            return _is_day(value)
        case WordKey(more=True):
            return isinstance(value, str) and _WORD.fullmatch(value) is not None
        case WordKey(words=words) | SetKey(words=words):
            return value in words


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
