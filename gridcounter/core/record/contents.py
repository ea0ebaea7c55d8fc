"""What the contents of all acts have in common: how strictly they are read, and the types that several of them use.

Contents are read from the JSON text of an entry, so that what is checked is what is written. Days stay text: the tables
compare them as text, and an entry must read the same for ever.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from gridcounter.core.notice import PinnedAnswer

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: The largest whole number that a table holds.
_MOST = 2**63 - 1


class Contents(BaseModel):
    """The contents of one kind of act. Each field is a key of the entry's JSON.

    No key is taken for another type: "1" is not 1. Keys that this version does not know are left out when an entry is
    read and refused when one is written, see `acts`.
    """

    # built at its first use: a command that reads no entry does not pay for 57 classes
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, defer_build=True)


def _day(text: str) -> str:
    """Raises ValueError for what is no day of the calendar as ISO 8601 writes it."""
    if not _DAY.fullmatch(text):
        raise ValueError("no ISO day")
    date.fromisoformat(text)
    return text


def _day_or_nothing(text: str) -> str:
    return _day(text) if text else text


def _answer(answer: PinnedAnswer) -> PinnedAnswer:
    """Raises ValueError where two limits have one id, or the case no day: nothing could be counted or drawn of it."""
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
#: A day as YYYY-MM-DD, or "" where none was said.
DayOrNothing: TypeAlias = Annotated[str, AfterValidator(_day_or_nothing)]
#: A text that is not empty: an id, a number, a reference.
Id: TypeAlias = Annotated[str, AfterValidator(_some)]
#: A count or a number of order, from 0.
Whole: TypeAlias = Annotated[int, Field(ge=0, le=_MOST)]
#: The answer that was given, as `core.notice.PinnedAnswer`.
AnswerField: TypeAlias = Annotated[PinnedAnswer, AfterValidator(_answer)]
#: Dotted field of the contract to its value, as `core.application` and `core.case` read it.
Fields: TypeAlias = dict[str, Any]

Reason: TypeAlias = Annotated[str, Field(description="the reason, in the words of the clerk")]
PaperRef: TypeAlias = Annotated[Id, Field(description="the entry that issued the paper, as device:seq")]


class EnteredLate(Contents):
    """An act that may be entered after its day."""

    late: str = Field("", description='why it was entered after its day; "" where it was entered on the day itself')


class Dated(EnteredLate):
    """An act that says on which day it happened."""

    on: Day = Field(description="the day on which it happened")
