"""The list of filings: each with where it stands, filtered by that; the newest act first."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gridcounter.core.filing_course import Stage
from gridcounter.store.search import SearchStore

if TYPE_CHECKING:
    from datetime import date

    from gridcounter.services.record import Record

_SHOWN = 200
# the same as core.filing_course.stage_of, where a hundred thousand rows are asked at once; a test holds them together
_STAGED = """
    SELECT s.application, a.number, s.name, coalesce(json_extract(p.value, '$'), s.address) AS place,
    coalesce(f.version, 0), a.changed_hlc,
    CASE
        WHEN f.application IS NULL THEN 'to_fill'
        WHEN f.state = 'returned' THEN 'returned'
        WHEN f.state IN ('refused', 'withdrawn', 'lapsed') THEN 'ended'
        WHEN EXISTS (
            SELECT 1 FROM filing_act AS r
            WHERE r.application = f.application AND r.version = f.version AND r.kind = 'works_restored'
        ) THEN 'restored'
        WHEN f.started_on <> '' AND coalesce(json_extract(e.value, '$'), '') NOT IN ('')
            AND json_extract(e.value, '$') < :today THEN 'to_restore'
        WHEN f.started_on <> '' THEN 'working'
        WHEN f.state IN ('prepared', 'signed', 'exported') THEN 'filling'
        WHEN f.state = 'none' THEN 'to_fill'
        ELSE f.state
    END AS stage
    FROM application AS a
    JOIN searched AS s ON s.application = a.id
    LEFT JOIN filing AS f ON f.application = a.id
    LEFT JOIN answer AS t ON t.application = a.id
    LEFT JOIN field AS p ON p.application = a.id AND p.field = 'project.name'
    LEFT JOIN field AS e ON e.application = a.id AND e.field = 'project.finish_on'
    WHERE {which}
"""
_FILTERED = (
    "SELECT *, count(*) OVER () FROM ({staged}) WHERE :stage IS NULL OR stage = :stage "
    "ORDER BY changed_hlc DESC LIMIT :limit"
)
_THOSE_WITH_A_FILING = (
    "a.id IN (SELECT application FROM filing UNION SELECT application FROM answer WHERE track IN "
    "('filing', 'commitment')) AND (a.state <> 'closed' OR f.application IS NOT NULL) AND a.purged_on IS NULL"
)

_AMONG = "a.id IN (SELECT value FROM json_each(:ids))"
_NEWEST = (
    "SELECT a.id FROM application AS a LEFT JOIN filing AS f ON f.application = a.id "  # noqa: S608  our own words
    f"WHERE {_THOSE_WITH_A_FILING} ORDER BY a.changed_hlc DESC"
)


@dataclass(frozen=True, slots=True)
class FilingRow:
    """`place` is the name of the works, or where the applicant is."""

    application: str
    number: str
    name: str
    place: str
    version: int
    stage: Stage


@dataclass(frozen=True, slots=True)
class FilingsFound:
    """`total` counts what `rows` leaves out as well."""

    rows: tuple[FilingRow, ...]
    total: int


@dataclass(frozen=True, eq=False)
class FilingList:
    """Reads over the record's own connection: for the thread that opened it."""

    record: Record

    def look(self, words: str = "", stage: Stage | None = None, *, today: date, limit: int = _SHOWN) -> FilingsFound:
        """With `words` it lists all applications found, those without a filing too, so that one can be begun."""
        told: dict[str, object] = {"today": today.isoformat(), "stage": None if stage is None else str(stage)}
        which, total = _THOSE_WITH_A_FILING, None
        if words.strip():
            found = SearchStore(self.record.db).find(words, limit=limit)
            told["ids"] = json.dumps([row.id for row in found.rows])
            which = _AMONG
        elif stage is None:
            # the stage of those that are not shown need not be known
            those = [application for (application,) in self.record.db.execute(_NEWEST)]
            told["ids"], total = json.dumps(those[:limit]), len(those)
            which = _AMONG
        sql = _FILTERED.format(staged=_STAGED.format(which=which))
        rows = self.record.db.execute(sql, {**told, "limit": limit}).fetchall()
        counted = rows[0][-1] if rows else 0
        return FilingsFound(tuple(map(_from_row, rows)), counted if total is None else total)


def _from_row(row: tuple[Any, ...]) -> FilingRow:
    application, number, name, place, version, _, stage, _ = row
    return FilingRow(application, number, name, place or "", version, Stage(stage))
