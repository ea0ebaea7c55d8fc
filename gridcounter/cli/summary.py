"""The text of an assessment for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from gridcounter.core.labels import ACTORS, DOCUMENT_STATES, NOTE_KINDS, STAGES, WORD_LABELS
from gridcounter.core.papers.works.matters import days_and_order
from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.model import Track
from gridcounter.core.wording import (
    BASELINE_WORDS,
    counted_from,
    day_in_full,
    due_words,
    duration,
    met_words,
    needs_words,
    payer_words,
    this_project,
)

if TYPE_CHECKING:
    from gridcounter.core.policy.decision import Bases, Branch, Decision, Filing


def summary(decision: Decision, place: str) -> Iterable[str]:
    """The decision line by line; `place` is the name of the place."""
    policy = decision.policy
    issued = day_in_full(policy.issued_on) if isinstance(policy.issued_on, date) else policy.issued_on or "印发日期不详"
    yield f"{place}　{policy.number}（{issued}）"
    yield from _business(decision)
    if decision.connects:
        kind = decision.customer_class
        yield f"用户类别　{kind.label}{_open(kind.needs)}{_clause(kind.basis)}"
    yield from _times(decision)
    yield from _documents(decision)
    if decision.connects or decision.approval.track != Track.NONE:
        yield from _approval(decision)
    yield from _costs(decision)
    yield from _rights(decision)
    yield f"热线　{'、'.join(decision.hotlines)}"
    yield from _notes(decision)


def _business(decision: Decision) -> Iterable[str]:
    """Nothing for the kinds of connecting."""
    business = decision.business
    if business is None:
        return
    like = f"（按{WORD_LABELS['business'][business.like]}办理）" if business.like else ""
    yield f"办理业务　{business.label}{like}{_clause(decision.business_basis)}"
    for words in business.presumes:
        yield f"  办理条件：{words}"
    for words in filter(None, (business.notice, business.frequency)):
        yield f"  {words}"


def _times(decision: Decision) -> Iterable[str]:
    if decision.connects or decision.clocks:
        yield "环节与时限"
    for line in decision.clocks:
        parts = [line.label, duration(line), counted_from(line), due_words(line)]
        yield "  " + "　".join(filter(None, parts)) + _clause(line.basis)


def _documents(decision: Decision) -> Iterable[str]:
    yield "资料"
    for document in decision.documents:
        state = DOCUMENT_STATES[document.state]
        yield f"  〔{state}〕{document.label}　{STAGES[document.stage]}{_clause(document.basis)}"


def _approval(decision: Decision) -> Iterable[str]:
    approval = decision.approval
    may = "（可以）" if approval.may else ""
    who = f"，由{ACTORS[approval.actor]}办理" if approval.actor else ""
    yield f"外线工程　{approval.words}{may}{_within(approval.wd)}{who}{_open(approval.needs)}{_clause(approval.basis)}"
    for words in approval.also:
        yield f"  文件另有规定：{words}"
    for matter in approval.matters:
        about = "，".join(filter(None, (matter.authority, *days_and_order(matter, approval))))
        yield f"  事项：{matter.label}{about and f'（{about}）'}{_open(matter.needs)}"
    for condition in approval.conditions:
        yield f"  {condition.label}　本项目 {this_project(condition)}　{met_words(condition)}"
    yield from map(_way, approval.branches)
    if approval.filing is not None:
        yield from _filing(approval.filing)
    yield from (f"  {words}" for words in (approval.none_text, approval.start_text, *approval.afterwards) if words)


def _way(branch: Branch) -> str:
    when = "；".join(condition.label for condition in branch.when) or "其他情形"
    return f"  如 {when} → {branch.words}{_within(branch.wd)}"


def _costs(decision: Decision) -> Iterable[str]:
    if decision.connects or decision.costs:
        yield "费用" if decision.costs else "费用　文件没有写明由谁出资"
    for cost in decision.costs:
        yield f"  {cost.part}：{payer_words(cost.text)}{_open(cost.needs)}　{cost.label}{_clause(cost.basis)}"


def _rights(decision: Decision) -> Iterable[str]:
    """And what the supplier offers."""
    if decision.rights:
        yield "权利"
    for right in decision.rights:
        yield f"  {right.label}{_clause(right.basis)}"
    if decision.services:
        yield "服务　" + "；".join(service.label for service in decision.services)


def _notes(decision: Decision) -> Iterable[str]:
    if decision.notes:
        yield "说明"
    for note in decision.notes:
        audience = "（仅供受理员）" if note.audience == "clerk" else ""
        yield f"  〔{NOTE_KINDS[note.kind]}〕{note.text}{audience}{_clause(note.basis)}"


def _within(wd: int | None) -> str:
    return f"，{wd} 个工作日" if wd is not None else ""


def _filing(filing: Filing) -> Iterable[str]:
    yield f"  表：{filing.title}"
    if filing.attach:
        yield f"  附：{'、'.join(filing.attach)}"


def _open(needs: tuple[str, ...]) -> str:
    return f"（待定，取决于：{needs_words(needs)}）" if needs else ""


def _clause(basis: Bases) -> str:
    lines = [BASELINE_WORDS if part.source == BASELINE else part.article or part.source for part in basis]
    return f"　［{'、'.join(dict.fromkeys(lines))}］"


#: The columns of a comparison of connecting, and of another business.
OF_CONNECTING = ("地区", "用户类别", "时限", "外线工程", "由谁出资")
OF_ANOTHER = ("地区", "办理条件", "资料", "提前多久、办几次", "环节与时限")


def differing(decisions: Sequence[tuple[str, Decision]]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The columns, and one row for each place; those of another business if it is one everywhere."""
    if all(not decision.connects for _, decision in decisions):
        return OF_ANOTHER, [_of_another(place, decision) for place, decision in decisions]
    return OF_CONNECTING, list(_of_connecting(decisions))


def _of_another(place: str, decision: Decision) -> tuple[str, ...]:
    business = decision.business
    assert business is not None
    ahead = filter(None, (business.notice, business.frequency))
    times = (f"{line.label} {duration(line)}" for line in decision.clocks)
    cells = (business.presumes, (document.label for document in decision.documents), ahead, times)
    stated, *rest = ("；".join(cell) or "未规定" for cell in cells)
    return place, stated + _clause(decision.business_basis), *rest


def _of_connecting(decisions: Iterable[tuple[str, Decision]]) -> Iterable[tuple[str, ...]]:
    for place, decision in decisions:
        times = [f"{line.label} {line.wd} 个工作日" for line in decision.limits if line.wd is not None]
        costs = [f"{cost.part}：{payer_words(cost.text)}" for cost in decision.costs if cost.connection]
        yield (
            place,
            decision.customer_class.label,
            "；".join(times) or "未规定",
            decision.approval.words,
            "；".join(costs) or "未规定",
        )
