"""Applications through acts in any order, compared with a simple model."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from builders.extent import examples
from builders.told_builders import FACTORY, NOTICE, a_desk
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from gridcounter.core.deadlines.clocks import ClockState, PauseGround
from gridcounter.core.filing.filing import FilingState
from gridcounter.core.intake.checklist import LineState, Mark
from gridcounter.core.notice import Item
from gridcounter.core.record.journal import Kind
from gridcounter.errors import Refusal
from gridcounter.services.applications.correcting import Correction
from gridcounter.services.filing.filings import ActDay, Filings
from gridcounter.services.papers.issued_papers import IssuedPapers
from gridcounter.services.papers.issuing import DrawnPaper, issue
from gridcounter.services.papers.supplementary import add_items, second_tellings

SUPPLEMENT = "supplement_notice"
START = date(2026, 9, 21)
CASE = FACTORY | {"case.supply.dedicated_line": False}
#: What is told of the case: clock -> the event that starts it, without and with a critical load.
CLOCKS = {
    False: {"accept_and_plan": "accepted", "inspect_and_connect": "completion_reported"},
    True: {
        "accept_and_plan": "accepted",
        "design_review": "design_submitted",
        "mid_inspection": "mid_inspection_requested",
        "inspect_and_connect": "completion_reported",
    },
}
SUM = "grid_side"
ENDS = {Kind.FILING_RETURNED: FilingState.RETURNED, Kind.FILING_WITHDRAWN: FilingState.WITHDRAWN}
FILING = {
    Kind.FILING_PREPARED: FilingState.PREPARED,
    Kind.FILING_PUSHED: FilingState.PUSHED,
    Kind.FILING_CONFIRMED: FilingState.FILED,
    Kind.WORKS_STARTED: None,
    **ENDS,
}
A_PLAN = Item(document="road_plan", label="道路恢复方案", clause="样例文件 第3条", why="勘查发现要破路")

# what can be done comes up more often than what must be refused: a long life needs many lawful steps
whose = st.sampled_from([0, 0, 0, 1])
days_ago = st.sampled_from([0, 0, 0, 0, 0, 0, 1, 3, -1])
reasons = st.sampled_from(["停电，事后补记", "停电，事后补记", ""])
CRITICAL = "case.supply.critical"
clocks = st.sampled_from(["accept_and_plan", "accept_and_plan", "accept_and_plan", *CLOCKS[True], SUM])
documents = st.sampled_from(["identity", "premises", "completion_report"])


@dataclass
class Paper:
    paper: str
    consultation: bool
    delivered: bool = False
    voided: bool = False
    added: bool = False


@dataclass
class Life:
    """One line of the notebook. `told`: whether the answer that holds is that of a critical load; None: no answer."""

    id: str
    consultation: bool
    critical: bool = False
    received: str | None = None
    accepted: str | None = None
    official: str | None = None
    closed: bool = False
    told: bool | None = None
    plan_told: bool = False
    marks: dict[str, LineState] = field(default_factory=dict)
    papers: dict[str, Paper] = field(default_factory=dict)
    events: dict[str, str] = field(default_factory=dict)
    finished: dict[str, str] = field(default_factory=dict)
    paused: dict[str, str] = field(default_factory=dict)
    version: int = 0
    filing: FilingState = FilingState.NONE

    @property
    def state(self) -> str:
        if self.consultation:
            return "consultation"
        if self.closed:
            return "closed"
        return "accepted" if self.accepted else "received" if self.received else "open"

    @property
    def notice(self) -> bool:
        return self.stands(NOTICE)

    @property
    def locked(self) -> bool:
        """What was said at the beginning: after 受理, and while a paper that told it is in force."""
        return self.accepted is not None or any(not one.voided and not one.consultation for one in self.papers.values())

    @property
    def ended(self) -> bool:
        """Before 受理: it takes nothing more."""
        return self.closed and self.accepted is None

    @property
    def clocks(self) -> dict[str, str]:
        return {} if self.told is None else CLOCKS[self.told]

    def stands(self, paper: str) -> bool:
        return any(one.paper == paper and not one.voided and not one.consultation for one in self.papers.values())

    def pin(self) -> None:
        self.told, self.plan_told = self.critical, False

    def started(self, clock: str) -> str | None:
        return self.events.get(self.clocks.get(clock, ""))

    def reads(self, clock: str) -> ClockState:
        if self.started(clock) is None:
            return ClockState.WAITING
        if clock in self.finished:
            return ClockState.ENDED
        return ClockState.PAUSED if clock in self.paused else ClockState.RUNNING


class Office(RuleBasedStateMachine):
    """Two applications beside each other: what befalls one is none of the others' business."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self._opened = a_desk(Path(self._folder.name))
        self.desk = self._opened.__enter__()
        self.today, self.serial = START, count()
        self.lives: list[Life] = []

    def teardown(self) -> None:
        try:
            self.rebuilding_changes_nothing()
        finally:
            self._opened.__exit__(None, None, None)
            self._folder.cleanup()

    def tries(self, act: Callable[[], Any], *, wrong: bool) -> bool:
        """Refused exactly where the notebook says so, and then nothing was written."""
        before = self.desk.record.journal.count()
        try:
            act()
        except Refusal:
            if not wrong:
                raise
            assert self.desk.record.journal.count() == before
            return False
        assert not wrong
        return True

    def of(self, who: int) -> Life:
        return self.lives[who % len(self.lives)]

    def day(self, ago: int, late: str) -> tuple[date, bool]:
        """The day, and whether it cannot be entered today."""
        return self.today - timedelta(ago), ago < 0 or (ago > 0 and not late)

    def drawn(self, life: Life, paper: str) -> DrawnPaper:
        result = self.desk.notice_terms.now(self.desk.record.stores, life.id)
        assert result is not None
        content = b"%PDF-1.7 " + str(next(self.serial)).encode()
        return DrawnPaper(paper, paper, content, 1, "c", "1", "1", result, consultation=life.consultation)

    def newest(self, life: Life) -> str:
        return self.desk.record.papers.of(life.id)[-1].ref

    @initialize(further=st.integers(0, 5))
    def first(self, further: int) -> None:
        """Most of what can happen does only after the counter."""
        self.begin(asked=False)
        steps: list[Callable[[], None]] = [
            lambda: self.receive(0, 0, ""),
            lambda: self.accept(0, 0, ""),
            lambda: self.issue_the_notice(0),
            lambda: self.issue_a_supplement(0),
        ]
        if further > len(steps):
            self.a_notice_is_voided_before_acceptance(0)
            return
        for step in steps[:further]:
            step()

    @rule(asked=st.booleans())
    def begin(self, *, asked: bool) -> None:
        if len(self.lives) == 2:
            return
        begun = (self.desk.begin_consultation if asked else self.desk.begin)(self.today)
        self.desk.save_all(begun, CASE)
        self.lives.append(Life(begun, asked))

    @rule(days=st.integers(1, 5))
    def days_go_by(self, days: int) -> None:
        self.today += timedelta(days)

    @rule(who=whose)
    def convert(self, who: int) -> None:
        life = self.of(who)
        if self.tries(lambda: self.desk.convert(life.id, self.today), wrong=not life.consultation):
            life.consultation = False

    @rule(who=whose, critical=st.booleans())
    def save(self, who: int, *, critical: bool) -> None:
        life = self.of(who)
        if self.tries(lambda: self.desk.save(life.id, CRITICAL, critical), wrong=life.locked or life.ended):
            life.critical = critical

    @rule(who=whose, critical=st.booleans(), why=st.sampled_from(["填写有误", "填写有误", ""]))
    def correct(self, who: int, *, critical: bool, why: str) -> None:
        """Where a notice told the answer, it stays; where none did, it is corrected as well."""
        life, correction = self.of(who), Correction({CRITICAL: critical})
        wrong = not why or critical == life.critical or life.consultation
        if self.tries(lambda: self.desk.correcting.correct(life.id, correction, why, self.today), wrong=wrong):
            life.critical = critical
            if life.told is not None and not life.notice and life.told != critical:
                life.told, life.plan_told = critical, False

    @rule(who=whose, ago=st.integers(0, 3))
    def correct_the_day(self, who: int, ago: int) -> None:
        """Acceptance is moved back at most to the day of 收件; the clocks from it run from the right day."""
        life = self.of(who)
        if life.accepted is None:
            return
        on = date.fromisoformat(life.accepted) - timedelta(ago)
        wrong = ago == 0 or on.isoformat() < str(life.received)
        correction = Correction(accepted=on)
        if self.tries(lambda: self.desk.correcting.correct(life.id, correction, "填写有误", self.today), wrong=wrong):
            life.accepted = on.isoformat()
            life.events |= {event: life.accepted for event in ("accepted", "applied") if event in life.events}
            if not life.notice:
                life.pin()

    @rule(who=whose, ago=days_ago, late=reasons)
    def receive(self, who: int, ago: int, late: str) -> None:
        life, (on, wrong) = self.of(who), self.day(ago, late)
        wrong = wrong or life.ended or life.consultation
        wrong = wrong or (life.accepted is not None and on.isoformat() > life.accepted)
        if self.tries(lambda: self.desk.acceptance.receive(life.id, on, self.today, late=late), wrong=wrong):
            life.received = on.isoformat()

    @rule(who=whose, ago=days_ago, late=reasons)
    def accept(self, who: int, ago: int, late: str) -> None:
        life, (on, wrong) = self.of(who), self.day(ago, late)
        wrong = (
            wrong or life.ended or life.received is None or life.accepted is not None or on.isoformat() < life.received
        )
        if self.tries(lambda: self.desk.acceptance.accept(life.id, on, self.today, late=late), wrong=wrong):
            life.accepted = life.events["accepted"] = on.isoformat()
            if life.told is None or not life.notice:
                life.pin()

    @rule(who=whose)
    def enter_the_official_number(self, who: int) -> None:
        life, number = self.of(who), f"业务{next(self.serial)}"
        if self.tries(lambda: self.desk.acceptance.enter_official_number(life.id, number), wrong=life.consultation):
            life.official = number

    @rule(
        who=whose,
        document=documents,
        state=st.sampled_from([LineState.RECEIVED, LineState.WAIVED, LineState.DUE]),
        clause=st.sampled_from(["样例文件 第2条", "样例文件 第2条", ""]),
    )
    def mark(self, who: int, document: str, state: LineState, clause: str) -> None:
        life, mark = self.of(who), Mark(state, basis=clause if state == LineState.WAIVED else "")
        wrong = state == LineState.WAIVED and not clause
        wrong = wrong or (life.consultation and state != LineState.DUE)  # there is nothing to take back
        if self.tries(lambda: self.desk.mark(life.id, document, mark), wrong=wrong):
            life.marks.pop(document, None)
            if state != LineState.DUE:
                life.marks[document] = state

    @rule(who=whose, days=st.integers(-1, 9))
    def defer(self, who: int, days: int) -> None:
        life = self.of(who)
        until = self.today + timedelta(days)
        case = self.desk.state(life.id).case
        assert case is not None
        mark = Mark(LineState.DEFERRED, until=until)
        wrong = life.consultation or until < case.on
        if self.tries(lambda: self.desk.mark(life.id, "completion_report", mark), wrong=wrong):
            life.marks["completion_report"] = LineState.DEFERRED

    @rule(who=whose)
    def issue_the_notice(self, who: int) -> None:
        """One that stands is not issued twice; what goes out to somebody who asks is."""
        life = self.of(who)
        if not life.consultation and life.notice and not life.ended:
            before = self.desk.record.journal.count()
            issue(self.desk, life.id, [self.drawn(life, NOTICE)])
            assert self.desk.record.journal.count() == before
            return
        paper = self.drawn(life, NOTICE)
        if not self.tries(lambda: issue(self.desk, life.id, [paper]), wrong=life.ended):
            return
        life.papers[self.newest(life)] = Paper(NOTICE, life.consultation)
        if not life.consultation:
            life.pin()

    @rule(who=whose)
    def issue_a_supplement(self, who: int) -> None:
        life = self.of(who)
        if life.consultation or life.stands(SUPPLEMENT):
            return
        paper = self.drawn(life, SUPPLEMENT)
        if self.tries(lambda: issue(self.desk, life.id, [paper]), wrong=life.ended):
            life.papers[self.newest(life)] = Paper(SUPPLEMENT, consultation=False)

    @rule(who=whose)
    def add_items(self, who: int) -> None:
        life = self.of(who)
        paper = self.drawn(life, SUPPLEMENT)
        wrong = life.ended or life.told is None or not life.notice or life.plan_told
        if self.tries(lambda: add_items(self.desk, life.id, paper, [A_PLAN]), wrong=wrong):
            life.papers[self.newest(life)] = Paper(SUPPLEMENT, consultation=False, added=True)
            life.plan_told = True

    @rule(who=whose, why=st.sampled_from(["勘查后改定", "勘查后改定", ""]))
    def move(self, who: int, why: str) -> None:
        life = self.of(who)
        wrong = not why or life.told is None or life.told == life.critical
        if self.tries(lambda: self.desk.notice_terms.move(life.id, why), wrong=wrong):
            life.told, life.plan_told = life.critical, life.plan_told and life.notice

    @rule(who=whose, which=st.integers(0, 9), void=st.booleans(), why=st.sampled_from(["写错", "写错", ""]))
    def deliver_or_void(self, who: int, which: int, *, void: bool, why: str) -> None:
        life, papers = self.of(who), IssuedPapers(self.desk)
        if not life.papers:
            return
        ref, paper = list(life.papers.items())[which % len(life.papers)]
        if void:
            if self.tries(lambda: papers.void(ref, why), wrong=paper.voided or not why):
                paper.voided = True
                still = any(one.added and not one.voided for one in life.papers.values())
                life.plan_told = life.plan_told and (still or not paper.added)
        elif self.tries(
            lambda: papers.deliver(ref, "in_person"), wrong=paper.voided or paper.consultation or life.consultation
        ):
            paper.delivered = True

    @rule(who=whose, event=st.sampled_from([*CLOCKS[True].values()]), ago=days_ago, late=reasons)
    def note_an_event(self, who: int, event: str, ago: int, late: str) -> None:
        life, (on, wrong) = self.of(who), self.day(ago, late)
        wrong = wrong or event == "accepted" or event not in life.clocks.values()
        wrong = wrong or (life.events.get(event, on.isoformat()) != on.isoformat() and not late)
        if self.tries(lambda: self.desk.deadlines.note_event(life.id, event, on, self.today, late=late), wrong=wrong):
            life.events[event] = on.isoformat()

    @rule(who=whose, clock=clocks, ago=days_ago, late=reasons)
    def finish(self, who: int, clock: str, ago: int, late: str) -> None:
        life, (on, wrong) = self.of(who), self.day(ago, late)
        started = life.started(clock)
        wrong = wrong or started is None or on.isoformat() < started
        if self.tries(lambda: self.desk.deadlines.finish(life.id, clock, on, self.today, late=late), wrong=wrong):
            life.finished[clock] = on.isoformat()

    @rule(
        who=whose, clock=clocks, supplement=st.booleans(), which=st.sampled_from([0, 0, 1]), ago=days_ago, late=reasons
    )
    def pause(self, who: int, clock: str, which: int, ago: int, late: str, *, supplement: bool) -> None:
        life, (on, wrong) = self.of(who), self.day(ago, late)
        started, ref, why = life.started(clock), "书面申请", PauseGround.REQUEST
        if supplement and life.papers:
            known = sorted(life.papers.items(), key=lambda one: one[1].paper != SUPPLEMENT)
            why, (ref, paper) = PauseGround.SUPPLEMENT, known[which % len(known)]
            wrong = wrong or paper.voided or paper.paper != SUPPLEMENT
        wrong = wrong or started is None or on.isoformat() < started
        wrong = wrong or clock in life.finished or clock in life.paused
        act = self.desk.deadlines.pause
        if self.tries(lambda: act(life.id, [clock], on, self.today, why=why, ref=ref, late=late), wrong=wrong):
            life.paused[clock] = on.isoformat()

    @rule(who=whose, clock=clocks, ago=days_ago, late=reasons)
    def resume(self, who: int, clock: str, ago: int, late: str) -> None:
        life, (on, wrong) = self.of(who), self.day(ago, late)
        started = life.started(clock)
        wrong = wrong or started is None or clock not in life.paused
        wrong = wrong or on.isoformat() < max(started or "", life.paused.get(clock, ""))
        if self.tries(lambda: self.desk.deadlines.resume(life.id, [clock], on, self.today, late=late), wrong=wrong):
            del life.paused[clock]

    @rule(who=whose, kind=st.sampled_from(list(FILING)))
    def file(self, who: int, kind: Kind) -> None:
        life, said = self.of(who), ActDay(self.today, self.today)
        wrong = life.consultation or (
            life.filing in {FilingState.PUSHED, FilingState.FILED}
            if kind == Kind.FILING_PREPARED
            else life.filing == FilingState.NONE and kind != Kind.WORKS_STARTED
        )
        values = {"why": "样例", "wants": ["样例"]}
        if self.tries(lambda: Filings(self.desk).note(life.id, kind, said, values), wrong=wrong):
            if kind == Kind.FILING_PREPARED and life.filing in {FilingState.NONE, *ENDS.values()}:
                life.version += 1
            life.filing = FILING[kind] or life.filing

    @rule(who=whose, ago=days_ago, late=reasons)
    def close(self, who: int, ago: int, late: str) -> None:
        life, (on, wrong) = self.of(who), self.day(ago, late)
        wrong = wrong or life.consultation or life.closed
        if self.tries(lambda: self.desk.closing.close(life.id, "connected", on, self.today, late=late), wrong=wrong):
            life.closed = True

    @rule(who=whose, why=st.sampled_from(["点错了", "点错了", ""]))
    def reopen(self, who: int, why: str) -> None:
        life = self.of(who)
        if self.tries(lambda: self.desk.closing.reopen(life.id, why), wrong=not why or not life.closed):
            life.closed = False

    @rule(who=whose)
    def close_by_mistake(self, who: int) -> None:
        self.close(who, 0, "")
        self.reopen(who, "点错了")

    @rule()
    def both_rest_and_one_goes_on(self) -> None:
        """What is said of one application is said of no other."""
        self.begin(asked=False)
        if any(life.ended for life in self.lives):
            return
        for who in range(len(self.lives)):
            self.receive(who, 0, "")
            self.accept(who, 0, "")
            self.pause(who, "accept_and_plan", 0, 0, "", supplement=False)
        self.resume(0, "accept_and_plan", 0, "")

    @rule(who=whose)
    def a_notice_is_voided_before_acceptance(self, who: int) -> None:
        """What it told binds nobody: the answer is that of the day of acceptance."""
        if self.of(who).ended:
            return
        self.issue_the_notice(who)
        for place, (_, paper) in enumerate(list(self.of(who).papers.items())):
            if paper.paper == NOTICE and not paper.voided:
                self.deliver_or_void(who, place, void=True, why="写错")
        self.save(who, critical=not self.of(who).critical)
        self.receive(who, 0, "")
        self.accept(who, 0, "")

    @rule()
    def rebuilding_changes_nothing(self) -> None:
        assert self.desk.record.rebuild().changed == ()
        assert self.desk.record.verify().sound

    @invariant()
    def the_services_show_what_the_notebook_says(self) -> None:
        for life in self.lives:
            row, desk = self.desk.record.applications.get(life.id), self.desk
            shown = (row.state, row.received_on, row.accepted_on, row.official_number)
            assert shown == (life.state, life.received, life.accepted, life.official)
            assert {name: mark.state for name, mark in desk.checklist.marks(life.id).items()} == life.marks
            rows = {
                one.ref: (one.paper, one.consultation, bool(one.delivered_at), not one.standing)
                for one in IssuedPapers(desk).of(life.id)
            }
            assert rows == {
                ref: (one.paper, one.consultation, one.delivered, one.voided) for ref, one in life.papers.items()
            }
            assert desk.notice_terms.notice_stands(life.id) == life.notice
            state = desk.state(life.id)
            assert state.list_stands == (life.notice and life.told is not None)
            if state.list_stands:
                listed = {line.document.id for line in state.lines}
                assert (A_PLAN.document in listed) == life.plan_told
                assert ("design_documents" in listed) == life.told
            assert second_tellings(desk, life.id) == sum(one.added and not one.voided for one in life.papers.values())
            filing = Filings(desk).look(life.id, self.today).filing
            assert (filing.version, filing.state) == (life.version, life.filing)
            self.the_clocks_read(life)

    def the_clocks_read(self, life: Life) -> None:
        pinned = self.desk.notice_terms.pinned(life.id)
        assert (pinned is None) == (life.told is None)
        read = self.desk.deadlines.of(life.id, self.today)
        assert {one.run.clock.id: one.state for one in read.readings} == {
            clock: life.reads(clock) for clock in life.clocks
        }
        ends = {clock: noted.on.isoformat() for clock, noted in read.finished.items()}
        assert ends == life.finished
        # a clock without days is shown and never due
        running = {
            clock
            for clock in {"accept_and_plan", "inspect_and_connect"} & set(life.clocks)
            if life.started(clock) and clock not in life.finished and not life.closed
        }
        sql = "SELECT clock FROM running WHERE application = ?"
        assert {name for (name,) in self.desk.record.db.execute(sql, [life.id])} == running


Office.TestCase.settings = settings(
    max_examples=examples(80),
    stateful_step_count=35,
    deadline=None,
    # each example makes an encrypted record of its own
    suppress_health_check=[HealthCheck.too_slow],
)
TestOffice = Office.TestCase
