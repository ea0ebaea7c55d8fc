"""A device with two histories: one is entered again, and nothing of either is lost."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import pytest
from builders.extent import examples
from builders.record_builders import a_change, a_paper, an_opening, told_tables
from builders.shared_records import (
    Desk,
    a_twin,
    act_at_random,
    everybody_takes_or_repairs,
    take_or_repair,
    three_desks,
)

from gridcounter.core.record.journal import Entry, Kind


def said(desks: list[Desk]) -> Counter[tuple[object, ...]]:
    """What was entered anywhere, whatever device it stands under; contents with refs may name others now."""
    entries = {entry.hash: entry for desk in desks for entry in desk.written() if _is_an_act(entry)}
    return Counter(map(_facts, entries.values()))


def _is_an_act(entry: Entry) -> bool:
    return entry.kind not in {Kind.HEADS_SEEN, Kind.FORK_REPAIRED, Kind.DESK_JOINED}


def _facts(entry: Entry) -> tuple[object, ...]:
    return entry.hlc[:18], entry.entered_at, entry.clerk, entry.application, entry.kind


@pytest.mark.parametrize("seed", range(examples(100)))
def test_a_copy_the_original_and_a_third_desk_go_on_and_nothing_of_either_is_lost(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311  the same history each time
    desks = three_desks()[:2]
    for _ in range(15):
        act_at_random(draw.choice(desks), draw)
    copied = draw.choice(desks)
    twin = a_twin(copied)
    desks.append(twin)
    twin.clock.at = copied.clock.at + timedelta(milliseconds=7)
    for _ in range(45):
        act_at_random(draw.choice(desks), draw)
        if draw.random() < 0.1:
            one, other = draw.sample([desk for desk in desks if desk is not twin], 2)
            one.take_from(other)
    before = said(desks)

    everybody_takes_or_repairs(desks, draw)

    _all_the_same_and_sound(desks)
    for desk in desks:
        assert said([desk]) == before, "nothing is gone, and nothing is there twice"


@pytest.mark.parametrize("seed", range(examples(100)))
def test_others_that_knew_one_or_the_other_history_follow_and_all_end_the_same(seed: int) -> None:
    draw = random.Random(1000 + seed)  # noqa: S311  the same history each time
    desks = three_desks()
    for number, desk in enumerate(desks):
        desk.clock.at += timedelta(milliseconds=number)  # no two entries of one moment
    for _ in range(10):
        act_at_random(draw.choice(desks), draw)
    twin = a_twin(draw.choice(desks))
    twin.clock.at += timedelta(milliseconds=500)
    desks.append(twin)
    done: set[tuple[object, ...]] = set()
    for _ in range(70):
        act_at_random(draw.choice(desks), draw)
        if draw.random() < 0.15:
            one, other = draw.sample(desks, 2)
            done |= set(said(desks))
            take_or_repair(one, other)
    done |= set(said(desks))

    everybody_takes_or_repairs(desks, draw)

    _all_the_same_and_sound(desks)
    assert said(desks[:1]) == Counter(done), "nothing is gone, and nothing is there twice"


def _all_the_same_and_sound(desks: list[Desk]) -> None:
    first = told_tables(desks[0].db)
    for desk in desks:
        assert told_tables(desk.db) == first
        assert desk.journal.verify() is None
        assert desk.journal.differing() == ()
        assert desk.journal.rebuild().changed == ()


def test_what_another_desk_said_of_an_entry_under_its_first_name_is_said_of_the_same_entry() -> None:
    """The fault: a paper that was handed out stood as not handed out, or the paper of the other copy as handed out."""
    first, second, third = three_desks()
    opened = second.journal.append(an_opening("a1", "JN1-0001", {"applicant.phone": "1"}))
    first.take_from(second)
    twin = a_twin(second)
    twin.clock.at += timedelta(milliseconds=500)
    second.journal.append(a_change("a1", "applicant.phone", "2", opened.ref))
    paper = twin.journal.append(a_paper())
    third.take_from(twin)
    third.do(Kind.PAPER_DELIVERED, {"ref": paper.ref, "how": "in_person"})
    first.take_from(second)

    assert take_or_repair(first, third) is None, "the desk whose device it is makes way"
    desks = [first, second, third, twin]
    assert take_or_repair(twin, first) is not None
    everybody_takes_or_repairs(desks, random.Random(1))  # noqa: S311

    _all_the_same_and_sound(desks)
    for desk in desks:
        ((ref, how),) = desk.db.execute("SELECT ref, delivered_how FROM paper").fetchall()
        assert how == "in_person"
        assert ref == f"{twin.journal.device}:1"
        assert desk.db.execute("SELECT value FROM field WHERE field = 'applicant.phone'").fetchall() == [('"2"',)]
    assert third.db.execute("SELECT device, seq, hash FROM forked").fetchall() == [
        (paper.device, paper.seq, paper.hash)
    ]


@pytest.mark.parametrize("late", [True, False])
@pytest.mark.parametrize("kept", [True, False])
def test_a_copy_takes_part_after_its_desk_was_retired_only_if_it_was_kept(*, late: bool, kept: bool) -> None:
    """Whatever clock it has, and by whatever desk it comes: the fault is that a stolen folder goes on as a copy."""
    first, second, third = three_desks()
    stolen, copied = "11" * 32, "22" * 32
    third.journal.begin_anew(third.journal.heads())
    third.do(Kind.DESK_JOINED, {"name": "4 号台", "signs_with": stolen, "sealed_to": "age1other"}, None)
    first.take_from(third)
    first.clock.at += timedelta(hours=1)
    second.clock.at += timedelta(hours=2 if late else 0)
    gone = {"signs_with": stolen, "why": "笔记本丢失", "keeps": [copied] if kept else []}
    first.do(Kind.DESK_RETIRED, gone, None)
    copy = {"name": "4 号台（2）", "signs_with": copied, "sealed_to": "age1copy", "follows": stolen, "vouched": "ab"}
    second.journal.begin_anew(second.journal.heads())
    second.do(Kind.DESK_JOINED, copy, None)

    first.take_from(second)

    sql = "SELECT retired IS NULL FROM desk WHERE signs_with = ?"
    assert first.db.execute(sql, [copied]).fetchall() == [(int(kept),)]
    assert first.db.execute(sql, [stolen]).fetchall() == [(0,)]
    assert first.journal.rebuild().changed == ()
