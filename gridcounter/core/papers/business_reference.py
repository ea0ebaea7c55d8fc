"""The businesses beside connecting on one sheet: their conditions, what to bring, how far ahead, and the times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.case import Case
from gridcounter.core.labels import DOCUMENT_STATES, WORD_LABELS
from gridcounter.core.papers.tables import all_bases, circled_papers
from gridcounter.core.papers.view import Row, View
from gridcounter.core.policy.businesses.rule import BusinessRule
from gridcounter.core.policy.compile import compile_pack
from gridcounter.core.policy.decide import decide
from gridcounter.core.policy.decision import Decision, Document, Limit, Step
from gridcounter.core.policy.model import Audience, DocumentState, PolicyPack
from gridcounter.core.wording import BASELINE_WORDS, NOTHING, UNSAID, clause, duration

_Line = TypeVar("_Line", Document, Step | Limit)

_USUAL = "通常需要"
_NOT_LOCAL = f"本地文件没有写这些业务，以下是{BASELINE_WORDS}"


def add_business_reference(
    view: View, pack: PolicyPack, baseline: PolicyPack, calendar: WorkCalendar, on: date
) -> None:
    """Fills `businesses` and `businesses.notes`: what a case is told of which nothing is known but its business."""
    rules = {**baseline.businesses, **pack.businesses}
    told = [
        (rule, decide(Case(locality=pack.id, on=on, business=name), pack, baseline, calendar))
        for name, rule in rules.items()
    ]
    bases = (basis for _, decision in told for basis in all_bases(decision))
    order = circled_papers(pack.header.number, bases)
    view.tables["businesses"] = tuple(_row(rule, one, _of_its_own(rule, pack, baseline), order) for rule, one in told)
    own = any(order[pack.header.number] in row["clause"] for row in view.tables["businesses"])
    view.values["businesses.source"] = f"{order[pack.header.number]} {pack.header.number}" if own else _NOT_LOCAL
    view.tables["businesses.notes"] = tuple(_notes(told))
    view.flag("businesses.notes", on=bool(view.tables["businesses.notes"]))


def _of_its_own(rule: BusinessRule, pack: PolicyPack, baseline: PolicyPack) -> frozenset[str] | None:
    """The ids of the lines that connecting does not have, if the business is like it; None: all are its own."""
    if rule.like is None:
        return None
    own, connecting = (_lines(pack, baseline, business) for business in (rule.id, None))
    return own - connecting


def _lines(pack: PolicyPack, baseline: PolicyPack, business: str | None) -> frozenset[str]:
    lines = compile_pack(pack, baseline, business).lines
    return frozenset(line.id for section in ("document", "step", "limit") for line in lines[section])


def _row(rule: BusinessRule, decision: Decision, own: frozenset[str] | None, order: dict[str, str]) -> Row:
    documents, times = _among(decision.documents, own), _among(decision.clocks, own)
    basis = dict.fromkeys((*decision.business_basis, *(part for one in (*documents, *times) for part in one.basis)))
    like = "" if rule.like is None else f"其余与{WORD_LABELS['business'][rule.like]}相同"
    return {
        "label": rule.label,
        "conditions": "；".join(rule.presumes) or NOTHING,
        "documents": "；".join(filter(None, (*_documents(documents), like))) or NOTHING,
        "ahead": "；".join(filter(None, (rule.notice, rule.frequency))) or NOTHING,
        "times": "；".join(filter(None, (*map(_time, times), like))) or UNSAID,
        "clause": clause(tuple(basis), order),
    }


def _among(lines: Sequence[_Line], own: frozenset[str] | None) -> Sequence[_Line]:
    return lines if own is None else [one for one in lines if one.id in own]


def _documents(documents: Iterable[Document]) -> Iterator[str]:
    """通常需要：甲、乙: each state once."""
    found: dict[str, list[str]] = {}
    for one in documents:
        state = _USUAL if one.state == DocumentState.REFERENCE else DOCUMENT_STATES[one.state]
        found.setdefault(state, []).append(one.label)
    yield from (f"{state}：{'、'.join(labels)}" for state, labels in found.items())


def _time(line: Step | Limit) -> str:
    time = duration(line)
    return f"{line.label}（天数由供电企业答复）" if time == UNSAID else f"{line.label} {time}"


def _notes(told: Iterable[tuple[BusinessRule, Decision]]) -> Iterator[Row]:
    for rule, decision in told:
        for note in decision.notes:
            if note.audience != Audience.CLERK and rule.like is None:
                yield {"text": f"{rule.label}：{note.text}"}
