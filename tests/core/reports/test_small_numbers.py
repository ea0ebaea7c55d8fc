"""Small numbers are hidden, and cannot be worked out from what is published, also not by who knows the rule."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence

import pytest
from builders.extent import examples
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from gridcounter.core.reports.small_numbers import FEWEST, given, hidden_together

Published = tuple[int | None, tuple[int | None, ...]]


def published(parts: Sequence[int]) -> Published:
    """All that goes out of a table: its total, and each part that is given; what is hidden is the rest of the total."""
    hidden = hidden_together(parts)
    return given(sum(parts)), tuple(None if at in hidden else number for at, number in enumerate(parts))


@pytest.mark.parametrize(("number", "out"), [(0, 0), (1, None), (2, None), (3, 3), (40, 40)])
def test_one_and_two_are_hidden_and_nobody_is_nobody(number: int, out: int | None) -> None:
    assert given(number) == out


@pytest.mark.parametrize(("rows", "most"), [(1, 20), (2, 20), (3, 9), (4, 8), (5, 5)])
def test_of_all_small_tables_none_tells_a_hidden_number(rows: int, most: int) -> None:
    """Everybody who knows the rule can list the tables that would be published so: of each hidden part they differ."""
    alike: dict[Published, list[tuple[int, ...]]] = defaultdict(list)
    for parts in itertools.product(range(most + 1), repeat=rows):
        alike[published(parts)].append(parts)
    for out, tables in alike.items():
        for at, number in enumerate(out[1]):
            if number is None:
                # those with larger parts than were tried only add to what is possible
                assert len({table[at] for table in tables}) > 1, (out, tables)


@settings(max_examples=examples(2_000))
@drawn(st.lists(st.integers(0, 6) | st.integers(0, 4_000), min_size=1, max_size=30))
def test_of_any_table_each_hidden_part_could_be_another_number(parts: list[int]) -> None:
    hidden = hidden_together(parts)
    out = published(parts)
    assert not {1, 2} & set(out[1])
    for at in hidden:
        others = [other for other in hidden if parts[other] != parts[at]]
        if others:
            parts_of_another = list(parts)
            other = others[0]
            parts_of_another[at], parts_of_another[other] = parts[other], parts[at]
        elif len(parts) == 1:
            parts_of_another = [FEWEST - parts[0]]
        else:  # all parts are equal: the same total in one of them looks the same
            parts_of_another = [0] * len(parts)
            parts_of_another[at] = sum(parts)
        assert parts_of_another[at] != parts[at]
        assert published(parts_of_another) == out


@settings(max_examples=examples(500))
@drawn(st.lists(st.integers(0, 50), min_size=2, max_size=12))
def test_what_is_hidden_is_never_one_part_alone(parts: list[int]) -> None:
    """The total less the others would be it."""
    assert len(hidden_together(parts)) != 1


@settings(max_examples=examples(500))
@drawn(st.lists(st.just(0) | st.integers(FEWEST, 900), min_size=1, max_size=12))
def test_a_table_without_small_numbers_is_given_whole(parts: list[int]) -> None:
    """But for a total that small parts alone could make: there nothing is given, whatever the parts are."""
    if sum(parts) not in {len(parts), 2 * len(parts)}:
        assert hidden_together(parts) == frozenset()
