"""Acts on the limits of an application: what starts them, stops them, and ends them."""

from __future__ import annotations

from pydantic import Field

from gridcounter.core.deadlines.clocks import PauseGround  # noqa: TC001  pydantic reads the annotation at run time
from gridcounter.core.record.contents import Dated, Id


class EventNoted(Dated):
    """Something happened from which limits count. Noted once more, the day is corrected."""

    event: Id = Field(description="what happened: `core.labels.EVENTS`")


class StepFinished(Dated):
    """What a limit is set for was done."""

    clock: Id = Field(description="id of the limit in the pinned answer")


class ClockPaused(Dated):
    """Limits rest from the day after."""

    clocks: tuple[Id, ...] = Field(description="ids of the limits in the pinned answer")
    why: PauseGround = Field(description="supplement: something is awaited of the applicant; request: he asked")
    ref: str = Field(description="the entry that issued the supplement, or the name of what was signed")


class ClockResumed(Dated):
    """Limits go on from the day after."""

    clocks: tuple[Id, ...] = Field(description="ids of the limits in the pinned answer")
