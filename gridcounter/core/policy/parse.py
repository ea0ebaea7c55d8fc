"""Plain data -> a pack, or all its problems: file, rule, key, what was found, what is allowed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeGuard

from gridcounter.core.local_key import LocalKey
from gridcounter.core.policy.conditions import (
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
from gridcounter.core.policy.header import ALWAYS, NOT_THE_DOCUMENT, Header
from gridcounter.core.policy.keys import Key
from gridcounter.core.policy.local_question import QuestionRule, own_keys
from gridcounter.core.policy.model import SECTIONS, PolicyPack, Track
from gridcounter.core.policy.regime import FilingRegime
from gridcounter.core.policy.rule import Rule
from gridcounter.core.validation.models import Problem, read_model, shown

_TABLES = ("terms", "filing", *SECTIONS)
#: One of these may be written without brackets.
_CLAUSES = ("article", "not_the_sum", "unless")


@dataclass(frozen=True, slots=True)
class PackProblem:
    """`rule` is the rule's id, or its section and place without one."""

    file: str
    rule: str
    problem: Problem

    def __str__(self) -> str:
        return f"{self.file}［{self.rule}］{self.problem}"


def rule_places(pack: PolicyPack) -> dict[int, str]:
    """What each rule is called, by its `id()`: section and id, and which of several with that id."""
    found: dict[int, str] = {}
    for section, rows in pack.sections.items():
        ids = [rule.id for rule, _ in rows]
        for place, (rule, _) in enumerate(rows):
            nth = f"（第 {ids[: place + 1].count(rule.id)} 条）" if ids.count(rule.id) > 1 else ""
            found[id(rule)] = f"{section}.{rule.id}{nth}"
    return found


@dataclass(frozen=True, slots=True)
class _Row:
    """A rule as far as it could be read: references from and to it are checked even if parts of it are wrong."""

    where: str
    id: str | None
    rule: Rule | None
    condition: Condition
    raw: Mapping[str, object]

    @property
    def read(self) -> tuple[Rule, Condition] | None:
        return None if self.rule is None else (self.rule, self.condition)


def parse_pack(
    raw: Mapping[str, object], *, source: str, version: str = ""
) -> tuple[PolicyPack | None, tuple[PackProblem, ...]]:
    """`source` is the name of the file, for the problems; `version` the digest of its bytes."""
    problems: list[PackProblem] = []
    header = _parse_header(raw, source, problems)
    own = _own_keys(raw.get("question"))
    reading = _Reading(source, own, problems)
    terms = _parse_terms(raw.get("terms", {}), reading)
    rows = {
        section: list(_parse_rows(raw.get(section, []), section, model, reading)) for section, model in SECTIONS.items()
    }
    filing, wrong = _parse_filing(raw["filing"]) if "filing" in raw else (None, ())
    problems.extend(PackProblem(source, "filing", problem) for problem in wrong)
    problems.extend(PackProblem(source, where, problem) for where, problem in _references(terms, rows))
    if problems or header is None:
        return None, tuple(problems)
    sections = {section: tuple(row.read for row in found if row.read) for section, found in rows.items()}
    return PolicyPack(header, version, terms, filing, sections, source), ()


