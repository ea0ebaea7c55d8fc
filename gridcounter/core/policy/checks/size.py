"""How large a pack may be: one from outside could else take hours, or all memory, to be read and checked.

The largest pack that ships has about a hundred rules, and no condition of more than eight levels.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gridcounter.core.policy.conditions import AllOf, AnyOf, Condition, Given, Not, TermIs
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.policy.parse import PackProblem
from gridcounter.core.policy.sections import SECTIONS
from gridcounter.core.validation.models import Problem

#: Values of all kinds in the file, rules of all sections, and what of the pack's own is named by conditions.
_MOST_VALUES, _MOST_RULES = 20_000, 1_000
_MOST: Mapping[str, tuple[int, str]] = {
    "terms": (200, "条件名称"),
    "question": (60, "本地问题"),
    "business": (40, "业务"),
}
#: Of one condition, with its terms written out.
_MOST_LEVELS, _MOST_PARTS = 60, 5_000


def too_large(raw: object, source: str) -> tuple[PackProblem, ...]:
    """Of a file as it was read from TOML, before anything of it is looked at."""
    return tuple(PackProblem(source, "文件头", problem) for problem in _too_many(raw))


def _too_many(raw: object) -> Iterator[Problem]:
    if not isinstance(raw, dict):
        return
    if (values := _values_in(raw)) > _MOST_VALUES:
        yield Problem("文件", f"有 {values:,} 项内容", f"不超过 {_MOST_VALUES:,} 项；请分成几个地区的政策包")
    rules = sum(len(rows) for section in SECTIONS if isinstance(rows := raw.get(section), list))
    if rules > _MOST_RULES:
        yield Problem("规则", f"有 {rules:,} 条", f"不超过 {_MOST_RULES:,} 条")
    for section, (most, name) in _MOST.items():
        rows = raw.get(section)
        if isinstance(rows, dict | list) and len(rows) > most:
            yield Problem(name, f"有 {len(rows):,} 个", f"不超过 {most} 个")


def _values_in(raw: object) -> int:
    """With all that it holds, however deep: a recursion might not reach the end."""
    waiting, count = [raw], 0
    while waiting:
        one = waiting.pop()
        count += 1
        waiting += one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
    return count


@dataclass(frozen=True, slots=True)
class _Extent:
    """Levels within each other, and tests in all."""

    levels: int
    parts: int

    @property
    def too_much(self) -> bool:
        return self.levels > _MOST_LEVELS or self.parts > _MOST_PARTS


def check_extent(pack: PolicyPack) -> Iterator[tuple[str, Problem]]:
    """Conditions that are too deep or too long once their terms are written out, as they are in what differs."""
    terms = {name: _Extent(1, 1) for name in pack.terms}
    for _ in pack.terms:  # a chain of terms is no longer than there are terms
        before, terms = terms, {name: _extent(condition, terms) for name, condition in pack.terms.items()}
        if terms == before:
            break
    conditions = [(f"terms.{name}", condition) for name, condition in pack.terms.items()]
    conditions += [(f"{section}.{rule.id}", when) for section, rows in pack.sections.items() for rule, when in rows]
    for where, condition in conditions:
        if _extent(condition, terms).too_much:
            found = "条件套得太深或太长（连同用到的条件名称）"
            yield where, Problem("when", found, f"不超过 {_MOST_LEVELS} 层、{_MOST_PARTS:,} 个条件")


def _extent(condition: Condition, terms: Mapping[str, _Extent]) -> _Extent:
    """Counted no further than too much: terms that each use another twice have more parts than a number should."""
    match condition:
        case AllOf(parts=parts) | AnyOf(parts=parts):
            inside = [_extent(part, terms) for part in parts]
        case Not(part=part) | Given(part=part):
            inside = [_extent(part, terms)]
        case TermIs(name=name):
            inside = [terms[name]]
        case _:
            inside = []
    levels = 1 + max((one.levels for one in inside), default=0)
    size = 1 + sum(one.parts for one in inside)
    return _Extent(min(levels, _MOST_LEVELS + 1), min(size, _MOST_PARTS + 1))
