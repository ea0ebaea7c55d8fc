"""The impact of a new edition: every open application decided under the present packs and under the new one.

Those not accepted yet are decided as of the first day of the new edition. A pinned answer stays: its changes are those
of moving it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.impact import AnswerPair, PackDifference
from gridcounter.core.labels import DOCUMENT_STATES
from gridcounter.core.notice import Change, read_answer
from gridcounter.core.policy.businesses.rule import other_business
from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.model import PolicyPack
from gridcounter.services.applications.assessed_application import day_that_counts, read_case
from gridcounter.services.files.progress import Progress, unwatched
from gridcounter.services.office.packs import InstalledPacks
from gridcounter.services.policy.pack_files import BaselineNotHere
from gridcounter.store.queries.applications import FieldValue
from gridcounter.store.queries.open_cases import OpenCase, open_cases
from gridcounter.store.stores import Stores

#: Numbers compared only by the limits of the policies; True if 0 means not measured.
_MEASURED = {"case.supply.capacity": False, "case.works.length_m": True, "case.works.road_crossing_m": True}
_LARGEST = 1e12
_ON = "case.on"
#: Applications between two progress reports.
_STRIDE = 1000


def change_words(change: Change) -> str:
    """什么：before → after; 没有 for a missing value."""
    return f"{change.what}：{_value(change.before)} → {_value(change.after)}"


def _value(text: str) -> str:
    """The label of a document's state; a track already has its label."""
    return DOCUMENT_STATES.get(text, text) or "没有"


@dataclass(frozen=True, slots=True)
class Affected:
    """One application with its changes. `pinned`: an answer is pinned, so they apply only after moving it."""

    application: str
    number: str
    name: str
    state: str
    pinned: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """`day` is the day as of which those not accepted are decided; `contradictory` ones have no answer to compare."""

    day: date
    examined: int
    contradictory: int
    affected: tuple[Affected, ...]

    @property
    def groups(self) -> tuple[tuple[tuple[Change, ...], int], ...]:
        """Equal changes grouped, the most frequent first."""
        counted: dict[tuple[Change, ...], int] = {}
        for one in self.affected:
            counted[one.changes] = counted.get(one.changes, 0) + 1
        return tuple(sorted(counted.items(), key=lambda found: -found[1]))


def impact(
    stores: Stores,
    packs: InstalledPacks,
    new: PolicyPack,
    calendar: WorkCalendar,
    today: date,
    progress: Progress = unwatched,
) -> Impact:
    """Raises BaselineNotHere."""
    if new.id == BASELINE:
        raise BaselineNotHere
    day = max(today, new.header.in_force_from)
    asked = _Asked(packs, packs.with_edition(new), calendar, new.id, day, _reading(stores))
    affected = []
    examined = contradictory = 0
    for examined, one in enumerate(open_cases(stores.db, new.id), start=1):
        if examined % _STRIDE == 0:
            progress(examined, 0)
        found = asked.changes(one)
        if found is None:
            contradictory += 1
        elif found:
            affected.append(Affected(one.application, one.number, one.name, one.state, one.answer is not None, found))
    return Impact(day, examined, contradictory, tuple(affected))


def _reading(stores: Stores) -> bool | None:
    read: bool | None = stores.applications.office().get("sole_proprietor_as_micro")
    return read


@dataclass(eq=False)
class _Asked:
    """Cached decisions: cases that the packs cannot distinguish share one answer."""

    before: InstalledPacks
    after: InstalledPacks
    calendar: WorkCalendar
    place: str
    day: date
    as_micro: bool | None
    _differences: dict[tuple[int, int, str], PackDifference] = field(default_factory=dict)
    _days: dict[tuple[str | None, str, str | None], date | None] = field(default_factory=dict)
    _tokens: dict[tuple[int, str, str], object] = field(default_factory=dict)
    _answers: dict[object, AnswerPair | None] = field(default_factory=dict)
    _moved: dict[tuple[str, int], tuple[Change, ...]] = field(default_factory=dict)

    def changes(self, one: OpenCase) -> tuple[Change, ...] | None:
        """None if the entered values contradict each other."""
        on = self._on(one)
        if on is None:
            return None
        old, new = (packs.edition(self.place, on) for packs in (self.before, self.after))
        if old is new:
            return ()
        business = _business(one)
        difference = self._differences.get((id(old), id(new), business))
        if difference is None:
            difference = PackDifference(old, new, self.before.baseline, self.calendar, business)
            self._differences[id(old), id(new), business] = difference
        both = self._ask(difference, on, one)
        if both is None:
            return None
        if one.answer is None:
            return both.changes
        key = (one.answer, id(both))
        if key not in self._moved:
            result = read_answer({**json.loads(one.answer), "case": {}})
            self._moved[key] = difference.moved(result, both)
        return self._moved[key]

    def _on(self, one: OpenCase) -> date | None:
        said = next((value for name, value in one.fields if name == _ON), '""')
        key = (one.accepted_on, said, one.received_on)
        if key not in self._days:
            on = day_that_counts(json.loads(said), one.received_on, one.accepted_on)
            try:
                self._days[key] = max(self.day, date.fromisoformat(on))
            except ValueError:
                self._days[key] = None
        return self._days[key]

    def _ask(self, difference: PackDifference, on: date, one: OpenCase) -> AnswerPair | None:
        tokens, known = id(difference), self._tokens
        seen: list[object] = [tokens, on]
        for name, value in one.fields:
            if name == _ON:
                continue
            token = known.get((tokens, name, value))
            if token is None:
                token = known[tokens, name, value] = _token(difference, name, value)
            seen.append(token)
        key = tuple(seen)
        if key not in self._answers:
            self._answers[key] = self._decide(difference, on, one)
        return self._answers[key]

    def _decide(self, difference: PackDifference, on: date, one: OpenCase) -> AnswerPair | None:
        fields = {name: FieldValue(json.loads(value), "") for name, value in one.fields}
        saved = read_case(fields, self.after, on=on.isoformat(), sole_proprietor_as_micro=self.as_micro)
        return None if saved.case is None else difference.ask(saved.case, saved.circumstances)


def _business(one: OpenCase) -> str:
    """Another business than connecting; its rules are others."""
    return next((_other(value) for name, value in one.fields if name == "case.business"), "")


@cache
def _other(written: str) -> str:
    said = json.loads(written)
    return other_business(said) if isinstance(said, str) else ""


def _token(difference: PackDifference, name: str, value: str) -> object:
    """The cache key of a value: for a number within its range, the interval between two limits."""
    zero = _MEASURED.get(name)
    if zero is not None:
        number = json.loads(value)
        measured = isinstance(number, int | float) and not isinstance(number, bool)
        if measured and 0 <= number <= _LARGEST and (number or zero):
            return name, difference.cell(name.removeprefix("case."), number)
    return name, value
