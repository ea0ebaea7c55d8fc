"""A pack's rule on reporting figures: its words, its clause, and the days for reminders."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

_Sentence = Annotated[str, Field(min_length=1, max_length=400)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class CoveredPeriod(StrEnum):
    """The period of a report."""

    FIRST_HALF = "first_half"
    YEAR = "year"


class ReportDue(_Part):
    """`by` is month and day, in the year after the reported one if `next_year`."""

    label: _Sentence
    covers: CoveredPeriod
    by: Annotated[str, Field(pattern=r"^\d{2}-\d{2}$")]
    next_year: bool = False


class Reporting(_Part):
    """A duty to report figures: to whom, and the dates in words; `due` are the same dates for reminders."""

    text: _Sentence
    article: tuple[str, ...]
    due: tuple[ReportDue, ...] = ()
