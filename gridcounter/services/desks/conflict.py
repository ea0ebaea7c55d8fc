"""A conflict of two desks as it is shown: what it is about, its sides, who is to look, and what one press does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from gridcounter.core.application import ApplicationId
from gridcounter.services.office.roles import Role
from gridcounter.store.journal.projections.desks import LATER_KIND


class Choice(StrEnum):
    """What one press on a side does; NONE: the sides are only shown."""

    NONE = ""
    FIELD = "field"
    OFFICIAL_NUMBER = "official_number"
    PUSH = "push"


@dataclass(frozen=True, slots=True)
class Side:
    """What one of the two did: `value` is what it wrote into the field, None where the conflict is about an act.

    `off`: its computer had a wrong date. `chosen_by` are the words of its button, "" for a field.
    """

    desk: str
    at: datetime
    who: str
    what: str
    holds: bool
    value: Any = None
    off: bool = False
    ref: str = ""
    chosen_by: str = ""

    @property
    def moment(self) -> str:
        """09-21 10:02, with the year where the computer's date was wrong."""
        return f"{self.at:%Y-%m-%d %H:%M}（这台电脑当时日期不对）" if self.off else f"{self.at:%m-%d %H:%M}"

    @property
    def mark(self) -> str:
        """Behind what it did."""
        return "（现在用的）" if self.holds else ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing to look at; `field` is its dotted field, "" for an act. `title` says what it is about.

    `concerns` is the lowest role that is to look at it. `refs` and `about` name it in the record.
    """

    application: ApplicationId
    number: str
    ref: str
    field: str
    title: str
    meanwhile: str
    sides: tuple[Side, ...]
    concerns: Role = Role.LEADER
    choice: Choice = Choice.NONE
    refs: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    what: str = ""
    of_office: bool = False

    @property
    def text(self) -> str:
        """用电容量：1 号台 9-21 10:02 王小明填 200 千瓦，3 号台 … 李静填 250 千瓦（现在用的）."""
        sides = "，".join(f"{side.desk} {side.moment} {side.who}{side.what}{side.mark}" for side in self.sides)
        return f"{self.title}：{sides}" + (f"。{self.meanwhile}" if self.meanwhile and sides else self.meanwhile)

    @property
    def may_be_reopened(self) -> bool:
        """It is closed, and somebody worked on."""
        return self.what == "UnawareOfClosing"

    @property
    def is_of_numbers(self) -> bool:
        """Two applications have one number."""
        return self.what == "GivenTwice"

    @property
    def may_be_settled(self) -> bool:
        """False where something else ends it: another number, a later program, one of two values."""
        return bool(self.refs) and self.what != LATER_KIND and self.choice in {Choice.NONE, Choice.OFFICIAL_NUMBER}
