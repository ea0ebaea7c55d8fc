"""The figures of many offices in one view: what came, what is missing, and sums no more precise than is known."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from gridcounter.core.reports.figures import months_between
from gridcounter.core.reports.month_figures import Edition, MonthFigures, Split, Step, labelled, period_of_month
from gridcounter.core.reports.periods import Period
from gridcounter.core.reports.small_numbers import FEWEST

#: Counted at one moment: of several months the last one is shown, a sum of them would mean nothing.
AT_A_MOMENT = frozenset({"overdue"})


class Proof(StrEnum):
    """What the signature proves of who made the figures; altered ones are not taken at all."""

    SAME_KEY = "same_key"
    FIRST_KEY = "first_key"
    OTHER_KEY = "other_key"
    UNSIGNED = "unsigned"


#: The row of parts that offices did not give one by one.
TOGETHER = "人数少、合并列出的"
#: Those that are counted: the others could be anybody's.
COUNTED = frozenset({Proof.SAME_KEY, Proof.FIRST_KEY})
PROOFS = {
    Proof.SAME_KEY: "相符",
    Proof.FIRST_KEY: "第一次见到，已记下",
    Proof.OTHER_KEY: "不是以前那把钥匙",
    Proof.UNSIGNED: "没有签名",
}


@dataclass(frozen=True, slots=True)
class Amount:
    """At least `least`, at most `most`; `most` None: nobody knows how many more."""

    least: int
    most: int | None

    def __add__(self, other: Amount) -> Amount:
        most = None if self.most is None or other.most is None else self.most + other.most
        return Amount(self.least + other.least, most)

    def __str__(self) -> str:
        if self.most == self.least:
            return str(self.least)
        if (self.least, self.most) == (1, FEWEST - 1):
            return f"<{FEWEST}"
        return f"至少 {self.least}" if self.most is None else f"{self.least}–{self.most}"


NOT_KNOWN = Amount(0, None)


@dataclass(frozen=True, slots=True)
class Reported:
    """The figures of one office and month, with what their signature proves; `signed_by` is the fingerprint of a key.

    `source` is the file, or the office as the hub names it.
    """

    figures: MonthFigures
    proof: Proof
    signed_by: str
    source: str

    @property
    def counts(self) -> bool:
        """Whether it is part of sums."""
        return self.proof in COUNTED


@dataclass(frozen=True, slots=True)
class CityOffice:
    """An office of which figures were ever seen, with the newest of them."""

    record: str
    code: str
    name: str
    place: str
    place_name: str
    last_month: str
    last_made_at: datetime


@dataclass(frozen=True, slots=True)
class City:
    """`said` are sentences about what was not taken, doubled, or signed by another key."""

    offices: tuple[CityOffice, ...]
    reported: tuple[Reported, ...]
    said: tuple[str, ...]

    @property
    def months(self) -> tuple[str, ...]:
        """From the first to the last of which there are figures, also those between that nobody sent."""
        found = sorted({one.figures.month for one in self.reported})
        if not found:
            return ()
        first, last = (period_of_month(month).first for month in (found[0], found[-1]))
        return months_between(first, last)

    def of(self, record: str, month: str) -> Reported | None:
        """What this office sent of this month."""
        return next((one for one in self.reported if (one.figures.record, one.figures.month) == (record, month)), None)

    def missing(self, month: str) -> tuple[CityOffice, ...]:
        """The offices that sent nothing of this month that counts."""
        sent = {one.figures.record for one in self.reported if one.figures.month == month and one.counts}
        return tuple(office for office in self.offices if office.record not in sent)


def amount_of(number: int | None) -> Amount:
    """Of a number by itself; None is 1 or 2."""
    return Amount(1, FEWEST - 1) if number is None else Amount(number, number)


def part_of(split: Split, key: str) -> Amount | None:
    """Of a part; None if the table has none of this key."""
    found = next((part for part in split.parts if part.key == key), None)
    if found is None:
        return None
    if found.number is not None:
        return Amount(found.number, found.number)
    return Amount(0, FEWEST - 1 if split.total is None else split.together)


def over_months(key: str, figures: Sequence[MonthFigures]) -> Amount | None:
    """One figure of one office; None if no month has it. `figures` in the order of months."""
    found = [amount_of(number) for one in figures for name, _, number in labelled(one) if name == key]
    if not found:
        return None
    return found[-1] if key in AT_A_MOMENT else _sum(found)


def total(amounts: Iterable[Amount | None], *, whole: bool) -> Amount | None:
    """The sum; None without any. Not `whole`: something is missing, so that nobody knows how many more."""
    given = list(amounts)
    found = [one for one in given if one is not None]
    if not found:
        return None
    added = _sum(found)
    return added if whole and len(found) == len(given) else Amount(added.least, None)


def _sum(amounts: Sequence[Amount]) -> Amount:
    added = Amount(0, 0)
    for one in amounts:
        added += one
    return added


@dataclass(frozen=True, slots=True)
class Alike:
    """Figures of offices whose classes, businesses and limits mean the same: of one place under the same packs."""

    place_name: str
    packs: tuple[Edition, ...]
    reported: tuple[Reported, ...]

    @property
    def offices(self) -> int:
        """How many different ones."""
        return len({one.figures.record for one in self.reported})


def alike(reported: Iterable[Reported]) -> tuple[Alike, ...]:
    """Grouped, by place and editions; figures that were counted by other rules are apart too."""
    found: dict[tuple[object, ...], list[Reported]] = {}
    for one in reported:
        figures = one.figures
        found.setdefault((figures.office.place, figures.packs, figures.fold), []).append(one)
    return tuple(
        Alike(group[0].figures.office.place_name, group[0].figures.packs, tuple(group))
        for _, group in sorted(found.items(), key=lambda item: str(item[0]))
    )


def parts_of(group: Alike, key: str) -> list[tuple[str, Amount]]:
    """The total of a table that these offices have, each part of which some are sure, and what was put together.

    A part is given with all that may belong to it of what was put together: at least, and at most.
    """
    splits = [split for one in group.reported for split in one.figures.splits if split.key == key]
    if not splits:
        return []
    labels = {part.key: part.label for split in splits for part in split.parts}
    rows = [("合计", _sum([amount_of(split.total) for split in splits]))]
    for name, label in labels.items():
        added = total((part_of(split, name) for split in splits), whole=True)
        if added is not None and added.least:
            rows.append((label, added))
    together = _sum([_together(split) for split in splits])
    return [*rows, (TOGETHER, together)] if together.most else rows


def _together(split: Split) -> Amount:
    if split.total is None:
        return amount_of(None)
    return Amount(split.together or 0, split.together or 0)


@dataclass(frozen=True, slots=True)
class StepSum:
    """One step of offices that compare; `mean` is over those ended of which a mean was given, None if of none."""

    label: str
    business: str
    limit: int | None
    working: bool
    number: Amount
    mean: float | None


def steps_of(group: Alike) -> list[StepSum]:
    """In the order in which the offices have them."""
    found: dict[tuple[str, str, int | None, bool], list[Step]] = {}
    for one in group.reported:
        for step in one.figures.steps:
            found.setdefault((step.business, step.clock, step.limit, step.working), []).append(step)
    return [
        StepSum(
            steps[-1].label,
            business,
            limit,
            working,
            _sum([amount_of(step.number) for step in steps]),
            _mean(steps),
        )
        for (business, _, limit, working), steps in found.items()
    ]


def _mean(steps: Sequence[Step]) -> float | None:
    timed = [(step.number, step.mean) for step in steps if step.number and step.mean is not None]
    many = sum(number for number, _ in timed)
    return math.floor(sum(number * mean for number, mean in timed) * 10 / many + 0.5) / 10 if many else None


def months_of(period: Period) -> tuple[str, ...]:
    """All months that it touches."""
    return months_between(period.first, period.last)


def unfinished(reported: Iterable[Reported]) -> tuple[tuple[Reported, date], ...]:
    """Those that were counted before their month was over, each with the day."""
    return tuple((one, day) for one in reported if (day := one.figures.until) is not None)


def offices_by_code(offices: Iterable[CityOffice]) -> Mapping[tuple[str, str], list[CityOffice]]:
    """Place and code; two of one code cannot be told apart by their numbers."""
    found: dict[tuple[str, str], list[CityOffice]] = {}
    for office in offices:
        found.setdefault((office.place, office.code), []).append(office)
    return found
