"""A duty (义务) of the supplier and the authorities that hangs on no application: whom to visit, whom to name."""

from __future__ import annotations

from enum import StrEnum

from gridcounter.core.policy.rule import Count, Rule, Sentence


class DutyObject(StrEnum):
    """To whom a duty is owed; what a 大客户 or a 重点园区 is, only the paper or the office can say."""

    PARK_COMMITTEE = "park_committee"
    BIG_CUSTOMER = "big_customer"
    KEY_PARK = "key_park"
    PLANNED_PARK = "planned_park"


class GuarantorLevel(StrEnum):
    """Who names a guarantor of a park (包保责任人)."""

    GOVERNMENT = "government"
    SUPPLIER = "supplier"
    ENTERPRISE = "enterprise"


class DutyPeriod(StrEnum):
    """How often a duty comes back. That a year is the calendar year is our reading and is said where it is counted."""

    YEAR = "year"


class DutyRule(Rule):
    """Either visits, `at_least` so many in each `per`, or guarantors of `levels`.

    `who` owes it and `words` are its sentence, both as the paper has them. `undefined` are those of `to` that the paper
    names and does not define.
    """

    label: Sentence
    who: Sentence | None = None
    to: tuple[DutyObject, ...]
    at_least: Count | None = None
    per: DutyPeriod | None = None
    levels: tuple[GuarantorLevel, ...] = ()
    undefined: tuple[DutyObject, ...] = ()
    words: Sentence | None = None
