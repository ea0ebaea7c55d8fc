"""The quick reference: classes, times, documents and tracks of a place on one page, and the coming quarter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import groupby
from typing import TypeAlias

from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.case import Case
from gridcounter.core.labels import DOCUMENT_STATES, STAGES, track_words, voltage_label
from gridcounter.core.papers.phrases import Phrases, phrases_of
from gridcounter.core.papers.quick_reference_times import SEE_PAPER, step_words, total_words
from gridcounter.core.papers.shared_facts import CONFIRMATION, word_for
from gridcounter.core.papers.view import Row, View
from gridcounter.core.policy.answers.by_voltage import days_by_voltage
from gridcounter.core.policy.compile import Compiled, compile_pack
from gridcounter.core.policy.conditions import AllOf, AnyOf, Condition, Test
from gridcounter.core.policy.decide import decide
from gridcounter.core.policy.decision import Bases, Decision, Limit, Step
from gridcounter.core.policy.diagram import FALSE
from gridcounter.core.policy.example import witness_of
from gridcounter.core.policy.header import PolicyKind
from gridcounter.core.policy.model import (
    AlternativeRule,
    ApprovalRule,
    Audience,
    ClassRule,
    CostRule,
    DocumentRule,
    DocumentState,
    NoteKind,
    PolicyPack,
    Track,
)
from gridcounter.core.validation.models import read_model
from gridcounter.core.wording import NOTHING, clause, month_day, payer_words, spells

#: A track, its days, when it holds, and the articles.
_Way: TypeAlias = "tuple[str, str, str, Iterable[str]]"
_QUARTER = 3
_VOLTAGE = "supply.voltage_kv"
_EVERYBODY = "全部"
_OPEN = {NoteKind.SILENT, NoteKind.OUTDATED}
_USUAL = "通常需要"
_UNPUBLISHED = "放假安排尚未公布"


def add_reference(
    view: View, pack: PolicyPack, baseline: PolicyPack, calendar: WorkCalendar, on: date, order: dict[str, str]
) -> None:
    """`order` gives the circled number of each source; `on` is the first day of the quarter's calendar."""
    compiled = compile_pack(pack, baseline)
    view.tables["reference.classes"] = tuple(_classes(compiled, calendar, on, order))
    view.tables["reference.documents"] = tuple(_documents(compiled))
    view.tables["reference.document_groups"] = tuple(_grouped(view.tables["reference.documents"]))
    view.tables["reference.tracks"] = tuple(_tracks(compiled, order))
    view.tables["reference.costs"] = tuple(_costs(compiled, order))
    view.tables["reference.notes"] = tuple(_notes(compiled, calendar, on))
    view.flag("reference.classes", on=bool(view.tables["reference.classes"]))
    view.flag("reference.notes", on=bool(view.tables["reference.notes"]))
    view.flag("reference.costs", on=bool(view.tables["reference.costs"]))
    view.tables["reference.months"] = tuple(_months(calendar, on))


def _classes(compiled: Compiled, calendar: WorkCalendar, on: date, order: dict[str, str]) -> Iterable[Row]:
    for line in compiled.lines["customer_class"]:
        rule = line.variants[0].rules[0]
        assert isinstance(rule, ClassRule)
        if not rule.named:
            continue
        case = _case_of(compiled, line.variants[0].node, on)
        for at, voltages in days_by_voltage(case, compiled, calendar):
            of = f"（{'、'.join(map(voltage_label, voltages))}）" if voltages else ""
            yield {"label": rule.label + of, **_row_of(at, compiled, calendar, order)}


def _row_of(case: Case, compiled: Compiled, calendar: WorkCalendar, order: dict[str, str]) -> Row:
    first = decide(case, compiled.pack, compiled.baseline, calendar)
    decision = _with_steps(case, first, compiled, calendar)
    text = step_words(decision, compiled.pack, narrower=decision is not first)
    return {
        "steps": "；".join(text) or f"{_paper(compiled.pack)}未规定",
        "total": total_words(decision),
        "clause": clause(_cited(decision), order),
    }


def _cited(decision: Decision) -> Bases:
    """The sources of a row: the first article of the class, of its steps and of each time."""
    timed = [line for line in decision.limits if line.wd is not None or line.days is not None or line.words]
    lines: list[Step | Limit] = [*decision.steps, *timed]
    return tuple(dict.fromkeys(line.basis[0] for line in (decision.customer_class, *lines)))


