"""A policy's duty to report figures: which period is due by which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from gridcounter.core.policy.header import Header
from gridcounter.core.policy.reporting_rule import CoveredPeriod, ReportDue
from gridcounter.core.reports.periods import Period

#: How long before its day the office is reminded: our own choice, no policy sets it.
REMINDED = timedelta(days=15)


@dataclass(frozen=True, slots=True)
class Duty:
    """`label` says what is due, `basis` the policy, the clause and its words."""

    label: str
    due_on: date
    period: Period
    basis: str


def duties(header: Header, year: int) -> tuple[Duty, ...]:
    """All duties due in this year."""
    reporting = header.reporting
    if reporting is None:
        return ()
    basis = f"{header.number} {'、'.join(reporting.article)}：{reporting.text}"
    return tuple(Duty(due.label, due_day(due, year), _period(due, year), basis) for due in reporting.due)


def reminders(header: Header, today: date) -> tuple[Duty, ...]:
    """Duties whose day is near and not past, the nearest first."""
    coming = [duty for year in (today.year, today.year + 1) for duty in duties(header, year)]
    near = [duty for duty in coming if today <= duty.due_on <= today + REMINDED]
    return tuple(sorted(near, key=lambda duty: duty.due_on))


def duty_of(header: Header, period: Period) -> Duty | None:
    """The duty that requires exactly this period."""
    coming = [duty for year in (period.first.year, period.first.year + 1) for duty in duties(header, year)]
    return next((duty for duty in coming if duty.period == period), None)


def due_day(due: ReportDue, year: int) -> date:
    """`by` of the pack ("07-15") in this year."""
    month, day = due.by.split("-")
    return date(year, int(month), int(day))


def _period(due: ReportDue, year: int) -> Period:
    year -= due.next_year
    if due.covers == CoveredPeriod.FIRST_HALF:
        return Period(date(year, 1, 1), date(year, 6, 30))
    return Period(date(year, 1, 1), date(year, 12, 31))
