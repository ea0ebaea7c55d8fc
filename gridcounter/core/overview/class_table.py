"""The answers of a policy for one customer class without a case: every line with the condition on which it depends.

The same diagrams as for a case, restricted to the class: what they settle for all of its cases stands without a
condition, what they exclude is left out, and everything else names its condition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from gridcounter.core.overview.class_conditions import narrowed
from gridcounter.core.overview.rule_words import RuleWords, rule_words, silent_words, track_label
from gridcounter.core.papers.phrases import phrases_of
from gridcounter.core.papers.shared_facts import CONFIRMATION
from gridcounter.core.policy.businesses.rule import BusinessRule, other_business
from gridcounter.core.policy.businesses.views import business_rule
from gridcounter.core.policy.compile import BASELINE, Compiled, Variant, compile_pack
from gridcounter.core.policy.conditions import ALWAYS, Condition, Operator, Test
from gridcounter.core.policy.decide import ONE_AT_A_TIME
from gridcounter.core.policy.decision import Bases, Basis
from gridcounter.core.policy.diagram import FALSE, Node
from gridcounter.core.policy.model import AlternativeRule, ApprovalRule, ClassRule, CostRule, NoteRule, PolicyPack
from gridcounter.core.policy.rule import Rule
from gridcounter.core.policy.translate import Translator

#: The sections of a table, in the order of reading, with their titles.
SECTION_TITLES: Mapping[str, str] = {
    "step": "环节",
    "limit": "时限",
    "document": "资料",
    "cost": "费用",
    "approval": "外线",
    "service": "服务",
    "right": "权利",
    "note": "提示",
}
_ELSE, _SEE_CLAUSE, _UNNAMED_SUPPLY = "不属于上列情形", "见条款", "文件没有列出的电压等级"
_BY_SUPPLIER = "是否符合条件由供电企业确认"


@dataclass(frozen=True, slots=True)
class TableRow:
    """`rules` say the same; `when` is "" if they hold for every case of the class."""

    rules: tuple[Rule, ...]
    words: RuleWords
    when: str
    basis: Bases


@dataclass(frozen=True, slots=True)
class ClassTable:
    """`sections` holds every section of `SECTION_TITLES`; of an empty one `silent` is all there is to say.

    `label` and `basis` are those of the class; of all customers together they are empty. `business` is another one
    than connecting, with its own basis. `connects`: it is one of connecting, or like one.
    """

    label: str
    basis: Bases
    sections: Mapping[str, tuple[TableRow, ...]]
    silent: str
    business: BusinessRule | None = None
    business_basis: Bases = ()

    @property
    def connects(self) -> bool:
        """Whether customers have classes in it, and works outside may be needed."""
        return self.business is None or self.business.like is not None


def classes_of(pack: PolicyPack) -> dict[str, str]:
    """The customer classes that the policy names, id to label, in its order."""
    found: dict[str, str] = {}
    for rule, _ in pack.sections["customer_class"]:
        if isinstance(rule, ClassRule) and rule.named:
            found.setdefault(rule.id, rule.label)
    return found


def class_table(
    pack: PolicyPack, baseline: PolicyPack, name: str | None, on: date, business: str | None = None
) -> ClassTable:
    """What the policy says for one of `classes_of` on a day, or for all customers (None). Raises KeyError for another
    id.

    `business` is the id of another one than connecting: nothing of connecting is said of it, unless it is like it. May
    be called from any thread, as `decide`.
    """
    compiled = compile_pack(pack, baseline, business)
    with ONE_AT_A_TIME:
        return _Reader(compiled, name, on).table(other_business(business))


class _Reader:
    """Reads the sections of one pack for one class."""

    def __init__(self, compiled: Compiled, name: str | None, on: date) -> None:
        self._compiled = compiled
        self._on = on
        self._name = name
        self._own = compiled.translator
        own = self._own
        terms = compiled.baseline.terms
        self._common = Translator(compiled.diagrams, terms, own.classes, own.tracks, business=own.business)
        header = compiled.pack.header
        in_force = header.in_force_from <= on and (header.in_force_until is None or on <= header.in_force_until)
        running = self._own.node(Test("in_force", Operator.EQUAL, limit=in_force))
        self._within = running if name is None else compiled.diagrams.both(self._own.classes[name], running)

    def table(self, business: str) -> ClassTable:
        """`business` is empty for connecting."""
        sections = {section: tuple(self._rows(section)) for section in SECTION_TITLES}
        pack = self._compiled.pack
        rules = [rule for rule, _ in pack.sections["customer_class"] if rule.id == self._name]
        basis = self._basis(rules, self._number) if rules else ()
        about, source = business_rule(business, pack, self._compiled.baseline)
        stated = self._basis([about], source.header.number) if about else ()
        label = classes_of(pack).get(self._name or "", "")
        return ClassTable(label, basis, sections, silent_words(pack), about, stated)

    @property
    def _number(self) -> str:
        return self._compiled.pack.header.number

    @cached_property
    def _conditions(self) -> Mapping[int, Condition]:
        packs = (self._compiled.pack, self._compiled.baseline)
        rows = (row for pack in packs for section in pack.sections.values() for row in section)
        return {id(rule): condition for rule, condition in rows}

    def _basis(self, rules: Iterable[Rule], source: str) -> Bases:
        found = (
            Basis(BASELINE) if BASELINE in {rule.basis, source} else Basis(source, article)
            for rule in rules
            for article in (rule.article or (None,))
        )
        return tuple(dict.fromkeys(found))

    def _rows(self, section: str) -> Iterator[TableRow]:
        if section == "approval":
            yield from self._approvals()
            return
        for line in self._compiled.lines[section]:
            for variant in line.variants:
                when = self._when(variant)
                rule = variant.rules[0]
                if when is None or (isinstance(rule, NoteRule) and rule.after and self._on <= rule.after):
                    continue
                if isinstance(rule, CostRule) and CONFIRMATION in rule.needs:
                    when = "，".join(filter(None, (when, _BY_SUPPLIER)))
                basis = self._basis(variant.rules, variant.source)
                yield TableRow(variant.rules, self._words(rule), when, basis)

    def _words(self, rule: Rule) -> RuleWords:
        return rule_words(rule, self._compiled.pack, self._compiled.baseline)

    def _when(self, variant: Variant) -> str | None:
        """The condition in words; "" if it always holds in this class, None if it never does."""
        diagrams = self._compiled.diagrams
        both = diagrams.both(self._within, variant.node)
        if both in {FALSE, self._within}:
            return None if both == FALSE else ""
        common = variant.source == BASELINE
        pairs = zip(variant.rules, variant.nodes, strict=True)
        parts = [self._of_rule(rule, node, self._within, common=common) for rule, node in pairs]
        found = dict.fromkeys(part for part in parts if part is not None)
        return "；".join(found) or _SEE_CLAUSE

    def _of_rule(self, rule: Rule, node: Node, within: Node, *, common: bool) -> str | None:
        """None if the rule never applies; it may apply to less than its own condition says."""
        diagrams = self._compiled.diagrams
        applies = diagrams.both(within, node)
        if applies == FALSE:
            return None
        translator = self._common if common else self._own
        written = self._conditions[id(rule)]
        condition = narrowed(written, within, translator)
        words = "" if condition in {None, ALWAYS} else self._say(condition or ALWAYS, common=common)
        less = applies != diagrams.both(within, translator.node(written))
        return "，".join(filter(None, (words, _ELSE if less else "")))

    def _say(self, condition: Condition, *, common: bool) -> str:
        pack = self._compiled.pack
        words = phrases_of(pack, self._compiled.baseline if common else pack)
        found = words.of(condition, between="；")
        return _UNNAMED_SUPPLY if found is None else found or _SEE_CLAUSE

    # ---- the outside works

    def _approvals(self) -> Iterator[TableRow]:
        """For a project that has works outside the red line at all; rules with one outcome share a line."""
        diagrams = self._compiled.diagrams
        within = diagrams.both(self._within, self._own.works)
        alike: dict[RuleWords, list[tuple[ApprovalRule, Node]]] = {}
        for option in self._compiled.options:
            if option.rule is not None and diagrams.both(within, option.node) != FALSE:
                alike.setdefault(self._words(option.rule), []).append((option.rule, option.node))
        for outcome, options in alike.items():
            rules = tuple(rule for rule, _ in options)
            whole = diagrams.both(within, diagrams.some(node for _, node in options)) == within
            words = [self._of_rule(rule, node, within, common=False) for rule, node in options]
            when = "" if whole else "；".join(dict.fromkeys(filter(None, words))) or _SEE_CLAUSE
            yield TableRow(rules, outcome, when, self._basis(rules, self._number))
        yield from self._alternatives(within)

    def _alternatives(self, within: Node) -> Iterator[TableRow]:
        diagrams = self._compiled.diagrams
        for line in self._compiled.lines["alternative"]:
            rule = line.variants[0].rules[0]
            assert isinstance(rule, AlternativeRule)
            beside = diagrams.both(within, self._own.tracks.get(rule.beside, FALSE))
            for one, node in zip(line.variants[0].rules, line.variants[0].nodes, strict=True):
                when = self._of_rule(one, node, beside, common=False)
                if when is None:
                    continue
                besides = f"与“{self._track_of(rule.beside)}”并列"
                words = "，".join(filter(None, (when, besides)))
                pack = self._compiled.pack
                what = track_label(pack, rule.track, pack.label_of(rule))
                yield TableRow((one,), RuleWords(what, "也可以"), words, self._basis([one], self._number))

    def _track_of(self, track: str) -> str:
        rules = (rule for rule, _ in self._compiled.pack.sections["approval"] if isinstance(rule, ApprovalRule))
        pack = self._compiled.pack
        return next((track_label(pack, rule.track, pack.label_of(rule)) for rule in rules if rule.track == track), "")
