"""A pack's joint application (联合报装): which utilities, and the paper's own words for each of them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from gridcounter.core.policy.rule import Rule, Sentence


class Utility(StrEnum):
    """What a joint application can be for. What each is called is for the pack to say: 热 or 暖, 信, 讯 or 网."""

    WATER = "water"
    POWER = "power"
    GAS = "gas"
    HEAT = "heat"
    TELECOM = "telecom"


class JointRule(Rule):
    """`mix` is the paper's word for all of them together, a character for each of `utilities` in their order.

    `name` is what the paper calls the service, `receiver` where it is handed in, `survey` its word for the common look
    at the site, `starts_at` the stage from which on; each only if the paper says so. Days, papers and prices of other
    utilities have no key.
    """

    name: Sentence | None = None
    mix: Annotated[str, Field(min_length=2, max_length=5)]
    utilities: tuple[Utility, ...]
    receiver: Sentence | None = None
    survey: Sentence | None = None
    starts_at: Sentence | None = None

    def word(self, utility: Utility) -> str:
        """The paper's character for one of its utilities; "" for one that it does not name."""
        return self.mix[self.utilities.index(utility)] if utility in self.utilities else ""

    @property
    def others(self) -> tuple[Utility, ...]:
        """Without power: those whose own units must answer."""
        return tuple(one for one in self.utilities if one != Utility.POWER)
