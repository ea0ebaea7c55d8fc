"""Decides a case under a pack: the only source of every answer on screen, on paper and in figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain
from threading import Lock

from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.case import Case
from gridcounter.core.labels import UNITS, number
from gridcounter.core.policy.answers.approval import decide_approval
from gridcounter.core.policy.answers.clocks import clocks
from gridcounter.core.policy.businesses.rule import BusinessRule, other_business
from gridcounter.core.policy.businesses.views import business_rule
from gridcounter.core.policy.compile import BASELINE, compile_pack
from gridcounter.core.policy.decision import (
    Bases,
    Basis,
    Cost,
    CustomerClass,
    Decision,
    Document,
    LocalAnswer,
    Note,
    Policy,
    Right,
    Service,
)
from gridcounter.core.policy.evaluation import Circumstances, Question, Ruling, in_order, rule_on, rulings, settled_on
from gridcounter.core.policy.header import PolicyKind
from gridcounter.core.policy.model import (
    ClassRule,
    CostRule,
    DocumentRule,
    DocumentState,
    NoteRule,
    PolicyPack,
    RightRule,
    ServiceRule,
)
from gridcounter.core.policy.rule import Rule

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
    compiled = compile_pack(pack, baseline, case.business)
    with ONE_AT_A_TIME:
        return _decide(Question(compiled, case, circumstances), calendar)


def _decide(question: Question, calendar: WorkCalendar) -> Decision:
    pack = question.compiled.pack
    header = pack.header
    costs = tuple(_costs(question))
    decided = decide_approval(question, costs)
    steps, limits = clocks(question, calendar, decided)
    business, business_basis = _business(question)
    return Decision(
        policy=Policy(header.id, header.number, header.issued_on, header.kind, pack.version),
        customer_class=_customer_class(question),
        steps=steps,
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
        questions=tuple(_questions(question)),
        business=business,
        business_basis=business_basis,
        hotlines_basis=_hotlines_basis(question),
        perhaps=tuple(_perhaps(question)),
    )


def _hotlines_basis(question: Question) -> Bases:
    header = question.compiled.pack.header
    if not header.hotlines:
        return (Basis(BASELINE),)
    return tuple(Basis(header.number, article) for article in header.hotlines_article)


def _business(question: Question) -> tuple[BusinessRule | None, Bases]:
    """One of which no pack knows any more is called by its bare word: an earlier record may hold it."""
    name = other_business(question.case.business)
    if not name:
        return None, ()
    rule, source = business_rule(name, question.compiled.pack, question.compiled.baseline)
    if rule is None:
        return BusinessRule(id=name, label=name), (Basis(BASELINE),)
    return rule, question.basis([rule], source.header.number)


def _questions(question: Question) -> Iterator[LocalAnswer]:
    """Those that a line hangs on, whether they are answered or not."""
    for place, rule in enumerate(question.compiled.pack.questions.values()):
        key = rule.key_at(place)
        if question.hangs_on(key):
            choices = tuple((choice.id, choice.label) for choice in rule.choices)
            basis = question.basis([rule], question.compiled.pack.header.number)
            value = question.known.get(key)
            yield LocalAnswer(key, rule.label, str(rule.kind), rule.unit, choices, value, basis)


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
    if not open_to:
        return CustomerClass(None, "不按用户类别办理", (), (Basis(BASELINE),))
    needs = in_order(key for ruling in open_to for key in ruling.needs)
    basis = tuple(dict.fromkeys(chain.from_iterable(ruling.basis for ruling in open_to)))
    return CustomerClass(None, "尚不能判定", needs, basis)


_ASKED = {DocumentState.REQUIRED, DocumentState.REFERENCE}


def common_documents(baseline: PolicyPack) -> dict[str, DocumentRule]:
    """The documents of general practice by id; of several the first, which is that of connecting."""
    rules = (rule for rule, _ in reversed(baseline.sections["document"]))
    return {rule.id: rule for rule in rules if isinstance(rule, DocumentRule)}


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
            instead_of=rule.instead_of,
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
        amount=rule.amount,
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
