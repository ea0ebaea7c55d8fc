"""Decides a case under a pack: the only source of every answer on screen, on paper and in figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from threading import Lock
from typing import TypeVar

from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.case import Case
from gridcounter.core.labels import UNITS, number
from gridcounter.core.policy import approval
from gridcounter.core.policy.compile import BASELINE, compile_pack
from gridcounter.core.policy.decision import (
    Bases,
    Basis,
    Cost,
    CustomerClass,
    Decision,
    Document,
    Limit,
    Needs,
    Note,
    Policy,
    Right,
    Service,
    Step,
)
from gridcounter.core.policy.evaluation import Circumstances, Question, Ruling, in_order, rule_on, rulings, settled_on
from gridcounter.core.policy.model import (
    ClassRule,
    CostRule,
    DocumentRule,
    DocumentState,
    Event,
    LimitRule,
    NoteRule,
    PolicyKind,
    PolicyPack,
    RightRule,
    Rule,
    ServiceRule,
    StepRule,
)

T = TypeVar("T")

#: Diagrams grow nodes while they evaluate partial cases; two threads must not extend them at once.
ONE_AT_A_TIME = Lock()


def decide(
    case: Case,
    pack: PolicyPack,
    baseline: PolicyPack,
    calendar: WorkCalendar,
    circumstances: Circumstances = Circumstances(),  # noqa: B008  frozen
) -> Decision:
    """Everything the pack says about this case on its day; unknown values leave a line open with its `needs`.

    May be called from any thread: a lock admits one at a time to the shared diagrams.
    """
    compiled = compile_pack(pack, baseline)
    with ONE_AT_A_TIME:
        return _decide(Question(compiled, case, circumstances), calendar)


def _decide(question: Question, calendar: WorkCalendar) -> Decision:
    pack = question.compiled.pack
    header = pack.header
    costs = tuple(_costs(question))
    decided = approval.decide_approval(question, costs)
    limits = tuple(_limits(question, calendar))
    if decided.wd is not None:
        clock = Event.APPROVAL_ACCEPTED
        label = f"行政审批（{decided.users}）" if decided.users else "行政审批"
        limits += (
            Limit("approval", label, decided.wd, None, clock, None, False, (), decided.basis),  # noqa: FBT003
        )
    return Decision(
        policy=Policy(header.id, header.number, header.issued_on, header.kind, pack.version),
        customer_class=_customer_class(question),
        steps=tuple(_steps(question, calendar)),
        limits=limits,
        documents=tuple(_documents(question)),
        approval=decided,
        costs=costs,
        services=tuple(_services(question)),
        rights=tuple(
            Right(name, rule.label, ruling.basis, rule.audience)
            for name, ruling, rule in _settled(question, "right")
            if isinstance(rule, RightRule)
        ),
        hotlines=header.hotlines or question.compiled.baseline.header.hotlines,
        notes=tuple(_notes(question)),
        hotlines_basis=_hotlines_basis(question),
        perhaps=tuple(_perhaps(question)),
    )


def _hotlines_basis(question: Question) -> Bases:
    header = question.compiled.pack.header
    if not header.hotlines:
        return (Basis(BASELINE),)
    return tuple(Basis(header.number, article) for article in header.hotlines_article)


def _services(question: Question) -> Iterator[Service]:
    """In the order of the pack, with services made for this business first."""
    settled = [
        (rule, Service(name, rule.label, ruling.basis, rule.audience))
        for name, ruling, rule in _settled(question, "service")
        if isinstance(rule, ServiceRule)
    ]
    business = question.case.business
    settled.sort(key=lambda found: found[0].first_for is None or found[0].first_for != business)
    yield from (service for _, service in settled)


def _settled(question: Question, section: str) -> Iterator[tuple[str, Ruling, Rule]]:
    """Offers and notes are listed once they are certain; they decide nothing."""
    for line in question.compiled.lines[section]:
        ruling = settled_on(question, line)
        if ruling is not None:
            yield line.id, ruling, ruling.rules[0]


def _customer_class(question: Question) -> CustomerClass:
    open_to: list[Ruling] = []
    for line in question.compiled.lines["customer_class"]:
        ruling = rule_on(question, line)
        if ruling is None:
            continue
        rule = ruling.rules[0]
        assert isinstance(rule, ClassRule)
        if not ruling.needs:
            return CustomerClass(rule.id if rule.named else None, rule.label, (), ruling.basis)
        open_to.append(ruling)
    needs = in_order(key for ruling in open_to for key in ruling.needs)
    basis = tuple(dict.fromkeys(basis for ruling in open_to for basis in ruling.basis))
    return CustomerClass(None, "尚不能判定", needs, basis)


def _steps(question: Question, calendar: WorkCalendar) -> Iterator[Step]:
    for name, ruling in rulings(question, "step"):
        rules = [rule for rule in ruling.rules if isinstance(rule, StepRule)]
        first = rules[0]
        wd = _agreed([rule.wd for rule in rules])
        varies = len({rule.wd for rule in rules}) > 1
        event = _agreed([rule.counts_from for rule in rules])
        due, provisional = _due(question, calendar, ruling.needs, event, wd, None)
        words = _agreed([rule.words for rule in rules])
        yield Step(
            name,
            first.label,
            str(first.actor),
            wd,
            event,
            due,
            provisional,
            ruling.needs,
            ruling.basis,
            words,
            ruling.certain,
            varies,
        )


def _limits(question: Question, calendar: WorkCalendar) -> Iterator[Limit]:
    for name, ruling in rulings(question, "limit"):
        rules = [rule for rule in ruling.rules if isinstance(rule, LimitRule)]
        wd, days = _agreed([rule.wd for rule in rules]), _agreed([rule.days for rule in rules])
        event = _agreed([rule.counts_from for rule in rules])
        due, provisional = _due(question, calendar, ruling.needs, event, wd, days)
        words = _agreed([rule.words for rule in rules])
        yield Limit(
            name, rules[0].label, wd, days, event, due, provisional, ruling.needs, ruling.basis, words, ruling.certain
        )


def _agreed(values: list[T]) -> T | None:
    return values[0] if all(value == values[0] for value in values) else None


def _due(
    question: Question, calendar: WorkCalendar, needs: Needs, event: Event | None, wd: int | None, days: int | None
) -> tuple[date | None, bool]:
    """A date only if the clock's event is known and nothing is open: at assessment these are application and
    acceptance.
    """
    case = question.case
    start = {Event.APPLIED: case.day_applied, Event.ACCEPTED: case.on}.get(event) if event else None
    if start is None or needs:
        return None, False
    if days is not None:
        return start + timedelta(days=days), False
    if wd is None:
        return None, False
    due = calendar.due_on(start, wd)
    return due.on, due.provisional


_ASKED = {DocumentState.REQUIRED, DocumentState.REFERENCE}


def common_documents(baseline: PolicyPack) -> dict[str, DocumentRule]:
    """The documents of general practice by id."""
    return {rule.id: rule for rule, _ in baseline.sections["document"] if isinstance(rule, DocumentRule)}


def document_words(rule: DocumentRule, common: Mapping[str, DocumentRule]) -> tuple[str, tuple[str, ...], str | None]:
    """Label, accepted forms and issuer; what a local policy leaves out is as in general practice."""
    plain = common.get(rule.id, rule)
    accepts = plain.accepts if rule.accepts is None else rule.accepts
    return rule.label or plain.label or rule.id, accepts or (), rule.issuer or plain.issuer


def _documents(question: Question) -> Iterator[Document]:
    common = common_documents(question.compiled.baseline)
    for name, ruling in rulings(question, "document"):
        rules = [one for one in ruling.rules if isinstance(one, DocumentRule)]
        rule, states = rules[0], {one.state for one in rules}
        label, accepts, issuer = document_words(rule, common)
        yield Document(
            name,
            label,
            rule.stage,
            _document_state(rule, ruling, online=name in question.case.online),
            str(rule.actor),
            accepts,
            ruling.basis,
            issuer,
            needs=ruling.needs,
            certain=ruling.certain and states <= _ASKED,
            required=DocumentState.REQUIRED in states,
        )


def _document_state(rule: DocumentRule, ruling: Ruling, *, online: bool) -> DocumentState:
    if ruling.needs:
        return DocumentState.UNDETERMINED
    return DocumentState.ONLINE if online and rule.state in _ASKED else rule.state


def _costs(question: Question) -> Iterator[Cost]:
    for name, ruling in rulings(question, "cost"):
        apart = tuple(_cost(question, name, one) for one in ruling.apart(question))
        yield replace(_cost(question, name, ruling), apart=apart)


def _cost(question: Question, name: str, ruling: Ruling) -> Cost:
    rule = ruling.rules[0]
    assert isinstance(rule, CostRule)
    return Cost(
        name,
        str(rule.payer) if rule.payer else None,
        rule.label,
        (*ruling.needs, *rule.needs),
        ruling.basis,
        rule.part,
        rule.upto,
        connection=rule.connection,
        reported=question.compiled.pack.header.kind == PolicyKind.NEWS,
        audience=rule.audience,
    )


def _perhaps(question: Question) -> Iterator[Note]:
    for line in question.compiled.lines["note"]:
        if not any(_said_while_open(rule) for variant in line.variants for rule in variant.rules):
            continue
        ruling = rule_on(question, line)
        if ruling is None or not ruling.needs:
            continue
        for rule in ruling.rules:
            if isinstance(rule, NoteRule) and _said_while_open(rule):
                yield Note(line.id, rule.kind, rule.audience, rule.text, ruling.basis, rule.doubts)


def _said_while_open(rule: Rule) -> bool:
    return isinstance(rule, NoteRule) and (rule.doubts is not None or rule.while_open)


def _notes(question: Question) -> Iterator[Note]:
    for name, ruling, rule in _settled(question, "note"):
        assert isinstance(rule, NoteRule)
        if rule.after is not None and question.case.on <= rule.after:
            continue
        yield Note(name, rule.kind, rule.audience, rule.text, ruling.basis, rule.doubts)
    if limits := question.limits_across_units():
        unit = UNITS["kW" if question.case.supply.unit == "kVA" else "kVA"]
        yield from _notes_across_units(question, "、".join(f"{number(limit)} {unit}" for limit in limits))


def _notes_across_units(question: Question, limits: str) -> Iterator[Note]:
    for rule, _ in question.compiled.baseline.sections["note"]:
        if isinstance(rule, NoteRule) and rule.trigger:
            yield Note(rule.id, rule.kind, rule.audience, rule.text.replace("{limits}", limits), (Basis(BASELINE),))
