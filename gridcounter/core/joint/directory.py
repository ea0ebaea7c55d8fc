"""Whom the office hands slips to: the units of each utility as the office has entered them. None is preset."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

from gridcounter.core.policy.apart.joint_rule import Utility
from gridcounter.core.validation.models import Day, Line


class UtilityUnit(BaseModel):
    """One unit by its legal name; telecom has several. `since`: the day on which this was last found right."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    utility: Utility
    name: Line
    window: Line | None = None
    phone: Line | None = None
    way: Line | None = None
    since: Day | None = None


def units_of(utility: Utility, units: Iterable[UtilityUnit]) -> tuple[UtilityUnit, ...]:
    """All of one utility, in the office's order."""
    return tuple(one for one in units if one.utility == utility)
