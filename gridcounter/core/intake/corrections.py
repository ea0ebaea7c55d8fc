"""Which fields of an application are locked: what stood at 受理, or when a paper told it, changes only by 更正.

What is filled in later is free until a paper tells it; so is what the office notes for itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gridcounter.core.intake.conditions import is_of_conditions
from gridcounter.core.intake.steps import TEMPORARY_OUTCOME, TEMPORARY_UNTIL

#: Filled in by the process itself, or a remark of the office: never told as an answer of the applicant.
FREE = frozenset({"case.on", "case.online", "case.locality", TEMPORARY_UNTIL, TEMPORARY_OUTCOME})
#: Printed on the papers of a filing alone.
_OF_THE_WORKS = "project."
#: Null is an answer here: there are none.
_WORKS = "case.works"

#: Reasons to choose from; "" asks for own words.
REASONS: Mapping[str, str] = {
    "申请人改方案": "申请人改方案",
    "填写有误": "填写有误",
    "证件更换": "证件更换",
    "勘查结果不同": "勘查结果不同",
    "": "其他",
}
_OWN_WORDS = "原因见台账"


def chosen_reason(why: str) -> str:
    """The one chosen, without what the clerk wrote beside it; that may name a person."""
    return next((reason for reason in REASONS if reason and why.startswith(reason)), _OWN_WORDS)


#: Of a consultation, where one often asks for another case as well.
REASONS_OF_A_CONSULTATION: Mapping[str, str] = {
    "换一种情形": "换一种情形",
    "填写有误": "填写有误",
    "": "其他",
}


@dataclass(frozen=True, slots=True)
class Settled:
    """Places in the order of an application's entries, from 0; -1 for what has not happened.

    `accepted`: 受理. `told`: the newest paper in force. `filed`: the newest one of a filing.
    """

    accepted: int = -1
    told: int = -1
    filed: int = -1

    @property
    def anything(self) -> bool:
        """Whether any field can be locked."""
        return max(self.accepted, self.told, self.filed) >= 0


@dataclass(frozen=True, slots=True)
class Written:
    """The value of a field, the place of the entry that wrote it, and whether that was a correction."""

    value: Any
    place: int
    corrected: bool = False


def locked_fields(fields: Mapping[str, Written], settled: Settled) -> frozenset[str]:
    """The dotted fields that change only by 更正."""
    if not settled.anything:
        return frozenset()
    return frozenset(field for field, written in fields.items() if _is_locked(field, written, settled))


def _is_locked(field: str, written: Written, settled: Settled) -> bool:
    if field in FREE or (written.value in (None, "", {}) and field != _WORKS):
        return False
    if is_of_conditions(field):  # no paper tells them before 受理
        return written.place < settled.accepted
    told = settled.filed if field.startswith(_OF_THE_WORKS) else max(settled.told, settled.filed)
    since = max(settled.accepted, told)
    return since >= 0 and (written.corrected or written.place < since)
