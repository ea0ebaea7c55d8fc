"""The common base of all contents: how strictly they are read, and shared types.

Contents are read from the JSON text of an entry, so that the checked text is the written one. Days stay text: the
tables compare them as text, and an entry must always read the same.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from gridcounter.core.notice import PinnedAnswer

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: The largest integer that a table can hold.
_MOST = 2**63 - 1


class Contents(BaseModel):
    """The contents of one kind of act. Each field is a key of the entry's JSON.

    No key is taken for another type: "1" is not 1. Keys that this version does not know are left out when an entry is
    read and refused when one is written, see `acts`.
    """

    # built on first use: a command that reads no entry does not pay for 57 classes
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, defer_build=True)


def _day(text: str) -> str:
    """Raises ValueError for a text that is no ISO 8601 calendar day."""
    if not _DAY.fullmatch(text):
        raise ValueError("no ISO day")
    date.fromisoformat(text)
    return text


def _day_or_nothing(text: str) -> str:
    return _day(text) if text else text


def _answer(answer: PinnedAnswer) -> PinnedAnswer:
    """Raises ValueError if two limits share an id, or the case has no day: it could not be counted or drawn."""
    clocks = [clock.id for clock in answer.clocks]
    if len(clocks) != len(set(clocks)):
        raise ValueError("two clocks of one id")
    _day(str(answer.case.get("on")))
    return answer


def _some(text: str) -> str:
    if not text:
        raise ValueError("empty")
    return text


#: A day as YYYY-MM-DD.
Day: TypeAlias = Annotated[str, AfterValidator(_day)]
#: A day as YYYY-MM-DD, or "" if none was given.
DayOrNothing: TypeAlias = Annotated[str, AfterValidator(_day_or_nothing)]
#: A non-empty text: an id, a number, a reference.
NonEmpty: TypeAlias = Annotated[str, AfterValidator(_some)]
#: A count or an ordinal number, from 0.
Whole: TypeAlias = Annotated[int, Field(ge=0, le=_MOST)]
#: The pinned answer, as `core.notice.PinnedAnswer`.
AnswerField: TypeAlias = Annotated[PinnedAnswer, AfterValidator(_answer)]
#: Dotted field of the contract -> its value, as read by `core.application` and `core.case`.
Fields: TypeAlias = dict[str, Any]

Reason: TypeAlias = Annotated[str, Field(description="the reason, in the words of the clerk")]
PaperRef: TypeAlias = Annotated[NonEmpty, Field(description="the entry that issued the paper, as device:seq")]


class EnteredLate(Contents):
    """An act that may be entered after its day."""

    late: str = Field("", description='why it was entered after its day; "" where it was entered on the day itself')


class Dated(EnteredLate):
    """An act with the day on which it happened."""

    on: Day = Field(description="the day on which it happened")
