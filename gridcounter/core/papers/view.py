"""The names available to a form: values and flags by key, and tables of rows. Words only; the forms arrange them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from gridcounter.core.application import Application
from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.intake.conditions import ConditionLine
from gridcounter.core.notice import Item
from gridcounter.core.policy.decision import Decision
from gridcounter.core.policy.header import Header
from gridcounter.core.record.of_filings import OnFiling

#: Among a row's cells: it continues the row above, and stands on its page.
CONTINUES = "continues"
#: A row's cells by name. "group" alone makes a line that names the rows below it.
Row: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Printing:
    """One printing of one paper: data from the record or the command line.

    `consultation`: no application was received. `added` is what is added to the notice. `rests` say which clocks were
    paused and their new dates, `stopped` which ones a supplement pauses. `changes`: what changed since the version that
    it `replaces`; None if that is not stated. `accepted`: 受理 is recorded. None without a record: then the case's day
    counts as the day of acceptance if the application names applicant and request, and as assumed otherwise.
    `anchor` is the line below the foot, empty without a record.
    `origin` is the mark of the pack, if not as known now. `conditions` are those of the business as seen at 受理.
    """

    short_code: str = ""
    version: int = 1
    replaces: str = ""
    changes: tuple[str, ...] | None = None
    copy: str = "申请人联"
    marks: tuple[str, ...] = ()
    filing_acts: tuple[OnFiling, ...] = ()
    surveyed_on: date | None = None
    added: tuple[Item, ...] = ()
    consultation: bool = False
    rests: tuple[str, ...] = ()
    stopped: str = ""
    accepted: bool | None = None
    anchor: str = ""
    origin: str | None = None
    conditions: tuple[ConditionLine, ...] = ()

    def accepts(self, application: Application) -> bool:
        """Whether the day of the case is the day of acceptance; else it is only assumed."""
        if self.consultation:
            return False
        if self.accepted is not None:
            return self.accepted
        return bool(application.applicant and application.applicant.name and application.case.business)


@dataclass(frozen=True, slots=True)
class CaseFile:
    """All input for the papers of one application. `origin` marks a pack that is not the program's own."""

    application: Application
    decision: Decision
    header: Header
    calendar: WorkCalendar
    document_labels: Mapping[str, str]
    origin: str = ""


@dataclass(slots=True)
class View:
    """An empty value is a line to fill in; `stand_ins` say that it is missing where a line is impossible.

    `asked_as` is the application key behind a composed value.
    """

    values: dict[str, str] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)
    tables: dict[str, tuple[Row, ...]] = field(default_factory=dict)
    asked_as: dict[str, str] = field(default_factory=dict)
    stand_ins: set[str] = field(default_factory=set)

    def flag(self, name: str, *, on: bool | None) -> None:
        """Sets the flag if `on` is true; never clears one."""
        if on:
            self.flags.add(name)
