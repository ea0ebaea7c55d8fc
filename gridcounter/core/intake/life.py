"""The life of an application: its stages in order, and the one act that is next.

Bar and button are drawn from the same `Life`: the act is always that of the one stage that is now. What is done comes
first, so that a stage which was passed over is still next, and nothing that is done stands behind it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gridcounter.core.deadlines.clocks import ClockState, Reading
from gridcounter.core.labels import EVENTS

#: What is said to be so by closing it.
_CONNECTED, _DONE = "已送电，办结", "已办完，办结"
#: Beside an application that is under way the words of the button would say that it has ended.
_AHEAD = {_CONNECTED: "送电后办结", _DONE: "办完后办结"}


class StageState(StrEnum):
    """Done, the one that is next, or one of those after it."""

    DONE = "done"
    NOW = "now"
    LATER = "later"


class ActId(StrEnum):
    """What a clerk can do next."""

    ISSUE = "issue"
    HAND_OVER = "hand_over"
    REISSUE = "reissue"
    RECEIVE = "receive"
    ACCEPT = "accept"
    ENTER = "enter"
    NOTE = "note"
    RESUME = "resume"
    FINISH = "finish"
    CLOSE = "close"
    LOOK = "look"
    #: An act on the filing: `Act.about` is its kind.
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Act:
    """`label` is what its button says; `needs` what is still missing for it, in Chinese, without preventing it.

    `about` names the clock or the kind of entry where there are several.
    """

    id: ActId
    label: str
    needs: tuple[str, ...] = ()
    about: str = ""

    @property
    def ahead(self) -> str:
        """Its words in a list of what is next: 办完后办结."""
        return _AHEAD.get(self.label, self.label)


@dataclass(frozen=True, slots=True)
class Step:
    """A stage before it has its place: `act` is what is to be done in it, None if it is done."""

    label: str
    act: Act | None
    day: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage as shown; `day` in words, empty if none is known."""

    label: str
    state: StageState
    day: str = ""


@dataclass(frozen=True, slots=True)
class Life:
    """`act` belongs to the stage that is NOW; both are missing once everything is done."""

    stages: tuple[Stage, ...] = ()
    act: Act | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is on record of an application. Days are ISO, "" if it did not happen.

    `missing`: what has to be filled in or handed in before 受理. `brought`: who applies is known and brought all that
    is needed now, whatever is still asked of the supply. `to_issue`: 受理 calls for papers that are not issued.
    `accepted_first`: 受理 came before any notice. `waiting`: papers issued and not yet handed over. `changed`: what
    was told would read differently now. `readings` are the supplier's clocks of the pinned answer. `passed_on`: 转办.
    `end` is how it was closed, in Chinese. `connects`: power is what it ends with. `unmet`: conditions of the business
    that are not met, or not looked at.
    """

    today: date
    missing: tuple[str, ...] = ()
    brought: bool = False
    issued_on: str = ""
    told_on: str = ""
    received_on: str = ""
    accepted_on: str = ""
    accepted_first: bool = False
    entered_on: str = ""
    entered: bool = False
    to_issue: bool = False
    waiting: int = 0
    handed_over_on: str = ""
    changed: bool = False
    readings: tuple[Reading, ...] = ()
    passed_on: str = ""
    closed_on: str = ""
    end: str = ""
    connects: bool = True
    unmet: tuple[str, ...] = ()

    @property
    def told_at_once(self) -> bool:
        """Who brought everything is told with the papers of 受理: one set to print, to sign and to take home."""
        return self.accepted_first or (self.brought and not self.issued_on)


def life_of(facts: Facts) -> Life:
    """The stages of 告知, 收件, 受理, 交付, 录入, the supplier's steps and 办结, and what is next."""
    steps = _steps(facts)
    if facts.end:
        return in_order([*_done(steps), Step(facts.end, None, _short(facts.closed_on, facts.today))])
    return in_order(steps)


def in_order(steps: Iterable[Step]) -> Life:
    """Done stages first, each group in the order given; the first that is not done is now."""
    known = list(steps)
    open_ = [step for step in known if step.act is not None]
    stages = [Stage(step.label, StageState.DONE, step.day) for step in _done(known)]
    for place, step in enumerate(open_):
        stages.append(Stage(step.label, StageState.LATER if place else StageState.NOW, step.day))
    return Life(tuple(stages), open_[0].act if open_ else None)


def _done(steps: Iterable[Step]) -> list[Step]:
    return [step for step in steps if step.act is None]


