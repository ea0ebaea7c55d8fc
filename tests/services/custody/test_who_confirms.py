"""Nobody is both persons of a purge within a week: whoever raised another, brought him back or set his PIN."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from builders.extent import examples
from builders.record_builders import CHEAP, CLERK, DAY, Clock, a_record, opened
from hypothesis import given, settings
from hypothesis import strategies as st

from gridcounter.core.record.of_office import ClerkAdded, ClerkChanged
from gridcounter.errors import Refusal
from gridcounter.services.applications.intake import Intake
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.recovery import carry_out, plan_restore
from gridcounter.services.custody.who_confirms import (
    WEEK,
    ChangedLately,
    Standing,
    TooNewToPurge,
    WentBackLately,
    confirming,
    standings,
    who_may_confirm,
)
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Role
from gridcounter.services.record.record import Record
from gridcounter.store.database import RECORD_FILE

LEADER_PIN, KNOWN = "864208", "730915"
MONTH = timedelta(days=40)


class Hall:
    """王 the administrator, 周 a leader and 李 a plain clerk, all there for a month; 前 a leader who has left."""

    def __init__(self, record: Record, clock: Clock) -> None:
        self.record, self.clock = record, clock
        self.clerks = Clerks(record, cost=CHEAP)
        self.leader = self.clerks.add(CLERK, "周值班", Role.LEADER, LEADER_PIN)
        self.plain = self.clerks.add(CLERK, "李经办", Role.CLERK, "1379")
        self.former = self.clerks.add(CLERK, "前值班", Role.LEADER, "975310")
        self.clerks.leave(CLERK, self.former)
        clock.at += MONTH

    def confirms(self, clerk: str = CLERK) -> list[str]:
        return [one.name for one in who_may_confirm(self.record, clerk)]

    def days_later(self, days: int) -> None:
        self.clock.at += timedelta(days=days)
        Intake(self.record, CLERK).open(DAY)


@contextmanager
def a_hall(folder: Path) -> Iterator[Hall]:
    clock = Clock()
    with a_record(folder, clock) as record:
        yield Hall(record, clock)


def raised(hall: Hall) -> str:
    hall.clerks.change(CLERK, hall.plain, role=Role.LEADER, pin=KNOWN)
    return hall.plain


def lowered_and_raised(hall: Hall) -> str:
    raised(hall)
    hall.clerks.change(CLERK, hall.plain, role=Role.CLERK)
    return raised(hall)


def brought_back(hall: Hall) -> str:
    hall.clerks.come_back(CLERK, hall.former)
    hall.clerks.reset_pin(CLERK, hall.former, KNOWN)
    return hall.former


def brought_back_under_the_old_pin(hall: Hall) -> str:
    hall.clerks.come_back(CLERK, hall.former)
    return hall.former


def a_new_leader(hall: Hall) -> str:
    new = hall.clerks.add(CLERK, "吴新来", Role.LEADER, KNOWN)
    hall.clerks.change(CLERK, new, pin=KNOWN)
    return new


@pytest.mark.parametrize(
    "made", [raised, lowered_and_raised, brought_back, brought_back_under_the_old_pin, a_new_leader]
)
def test_whom_one_made_a_second_person_this_week_is_none(tmp_path: Path, made: Callable[[Hall], str]) -> None:
    with a_hall(tmp_path / "record") as hall:
        assert hall.confirms() == ["周值班"]
        new = made(hall)

        assert hall.confirms() == ["周值班"]
        with pytest.raises(TooNewToPurge):  # the same person under the other name, confirming with his own
            hall.confirms(new)

        hall.days_later(8)
        assert len(hall.confirms()) == 2
        assert hall.confirms(new) == ["王小明", "周值班"]


@pytest.mark.parametrize("made", [raised, brought_back, a_new_leader])
def test_sending_the_second_person_away_makes_room_for_nobody_this_week(
    tmp_path: Path, made: Callable[[Hall], str]
) -> None:
    with a_hall(tmp_path / "record") as hall:
        hall.clerks.leave(CLERK, hall.leader)
        new = made(hall)

        with pytest.raises(ChangedLately, match="周值班"):
            hall.confirms()
        with pytest.raises(TooNewToPurge):
            hall.confirms(new)

        hall.days_later(8)
        assert len(hall.confirms()) == 1


def test_a_pin_set_anew_makes_the_only_other_no_second_person_this_week(tmp_path: Path) -> None:
    with a_hall(tmp_path / "record") as hall:
        hall.clerks.reset_pin(CLERK, hall.leader, KNOWN)
        hall.clerks.change_own_pin(hall.leader, KNOWN, "975310")  # whoever set it could do this as well

        with pytest.raises(ChangedLately, match="周值班"):
            hall.confirms()
        with pytest.raises(TooNewToPurge):
            hall.confirms(hall.leader)
        hall.days_later(8)
        assert (hall.confirms(), hall.confirms(hall.leader)) == (["周值班"], ["王小明"])


def test_a_new_name_or_a_pin_of_ones_own_takes_nothing(tmp_path: Path) -> None:
    with a_hall(tmp_path / "record") as hall:
        hall.clerks.change(CLERK, hall.leader, name="周班长")
        hall.clerks.change_own_pin(hall.leader, LEADER_PIN, "975310")
        assert hall.confirms() == ["周班长"]


def test_an_office_that_has_nobody_else_purges_alone_after_a_week(tmp_path: Path) -> None:
    with a_hall(tmp_path / "record") as hall:
        hall.clerks.leave(CLERK, hall.leader)
        with pytest.raises(ChangedLately):
            hall.confirms()
        hall.days_later(8)
        assert hall.confirms() == []


START = datetime(2026, 9, 21, tzinfo=UTC)
NAMES = ("甲", "乙", "丙", "丁")
ROLES = st.sampled_from([Role.CLERK, Role.LEADER, Role.ADMINISTRATOR])
#: Half days from one act to the next, who acts, on whom, and what the state is afterwards; a PIN of None stays.
ACTS = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.sampled_from(NAMES),
        st.sampled_from(NAMES),
        ROLES,
        st.booleans(),
        st.none() | st.integers(0, 9),
        st.booleans(),
    ),
    max_size=12,
)


def told(acts: list[tuple[int, str, str, Role, bool, int | None, bool]]) -> list[tuple[datetime, str, ClerkAdded]]:
    now, pins, result = START, {}, []
    for n, (halves, by, clerk, role, active, pin, sheet) in enumerate(acts):
        now += halves * timedelta(hours=12)
        new = clerk not in pins
        if new or pin is not None:
            pins[clerk] = f"{n}"
        values: dict[str, Any] = {"id": clerk, "name": clerk, "role": str(role)}
        values |= {"pin": pins[clerk], "active": int(active)}
        act = ClerkAdded(**values) if new else ClerkChanged(**values, by_recovery_code=sheet)
        result.append((now, by, act))
    return result


def may_now(act: ClerkAdded | None) -> bool:
    return act is not None and act.active == 1 and act.role != "clerk"


def as_the_rule_says(acts: list[tuple[datetime, str, ClerkAdded]], clerk: str, week_ago: datetime) -> tuple[bool, bool]:
    """Had the right a week ago; and has had it at every moment since, each PIN since being his own."""
    his = [one for one in acts if one[2].id == clerk]
    earlier = [act for moment, _, act in his if moment <= week_ago]
    before = may_now(earlier[-1] if earlier else None)
    later = [(by, act, his[i - 1][2] if i else None) for i, (moment, by, act) in enumerate(his) if moment > week_ago]
    foreign = [
        act
        for by, act, was in later
        if (was is None or was.pin != act.pin)
        and (by != clerk or (isinstance(act, ClerkChanged) and act.by_recovery_code))
    ]
    return before, before and all(may_now(act) for _, act, _ in later) and not foreign


@settings(derandomize=True, deadline=None, max_examples=examples(300))
@given(ACTS, st.integers(0, 20))
def test_a_person_counts_who_had_the_right_all_week_under_a_pin_of_his_own(
    acts: list[tuple[int, str, str, Role, bool, int | None, bool]], after: int
) -> None:
    entries = told(acts)
    week_ago = (entries[-1][0] if entries else START) + after * timedelta(hours=12) - WEEK

    known = standings(entries, week_ago)

    expected = {one: as_the_rule_says(entries, one, week_ago) for one in known}
    assert {one: (it.before, it.settled) for one, it in known.items()} == expected


def allowed(known: dict[str, Standing], clerk: str) -> set[str]:
    """Whose confirmation does; "" for none that is needed."""
    try:
        return {one.id for one in confirming(known, clerk)} or {""}
    except Refusal:
        return set()


@settings(derandomize=True, deadline=None, max_examples=examples(300))
@given(ACTS)
def test_who_did_all_the_acts_of_a_week_is_never_both_persons(
    acts: list[tuple[int, str, str, Role, bool, int | None, bool]],
) -> None:
    """甲 alone acts for a week; he knows the PINs that he set, and whose right he gave."""
    there = [
        (START - MONTH, "setup", ClerkAdded(id="甲", name="甲", role="administrator", pin="a", active=1)),
        (START - MONTH, "甲", ClerkAdded(id="乙", name="乙", role="leader", pin="b", active=1)),
        (START - MONTH, "甲", ClerkAdded(id="丙", name="丙", role="clerk", pin="c", active=1)),
        (START - MONTH, "甲", ClerkAdded(id="丁", name="丁", role="leader", pin="d", active=0)),
    ]
    kept = {act.id: act.pin for _, _, act in there}
    his = []
    now = START
    for n, (halves, _, clerk, role, active, pin, _) in enumerate(acts):
        now = min(now + halves * timedelta(hours=12), START + WEEK - timedelta(hours=1))
        kept[clerk] = kept[clerk] if pin is None else f"n{n}"
        values: dict[str, Any] = {"id": clerk, "name": clerk, "role": str(role)}
        values |= {"pin": kept[clerk], "active": int(active)}
        his.append((now, "甲", ClerkChanged(**values)))
    knows = {act.id for _, _, act in his if act.pin not in "abcd"} | {"甲"}

    known = standings([*there, *his], START + WEEK - timedelta(hours=1) - WEEK)

    for one in knows:
        if may_now(next((act for _, _, act in reversed([*there, *his]) if act.id == one), None)):
            assert not allowed(known, one) & (knows | {""})
    # and a week later whoever may can do it, with whoever may
    later = standings([*there, *his], START + 3 * WEEK)
    can = {one for one, standing in later.items() if standing.settled}
    for one in can:
        assert allowed(later, one) == ((can - {one}) or {""})


def test_whoever_was_sent_away_does_not_purge_by_the_whole_file_of_before(tmp_path: Path) -> None:
    """That file is told on opening, and its clerks are those of then: a week is time enough to see it."""
    folder, clock = tmp_path / "record", Clock()
    with a_record(folder, clock) as record:
        former = Clerks(record, cost=CHEAP).add(CLERK, "前主任", Role.ADMINISTRATOR, "975310")
        clock.at += MONTH
    shutil.copy(folder / RECORD_FILE, tmp_path / "then.db")
    with opened(folder, clock) as record:
        Clerks(record, cost=CHEAP).leave(CLERK, former)
    shutil.copy(tmp_path / "then.db", folder / RECORD_FILE)

    with opened(folder, clock) as record:
        assert record.went_back is not None
        assert Clerks(record).get(former).active, "as on that day"
        with pytest.raises(WentBackLately, match="请管理员先核对“设置”里的受理员，过 7 天再清除"):
            who_may_confirm(record, former)
        clock.at += WEEK + timedelta(days=1)
        Intake(record, CLERK).open(DAY)
        assert [one.id for one in who_may_confirm(record, former)] == [CLERK]


@pytest.mark.parametrize("lost", [0, 2])
def test_after_a_restore_that_lost_entries_nobody_purges_for_a_week(tmp_path: Path, lost: int) -> None:
    folder, clock = tmp_path / "record", Clock()
    with a_record(folder, clock) as record:
        backup = Backups(record, clock).make()
        for _ in range(lost):
            Intake(record, CLERK).open(DAY)
        plan = plan_restore(record, CLERK, backup, clock)
    carry_out(plan, clock)

    with opened(folder, clock) as record:
        if not lost:
            assert who_may_confirm(record, CLERK) == []
            return
        with pytest.raises(WentBackLately):
            who_may_confirm(record, CLERK)
