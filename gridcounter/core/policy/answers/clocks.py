"""The steps and limits of a case: their lengths, their days, and the sums that a policy leaves to be added up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.policy.decision import Approval, Limit, Needs, Step
from gridcounter.core.policy.evaluation import Question, in_order, rulings
from gridcounter.core.policy.model import Event, LimitRule, Means, StepRule, Track

T = TypeVar("T")
Rule = TypeVar("Rule", StepRule, LimitRule)

#: The limit that the engine adds for an approval with days.
_APPROVAL = "approval"
#: Ids that mean this by themselves, so that packs written before `means` keep their sense.
_BY_NAME = {"connect_same_day": Means.CONNECTED, "connect_next_day": Means.CONNECTED}


def clocks(
    question: Question, calendar: WorkCalendar, approval: Approval
) -> tuple[tuple[Step, ...], tuple[Limit, ...]]:
    """The steps, and the limits with that of the approval and with the sums."""
    steps = tuple(_steps(question, calendar))
    limits = (*_limits(question, calendar), *_of_the_approval(approval))
    lines: tuple[Step | Limit, ...] = (*steps, *limits)
    return steps, tuple(_with_sum(line, lines, approval) for line in limits)


def _of_the_approval(approval: Approval) -> Iterator[Limit]:
    if approval.wd is None:
        return
    filed = approval.track == Track.FILING  # nobody approves anything: where its days begin only the policy could say
    label, clock = ("备案", None) if filed else ("行政审批", Event.APPROVAL_ACCEPTED)
    label = f"{label}（{approval.users}）" if approval.users else label
    yield Limit(_APPROVAL, label, approval.wd, None, clock, None, False, (), approval.basis)  # noqa: FBT003


def _steps(question: Question, calendar: WorkCalendar) -> Iterator[Step]:
    for name, ruling in rulings(question, "step"):
        rules = [rule for rule in ruling.rules if isinstance(rule, StepRule)]
        first = rules[0]
        wd, days = _agreed(rules, lambda rule: rule.wd), _agreed(rules, lambda rule: rule.days)
        varies = len({(rule.wd, rule.days) for rule in rules}) > 1
        event = _agreed(rules, lambda rule: rule.counts_from)
        due, provisional = _due(question, calendar, ruling.needs, event, wd, days)
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
            _agreed(rules, lambda rule: rule.words),
            ruling.certain,
            varies,
            days,
        )


def _limits(question: Question, calendar: WorkCalendar) -> Iterator[Limit]:
    for name, ruling in rulings(question, "limit"):
        rules = [rule for rule in ruling.rules if isinstance(rule, LimitRule)]
        wd, days = _agreed(rules, lambda rule: rule.wd), _agreed(rules, lambda rule: rule.days)
        event = _agreed(rules, lambda rule: rule.counts_from)
        due, provisional = _due(question, calendar, ruling.needs, event, wd, days)
        first = rules[0]
        yield Limit(
            name,
            first.label,
            wd,
            days,
            event,
            due,
            provisional,
            ruling.needs,
            ruling.basis,
            _agreed(rules, lambda rule: rule.words),
            ruling.certain,
            _agreed(rules, lambda rule: str(rule.actor) if rule.actor else None),
            _agreed(rules, lambda rule: rule.means or _BY_NAME.get(rule.id)),
            first.excludes,
            first.sum_of,
        )


def _with_sum(limit: Limit, lines: Sequence[Step | Limit], approval: Approval) -> Limit:
    """A sum is given only if each part has its days and none is open; it is no date, because its parts start apart."""
    if not limit.sum_of or limit.wd is not None or limit.needs:
        return limit
    parts = {line.id: line for line in lines}
    needs = {key for name in limit.sum_of for key in _open_keys(name, parts.get(name), approval)}
    if needs:
        return replace(limit, wd=None, needs=in_order(needs))
    days = [parts[name].wd if name in parts else None for name in limit.sum_of]
    return replace(limit, wd=None if None in days else sum(filter(None, days)))


def _open_keys(name: str, part: Step | Limit | None, approval: Approval) -> Needs:
    """What a part still depends on; an approval that is not settled has no limit yet."""
    if part is not None:
        return part.needs
    return approval.needs if name == _APPROVAL and approval.track == Track.UNDETERMINED else ()


def _agreed(rules: Sequence[Rule], read: Callable[[Rule], T]) -> T | None:
    value = read(rules[0])
    return value if all(read(rule) == value for rule in rules) else None


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
