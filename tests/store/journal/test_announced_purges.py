"""A purge in two steps: announced, and done once every desk is known to have that."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from builders.extent import examples
from builders.record_builders import a_change, an_opening, told_tables
from builders.shared_records import (
    RULE,
    Desk,
    a_joining_desk,
    a_twin,
    act_on_announced,
    everybody_takes_from_everybody,
    joined_as,
    three_desks,
)

from gridcounter.core.record.acts import read
from gridcounter.core.record.journal import Entry, Kind
from gridcounter.core.record.of_office import RecordsPurged
from gridcounter.store.custody.purge import NotAnnounced, NotSeenByAll, announce, heads_of, purge_announced
from gridcounter.store.journal.announcements import late_entries, reached, standing
from gridcounter.store.journal.validators.announced import ToBePurged
from gridcounter.store.journal.validators.purge import CannotBePurged


def closed_at(first: Desk, *others: Desk) -> None:
    first.journal.append(an_opening(fields={"applicant.name": "李四"}))
    first.do(Kind.APPLICATION_CLOSED, {"why": "withdrawn"})
    for other in others:
        other.take_from(first)
        first.take_from(other)


def announced_by(desk: Desk) -> Entry:
    return announce(desk.journal, ["a1"], "c1", RULE)


def purged_by(desk: Desk) -> Entry:
    return purge_announced(desk.db, desk.journal, ["a1"], "c1", desk.clock().isoformat())


def awaited_by(desk: Desk) -> list[str]:
    (one,) = standing(desk.db)
    return [other.called for other in reached(desk.db, one.device, desk.clock().isoformat()) if other.seq < one.seq]


def a_retirement(of: str) -> dict[str, str]:
    return {"signs_with": joined_as(of)["signs_with"], "why": "笔记本丢失"}


def test_it_is_purged_when_the_last_desk_is_known_to_have_it_and_not_before() -> None:
    first, second, third = three_desks()
    closed_at(first, second, third)
    said = announced_by(first)
    second.take_from(first)
    assert awaited_by(first) == ["2 号台", "3 号台"], "what is only handed over is not known to have come"
    first.take_from(second)
    assert awaited_by(first) == ["3 号台"]
    with pytest.raises(NotSeenByAll, match="还等 3 号台"):
        purged_by(first)
    assert first.journal.purged() == 0
    third.take_from(second)
    first.take_from(third)

    done = read(purged_by(first))

    assert isinstance(done, RecordsPurged)
    assert done.announced == said.ref
    assert standing(first.db) == []


def test_everywhere_the_same_desks_are_awaited() -> None:
    """Entries of the journal say who has it, not what one file remembers."""
    first, second, third = three_desks()
    closed_at(first, second, third)
    announced_by(first)
    second.take_from(first)
    third.take_from(second)

    assert awaited_by(second) == ["2 号台", "3 号台"][1:]
    assert awaited_by(third) == []
    first.take_from(third)
    assert awaited_by(first) == []


def test_who_knows_of_it_reads_and_does_nothing_else_on_it() -> None:
    first, second, _ = three_desks()
    closed_at(first, second)
    announced_by(first)
    second.take_from(first)

    for desk in (first, second):
        with pytest.raises(ToBePurged, match="已由“1 号台”预告清除"):
            desk.do(Kind.APPLICATION_REOPENED, {"why": "又来了"})
        with pytest.raises(ToBePurged):
            desk.journal.append(a_change("a1", "applicant.phone", "13800000000", None))
        desk.do(Kind.PERSONAL_DATA_SHOWN, {"fields": ["applicant.phone"]})


def test_the_announcing_desk_alone_withdraws_and_then_it_is_announced_anew() -> None:
    """The fault: another desk withdrew while the announcing one, which did not know, purged."""
    first, second, third = three_desks()
    closed_at(first, second, third)
    announced_by(first)
    second.take_from(first)
    for why in ("投诉", ""):
        with pytest.raises(ToBePurged, match="请在“1 号台”的设置“留存与清除”里先暂缓清除"):
            second.do(Kind.PURGE_HELD, {"why": why})

    first.do(Kind.PURGE_HELD, {"why": "投诉"})
    everybody_takes_from_everybody([first, second, third])

    for desk in (first, second, third):
        assert standing(desk.db) == []
    second.do(Kind.PURGE_HELD, {"why": ""})
    everybody_takes_from_everybody([first, second, third])
    with pytest.raises(NotAnnounced):
        purged_by(first)
    announced_by(second)
    everybody_takes_from_everybody([first, second, third])
    purged_by(second)


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(days=1), timedelta(days=-1)])
def test_what_a_desk_did_before_it_knew_withdraws_it_whatever_the_clocks_say(ahead: timedelta) -> None:
    first, second, third = three_desks(ahead)
    closed_at(first, second, third)
    second.do(Kind.APPLICATION_REOPENED, {"why": "又来了"})
    announced_by(first)
    third.take_from(second)
    second.do(Kind.APPLICATION_CLOSED, {"why": "withdrawn"})

    everybody_takes_from_everybody([first, second, third])

    for desk in (first, second, third):
        assert standing(desk.db) == [], "closed again, but on another day"
    with pytest.raises(NotAnnounced):
        purged_by(first)


def test_of_two_desks_that_announce_it_the_earlier_purges() -> None:
    first, second, third = three_desks()
    closed_at(first, second, third)
    announced_by(first)
    second.clock.at += timedelta(minutes=1)
    announced_by(second)
    with pytest.raises(CannotBePurged, match="已由“1 号台”预告清除"):
        announced_by(first)

    everybody_takes_from_everybody([first, second, third])

    with pytest.raises(NotAnnounced):
        purged_by(second)
    with pytest.raises(ToBePurged):
        second.do(Kind.PURGE_HELD, {"why": "投诉"})
    purged_by(first)
    everybody_takes_from_everybody([first, second, third])
    for desk in (first, second, third):
        assert (standing(desk.db), late_entries(desk.db)) == ([], [])


def test_a_desk_that_is_retired_is_awaited_no_longer_and_what_it_announced_no_longer_holds() -> None:
    first, second, third = three_desks()
    closed_at(first, second, third)
    announced_by(first)
    everybody_takes_from_everybody([first, second])
    assert awaited_by(first) == ["3 号台"]

    first.do(Kind.DESK_RETIRED, a_retirement("3 号台"), None)
    assert awaited_by(first) == []
    second.take_from(first)
    second.do(Kind.DESK_RETIRED, a_retirement("1 号台"), None)

    assert standing(second.db) == []
    announced_by(second)
    purged_by(second)


def test_who_was_invited_before_it_was_known_is_awaited_until_he_joined_or_the_invitation_ends() -> None:
    """The fault: a desk joined after all others had it, with what its inviter knew before, and worked on it."""
    first, second, third = three_desks()
    closed_at(first, second, third)
    soon = (first.clock.at + timedelta(days=7)).isoformat()
    second.do(Kind.DESK_INVITED, {"mark_digest": "ab" * 32, "until": soon}, None)
    fourth = a_joining_desk(second, "4 号台")
    announced_by(first)
    first.do(Kind.DESK_INVITED, {"mark_digest": "cd" * 32, "until": soon}, None)
    everybody_takes_from_everybody([first, second, third])

    assert awaited_by(first) == [f"用邀请文件还没有加入的一台（邀请有效到 {soon[:10]}）"]
    first.take_from(fourth)
    assert "4 号台" in awaited_by(first)
    fourth.take_from(first)
    first.take_from(fourth)
    first.clock.at += timedelta(days=8)
    assert awaited_by(first) == []
    purged_by(first)


def put_back(desk: Desk, name: str) -> None:
    """What `desk` does after a restore: another device, which says what it has."""
    desk.journal.begin_anew(desk.journal.heads())
    desk.do(Kind.DESK_JOINED, {**joined_as(name), "heads": heads_of(desk.journal)}, None)


def test_a_desk_that_was_put_back_is_awaited_again() -> None:
    first, second, third = three_desks()
    closed_at(first, second, third)
    before = a_twin(second)
    announced_by(first)
    everybody_takes_from_everybody([first, second, third])
    assert awaited_by(first) == []
    put_back(before, "2 号台")

    first.take_from(before)

    assert awaited_by(first) == ["2 号台"]
    before.take_from(first)
    first.take_from(before)
    purged_by(first)


def test_what_a_desk_that_was_put_back_enters_on_a_purged_application_is_listed_and_blank() -> None:
    first, second, third = three_desks()
    closed_at(first, second, third)
    before = a_twin(second)
    announced_by(first)
    everybody_takes_from_everybody([first, second, third])
    purged_by(first)
    put_back(before, "2 号台")
    late = before.do(Kind.APPLICATION_REOPENED, {"why": "又来了"})
    held = before.do(Kind.PURGE_HELD, {"why": "投诉"})

    first.take_from(before)
    before.take_from(first)
    everybody_takes_from_everybody([first, third])

    for desk in (first, before, third):
        found = [(one.number, one.device, one.seq, one.clerk) for one in late_entries(desk.db)]
        assert found == [("JN1-0001", one.device, one.seq, one.clerk) for one in (late, held)]
        assert [entry.written for entry in desk.journal.of("a1")] == [None] * 4
        assert desk.journal.verify() is None
        assert desk.journal.rebuild().changed == ()


def test_what_an_announcing_desk_that_was_put_back_announced_is_announced_anew() -> None:
    """The fault: a file of before purged what was held since, at the same desk."""
    first, second, third = three_desks()
    closed_at(first, second, third)
    announced_by(first)
    everybody_takes_from_everybody([first, second, third])
    before = a_twin(first)
    first.do(Kind.PURGE_HELD, {"why": "投诉"})
    second.take_from(first)
    put_back(before, "1 号台")

    assert standing(before.db) == []
    with pytest.raises(NotAnnounced):
        purged_by(before)


def a_history(draw: random.Random) -> list[Desk]:
    desks = three_desks(ahead=timedelta(days=draw.choice([0, 0, 1, -1])))
    for _ in range(80):
        act_on_announced(draw.choice(desks), draw)
        if draw.random() < 0.8:
            one, other = draw.sample(desks, 2)
            one.take_from(other)
    return desks


@pytest.mark.parametrize("seed", range(examples(60)))
def test_in_no_history_does_an_announced_purge_meet_what_its_desk_did_not_know(seed: int) -> None:
    """Whatever a desk entered before, or did to withdraw it, the purging desk has; and all end with the same tables."""
    desks = a_history(random.Random(seed))  # noqa: S311  the same history each time

    everybody_takes_from_everybody(desks)

    first = told_tables(desks[0].db)
    for desk in desks:
        assert late_entries(desk.db) == []
        assert told_tables(desk.db) == first
        assert desk.journal.rebuild().changed == ()
        assert told_tables(desk.db) == first
        assert standing(desk.db) == standing(desks[0].db)


def test_those_histories_do_purge_and_withdraw() -> None:
    purged = held = 0
    for seed in range(10):
        (desk, *_) = a_history(random.Random(seed))  # noqa: S311
        kinds = [entry.kind for entry in desk.journal.all()]
        purged += kinds.count(Kind.RECORDS_PURGED)
        held += kinds.count(Kind.PURGE_HELD)
    assert min(purged, held) > 5, (purged, held)
