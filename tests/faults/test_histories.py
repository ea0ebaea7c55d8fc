"""Many more histories of several desks than the everyday suite has: 5,000 in `make faults`."""

from __future__ import annotations

import pytest
from builders.extent import FULL
from builders.histories import a_history_of_three

#: The first ones are those of tests/store/journal/test_merge.py.
_FROM, _TO = 200, 5_200 if FULL else 205
_AT_ONCE = 100


@pytest.mark.parametrize("first", range(_FROM, _TO, _AT_ONCE))
def test_desks_that_do_not_know_of_each_other_end_with_the_same_tables(first: int) -> None:
    for seed in range(first, min(first + _AT_ONCE, _TO)):
        try:
            a_history_of_three(seed)
        except Exception as wrong:
            wrong.add_note(f"the history of seed {seed}")
            raise
