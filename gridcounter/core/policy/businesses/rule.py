"""A business of the counter beside connecting: what it is called, what it presumes, how far ahead and how often."""

from __future__ import annotations

from gridcounter.core.case import Business, Customer
from gridcounter.core.policy.rule import Count, Days, Rule, Sentence

#: The three kinds of connecting, of which every rule speaks that names no business.
CONNECTING = frozenset(map(str, Business))


class BusinessRule(Rule):
    """`presumes` is what the applicant states and the clerk ticks; `notice` how long before it is applied for, in words
    and in days; `frequency` how often it is allowed. `like`: it counts as that kind of connecting in every condition.
    `customers` are those who may ask for it; empty: everybody.
    """

    label: Sentence
    like: Business | None = None
    customers: tuple[Customer, ...] = ()
    presumes: tuple[Sentence, ...] = ()
    notice: Sentence | None = None
    notice_wd: Count | None = None
    notice_days: Days | None = None
    frequency: Sentence | None = None

    @property
    def stated(self) -> tuple[str, ...]:
        """Its conditions, how far ahead and how often it is applied for, as an applicant is told."""
        return (*self.presumes, *filter(None, (self.notice, self.frequency)))


def other_business(business: str | None) -> str:
    """Empty for the three kinds of connecting, and where no business is named."""
    return "" if business is None or business in CONNECTING else business
