"""What another desk brings comes by many transactions: after each the record is whole, and this desk writes on."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from builders.every_kind import EXAMPLES
from builders.extent import examples
from builders.record_builders import a_change, an_opening, told_tables
from builders.shared_records import (
    RULE,
    Desk,
    a_twin,
    act_at_random,
    everybody_takes_from_everybody,
    three_desks,
)

from gridcounter.core.record.acts import read
from gridcounter.core.record.journal import Kind, entry_hash
from gridcounter.core.record.of_desks import HeadsSeen
from gridcounter.errors import Refusal
from gridcounter.store.custody.purge import purge
from gridcounter.store.custody.schema_check import altered_in
from gridcounter.store.journal.arriving import BlankedOnTheWay, OpensNothing
from gridcounter.store.journal.merge import record_id
from gridcounter.store.journal.table_integrity import is_replaced
from gridcounter.store.journal.taking import Taken, TakenInPart, take


class Interrupted(Refusal):
    """Somebody stopped it."""

    def __init__(self) -> None:
        super().__init__("已停止")


class Killed(BaseException):
    """The process ended."""


def take_in_parts(
    desk: Desk,
    other: Desk,
    at_once: int,
    between: Callable[[], object] = lambda: None,
    stop_at: int | None = None,
) -> Taken:
    """`between` runs after each transaction."""

    def write(job: Callable[..., Any]) -> Any:  # noqa: ANN401  what the job returns
        result = job(desk.db, desk.journal)
        between()
        return result

    def progress(done: int, total: int) -> None:
        if stop_at is not None and done >= stop_at and done < total:
            raise Interrupted

    return take(write, desk.db, record_id(other.db), other.written(), "c1", at_once=at_once, progress=progress)


def whole(desk: Desk) -> None:
    """As whoever opens it would find it, and as a rebuild gives it."""
    assert desk.journal.verify() is None
    assert desk.journal.differing() == ()
    assert not is_replaced(desk.db)
    assert altered_in(desk.db) == ()
    twin = a_twin(desk)
    assert twin.journal.device == desk.journal.device
    assert twin.journal.rebuild().changed == ()
    assert twin.journal.device == desk.journal.device
    assert not is_replaced(twin.db)


def everything(desk: Desk) -> dict[str, list[tuple[Any, ...]]]:
    return {name: desk.db.execute(f"SELECT * FROM {name}").fetchall() for name in desk.db.table_names()}  # noqa: S608


@pytest.mark.parametrize("at_once", [1, 2, 7, 50])
@pytest.mark.parametrize("seed", range(examples(40)))
def test_after_each_part_the_record_is_whole_while_this_desk_goes_on(seed: int, at_once: int) -> None:
    draw = random.Random(seed)  # noqa: S311  the same history each time
    desks = three_desks(ahead=timedelta(days=draw.choice([0, 0, 1, -1])))
    first, second, _ = desks
    for _ in range(60):
        act_at_random(draw.choice(desks), draw)
        if draw.random() < 0.08:
            one, other = draw.sample(desks, 2)
            one.take_from(other)
    parts = []

    def between() -> None:
        parts.append(1)
        whole(first)
        for _ in range(draw.choice([0, 0, 1, 3])):
            act_at_random(first, draw)

    take_in_parts(first, second, at_once, between)
    everybody_takes_from_everybody(desks)

    tables = told_tables(first.db)
    for desk in desks:
        assert told_tables(desk.db) == tables
        whole(desk)


@pytest.mark.parametrize("at_once", [1, 2, 7])
@pytest.mark.parametrize("seed", range(examples(20)))
def test_what_ends_after_any_part_goes_on_from_there(seed: int, at_once: int) -> None:
    draw = random.Random(seed)  # noqa: S311  the same history each time
    desks = three_desks(ahead=timedelta(days=draw.choice([0, 1, -1])))
    first, second, _ = desks
    for _ in range(40):
        act_at_random(draw.choice(desks), draw)
    straight = a_twin(first)
    straight.take_from(second)
    count = first.journal.count()

    rounds = 0

    def kill() -> None:
        if rounds == 1 or draw.random() < 0.4:
            raise Killed

    while True:
        rounds += 1
        try:
            left = take_in_parts(first, second, at_once, kill, draw.choice([None, None, at_once])).left
        except Killed:
            left = 1
        whole(first)
        before, count = count, first.journal.count()
        assert count >= before
        if not left:
            break

    assert rounds > 1
    assert told_tables(first.db) == told_tables(straight.db)
    said = [act for entry in first.written() if isinstance(act := read(entry), HeadsSeen)]
    end = second.journal.heads()[second.journal.device]
    assert (second.journal.device, end.seq) in {(one.device, one.seq) for act in said for one in act.heads}


def test_a_long_file_is_answered_by_one_entry() -> None:
    first, second, _ = three_desks()
    second.journal.append(an_opening())
    for number in range(200):
        second.do(Kind.FIELDS_CHANGED, {"fields": {f"field.{number}": {"to": 1, "over": None}}})
    before = first.journal.count()
    parts: list[int] = []

    take_in_parts(first, second, 10, lambda: parts.append(1))

    assert len(parts) == 21
    entries = first.written()[before:]
    assert sum(entry.device == first.journal.device for entry in entries) == 1
    assert entries[-1].kind == Kind.HEADS_SEEN


def test_what_came_before_somebody_stopped_it_is_said_to_be_seen() -> None:
    first, second, _ = three_desks()
    for number in range(9):
        second.journal.append(an_opening(f"b{number}", f"JN1-1{number:03d}"))

    assert take_in_parts(first, second, 2, stop_at=4).left == 6

    act = read(first.written()[-1])
    assert isinstance(act, HeadsSeen)
    assert [one.device for one in act.heads] == [second.journal.device]


def test_what_this_desk_changed_twice_between_two_parts_stays_the_one_changed_last() -> None:
    """The fault: while an application is the last changed its clock is not written, and what came next stood before it
    in every list.
    """
    first, second, _ = three_desks(ahead=timedelta(minutes=10))
    first.journal.append(an_opening("own", "JN1-0001"))
    second.journal.append(an_opening("theirs", "JN1-0002"))
    second.clock.at += timedelta(minutes=1)
    second.do(Kind.MATERIALS_RECEIVED, {"on": "2026-09-21"}, "theirs")

    def between() -> None:
        whole(first)
        first.do(Kind.MATERIALS_RECEIVED, {"on": "2026-09-21"}, "own")
        first.clock.at = second.clock.at + timedelta(hours=1)
        first.do(Kind.MATERIALS_RECEIVED, {"on": "2026-09-22"}, "own")

    take_in_parts(first, second, 1, between)

    whole(first)
    order = first.db.execute("SELECT id FROM application ORDER BY changed_hlc").fetchall()
    assert order == [("theirs",), ("own",)]


def test_what_comes_back_to_a_restored_desk_is_never_on_record_without_the_entry_that_says_so() -> None:
    """The fault: an entry of a device that had been replaced, and that nobody said to have taken in, is a break."""
    first, second, _ = three_desks()
    old = a_twin(second)
    for number in range(4):
        second.journal.append(an_opening(f"b{number}", f"JN1-1{number:03d}"))
    first.take_from(second)
    old.journal.begin_anew(first.journal.heads())
    old.do(Kind.RECORD_RESTORED, EXAMPLES[Kind.RECORD_RESTORED], None)
    whole(old)

    take_in_parts(old, first, 1, lambda: whole(old))

    assert len(told_tables(old.db)["application"]) == 4


def test_who_may_do_what_comes_with_the_entry_that_says_when() -> None:
    """The fault: a clerk whom another desk made administrator a month ago had been one for a month at a desk that was
    killed before the end of the file."""
    first, second, _ = three_desks()
    second.journal.append(an_opening())
    second.do(Kind.CLERK_CHANGED, {**EXAMPLES[Kind.CLERK_ADDED], "role": "administrator", "changed": ["role"]}, None)
    for number in range(9):
        second.do(Kind.FIELDS_CHANGED, {"fields": {f"field.{number}": {"to": 1, "over": None}}})
    brought = second.journal.heads()

    def kill() -> None:
        if any(entry.kind == Kind.CLERK_CHANGED for entry in first.written()):
            raise Killed

    with pytest.raises(Killed):
        take_in_parts(first, second, 1, kill)

    last = first.written()[-1]
    act = read(last)
    assert isinstance(act, HeadsSeen)
    assert [one.device for one in act.heads] == [second.journal.device]
    assert act.heads[0].seq < brought[second.journal.device].seq


def test_what_this_desk_enters_between_two_parts_is_later_than_all_that_came() -> None:
    """The fault: the last entry that came may be earlier by its clock than one before it, and than this desk's own."""
    first, second, third = three_desks(ahead=timedelta(days=2))
    second.journal.append(an_opening("a1", "JN1-0001"))
    third.journal.append(an_opening("a2", "JN1-0002"))
    second.take_from(third)
    entries = []

    take_in_parts(first, second, 1, lambda: entries.append(first.do(Kind.DESK_HANDED_OVER, HANDED, None)))

    latest = ""
    for entry in first.written():
        if entry.device == first.journal.device:
            assert entry.hlc > latest
        latest = max(latest, entry.hlc)
    assert len(entries) > 2


