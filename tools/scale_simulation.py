"""What many desks and many entries cost, for docs/scale.md: `python tools/scale_simulation.py [costs|desks]`.

`costs` measures records of several sizes and fits how each cost grows; each size runs in a process of its own, so that
its memory is its own. `desks` simulates weeks of desks that exchange, act by act, with habits that are invented: they
are the constants here, and stand in the page as assumptions.
"""

from __future__ import annotations

import json
import math
import random
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

SIZES = (5_000, 20_000, 80_000)
#: Of the invented year, in the mean.
ENTRIES_OF_ONE = 15.8
_MEGABYTE = 1024 * 1024
#: A cost of more is written without decimals.
_WHOLE = 100


@dataclass(frozen=True)
class Fit:
    """Cost = `factor` × size to the power of `exponent`; through all points, on logarithms."""

    factor: float
    exponent: float

    def at(self, size: float) -> float:
        """What it would cost, if it goes on so: nobody measured it."""
        return self.factor * math.pow(size, self.exponent)


def fitted(sizes: Sequence[float], costs: Sequence[float]) -> Fit:
    """Of at least two sizes; all costs are more than nothing."""
    xs, ys = [math.log(size) for size in sizes], [math.log(cost) for cost in costs]
    slope = statistics.linear_regression(xs, ys)
    return Fit(math.exp(slope.intercept), slope.slope)


# --- simulated ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Habits:
    """Invented. Hours are those of opening; days are counted after `before`, when there are applications of some age.

    `elsewhere` of the acts are about an application that another desk began; `same_thing` of two acts that did not know
    of each other touch the same thing (a field, an acceptance, a paper).
    """

    hours: float = 8.0
    days: int = 5
    before: int = 10
    new_applications: float = 12.0
    acts_of_one: float = ENTRIES_OF_ONE
    elsewhere: float = 0.03
    same_thing: float = 0.1
    open_days: float = 10.0


@dataclass(frozen=True)
class Sizes:
    """Bytes: measured (an entry, an empty file, a desk more in a file) or read in a review (a box, a message)."""

    box: int = 236
    of_a_file: int = 150
    empty_file: int = 900
    each_desk: int = 230
    message: int = 300


@dataclass(frozen=True)
class Way:
    """How desks exchange: through a hub every so many hours, or by sticks, each once round the desks every so many."""

    name: str
    every_h: float
    hub: bool


@dataclass
class Week:
    """What a run of the simulation counted, after the days before.

    `unheard`: somebody came about an application of another desk that this desk did not know yet; it would be opened a
    second time. `unknowing`: another desk had acted on it, and this one had not heard of that.
    """

    acts: int = 0
    messages: int = 0
    bytes_moved: int = 0
    unheard: int = 0
    unknowing: int = 0
    conflicts: int = 0


@dataclass
class _Office:
    """The applications of each desk, the oldest first: who acted on it last, and when."""

    of_desk: list[list[dict[int, float]]]
    way: Way

    def phase(self, desk: int) -> float:
        """Desks exchange one after the other, all within one round."""
        return self.way.every_h * (desk + 1) / len(self.of_desk)

    def exchanged(self, desk: int, at: float) -> float:
        """When this desk last exchanged, 0 for never."""
        return max(0.0, math.floor((at - self.phase(desk)) / self.way.every_h) * self.way.every_h + self.phase(desk))

    def knows(self, desk: int, other: int, at: float) -> float:
        """Until when it knows what the other one did: what that one had exchanged before it did so itself."""
        return self.exchanged(other, self.exchanged(desk, at))

    def chosen(self, chance: random.Random, habits: Habits, desk: int, at: float) -> dict[int, float] | None:
        """An open application of this desk; seldom one of another, if this desk has heard of it."""
        open_ones = max(1, round(habits.new_applications * habits.open_days))
        if chance.random() >= habits.elsewhere:
            return chance.choice(self.of_desk[desk][-open_ones:])
        other = chance.randrange(len(self.of_desk))
        one = chance.choice(self.of_desk[other][-open_ones:] or [{other: math.inf}])
        return one if other == desk or min(one.values()) <= self.knows(desk, other, at) else None


