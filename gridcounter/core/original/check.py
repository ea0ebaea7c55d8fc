"""A pack beside its paper: references that lead nowhere or to several places, figures missing from their clause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gridcounter.core.original.figures import Figure, figures_of, limits_of, places_of
from gridcounter.core.original.passages import Original, Passage, plain
from gridcounter.core.policy.conditions import Condition, terms_of
from gridcounter.core.policy.model import ApprovalRule, PolicyPack
from gridcounter.core.policy.parse import PackProblem, rule_places
from gridcounter.core.policy.rule import Rule
from gridcounter.core.validation.models import Problem

_FIND = "原文里有、并且只有一处的条款，如 三(一)2、附件2-17、第四条、某一段开头的几个字"
_NAMES = {"wd": "工作日", "days": "自然日"}
#: Clauses shown where several are meant.
_MOST = 3


def check_original(pack: PolicyPack, original: Original) -> tuple[PackProblem, ...]:
    """One problem for each clause of a rule, and one for each figure that stands in none of the rule's clauses."""
    return tuple(PackProblem(pack.source, where, problem) for where, problem in _found(pack, original))


def _found(pack: PolicyPack, original: Original) -> Iterator[tuple[str, Problem]]:
    title, places = pack.header.title, rule_places(pack)
    for rows in pack.sections.values():
        for rule, condition in rows:
            where = places[id(rule)]
            yield from ((where, problem) for problem in _references(rule.article, original, title))
            passages = [found[0] for clause in rule.article if len(found := original.named(clause, title)) == 1]
            yield from ((where, problem) for problem in _figures(figures_of(rule, condition), rule.article, passages))
    yield from _of_terms(pack, original)
    regime = () if pack.filing is None else pack.filing.article
    for where, clauses in (("filing", regime), ("hotlines_article", pack.header.hotlines_article)):
        yield from ((where, problem) for problem in _references(clauses, original, title))


def _of_terms(pack: PolicyPack, original: Original) -> Iterator[tuple[str, Problem]]:
    """A term is said in the clauses of the rules that use it."""
    for name, condition in pack.terms.items():
        using = (rule for rows in pack.sections.values() for rule, when in rows if name in _terms_of(rule, when))
        clauses = tuple(dict.fromkeys(clause for rule in using for clause in rule.article))
        passages = [found[0] for clause in clauses if len(found := original.named(clause, pack.header.title)) == 1]
        yield from ((f"terms.{name}", problem) for problem in _figures(limits_of(condition), clauses, passages))


def _terms_of(rule: Rule, condition: Condition) -> set[str]:
    stated = rule.stated if isinstance(rule, ApprovalRule) else ()
    return set(terms_of(condition)) | {fact.term for fact in stated}


def _references(clauses: Iterable[str], original: Original, title: str) -> Iterator[Problem]:
    for clause in clauses:
        found = original.named(clause, title)
        if not found:
            yield Problem("article", f"“{clause}”，原文里没有这一处", _FIND)
        elif len(found) > 1:
            places = "、".join(f"“{_beginning(one)}”" for one in found[:_MOST])
            yield Problem("article", f"“{clause}”，原文里有 {len(found)} 处：{places}", _FIND)


def _figures(figures: Iterable[Figure], clauses: tuple[str, ...], passages: list[Passage]) -> Iterator[Problem]:
    for figure in figures:
        if passages and not any(places_of(figure, one.text) for one in passages):
            found = f"{figure.shown}，条款 {'、'.join(clauses)} 里找不到 {figure.shown}"
            yield Problem(
                _NAMES.get(figure.key, figure.key), found, "条款里写的数；数在别的条款里的，把那一条也写进 article"
            )


def _beginning(passage: Passage) -> str:
    return plain(passage.text)[:12]
