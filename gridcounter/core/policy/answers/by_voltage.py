"""Whether a policy gives one class of customers other days at another voltage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.case import Case
from gridcounter.core.policy.compile import Compiled
from gridcounter.core.policy.decide import decide
from gridcounter.core.policy.decision import Decision, Limit, Step


def days_by_voltage(
    case: Case, compiled: Compiled, calendar: WorkCalendar
) -> tuple[tuple[Case, tuple[float, ...]], ...]:
    """The case at each voltage of its class for which other days are given, with the voltages that share them.

    The case alone, without voltages, if no line of the class has other days at another voltage.
    """
    found: dict[tuple[tuple[str, int | None], ...], tuple[Case, list[float]]] = {}
    lines: dict[str, set[int]] = defaultdict(set)
    for kv, at, decision in _of_its_class(case, compiled, calendar):
        steps: list[Step | Limit] = [*decision.steps, *decision.limits]
        days = tuple((line.id, line.wd) for line in steps if not line.needs)
        found.setdefault(days, (at, []))[1].append(kv)
        for name, wd in days:
            lines[name] |= set() if wd is None else {wd}
    if all(len(each) <= 1 for each in lines.values()):
        return ((case, ()),)
    return tuple((at, tuple(voltages)) for at, voltages in found.values())


def _of_its_class(case: Case, compiled: Compiled, calendar: WorkCalendar) -> Iterator[tuple[float, Case, Decision]]:
    if case.supply is None or case.supply.voltage_kv is None:
        return
    wanted = decide(case, compiled.pack, compiled.baseline, calendar).customer_class.id
    for kv in compiled.pack.voltages:
        at = case.model_copy(update={"supply": case.supply.model_copy(update={"voltage_kv": kv})})
        decision = decide(at, compiled.pack, compiled.baseline, calendar)
        if decision.customer_class.id == wanted:
            yield kv, at, decision