def simulate(desks: int, way: Way, habits: Habits | None = None, sizes: Sizes | None = None, seed: int = 1) -> Week:
    """A week of one office with so many desks, act by act.

    An act is unknowing if another desk acted on the same application, and this desk had not heard of that. It is a
    conflict if both touch the same thing.
    """
    habits, sizes = habits or Habits(), sizes or Sizes()
    chance = random.Random(seed)  # noqa: S311  invented, and the same in every run
    week, office = Week(), _Office([[] for _ in range(desks)], way)
    pushed: set[tuple[int, float]] = set()
    a_day, first = habits.new_applications * habits.acts_of_one, habits.hours * habits.before
    at = 0.0
    while (at := at + chance.expovariate(desks * a_day / habits.hours)) < first + habits.hours * habits.days:
        desk, counts = chance.randrange(desks), at >= first
        week.acts += counts
        if counts:
            pushed.add((desk, office.exchanged(desk, at)))
        if not office.of_desk[desk] or chance.random() * habits.acts_of_one < 1:
            office.of_desk[desk].append({desk: at})
            continue
        one = office.chosen(chance, habits, desk, at)
        if one is None:
            week.unheard += counts
            continue
        if any(when > office.knows(desk, who, at) for who, when in one.items() if who != desk):
            week.unknowing += counts
            week.conflicts += counts and chance.random() < habits.same_thing
        one[desk] = at
    rounds = round(habits.hours * habits.days / way.every_h) * desks
    if way.hub:
        week.messages = rounds + len(pushed)
        week.bytes_moved = sizes.message * week.messages + sizes.box * week.acts * desks
    else:  # each file has what came since its desk was there last; it is written once and read once
        week.messages = 2 * rounds
        week.bytes_moved = 2 * (
            rounds * (sizes.empty_file + sizes.each_desk * desks) + sizes.of_a_file * week.acts * desks
        )
    return week


WAYS = (
    Way("stick, once a day round", 8.0, hub=False),
    Way("stick, four times a day", 2.0, hub=False),
    Way("hub, every minute", 1 / 60, hub=True),
)


# --- printed --------------------------------------------------------------------------------------------------------

_WORDS = {
    "record_bytes": "bytes of the record file, each entry",
    "file_bytes": "bytes of a file for another desk, each entry",
    "backup_bytes": "bytes of a backup, each entry",
    "save_ms": "one save, median, ms of the clock",
    "append_s": "append all, s",
    "open_s": "open, s",
    "rebuild_s": "rebuild, s",
    "verify_s": "verify, s",
    "backup_s": "back up, s",
    "write_file_s": "write all into a file, s",
    "take_in_s": "take all in at a new desk, s",
    "known_taken_s": "read a file of which all is known, s",
    "rss_opened_mb": "most memory until opened, MB",
    "rss_rebuilt_mb": "most memory until rebuilt, MB",
    "rss_taken_mb": "most memory until taken in, MB",
    "empty_file_bytes": "bytes of a file without entries",
}
#: What is the same at each size, but for the noise of the machine, is not fitted.
_FLAT = ("record_bytes", "file_bytes", "backup_bytes", "empty_file_bytes", "save_ms", "open_s")
#: Memory begins with that of the program: a line through it, not a power.
_FROM_A_BASE = ("rss_opened_mb", "rss_rebuilt_mb", "rss_taken_mb")


def table_of(measured: Sequence[Mapping[str, float]], to: Sequence[int]) -> Iterator[str]:
    """One line for each cost: as measured, how it grows, and what that would make of larger sizes."""
    sizes = [one["entries"] for one in measured]
    yield f"| | {' | '.join(f'{size:,.0f}' for size in sizes)} | exponent | {' | '.join(f'{size:,}' for size in to)} |"
    yield "|---" * (len(sizes) + len(to) + 2) + "|"
    for key, words in _WORDS.items():
        costs = [one[key] for one in measured]
        line = f"| {words} | {' | '.join(f'{cost:,.2f}' if cost < _WHOLE else f'{cost:,.0f}' for cost in costs)} "
        if key in _FLAT:
            yield line + "| – " * (len(to) + 1) + "|"
            continue
        if key in _FROM_A_BASE:
            slope, base = statistics.linear_regression(sizes, costs)
            yield f"{line}| line | {' | '.join(f'{base + slope * size:,.0f}' for size in to)} |"
            continue
        fit = fitted(sizes, costs)
        yield f"{line}| {fit.exponent:.2f} | {' | '.join(f'{fit.at(size):,.1f}' for size in to)} |"


def costs() -> list[dict[str, float]]:
    """Of each size, measured one after the other."""
    tool = str(Path(__file__).with_name("scale_costs.py"))
    found = []
    for size in SIZES:
        done = subprocess.run([sys.executable, tool, str(size)], check=True, capture_output=True, text=True)  # noqa: S603  ours
        found.append(json.loads(done.stdout))
    return found


def table_of_desks(many: Sequence[int]) -> Iterator[str]:
    """One line for each number of desks and way to exchange; all figures are of one day."""
    days = Habits().days
    yield "| desks | way | acts | messages | MB | not heard of | unknowing | conflicts |"
    yield "|---" * 8 + "|"
    for desks in many:
        for way in WAYS:
            week = simulate(desks, way)
            counts = (week.unheard, week.unknowing, week.conflicts)
            yield (
                f"| {desks:,} | {way.name} | {week.acts / days:,.0f} | {week.messages / days:,.0f} "
                f"| {week.bytes_moved / days / _MEGABYTE:,.1f} | "
                + " | ".join(f"{one / days:,.1f}" for one in counts)
                + " |"
            )


def main(arguments: list[str]) -> int:
    """Both without an argument."""
    lines: list[str] = []
    if not arguments or "costs" in arguments:
        lines += table_of(costs(), (200_000, 1_000_000, 10_000_000))
    if not arguments or "desks" in arguments:
        lines += table_of_desks((3, 20, 100, 1_000))
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
