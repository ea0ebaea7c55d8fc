"""The figures of a period compared with the journal read entry by entry, on invented halls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from builders.record_builders import CLERK, a_paper, a_record, an_answer, an_opening
from sample_year import write_year

from gridcounter.bootstrap import open_assessor
from gridcounter.core.deadlines.clocks import Pause, Run, read_clock
from gridcounter.core.notice import read_answer
from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.reports.figures import Figures
from gridcounter.core.reports.periods import Period
from gridcounter.services.record.record import Record
from gridcounter.services.reports.figures import FigureService

ASSESSOR = open_assessor()
TODAY = date(2026, 7, 15)
PERIOD = Period(date(2026, 5, 4), date(2026, 6, 30))


def figures_of(record: Record, period: Period = PERIOD, today: date = TODAY) -> Figures:
    return FigureService(record, ASSESSOR.calendar, "测试市", "测试大厅").count(period, today)


class ByHand:
    """The same questions, answered from nothing but the entries and the plain clock."""

    def __init__(self, record: Record) -> None:
        self.days: dict[str, dict[str, str]] = defaultdict(dict)
        self.answer: dict[str, Any] = {}
        self.events: dict[str, dict[str, date]] = defaultdict(dict)
        self.ended: dict[tuple[str, str], date] = {}
        self.pauses: dict[tuple[str, str], list[Pause]] = defaultdict(list)
        self.deferred: dict[str, set[str]] = defaultdict(set)
        self.again: list[tuple[str, str]] = []
        for entry in record.journal.all():
            text, one = entry.payload, entry.application or ""
            assert text is not None
            self._read(entry.kind, text, one, entry.happened_at[:10])

    def _read(self, kind: str, result: Any, one: str, at: str) -> None:  # noqa: ANN401  JSON
        self.answer[one] = result.get("answer") or self.answer.get(one)
        day = result.get("on", at)
        self.days[kind][one] = day
        match kind:
            case Kind.APPLICATION_ACCEPTED:
                # nobody in the invented year named another day of application
                self.events[one]["accepted"] = self.events[one]["applied"] = date.fromisoformat(day)
            case Kind.EVENT_NOTED:
                self.events[one][result["event"]] = date.fromisoformat(day)
            case Kind.STEP_FINISHED:
                self.ended[one, result["clock"]] = date.fromisoformat(day)
            case Kind.CLOCK_PAUSED:
                self.pauses[one, result["clocks"][0]].append(Pause(date.fromisoformat(day)))
            case Kind.CLOCK_RESUMED:
                last = self.pauses[one, result["clocks"][0]].pop()
                self.pauses[one, result["clocks"][0]].append(Pause(last.on, date.fromisoformat(day)))
            case Kind.DOCUMENT_DEFERRED:
                self.deferred[one].add(result["document"])
            case Kind.DOCUMENT_RECEIVED:
                self.deferred[one].discard(result["document"])
            case Kind.SUPPLEMENT_ISSUED:
                self.again.append((one, at))

    def within(self, kind: Kind, period: Period) -> set[str]:
        return {one for one, day in self.days[kind].items() if period.first <= date.fromisoformat(day) <= period.last}

    def runs(self) -> Iterator[tuple[str, Run]]:
        for one, answer in self.answer.items():
            for clock in read_answer(answer).clocks if answer else ():
                started = self.events[one].get(clock.counts_from or "")
                if started:
                    ended = self.ended.get((one, clock.id))
                    yield one, Run(clock, started, ended, tuple(self.pauses[one, clock.id]))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_figure_is_what_the_entries_say(tmp_path: Path, seed: int) -> None:
    record = write_year(tmp_path / "year", applications=60, seed=seed, until=TODAY, days=120, assessor=ASSESSOR)
    try:
        found, hand = figures_of(record), ByHand(record)
    finally:
        record.close()
    kinds = {
        "consulted": Kind.CONSULTATION_NOTED,
        "received": Kind.MATERIALS_RECEIVED,
        "accepted": Kind.APPLICATION_ACCEPTED,
        "closed": Kind.APPLICATION_CLOSED,
    }
    for key, kind in kinds.items():
        assert set(found.get(key).ids) == hand.within(kind, PERIOD), key
    accepted = hand.within(Kind.APPLICATION_ACCEPTED, PERIOD)
    again = {one for one, _ in hand.again}
    assert set(found.get("told_once").ids) == accepted - again
    assert found.get("told_again").count == sum("2026-05-04" <= day <= "2026-06-30" for _, day in hand.again)
    assert set(found.get("put_off").ids) == {one for one in accepted if hand.deferred[one]}
    entered, closed = set(hand.days[Kind.OFFICIAL_NUMBER_ENTERED]), set(hand.days[Kind.APPLICATION_CLOSED])
    assert set(found.get("not_entered").ids) == accepted - entered - closed
    assert sorted(one for month in found.months for one in month.received) == sorted(found.get("received").ids)
    assert sum(figure.count for figure in found.classes) == len(accepted)
    assert sum(figure.count for figure in found.filings[1:-1]) == found.get("filings").count
    _steps_are_those_of_the_clocks(found, hand, closed)


def _steps_are_those_of_the_clocks(found: Figures, hand: ByHand, closed: set[str]) -> None:
    ended: dict[tuple[str, int | None], list[tuple[int, int]]] = defaultdict(list)
    over: dict[tuple[str, int | None], set[str]] = defaultdict(set)
    for one, run in hand.runs():
        clock = run.clock
        key = clock.id, clock.days if clock.wd is None else clock.wd
        read = read_clock(run, TODAY, ASSESSOR.calendar)
        if run.ended_on is not None and PERIOD.first <= run.ended_on <= PERIOD.last:
            ended[key].append((read.used, read.gross))
        elif run.ended_on is None and one not in closed and run.started_on and run.started_on <= PERIOD.last:
            over[key] |= {one} if read.over else set()
    assert {
        (step.clock, step.limit): sorted((run.net, run.gross) for run in step.runs) for step in found.steps if step.runs
    } == {key: sorted(runs) for key, runs in ended.items()}
    late = {(step.clock, step.limit): set(step.overdue) for step in found.steps if step.overdue}
    assert late == {key: ids for key, ids in over.items() if ids}


def test_a_voided_second_telling_counts_no_more(tmp_path: Path) -> None:
    with a_record(tmp_path / "office") as record:
        journal = record.journal
        journal.append(an_opening())
        journal.append(Act(Kind.MATERIALS_RECEIVED, {"on": "2026-09-21"}, CLERK, "a1"))
        journal.append(Act(Kind.APPLICATION_ACCEPTED, {"on": "2026-09-21", "answer": an_answer()}, CLERK, "a1"))
        journal.append(Act(Kind.NOTICE_ISSUED, dict(a_paper().payload), CLERK, "a1"))
        result = a_paper(
            paper="supplement_notice", items=[{"label": "委托书", "clause": "三", "why": "改由代理人办"}]
        ).payload
        again = journal.append(Act(Kind.SUPPLEMENT_ISSUED, result, CLERK, "a1"))
        september = Period(date(2026, 9, 1), date(2026, 9, 30))
        before = figures_of(record, september, date(2026, 9, 22))
        journal.append(Act(Kind.PAPER_VOIDED, {"ref": again.ref, "why": "写错"}, CLERK, "a1"))
        after = figures_of(record, september, date(2026, 9, 22))
    assert [(one.get("told_once").count, one.get("told_again").count) for one in (before, after)] == [(0, 1), (1, 0)]


def test_an_empty_record_has_figures_too(tmp_path: Path) -> None:
    with a_record(tmp_path / "office") as record:
        found = figures_of(record)
    assert {figure.count for figure in (*found.counts, *found.filings)} == {0}
    assert (found.classes, found.steps) == ((), ())
    assert [month.name for month in found.months] == ["2026-05", "2026-06"]


def test_the_days_of_another_business_are_no_part_of_those_of_connecting(tmp_path: Path) -> None:
    """Both have a clock of the same name and length: the mean of a transfer in one day and a connection in four."""
    with a_record(tmp_path / "record") as record:
        done = (("a1", "new_connection", "2026-06-09"), ("a2", "transfer", "2026-06-05"), ("a3", None, "2026-06-08"))
        for number, (one, business, finished) in enumerate(done):
            asked = {} if business is None else {"case.business": business}
            record.journal.append(an_opening(one, f"JN1-000{number}", asked))
            record.journal.append(Act(Kind.MATERIALS_RECEIVED, {"on": "2026-06-03"}, CLERK, one))
            record.journal.append(a_paper(one, answer=an_answer(customer_class=None, class_label="")))
            record.journal.append(Act(Kind.APPLICATION_ACCEPTED, {"on": "2026-06-03"}, CLERK, one))
            record.journal.append(Act(Kind.STEP_FINISHED, {"clock": "plan", "on": finished}, CLERK, one))
        service = FigureService(
            record, ASSESSOR.calendar, "测试市", "测试大厅", packs=ASSESSOR.packs, locality="jining"
        )
        found = service.count(PERIOD, TODAY)

    plans = [step for step in found.steps if step.clock == "plan"]
    assert [(step.name, step.ids, step.mean_net) for step in plans] == [
        ("方案答复", ("a1", "a3"), 3.5),
        ("过户、更名：方案答复", ("a2",), 2.0),
    ]
    counted = [(one.label, one.received, one.accepted, one.closed) for one in found.businesses]
    assert counted == [
        ("新装", ("a1",), ("a1",), ()),
        ("过户、更名", ("a2",), ("a2",), ()),
        ("业务未填或没有留存", ("a3",), ("a3",), ()),
    ]
    assert {one.label: one.ids for one in found.classes} == {
        "类别未定或没有留存答复": ("a1", "a3"),
        "其他业务（不按用户类别）": ("a2",),
    }
