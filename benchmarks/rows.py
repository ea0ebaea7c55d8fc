"""What a bench says, line by line: printed as it is found, and kept for the page of results."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_MARKS = {True: "holds", False: "MISSED", None: ""}


class Row(Protocol):
    """`held` is None where nothing is promised."""

    def __call__(self, what: str, figure: str, bound: str, *, held: bool | None) -> None: ...


@dataclass(eq=False)
class Sheet:
    """The rows of one group, in the order in which they were measured, and its tables."""

    title: str
    rows: list[tuple[str, str, str, str]] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    seconds: float = 0

    def __call__(self, what: str, figure: str, bound: str, *, held: bool | None) -> None:
        self.rows.append((what, figure, bound, _MARKS[held]))
        print(f"{what:<84} {figure:>18}   {bound:<12} {_MARKS[held]}", flush=True)

    def table(self, head: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
        self.tables.append(as_table(head, lines))
        print(self.tables[-1], flush=True)

    @property
    def missed(self) -> int:
        return sum(mark == _MARKS[False] for *_, mark in self.rows)

    def page(self) -> str:
        rows = as_table(("what", "figure", "bound", ""), self.rows)
        return "\n\n".join([f"## {self.title}", rows, *self.tables])


def as_table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """Figures stand to the right."""
    rule = ["---", *("--:" for _ in head[1:])]
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, rule, *lines))


def taken_ms(work: Callable[[], object], times: int) -> list[float]:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def median_ms(work: Callable[[], object], times: int) -> float:
    return statistics.median(taken_ms(work, times))


def p95_ms(work: Callable[[], object], times: int) -> float:
    taken = sorted(taken_ms(work, times))
    return taken[max(0, round(len(taken) * 0.95) - 1)]


def in_turn_ms(works: Sequence[Callable[[int], object]], times: int) -> list[float]:
    """The median of each. They take turns, so that all of them meet the same machine."""
    taken: list[list[float]] = [[] for _ in works]
    for number in range(times):
        for work, mine in zip(works, taken, strict=True):
            start = time.perf_counter()
            work(number)
            mine.append((time.perf_counter() - start) * 1000)
    return [statistics.median(mine) for mine in taken]
