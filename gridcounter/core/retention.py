"""Retention of closed applications: the office's own rule, the due day of each, and masked names.

No period is built in: the office sets it, and without a rule nothing is due.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from gridcounter.core.validation.text import take_text

MOST_MONTHS = 1200
_YEAR = 12


@dataclass(frozen=True, slots=True)
class KeepingRule:
    """`months` after closing; `basis` is the source given by the office."""

    months: int
    basis: str

    @property
    def words(self) -> str:
        """办结后 5 年, 办结后 2 年 6 个月."""
        years, months = divmod(self.months, _YEAR)
        parts = [f"{years} 年"] if years else []
        parts += [f"{months} 个月"] if months else []
        return "办结后 " + " ".join(parts)

    def due_on(self, closed_on: date) -> date:
        """The same day of a later month; its last day if that month is shorter."""
        year, month = divmod(closed_on.year * _YEAR + closed_on.month - 1 + self.months, _YEAR)
        return date(year, month + 1, min(closed_on.day, calendar.monthrange(year, month + 1)[1]))

    def is_due(self, closed_on: date, until: date) -> bool:
        """Whether the period has ended on `until` or before."""
        return self.due_on(closed_on) <= until


def read_rule(value: object) -> KeepingRule | None:
    """From the office entry; None if the office has set no rule."""
    if not isinstance(value, dict):
        return None
    return KeepingRule(int(value["months"]), str(value["basis"]))


def write_rule(rule: KeepingRule | None) -> Mapping[str, Any] | None:
    """The rule in the form of the office entry; None removes it."""
    return None if rule is None else {"months": rule.months, "basis": rule.basis}


def wrong_rule(months: int, basis: str) -> Mapping[str, str]:
    """Problems by key, in Chinese; empty if the rule is valid."""
    found = {}
    if not 1 <= months <= MOST_MONTHS:
        found["months"] = f"请填 1 个月到 {MOST_MONTHS // _YEAR} 年之间的期限"
    if not take_text(basis):
        found["basis"] = "请写明依据，例如本单位档案保管期限表的名称和条目"
    return found


def hide_name(name: str) -> str:
    """王**: the first character and two stars; 未填名称 for an empty name."""
    return name[:1] + "**" if name else "未填名称"
