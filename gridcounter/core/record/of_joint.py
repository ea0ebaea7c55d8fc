"""Acts on a joint application (联合报装): each on its day, and most on one unit of one utility.

What other units do is only reported: none of these moves a clock, and none is due.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import Field

from gridcounter.core.record.contents import Contents, Dated, NonEmpty, Reason

UtilityName: TypeAlias = Literal["water", "power", "gas", "heat", "telecom"]


class OnJoint(Dated):
    """The common contents of all acts on a joint application."""


class OnUtility(OnJoint):
    """An act on the part of one utility."""

    utility: UtilityName = Field(description="whose part it is")


class OnUnit(OnUtility):
    """An act on one unit: telecom has several, each by itself."""

    unit: NonEmpty = Field(description="legal name of the unit, as it stood in the directory of the office")


class JointOpened(OnJoint):
    """The applicant wants these together; said again, it adds to them."""

    utilities: tuple[UtilityName, ...] = Field(min_length=1, description="the ones ticked")
    mix: NonEmpty = Field(description="the policy's word for all of its utilities together")
    pack: NonEmpty = Field(description="digest of the policy pack that offers it")
    article: tuple[NonEmpty, ...] = Field(description="its clauses")


class JointConsented(OnUnit):
    """The applicant agreed, apart from all others, that this unit is given these data."""

    kinds: tuple[Literal["contact", "place", "need", "id_number", "plan"], ...] = Field(
        min_length=1, description="kinds of data"
    )
    how: Literal["signed", "initials"] = Field(description="how it was given on the paper")


class ConsentWithdrawn(OnUnit):
    """The applicant took the consent for this unit back; the others stand."""


class SlipHanded(OnUnit):
    """转交单: the slip for this unit was handed over, with its data and no other."""

    way: NonEmpty = Field(description="in person, by post, by fax: in the words of the clerk")
    receiver: str = Field("", description='who took it; "" where nobody is known')
    ref: str = Field("", description='the entry that issued the slip, as device:seq; "" where there is none')


class SlipAcknowledged(OnUnit):
    """The unit says that it has it."""

    by: str = Field("", description='who said so; "" where it is not known')
    their_number: str = Field("", description='the number it has there; "" where none was said')


class UtilityAsks(OnUnit):
    """The unit wants something more. It is passed on word by word as their request, and is no telling of ours."""

    documents: tuple[NonEmpty, ...] = Field(min_length=1, description="what it wants, line by line, in its words")


class SurveyArranged(OnJoint):
    """联合踏勘 was arranged."""

    utilities: tuple[UtilityName, ...] = Field(min_length=1, description="who comes")
    when: NonEmpty = Field(description="day and hour, in words")
    place: str = Field("", description='where to meet; "" at the premises')


class SeenThere(Contents):
    """What one utility saw on site."""

    utility: UtilityName = Field(description="whose matter it is")
    seen: str = Field("", description="point of connection, route, crossings")
    next: str = Field("", description="what is next")
    by: str = Field("", description="who does it")


class SurveyHeld(OnJoint):
    """联合踏勘 took place. What was said there is no answer of a unit."""

    present: tuple[NonEmpty, ...] = Field(min_length=1, description="unit and name of each")
    findings: tuple[SeenThere, ...] = Field((), description="by utility")


class UtilityAnswered(OnUnit):
    """The unit's answer, in its words."""

    kind: Literal["yes", "look_first", "not_yet", "more_papers", "other"] = Field(description="what it comes to")
    words: NonEmpty = Field(description="as it was said")
    by: str = Field("", description='who said so; "" where it is not known')


class AnswerTold(OnUnit):
    """The applicant was told the unit's answer."""

    way: NonEmpty = Field(description="how, in the words of the clerk")


class JointPartWithdrawn(OnUtility):
    """The applicant does not want this one together with the others any more; they stand."""

    why: Reason