def _notes(compiled: Compiled, calendar: WorkCalendar, on: date) -> Iterable[Row]:
    """Gaps of the policy, and whether it is still in force: for applicants of each of its classes."""
    found: dict[str, None] = {}
    for line in compiled.lines["customer_class"]:
        rule = line.variants[0].rules[0]
        if isinstance(rule, ClassRule) and rule.named:
            decision = decide(_case_of(compiled, line.variants[0].node, on), compiled.pack, compiled.baseline, calendar)
            lines = (note for note in decision.notes if note.audience != Audience.CLERK and note.kind in _OPEN)
            found |= {note.text: None for note in lines}
    return [{"text": text} for text in found]


def _with_steps(case: Case, first: Decision, compiled: Compiled, calendar: WorkCalendar) -> Decision:
    """A class may cover more than the voltages whose steps the policy lists: then one of those is used."""
    for volts in () if first.steps or case.supply is None else _voltages(compiled.pack.terms.values()):
        supply = case.supply.model_copy(update={"voltage_kv": volts}) if case.supply else None
        other = decide(case.model_copy(update={"supply": supply}), compiled.pack, compiled.baseline, calendar)
        if other.steps and other.customer_class == first.customer_class:
            return other
    return first


def _voltages(conditions: Iterable[Condition]) -> Iterable[float]:
    for condition in conditions:
        match condition:
            case Test(key=key, limits=limits) if key == _VOLTAGE:
                yield from map(float, limits)
            case AllOf(parts=parts) | AnyOf(parts=parts):
                yield from _voltages(parts)


def _case_of(compiled: Compiled, node: int, on: date) -> Case:
    """A case of the class with no known values but those that put it there."""
    raw: dict[str, object] = {"locality": compiled.pack.id, "on": on.isoformat()}
    for key, value in witness_of(compiled.diagrams, node).items():
        part, _, name = key.rpartition(".")
        known = int(value) if key == "supply.sources" and isinstance(value, float) else value
        if part:
            raw.setdefault(part, {}).update({name: known})  # type: ignore[attr-defined]  # a part of the case
        else:
            raw[name] = known
    case, problems = read_model(Case, raw)
    assert case is not None, problems
    return case


def _paper(pack: PolicyPack) -> str:
    return word_for(pack.header.kind)


def _unnamed(track: Track, pack: PolicyPack) -> str:
    return f"{_paper(pack)}未作规定" if track == Track.NOT_COVERED else track_words(track, None)


def _documents(compiled: Compiled) -> Iterable[Row]:
    for line in compiled.lines["document"]:
        variant = next((v for v in line.variants if v.node != FALSE), None)
        if variant is None:
            continue
        rule = variant.rules[0]
        assert isinstance(rule, DocumentRule)
        yield {
            "name": rule.label or _usual_label(compiled, line.id) or line.id,
            "stage": STAGES[rule.stage],
            "state": _state(compiled, rule),
            "when": _when(compiled, rule.id),
        }


def _state(compiled: Compiled, rule: DocumentRule) -> str:
    """One that stands in for another is asked of nobody who has that."""
    if rule.instead_of is not None:
        return f"可代替{_label_of(compiled, rule.instead_of)}"
    return _USUAL if rule.state == DocumentState.REFERENCE else DOCUMENT_STATES[rule.state]


def _label_of(compiled: Compiled, document: str) -> str:
    rules = [rule for rule, _ in compiled.pack.sections["document"] if isinstance(rule, DocumentRule)]
    own = next((rule.label for rule in rules if rule.id == document), None)
    return own or _usual_label(compiled, document) or document


def _usual_label(compiled: Compiled, document: str) -> str | None:
    """What general practice calls it."""
    rules = {rule.id: rule for rule, _ in compiled.baseline.sections["document"]}
    usual = rules.get(document)
    return usual.label if isinstance(usual, DocumentRule) else None


def _grouped(rows: Iterable[Row]) -> Iterable[Row]:
    """Documents with the same condition share one line."""
    for (stage, state, when), alike in groupby(rows, key=lambda row: (row["stage"], row["state"], row["when"])):
        yield {"name": "、".join(row["name"] for row in alike), "stage": stage, "state": state, "when": when}


