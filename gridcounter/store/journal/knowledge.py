"""What the desk that wrote an entry could have known: the entries of its own device, and what it says it took in."""

from __future__ import annotations

from collections.abc import Iterable

from gridcounter.core.record.journal import Entry, canonical
from gridcounter.store.engine import Database
from gridcounter.store.journal.rows import COLUMNS

_FROM = "FROM journal INDEXED BY journal_seen"
_NOTES = "WHERE kind IN ('heads_seen', 'desk_joined') AND journal.device = :by AND journal.seq < :at"
# the last one that names the device: what was seen of it before is less
_SEEN = (
    f"SELECT json_extract(seen.value, '$.seq') {_FROM} CROSS JOIN json_each(journal.payload, '$.heads') AS seen "
    f"{_NOTES} AND json_extract(seen.value, '$.device') = :of ORDER BY journal.seq DESC LIMIT 1"
)
#: What a desk had when it joined was not entered by earlier versions, nor is it yet by who begins anew after a restore:
#: taken for known is then what is earlier by the clock than the first word of it.
_SAYS = (
    "SELECT max(kind = 'desk_joined' AND json_extract(payload, '$.heads') IS NOT NULL), "
    f"max(CASE kind WHEN 'desk_joined' THEN hlc END), min(hlc) {_FROM} {_NOTES}"
)
_EARLIER = (
    f"SELECT {COLUMNS} FROM journal WHERE application = ? AND hlc < ? AND device <> ? "  # noqa: S608
    "AND kind IN (SELECT value FROM json_each(?)) ORDER BY hlc DESC"
)
_ENTRY = f"SELECT {COLUMNS} FROM journal WHERE application IS ? AND device = ? AND seq = ?"  # noqa: S608


def knew(db: Database, entry: Entry, other: Entry) -> bool:
    """Whether who wrote the first entry could have known of the other one.

    A device that has not said yet what it has knew, as far as is known, everything earlier by the clock.
    """
    if entry.device == other.device:
        return other.seq < entry.seq
    values = {"by": entry.device, "at": entry.seq, "of": other.device}
    seen = db.execute(_SEEN, values).fetchone()
    if seen is not None and seen[0] >= other.seq:
        return True
    exact, joined, first = db.execute(_SAYS, values).fetchone()
    return not exact and bool(other.hlc < (joined or first or entry.hlc))


def not_known_to(db: Database, entry: Entry, kinds: Iterable[str]) -> list[Entry]:
    """Earlier entries of these kinds on its application, by other desks, that its writer did not know; latest first."""
    values = [entry.application, entry.hlc, entry.device, canonical([str(kind) for kind in kinds])]
    found = (Entry(*row) for row in db.execute(_EARLIER, values).fetchall())
    return [one for one in found if not knew(db, entry, one)]


def entry_at(db: Database, ref: str, application: str | None) -> Entry | None:
    """The entry of this reference on this application; None: of the office."""
    device, _, seq = ref.rpartition(":")
    row = db.execute(_ENTRY, [application, device, int(seq) if seq.isdecimal() else 0]).fetchone()
    return None if row is None else Entry(*row)
