"""A pack's own example cases: a case, and the expected results. A pack that fails one of them cannot be adopted.

A case is written in the contract's keys without `locality`. TOML has no null: `works = "none"` says that there are no
line works, and the operator `is_null` expects null.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.case_reading import parse_case
from gridcounter.core.policy.businesses.reading import problems_at
from gridcounter.core.policy.contract import to_contract
from gridcounter.core.policy.decide import decide
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.policy.parse import PackProblem, repeated
from gridcounter.core.policy.rule import Sentence
from gridcounter.core.validation.models import Problem, read_model, shown

NO_WORKS = "none"
_PART = re.compile(r"([^.\[\]]+)(?:\[([^\[\]]+)\])?(?:\.|$)")
_NOTHING = object()


class Operator(StrEnum):
    """`has` and `lacks` look for each of the values in a list, `before` for the order of two."""

    IS = "is"
    IS_NULL = "is_null"
    HAS = "has"
    LACKS = "lacks"
    MISSING = "missing"
    BEFORE = "before"


_WITHOUT_VALUE = {Operator.IS_NULL, Operator.MISSING}
#: What an example case expects.
_WANTED: Mapping[Operator, str] = {
    Operator.IS: "{value}",
    Operator.IS_NULL: "空（null）",
    Operator.HAS: "有 {value} 的列表",
    Operator.LACKS: "没有 {value} 的列表",
    Operator.MISSING: "没有这一项",
    Operator.BEFORE: "先后为 {value} 的列表",
}
_WITH_LIST = {Operator.HAS, Operator.LACKS, Operator.BEFORE}
_PAIR = 2


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class Expectation(_Part):
    """`path` is dotted; `name[id]` picks the element of that id, `name[*].key` collects."""

    path: Annotated[str, Field(min_length=1)]
    operator: Operator
    value: Any = None


@dataclass(frozen=True, slots=True)
class NotAnswered(Problem):
    """An expectation that the pack does not meet. `allowed` is its operator, and the value behind it."""

    def __str__(self) -> str:
        operator, _, value = self.allowed.partition(" ")
        return f"{self.path}：答复是 {self.found}，例子写的是 {_WANTED[Operator(operator)].format(value=value)}"


class ExampleCase(_Part):
    """`given` is a case in the contract's words, "works": "none" for one without outside works."""

    name: Sentence
    given: dict[str, Any]
    expect: tuple[Expectation, ...]


class _CaseFile(_Part):
    case: tuple[ExampleCase, ...]


def parse_cases(raw: object, *, source: str) -> tuple[tuple[ExampleCase, ...], tuple[PackProblem, ...]]:
    """Every problem of the file at once."""
    file, problems = read_model(_CaseFile, raw)
    if file is None:
        return (), tuple(PackProblem(source, "案例", problem) for problem in problems)
    found = [PackProblem(source, case.name, problem) for case in file.case for problem in _slips(case)]
    if not file.case:
        found.append(PackProblem(source, "案例", Problem("case", "[]", "至少一个案例 [[case]]")))
    twice = repeated(case.name for case in file.case)
    found.extend(PackProblem(source, name, Problem("name", "重复", "每个案例各有自己的名称")) for name in twice)
    return (() if found else file.case), tuple(found)


def _slips(case: ExampleCase) -> list[Problem]:
    found = []
    if "locality" in case.given:
        found.append(Problem("given.locality", shown(case.given["locality"]), "不填写：案例属于本政策包"))
    if not case.expect:
        found.append(Problem("expect", "[]", "至少一项应有的答复"))
    for expectation in case.expect:
        path = expectation.path
        if not _parts(path):
            found.append(Problem("expect.path", shown(path), "键.键、列表[编号].键 或 列表[*].键"))
        if allowed := _wrong_value(expectation):
            found.append(Problem(f"expect.{path}", shown(expectation.value), allowed))
    return found


def _wrong_value(expectation: Expectation) -> str:
    """The kind of value that the operator requires, in Chinese; "" if the value is valid."""
    operator, value = expectation.operator, expectation.value
    if (value is None) != (operator in _WITHOUT_VALUE):
        return f"{operator} 不写 value" if operator in _WITHOUT_VALUE else f"{operator} 要写 value"
    if operator in _WITH_LIST and not isinstance(value, list):
        return f"列表：{operator} 后面只有一项，也写在 [ ] 里"
    if operator == Operator.BEFORE and len(value) != _PAIR:
        return "before 的值是两项的列表：先、后"
    return ""


def check_cases(
    pack: PolicyPack, baseline: PolicyPack, calendar: WorkCalendar, cases: Sequence[ExampleCase], *, source: str
) -> tuple[PackProblem, ...]:
    """Decides each case under the pack; one problem for each expectation that fails."""
    return tuple(
        PackProblem(source, case.name, problem)
        for case in cases
        for problem in failures(case, pack, baseline, calendar)
    )


