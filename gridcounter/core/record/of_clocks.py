"""Acts on the limits of an application: start events, pauses, resumptions and ends."""

from __future__ import annotations

from pydantic import Field

from gridcounter.core.deadlines.clocks import PauseGround
from gridcounter.core.record.contents import Dated, NonEmpty


class EventNoted(Dated):
    """An event from which limits count. A second entry corrects the day."""

    event: NonEmpty = Field(description="what happened: `core.labels.EVENTS`")


class StepFinished(Dated):
    """The task of a limit was completed."""

    clock: NonEmpty = Field(description="id of the limit in the pinned answer")


class ClockPaused(Dated):
    """Limits are paused from the next day."""

    clocks: tuple[NonEmpty, ...] = Field(description="ids of the limits in the pinned answer")
    why: PauseGround = Field(description="supplement: something is awaited of the applicant; request: he asked")
    ref: str = Field(description="the entry that issued the supplement, or the name of what was signed")


class ClockResumed(Dated):
    """Limits resume from the next day."""

    clocks: tuple[NonEmpty, ...] = Field(description="ids of the limits in the pinned answer")
