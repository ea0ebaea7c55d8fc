"""The quick reference: a place's classes, times, documents and tracks on one page, and the coming quarter's days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from gridcounter.core.case import Case
from gridcounter.core.labels import DOCUMENT_STATES, STAGES, TRACKS
from gridcounter.core.papers.wording import clause, month_day
from gridcounter.core.policy.compile import compile_pack, flatten
from gridcounter.core.policy.decide import decide
from gridcounter.core.policy.diagram import FALSE
from gridcounter.core.policy.model import ApprovalRule, ClassRule, DocumentRule
from gridcounter.core.policy.translate import Translator
from gridcounter.core.policy.witness import witness_of
from gridcounter.core.reading import read_model

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gridcounter.core.calendar import WorkCalendar
    from gridcounter.core.papers.view import Row, View
    from gridcounter.core.policy.compile import Compiled
    from gridcounter.core.policy.decision import Decision
    from gridcounter.core.policy.model import PolicyPack

_MONTHS_AHEAD = 3


def add_reference(
    view: View, pack: PolicyPack, baseline: PolicyPack, calendar: WorkCalendar, on: date, order: dict[str, str]
) -> None:
    """`order` gives the circled number of each source; `on` is the day from which the quarter is counted."""
    compiled = compile_pack(pack, baseline)
    view.tables["reference.classes"] = tuple(_classes(compiled, calendar, on, order))
    view.tables["reference.documents"] = tuple(_documents(compiled))
    view.tables["reference.tracks"] = tuple(_tracks(compiled, order))
    view.tables["reference.months"] = tuple(_months(calendar, on))


def _classes(compiled: Compiled, calendar: WorkCalendar, on: date, order: dict[str, str]) -> Iterable[Row]:
    for line in compiled.lines["customer_class"]:
        rule = line.variants[0].rules[0]
        assert isinstance(rule, ClassRule)
        if not rule.named:
            continue
        case = _case_of(compiled, line.variants[0].node, on)
        decision = decide(case, compiled.pack, compiled.baseline, calendar)
        yield {
            "label": rule.label,
            "steps": "；".join(_step_words(decision)) or "文件未规定",
            "total": _total(decision),
            "clause": clause(decision.customer_class.basis, order),
        }


def _case_of(compiled: Compiled, node: int, on: date) -> Case:
    """A case of the class in which nothing is known but what puts it there."""
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


def _step_words(decision: Decision) -> Iterable[str]:
    for step in decision.steps:
        days = str(step.wd) if step.wd is not None else "未写天数"
        yield f"{step.label} {days}" + ("（重要用户）" if "supply.critical" in step.needs else "")


def _total(decision: Decision) -> str:
    told = [f"{line.wd}" for line in decision.limits if line.id == "grid_side" and line.wd is not None]
    told += [f"全过程 {line.wd}" for line in decision.limits if line.id == "whole_process" and line.wd is not None]
    return "；".join(told) or "未规定"


def _documents(compiled: Compiled) -> Iterable[Row]:
    common = {rule.id: rule for rule, _ in compiled.baseline.sections["document"]}
    for line in compiled.lines["document"]:
        variant = next((v for v in line.variants if v.node != FALSE), None)
        if variant is None:
            continue
        rule = variant.rules[0]
        plain = common.get(line.id)
        assert isinstance(rule, DocumentRule)
        assert plain is None or isinstance(plain, DocumentRule)
        yield {
            "name": rule.label or (plain.label if plain else None) or line.id,
            "stage": STAGES[rule.stage],
            "state": DOCUMENT_STATES[rule.state],
            "when": _condition_words(compiled, "document", rule.id),
        }


def _condition_words(compiled: Compiled, section: str, name: str) -> str:
    for pack in (compiled.pack, compiled.baseline):
        translator = compiled.translator if pack is compiled.pack else Translator(compiled.diagrams, pack.terms)
        for rule, condition in pack.sections[section]:
            if rule.id == name:
                return "，".join(shown.label for shown in flatten(translator, condition))
    return ""


def _tracks(compiled: Compiled, order: dict[str, str]) -> Iterable[Row]:
    for rule, condition in compiled.pack.sections["approval"]:
        assert isinstance(rule, ApprovalRule)
        told = [shown.label for shown in flatten(compiled.translator, condition)]
        if rule.unless or rule.otherwise:
            told.append("不符合以上条件")
        basis = tuple(order.get(compiled.pack.header.number, "") + " " + article for article in rule.article)
        yield {
            "track": TRACKS[rule.track],
            "wd": "—" if rule.wd is None else str(rule.wd),
            "when": "，".join(told),
            "clause": "、".join(basis),
        }


def _months(calendar: WorkCalendar, on: date) -> Iterable[Row]:
    first = on.replace(day=1)
    for _ in range(_MONTHS_AHEAD):
        after = (first + timedelta(days=32)).replace(day=1)
        days = [first + timedelta(days=n) for n in range((after - first).days)]
        off, worked = calendar.departures(first - timedelta(days=1), after - timedelta(days=1))
        published = first.year in calendar.years
        yield {
            "month": f"{first.year}年{first.month}月",
            "days": str(sum(calendar.is_workday(day) for day in days)) + ("" if published else "（暂估）"),
            "off": "、".join(month_day(day) for day in off) if published else "放假安排尚未公布",
            "worked": "、".join(month_day(day) for day in worked),
        }
        first = after