@dataclass(frozen=True, slots=True)
class Result:
    """One expectation beside what the pack answers."""

    expectation: Expectation
    found: object

    @property
    def holds(self) -> bool:
        """Whether the answer is as expected."""
        return holds(self.found, self.expectation.operator, self.expectation.value)

    @property
    def found_words(self) -> str:
        """The answer's own value."""
        return _shown(self.found)


def failures(
    example: ExampleCase, pack: PolicyPack, baseline: PolicyPack, calendar: WorkCalendar
) -> tuple[Problem, ...]:
    """Failed expectations; empty if all hold. A case that cannot be read gives its problems."""
    found, problems = results(example, pack, baseline, calendar)
    failed = (one for one in found if not one.holds)
    return problems or tuple(
        NotAnswered(one.expectation.path, one.found_words, _wanted(one.expectation)) for one in failed
    )


def results(
    example: ExampleCase, pack: PolicyPack, baseline: PolicyPack, calendar: WorkCalendar
) -> tuple[tuple[Result, ...], tuple[Problem, ...]]:
    """Each expectation with the answer, in order; none, and the problems, of a case that cannot be read."""
    documents = {rule.id for source in (pack, baseline) for rule, _ in source.sections["document"]}

    def local(given: Mapping[str, Any], path: str) -> Iterable[Problem]:
        return problems_at(given, path, pack, baseline)

    raw = {"locality": pack.id, **case_given(example)}
    case, problems = parse_case(raw, localities=[pack.id], documents=documents, root="given", local=local)
    if case is None:
        return (), problems
    answer = to_contract(decide(case, pack, baseline, calendar))
    return tuple(Result(one, look_up(answer, one.path)) for one in example.expect), ()


def case_given(example: ExampleCase) -> dict[str, Any]:
    """As the contract has it, without `locality`."""
    given = dict(example.given)
    if given.get("works") == NO_WORKS:
        given["works"] = None
    return given


def lost_cases(before: Sequence[ExampleCase], after: Sequence[ExampleCase]) -> tuple[int, int]:
    """How many of the cases before are gone, and how many are asked otherwise under their name; renamed is neither."""
    named = {case.name: case for case in after}
    asked = [(case.given, case.expect) for case in after]
    missing = [case for case in before if (case.given, case.expect) not in asked]
    changed = sum(case.name in named for case in missing)
    return len(missing) - changed, changed


def _parts(path: str) -> list[tuple[str, str | None]]:
    """The names along a path, each with its bracket selector; empty if the path is invalid."""
    matches = list(_PART.finditer(path))
    whole = "".join(match.group() for match in matches) == path and not path.endswith(".")
    return [(match[1], match[2]) for match in matches] if whole else []


def look_up(answer: object, path: str) -> object:
    """The value at a dotted path of the answer; a private marker if there is none, which `holds` recognises."""
    return _follow(answer, _parts(path))


def _follow(value: object, parts: Sequence[tuple[str, str | None]]) -> object:
    if not parts:
        return value
    (name, pick), rest = parts[0], parts[1:]
    child = value.get(name, _NOTHING) if isinstance(value, Mapping) else _NOTHING
    if pick is None:
        return _follow(child, rest)
    if not isinstance(child, list):
        return _NOTHING
    if pick == "*":
        return [found for item in child if (found := _follow(item, rest)) is not _NOTHING]
    return next((_follow(item, rest) for item in child if _has_id(item, pick)), _NOTHING)


def _has_id(item: object, wanted: str) -> bool:
    return isinstance(item, Mapping) and item.get("id") == wanted


def holds(found: object, operator: Operator, wanted: Any) -> bool:  # noqa: ANN401  a value of TOML
    """Compares strictly: 1 is not true. A list operator fails on anything but a list."""
    if operator == Operator.MISSING:
        return found is _NOTHING
    if operator == Operator.IS_NULL:
        return found is None
    if operator == Operator.IS:
        return found == wanted and isinstance(found, bool) == isinstance(wanted, bool)
    return isinstance(found, list) and _list_holds(found, operator, wanted)


def _list_holds(found: list[Any], operator: Operator, wanted: list[Any]) -> bool:
    there = [item in found for item in wanted]
    if operator == Operator.LACKS:
        return not any(there)
    return all(there) and (operator == Operator.HAS or found.index(wanted[0]) < found.index(wanted[1]))


def _shown(value: object) -> str:
    return "没有这一项" if value is _NOTHING else shown(value)


def _wanted(expectation: Expectation) -> str:
    without = expectation.operator in _WITHOUT_VALUE
    return str(expectation.operator) if without else f"{expectation.operator} {_shown(expectation.value)}"
