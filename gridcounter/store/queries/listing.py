"""Whole lists from the record, row by row: for export to a table, and for comparison with an imported one."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gridcounter.core.record.journal import Kind
from gridcounter.store.engine import Database
from gridcounter.store.search.businesses import Businesses, condition

_TAKEN_BACK = "coalesce(json_extract(d.told, '$.taken_back'), 0)"
# one statement sees one moment of the record, however long the reading takes
_ROW = f"""
    SELECT a.number, a.short_code, a.state, a.opened_at, a.opened_by, a.received_on, a.accepted_on,
    a.official_number, a.official_entered_at,
    (SELECT json_group_object(f.field, json(f.value)) FROM field AS f WHERE f.application = a.id AND f.field IN
        (SELECT value FROM json_each(:fields))),
    (SELECT json_group_array(json_array(d.document, json_extract(d.told, '$.until'), json_extract(d.told, '$.label')))
        FROM document AS d
        WHERE d.application = a.id AND d.state = 'deferred' AND {_TAKEN_BACK} = 0)
    FROM searched AS s JOIN application AS a ON a.id = s.application
"""  # noqa: S608  our own column names
_STANDING = "a.purged_on IS NULL ORDER BY s.place DESC"
_IMPORTED = """
    SELECT hlc, json_extract(payload, '$.imported.row') FROM journal
    WHERE hlc > ? AND kind = ? AND json_valid(payload) ORDER BY hlc
"""
_HOLDING = "SELECT application, value FROM field WHERE field = ?"
# of one telephone there are few: no list of all is read
_REACHED = (
    "SELECT s.application, s.name, f.value FROM searched AS s INDEXED BY searched_by_phone "
    "JOIN application AS a ON a.id = s.application JOIN field AS f ON f.application = s.application "
    "WHERE s.key_phone = ? AND s.key_phone <> '' AND f.field = 'applicant.phone' AND a.purged_on IS NULL "
    "AND a.state <> 'consultation' ORDER BY s.place"
)
_OFFICIAL = "SELECT official_number, number FROM application WHERE official_number IS NOT NULL"


@dataclass(frozen=True, slots=True)
class ListedRow:
    """`deferred` are deferred documents, each with its day, if one was set, and its label."""

    number: str
    short_code: str
    state: str
    opened_at: str
    opened_by: str
    received_on: str | None
    accepted_on: str | None
    official_number: str | None
    official_entered_at: str | None
    fields: Mapping[str, Any]
    deferred: tuple[tuple[str, str | None, str | None], ...]


class ListingStore:
    """Reads whole lists, for export and for comparing an import; use it only on the thread of its connection."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def rows(
        self,
        query: str,
        mark: str,
        fields: Collection[str],
        businesses: Businesses = Businesses(),  # noqa: B008  frozen
    ) -> Iterator[ListedRow]:
        """All rows of this query, mark and business, newest first, read lazily."""
        where, asked = condition(query, mark, businesses)
        sql = f"{_ROW} WHERE {f'{where} AND ' if where else ''}{_STANDING}"
        return map(_from_row, self._db.execute(sql, asked | {"fields": json.dumps(list(fields))}))

    def imported(self, after: str = "") -> tuple[frozenset[str], str]:
        """Row digests of imports after this moment of the journal's clock, and the last moment that was read."""
        found = set()
        for moment, row in self._db.execute(_IMPORTED, [after, str(Kind.APPLICATION_OPENED)]):
            after = moment
            if row:
                found.add(str(row))
        return frozenset(found), after

    def official_numbers(self) -> dict[str, str]:
        """Number in the supplier's system -> our number."""
        return {str(official): str(number) for official, number in self._db.execute(_OFFICIAL)}

    def holding(self, field: str) -> Iterator[tuple[str, Any]]:
        """Every application that has this field, with its value."""
        return ((application, json.loads(value)) for application, value in self._db.execute(_HOLDING, [field]))

    def reached_at(self, phones: Collection[str]) -> Iterator[tuple[str, str, str]]:
        """Applications with one of these telephones (as `first_phone_key`): id, name, telephone; the newest last."""
        for key in sorted(phones):
            for application, name, phone in self._db.execute(_REACHED, [key]):
                yield application, name, str(json.loads(phone))


def _from_row(row: tuple[Any, ...]) -> ListedRow:
    fields, deferred = json.loads(row[-2]), json.loads(row[-1])
    return ListedRow(*(*row[:-2], fields, tuple((name, until, label) for name, until, label in deferred)))