def test_blank_contents_come_together_with_the_purge_that_explains_them() -> None:
    """The fault: between the two nothing on record accounted for the blank ones, and the record was called damaged."""
    first, second, _ = three_desks()
    second.journal.append(an_opening())
    second.do(Kind.APPLICATION_CLOSED, {"why": "withdrawn"})
    for number in range(5):
        second.journal.append(an_opening(f"b{number}", f"JN1-1{number:03d}"))
    purge(second.db, second.journal, ["a1"], "c1", RULE)
    second.journal.append(an_opening("c1", "JN1-2000"))

    take_in_parts(first, second, 2, lambda: whole(first))

    assert first.db.execute("SELECT count(*) FROM application WHERE purged_on IS NOT NULL").fetchone() == (1,)


def test_a_purge_of_a_later_part_blanks_what_came_in_an_earlier_one() -> None:
    first, second, _ = three_desks()
    second.journal.append(an_opening())
    second.do(Kind.APPLICATION_CLOSED, {"why": "withdrawn"})
    first.take_from(second)
    for number in range(5):
        second.journal.append(an_opening(f"b{number}", f"JN1-1{number:03d}"))
    purge(second.db, second.journal, ["a1"], "c1", RULE)
    first.do(Kind.PERSONAL_DATA_SHOWN, {"list": "papers"})

    take_in_parts(first, second, 2, lambda: whole(first))

    held = "SELECT count(*) FROM journal WHERE application = 'a1' AND payload IS NOT NULL"
    assert first.db.execute(held).fetchone() == (0,)


