"""The figures of a period, each with its applications, so that a number can be opened as a list.

The definition of each figure is printed with it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

#: Per cent of the clocks that ended within the reported number of days.
PERCENTILE = 90

DEFINITIONS = (
    "按日计入：收件、受理、办结、咨询按各自发生的日期计入本期；未录入、后补、在办超时限按统计日的情形计。",
    "一次告知：本期受理且未再追加告知的申请；追加告知：首次告知没有提到、后来又要求的资料，每出一份计一次。",
    "业务：按业务分开计数；各环节用时里没有写明业务的行只含新装、增容和临时用电，其他业务各自单列，不混在一起求平均。",
    "用时：自起算次日起算，只计工作日（文件按日历日规定的按日历日）；净用时不含暂停的日子，总用时含暂停。",
    "九成以内：至少九成的件在此天数以内办完（按用时从短到长排，取第 90% 件的用时，不作插值）。",
    "平均用时保留一位小数；办完日期在本期内的计入本期。",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """`number` if it counts something else than applications; `of` is the key of the whole it is part of."""

    key: str
    label: str
    ids: tuple[str, ...]
    hint: str = ""
    number: int | None = None
    of: str = ""

    @property
    def count(self) -> int:
        """`number` if given, else the number of applications."""
        return len(self.ids) if self.number is None else self.number


@dataclass(frozen=True, slots=True)
class StepRun:
    """One clock that ended in the period, or is overdue: its days without and with pauses."""

    application: str
    net: int
    gross: int


@dataclass(frozen=True, slots=True)
class StepFigures:
    """One limit as pinned: `limit` days, working ones or not; None if the policy gives none.

    `business` is the name of another business, whose days are counted by themselves; "" for connecting.
    """

    clock: str
    label: str
    limit: int | None
    working: bool
    runs: tuple[StepRun, ...]
    overdue: tuple[str, ...] = ()
    business: str = ""

    @property
    def name(self) -> str:
        """销户：拆表; without a business the bare step."""
        return f"{self.business}：{self.label}" if self.business else self.label

    @property
    def ids(self) -> tuple[str, ...]:
        """The applications whose clock ended in the period."""
        return tuple(run.application for run in self.runs)

    @property
    def late(self) -> tuple[str, ...]:
        """Ended after the limit."""
        return tuple(run.application for run in self.runs if self.limit is not None and run.net > self.limit)

    @property
    def mean_net(self) -> float | None:
        """Days without pauses, to one decimal; None if none ended."""
        return mean([run.net for run in self.runs])

    @property
    def mean_gross(self) -> float | None:
        """Days with pauses, to one decimal; None if none ended."""
        return mean([run.gross for run in self.runs])

    @property
    def most_net(self) -> int | None:
        """Days without pauses within which nine of ten ended; None if none did."""
        return percentile([run.net for run in self.runs])

    @property
    def most_gross(self) -> int | None:
        """Days with pauses within which nine of ten ended; None if none did."""
        return percentile([run.gross for run in self.runs])


@dataclass(frozen=True, slots=True)
class BusinessFigures:
    """What of one business was received, accepted and closed in the period; `business` is its id, "" if unknown."""

    business: str
    label: str
    received: tuple[str, ...]
    accepted: tuple[str, ...]
    closed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """`name` is year and month; the applications of that month within the period."""

    name: str
    received: tuple[str, ...]
    accepted: tuple[str, ...]
    closed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of `first` to `last` (both included), counted on `as_of`, for one place and office.

    `packs` are the marks of packs in force in that time that are not the program's own.
    """

    first: date
    last: date
    as_of: date
    place: str
    office: str
    counts: tuple[Figure, ...]
    classes: tuple[Figure, ...]
    steps: tuple[StepFigures, ...]
    filings: tuple[Figure, ...]
    months: tuple[Month, ...] = field(default=())
    packs: tuple[str, ...] = ()
    businesses: tuple[BusinessFigures, ...] = ()

    def get(self, key: str) -> Figure:
        """Raises StopIteration if no figure has this key."""
        return next(figure for figure in (*self.counts, *self.classes, *self.filings) if figure.key == key)


def mean(values: Sequence[int]) -> float | None:
    """To one decimal, halves away from zero."""
    if not values:
        return None
    return math.floor(sum(values) * 10 / len(values) + 0.5) / 10


def percentile(values: Sequence[int], per_cent: int = PERCENTILE) -> int | None:
    """The least value that at least this percentage does not exceed: always an existing value."""
    if not values:
        return None
    return sorted(values)[-(-len(values) * per_cent // 100) - 1]


def share(part: int, whole: int) -> str:
    """Per cent with one decimal, halves up ("12.5%"); "—" if the whole is 0."""
    return f"{math.floor(part * 1000 / whole + 0.5) / 10:.1f}%" if whole else "—"


def months_between(first: date, last: date) -> tuple[str, ...]:
    """2026-01, 2026-02 … including both ends."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    start = first.year * 12 + first.month - 1
    return tuple(f"{(start + n) // 12:04d}-{(start + n) % 12 + 1:02d}" for n in range(count))


def by_month(days: Mapping[str, Sequence[tuple[str, str]]], first: date, last: date) -> tuple[Month, ...]:
    """`days` are application and ISO day of those received, accepted and closed in the period."""
    found = {what: _months_of(rows) for what, rows in days.items()}
    return tuple(
        Month(name, *(tuple(found[what].get(name, ())) for what in ("received", "accepted", "closed")))
        for name in months_between(first, last)
    )


def _months_of(rows: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for application, day in rows:
        found.setdefault(day[:7], []).append(application)
    return found
