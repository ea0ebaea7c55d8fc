"""Retention of closed applications: the office's own rule, the due day of each, and masked names.

No period is built in: the office sets it, and without a rule nothing is due. A rule that lets applications be purged
sooner than before begins to hold a week after it was set, so that colleagues see it before anything is gone.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from gridcounter.core.validation.text import take_text

MOST_MONTHS = 1200
#: A whole year: what was done lately cannot be purged to hide it, and the figures of a year are checked before its
#: papers are gone. How much longer is for the office to say.
FEWEST_MONTHS = 12
#: From setting a shorter rule to the day on which it holds.
NOTICE_DAYS = 7
_YEAR = 12


@dataclass(frozen=True, slots=True)
class KeepingRule:
    """`months` after closing; `basis` is the source given by the office.

    Nothing is due before the day `holds_from`; None: there is no such day.
    """

    months: int
    basis: str
    holds_from: date | None = None

    @property
    def words(self) -> str:
        """办结后 5 年, 办结后 2 年 6 个月."""
        years, months = divmod(self.months, _YEAR)
        parts = [f"{years} 年"] if years else []
        parts += [f"{months} 个月"] if months else []
        return "办结后 " + " ".join(parts)

    def holds_on(self, day: date) -> bool:
        """Whether applications may be purged by it on this day."""
        return self.holds_from is None or self.holds_from <= day

    def due_on(self, closed_on: date) -> date:
        """The same day of a later month; its last day if that month is shorter."""
        year, month = divmod(closed_on.year * _YEAR + closed_on.month - 1 + self.months, _YEAR)
        return date(year, month + 1, min(closed_on.day, calendar.monthrange(year, month + 1)[1]))

    def due_after_entry(self, closed_on: date, entered_on: date) -> date:
        """As `due_on`, and never within a year of the day on which the closing was entered.

        The day of an end is whatever a clerk says. A wrong year, or one chosen to hide something, purges nothing early.
        """
        return max(self.due_on(closed_on), replace(self, months=FEWEST_MONTHS).due_on(entered_on))


def read_rule(value: object) -> KeepingRule | None:
    """From the office entry; None if the office has set no rule."""
    if not isinstance(value, dict):
        return None
    day = value.get("holds_from")
    return KeepingRule(int(value["months"]), str(value["basis"]), date.fromisoformat(day) if day else None)


def write_rule(rule: KeepingRule | None) -> Mapping[str, Any] | None:
    """The rule in the form of the office entry; None removes it."""
    if rule is None:
        return None
    later = {} if rule.holds_from is None else {"holds_from": rule.holds_from.isoformat()}
    return {"months": rule.months, "basis": rule.basis, **later}


def changed_rule(before: KeepingRule | None, months: int, basis: str, today: date) -> KeepingRule:
    """The rule with the day from which it holds.

    A shorter period waits NOTICE_DAYS, and so does the first one: otherwise removing the rule would be the way to
    shorten it at once. A longer one holds at once, but never sooner than the one that it replaces.
    """
    rule = KeepingRule(months, basis)
    if before is not None and (before.months, before.basis) == (months, basis):
        return before
    if before is None or months < before.months:
        return replace(rule, holds_from=today + timedelta(NOTICE_DAYS))
    return rule if before.holds_on(today) else replace(rule, holds_from=before.holds_from)


def wrong_rule(months: int, basis: str) -> Mapping[str, str]:
    """Problems by key, in Chinese; empty if the rule is valid."""
    found = {}
    if not FEWEST_MONTHS <= months <= MOST_MONTHS:
        found["months"] = f"请填 {FEWEST_MONTHS} 个月到 {MOST_MONTHS // _YEAR} 年之间的期限"
    if not take_text(basis):
        found["basis"] = "请写明依据，例如本单位档案保管期限表的名称和条目"
    return found


def hide_name(name: str) -> str:
    """王**: the first character and two stars; 未填名称 for an empty name."""
    return name[:1] + "**" if name else "未填名称"
