"""How a year's visits stand against the duty of a pack, or against a plan of the office's own, which is no duty."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from gridcounter.core.labels import DUTY_OBJECTS
from gridcounter.core.parks.values import Firm, FirmState, Park
from gridcounter.core.parks.visits import Visit, VisitState, VisitWay
from gridcounter.core.parks.words import OWN_PLAN
from gridcounter.core.policy.duty_rule import DutyObject, DutyRule
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.wording import article_words

#: How a year is counted is our reading of “每年”, and is said wherever it is counted.
YEAR_NOTE = "“每年”按公历年（1 月 1 日至 12 月 31 日）数，这是本程序的理解，文件没有另写。"
NONE_MARKED = "没有标出大客户，下面只有园区管委会。文件没有写明哪些是大客户，由本单位在企业卡片上标出。"
ON_SITE_ONLY = "只数上门走访；电话、来站、会议不算。"


@dataclass(frozen=True, slots=True)
class VisitDuty:
    """`basis` names the clause, or says that the plan is the office's own."""

    to: tuple[DutyObject, ...]
    at_least: int
    basis: str
    label: str = ""
    words: str = ""
    undefined: tuple[DutyObject, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What the clerk is told of the duty: of whom the paper says no more than the word."""
        open_ones = [DUTY_OBJECTS[one].removeprefix("园区") for one in self.undefined]
        return tuple(f"文件没有写明哪些是{word}，由本单位定。" for word in open_ones)


@dataclass(frozen=True, slots=True)
class DutyTarget:
    """One whom the duty names; `visited` are the days of the year on which somebody was there, each once."""

    kind: DutyObject
    id: str
    name: str
    visited: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class YearStanding:
    """`missing` are the targets with fewer visits than owed: 今年未走访. `notes` say how it was counted."""

    duty: VisitDuty
    year: int
    targets: tuple[DutyTarget, ...]
    notes: tuple[str, ...]

    @property
    def missing(self) -> tuple[DutyTarget, ...]:
        """In the order of the targets."""
        return tuple(one for one in self.targets if len(one.visited) < self.duty.at_least)


def duties_of(pack: PolicyPack) -> tuple[DutyRule, ...]:
    """Those of the paper, whatever the case; none for most papers."""
    return tuple(rule for rule, _ in pack.sections["duty"] if isinstance(rule, DutyRule))


def visit_duty(pack: PolicyPack) -> VisitDuty | None:
    """None where the paper states no visits: then no list of the year may be shown."""
    for rule in duties_of(pack):
        if rule.at_least is not None:
            return _of(rule, pack.header.number)
    return None


def _of(rule: DutyRule, number: str) -> VisitDuty:
    clauses = "、".join(article_words(one, number) for one in rule.article)
    assert rule.at_least is not None
    return VisitDuty(rule.to, rule.at_least, f"{number} {clauses}", rule.label, rule.words or "", rule.undefined)


def own_plan(to: Iterable[DutyObject], at_least: int) -> VisitDuty:
    """What an office sets itself; its label never looks like a clause."""
    return VisitDuty(tuple(to), at_least, OWN_PLAN)


def year_standing(
    duty: VisitDuty, year: int, parks: Sequence[Park], firms: Sequence[Firm], visits: Iterable[Visit]
) -> YearStanding:
    """A visit counts in the year in which it was made, whenever it was entered."""
    committees: dict[str, set[date]] = {}
    to_firms: dict[str, set[date]] = {}
    for visit in visits:
        if visit.state != VisitState.HELD or visit.way != VisitWay.ON_SITE or visit.on is None:
            continue
        if visit.on.year == year:
            for firm in visit.firms:
                to_firms.setdefault(firm, set()).add(visit.on)
            if visit.committee:
                committees.setdefault(visit.park, set()).add(visit.on)
    targets: list[DutyTarget] = []
    if DutyObject.PARK_COMMITTEE in duty.to:
        targets += [_target(DutyObject.PARK_COMMITTEE, one.id, _committee(one), committees) for one in parks]
    big = [one for one in firms if one.big and one.state != FirmState.MOVED_OUT and one.merged_into is None]
    if DutyObject.BIG_CUSTOMER in duty.to:
        targets += [_target(DutyObject.BIG_CUSTOMER, one.id, one.name, to_firms) for one in big]
    return YearStanding(duty, year, tuple(targets), tuple(_notes(duty, any_big=bool(big))))


def _committee(park: Park) -> str:
    return park.committee or f"{park.name}管委会"


def _target(kind: DutyObject, name: str, words: str, visited: dict[str, set[date]]) -> DutyTarget:
    return DutyTarget(kind, name, words, tuple(sorted(visited.get(name, ()))))


def _notes(duty: VisitDuty, *, any_big: bool) -> Iterable[str]:
    yield YEAR_NOTE if duty.basis != OWN_PLAN else "按公历年数。"
    yield ON_SITE_ONLY
    if DutyObject.BIG_CUSTOMER in duty.to and not any_big:
        yield NONE_MARKED
    else:
        yield from duty.notes
