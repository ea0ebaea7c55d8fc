"""The figures of a period, counted from the record; screen, report and command line show the same ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.deadlines.workdays import DayCount
from gridcounter.core.filing.filing import STATE_LABELS, FilingState, follow_all, started_early
from gridcounter.core.labels import WORD_LABELS
from gridcounter.core.policy.businesses.rule import other_business
from gridcounter.core.reports.figures import BusinessFigures, Figure, Figures, StepFigures, StepRun, by_month
from gridcounter.core.reports.periods import Period
from gridcounter.services.office.businesses import businesses_of
from gridcounter.services.office.clerks import one_clerk
from gridcounter.services.office.packs import InstalledPacks
from gridcounter.services.office.roles import Right, require
from gridcounter.services.record.record import Record
from gridcounter.store.queries.application_rows import businesses_asked
from gridcounter.store.queries.figures import ClockRow, FigureStore

#: All states in order of the process, except a form that was never filled in.
_STATES = tuple(state for state in FilingState if state != FilingState.NONE)
_NO_CLASS = "类别未定或没有留存答复"
_OTHER_CLASS = "其他业务（不按用户类别）"
_NO_BUSINESS = "业务未填或没有留存"
#: The range of the day count; clocks that began earlier are counted one by one.
_MARGIN = timedelta(days=800)


@dataclass(frozen=True, eq=False)
class FigureService:
    """`place` is the pack's name for the place, `office` the office's name; without `clerk` no right is checked.

    `packs` of the `locality` are named where they are not the program's own.
    """

    record: Record
    calendar: WorkCalendar
    place: str
    office: str
    clerk: str = ""
    packs: InstalledPacks | None = None
    locality: str = ""

    def count(self, period: Period, today: date) -> Figures:
        """May run on any thread: it reads over a connection of its own. Raises NotAllowed."""
        with self.record.reading() as stores:
            if self.clerk:
                require(one_clerk(stores.db, self.clerk), Right.SEE_FIGURES)
            store = FigureStore(stores.db)
            first, last = period.first.isoformat(), period.last.isoformat()
            days = DayCount(self.calendar, period.first - _MARGIN, max(period.last, today))
            received, accepted, closed = (
                store.received(first, last),
                store.accepted(first, last),
                store.closed(first, last),
            )
            ended, running = store.ended_clocks(first, last), store.running_clocks(last)
            values = {"received": received, "accepted": accepted, "closed": closed}
            counted = {one for rows in values.values() for one, _ in rows}
            asked = businesses_asked(stores.db, [*counted.union(row.application for row in (*ended, *running))])
            labels = businesses_of(self.packs, self.locality) if self.packs else WORD_LABELS["business"]
            steps = _steps(ended, running, days, today, _others(asked, labels))
            overdue = tuple(dict.fromkeys(one for step in steps for one in step.overdue))
            return Figures(
                first=period.first,
                last=period.last,
                as_of=today,
                place=self.place,
                office=self.office,
                counts=(
                    Figure(
                        "consulted", "咨询", tuple(store.consulted(first, last)), "本期登记的咨询，含后来转为申请的"
                    ),
                    Figure("received", "收件", _ids(received), "本期收件"),
                    Figure("accepted", "受理", _ids(accepted), "本期受理"),
                    Figure("closed", "办结", _ids(closed), "本期办结，含撤回"),
                    *_tellings(store, _ids(accepted), first, last),
                    *_deferred(store, _ids(accepted), today.isoformat()),
                    _late(steps),
                    Figure("overdue", "在办超时限", overdue, "本期末以前起算、到统计日仍未办完且已超过时限"),
                    Figure(
                        "not_entered",
                        "未录入业务系统",
                        tuple(store.not_entered(first, last)),
                        "本期受理、在办、到统计日还没有业务系统编号",
                        of="accepted",
                    ),
                ),
                classes=_classes(store.classes(first, last), asked),
                steps=steps,
                filings=_filings(store, first, last),
                months=by_month(values, period.first, period.last),
                packs=tuple(self._marked(period)),
                businesses=_businesses(asked, labels, values),
            )

    def _marked(self, period: Period) -> Iterator[str]:
        if self.packs is None:
            return
        for pack in self.packs.editions_of(self.locality, period.first, period.last):
            mark = self.packs.mark_of(pack, self.packs.baseline)
            if mark:
                yield f"{pack.header.number}：{mark}"


def _others(asked: Mapping[str, str], labels: Mapping[str, str]) -> dict[str, str]:
    """Those about another business than connecting, with its name."""
    return {one: labels.get(name, name) for one, name in asked.items() if other_business(name)}


def _businesses(
    asked: Mapping[str, str], labels: Mapping[str, str], values: Mapping[str, Sequence[tuple[str, str]]]
) -> tuple[BusinessFigures, ...]:
    """In the order of `labels`; those of which none was received, accepted or closed are left out."""
    found: dict[str, dict[str, list[str]]] = {}
    for what, rows in values.items():
        for application, _ in rows:
            found.setdefault(asked.get(application, ""), {}).setdefault(what, []).append(application)
    order = [*labels, *sorted(name for name in found if name and name not in labels), ""]
    return tuple(
        BusinessFigures(
            name,
            labels.get(name, name) or _NO_BUSINESS,
            *(tuple(found[name].get(what, ())) for what in ("received", "accepted", "closed")),
        )
        for name in order
        if name in found
    )


def _classes(classes: Iterable[tuple[str, str, list[str]]], asked: Mapping[str, str]) -> tuple[Figure, ...]:
    """A business that has no customer classes is not one of which the class is missing."""
    found = []
    for name, label, ids in classes:
        others = tuple(one for one in ids if not name and other_business(asked.get(one)))
        rest = tuple(one for one in ids if one not in set(others))
        rows = (f"class.{name}", label or _NO_CLASS, rest), ("class.other", _OTHER_CLASS, others)
        found += [Figure(*row, of="accepted") for row in rows if row[2]]
    return tuple(sorted(found, key=lambda one: -one.count))


def _ids(rows: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(application for application, _ in rows)


def _tellings(store: FigureStore, accepted: Sequence[str], first: str, last: str) -> tuple[Figure, ...]:
    noticed, again = store.noticed(), store.supplemented()
    ever = {application for _, application, _ in again}
    within = [application for _, application, day in again if first <= day <= last]
    once = tuple(one for one in accepted if one in noticed and one not in ever)
    without = tuple(one for one in accepted if one not in noticed)
    return (
        Figure("told_once", "一次告知", once, "本期受理，告知书已出具且没有追加告知", of="accepted"),
        Figure(
            "told_again",
            "追加告知",
            tuple(dict.fromkeys(within)),
            "本期出具的追加告知（份）；首次告知没有提到、后来又要求的资料",
            number=len(within),
        ),
        Figure("not_told", "未出告知书", without, "本期受理，没有有效的一次性告知书", of="accepted"),
    )


def _deferred(store: FigureStore, accepted: Sequence[str], today: str) -> tuple[Figure, ...]:
    wanted = set(accepted)
    rows = [(one, until) for one, until in store.deferred() if one in wanted]
    waiting = tuple(dict.fromkeys(one for one, _ in rows))
    past = tuple(dict.fromkeys(one for one, until in rows if until and until < today))
    return (
        Figure("put_off", "后补未到", waiting, "本期受理，到统计日仍有后补资料没有收到", of="accepted"),
        Figure("put_off_late", "后补逾期", past, "后补未到且已过约定日期", of="put_off"),
    )


def _late(steps: Sequence[StepFigures]) -> Figure:
    late = [one for step in steps for one in step.late]
    return Figure(
        "late",
        "办完但超时限",
        tuple(dict.fromkeys(late)),
        "本期办完的环节和时限，净用时超过时限（项）",
        number=len(late),
    )


def _steps(
    ended: Sequence[ClockRow], running: Sequence[ClockRow], days: DayCount, today: date, others: Mapping[str, str]
) -> tuple[StepFigures, ...]:
    """By business, by clock and by its length: classes have different limits. `others` names other businesses."""
    runs: dict[_Kind, list[StepRun]] = {}
    over: dict[_Kind, list[str]] = {}
    labels: dict[str, tuple[int, str]] = {}
    for row in ended:
        until = row.ended or today
        labels[row.clock] = max(labels.get(row.clock, (0, "")), (row.place, row.label))
        runs.setdefault(_kind(row, others), []).append(_run(row, until, days))
    for row in running:
        key = _kind(row, others)
        if key.limit is not None and _run(row, today, days).net > key.limit:
            labels.setdefault(row.clock, (row.place, row.label))
            over.setdefault(key, []).append(row.application)
    return tuple(
        StepFigures(
            key.clock,
            labels[key.clock][1],
            key.limit,
            key.working,
            tuple(runs.get(key, ())),
            tuple(over.get(key, ())),
            key.business,
        )
        for key in sorted({*runs, *over}, key=lambda key: key.order(labels[key.clock][0]))
    )


class _Kind(NamedTuple):
    """What is counted together."""

    clock: str
    limit: int | None
    working: bool
    business: str

    def order(self, place: int) -> tuple[object, ...]:
        """Connecting first; `place` is that of the clock in its answer."""
        return self.business, place, self.clock, self.limit is None, self.limit or 0, not self.working


def _kind(row: ClockRow, others: Mapping[str, str]) -> _Kind:
    limit, working = row.days if row.wd is None else row.wd, row.wd is not None or row.days is None
    return _Kind(row.clock, limit, working, others.get(row.application, ""))


def _run(row: ClockRow, until: date, days: DayCount) -> StepRun:
    working = row.wd is not None or row.days is None
    return StepRun(
        row.application,
        days.net(row.started, until, row.pauses, working=working),
        days.gross(row.started, until, working=working),
    )


def _filings(store: FigureStore, first: str, last: str) -> tuple[Figure, ...]:
    by_state: dict[str, list[str]] = {}
    rows = store.filings(first, last)
    for application, state in rows:
        by_state.setdefault(state, []).append(application)
    early = [
        application
        for application, acts, regime in store.works_started(first, last)
        if started_early(follow_all(acts), regime)
    ]
    return (
        Figure("filings", "填写备案表", _ids(rows), "本期首次填写"),
        *(
            Figure(
                f"filing.{state}", STATE_LABELS[state], tuple(by_state.get(state, ())), "到统计日的状态", of="filings"
            )
            for state in _STATES
        ),
        Figure("early", "提前开工", tuple(early), "本期开工，开工时还没有达到可以开工的条件"),
    )
