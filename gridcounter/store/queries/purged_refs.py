"""Entries whose contents a purge removed, for whoever keeps sealed copies of them: these are to be blanked, too."""

from __future__ import annotations

from dataclasses import dataclass

from gridcounter.core.record.journal import Kind
from gridcounter.store.engine import Database

# an entry of a purged application may come in after the purge, and then is blank from the first
_SINCE = (
    "WITH purged AS (SELECT json_extract(value, '$.id') AS application FROM journal, "  # noqa: S608
    f"json_each(journal.payload, '$.applications') WHERE journal.kind = '{Kind.RECORDS_PURGED}' "
    "AND journal.application IS NULL AND journal.place > :place AND journal.place <= :end) "
    "SELECT device, seq FROM journal WHERE payload IS NULL "
    "AND (place > :place OR application IN (SELECT application FROM purged)) ORDER BY place"
)
_END = "SELECT coalesce(max(place), 0) FROM journal"


@dataclass(frozen=True, slots=True)
class PurgedRefs:
    """`refs` are entries as device and number; whoever has dealt with them asks the next time from `place` on."""

    refs: tuple[tuple[str, int], ...]
    place: int


def purged_refs_since(db: Database, place: int = 0) -> PurgedRefs:
    """What was blanked by purges that stand behind this place of the journal's own order, or came in blank behind it.

    With 0, all that is blank. What is entered meanwhile is told the next time.
    """
    (end,) = db.execute(_END).fetchone()
    found = db.execute(_SINCE, {"place": place, "end": end})
    return PurgedRefs(tuple((str(device), int(seq)) for device, seq in found), int(end))
