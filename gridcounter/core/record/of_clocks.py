"""Acts on the limits of an application: what starts them, stops them, and ends them."""

from __future__ import annotations

from pydantic import Field

from gridcounter.core.clocks import Why as PauseGround  # noqa: TC001  pydantic reads the annotation at run time
from gridcounter.core.record.contents import Contents, Id, Late, On


class EventNoted(Contents):
    """Something happened from which limits count. Noted once more, the day is corrected."""

    event: Id = Field(description="what happened: `core.labels.EVENTS`")
    on: On
    late: Late = ""


class StepFinished(Contents):
    """What a limit is set for was done."""

    clock: Id = Field(description="id of the limit in the pinned answer")
    on: On
    late: Late = ""


class ClockPaused(Contents):
    """Limits rest from the day after."""

    clocks: tuple[Id, ...] = Field(description="ids of the limits in the pinned answer")
    why: PauseGround = Field(description="supplement: something is awaited of the applicant; request: he asked")
    ref: str = Field(description="the entry that issued the supplement, or the name of what was signed")
    on: On
    late: Late = ""


class ClockResumed(Contents):
    """Limits go on from the day after."""

    clocks: tuple[Id, ...] = Field(description="ids of the limits in the pinned answer")
    on: On
    late: Late = ""
