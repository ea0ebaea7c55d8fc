"""How far a record was written, as it is noted elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from gridcounter.core.record.journal import Entry, Head
from gridcounter.store.engine import Database
from gridcounter.store.journal.projections.office import FORMER_KEYS, PASSPHRASE_GENERATION
from gridcounter.store.journal.table_integrity import DECIDING

#: Devices have a number of entries, rows of the office have none.
_ENDS = "SELECT device, seq, hash FROM head UNION ALL SELECT key, NULL, value FROM office WHERE key IN (?, ?)"


@dataclass(frozen=True, slots=True)
class Ends:
    """The last entry of each device; by how often the key was renewed, the number of the wrap for the passphrase."""

    heads: Mapping[str, Head]
    wraps: Mapping[int, int]

    def after(self, entry: Entry) -> Ends | None:
        """With one entry more; None if that may have changed the wraps."""
        if entry.kind in DECIDING:
            return None
        return replace(self, heads={**self.heads, entry.device: Head(entry.seq, entry.hash)})


def ends_of(db: Database) -> Ends:
    """As the record says now."""
    heads, office = dict[str, Head](), dict[str, str]()
    for name, seq, value in db.execute(_ENDS, [FORMER_KEYS, PASSPHRASE_GENERATION]).fetchall():
        if seq is None:
            office[name] = value
        else:
            heads[name] = Head(seq, value)
    renewed = len(json.loads(office.get(FORMER_KEYS, "[]")))
    return Ends(heads, {renewed: int(office.get(PASSPHRASE_GENERATION, 1))})
