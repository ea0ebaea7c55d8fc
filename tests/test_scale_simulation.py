"""The simulation of many desks: what must hold of it whatever its habits are, and the fit that stands in its page."""

from __future__ import annotations

import pytest
from scale_simulation import WAYS, Fit, Habits, Way, fitted, simulate, table_of, table_of_desks

FEW = Habits(days=2, before=2)
HUB, STICK = WAYS[2], WAYS[0]


@pytest.mark.parametrize(("factor", "exponent"), [(0.5, 1.0), (3.0, 0.0), (0.01, 1.7)])
def test_a_cost_that_grows_by_a_power_is_found_again(factor: float, exponent: float) -> None:
    sizes = [5_000.0, 20_000.0, 80_000.0]
    found = fitted(sizes, [factor * size**exponent for size in sizes])
    assert found.exponent == pytest.approx(exponent, abs=1e-9)
    assert found.at(10_000_000) == pytest.approx(Fit(factor, exponent).at(10_000_000))


@pytest.mark.parametrize("way", WAYS)
def test_one_desk_alone_has_no_conflict_and_knows_all_it_did(way: Way) -> None:
    week = simulate(1, way, FEW)
    assert week.acts > 100
    assert (week.unheard, week.unknowing, week.conflicts) == (0, 0, 0)


def test_desks_that_never_touch_what_others_began_have_no_conflict() -> None:
    week = simulate(5, STICK, Habits(days=2, before=2, elsewhere=0.0))
    assert (week.unheard, week.unknowing) == (0, 0)


def test_who_exchanges_every_minute_hears_more_and_conflicts_less() -> None:
    hub, stick = simulate(20, HUB, FEW), simulate(20, STICK, FEW)
    assert hub.unheard < stick.unheard
    assert hub.unknowing < stick.unknowing
    assert 0 < stick.conflicts <= stick.unknowing


def test_the_same_seed_gives_the_same_week_and_another_one_another() -> None:
    assert simulate(4, STICK, FEW) == simulate(4, STICK, FEW) != simulate(4, STICK, FEW, seed=2)


def test_twice_the_desks_move_four_times_the_bytes() -> None:
    """Each desk has all of its office: what one does goes to all others."""
    few, many = simulate(10, HUB, FEW), simulate(20, HUB, FEW)
    assert 3 < many.bytes_moved / few.bytes_moved < 4.5


def test_the_tables_have_a_line_for_each_cost_and_each_way() -> None:
    names = "record_bytes file_bytes backup_bytes save_ms append_s open_s rebuild_s verify_s backup_s write_file_s"
    names += " take_in_s known_taken_s rss_opened_mb rss_rebuilt_mb rss_taken_mb empty_file_bytes"
    one = dict.fromkeys(names.split(), 1.0)
    lines = list(table_of([{**one, "entries": 10.0}, {**one, "entries": 100.0}], (1_000,)))
    assert {line.count("|") for line in lines} == {6}
    assert len(lines) == 2 + len(one)
    assert len(list(table_of_desks((1,)))) == 2 + len(WAYS)
