"""Writes `resources/typical_entries.txt` from a record of `sample_year.py`: `python tools/typical_entries.py FOLDER`.

Boxes at the hub are compressed against this text, so it belongs to their protocol: another text is another protocol.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

from gridcounter.core.record.journal import Entry
from gridcounter.paths import typical_entries
from gridcounter.services.applications import demo
from gridcounter.services.desks.hub.boxes import inside
from gridcounter.services.record.opening import open_record

#: Of one entry; the few long ones would push the many short ones out of reach.
_MOST = 2500


def written(entries: list[Entry]) -> str:
    """One entry of each kind, the most frequent kinds at the end, where zstd looks first."""
    many = Counter(entry.kind for entry in entries)
    first = {entry.kind: entry for entry in reversed(entries)}
    return "".join(f"{_text(first[kind])}\n" for kind in sorted(many, key=lambda kind: (many[kind], kind)))


def _text(entry: Entry) -> str:
    return re.sub(r"[0-9a-f]{32,}", "", inside(entry).decode())[:_MOST]


if __name__ == "__main__":
    record = open_record(Path(sys.argv[1]), demo.PASSPHRASE)
    typical_entries().write_text(written(list(record.journal.written())), "utf-8")
    record.close()
