"""Histories of three desks that exchange now and then, the same ones each time."""

from __future__ import annotations

import random
from datetime import timedelta

from builders.record_builders import told_tables
from builders.shared_records import act_at_random, everybody_takes_from_everybody, three_desks


def a_history_of_three(seed: int) -> None:
    """All end with the same tables, which a rebuild does not change, and with a journal that verifies."""
    draw = random.Random(seed)  # noqa: S311  the same history each time
    desks = three_desks(ahead=timedelta(days=draw.choice([0, 0, 1, -1])))
    for _ in range(60):
        act_at_random(draw.choice(desks), draw)
        if draw.random() < 0.1:
            one, other = draw.sample(desks, 2)
            one.take_from(other)

    everybody_takes_from_everybody(desks)

    first = told_tables(desks[0].db)
    for desk in desks[1:]:
        assert told_tables(desk.db) == first
    for desk in desks:
        assert desk.journal.rebuild().changed == ()
        assert told_tables(desk.db) == first
        assert desk.journal.verify() is None
