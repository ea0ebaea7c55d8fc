"""The times of a class on the quick reference: its steps in one line, and what their total is."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from gridcounter.core.labels import EVENTS
from gridcounter.core.papers.phrases import phrases_of
from gridcounter.core.papers.shared_facts import OF_THE_WORKS
from gridcounter.core.policy.decision import Decision, Step
from gridcounter.core.policy.model import Means, PolicyPack
from gridcounter.core.wording import duration

SEE_PAPER = "见本地文件"
_CRITICAL, _VOLTAGE = "supply.critical", "supply.voltage_kv"


def step_words(decision: Decision, pack: PolicyPack, *, narrower: bool) -> Iterable[str]:
    """受理 2 → 验收送电 5; steps of certain customers only, with their names; the supplier's own line.

    `narrower`: the steps are those of some voltages of the class, which are named.
    """
    always = [step for step in decision.steps if not step.needs]
    if always:
        scope = f"{_condition(always[0], pack)}：" if narrower else ""
        yield scope + _steps(always, " → ")
    for whom, steps in groupby((step for step in decision.steps if step.needs), key=lambda step: _whom(step, pack)):
        yield f"{whom}另有{_steps(list(steps), '、')}"
    yield from _calendar_times(decision)
    yield from _works_times(decision)
    yield from _referred(decision, pack)


def _calendar_times(decision: Decision) -> Iterable[str]:
    for line in decision.limits:
        if line.days is not None:  # where power is on, the label says when
            yield line.label if line.means == Means.CONNECTED else f"{line.label} {duration(line)}"


def _works_times(decision: Decision) -> Iterable[str]:
    for line in decision.limits:
        if line.id in OF_THE_WORKS and line.wd:
            start = f"（{EVENTS[line.counts_from]}后）" if line.counts_from else ""
            yield f"{line.label} {line.wd}{start}"


def _condition(step: Step, pack: PolicyPack) -> str:
    condition = next(result for rule, result in pack.sections["step"] if rule.id == step.id)
    return phrases_of(pack, pack).of(condition, between="、") or SEE_PAPER


def _referred(decision: Decision, pack: PolicyPack) -> Iterable[str]:
    """A time set by another policy, with the customers it is for."""
    words = phrases_of(pack, pack)
    for line in decision.limits:
        if line.words and line.wd is None:
            condition = next(result for rule, result in pack.sections["limit"] if rule.id == line.id)
            whom = words.of(condition) if line.needs else ""
            yield f"{whom}：{line.words}" if whom else line.words


def _whom(step: Step, pack: PolicyPack) -> str:
    """Importance is asked of every customer; if the voltage decides too, the policy's own condition is printed."""
    condition, words = (
        next(result for rule, result in pack.sections["step"] if rule.id == step.id),
        phrases_of(pack, pack),
    )
    if step.needs == (_CRITICAL,) and _VOLTAGE not in words.keys(condition):
        return "重要用户"
    return words.of(condition, between="或") or SEE_PAPER


def _steps(steps: list[Step], between: str) -> str:
    """A missing number of days is stated once if no step has one."""
    if len(steps) > 1 and all(step.wd is None and step.days is None for step in steps):
        return between.join(step.label for step in steps) + "（均未写天数）"
    return between.join(f"{step.label}{_days_of(step)}" for step in steps)


def _days_of(step: Step) -> str:
    """The working days alone, which the column says; days of the calendar with their word."""
    if step.wd is not None:
        return f" {step.wd}"
    return "（未写天数）" if step.days is None else f" {duration(step)}"


def total_words(decision: Decision) -> str:
    lines = [f"{line.wd}" for line in decision.limits if line.id == "grid_side" and line.wd is not None]
    lines += [f"全过程 {line.wd}" for line in decision.limits if line.id == "whole_process" and line.wd is not None]
    return "；".join(lines) or "未规定"
