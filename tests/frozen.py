"""Texts that a test holds whole: tests/desktop/seen/*.txt. GRIDCOUNTER_SEEN=write writes them anew, and fails."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDER = Path(__file__).parent / "desktop" / "seen"
_WRITE = os.environ.get("GRIDCOUNTER_SEEN") == "write"
_MOST = 40


@dataclass
class Frozen:
    """Texts of one kind, kept one by one and compared together."""

    kind: str
    kept: dict[str, list[str]] = field(default_factory=dict)

    def keep(self, name: str, lines: Sequence[str]) -> None:
        assert name not in self.kept, "two texts of one name"
        self.kept[name] = [part for line in lines for part in line.splitlines() or [""]]

    def hold(self) -> None:
        """Fails with what has changed."""
        changed: list[str] = []
        for name, now in self.kept.items():
            path = FOLDER / f"{self.kind}_{name}.txt"
            was = path.read_text("utf-8").splitlines() if path.exists() else []
            if now != was and _WRITE:
                FOLDER.mkdir(exist_ok=True)
                path.write_text("\n".join(now) + "\n", "utf-8", newline="\n")
            if now != was:
                changed += unified_diff(was, now, f"seen/{path.name}", "now", n=2, lineterm="")
        if changed:
            more = [f"… and {len(changed) - _MOST} lines more"] if len(changed) > _MOST else []
            told = "written anew, look at them" if _WRITE else "meant? GRIDCOUNTER_SEEN=write writes them anew"
            pytest.fail("\n".join([*changed[:_MOST], *more, told]), pytrace=False)
