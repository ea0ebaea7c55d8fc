"""Texts written by several acts, tests/desktop/seen/*.txt, compared together as builders/held.py compares one."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from builders.held import Same, difference, fail_with

FOLDER = Path(__file__).parents[2] / "desktop" / "seen"


@dataclass
class Frozen:
    """Texts of one kind."""

    kind: str
    same: Same = operator.eq
    kept: dict[str, Sequence[str]] = field(default_factory=dict)

    def keep(self, name: str, lines: Sequence[str]) -> None:
        assert name not in self.kept, "two texts of one name"
        self.kept[name] = lines

    def changed(self) -> list[str]:
        paths = {name: FOLDER / f"{self.kind}_{name}.txt" for name in self.kept}
        return [line for name, lines in self.kept.items() for line in difference(paths[name], lines, self.same)]


def hold_all(*texts: Frozen) -> None:
    """Fails with what has changed in any of them."""
    __tracebackhide__ = True
    fail_with([line for one in texts for line in one.changed()])
