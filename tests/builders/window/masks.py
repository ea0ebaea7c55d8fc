"""Replaces random and machine-dependent values by names in compared texts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from gridcounter import __version__
from gridcounter.services.record.record import Record

_HASH = re.compile(r"\b(?:sha256:)?[0-9a-f]{64}\b|sha256:[0-9a-f]+|(?<=版本 )[0-9a-f]{8}\b")

#: In the order of devices, whose names are random.
_HEADS = re.compile(r'(heads"?: )\[\{"device".*?\}\]')
_SHORTENED = re.compile(r"((?:/|[A-Z]:\\)[^\s…]+)…")


@dataclass(frozen=True)
class Mask:
    """Of one record in one folder: its applications, numbers, codes, entries and hashes."""

    record: Record
    folder: Path

    def __call__(self, lines: Iterable[str]) -> list[str]:
        text = "\n".join(lines)
        text = text.replace(str(self.folder), "‹folder›").replace(__version__, "‹version›")
        text = _SHORTENED.sub(lambda found: self._folder(found.group(1)) + "…", text)
        for one, number, code in self.record.db.execute("SELECT id, number, short_code FROM application"):
            short = f"{number[-13:-5]}/{number[-4:]}" if number else ""
            text = text.replace(one, short).replace(number or one, short).replace(code or one, f"‹code {short}›")
        (device,) = self.record.db.execute("SELECT device FROM this_device").fetchone()
        text = text.replace(device[:4].upper() + "2026", "‹device›2026").replace(f"c{device[:4]}-", "c‹device›-")
        text = re.sub(rf"\b{device}:(\d+)", lambda found: self._entry(int(found.group(1))), text)
        text = _HEADS.sub(r"\1‹heads›", text)
        return _HASH.sub("‹hash›", text).split("\n") if text else []

    def _folder(self, begun: str) -> str:
        """How much of a path has room differs by the folder in which the tests run."""
        return "‹folder›" if str(self.folder).startswith(begun) else begun

    def _entry(self, seq: int) -> str:
        entry = next(one for one in self.record.journal.all() if one.seq == seq)
        payload = entry.payload or {}
        lines = [str(payload[key]) for key in ("paper", "version") if "version" in payload]
        return f"‹{' '.join([entry.kind, *lines])}›"
