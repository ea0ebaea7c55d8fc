"""What a desk is called where several are shown: two of one name are told apart by their keys."""

from __future__ import annotations

from collections import Counter

from gridcounter.store.engine import Database
from gridcounter.store.queries.desks import DeskRow, desk_devices, desks

#: Characters of a key in a name.
_SHOWN = 4


class DeskNames:
    """Reads them once."""

    def __init__(self, db: Database) -> None:
        rows = desks(db)
        self._first = rows[0] if rows else None
        self._rows = {row.signs_with: row for row in rows}
        self._device = desk_devices(db)
        self._count = Counter(row.name for row in rows)

    def of(self, device: str) -> str:
        """The name of the desk that wrote as this device; before the record was shared that was the first one."""
        row = self._rows.get(self._device.get(device, ""), self._first)
        return "" if row is None else self.of_row(row)

    def of_row(self, row: DeskRow) -> str:
        """2 号台, or 2 号台（a1b2）where another desk is called so, too."""
        twice = self._count[row.name] > 1
        return f"{row.name}（{row.signs_with[:_SHOWN]}）" if twice else row.name
