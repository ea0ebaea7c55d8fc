"""What is drawn by lot, or is of this machine, has a name instead where a text is held whole."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridcounter import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from gridcounter.services.record import Record

_HASH = re.compile(r"\b(?:sha256:)?[0-9a-f]{64}\b|sha256:[0-9a-f]+|(?<=版本 )[0-9a-f]{8}\b")


@dataclass(frozen=True)
class Mask:
    """Of one record in one folder: its applications, numbers, codes, entries and hashes."""

    record: Record
    folder: Path

    def __call__(self, line: str) -> str:
        line = line.replace(str(self.folder), "‹folder›").replace(__version__, "‹version›")
        for one, number, code in self.record.db.execute("SELECT id, number, short_code FROM application"):
            short = f"{number[-13:-5]}/{number[-4:]}" if number else ""
            line = line.replace(one, short).replace(number or one, short).replace(code or one, f"‹code {short}›")
        (device,) = self.record.db.execute("SELECT device FROM this_device").fetchone()
        line = line.replace(device[:4].upper() + "2026", "‹device›2026").replace(f"c{device[:4]}-", "c‹device›-")
        line = re.sub(rf"\b{device}:(\d+)", lambda found: self._entry(int(found.group(1))), line)
        return _HASH.sub("‹hash›", line)

    def _entry(self, seq: int) -> str:
        entry = next(one for one in self.record.journal.all() if one.seq == seq)
        paper = f" {entry.payload['paper']} {entry.payload['version']}" if "paper" in entry.payload else ""
        return f"‹{entry.kind}{paper}›"
