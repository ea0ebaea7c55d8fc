"""The list of filings with their stages, filtered by stage; the newest act first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gridcounter.core.filing.course import Stage
from gridcounter.services.record.record import Record
from gridcounter.store.queries.filing_list import staged, with_a_filing
from gridcounter.store.search.search import SearchStore

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class FilingRow:
    """`place` is the name of the works, or the applicant's address."""

    application: str
    number: str
    name: str
    place: str
    version: int
    stage: Stage


@dataclass(frozen=True, slots=True)
class FilingsFound:
    """`total` also counts the rows beyond the limit."""

    rows: tuple[FilingRow, ...]
    total: int


@dataclass(frozen=True, eq=False)
class FilingList:
    """Reads over the record's own connection; use it only on the thread that opened the record."""

    record: Record

    def look(self, words: str = "", stage: Stage | None = None, *, today: date, limit: int = _SHOWN) -> FilingsFound:
        """With `words` it lists all applications found, also those without a filing, so that one can be started."""
        db, among, total = self.record.db, None, None
        if words.strip():
            among = [row.id for row in SearchStore(db).find(words, limit=limit).rows]
        elif stage is None:
            # stages of rows that are not shown need not be computed
            those = with_a_filing(db)
            among, total = those[:limit], len(those)
        named = None if stage is None else str(stage)
        rows, counted = staged(db, among, stage=named, today=today.isoformat(), limit=limit)
        found = tuple(
            FilingRow(one.application, one.number, one.name, one.place, one.version, Stage(one.stage)) for one in rows
        )
        return FilingsFound(found, counted if total is None else total)