def _when(compiled: Compiled, document: str) -> str:
    """The words of the local policy, or of general practice; every case in which the document is required."""
    for pack in (compiled.pack, compiled.baseline):
        words = phrases_of(compiled.pack, pack)
        asked = [words.of(condition) for rule, condition in pack.sections["document"] if rule.id == document]
        if asked:
            sentence = "；".join(dict.fromkeys(filter(None, asked)))
            return _EVERYBODY if "" in asked else sentence or SEE_PAPER
    return _EVERYBODY


def _tracks(compiled: Compiled, order: dict[str, str]) -> Iterable[Row]:
    """Supplies that the policy does not name are left out; conditions of the same outcome share one row."""
    rows: dict[tuple[str, str], tuple[list[str], dict[str, None]]] = {}
    pack = compiled.pack
    words = phrases_of(pack, pack)
    for track, wd, when, articles in (*_by_approval(pack, words), *_by_alternative(pack, words)):
        whens, cited = rows.setdefault((track, wd), ([], {}))
        whens.append(when)
        cited |= dict.fromkeys(articles)
    mark = order.get(pack.header.number, "")
    for (track, wd), (whens, cited) in rows.items():
        clause_words = f"{mark} {'、'.join(cited)}".strip()
        yield {"track": track, "wd": wd, "when": "；".join(whens), "clause": clause_words}


def _by_approval(pack: PolicyPack, words: Phrases) -> Iterable[_Way]:
    others = {rule.id: rule for rule, _ in pack.sections["approval"] if isinstance(rule, ApprovalRule)}
    for rule, condition in pack.sections["approval"]:
        assert isinstance(rule, ApprovalRule)
        result = words.of(condition)
        if result is not None:
            track = ("可以" if rule.may else "") + (pack.label_of(rule) or _unnamed(rule.track, pack))
            wd = NOTHING if rule.wd is None else str(rule.wd)
            yield track, wd, _narrowed(result, rule, others) or "全部外线工程", rule.article


def _by_alternative(pack: PolicyPack, words: Phrases) -> Iterable[_Way]:
    for rule, condition in pack.sections["alternative"]:
        assert isinstance(rule, AlternativeRule)
        result = "，".join(filter(None, (words.of(condition), "与上列备案并列")))
        yield track_words(rule.track, pack.label_of(rule)), NOTHING, result, rule.article


def _narrowed(words: str, rule: ApprovalRule, others: Mapping[str, ApprovalRule]) -> str:
    if rule.unless:
        filed = {others[name].track for name in rule.unless} <= {Track.FILING, Track.COMMITMENT}
        words = "：".join(filter(None, (words, f"不符合上列{'备案' if filed else ''}条件")))
    if rule.otherwise:
        words = "，".join(filter(None, (words, "其他情形")))
    return words


def _costs(compiled: Compiled, order: dict[str, str]) -> Iterable[Row]:
    """As in the notice: what is paid for, up to what size, by whom, and for which cases."""
    pack = compiled.pack
    words, mark = phrases_of(pack, pack), order.get(pack.header.number, "")
    for rule, condition in pack.sections["cost"]:
        assert isinstance(rule, CostRule)
        if rule.audience == Audience.CLERK:
            continue
        result = words.of(condition)
        if result is None:
            continue
        asked = "，是否符合条件由供电企业确认" if CONFIRMATION in rule.needs else ""
        yield {
            "part": rule.part + (f"（{rule.upto}）" if rule.upto else ""),
            "payer": payer_words(None if pack.header.kind == PolicyKind.NEWS else rule.payer, you=True),
            "when": (result or _EVERYBODY) + asked,
            "clause": f"{mark} {'、'.join(rule.article)}".strip(),
        }


def _months(calendar: WorkCalendar, on: date) -> Iterable[Row]:
    """The rest of this quarter, and the whole next one."""
    first = on.replace(day=1)
    for _ in range(_QUARTER - (on.month - 1) % _QUARTER + _QUARTER):
        after = (first + timedelta(days=32)).replace(day=1)
        days = [first + timedelta(days=n) for n in range((after - first).days)]
        off, worked = calendar.departures(first - timedelta(days=1), after - timedelta(days=1))
        published = first.year in calendar.years
        yield {
            "month": f"{first.year}年{first.month}月",
            "days": str(sum(calendar.is_workday(day) for day in days)),
            "provisional": "" if published else f"（暂估，{_UNPUBLISHED}）",
            "off_words": f"，{spells(off)}放假" if off else "",
            "worked_words": f"，{'、'.join(month_day(day) for day in worked)}调休上班" if worked else "",
        }
        first = after