@pytest.mark.parametrize("what", ["blank", "nothing opened"])
def test_what_is_wrong_at_the_end_of_a_file_leaves_nothing_of_its_beginning(what: str) -> None:
    first, second, _ = three_desks()
    for number in range(9):
        second.journal.append(an_opening(f"b{number}", f"JN1-1{number:03d}"))
    sent = second.written()
    refusal: type[Refusal]
    if what == "blank":
        sent[-1], refusal = replace(sent[-1], written=None, salt=None), BlankedOnTheWay
    else:
        changed = replace(sent[-1], application=None)
        sent[-1], refusal = replace(changed, hash=entry_hash(changed)), OpensNothing
    before = everything(first)

    with pytest.raises(refusal):
        first.take(sent, record_id(first.db), 1)

    assert everything(first) == before


def test_what_fails_in_a_later_part_says_how_much_came() -> None:
    first, second, _ = three_desks()
    for number in range(9):
        second.journal.append(an_opening(f"b{number}", f"JN1-1{number:03d}"))
    parts = iter([None, None, Interrupted()])

    def write(job: Callable[..., Any]) -> Any:  # noqa: ANN401  what the job returns
        if (wrong := next(parts)) is not None:
            raise wrong
        return job(first.db, first.journal)

    with pytest.raises(TakenInPart, match="已收入 4 条，共 10 条；已停止。收进来的都是完整的，再收一次会接着收"):
        take(write, first.db, record_id(second.db), second.written(), "c1", at_once=2)

    whole(first)
    assert first.take_from(second).entries == 6
    whole(first)


def test_two_who_take_in_the_same_at_once_have_it_once() -> None:
    first, second, _ = three_desks()
    for number in range(9):
        second.journal.append(an_opening(f"b{number}", f"JN1-1{number:03d}"))
    begun: list[int] = []

    def between() -> None:
        if not begun:
            begun.append(1)
            first.take_from(second)

    take_in_parts(first, second, 2, between)

    whole(first)
    assert len(told_tables(first.db)["application"]) == 9


def test_a_change_over_what_came_a_moment_ago_is_no_conflict() -> None:
    first, second, _ = three_desks(ahead=timedelta(days=1))
    opened = second.journal.append(an_opening(fields={"works.length_m": 1}))
    second.do(Kind.MATERIALS_RECEIVED, {"on": "2026-09-21"})
    second.do(Kind.MATERIALS_RECEIVED, {"on": "2026-09-22"})
    done: list[str] = []

    def between() -> None:
        if not done and first.db.execute("SELECT 1 FROM field").fetchone():
            done.append(first.journal.append(a_change("a1", "works.length_m", 2, opened.ref)).ref)

    take_in_parts(first, second, 1, between)

    assert first.db.execute("SELECT * FROM conflict").fetchall() == []
    assert first.db.execute("SELECT ref FROM field").fetchall() == [(done[0],)]


HANDED = EXAMPLES[Kind.DESK_HANDED_OVER]


def test_an_act_between_two_parts_knew_what_the_parts_before_it_brought() -> None:
    """It would be listed as done by somebody who did not know that the application was closed."""
    first, second, _ = three_desks()
    second.journal.append(an_opening())
    second.do(Kind.APPLICATION_CLOSED, {"why": "withdrawn"})
    second.do(Kind.NUMBERS_RESERVED, {"numbers": ["JN1-0100"], "purpose": "drawer"}, None)
    done: list[object] = []

    def between() -> None:
        closed = first.db.execute("SELECT 1 FROM application WHERE state = 'closed'").fetchone()
        if closed and not done:
            done.append(first.do(Kind.DOCUMENT_RECEIVED, {"document": "identity"}))

    take_in_parts(first, second, 1, between)
    everybody_takes_from_everybody([first, second])
    assert done
    for desk in (first, second):
        assert desk.db.execute("SELECT * FROM conflict").fetchall() == []
        whole(desk)
