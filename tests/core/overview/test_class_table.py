"""The tables of the customer classes against the decisions on cases: no line without its condition, no other number."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from builders.packs.engine import CALENDAR, PACKS

from gridcounter import paths
from gridcounter.core.case import Case
from gridcounter.core.case_reading import parse_case
from gridcounter.core.labels import DOCUMENT_STATES
from gridcounter.core.overview.class_conditions import narrowed
from gridcounter.core.overview.class_table import SECTION_TITLES, ClassTable, TableRow, class_table, classes_of
from gridcounter.core.policy.cases import parse_cases
from gridcounter.core.policy.compile import Compiled, compile_pack
from gridcounter.core.policy.decide import decide
from gridcounter.core.policy.decision import Decision, Limit, Step
from gridcounter.core.policy.diagram import FALSE, Node
from gridcounter.core.policy.evaluation import Circumstances
from gridcounter.core.policy.example import witness_of
from gridcounter.core.policy.model import (
    AlternativeRule,
    ApprovalRule,
    CostRule,
    DocumentRule,
    LimitRule,
    PolicyPack,
    StepRule,
)
from gridcounter.core.validation.models import read_model
from gridcounter.core.wording import duration, has_days, payer_words
from gridcounter.services.office.packs import CASES_FILE

ON = date(2026, 11, 30)
PLACES = ("jining", "liangzihu", "lianyungang", "linyi", "zaozhuang")
CLASSES = [(place, name) for place in PLACES for name in classes_of(PACKS.edition(place, ON))]


def pack_of(place: str) -> PolicyPack:
    return PACKS.edition(place, ON)


def table_of(place: str, name: str) -> ClassTable:
    return class_table(pack_of(place), PACKS.baseline, name, ON)


def within(compiled: Compiled, name: str) -> Node:
    """The class, while the edition is in force: as on the day of these tables."""
    running = next(v for v in compiled.diagrams.variables if v.key == "in_force")
    force = compiled.diagrams.cells(running, [list(compiled.diagrams.domains[running].words).index(True)])
    return compiled.diagrams.both(compiled.translator.classes[name], force)


def node_of(compiled: Compiled, row: TableRow) -> Node:
    """Where this line of a pack applies."""
    rule = row.rules[0]
    if isinstance(rule, ApprovalRule):
        return compiled.diagrams.some(option.node for option in compiled.options if option.rule in row.rules)
    variants = (variant for lines in compiled.lines.values() for line in lines for variant in line.variants)
    node = next(variant.node for variant in variants if variant.rules[0] is rule)
    if isinstance(rule, AlternativeRule):
        node = compiled.diagrams.both(node, compiled.translator.tracks[rule.beside])
    return node


def decided(compiled: Compiled, node: Node) -> Decision:
    """One case in which the diagram is true, and nothing known but what makes it so."""
    raw: dict[str, Any] = {"locality": compiled.pack.id, "on": ON.isoformat()}
    found = witness_of(compiled.diagrams, node)
    works = found.pop("works", None)
    about = Circumstances(bool(found.pop("agent", False)), bool(found.pop("rented", False)))
    found.pop("in_force", None)
    if works is False:
        raw["works"] = None
        found = {key: value for key, value in found.items() if not key.startswith("works.")}
    elif works:
        raw["works"] = {}
    for key, value in found.items():
        part, _, field = key.rpartition(".")
        known = int(value) if key == "supply.sources" and isinstance(value, float) else value
        (raw.setdefault(part, {}) if part else raw)[field] = known
    case, problems = read_model(Case, raw)
    assert case is not None, problems
    return decide(case, compiled.pack, compiled.baseline, CALENDAR, about)


def answers(decision: Decision, row: TableRow) -> bool:
    """Whether the decision settles this line, with the days, payer, state or track that the row shows."""
    rule, shown = row.rules[0], (row.words.what, row.words.value)
    match rule:
        case StepRule() | LimitRule():
            lines = [line for line in decision.clocks if line.id == rule.id and not line.needs]
            said = [(line.counts_from, line.words) for line in lines]
            return said == [(rule.counts_from, rule.words)] and [(line.label, _days(line)) for line in lines] == [shown]
        case DocumentRule():
            found = [one for one in decision.documents if one.id == rule.id and not one.needs]
            return [(one.label, DOCUMENT_STATES[one.state]) for one in found] == [shown] and (
                [one.stage for one in found] == [rule.stage]
            )
        case CostRule():
            costs = [one for one in decision.costs if one.id == rule.id and one.needs == rule.needs]
            named = [f"{one.part}（{one.upto}）" if one.upto else one.part for one in costs]
            payers = [payer_words(one.text) for one in costs]
            return list(zip(named, payers, strict=True)) == [shown] and costs[0].label == rule.label
        case ApprovalRule():
            approval = decision.approval
            same = (approval.track, approval.label, approval.may) == (rule.track, rule.label, rule.may)
            days = "" if approval.wd is None else f"{approval.wd} 个工作日"
            return same and shown[1].removesuffix("没有写天数") == days
        case AlternativeRule():
            return rule.track in decision.approval.alternatives
        case _:
            texts = (*decision.services, *decision.rights, *decision.notes)
            return shown[0] in {getattr(one, "label", None) or getattr(one, "text", None) for one in texts}


def _days(line: Step | Limit) -> str:
    """As the guidance says them; a silent line is the supplier's to answer there, and silent here."""
    if has_days(line):
        return duration(line)
    return getattr(line, "words", None) or "没有写天数" if isinstance(line, Limit) else "没有写天数"


