"""A device with two histories: one is entered again, and nothing of either is lost."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import pytest
from builders.extent import examples
from builders.record_builders import told_tables
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
