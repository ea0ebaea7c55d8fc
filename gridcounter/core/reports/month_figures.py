"""The figures of one month that an office hands to its city: numbers, no application and no name of a person.

What counts fewer than three is hidden, see `small_numbers`. None is a hidden number; what is not there is not known.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from gridcounter.core.policy.businesses.rule import other_business
from gridcounter.core.reports.figures import Figure, Figures, StepFigures
from gridcounter.core.reports.periods import Period
from gridcounter.core.reports.small_numbers import FEWEST, given, hidden_together
from gridcounter.core.validation.models import Line
from gridcounter.core.validation.text import in_one_line
from gridcounter.errors import Refusal

#: Which rules turned the entries into the numbers; a program that counts the same entries otherwise has another one.
FOLD = 1
_MONTH = "(199[0-9]|2[01][0-9]{2})-(0[1-9]|1[0-2])"
_MOST, _MOST_ROWS = 10**9, 500
#: A class that no edition of the place has is counted with those of which none is known.
_NO_CLASS, _OTHERS = "class.", "class.other"
#: Of the figures of a period, those that stand by themselves.
_SINGLE = (
    "consulted",
    "received",
    "closed",
    "told_again",
    "put_off",
    "put_off_late",
    "late",
    "overdue",
    "not_entered",
    "early",
)


class MonthNotBegun(Refusal):
    """A month of the future has no figures."""

    def __init__(self, month: str) -> None:
        super().__init__(f"{month} 还没有开始，没有可以上报的数字，请改月份")


class NoSuchMonth(Refusal):
    """It is not written as year and month."""

    def __init__(self, month: str) -> None:
        super().__init__(f"“{in_one_line(month)}”不是月份，请写成 2026-10 这样")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


Count = Annotated[int, Field(ge=0, le=_MOST)]
Hex = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Key = Annotated[str, Field(pattern=r"^[a-z0-9_.\-]{0,100}$")]
Label = Annotated[Line, AfterValidator(in_one_line)]


class Office(_Part):
    """`code` begins the numbers of its applications; `place` is the id of the place."""

    code: Annotated[str, Field(pattern=r"^[0-9A-Z]{1,8}$")]
    name: Label
    place: Key
    place_name: Label


class Edition(_Part):
    """A pack in force on some day of the month."""

    number: Label
    version: Annotated[str, Field(pattern=r"^[0-9a-z:]{1,80}$")]


class Counted(_Part):
    """A number by itself."""

    key: Key
    label: Label
    number: Count | None


class Split(_Part):
    """A total and its parts; `together` is the sum of those without a number of their own, None without a total."""

    key: Key
    label: Label
    total: Count | None
    parts: Annotated[tuple[Counted, ...], Field(max_length=_MOST_ROWS)]
    together: Count | None

    def adds_up(self) -> bool:
        """Whether total, parts and sum fit together, and none is small enough to have been hidden."""
        known = sum(part.number or 0 for part in self.parts)
        hidden = any(part.number is None for part in self.parts)
        if self.total is None:
            return self.together is None and not any(part.number is not None for part in self.parts)
        shown = [self.total, *(part.number for part in self.parts if part.number is not None)]
        whole = self.total == known + (self.together or 0) or not self.parts
        return whole and hidden == (self.together is not None) and all(given(one) is not None for one in shown)


class Step(_Part):
    """How many clocks of this kind ended, and after how many days on average; `limit` None: the policy gives none."""

    clock: Key
    label: Label
    business: Label
    limit: Count | None
    working: bool
    number: Count | None
    mean: Annotated[float, Field(ge=0, le=_MOST)] | None


class MonthFigures(_Part):
    """What is signed. `record` names the office's record in all its copies; `counted_on` is the day of counting."""

    format: Literal["gridcounter-figures/1"] = "gridcounter-figures/1"
    record: Hex
    office: Office
    month: Annotated[str, Field(pattern=f"^{_MONTH}$")]
    counted_on: Annotated[
        str, Field(pattern=f"^{_MONTH}-[0-9]{{2}}$"), AfterValidator(lambda day: _day(day).isoformat())
    ]
    made_at: AwareDatetime
    program: Annotated[str, Field(pattern=r"^[0-9a-z.+\-]{1,40}$")]
    fold: Annotated[int, Field(ge=1, le=10_000)]
    packs: Annotated[tuple[Edition, ...], Field(max_length=50)]
    single: Annotated[tuple[Counted, ...], Field(max_length=_MOST_ROWS)]
    splits: Annotated[tuple[Split, ...], Field(max_length=50)]
    steps: Annotated[tuple[Step, ...], Field(max_length=_MOST_ROWS)]

    @property
    def until(self) -> date | None:
        """The day to which the month is counted, if it was not over; None of a whole month."""
        counted, last = _day(self.counted_on), period_of_month(self.month).last
        return counted if counted <= last else None

    def is_sound(self) -> bool:
        """Whether the numbers fit each other; no key is there twice."""
        keys: list[Sequence[object]] = [
            [one.key for one in self.single],
            [one.key for one in self.splits],
            *([part.key for part in one.parts] for one in self.splits),
            [(one.clock, one.limit, one.working, one.business) for one in self.steps],
        ]
        once = all(len(set(each)) == len(each) for each in keys)
        counted = [one.number for one in self.single] + [one.number for one in self.steps]
        numbers = [number for number in counted if number is not None]
        begun = _day(self.counted_on) >= period_of_month(self.month).first
        # a mean of one or two persons would tell of them
        means = all(one.mean is None or one.number for one in self.steps)
        hidden = all(given(number) is not None for number in numbers)
        return once and begun and means and hidden and all(one.adds_up() for one in self.splits)


