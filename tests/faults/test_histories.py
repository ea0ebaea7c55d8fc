"""Many more histories of several desks than the everyday suite has: 5,000 in `make faults`, and 500 of desks that come
and go.
"""

from __future__ import annotations

import pytest
from builders.changing_office import an_office
from builders.extent import FULL
from builders.histories import a_history_of_three

#: The first ones are those of tests/store/journal/test_merge.py.
_FROM, _TO = 200, 5_200 if FULL else 205
_AT_ONCE = 100
#: Those of tests/store/journal/test_desks_come_and_go.py come first.
_GOING_FROM, _GOING_TO = 40, 540 if FULL else 42


@pytest.mark.parametrize("first", range(_FROM, _TO, _AT_ONCE))
def test_desks_that_do_not_know_of_each_other_end_with_the_same_tables(first: int) -> None:
    for seed in range(first, min(first + _AT_ONCE, _TO)):
        try:
            a_history_of_three(seed)
        except Exception as wrong:
            wrong.add_note(f"the history of seed {seed}")
            raise


@pytest.mark.parametrize("first", range(_GOING_FROM, _GOING_TO, 20))
def test_desks_that_come_and_go_end_with_the_same_tables(first: int) -> None:
    for seed in range(first, min(first + 20, _GOING_TO)):
        try:
            assert an_office(seed).wrong_at_the_end() == []
        except Exception as wrong:
            wrong.add_note(f"the history of seed {seed}")
            raise