def rows_of(table: ClassTable) -> Iterator[TableRow]:
    for section in SECTION_TITLES:
        yield from table.sections[section]


@pytest.mark.parametrize(("place", "name"), CLASSES)
def test_each_line_is_what_a_case_of_the_class_that_meets_its_condition_is_told(place: str, name: str) -> None:
    compiled = compile_pack(pack_of(place), PACKS.baseline)
    for row in rows_of(table_of(place, name)):
        here = compiled.diagrams.both(within(compiled, name), node_of(compiled, row))
        assert here != FALSE, row
        assert answers(decided(compiled, here), row), row


@pytest.mark.parametrize(("place", "name"), CLASSES)
def test_a_line_stands_without_a_condition_only_if_every_case_of_the_class_is_told_it(place: str, name: str) -> None:
    compiled = compile_pack(pack_of(place), PACKS.baseline)
    diagrams = compiled.diagrams
    for row in rows_of(table_of(place, name)):
        scope = within(compiled, name)
        if isinstance(row.rules[0], ApprovalRule | AlternativeRule):
            scope = diagrams.both(scope, compiled.translator.works)
        other = diagrams.both(scope, diagrams.negate(node_of(compiled, row)))
        if not row.when or (isinstance(row.rules[0], CostRule) and row.rules[0].needs and other == FALSE):
            assert other == FALSE, row
            assert answers(decided(compiled, scope), row), row
        else:
            assert other != FALSE, row
            assert not answers(decided(compiled, other), row), row


@pytest.mark.parametrize("place", PLACES)
def test_what_the_packs_own_cases_are_told_stands_in_the_table_of_their_class(place: str) -> None:
    """A line that the table left out would be missed by no look at the table alone."""
    pack = pack_of(place)
    tables = {name: list(rows_of(table_of(place, name))) for name in classes_of(pack)}
    told = 0
    for case in own_cases(place):
        decision = decide(case, pack, PACKS.baseline, CALENDAR)
        rows = tables.get(decision.customer_class.id or "", [])
        if not rows:
            continue
        ids = {row.rules[0].id for row in rows}
        lines = [line.id for line in decision.clocks if line.id != "approval"]
        lines += [one.id for one in decision.documents] + [one.id for one in decision.costs]
        lines += [one.id for one in decision.services] + [one.id for one in decision.rights]
        lines += [note.id for note in decision.notes if note.id not in {"power-factor-one", "not-in-force"}]
        missing = [line for line in lines if line not in ids]
        # notes that hang on another day than that of the table
        assert [line for line in missing if line != "plan-period-ended"] == [], case
        for line in decision.clocks:
            if line.id != "approval" and not line.needs:
                same = [row.rules[0] for row in rows if row.rules[0].id == line.id]
                assert line.wd in {rule.wd for rule in same if isinstance(rule, StepRule | LimitRule)}, line
        told += 1
    assert told > 5


def own_cases(place: str) -> Iterator[Case]:
    path = paths.policies() / place / CASES_FILE
    examples, problems = parse_cases(tomllib.loads(path.read_text("utf-8")), source=path.name)
    assert not problems
    for example in examples:
        raw = {"locality": place, **example.given}
        if raw.get("works") == "none":
            raw["works"] = None
        case, _ = parse_case(raw, localities=PACKS.localities, documents=PACKS.documents)
        if case is not None:
            yield case


@pytest.mark.parametrize(("place", "name"), CLASSES)
def test_every_line_names_its_clause_and_no_condition_is_left_to_the_reader(place: str, name: str) -> None:
    for row in rows_of(table_of(place, name)):
        assert row.basis, row
        assert row.words.what, row
        assert "见条款" not in row.when, row


def test_silence_stays_silence() -> None:
    """No number of another place and none of general practice stands where the paper gives none."""
    table = table_of("jining", "lv_non_resident")
    assert [(row.words.what, row.words.value) for row in table.sections["step"]] == [
        ("受理签约", "没有写天数"),
        ("施工接电", "没有写天数"),
    ]
    assert [row.words.value for row in table.sections["limit"]] == ["没有写天数"]
    voltage, *_ = classes_of(pack_of("zaozhuang"))
    assert table_of("zaozhuang", voltage).sections["step"] == ()
    assert table_of("zaozhuang", voltage).silent == "本地文件没有规定"
    assert table_of("linyi", next(iter(classes_of(pack_of("linyi"))))).silent == "报道没有规定"


def test_the_words_of_a_condition_leave_out_what_the_class_says_already() -> None:
    rows = {row.rules[0].id: row for row in rows_of(table_of("jining", "mv10_dual"))}
    assert rows["design_review"].when == "重要用户"
    assert rows["accept_and_plan"].when == ""
    costs = [row.when for row in table_of("jining", "lv_resident_or_micro").sections["cost"]]
    assert costs[:2] == ["小微企业，容量不超过 160 千瓦", "居民"]


@pytest.mark.parametrize("place", PLACES)
def test_a_condition_reads_shorter_for_a_class_and_means_the_same(place: str) -> None:
    compiled = compile_pack(pack_of(place), PACKS.baseline)
    diagrams, translator = compiled.diagrams, compiled.translator
    for name in classes_of(compiled.pack):
        scope = translator.classes[name]
        for section, rows in compiled.pack.sections.items():
            for rule, condition in rows:
                found = narrowed(condition, scope, translator)
                whole = diagrams.both(scope, translator.node(condition))
                short = FALSE if found is None else diagrams.both(scope, translator.node(found))
                assert short == whole, (section, rule.id, name)
