"""Compiles a pack beside the baseline: conditions become diagrams once, so that a keystroke costs only look-ups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from gridcounter.core.policy.businesses.rule import other_business
from gridcounter.core.policy.businesses.views import connects, view_of, words_of
from gridcounter.core.policy.condition_words import Shown, flatten
from gridcounter.core.policy.conditions import AllOf, Condition, Given, Operator, TermIs, Test
from gridcounter.core.policy.diagram import FALSE, TRUE, Diagrams, Node, Variable
from gridcounter.core.policy.model import ApprovalRule, Audience, NoteRule, PolicyPack, Track
from gridcounter.core.policy.rule import Rule
from gridcounter.core.policy.translate import Translator, capacity_units, domains_for

BASELINE = "baseline"
CAPACITY = Variable("supply.capacity")
BUSINESS = Variable("business")


@dataclass(frozen=True, slots=True)
class Variant:
    """Rules that say the same for one id, and where one of them applies. `source` is their policy document."""

    rules: tuple[Rule, ...]
    nodes: tuple[Node, ...]
    node: Node
    source: str


@dataclass(frozen=True, slots=True)
class Line:
    """All values of a section for one id: variants that exclude each other."""

    id: str
    variants: tuple[Variant, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One possible outcome of the approval. `shown` explains it; for a rule that excludes another, that other's
    conditions.

    `scope` is the scope of the rule: shown only in a branch, while it is open. `stated` are its conditions in the
    policy's own words.
    """

    rule: ApprovalRule | None
    track: Track
    node: Node
    shown: tuple[Shown, ...]
    branch: tuple[Shown, ...]
    scope: tuple[Shown, ...] = ()
    stated: tuple[Shown, ...] = ()


@dataclass(frozen=True, slots=True)
class Compiled:
    """A pack and the baseline as diagrams: lines by section, ways of the approval, limits of capacity.

    `nodes` are all that decide something, `nodes_on` those in which a key stands. The packs hold what its business has.
    """

    pack: PolicyPack
    baseline: PolicyPack
    diagrams: Diagrams
    translator: Translator
    lines: Mapping[str, tuple[Line, ...]]
    options: tuple[Option, ...]
    nodes: tuple[Node, ...]
    nodes_on: Mapping[str, tuple[Node, ...]]
    capacity_nodes: tuple[Node, ...]
    capacity_units: Mapping[float, frozenset[str]]


def compile_pack(pack: PolicyPack, baseline: PolicyPack, business: str | None = None) -> Compiled:
    """Once for the three kinds of connecting, which most of a policy is about, and once for each other business."""
    return _compile(pack, baseline, other_business(business))


@lru_cache(maxsize=128)
def _compile(pack: PolicyPack, baseline: PolicyPack, other: str) -> Compiled:
    """Packs compare by identity, so a pack that is read again is compiled again."""
    domains = domains_for(all_conditions(pack, baseline), pack.keys)
    if words := words_of(other, pack, baseline):  # the business is settled: nothing hangs on it
        del domains[BUSINESS]
    with Diagrams(domains).limited() as diagrams:
        return compile_in(diagrams, pack, baseline, words)


def compile_in(
    diagrams: Diagrams, pack: PolicyPack, baseline: PolicyPack, words: frozenset[str] = frozenset()
) -> Compiled:
    """Packs compiled into the same diagrams can be compared node by node. `words` are those of another business."""
    pack, baseline = view_of(pack, words), view_of(baseline, words)
    translator = Translator(diagrams, pack.terms, business=words)
    classes = section_nodes(translator, pack.sections["customer_class"], by_id=False)
    for (rule, _), node in zip(pack.sections["customer_class"], classes, strict=True):
        translator.classes[rule.id] = diagrams.some((translator.classes.get(rule.id, FALSE), node))
    options = tuple(_options(translator, pack.sections["approval"]))
    for option in options:
        translator.tracks[option.track] = diagrams.some((translator.tracks.get(option.track, FALSE), option.node))
    general = Translator(diagrams, baseline.terms, translator.classes, translator.tracks, words)
    lines: dict[str, tuple[Line, ...]] = {}
    for section in pack.sections:
        if section in _NOT_OF_CASES:
            continue
        own = _lines(translator, pack, section, pack.header.number)
        common = _lines(general, baseline, section, BASELINE)
        lines[section] = _beside(diagrams, own, common)
    lines["matter"] = tuple(_where_listed(diagrams, line, options) for line in lines["matter"])
    nodes = tuple(dict.fromkeys([*_deciding_nodes(lines), *(option.node for option in options)]))
    return Compiled(
        pack,
        baseline,
        diagrams,
        translator,
        lines,
        options,
        nodes,
        _by_key(diagrams, nodes),
        tuple(node for node in nodes if CAPACITY in diagrams.support([node])),
        capacity_units(all_conditions(pack, baseline)),
    )


def _by_key(diagrams: Diagrams, nodes: Iterable[Node]) -> dict[str, tuple[Node, ...]]:
    found: dict[str, list[Node]] = {}
    for node in nodes:
        for key in {variable.key for variable in diagrams.support([node])}:
            found.setdefault(key, []).append(node)
    return {key: tuple(some) for key, some in found.items()}


#: Sections whose rules other rules name, or that are decided apart.
_NOT_OF_CASES = {"approval", "regime", "question", "business", "duty"}