def period_of_month(month: str) -> Period:
    """The whole of it. Raises NoSuchMonth."""
    if re.fullmatch(_MONTH, month, re.ASCII) is None:
        raise NoSuchMonth(month)
    year, number = int(month[:4]), int(month[5:])
    return Period(date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1]))


def month_of(
    figures: Figures,
    *,
    record: str,
    office: Office,
    packs: Sequence[Edition],
    made_at: datetime,
    program: str,
    businesses: Mapping[str, str],
    classes: Mapping[str, str],
) -> MonthFigures:
    """`figures` are those of the whole month; `businesses` and `classes` are all of the place, label by id.

    Each of them is a row, whether or not anybody asked for it: a row that is there only when it counts somebody would
    tell of him. Raises MonthNotBegun.
    """
    month = f"{figures.first:%Y-%m}"
    if figures.as_of < figures.first:
        raise MonthNotBegun(month)
    return MonthFigures(
        record=record,
        office=office,
        month=month,
        counted_on=figures.as_of.isoformat(),
        made_at=made_at,
        program=program,
        fold=FOLD,
        packs=tuple(packs),
        single=tuple(
            Counted(key=one.key, label=one.label, number=given(one.count)) for one in map(figures.get, _SINGLE)
        ),
        splits=(
            _accepted(figures, businesses, classes),
            _told(figures),
            _filings(figures),
        ),
        steps=tuple(_step(step) for step in figures.steps if step.runs),
    )


def _split(key: str, label: str, rows: Mapping[str, tuple[str, int]]) -> Split:
    numbers = [number for _, number in rows.values()]
    hidden = hidden_together(numbers)
    total = given(sum(numbers))
    return Split(
        key=key,
        label=label,
        total=total,
        parts=tuple(
            Counted(key=name, label=text, number=None if place in hidden else number)
            for place, (name, (text, number)) in enumerate(rows.items())
        ),
        together=sum(numbers[place] for place in hidden) if hidden and total is not None else None,
    )


def _accepted(figures: Figures, businesses: Mapping[str, str], classes: Mapping[str, str]) -> Split:
    """By class of connecting and by each other business.

    One table: what was received or closed in the month are mostly the same applications, and a second table by business
    would tell of the parts that this one hides.
    """
    found = {one.key: one for one in figures.classes}
    rows = {f"class.{name}": (label, _count(found, f"class.{name}")) for name, label in classes.items()}
    known = {*rows, _OTHERS}
    unknown = sum(one.count for key, one in found.items() if key not in known)
    others = set(found[_OTHERS].ids) if _OTHERS in found else set()
    of = {one.business: len(others.intersection(one.accepted)) for one in figures.businesses}
    rows |= {f"business.{name}": (label, of.pop(name, 0)) for name, label in businesses.items() if other_business(name)}
    left = len(others) - sum(number for key, (_, number) in rows.items() if key.startswith("business."))
    return _split("accepted", figures.get("accepted").label, {**rows, _NO_CLASS: ("类别或业务不明", unknown + left)})


def _count(found: Mapping[str, Figure], key: str) -> int:
    return found[key].count if key in found else 0


def _told(figures: Figures) -> Split:
    once, without = figures.get("told_once"), figures.get("not_told")
    again = figures.get("accepted").count - once.count - without.count
    rows = {
        once.key: (once.label, once.count),
        "told_more": ("追加过告知", again),
        without.key: (without.label, without.count),
    }
    return _split("told", "受理的告知情况", rows)


def _filings(figures: Figures) -> Split:
    whole = figures.get("filings")
    rows = {one.key: (one.label, one.count) for one in figures.filings if one.of == whole.key}
    return _split(whole.key, whole.label, rows)


def _step(step: StepFigures) -> Step:
    number = given(len(step.runs))
    return Step(
        clock=step.clock,
        label=step.label,
        business=step.business,
        limit=step.limit,
        working=step.working,
        number=number,
        mean=step.mean_net if number is not None and number >= FEWEST else None,
    )


def _day(text: str) -> date:
    return date.fromisoformat(text)


def labelled(figures: MonthFigures) -> Iterator[tuple[str, str, int | None]]:
    """Key, label and number of every figure that means the same in every office: singles and totals."""
    for split in figures.splits:
        yield split.key, split.label, split.total
    for one in figures.single:
        yield one.key, one.label, one.number
