"""Plain data -> a pack, or every problem it has: each names the file, the rule, the key, what was found, what is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridcounter.core.policy.conditions import (
    ALWAYS,
    AllOf,
    AnyOf,
    ClassIs,
    Condition,
    Given,
    Not,
    TermIs,
    TrackIs,
    parse_condition,
)
from gridcounter.core.policy.model import SECTIONS, ApprovalRule, FilingRegime, Header, PolicyPack, Rule, Track
from gridcounter.core.reading import Problem, read_model, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

_TABLES = ("terms", "filing", *SECTIONS)


@dataclass(frozen=True, slots=True)
class PackProblem:
    """`rule` is the rule's id, or its section and place where it has none."""

    file: str
    rule: str
    problem: Problem

    def __str__(self) -> str:
        return f"{self.file}［{self.rule}］{self.problem}"


def parse_pack(
    raw: Mapping[str, object], *, source: str, version: str = ""
) -> tuple[PolicyPack | None, tuple[PackProblem, ...]]:
    """`source` is the name of the file, for the problems; `version` the digest of its bytes."""
    problems: list[PackProblem] = []
    header, wrong = read_model(Header, {key: value for key, value in raw.items() if key not in _TABLES})
    problems.extend(PackProblem(source, "文件头", problem) for problem in wrong)
    terms = _parse_terms(raw.get("terms", {}), source, problems)
    sections: dict[str, tuple[tuple[Rule, Condition], ...]] = {}
    for section, model in SECTIONS.items():
        sections[section] = tuple(_parse_rows(raw.get(section, []), section, model, source, problems))
    filing = None
    if "filing" in raw:
        filing, wrong = read_model(FilingRegime, raw["filing"])
        problems.extend(PackProblem(source, "filing", problem) for problem in wrong)
    problems.extend(_references(terms, sections, source))
    if problems or header is None:
        return None, tuple(problems)
    return PolicyPack(header, version, terms, filing, sections, source), ()


def _parse_terms(raw: object, source: str, problems: list[PackProblem]) -> dict[str, Condition]:
    if not isinstance(raw, Mapping):
        problems.append(PackProblem(source, "terms", Problem("terms", shown(raw), "名称 = { 条件 }")))
        return {}
    terms = {}
    for name, condition in raw.items():
        terms[str(name)], wrong = parse_condition(condition, str(name))
        problems.extend(PackProblem(source, "terms", problem) for problem in wrong)
    return terms


def _parse_rows(
    raw: object, section: str, model: type[Rule], source: str, problems: list[PackProblem]
) -> Iterable[tuple[Rule, Condition]]:
    if not isinstance(raw, list) or not all(isinstance(row, Mapping) for row in raw):
        problems.append(PackProblem(source, section, Problem(section, shown(raw), f"规则的列表 [[{section}]]")))
        return
    for place, row in enumerate(raw, start=1):
        name = row.get("id")
        where = f"{section}.{name}" if isinstance(name, str) else f"{section} 第 {place} 条"
        condition, wrong_condition = parse_condition(row["when"], "when") if "when" in row else (ALWAYS, ())
        plain = {key: [value] if key == "article" and isinstance(value, str) else value for key, value in row.items()}
        rule, wrong = read_model(model, {key: value for key, value in plain.items() if key != "when"})
        problems.extend(PackProblem(source, where, problem) for problem in (*wrong_condition, *wrong))
        if rule is not None:
            yield rule, condition


def _references(
    terms: Mapping[str, Condition], sections: Mapping[str, tuple[tuple[Rule, Condition], ...]], source: str
) -> list[PackProblem]:
    """Names that conditions and rules use of each other must exist, and must not go round in circles."""
    found: list[PackProblem] = []
    classes = {rule.id for rule, _ in sections["customer_class"]}
    ids = {section: [rule.id for rule, _ in rows] for section, rows in sections.items()}
    tracks = {str(track) for track in Track if track != Track.UNDETERMINED}

    def check(where: str, condition: Condition, *, may_class: bool, may_track: bool) -> None:
        for part in _parts(condition):
            match part:
                case TermIs(name=name) if name not in terms:
                    missing(where, "is", name, terms)
                case ClassIs(ids=names):
                    for name in names if may_class else ():
                        if name not in classes:
                            missing(where, "class", name, classes)
                    if not may_class:
                        found.append(
                            PackProblem(source, where, Problem("class", "用在这里会循环", "只用案件的键或 terms"))
                        )
                case TrackIs(tracks=names):
                    for name in names if may_track else ():
                        if name not in tracks:
                            missing(where, "track", name, tracks)
                    if not may_track:
                        found.append(
                            PackProblem(source, where, Problem("track", "用在这里会循环", "只用案件的键或 terms"))
                        )

    def missing(where: str, key: str, name: str, allowed: Iterable[str]) -> None:
        found.append(PackProblem(source, where, Problem(key, shown(name), f"以下之一：{'、'.join(sorted(allowed))}")))

    for name, condition in terms.items():
        check(f"terms.{name}", condition, may_class=False, may_track=False)
        if name in _reach(name, terms):
            found.append(PackProblem(source, f"terms.{name}", Problem(name, "引用了自己", "不循环的条件")))
    for section, rows in sections.items():
        for rule, condition in rows:
            where = f"{section}.{rule.id}"
            inner = section == "customer_class"
            check(where, condition, may_class=not inner, may_track=not inner and section != "approval")
            if isinstance(rule, ApprovalRule):
                for matter in rule.matters:
                    if matter not in ids["matter"]:
                        missing(where, "matters", matter, ids["matter"])
                if rule.unless is not None and (rule.unless not in ids["approval"] or rule.unless == rule.id):
                    missing(where, "unless", rule.unless, [name for name in ids["approval"] if name != rule.id])
    for section in ("approval", "alternative", "matter"):
        found.extend(
            PackProblem(source, f"{section}.{name}", Problem("id", "重复", "每条规则各有自己的编号"))
            for name in dict.fromkeys(name for name in ids[section] if ids[section].count(name) > 1)
        )
    return found


def _parts(condition: Condition) -> Iterable[Condition]:
    yield condition
    match condition:
        case AllOf(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from _parts(part)
        case Not(part=part) | Given(part=part):
            yield from _parts(part)


def _reach(name: str, terms: Mapping[str, Condition]) -> set[str]:
    """The terms that a term leads to, in any number of steps."""
    reached: set[str] = set()
    waiting = [name]
    while waiting:
        for part in _parts(terms[waiting.pop()]):
            if isinstance(part, TermIs) and part.name in terms and part.name not in reached:
                reached.add(part.name)
                waiting.append(part.name)
    return reached