def _steps(facts: Facts) -> list[Step]:
    notice, received, accepted = _notice(facts), _received(facts), _accepted(facts)
    entered, handed = _entered(facts), _handed_over(facts)
    if facts.passed_on and not facts.accepted_on:
        passed = Step("转办", None, _short(facts.passed_on, facts.today))
        return [*_done((notice, received)), passed, _closing("办结")]
    begin = [received, accepted, notice] if facts.told_at_once else [notice, received, accepted]
    # what 受理 calls for is printed and handed over while the applicant is still there
    middle = [handed, entered]
    if facts.issued_on and facts.told_on and facts.waiting and not facts.changed:  # so is what 收件 calls for
        begin, middle = [handed, *begin], [entered]
    return [*begin, *middle, *_clock_steps(facts), *_look(facts), _closing(_CONNECTED if facts.connects else _DONE)]


def _look(facts: Facts) -> Iterable[Step]:
    """At what was not met, or not looked at, when it was accepted."""
    if facts.accepted_on and facts.unmet:
        yield Step("办理条件", Act(ActId.LOOK, "核对办理条件", facts.unmet))


def _notice(facts: Facts) -> Step:
    if not facts.issued_on:
        label = "出具整套文书" if facts.accepted_on else "出具一次性告知书"
        return Step("告知", Act(ActId.ISSUE, label))
    if facts.changed:  # before it is handed over too: nobody is to be given what does not hold
        return Step("告知（内容已变）", Act(ActId.REISSUE, "改动的重出"))
    if not facts.told_on:
        # first the whole set, then one hand-over
        act = _issue_set() if facts.accepted_on and facts.to_issue else _hand_over()
        return Step("告知", act, "待交付")
    return Step("告知", None, _short(facts.told_on, facts.today))


def _received(facts: Facts) -> Step:
    day = facts.received_on or facts.accepted_on
    return Step("收件", None if day else Act(ActId.RECEIVE, "收件", facts.missing), _short(day, facts.today))


def _accepted(facts: Facts) -> Step:
    act = None if facts.accepted_on else Act(ActId.ACCEPT, "受理", (*facts.missing, *facts.unmet))
    return Step("受理", act, _short(facts.accepted_on, facts.today))


def _entered(facts: Facts) -> Step:
    act = None if facts.entered else Act(ActId.ENTER, "登记业务系统编号")
    return Step("录入业务系统", act, _short(facts.entered_on, facts.today))


def _handed_over(facts: Facts) -> Step:
    if facts.accepted_on and facts.to_issue:
        return Step("交付", _issue_set())
    if facts.waiting:
        return Step("交付", _hand_over())
    if not facts.accepted_on:
        return Step("交付", _issue_set())
    return Step("交付", None, _short(facts.handed_over_on, facts.today))


def _issue_set() -> Act:
    return Act(ActId.ISSUE, "出具整套文书")


def _hand_over() -> Act:
    return Act(ActId.HAND_OVER, "都当面交付了")


def _closing(label: str) -> Step:
    return Step("办结", Act(ActId.CLOSE, label))


def _clock_steps(facts: Facts) -> list[Step]:
    """Of those that run the one that is due first; those whose event is not recorded follow as they were told."""
    order = {ClockState.RUNNING: 0, ClockState.PAUSED: 1, ClockState.WAITING: 2, ClockState.ENDED: -1}

    def rank(reading: Reading) -> tuple[int, date]:
        due = reading.due.on if reading.due and reading.state == ClockState.RUNNING else date.max
        return order[reading.state], due

    return [_clock_step(reading, facts.today) for reading in sorted(facts.readings, key=rank)]


def _clock_step(reading: Reading, today: date) -> Step:
    clock = reading.run.clock
    if reading.state == ClockState.ENDED:
        return Step(clock.label, None, _short(str(reading.run.ended_on), today))
    if reading.state == ClockState.PAUSED:
        return Step(clock.label, Act(ActId.RESUME, f"登记恢复：{clock.label}", about=clock.id), "暂停")
    if reading.state == ClockState.WAITING:
        event = EVENTS.get(clock.counts_from or "", "起算的环节")
        return Step(clock.label, Act(ActId.NOTE, f"登记{event}", about=clock.id))
    return Step(clock.label, Act(ActId.FINISH, f"登记办完：{clock.label}", about=clock.id), due_words(reading))


def due_words(reading: Reading) -> str:
    """12-02前; 12-02前，已逾期; 12-02前（暂估） where a year's holidays are not known; empty without a due date."""
    if reading.due is None:
        return ""
    mark = "（暂估）" if reading.due.provisional else ""
    late = "，已逾期" if reading.over else ""
    return f"{_short(reading.due.on.isoformat(), reading.at)}前{mark}{late}"


def _short(day: str, today: date) -> str:
    """11-28, with its year where it is another one than today's."""
    return day[5:10] if day[:4] == f"{today.year}" else day[:10]