def _where_listed(diagrams: Diagrams, line: Line, options: Sequence[Option]) -> Line:
    """A matter is one only where a rule decides that lists it: elsewhere nothing is asked for its sake."""
    listed = diagrams.some(option.node for option in options if option.rule and line.id in option.rule.matters)
    variants = (
        replace(
            variant,
            node=diagrams.both(listed, variant.node),
            nodes=tuple(diagrams.both(listed, node) for node in variant.nodes),
        )
        for variant in line.variants
    )
    return Line(line.id, tuple(variants))


def _deciding_nodes(lines: Mapping[str, tuple[Line, ...]]) -> Iterable[Node]:
    variants = (variant for section in lines.values() for line in section for variant in line.variants)
    for variant in variants:
        if not _for_the_clerk(variant):
            yield from variant.nodes


def _for_the_clerk(variant: Variant) -> bool:
    """A note for the clerk's screen only decides nothing for the applicant."""
    return all(isinstance(rule, NoteRule) and rule.audience == Audience.CLERK for rule in variant.rules)


def all_conditions(*packs: PolicyPack) -> Iterable[Condition]:
    """Every condition of these packs, terms included, in any order."""
    for pack in packs:
        yield from pack.terms.values()
        for rows in pack.sections.values():
            yield from (condition for _, condition in rows)


def rows_with_condition(pack: PolicyPack, section: str) -> list[tuple[Rule, Condition]]:
    """Without the notes that something other than a condition triggers."""
    return [row for row in pack.sections[section] if not (isinstance(row[0], NoteRule) and row[0].trigger)]


def section_nodes(translator: Translator, rows: Sequence[tuple[Rule, Condition]], *, by_id: bool) -> list[Node]:
    """The condition of each rule; `otherwise` closes the section, or with `by_id` the rules of its own id."""
    diagrams = translator.diagrams
    plain = [translator.node(condition) for _, condition in rows]
    nodes = []
    for (rule, _), node in zip(rows, plain, strict=True):
        if not rule.otherwise:
            nodes.append(node)
            continue
        others = [
            other_node
            for (other, _), other_node in zip(rows, plain, strict=True)
            if not other.otherwise and (not by_id or other.id == rule.id)
        ]
        nodes.append(diagrams.both(node, diagrams.negate(diagrams.some(others))))
    return nodes


def _lines(translator: Translator, pack: PolicyPack, section: str, source: str) -> tuple[Line, ...]:
    rows = rows_with_condition(pack, section)
    nodes = section_nodes(translator, rows, by_id=section != "customer_class")
    grouped: dict[str, dict[str, list[tuple[Rule, Node]]]] = {}
    for (rule, _), node in zip(rows, nodes, strict=True):
        grouped.setdefault(rule.id, {}).setdefault(rule.says, []).append((rule, node))
    return tuple(
        Line(
            name,
            tuple(
                Variant(
                    tuple(rule for rule, _ in same),
                    tuple(node for _, node in same),
                    translator.diagrams.some(node for _, node in same),
                    source,
                )
                for same in variants.values()
            ),
        )
        for name, variants in grouped.items()
    )


def _beside(diagrams: Diagrams, own: tuple[Line, ...], common: tuple[Line, ...]) -> tuple[Line, ...]:
    """The baseline applies only if the local policy says nothing for the same id."""
    local = {line.id: line for line in own}
    merged = dict(local)
    for line in common:
        silent = diagrams.negate(diagrams.some(v.node for v in local[line.id].variants)) if line.id in local else TRUE
        variants = tuple(
            Variant(v.rules, tuple(diagrams.both(n, silent) for n in v.nodes), diagrams.both(v.node, silent), v.source)
            for v in line.variants
        )
        merged[line.id] = Line(line.id, (*(local[line.id].variants if line.id in local else ()), *variants))
    return tuple(merged.values())


def _options(translator: Translator, rows: Sequence[tuple[Rule, Condition]]) -> Iterable[Option]:
    """The outcome "no works" comes first; all rules of a pack apply only if there are works. A business without such
    rules has none.
    """
    diagrams, works = translator.diagrams, translator.works
    if not rows and not connects(translator.business):
        yield Option(None, Track.NONE, TRUE, (), ())
        return
    no_works = Test("works", Operator.EQUAL, limit=False)
    shown = tuple(flatten(translator, no_works))
    yield Option(None, Track.NONE, diagrams.negate(works), shown, shown)
    nodes = section_nodes(translator, rows, by_id=False)
    plain = {rule.id: (condition, translator.node(condition)) for rule, condition in rows}
    for (rule, condition), node in zip(rows, nodes, strict=True):
        assert isinstance(rule, ApprovalRule)
        own = tuple(flatten(translator, condition))
        branch = own
        for excluded in rule.unless:
            failed_condition, failed = plain[excluded]
            node = diagrams.both(node, diagrams.negate(failed))  # noqa: PLW2901  narrowed by the rule it excludes
            failing = tuple(flatten(translator, failed_condition))
            branch = (*branch, *(s.negated(diagrams, f"不符合：{s.label}") for s in failing))
            own = own or failing
        scope, stated = tuple(_scope(translator, condition)), tuple(_stated(translator, rule))
        yield Option(rule, rule.track, diagrams.both(works, node), own, branch, scope, stated)


def _stated(translator: Translator, rule: ApprovalRule) -> Iterable[Shown]:
    """Under the last key that the term reads."""
    for fact in rule.stated:
        term = TermIs(fact.term)
        for last in tuple(flatten(translator, term))[-1:]:
            yield replace(last, label=fact.label, node=translator.node(term))


def _scope(translator: Translator, condition: Condition) -> Iterable[Shown]:
    match condition:
        case Given(part=part):
            yield from flatten(translator, part)
        case AllOf(parts=parts):
            for part in parts:
                yield from _scope(translator, part)