def _parse_filing(raw: object) -> tuple[FilingRegime | None, tuple[Problem, ...]]:
    if isinstance(raw, list):
        return None, (Problem("filing", "[[filing]]", "[filing]，只写一节；几种备案、承诺的办法写 [[regime]]"),)
    return read_model(FilingRegime, raw)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One file being read: its name, the keys of its own questions, and its problems so far."""

    source: str
    own: Mapping[LocalKey, Key]
    problems: list[PackProblem]

    def wrong(self, where: str, found: Iterable[Problem]) -> None:
        self.problems.extend(PackProblem(self.source, where, problem) for problem in found)


def _own_keys(raw: object) -> dict[LocalKey, Key]:
    """The keys of the questions that can be read; what is wrong with the others is told with their rows."""
    rows = raw if _is_list_of_tables(raw) else ()
    read = (read_model(QuestionRule, {**_without_condition(row), "article": ()})[0] for row in rows)
    return own_keys(rule for rule in read if rule is not None)


def _parse_header(raw: Mapping[str, object], source: str, problems: list[PackProblem]) -> Header | None:
    allowed = f"文件头的键：{'、'.join(Header.model_fields)}；表：{'、'.join(_TABLES)}"
    unknown = [str(key) for key in raw if key not in Header.model_fields and key not in _TABLES]
    problems.extend(PackProblem(source, "文件头", Problem(key, "不认识的键", allowed)) for key in unknown)
    given = {key: value for key, value in raw.items() if key in Header.model_fields}
    if given.get("kind") in NOT_THE_DOCUMENT and isinstance(given.get("title"), str):
        given.setdefault("number", f"《{given['title']}》")
        given.setdefault("in_force_from", ALWAYS)
    header, wrong = read_model(Header, given)
    problems.extend(PackProblem(source, "文件头", problem) for problem in wrong)
    return header


def _parse_terms(raw: object, reading: _Reading) -> dict[str, Condition]:
    if not isinstance(raw, Mapping):
        reading.wrong("terms", [Problem("terms", shown(raw), "名称 = { 条件 }")])
        return {}
    terms = {}
    for name, condition in raw.items():
        terms[str(name)], wrong = parse_condition(condition, str(name), reading.own)
        reading.wrong(f"terms.{name}", wrong)
    return terms


def _without_condition(row: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in row.items() if key != "when"}


def _parse_rows(raw: object, section: str, model: type[Rule], reading: _Reading) -> Iterable[_Row]:
    if not _is_list_of_tables(raw):
        reading.wrong(section, [Problem(section, shown(raw), f"规则的列表 [[{section}]]")])
        return
    for place, row in enumerate(raw, start=1):
        name = str(row["id"]) if isinstance(row.get("id"), str) else None
        where = f"{section} 第 {place} 条" if name is None else f"{section}.{name}"
        condition, wrong_condition = parse_condition(row.get("when", {}), "when", reading.own)
        rest = _without_condition(row)
        one_clause = {key: [rest[key]] for key in _CLAUSES if isinstance(rest.get(key), str)}
        rule, wrong = read_model(model, rest | one_clause)
        reading.wrong(where, (*wrong_condition, *wrong))
        yield _Row(where, name, rule, condition, row)


def _is_list_of_tables(raw: object) -> TypeGuard[list[Mapping[str, object]]]:
    return isinstance(raw, list) and all(isinstance(row, Mapping) for row in raw)


@dataclass(frozen=True, slots=True)
class _Names:
    """All names that conditions and rules may refer to."""

    terms: frozenset[str]
    ids: Mapping[str, list[str]]

    @property
    def tracks(self) -> list[str]:
        return [str(track) for track in Track if track != Track.UNDETERMINED]


def _references(terms: Mapping[str, Condition], rows: Mapping[str, list[_Row]]) -> Iterable[tuple[str, Problem]]:
    """Names that conditions and rules refer to must exist, without circular references."""
    ids = {section: [row.id for row in found if row.id is not None] for section, found in rows.items()}
    names = _Names(frozenset(terms), ids)
    for name, condition in terms.items():
        where = f"terms.{name}"
        yield from ((where, problem) for problem in _named(condition, names, may_class=False, may_track=False))
        if name in _reach(name, terms):
            yield where, Problem(name, "引用了自己", "不循环的条件")
    for section, found in rows.items():
        for row in found:
            yield from ((row.where, problem) for problem in _row_names(row, section, names))
    yield from _repeated_ids(ids)


def _repeated_ids(ids: Mapping[str, list[str]]) -> Iterable[tuple[str, Problem]]:
    for section in ("approval", "alternative", "matter", "regime", "question", "business", "duty"):
        for name in repeated(ids[section]):
            yield f"{section}.{name}", Problem("id", f"{shown(name)} 重复", "每条规则各有自己的编号")


def repeated(names: Iterable[str]) -> list[str]:
    """The duplicates, each once, in order."""
    return [name for name, count in Counter(names).items() if count > 1]


def _row_names(row: _Row, section: str, names: _Names) -> Iterable[Problem]:
    may_class, may_track = section != "customer_class", section not in {"customer_class", "approval"}
    yield from _named(row.condition, names, may_class=may_class, may_track=may_track)
    if section == "approval":
        yield from _approval_names(row, names)
    if section in {"approval", "alternative"}:
        yield from _missing("regime", _texts([row.raw.get("regime")]), names.ids["regime"])
    if section == "matter":
        yield from _missing("after", _texts(_listed(row.raw.get("after"))), names.ids["matter"])
    if section == "limit":
        parts = [*names.ids["step"], *names.ids["limit"], "approval"]
        yield from _missing("sum_of", _texts(_listed(row.raw.get("sum_of"))), (one for one in parts if one != row.id))


def _named(condition: Condition, names: _Names, *, may_class: bool, may_track: bool) -> Iterable[Problem]:
    for part in _parts(condition):
        match part:
            case TermIs(name=name):
                yield from _missing("is", (name,), names.terms)
            case ClassIs(ids=wanted) if may_class:
                yield from _missing("class", wanted, names.ids["customer_class"])
            case TrackIs(tracks=wanted) if may_track:
                yield from _missing("track", wanted, names.tracks)
            case ClassIs():
                yield Problem("class", "用在这里会循环", "只用案件的键或 terms")
            case TrackIs():
                yield Problem("track", "用在这里会循环", "只用案件的键或 terms")


def _approval_names(row: _Row, names: _Names) -> Iterable[Problem]:
    raw, stated = row.raw.get("unless"), _listed(row.raw.get("stated"))
    terms = [each.get("is") for each in stated if isinstance(each, Mapping)]
    yield from _missing("matters", _texts(_listed(row.raw.get("matters"))), names.ids["matter"])
    yield from _missing("stated", _texts(terms), names.terms)
    unless = _texts(raw if isinstance(raw, list) else [raw])
    yield from _missing("unless", unless, [name for name in names.ids["approval"] if name != row.id])


def _listed(raw: object) -> list[object]:
    return raw if isinstance(raw, list) else []


def _texts(values: Iterable[object]) -> Iterable[str]:
    return (value for value in values if isinstance(value, str))


def _missing(key: str, wanted: Iterable[str], allowed: Iterable[str]) -> Iterable[Problem]:
    known = sorted(set(allowed))
    for name in wanted:
        if name not in known:
            yield Problem(key, shown(name), f"以下之一：{'、'.join(known)}" if known else "（本文件没有可用的名称）")


def _parts(condition: Condition) -> Iterable[Condition]:
    yield condition
    match condition:
        case AllOf(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from _parts(part)
        case Not(part=part) | Given(part=part):
            yield from _parts(part)


def _reach(name: str, terms: Mapping[str, Condition]) -> set[str]:
    """The terms reachable from a term, directly or indirectly."""
    reached: set[str] = set()
    waiting = [name]
    while waiting:
        for part in _parts(terms[waiting.pop()]):
            if isinstance(part, TermIs) and part.name in terms and part.name not in reached:
                reached.add(part.name)
                waiting.append(part.name)
    return reached
